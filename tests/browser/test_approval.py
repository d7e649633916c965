"""From draft to public with four people: reporter, editor, a leader without account, chief."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from news.models import Article, Move
from tests.factories import make_account, make_article, make_section

ADD = "/quan-tri/news/article/add/"


@pytest.fixture
def section(transactional_db):
    return make_section(name="Tin hoạt động", slug="tin-hoat-dong")


@pytest.fixture
def desk_of(open_page, agency, sign_in):
    """Give somebody with a role a browser of their own."""

    def desk_of(role, username=""):
        return sign_in(open_page(), make_account(role, username))

    return desk_of


@pytest.fixture
def pass_time(monkeypatch, settings):
    """Stop the portal's clock, and move it on; who has signed in stays so for days."""
    settings.SESSION_COOKIE_AGE = 14 * 24 * 3600
    start = timezone.now()
    moment = [start]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])

    def pass_time(**ahead):
        moment[0] += timedelta(**ahead)

    return pass_time


def open_form(page, path):
    page.goto(path)
    page.locator("form[data-ready]").wait_for()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def said(page):
    return page.locator(".messagelist")


def form_of(article):
    return f"/quan-tri/news/article/{article.pk}/change/"


def test_the_whole_path_of_an_article(section, desk_of, open_page, pass_time):
    reporter, editor, chief = desk_of(Role.REPORTER), desk_of(Role.EDITOR), desk_of(Role.CHIEF)
    reader = open_page()

    # Written and submitted.
    open_form(reporter, ADD)
    reporter.locator("#id_headline").fill("Cửa khẩu Tân Thanh mở thêm làn")
    reporter.frame_locator("iframe.cke_wysiwyg_frame").locator("body").click()
    reporter.keyboard.insert_text("Từ tháng sau, cửa khẩu có thêm một làn xe.")
    press(reporter, "Lưu và gửi duyệt")
    expect(said(reporter)).to_contain_text("Đã gửi duyệt")
    article = Article.objects.get()

    # Returned with a reason.
    pass_time(minutes=5)
    editor.goto("/quan-tri/")
    editor.get_by_role("link", name="Cửa khẩu Tân Thanh mở thêm làn").click()
    editor.locator("form[data-ready]").wait_for()
    press(editor, "Trả lại…")
    editor.get_by_label("Lý do", exact=True).fill("Xin ghi rõ tháng nào.")
    press(editor, "Trả lại")
    expect(said(editor)).to_contain_text("Đã trả lại")

    # Corrected: the reason stands above the form and under the bell.
    pass_time(minutes=5)
    reporter.goto("/quan-tri/")
    expect(reporter.get_by_label("1 thông báo chưa đọc")).to_be_visible()
    reporter.get_by_role("link", name="Cửa khẩu Tân Thanh mở thêm làn").first.click()
    reporter.locator("form[data-ready]").wait_for()
    expect(reporter.locator(".desk-told")).to_contain_text("Xin ghi rõ tháng nào.")
    reporter.locator("#id_lead").fill("Từ ngày 01/12, cửa khẩu Tân Thanh có thêm một làn xe.")
    press(reporter, "Lưu và gửi duyệt")
    expect(said(reporter)).to_contain_text("Đã gửi duyệt")

    # Approved by a leader, on a phone, by a link and a code told over the telephone.
    pass_time(minutes=5)
    open_form(editor, form_of(article))
    editor.get_by_role("link", name="Liên kết xem trước").click()
    editor.get_by_label("Gửi cho ai").fill("Phó Trưởng ban")
    editor.get_by_label("Cho phép bấm Đồng ý").check()
    press(editor, "Tạo liên kết")
    address = editor.get_by_label("Liên kết", exact=True).input_value()
    code = editor.locator(".desk-code").inner_text()
    phone = open_page(width=390, has_touch=True)
    phone.goto(address)
    expect(phone.locator("body")).to_contain_text("Bản chưa đăng")
    expect(phone.locator("h1")).to_have_text("Cửa khẩu Tân Thanh mở thêm làn")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    phone.get_by_label("Mã xác nhận").fill(code)
    press(phone, "Đồng ý")
    expect(phone.locator("body")).to_contain_text("Đã ghi nhận ý kiến: Đồng ý")

    # Scheduled, and public when the clock has passed it.
    pass_time(minutes=5)
    tomorrow = timezone.localtime() + timedelta(days=1)
    open_form(chief, form_of(article))
    chief.get_by_text("Hẹn giờ, ghim, tự gỡ").click()
    chief.locator("#id_published_at_0").fill(f"{tomorrow:%d/%m/%Y}")
    chief.locator("#id_published_at_1").fill("07:00")
    press(chief, "Lưu và đăng bài")
    expect(said(chief)).to_contain_text(re.compile(r"Đã hẹn đăng .* lúc 07:00 .*\(giờ Việt Nam\)"))
    path = Article.objects.get().get_absolute_url()
    assert reader.request.get(path).status == 404
    pass_time(days=2)
    reader.goto("/")
    reader.get_by_role("link", name="Cửa khẩu Tân Thanh mở thêm làn").first.click()
    expect(reader.locator("h1")).to_have_text("Cửa khẩu Tân Thanh mở thêm làn")

    # Corrected while public: readers see the old text until the new one is approved.
    open_form(reporter, form_of(article))
    reporter.locator("#id_headline").fill("Cửa khẩu Tân Thanh mở thêm hai làn")
    reporter.get_by_label("Báo cho người đọc đã cập nhật gì").fill("Sửa số làn xe.")
    press(reporter, "Lưu và gửi duyệt bản sửa")
    expect(said(reporter)).to_contain_text("Đã gửi duyệt")
    reader.goto(path)
    expect(reader.locator("h1")).to_have_text("Cửa khẩu Tân Thanh mở thêm làn")
    open_form(chief, form_of(article))
    expect(chief.locator(".desk-told")).to_contain_text("Bản sửa chờ duyệt")
    press(chief, "Lưu, duyệt và đăng bản sửa")
    expect(said(chief)).to_contain_text("Đã đăng")
    reader.goto(path)
    expect(reader.locator("h1")).to_have_text("Cửa khẩu Tân Thanh mở thêm hai làn")
    expect(reader.locator(".article__change")).to_contain_text("Sửa số làn xe.")

    # Withdrawn with a reason.
    open_form(chief, form_of(article))
    press(chief, "Gỡ bài…")
    chief.get_by_label("Lý do", exact=True).fill("Chưa có quyết định chính thức")
    press(chief, "Gỡ bài")
    expect(said(chief)).to_contain_text("Đã gỡ")
    assert reader.request.get(Article.objects.get().get_absolute_url()).status == 404

    # All of it is on the slip.
    chief.get_by_role("link", name="Phiếu duyệt").click()
    slip = chief.locator(".slip")
    for words in (
        *("Xin ghi rõ tháng nào.", "Phó Trưởng ban, qua liên kết do editor", "chief (Trưởng ban"),
        *("Duyệt (bản sửa)", "Chưa có quyết định chính thức", "Mã băm (SHA-256)"),
    ):
        expect(slip).to_contain_text(words)
    assert [move.step for move in Move.objects.order_by("pk")] == [
        *("submit", "send_back", "submit", "approve", "publish"),
        *("submit", "approve", "publish", "withdraw"),
    ]


