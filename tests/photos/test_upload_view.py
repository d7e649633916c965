from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from photos.models import Photo
from tests.core.heavy_pictures import moving_picture
from tests.factories import make_account, make_photo, make_staff, picture_bytes, picture_file

pytestmark = pytest.mark.django_db

UPLOAD = "/quan-tri/anh/tai-len/?kieu=hop-thoai"
CHOOSE = "/quan-tri/anh/chon/"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"


def nothing_is_stored():
    return not Photo.objects.exists() and not Path(settings.MEDIA_ROOT).exists()


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


class TestUpload:
    def test_answers_as_the_editor_expects(self, desk):
        answer = desk.post(UPLOAD, {"upload": picture_file("Cổng.jpg", width=1400, height=700)})

        photo = Photo.objects.get()
        assert answer.status_code == 200
        said = answer.json()
        assert (said["uploaded"], said["fileName"]) == (1, "Cổng.jpg")
        assert said["url"] == f"/media/{Path(photo.file.name).parent}/960.webp"
        assert (said["photo"]["photo"], said["photo"]["alt"]) == (photo.pk, "")
        assert photo.created_by.username == "bientap"

    def test_gives_an_address_that_serves_the_picture(self, desk):
        answer = desk.post(UPLOAD, {"upload": picture_file()})

        served = desk.get(answer.json()["url"])

        assert served.status_code == 200
        assert served["Content-Type"] == "image/webp"
        assert served["X-Content-Type-Options"] == "nosniff"

    def test_of_a_picture_already_there_answers_with_that(self, desk):
        first = desk.post(UPLOAD, {"upload": picture_file("mot.jpg")})

        second = desk.post(UPLOAD, {"upload": picture_file("hai.jpg")})

        assert second.json()["url"] == first.json()["url"]
        assert second.json()["note"] == "“mot.jpg” đã có trong kho: dùng lại ảnh đó."
        assert Photo.objects.count() == 1

    def test_says_that_only_the_first_frame_is_kept(self, desk):
        first = desk.post(UPLOAD, {"upload": SimpleUploadedFile("x.gif", moving_picture())})
        second = desk.post(UPLOAD, {"upload": SimpleUploadedFile("y.gif", moving_picture())})

        assert first.json()["note"] == "“x.gif” là ảnh động: chỉ giữ khung hình đầu."
        assert second.json()["note"] == (
            "“x.gif” đã có trong kho: dùng lại ảnh đó. “x.gif” là ảnh động: chỉ giữ khung hình đầu."
        )

    @pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
    def test_takes_pictures_whatever_they_are_called(self, desk, image_format):
        picture = picture_file("anh.html", image_format=image_format, width=64, height=48)

        answer = desk.post(UPLOAD, {"upload": picture})

        assert answer.status_code == 200
        assert answer.json()["url"].endswith(".webp")

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("anh.svg", SVG),
            ("anh.jpg", SVG),
            ("anh.jpg", HTML),
            ("anh.jpg", b""),
            ("anh.jpg", picture_bytes()[:500]),
            ("anh.gif", picture_bytes(image_format="GIF")[:40]),
            ("anh.gif", b"GIF89a<script>alert(1)</script>"),
            ("anh.png", picture_bytes(image_format="PNG")[:100]),
            ("anh.jpg", b"%PDF-1.7"),
        ],
    )
    def test_of_anything_else_is_refused_by_name(self, desk, name, data):
        answer = desk.post(UPLOAD, {"upload": SimpleUploadedFile(name, data, "image/jpeg")})

        assert answer.status_code == 400
        assert answer.json() == {
            "uploaded": 0,
            "error": {
                "message": f"“{name}”: Tệp không phải là ảnh JPEG, PNG, WebP, GIF, AVIF hay HEIC "
                "(iPhone) còn đọc được."
            },
        }
        assert nothing_is_stored()

    def test_of_too_many_bytes_is_refused(self, desk):
        large = SimpleUploadedFile("anh.jpg", picture_bytes() + b"\0" * 20 * 2**20, "image/jpeg")

        answer = desk.post(UPLOAD, {"upload": large})

        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "“anh.jpg”: ảnh quá lớn, tối đa 20 MB."
        assert nothing_is_stored()

    @pytest.mark.parametrize("sent", [{}, {"upload": "chữ"}, {"khac": "x"}])
    def test_without_a_file_is_refused(self, desk, sent):
        answer = desk.post(UPLOAD, sent)

        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "Chưa có tệp ảnh nào được gửi lên."

    def test_names_a_hostile_file_as_json_only(self, desk):
        answer = desk.post(UPLOAD, {"upload": SimpleUploadedFile("<img onerror=x>.jpg", b"x")})

        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"


