"""The writing desk: nothing that was typed, pasted, dropped or chosen is ever lost."""

import base64
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from news.models import Article, WorkingCopy
from photos.models import Photo
from tests.factories import make_draft, make_photo, make_section, make_staff, picture_bytes

ADD = "/quan-tri/news/article/add/"
SENTENCE = "Sáng nay, cửa khẩu Hữu Nghị mở lại cho xe tải."


@pytest.fixture
def section(transactional_db):
    return make_section(name="Tin hoạt động", slug="tin-hoat-dong")


@pytest.fixture
def desk(section, editor):
    """The form of a new article, ready to write in."""
    open_form(editor, ADD)
    return editor


def open_form(page, path):
    page.goto(path)
    page.locator("form[data-ready]").wait_for()


def change(article):
    return f"/quan-tri/news/article/{article.pk}/change/"


def body_of(page):
    return page.frame_locator("iframe.cke_wysiwyg_frame").locator("body")


def status(page):
    return page.locator("[data-status]")


def drop(page, files, where="[data-pictures]"):
    """Drop files as a file manager does."""
    page.evaluate(
        """([where, files]) => {
          const data = new DataTransfer();
          for (const {name, type, content} of files) {
            const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
            data.items.add(new File([bytes], name, {type}));
          }
          document.querySelector(where).dispatchEvent(
            new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [
            where,
            [
                {"name": name, "type": kind, "content": base64.b64encode(content).decode()}
                for name, kind, content in files
            ],
        ],
    )


def paste(page, html, rtf="", picture=b""):
    """Paste as Word does: HTML, and RTF that holds the pictures; or a picture as browsers do."""
    page.evaluate(
        """([html, rtf, picture]) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          if (!picture) data.setData("text/plain", "x");
          else {
            const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
            data.items.add(new File([bytes], "image.png", {type: "image/png"}));
          }
          if (rtf) data.setData("text/rtf", rtf);
          const body = CKEDITOR.instances.id_body.document.$.body;
          body.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [html, rtf, base64.b64encode(picture).decode()],
    )