class TestOldForms:
    def test_a_role_taken_away_while_writing_loses_no_words(self, section, desk_of):
        desk = desk_of(Role.REPORTER)
        open_form(desk, ADD)
        desk.locator("#id_headline").fill("Đang viết thì mất quyền")
        expect(desk.locator("[data-status]")).to_contain_text("Đã lưu nháp")
        get_user_model().objects.get().groups.clear()

        press(desk, "Lưu nháp")

        expect(desk.locator("[data-errors]")).to_contain_text("không còn được sửa bài này")
        expect(desk.locator("#id_headline")).to_have_value("Đang viết thì mất quyền")

    def test_an_article_submitted_elsewhere_is_not_changed_and_the_text_stays(
        self, section, desk_of
    ):
        desk = desk_of(Role.REPORTER)
        open_form(desk, ADD)
        desk.locator("#id_headline").fill("Bản gửi đi")
        press(desk, "Lưu nháp")
        expect(said(desk)).to_be_visible()
        desk.locator("form[data-ready]").wait_for()
        Article.objects.update(status="submitted")
        desk.locator("#id_headline").fill("Sửa muộn")

        press(desk, "Lưu nháp")

        expect(desk.locator("[data-errors]")).to_contain_text("“Chờ duyệt”")
        expect(desk.locator("#id_headline")).to_have_value("Sửa muộn")
        assert Article.objects.get().headline == "Bản gửi đi"

    def test_a_reason_left_empty_is_asked_for_before_anything_is_sent(self, section, desk_of):
        article = make_article()
        desk = desk_of(Role.CHIEF)
        open_form(desk, form_of(article))

        press(desk, "Gỡ bài…")
        press(desk, "Gỡ bài")

        expect(desk.get_by_label("Lý do", exact=True)).to_be_focused()
        press(desk, "Thôi")
        assert Article.objects.get().status == Article.Status.PUBLISHED
