"""The picture library by hand: pointing, cutting, replacing, and many pictures at once."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from news.models import ArticlePhoto
from photos.models import Photo, add_photo
from tests.browser.test_writing import drop, open_form
from tests.factories import make_draft, make_photo, picture_bytes, picture_file

LIST = "/quan-tri/photos/photo/"


@pytest.fixture
def photo(transactional_db):
    """Red on the left, teal on the right."""
    image = Image.new("RGB", (1200, 600), "teal")
    image.paste("red", (0, 0, 600, 600))
    out = io.BytesIO()
    image.save(out, "PNG")
    upload = picture_file("hai nửa.png")
    upload.file = io.BytesIO(out.getvalue())
    upload.size = len(out.getvalue())
    return add_photo(upload, alt="Hai màu")[0]


def change(photo):
    return f"{LIST}{photo.pk}/change/"


def value(page, name):
    return float(page.locator(f"[name={name}]").input_value())


class TestFocalPoint:
    def test_is_set_by_pointing_and_by_keyboard(self, editor, photo):
        editor.goto(change(photo))
        stage = editor.locator("[data-focus]")
        box = stage.bounding_box()

        stage.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
        editor.keyboard.press("ArrowRight")
        editor.keyboard.press("Shift+ArrowUp")
        shown = editor.locator("[data-previews] img").first.evaluate("i => i.style.objectPosition")
        editor.get_by_role("button", name="Lưu và tiếp tục chỉnh sửa").click()

        expect(editor.locator(".messagelist .success")).to_be_visible()
        photo.refresh_from_db()
        assert (photo.focal_x, photo.focal_y) == (26, 65)
        assert shown == "26% 65%"


class TestCutting:
    def open(self, page, photo):
        page.goto(change(photo))
        page.get_by_text("Cắt ảnh", exact=True).click()
        return page.locator(".photo-frame")

    def test_by_pointer_changes_every_place_that_shows_the_photo(self, editor, photo):
        article = make_draft(body=f'<p><img src="{photo.file.url}" alt="Hai màu"></p>')
        frame = self.open(editor, photo)
        frame.scroll_into_view_if_needed()
        box = frame.bounding_box()

        editor.mouse.move(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6)
        editor.mouse.down()
        editor.mouse.move(box["x"] + box["width"] / 2 - 6, box["y"] + box["height"] - 6, steps=4)
        editor.mouse.up()
        editor.get_by_role("button", name="Cắt và thay ở mọi chỗ đang dùng (1 chỗ)").click()

        expect(editor.locator(".messagelist .success").first).to_be_visible()
        photo.refresh_from_db()
        article.refresh_from_db()
        assert abs(photo.width - 600) <= 3
        assert photo.height == 600
        assert photo.file.name.rpartition("/")[0] in article.body

    def test_by_keyboard_keeps_the_chosen_shape_and_makes_a_new_photo(self, editor, photo):
        frame = self.open(editor, photo)
        editor.get_by_label("1:1", exact=True).check()
        assert value(editor, "crop_width") == 50

        frame.focus()
        for key in ("Shift+ArrowLeft", "ArrowRight", "ArrowDown"):
            editor.keyboard.press(key)
        expect(editor.locator("[data-crop-size]")).to_have_text("Phần giữ lại: 588 × 588 điểm ảnh.")
        editor.get_by_role("button", name="Lưu thành ảnh mới").click()

        expect(editor.get_by_text("Đã lưu phần cắt thành ảnh mới")).to_be_visible()
        new = Photo.objects.exclude(pk=photo.pk).get()
        assert (new.width, new.height) == (588, 588)
        assert Photo.objects.get(pk=photo.pk).width == 1200


class TestManyAtOnce:
    def test_are_taken_with_refusals_told_apart(self, editor):
        make_photo()
        editor.goto(LIST)

        drop(
            editor,
            [
                ("cổng.jpg", "image/jpeg", picture_bytes(colour="red")),
                ("hỏng.jpg", "image/jpeg", b"khong phai anh"),
                ("bãi xe.jpg", "image/jpeg", picture_bytes(colour="blue")),
            ],
            where="[data-photo-drop]",
        )

        expect(editor.get_by_text("“hỏng.jpg”: Tệp không phải là ảnh")).to_be_visible()
        expect(editor.get_by_role("link", name="Viết mô tả cho")).to_have_count(2)
        editor.get_by_role("link", name="Xem danh sách mới").click()
        expect(editor.locator("#result_list tbody tr")).to_have_count(3)

    def test_show_in_the_list_when_all_are_there(self, editor):
        make_photo()
        editor.goto(LIST)

        drop(editor, [("cổng.jpg", "image/jpeg", picture_bytes())], where="[data-photo-drop]")

        expect(editor.locator("#result_list tbody tr")).to_have_count(2)


class TestFromTheArticleForm:
    def test_a_photo_replaced_in_the_dialog_shows_in_the_article_on_a_phone(
        self, open_page, editor, photo
    ):
        draft = make_draft(body=f'<p><img src="{photo.file.url}" alt="Hai màu"></p>')
        ArticlePhoto.objects.create(article=draft, photo=photo, is_in_gallery=False)
        editor.set_viewport_size({"width": 390, "height": 844})
        open_form(editor, f"/quan-tri/news/article/{draft.pk}/change/")
        thumb = editor.locator(".desk-picture__thumb").first
        before = thumb.get_attribute("src")
        editor.get_by_role("button", name="Cắt, thay ảnh").first.click()
        dialog = editor.frame_locator(".desk-frame iframe")

        dialog.get_by_label("Tệp ảnh").set_input_files(
            {"name": "mới.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(900, 500)}
        )
        dialog.get_by_role("button", name="Thay ảnh").click()
        expect(dialog.locator(".messagelist .success")).to_have_text("Đã lưu.")
        is_wide = dialog.locator("html").evaluate("page => page.scrollWidth > page.clientWidth")
        editor.get_by_role("button", name="Xong: Cắt, thay ảnh").click()

        expect(thumb).not_to_have_attribute("src", before)
        assert not is_wide
        text = editor.frame_locator("iframe.cke_wysiwyg_frame").locator(
            "body img.cke_widget_element"
        )
        photo.refresh_from_db()
        expect(text).to_have_attribute("src", f"/media/{photo.file.name}")
        expect(editor.locator("[data-status]")).to_contain_text("Đã lưu nháp lúc")