class TestNothingIsLost:
    def test_autosave_survives_a_killed_browser(self, desk, open_page, sign_in):
        desk.locator("#id_headline").fill("Cửa khẩu mở lại")
        body_of(desk).click()
        desk.keyboard.insert_text(SENTENCE)
        drop(desk, [("cổng.jpg", "image/jpeg", picture_bytes())])
        expect(desk.locator(".desk-picture")).to_have_count(1)
        desk.locator(".desk-picture").get_by_label("Mô tả: trong ảnh có gì?").fill("Cổng cửa khẩu")
        expect(status(desk)).to_have_text(re.compile(r"^Đã lưu nháp lúc \d\d:\d\d$"))
        desk.wait_for_timeout(2500)  # the last word typed is sent after a pause
        expect(status(desk)).to_have_text(re.compile(r"^Đã lưu nháp lúc"))

        desk.context.close()  # no leaving, no warning: gone
        page = sign_in(open_page(), get_user_model().objects.get())
        open_form(page, ADD)
        page.get_by_role("button", name="Viết tiếp").click()

        expect(page.locator("#id_headline")).to_have_value("Cửa khẩu mở lại")
        expect(body_of(page)).to_contain_text(SENTENCE)
        described = page.locator(".desk-picture").get_by_label("Mô tả: trong ảnh có gì?")
        expect(described).to_have_value("Cổng cửa khẩu")
        page.locator("[name=_continue]").click()
        expect(page.locator(".messagelist .success")).to_be_visible()
        assert SENTENCE in Article.objects.get().body
        assert not WorkingCopy.objects.exists()

    def test_without_network_the_device_keeps_the_text_and_sends_it_later(self, desk):
        desk.context.set_offline(True)
        desk.locator("#id_headline").fill("Viết trên núi")
        expect(status(desk)).to_contain_text("Mất mạng. Bài được giữ trên máy này")
        kept = desk.evaluate("Object.values(localStorage).join()")

        desk.context.set_offline(False)
        expect(status(desk)).to_contain_text("Đã lưu nháp lúc")

        assert "Viết trên núi" in kept
        assert WorkingCopy.objects.get().headline == "Viết trên núi"
        assert "desk:" not in desk.evaluate("Object.keys(localStorage).join()")

    def test_saving_without_network_is_said_and_works_when_it_is_back(self, desk):
        desk.locator("#id_headline").fill("Viết trên núi")
        desk.context.set_offline(True)
        desk.locator("[name=_continue]").click()
        expect(status(desk)).to_contain_text("Mất mạng")
        expect(desk.locator("#id_headline")).to_have_value("Viết trên núi")

        desk.context.set_offline(False)
        desk.locator("[name=_continue]").click()

        expect(desk.locator(".messagelist .success")).to_be_visible()
        assert Article.objects.get().headline == "Viết trên núi"

    def test_a_copy_only_this_device_has_is_offered_after_a_restart(self, desk):
        desk.context.set_offline(True)
        desk.locator("#id_headline").fill("Chỉ có ở máy này")
        expect(status(desk)).to_contain_text("giữ trên máy này")
        desk.on("dialog", lambda dialog: dialog.accept())
        desk.goto("about:blank")
        desk.context.set_offline(False)

        open_form(desk, ADD)
        desk.get_by_role("button", name="Khôi phục", exact=True).click()

        expect(desk.locator("#id_headline")).to_have_value("Chỉ có ở máy này")

    def test_a_session_that_ended_is_renewed_in_a_dialog(self, desk):
        desk.locator("#id_headline").fill("Viết lâu quá")
        Session.objects.all().delete()
        desk.locator("[name=_continue]").click()
        dialog = desk.frame_locator(".desk-signin iframe")
        dialog.get_by_label("Tên đăng nhập").fill("bientap")
        dialog.get_by_label("Mật khẩu").fill("mat-khau-de-thu")
        dialog.get_by_role("button", name="Đăng nhập").click()

        expect(desk.locator(".messagelist .success")).to_be_visible()
        assert Article.objects.get().headline == "Viết lâu quá"

    def test_signing_in_can_be_put_off_and_the_words_stay_on_the_device(self, desk):
        desk.locator("#id_headline").fill("Viết lâu quá")
        Session.objects.all().delete()
        desk.locator("[name=_continue]").click()
        desk.get_by_role("button", name="Để sau").click()

        expect(status(desk)).to_contain_text("Chưa đăng nhập lại")
        assert "Viết lâu quá" in desk.evaluate("Object.values(localStorage).join()")

    def test_another_account_in_the_dialog_must_agree_to_write_in_its_own_name(self, desk):
        make_staff("lan")
        desk.locator("#id_headline").fill("Bài của biên tập")
        Session.objects.all().delete()
        desk.locator("[name=_continue]").click()
        dialog = desk.frame_locator(".desk-signin iframe")
        dialog.get_by_label("Tên đăng nhập").fill("lan")
        dialog.get_by_label("Mật khẩu").fill("mat-khau-de-thu")
        dialog.get_by_role("button", name="Đăng nhập").click()

        expect(desk.locator(".desk-signin")).to_contain_text("bài sẽ được lưu dưới tên lan")
        assert not Article.objects.exists()
        desk.get_by_role("button", name="Viết tiếp bằng tài khoản lan").click()
        expect(desk.locator(".messagelist .success")).to_be_visible()

    def test_saving_waits_for_pictures_that_are_on_their_way(self, desk):
        desk.locator("#id_headline").fill("Bài có ảnh")
        drop(
            desk,
            [(f"{n}.jpg", "image/jpeg", picture_bytes(colour=(60 * n, 9, 9))) for n in range(3)],
        )
        desk.locator("[name=_continue]").click()

        expect(desk.locator(".messagelist .success")).to_be_visible()
        assert Article.objects.get().gallery.count() == 3

    def test_saving_an_article_again_leaves_the_editor_where_they_are(self, editor, section):
        draft = make_draft(headline="Gốc", section=section)
        open_form(editor, change(draft))
        editor.locator("#id_byline").fill("Văn phòng")
        editor.locator("#id_byline").press("Control+s")

        expect(status(editor)).to_contain_text("Đã lưu lúc")
        expect(editor.locator("#id_byline")).to_be_focused()
        draft.refresh_from_db()
        assert draft.byline == "Văn phòng"
        assert not WorkingCopy.objects.exists()

    def test_going_back_shows_what_is_stored_and_not_an_old_form(self, editor, section):
        draft = make_draft(headline="Gốc", section=section)
        open_form(editor, change(draft))
        editor.locator("#id_headline").fill("Sửa rồi")
        editor.locator("[name=_save]").click()
        editor.locator(".messagelist .success").wait_for()
        Article.objects.update(headline="Người khác sửa", version=9)

        editor.go_back()
        editor.locator("form[data-ready]").wait_for()

        expect(editor.locator("#id_headline")).to_have_value("Người khác sửa")

    def test_leaving_with_unsaved_words_asks_first(self, desk):
        asked = []
        desk.locator("#id_headline").press_sequentially("Chưa lưu")
        desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

        desk.goto("/quan-tri/")

        assert asked == ["beforeunload"]

    def test_leaving_untouched_does_not_ask(self, desk):
        asked = []
        desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

        desk.goto("/quan-tri/")

        assert asked == []

    def test_what_was_restored_can_be_taken_back(self, editor, section):
        draft = make_draft(headline="Đã lưu", section=section)
        open_form(editor, change(draft))
        editor.locator("#id_headline").fill("Đang gõ dở")
        expect(status(editor)).to_contain_text("Đã lưu nháp lúc")
        editor.on("dialog", lambda dialog: dialog.accept())

        open_form(editor, change(draft))
        expect(editor.locator("#id_headline")).to_have_value("Đã lưu")
        editor.get_by_role("button", name="Khôi phục", exact=True).click()
        expect(editor.locator("#id_headline")).to_have_value("Đang gõ dở")
        editor.get_by_role("button", name="Trả lại như trước").click()

        expect(editor.locator("#id_headline")).to_have_value("Đã lưu")


