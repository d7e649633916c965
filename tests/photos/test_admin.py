from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from core import images
from organization.models import Person
from photos.models import Photo, add_photo
from tests.core.heavy_pictures import moving_picture
from tests.factories import (
    make_account,
    make_article,
    make_photo,
    make_staff,
    picture_bytes,
    picture_file,
)

pytestmark = pytest.mark.django_db

ADD = reverse("admin:photos_photo_add")
WORDS = {
    "alt": "Cổng cửa khẩu",
    "caption": "Toàn cảnh",
    "credit": "Ảnh: Văn phòng",
    "focal_x": "30",
    "focal_y": "40",
}


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


def errors_of(answer):
    return answer.context["adminform"].form.errors


class TestAdding:
    def test_stores_the_picture_with_its_words(self, desk):
        answer = desk.post(ADD, {"upload": picture_file("Cổng.jpg"), **WORDS})

        photo = Photo.objects.get()
        assert answer.status_code == 302
        assert photo.alt == "Cổng cửa khẩu"
        assert photo.caption == "Toàn cảnh"
        assert photo.credit == "Ảnh: Văn phòng"
        assert (photo.focal_x, photo.focal_y) == (30, 40)
        assert photo.original_name == "Cổng.jpg"
        assert photo.created_by.username == "bientap"
        assert (Path(settings.MEDIA_ROOT) / photo.file.name).is_file()

    def test_is_written_down_and_leads_back_to_the_photo(self, desk):
        answer = desk.post(ADD, {"upload": picture_file(), **WORDS, "_continue": "1"})

        photo = Photo.objects.get()
        assert answer["Location"] == reverse("admin:photos_photo_change", args=[photo.pk])
        assert LogEntry.objects.get().object_id == str(photo.pk)
        assert desk.get(answer["Location"]).status_code == 200

    def test_works_in_the_window_of_another_form(self, desk):
        answer = desk.post(f"{ADD}?_popup=1", {"upload": picture_file(), **WORDS, "_popup": "1"})

        photo = Photo.objects.get()
        assert answer.status_code == 200
        assert f"&quot;value&quot;: &quot;{photo.pk}&quot;" in answer.content.decode()

    def test_of_a_picture_already_there_offers_it_and_keeps_what_was_typed(self, desk):
        known, _ = add_photo(picture_file("mot.jpg"), caption="Ảnh đã có")

        answer = desk.post(ADD, {"upload": picture_file("khac.jpg"), **WORDS, "alt": "Đang gõ"})

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Ảnh này đã có trong kho" in page
        address = reverse("admin:photos_photo_change", args=[known.pk])
        assert f'<a href="{address}">Ảnh đã có</a>' in page
        for typed in ("Đang gõ", "Toàn cảnh", "Ảnh: Văn phòng", 'value="30"', 'value="40"'):
            assert typed in page
        assert list(Photo.objects.all()) == [known]

    def test_of_a_picture_already_there_shows_its_name_harmlessly(self, desk):
        add_photo(picture_file(), caption="<script>alert(1)</script>")

        answer = desk.post(ADD, {"upload": picture_file(), **WORDS})

        assert "<script>alert(1)" not in answer.content.decode()

    @pytest.mark.parametrize(
        "data", [b"<html>", picture_bytes()[:500], picture_bytes(image_format="AVIF")[:300]]
    )
    def test_of_a_broken_picture_gives_a_sentence_and_keeps_what_was_typed(self, desk, data):
        answer = desk.post(ADD, {"upload": SimpleUploadedFile("hỏng.jpg", data), **WORDS})

        [sentence] = errors_of(answer)["upload"]
        assert sentence == f"“hỏng.jpg”: Tệp không phải là ảnh {images.KINDS} còn đọc được."
        assert "Cổng cửa khẩu" in answer.content.decode()
        assert not Photo.objects.exists()
        assert not Path(settings.MEDIA_ROOT).exists()

    def test_without_a_picture_asks_for_one(self, desk):
        answer = desk.post(ADD, WORDS)

        assert errors_of(answer) == {"upload": ["Xin chọn một tệp ảnh."]}

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"focal_x": "101"}, "Điểm chính của ảnh tính bằng phần trăm, từ 0 đến 100."),
            ({"is_decorative": "on"}, "Ảnh trang trí thì để trống phần mô tả."),
        ],
    )
    def test_with_words_that_do_not_fit_stores_nothing(self, desk, wrong, sentence):
        answer = desk.post(ADD, {"upload": picture_file(), **WORDS, **wrong})

        assert sentence in answer.content.decode()
        assert not Photo.objects.exists()