class TestWhoMayUpload:
    def test_anonymous_visitors_are_sent_to_sign_in(self, client):
        answer = client.post(UPLOAD, {"upload": picture_file()})

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))
        assert nothing_is_stored()

    def test_people_who_are_not_staff_are_sent_to_sign_in(self, client):
        reader = make_staff()
        reader.is_staff = False
        reader.save()
        client.force_login(reader)

        answer = client.post(UPLOAD, {"upload": picture_file()})

        assert answer.status_code == 302
        assert nothing_is_stored()

    def test_staff_without_the_right_are_told_so(self, client):
        client.force_login(make_staff(is_superuser=False))

        answer = client.post(UPLOAD, {"upload": picture_file()})

        assert answer.status_code == 403
        assert answer.json()["error"]["message"] == (
            "Tài khoản của bạn chưa được quyền tải ảnh lên."
        )
        assert nothing_is_stored()

    def test_staff_with_the_right_may(self, client):
        client.force_login(make_account(Role.REPORTER))

        assert client.post(UPLOAD, {"upload": picture_file()}).status_code == 200

    def test_other_sites_may_not_post_in_an_editors_name(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_staff())

        answer = client.post(UPLOAD, {"upload": picture_file()})

        assert answer.status_code == 403
        assert nothing_is_stored()

    def test_the_editors_own_form_sends_its_token(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_staff())
        form = client.get(reverse("admin:photos_photo_add"))
        token = form.context["csrf_token"]

        answer = client.post(
            UPLOAD, {"upload": picture_file()}, headers={"X-CSRFToken": str(token)}
        )

        assert answer.status_code == 200

    def test_looking_never_stores(self, desk):
        assert desk.get(UPLOAD).status_code == 405


class TestChoose:
    def test_shows_the_newest_first(self, desk):
        older, newer = make_photo(caption="Cũ hơn"), make_photo(caption="Mới hơn")

        answer = desk.get(CHOOSE)

        assert list(answer.context["page"]) == [newer, older]
        stem = Path(newer.file.name).parent
        assert f'data-address="/media/{stem}/800.webp"' in answer.content.decode()

    @pytest.mark.parametrize("typed", ["huu nghi", "HỮU NGHỊ", "nghị", "uu ngh"])
    @pytest.mark.parametrize("field", ["caption", "alt"])
    def test_finds_words_without_their_marks(self, desk, field, typed):
        found = make_photo(**{field: "Cửa khẩu Hữu Nghị"})
        make_photo(**{field: "Cửa khẩu Tân Thanh"})

        answer = desk.get(CHOOSE, {"q": typed})

        assert list(answer.context["page"]) == [found]

    def test_says_so_when_nothing_is_found(self, desk):
        make_photo(caption="Hữu Nghị")

        answer = desk.get(CHOOSE, {"q": "tân thanh"})

        assert "Kho chưa có ảnh nào phù hợp." in answer.content.decode()

    def test_shows_what_was_typed_harmlessly(self, desk):
        hostile = '"><script>alert(1)</script>'

        answer = desk.get(CHOOSE, {"q": hostile, "CKEditorFuncNum": hostile})

        assert "<script>alert(1)" not in answer.content.decode()

    def test_costs_the_same_however_many_photos(self, desk, django_assert_num_queries):
        for _ in range(3):
            make_photo()

        with django_assert_num_queries(4):  # session, user, count, photos
            desk.get(CHOOSE)

    def test_is_for_staff(self, client):
        assert client.get(CHOOSE).status_code == 302