class TestTwoBrowsers:
    @pytest.fixture
    def other(self, open_page, sign_in):
        return sign_in(open_page(), make_staff("lan"))

    def test_saving_one_article_shows_both_texts_and_lets_one_choose(self, editor, other, section):
        draft = make_draft(headline="Gốc", body="<p>Cửa khẩu đóng.</p>", section=section)
        for page in (editor, other):
            open_form(page, change(draft))
        editor.locator("#id_headline").fill("Tiêu đề của biên tập")
        editor.locator("[name=_continue]").click()
        expect(status(editor)).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
        other.locator("#id_headline").fill("Tiêu đề của Lan")
        other.locator("#id_lead").fill("Sapô của Lan")
        other.locator("[name=_continue]").click()

        dialog = other.locator(".desk-conflict")
        expect(dialog).to_contain_text("bientap đã lưu bài này")
        expect(dialog.locator("mark", has_text="biên")).to_be_visible()
        dialog.locator("[data-field=headline][value=theirs]").check()
        dialog.get_by_role("button", name="Lưu theo lựa chọn").click()
        expect(other.locator("#id_headline")).to_have_value("Tiêu đề của biên tập")

        draft.refresh_from_db()
        assert (draft.headline, draft.lead) == ("Tiêu đề của biên tập", "Sapô của Lan")
        headlines = [one.content["headline"] for one in draft.versions.order_by("number")]
        assert headlines == [
            "Gốc",
            "Tiêu đề của biên tập",
            "Tiêu đề của Lan",
            "Tiêu đề của biên tập",
        ]

    def test_a_choice_that_could_not_be_saved_is_asked_for_again(self, editor, other, section):
        draft = make_draft(headline="Gốc", body="<p>Gốc</p>", section=section)
        for page in (editor, other):
            open_form(page, change(draft))
        editor.locator("#id_headline").fill("Của biên tập")
        editor.locator("[name=_continue]").click()
        expect(status(editor)).to_contain_text("Đã lưu lúc")
        other.locator("#id_lead").fill("Sapô của Lan")
        other.locator("[name=_continue]").click()
        dialog = other.locator(".desk-conflict")
        dialog.wait_for()
        other.context.set_offline(True)
        dialog.get_by_role("button", name="Lưu theo lựa chọn").click()
        expect(status(other)).to_contain_text("Mất mạng")
        other.context.set_offline(False)
        other.locator("[name=_continue]").click()

        expect(other.locator(".desk-conflict")).to_contain_text("bientap đã lưu bài này")
        draft.refresh_from_db()
        assert draft.headline == "Của biên tập"

    def test_each_sees_that_the_other_has_it_open(self, editor, other, section):
        draft = make_draft(section=section)
        open_form(editor, change(draft))
        open_form(other, change(draft))

        expect(other.locator("[data-others]")).to_have_text("Cũng đang mở bài này: bientap.")


