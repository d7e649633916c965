"""What readers tell, from a real page; and what the desk shows of it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.roles import Role
from readers.models import DailyRating, DailyViews, ErrorReport
from tests.browser.test_pages import findings
from tests.factories import make_account, make_article, make_rating, make_report, make_views

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
}"""


@pytest.fixture
def article(agency):
    return make_article(
        headline="Cửa khẩu Chi Ma",
        body="<p>Cửa khẩu mở cửa lúc <strong>bảy giờ</strong> ngày 31/02.</p>" * 12,
    )


@pytest.fixture
def reader(open_page, article):
    """The article on a phone; its browser is not called headless."""
    page = open_page(width=390, user_agent=PHONE)
    with page.expect_event("requestfinished", is_visit):
        page.goto(article.get_absolute_url())
    return page


def is_visit(request):
    return "/ban-doc/dem/" in request.url


def select(page, words):
    """Select *words* of the article as a finger does."""
    page.evaluate(
        """words => {
          const text = document.querySelector(".article__text strong").firstChild;
          getSelection().setBaseAndExtent(text, 0, text, words);
        }""",
        words,
    )


class TestVisit:
    def test_is_counted_once_and_nothing_stays_on_the_device(self, reader, article):
        reader.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        reader.wait_for_load_state("networkidle")

        assert DailyViews.objects.get().views == 1
        assert not reader.context.cookies()
        assert reader.evaluate("localStorage.length + sessionStorage.length") == 0

    def test_is_not_counted_before_the_page_is_seen(self, open_page, article):
        page = open_page(user_agent=PHONE)
        page.add_init_script(f"({HIDE})()")

        page.goto(article.get_absolute_url(), wait_until="networkidle")
        before = DailyViews.objects.count()
        with page.expect_event("requestfinished", is_visit):
            page.evaluate(
                """() => {
                  delete document.visibilityState;
                  document.dispatchEvent(new Event("visibilitychange"));
                }"""
            )

        assert (before, DailyViews.objects.get().views) == (0, 1)


class TestRating:
    def test_is_one_press_and_is_thanked_where_one_reads(self, reader):
        reader.get_by_role("button", name="Có", exact=True).click()

        said = reader.locator(".feedback [role=status]")
        expect(said).to_have_text("Cảm ơn bạn. Ý kiến của bạn đã được ghi nhận.")
        expect(said).to_be_focused()
        expect(reader.get_by_role("button", name="Chưa")).to_be_hidden()
        expect(reader.get_by_text("Cho biết chỗ nào chưa đúng")).to_be_hidden()
        assert (DailyRating.objects.get().useful, DailyRating.objects.get().not_useful) == (1, 0)

    def test_that_it_was_not_useful_offers_to_say_why(self, reader):
        reader.get_by_role("button", name="Chưa").click()
        reader.get_by_role("link", name="Cho biết chỗ nào chưa đúng").click()

        expect(reader.get_by_role("dialog", name="Báo lỗi nội dung")).to_be_visible()
        assert DailyRating.objects.get().not_useful == 1

    def test_says_so_when_there_is_no_network(self, reader):
        reader.context.set_offline(True)
        reader.get_by_role("button", name="Có", exact=True).click()

        expect(reader.locator(".feedback [role=status]")).to_contain_text("Chưa gửi được")
        expect(reader.get_by_role("button", name="Chưa")).to_be_visible()