class TestChanging:
    def test_keeps_the_picture_and_takes_the_words(self, desk):
        photo = make_photo(alt="Cũ")
        before = photo.file.name

        desk.post(reverse("admin:photos_photo_change", args=[photo.pk]), WORDS)

        photo.refresh_from_db()
        assert photo.alt == "Cổng cửa khẩu"
        assert photo.file.name == before

    def test_says_where_the_photo_is_used(self, desk):
        photo = make_photo()
        make_article(headline="Hội nghị sơ kết", lead_photo=photo)
        Person.objects.create(full_name="Hoàng Thị Đào", portrait=photo)

        page = desk.get(reverse("admin:photos_photo_change", args=[photo.pk])).content.decode()

        assert "Hội nghị sơ kết" in page
        assert "Hoàng Thị Đào" in page

    def test_says_when_the_photo_is_used_nowhere(self, desk):
        photo = make_photo()

        page = desk.get(reverse("admin:photos_photo_change", args=[photo.pk])).content.decode()

        assert "Chưa dùng ở đâu." in page


def change(photo):
    return reverse("admin:photos_photo_change", args=[photo.pk])


def part(left=0, top=0, width=50, height=100):
    sides = {"left": left, "top": top, "width": width, "height": height}
    return {f"crop_{name}": str(value) for name, value in sides.items()}


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]


class TestReplacing:
    def test_gives_the_photo_the_new_file_and_keeps_what_was_typed(self, desk):
        photo = make_photo()
        article = make_article(body=f'<p><img src="{photo.file.url}" alt="Cổng"></p>')

        desk.post(change(photo), {**WORDS, "upload": picture_file("mới.jpg", width=1400)})

        photo.refresh_from_db()
        article.refresh_from_db()
        assert (photo.original_name, photo.width, photo.alt) == ("mới.jpg", 1400, "Cổng cửa khẩu")
        assert photo.file.name.rpartition("/")[0] in article.body

    def test_by_a_picture_of_the_library_is_refused_with_a_link_to_it(self, desk):
        photo, other = make_photo(), add_photo(picture_file(), caption="Bãi xe")[0]

        answer = desk.post(change(photo), {**WORDS, "upload": picture_file()})

        assert f'<a href="{change(other)}">Bãi xe</a>' in answer.content.decode()
        assert Photo.objects.get(pk=photo.pk).file == photo.file

    def test_by_its_own_file_is_refused(self, desk):
        photo, _ = add_photo(picture_file())

        answer = desk.post(change(photo), {**WORDS, "upload": picture_file()})

        assert errors_of(answer) == {"upload": ["Tệp này chính là ảnh đang dùng."]}

    def test_without_a_file_asks_for_one(self, desk):
        answer = desk.post(change(make_photo()), {**WORDS, "_replace": "1"})

        assert errors_of(answer) == {"upload": ["Xin chọn tệp ảnh để thay."]}


class TestCropping:
    def test_changes_the_photo_in_its_place(self, desk):
        photo = make_photo()

        answer = desk.post(change(photo), {**WORDS, **part(), "_crop": "1"})

        photo.refresh_from_db()
        assert answer["Location"] == change(photo)
        assert (photo.width, photo.height) == (400, 450)
        assert (photo.focal_x, photo.focal_y) == (60, 40)
        assert photo.alt == "Cổng cửa khẩu"

    def test_to_a_new_photo_leaves_this_one(self, desk):
        photo = make_photo()

        answer = desk.post(change(photo), {**WORDS, **part(), "_crop_new": "1"}, follow=True)

        new = Photo.objects.exclude(pk=photo.pk).get()
        assert (new.width, new.caption, new.created_by.username) == (400, "Toàn cảnh", "bientap")
        assert Photo.objects.get(pk=photo.pk).width == 800
        assert any(change(new) in message for message in messages_of(answer))

    @pytest.mark.parametrize(
        ("box", "sentence"),
        [
            (part(width=100), "Khung cắt đang giữ cả ảnh."),
            (part(width=5), "mỗi chiều ít nhất 100 điểm ảnh"),
            (part(left=90, width=50), "mỗi chiều ít nhất 100 điểm ảnh"),
            (part(left=-5), "lớn hơn hoặc bằng với 0"),
            (part(left="x"), "Nhập một số."),
            (part(left="nan"), "Nhập một số."),
        ],
    )
    def test_with_a_frame_that_cannot_be_is_refused(self, desk, box, sentence):
        photo = make_photo()

        answer = desk.post(change(photo), {**WORDS, **box, "_crop": "1"})

        assert sentence in answer.content.decode()
        assert Photo.objects.get().file == photo.file

    def test_together_with_another_file_is_refused(self, desk):
        photo = make_photo()
        sent = {**WORDS, **part(), "upload": picture_file(), "_crop": "1"}

        answer = desk.post(change(photo), sent)

        assert "Xin làm từng việc" in answer.content.decode()
        assert Photo.objects.get().file == photo.file

    def test_needs_the_right_to_change_photos(self, client):
        photo = make_photo()
        client.force_login(make_account(Role.REPORTER))

        shown = client.get(change(photo))
        answer = client.post(change(photo), {**WORDS, **part(), "_crop": "1"})

        assert shown.status_code == 200
        assert "_crop" not in shown.content.decode()
        assert answer.status_code == 403
        assert Photo.objects.get().file == photo.file


