import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.template import Context, Template

from core import images
from core.uploads import UploadRefused
from photos.models import Photo, add_photo
from tests.factories import make_photo, make_staff, picture_bytes, picture_file

pytestmark = pytest.mark.django_db


class TestAddPhoto:
    def test_keeps_the_picture_its_size_its_name_and_its_words(self):
        staff = make_staff()

        photo, is_new = add_photo(
            picture_file("Hội nghị.jpg", width=700, height=400), by=staff, alt="Hội trường"
        )

        photo.refresh_from_db()
        assert is_new
        assert (photo.width, photo.height) == (700, 400)
        assert photo.original_name == "Hội nghị.jpg"
        assert photo.alt == "Hội trường"
        assert photo.created_by == staff

    def test_stores_every_rendition_pages_may_ask_for(self):
        photo, _ = add_photo(picture_file(width=700, height=400))

        for part in images.srcset(photo.file.name).split(", "):
            assert default_storage.exists(part.split()[0])
        assert default_storage.exists(images.share_picture(photo.file.name))

    def test_twice_is_one_photo_with_its_first_words(self):
        first, _ = add_photo(picture_file("mot.jpg"), alt="Cổng")

        second, is_new = add_photo(picture_file("hai.jpg"), alt="Khác")

        assert not is_new
        assert second == first
        assert Photo.objects.get().alt == "Cổng"

    def test_composes_the_name_macos_sends(self):
        name = unicodedata.normalize("NFD", "Đồng Đăng.jpg")

        photo, _ = add_photo(picture_file(name))

        assert photo.original_name == "Đồng Đăng.jpg"

    def test_of_a_broken_file_leaves_no_row_and_no_file(self):
        broken = SimpleUploadedFile("anh.jpg", picture_bytes()[:500])

        with pytest.raises(UploadRefused):
            add_photo(broken)

        assert not Photo.objects.exists()
        assert not Path(settings.MEDIA_ROOT).exists()


class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"focal_x": 101}, "photo_focal_point_is_inside"),
            ({"focal_y": 101}, "photo_focal_point_is_inside"),
            ({"width": 0}, "photo_has_a_size"),
            ({"height": 0}, "photo_has_a_size"),
            ({"is_decorative": True, "alt": "Cổng"}, "decorative_photo_has_no_alt"),
        ],
    )
    def test_hold_whoever_writes(self, fields, name):
        make_photo()

        with pytest.raises(IntegrityError, match=name):
            Photo.objects.update(**fields)

    def test_let_one_file_in_once(self):
        photo = make_photo()
        photo.pk = None

        with pytest.raises(IntegrityError, match="content_hash"):
            photo.save(force_insert=True)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"focal_x": 101}, "Điểm chính của ảnh tính bằng phần trăm, từ 0 đến 100."),
            ({"is_decorative": True, "alt": "Cổng"}, "Ảnh trang trí thì để trống phần mô tả."),
        ],
    )
    def test_tell_editors_what_is_wrong(self, fields, sentence):
        photo = make_photo()
        for name, value in fields.items():
            setattr(photo, name, value)

        with pytest.raises(ValidationError) as refusal:
            photo.full_clean()

        assert sentence in refusal.value.messages


class TestWords:
    @pytest.mark.parametrize(
        ("words", "called"),
        [
            ({"caption": "Toàn cảnh", "alt": "Hội trường"}, "Toàn cảnh"),
            ({"alt": "Hội trường"}, "Hội trường"),
            ({}, "anh.jpg"),
        ],
    )
    def test_name_the_photo(self, words, called):
        assert str(make_photo(**words)) == called

    @pytest.mark.parametrize(
        ("words", "is_described"),
        [({"alt": "Cổng"}, True), ({"is_decorative": True}, True), ({"caption": "Cổng"}, False)],
    )
    def test_say_whether_a_description_is_missing(self, words, is_described):
        assert make_photo(**words).has_alt is is_described


class TestFocusClass:
    @pytest.mark.parametrize(
        ("x", "y", "classes"),
        [
            (50, 50, ""),
            (0, 0, "focus-x-0 focus-y-0"),
            (100, 100, "focus-x-10 focus-y-10"),
            (34, 50, "focus-x-3 focus-y-5"),
            (50, 87, "focus-x-5 focus-y-9"),
        ],
    )
    def test_is_the_nearest_tenth(self, x, y, classes):
        assert Photo(focal_x=x, focal_y=y).focus_class == classes

    def test_is_always_one_the_stylesheet_knows(self):
        stylesheet = (settings.BASE_DIR / "static/css/components/picture.css").read_text()

        for place in range(101):
            for name in Photo(focal_x=place, focal_y=place).focus_class.split():
                assert f".{name} " in stylesheet


class TestPictureTag:
    def render(self, source, photo):
        return Template(source).render(Context({"photo": photo}))

    def test_prints_sizes_and_words(self):
        photo, _ = add_photo(
            picture_file(width=700, height=400), alt="Cổng Hữu Nghị", focal_x=20, focal_y=0
        )
        base = f"/media/{Path(photo.file.name).parent}"

        html = self.render('{% picture photo sizes="120px" %}', photo)

        assert html == (
            f'<img src="{base}/640.webp" srcset="{base}/320.webp 320w, {base}/640.webp 640w, '
            f'{base}/700.webp 700w" sizes="120px" width="700" height="400" '
            'alt="Cổng Hữu Nghị" class="focus-x-2 focus-y-0" loading="lazy" decoding="async">'
        )

    def test_cannot_be_left_by_a_description(self):
        photo = make_photo(alt='"><script>alert(1)</script>')

        html = self.render("{% picture photo %}", photo)

        assert "<script>" not in html
        assert 'alt="&quot;&gt;&lt;script&gt;' in html

    def test_prints_no_description_where_the_words_are_beside_it(self):
        html = self.render('{% picture photo alt="" %}', make_photo(alt="Cổng"))

        assert 'alt=""' in html

    def test_loads_what_is_seen_first_at_once(self):
        html = self.render("{% picture photo eager=True %}", make_photo())

        assert 'fetchpriority="high"' in html
        assert "lazy" not in html

    def test_prints_nothing_of_no_photo(self):
        assert self.render("{% picture photo %}", None) == ""
