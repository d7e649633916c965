from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organization.models import Person
from photos.models import Photo, add_photo
from tests.factories import make_article, make_photo, make_staff, picture_bytes, picture_file

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

        assert errors_of(answer) == {
            "upload": [
                "“hỏng.jpg”: Tệp không phải là ảnh JPEG, PNG, WebP, GIF hay AVIF còn đọc được."
            ]
        }
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


@pytest.mark.parametrize("photos", [1, 5])
def test_list_costs_the_same_however_long(desk, django_assert_num_queries, photos):
    for _ in range(photos):
        make_photo()

    with django_assert_num_queries(8):
        desk.get(reverse("admin:photos_photo_changelist"))


def test_a_photo_in_somebody_s_text_says_so_and_is_not_deleted(admin_client):
    photo = make_photo()
    make_article(headline="Bài có ảnh", body=f'<p><img src="{photo.file.url}" alt="Cổng"></p>')
    page = f"/quan-tri/photos/photo/{photo.pk}"

    shown = admin_client.get(f"{page}/change/").content.decode()
    admin_client.post(f"{page}/delete/", {"post": "yes"})

    assert "Bài có ảnh" in shown
    assert Photo.objects.filter(pk=photo.pk).exists()