class TestInAFrameOfTheDesk:
    def test_the_page_stays_and_says_that_it_saved(self, desk):
        photo = make_photo()

        answer = desk.post(f"{change(photo)}?_popup=1", {**WORDS, "_popup": "1"}, follow=True)

        assert answer.redirect_chain == [(f"{change(photo)}?_popup=1", 302)]
        assert messages_of(answer) == ["Đã lưu."]

    def test_a_window_of_another_form_is_answered(self, desk):
        sent = {**WORDS, "_popup": "1", "_to_field": "id"}

        answer = desk.post(change(make_photo()), sent)

        assert "popup_response" in answer.content.decode()


class TestRemarks:
    @pytest.mark.parametrize(
        ("words", "remark"),
        [
            ({"alt": "IMG_1234"}, "Mô tả “IMG_1234” giống tên tệp. Nên viết trong ảnh có gì."),
            ({"alt": "Toàn cảnh"}, "Mô tả “Toàn cảnh” giống hệt chú thích. Nên tả điều"),
            ({"alt": ""}, "Ảnh chưa có mô tả: người không nhìn thấy ảnh sẽ không biết trong"),
        ],
    )
    def test_on_descriptions_that_describe_nothing(self, desk, words, remark):
        photo = make_photo()

        answer = desk.post(change(photo), {**WORDS, **words, "_continue": "1"}, follow=True)

        assert any(remark in message for message in messages_of(answer))
        assert f'<p class="photo-doubt">{remark}' in answer.content.decode()

    def test_are_not_made_on_pictures_that_say_nothing(self, desk):
        photo = make_photo(is_decorative=True)

        assert "photo-doubt" not in desk.get(change(photo)).content.decode()

    def test_say_that_a_moving_picture_stands_still_now(self, desk):
        moving = SimpleUploadedFile("vẫy.gif", moving_picture())

        answer = desk.post(ADD, {"upload": moving, **WORDS, "_continue": "1"}, follow=True)

        assert "“vẫy.gif” là ảnh động: chỉ giữ khung hình đầu." in messages_of(answer)


class TestFilters:
    @pytest.fixture
    def photos(self):
        used, unused = make_photo(alt="Cổng"), make_photo()
        make_article(lead_photo=used)
        return {"used": used, "unused": unused}

    @pytest.mark.parametrize(
        ("query", "found"),
        [("dung=chua", "unused"), ("dung=dang", "used"), ("mo-ta=chua", "unused")],
    )
    def test_find_what_needs_a_look(self, desk, photos, query, found):
        answer = desk.get(f"{reverse('admin:photos_photo_changelist')}?{query}")

        assert list(answer.context["cl"].result_list) == [photos[found]]


class TestDeleting:
    def test_a_photo_in_use_is_refused_by_name(self, desk):
        photo = make_photo()
        make_article(headline="Hội nghị sơ kết", lead_photo=photo)

        answer = desk.post(reverse("admin:photos_photo_delete", args=[photo.pk]), {"post": "yes"})

        assert "Hội nghị sơ kết" in answer.content.decode()
        assert Photo.objects.filter(pk=photo.pk).exists()


@pytest.mark.parametrize("typed", ["huu nghi", "Hữu Nghị", "HUU"])
def test_search_finds_words_without_their_marks(desk, typed):
    found = make_photo(caption="Cửa khẩu Hữu Nghị")
    make_photo(caption="Cửa khẩu Tân Thanh")

    answer = desk.get(reverse("admin:photos_photo_changelist"), {"q": typed})

    assert list(answer.context["cl"].result_list) == [found]


@pytest.mark.parametrize("query", ["", "?dung=chua", "?mo-ta=chua"])
@pytest.mark.parametrize("photos", [1, 5])
def test_list_costs_the_same_however_long(desk, django_assert_num_queries, photos, query):
    for _ in range(photos):
        make_photo()

    with django_assert_num_queries(9):
        desk.get(reverse("admin:photos_photo_changelist") + query)


def test_a_photo_in_somebody_s_text_says_so_and_is_not_deleted(admin_client):
    photo = make_photo()
    make_article(headline="Bài có ảnh", body=f'<p><img src="{photo.file.url}" alt="Cổng"></p>')
    page = f"/quan-tri/photos/photo/{photo.pk}"

    shown = admin_client.get(f"{page}/change/").content.decode()
    admin_client.post(f"{page}/delete/", {"post": "yes"})

    assert "Bài có ảnh" in shown
    assert Photo.objects.filter(pk=photo.pk).exists()