class TestPictures:
    def test_ten_dropped_at_once_all_arrive_in_order_and_a_broken_one_is_named(self, desk):
        sizes = [(800, 450)] * 10
        sizes[3] = (4000, 3000)  # not yet taken when the broken one behind it is refused
        files = [
            (f"ảnh {number}.jpg", "image/jpeg", picture_bytes(*size, colour=(20 * number, 90, 90)))
            for number, size in enumerate(sizes)
        ]
        files.insert(4, ("hỏng.png", "image/png", b"\x89PNG khong phai anh"))

        drop(desk, files)

        rows = desk.locator(".desk-picture")
        expect(rows).to_have_count(10, timeout=30_000)
        expect(desk.locator("[data-pictures] [role=alert]")).to_contain_text("“hỏng.png”")
        names = [rows.nth(number).get_attribute("data-name") for number in range(10)]
        assert names == [f"ảnh {number}.jpg" for number in range(10)]
        assert Photo.objects.count() == 10

    def test_are_ordered_described_and_put_into_the_text(self, desk):
        drop(
            desk,
            [
                (f"{name}.jpg", "image/jpeg", picture_bytes(colour=name))
                for name in ("red", "green", "blue")
            ],
        )
        rows = desk.locator(".desk-picture")
        expect(rows).to_have_count(3)
        rows.nth(2).get_by_role("button", name="Chuyển lên").click()
        expect(rows.nth(1)).to_have_attribute("data-name", "blue.jpg")
        rows.nth(1).get_by_label("Mô tả: trong ảnh có gì?").fill("Bãi xe")
        rows.nth(1).get_by_label("Chú thích").fill("Bãi xe Tân Thanh")
        rows.nth(1).get_by_role("button", name="Chèn vào bài").click()
        rows.nth(2).get_by_label("Ảnh trang trí").check()
        rows.nth(0).get_by_label("Mô tả: trong ảnh có gì?").fill("Cổng")
        desk.locator("#id_headline").fill("Bài có ảnh")
        desk.locator("[name=_publish]").click()

        expect(desk.locator(".messagelist .success").last).to_contain_text("Đã đăng")
        article = Article.objects.get()
        shown = list(article.gallery.in_order())
        assert [entry.photo.original_name for entry in shown] == [
            "red.jpg",
            "blue.jpg",
            "green.jpg",
        ]
        assert [entry.is_in_gallery for entry in shown] == [False, False, True]
        assert article.lead_photo.original_name == "red.jpg"
        assert "<figcaption>Bãi xe Tân Thanh</figcaption>" in article.body
        assert 'alt="Bãi xe"' in article.body

    def test_are_chosen_from_the_library_many_at_once(self, desk):
        make_photo(caption="Cổng Hữu Nghị")
        make_photo(caption="Bãi xe")

        desk.get_by_role("button", name="Chọn trong kho ảnh").click()
        library = desk.frame_locator(".desk-frame iframe")
        library.get_by_role("button", name="Cổng Hữu Nghị").click()
        library.get_by_role("button", name="Bãi xe").click()
        library.get_by_role("button", name="Thêm 2 ảnh vào bài").click()

        expect(desk.locator(".desk-picture")).to_have_count(2)

    def test_taken_out_come_back_with_undo(self, desk):
        drop(desk, [("cổng.jpg", "image/jpeg", picture_bytes())])
        desk.locator(".desk-picture").get_by_label("Mô tả: trong ảnh có gì?").fill("Cổng")
        desk.get_by_role("button", name="Bỏ khỏi bài").click()
        expect(desk.locator(".desk-picture")).to_have_count(0)

        desk.get_by_role("button", name="Hoàn tác").click()

        expect(desk.locator(".desk-picture").get_by_label("Mô tả: trong ảnh có gì?")).to_have_value(
            "Cổng"
        )


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal {mso-style-parent:""; font-family:"Times New Roman",serif;}</style></head>
<body lang=VI style='tab-interval:36.0pt'><!--StartFragment-->
<h1>Kết quả sáu tháng<o:p></o:p></h1>
<p class=MsoNormal style='text-indent:1.0cm;text-align:justify'><span lang=VI
style='font-size:14.0pt'>Kim ngạch đạt <b>73,9 tỷ USD</b>.<o:p></o:p></span></p>
<p class=MsoNormal align=center style='text-align:center'><img width=320 height=180
src="file:///C:/Temp/msohtmlclip1/01/clip_image002.jpg"><o:p></o:p></p>
<p class=MsoNormal align=center><i>Toàn cảnh hội nghị<o:p></o:p></i></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Mở thêm một làn</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Rút ngắn thời gian./.</p>
<p class=MsoNormal align=right style='text-align:right'><b>Hoàng Thị Đào<o:p></o:p></b></p>
<!--EndFragment--></body></html>"""


def rtf_with(picture):
    return r"{\rtf1\ansi{\*\shppict{\pict\jpegblip\picw320\pich180 " + picture.hex() + "}}}"


def test_a_word_clipboard_becomes_clean_text_with_its_picture_and_byline(desk):
    body_of(desk).click()
    paste(desk, WORD, rtf_with(picture_bytes(640, 360)))

    text = body_of(desk)
    expect(text.locator("h2")).to_have_text("Kết quả sáu tháng")
    expect(text.locator("ul li")).to_have_count(2)
    expect(text.locator("figcaption")).to_have_text("Toàn cảnh hội nghị")
    expect(text.locator('img[src*="/media/photos/"]')).to_have_count(1)
    expect(desk.locator(".desk-picture")).to_have_count(1)
    desk.get_by_role("button", name="Chuyển vào ô Tác giả").click()
    expect(desk.locator("#id_byline")).to_have_value("Hoàng Thị Đào")
    desk.locator("#id_headline").fill("Dán từ Word")
    desk.locator("[name=_continue]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()

    article = Article.objects.get()
    assert "Hoàng Thị Đào" not in article.body
    assert "Rút ngắn thời gian./." in article.body
    assert not re.search(r"mso|style=|class=\"?Mso|<o:p|<span|file:", article.body)


def test_a_picture_copied_from_a_web_page_is_taken_itself_and_not_its_address(desk):
    body_of(desk).click()
    paste(desk, '<img src="https://bao.example/anh.jpg">', picture=picture_bytes())

    expect(body_of(desk).locator('img[src*="/media/photos/"]')).to_have_count(1)
    expect(desk.locator(".desk-picture")).to_have_count(1)


def test_a_broken_picture_in_a_paste_takes_no_words_with_it(desk):
    body_of(desk).click()
    paste(desk, '<p>Trước.</p><p><img src="data:image/png;base64,iVBOR%0A@@"></p><p>Sau.</p>')

    expect(body_of(desk)).to_contain_text("Trước.")
    expect(body_of(desk)).to_contain_text("Sau.")


def test_what_a_paste_lost_is_said(desk):
    body_of(desk).click()
    paste(desk, '<p>Chữ ở lại.</p><p><img src="https://bao.example/anh.jpg"></p>')

    expect(body_of(desk)).to_contain_text("Chữ ở lại.")
    expect(desk.locator(".desk-offer")).to_contain_text("Đã bỏ 1 ảnh không dán được")


def test_text_of_an_old_font_is_converted_after_asking(desk):
    body_of(desk).click()
    paste(desk, "<p>Xin chaøo caùc baïn, hoâm nay cöûa khaåu môû laïi cho xe taûi.</p>")

    offer = desk.locator(".desk-offer", has_text="phông cũ VNI")
    expect(body_of(desk)).to_contain_text("chaøo")
    offer.get_by_role("button", name="Chuyển sang Unicode").click()

    expect(body_of(desk)).to_contain_text("Xin chào các bạn, hôm nay cửa khẩu mở lại")


def test_what_is_missing_is_told_while_writing_and_leads_to_the_field(desk):
    desk.locator("#id_headline").fill("CỦA KHẨU TÂN THANH MỞ LẠI")
    findings = desk.locator("[data-findings]")
    expect(findings).to_contain_text("toàn chữ hoa")
    findings.get_by_role("button", name="Chưa có sapô").click()
    expect(desk.locator("#id_lead")).to_be_focused()

    desk.locator("#id_lead").fill("Một câu.")

    expect(findings).not_to_contain_text("Chưa có sapô")


def test_publication_is_refused_for_what_must_be_done_and_the_draft_is_kept(desk):
    desk.locator("#id_headline").fill("Bài có ảnh")
    body_of(desk).click()
    desk.keyboard.insert_text(SENTENCE)
    drop(desk, [("IMG_1234.jpg", "image/jpeg", picture_bytes())])
    expect(desk.locator(".desk-picture")).to_have_count(1)
    desk.locator("[name=_publish]").click()

    expect(desk.locator(".messagelist .warning")).to_contain_text("chưa có mô tả")
    assert Article.objects.get().status == Article.Status.DRAFT


def test_the_whole_writing_path_by_keyboard_alone(desk):
    desk.keyboard.press("Alt+1")
    desk.keyboard.type("Bài viết bằng bàn phím")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Một câu mở đầu.")
    desk.keyboard.press("Alt+3")
    expect(body_of(desk)).to_be_focused()
    desk.keyboard.type("Đoạn thứ nhất.")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("Đoạn đậm.")
    desk.keyboard.press("Alt+5")
    desk.keyboard.type("Văn phòng")
    desk.keyboard.press("Control+s")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    desk.locator("form[data-ready]").wait_for()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", name="Lưu và đăng bài?")).to_be_visible()
    desk.keyboard.press("Enter")

    expect(desk.locator(".messagelist .success")).to_contain_text("Đã đăng")
    article = Article.objects.get()
    assert article.headline == "Bài viết bằng bàn phím"
    assert article.lead == "Một câu mở đầu."
    assert "<strong>Đoạn đậm.</strong>" in article.body
    assert article.byline == "Văn phòng"


def test_question_mark_shows_the_keys_but_is_a_letter_in_a_field(desk):
    desk.locator("#id_headline").press_sequentially("Vì sao?")
    expect(desk.locator("[data-shortcuts]")).to_be_hidden()
    desk.get_by_role("button", name="Phím tắt").focus()

    desk.keyboard.press("?")

    expect(desk.locator("[data-shortcuts]")).to_be_visible()
    expect(desk.locator("#id_headline")).to_have_value("Vì sao?")


def test_preview_shows_the_readers_page_at_both_widths(desk):
    desk.locator("#id_headline").fill("Cửa khẩu mở lại")
    desk.get_by_role("button", name="Xem trước").click()
    shown = desk.frame_locator("[data-preview] iframe")

    for width in (390, 1280):  # the second is another page, which takes the place of the first
        expect(shown.locator("html")).to_have_js_property("clientWidth", width)
        expect(shown.get_by_role("heading", level=1)).to_have_text("Cửa khẩu mở lại")
        desk.get_by_role("button", name="Máy tính").click()


def test_characters_are_counted_as_readers_see_them(desk):
    desk.locator("#id_headline").fill("Thế kỷ" + "e\u0302\u0301")

    expect(desk.locator('[data-count="headline"]')).to_have_text("7 / 100 ký tự")


def test_an_article_is_written_and_published_on_a_phone(
    section, agency, open_page, sign_in, settings
):
    settings.MAY_APPROVE_OWN = True
    page = sign_in(open_page(width=390, has_touch=True), make_staff())
    open_form(page, ADD)

    page.locator("#id_headline").fill("Viết từ điện thoại")
    body_of(page).click()
    page.keyboard.insert_text(SENTENCE)
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.locator("[name=_publish]").click()

    expect(page.locator(".messagelist .success")).to_contain_text("Đã đăng")
    assert overflow <= 0