class TestReport:
    def test_of_selected_words_is_sent_over_the_article(self, reader, article):
        select(reader, 7)
        reader.get_by_role("button", name="Báo lỗi đoạn này").click()
        dialog = reader.get_by_role("dialog", name="Báo lỗi nội dung")
        expect(dialog.get_by_label("Đoạn có lỗi")).to_have_value("bảy giờ")
        expect(dialog.get_by_label("Góp ý, câu đúng là…")).to_be_focused()
        dialog.get_by_label("Góp ý, câu đúng là…").fill("tám giờ")
        dialog.get_by_role("button", name="Gửi báo lỗi").click()

        expect(dialog.get_by_role("status")).to_contain_text("Cảm ơn bạn.")
        expect(dialog.get_by_role("button", name="Đóng")).to_be_focused()
        report = ErrorReport.objects.get()
        assert (report.quote, report.suggestion) == ("bảy giờ", "tám giờ")
        assert reader.url.endswith(article.get_absolute_url())

    def test_is_written_by_keyboard_and_escape_leads_back(self, reader):
        link = reader.get_by_role("link", name="Báo lỗi nội dung")
        link.focus()
        reader.keyboard.press("Enter")
        dialog = reader.get_by_role("dialog")
        expect(dialog.get_by_label("Đoạn có lỗi")).to_be_focused()
        reader.keyboard.press("Escape")

        expect(dialog).to_have_count(0)
        expect(link).to_be_focused()

    def test_of_nothing_is_told_in_the_window(self, reader):
        reader.get_by_role("link", name="Báo lỗi nội dung").click()
        reader.get_by_role("button", name="Gửi báo lỗi").click()

        expect(reader.get_by_role("alert")).to_have_text("Xin ghi đoạn có lỗi hoặc góp ý của bạn.")
        reader.get_by_label("Đoạn có lỗi").fill("Ngày 31/02")
        reader.get_by_role("button", name="Gửi báo lỗi").click()
        expect(reader.get_by_role("dialog").get_by_role("status")).to_contain_text("Cảm ơn bạn.")

    def test_keeps_its_words_while_there_is_no_network(self, reader):
        reader.get_by_role("link", name="Báo lỗi nội dung").click()
        reader.get_by_label("Đoạn có lỗi").fill("Ngày 31/02")
        reader.context.set_offline(True)
        reader.get_by_role("button", name="Gửi báo lỗi").click()

        expect(reader.get_by_role("dialog").get_by_role("status")).to_contain_text("Chưa gửi được")
        expect(reader.get_by_label("Đoạn có lỗi")).to_have_value("Ngày 31/02")

    def test_button_goes_with_the_selection(self, reader):
        button = reader.get_by_role("button", name="Báo lỗi đoạn này")
        select(reader, 3)
        expect(button).to_be_visible()
        reader.evaluate("getSelection().removeAllRanges()")

        expect(button).to_be_hidden()


def test_everything_is_told_without_scripts(open_page, article):
    page = open_page(width=390, java_script_enabled=False)

    page.goto(article.get_absolute_url())
    page.get_by_role("button", name="Chưa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn")
    page.get_by_role("link", name="Báo lỗi nội dung").click()
    page.get_by_role("button", name="Gửi báo lỗi").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Góp ý, câu đúng là…").fill("Ngày 28/02")
    page.get_by_role("button", name="Gửi báo lỗi").click()
    page.get_by_role("link", name=article.headline).click()

    expect(page).to_have_url(re.compile(re.escape(article.get_absolute_url())))
    assert DailyRating.objects.get().not_useful == 1
    assert ErrorReport.objects.get().suggestion == "Ngày 28/02"


@pytest.mark.parametrize(
    ("scheme", "contrast", "width"),
    [("light", "no-preference", 320), ("dark", "no-preference", 1280), ("light", "more", 390)],
)
def test_axe_finds_nothing_in_what_readers_are_asked(open_page, article, scheme, contrast, width):
    page = open_page(width=width, color_scheme=scheme, contrast=contrast, bypass_csp=True)
    found = []

    for path in (
        reverse("readers:report", args=[article.pk]),
        f"{reverse('readers:thanks')}?bai={article.pk}",
        article.get_absolute_url(),
    ):
        page.goto(path)
        found += findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("link", name="Báo lỗi nội dung").click()
    page.get_by_role("button", name="Gửi báo lỗi").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += findings(page)

    assert not found


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_at_the_desk(open_page, sign_in, article, scheme, width):
    for days_ago in range(0, 30, 2):
        make_views(article, 40 * days_ago + 7, days_ago=days_ago)
    make_rating(article, useful=12, not_useful=3)
    report = make_report(article, quote="Dài " * 100)
    page = open_page(width=width, color_scheme=scheme, bypass_csp=True)
    sign_in(page, make_account(Role.EDITOR))
    found, scrolls = [], []

    for path in (
        "/quan-tri/",
        reverse("admin:readers_dailyviews_changelist"),
        reverse("admin:readers_dailyviews_changelist") + "?xep=can-xem-lai&ngay=7",
        reverse("admin:readers_dailyviews_article", args=[article.pk]),
        reverse("admin:readers_errorreport_changelist"),
        reverse("admin:readers_errorreport_change", args=[report.pk]),
    ):
        page.goto(path)
        for summary in page.locator(".chart__numbers summary").all():
            summary.click()
        found += findings(page, {"include": [["#content"]]})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            scrolls.append(path)

    assert not found
    assert not scrolls


def test_a_report_is_closed_with_one_press(open_page, sign_in, article):
    report, editor = make_report(article), make_account(Role.EDITOR)
    page = sign_in(open_page(), editor)

    page.goto("/quan-tri/")
    page.get_by_role("link", name="Báo lỗi chờ xem: 1").click()
    page.locator("#result_list th a").click()
    page.get_by_label("Ghi chú, nếu cần").fill("Đã sửa ngày")
    page.get_by_role("button", name="Đã sửa").click()

    expect(page.get_by_text(f"Báo lỗi {report.pk}: đã sửa.")).to_be_visible()
    report.refresh_from_db()
    assert (report.status, report.handled_by, report.note) == ("done", editor, "Đã sửa ngày")
