"""Searching in a real Chromium: suggestions by keyboard and mouse, and never in the way."""

import pytest
from playwright.sync_api import expect

from search.models import Question
from tests.browser.test_everyone import FAULTS
from tests.browser.test_pages import findings
from tests.browser.test_readers import PHONE
from tests.factories import make_article, make_section


@pytest.fixture
def articles(agency):
    section = make_section(name="Tin tức")
    return [
        make_article(headline=headline, section=section)
        for headline in ("Cửa khẩu Hữu Nghị mở lại", "Cửa khẩu Chi Ma", "Bãi xe Tân Thanh")
    ]


def box_of(page):
    return page.get_by_role("combobox", name="Từ cần tìm")


def begin(page, typed):
    page.goto("/tim-kiem/")
    page.get_by_label("Từ cần tìm").focus()
    expect(box_of(page)).to_be_visible()  # the suggestions' script is there
    page.keyboard.type(typed)


class TestSuggestions:
    def test_are_reached_and_followed_by_keys(self, open_page, articles):
        page = open_page()
        begin(page, "cua kh")

        options = page.get_by_role("option")
        expect(options).to_have_count(2)
        expect(box_of(page)).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        expect(box_of(page)).to_have_attribute(
            "aria-activedescendant", options.nth(1).get_attribute("id")
        )
        name = options.nth(1).inner_text()
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1)).to_have_text(name)

    def test_never_take_the_words_typed(self, open_page, articles):
        page = open_page()
        begin(page, "cua kh")

        expect(page.get_by_role("option")).to_have_count(2)
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        page.keyboard.press("Enter")

        expect(page).to_have_url("/tim-kiem/?q=cua+kh")

    def test_are_followed_by_a_click(self, open_page, articles):
        page = open_page(width=390)
        begin(page, "bai")

        page.get_by_role("option", name="Bãi xe Tân Thanh").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Bãi xe Tân Thanh")

    def test_stand_under_the_box_of_the_header_too(self, open_page, articles):
        page = open_page(width=1280)
        page.goto("/")
        page.get_by_label("Tìm trong trang").focus()
        expect(page.get_by_role("combobox", name="Tìm trong trang")).to_be_visible()

        page.keyboard.type("chi m")

        expect(page.get_by_role("option", name="Cửa khẩu Chi Ma")).to_be_visible()

    def test_that_fail_leave_the_box_as_it_was(self, open_page, articles):
        page = open_page()
        page.route("**/goi-y/**", lambda route: route.fulfill(status=200, body="no list"))
        begin(page, "bai xe")

        page.wait_for_timeout(400)
        page.keyboard.press("Enter")

        expect(page.get_by_role("link", name="Bãi xe Tân Thanh")).to_be_visible()

    @pytest.mark.parametrize("answer", [{"status": 429}, {"status": 200, "body": "no list"}])
    def test_that_failed_are_asked_for_again(self, open_page, articles, answer):
        page = open_page()
        page.route("**/goi-y/**", lambda route: route.fulfill(**answer))
        with page.expect_response("**/goi-y/**"):
            begin(page, "bai xe")

        page.unroute_all()
        page.keyboard.type("x")
        page.keyboard.press("Backspace")

        expect(page.get_by_role("option", name="Bãi xe Tân Thanh")).to_be_visible()

    @pytest.mark.parametrize("width", [320, 1280])
    def test_have_no_fault_while_they_are_open(self, open_page, articles, width):
        page = open_page(width=width, bypass_csp=True)
        begin(page, "cua kh")
        expect(page.get_by_role("option")).to_have_count(2)

        assert not findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# How many pixels a heading is away from what stands before and after it.
GAPS = """heading => {
  const {top, bottom} = heading.getBoundingClientRect();
  const before = heading.previousElementSibling.getBoundingClientRect();
  const after = heading.nextElementSibling.firstElementChild.getBoundingClientRect();
  return [top - before.bottom, after.top - bottom];
}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_headings_below_nothing_found_stand_nearer_to_what_is_theirs(open_page, articles, width):
    page = open_page(width=width)
    page.goto("/tim-kiem/?q=zzzz")

    for name in ("Chuyên mục", "Tin mới nhất"):
        heading = page.get_by_role("main").get_by_role("heading", name=name, exact=True)
        before, after = heading.evaluate(GAPS)
        assert before > after >= 12, name


class TestResults:
    @pytest.mark.parametrize("width", [320, 1280])
    def test_are_whole_on_every_screen(self, open_page, demo, width):
        page = open_page(width=width, bypass_csp=True)

        for typed in ("cua+khau", "hưu+ngị", "khongcogi", "tân+thanh&loai=link", "%E2%80%A6"):
            page.goto(f"/tim-kiem/?q={typed}")
            assert not findings(page), typed
            assert not page.evaluate(FAULTS), typed

    def test_are_narrowed_and_ordered_without_scripts(self, open_page, demo):
        page = open_page(width=390, java_script_enabled=False)
        page.goto("/tim-kiem/?q=cua+khau")

        page.get_by_role("navigation", name="Loại").get_by_role("link", name="Thông báo").click()
        page.get_by_role("link", name="Mới nhất").click()
        page.get_by_label("Từ ngày").fill("1/1/2026")
        page.get_by_role("button", name="Lọc").click()

        assert "loai=notice" in page.url
        assert "tu=1%2F1%2F2026" in page.url
        expect(page.locator(".result").first).to_be_visible()

    @pytest.mark.parametrize(("width", "stand_below"), [(320, True), (959, True), (1280, False)])
    def test_lead_to_the_filters_where_they_stand_below(self, open_page, demo, width, stand_below):
        page = open_page(width=width)
        page.goto("/tim-kiem/?q=cua+khau")
        link = page.get_by_role("link", name="Lọc kết quả")

        expect(link).to_be_visible(visible=stand_below)
        if stand_below:
            link.click()
            expect(page.get_by_role("navigation", name="Loại")).to_be_in_viewport()

    def test_are_counted_when_they_are_seen(self, open_page, articles):
        page = open_page(user_agent=PHONE)

        with page.expect_response("**/ban-doc/tim/"):
            page.goto("/tim-kiem/?q=khongcogi")

        question = Question.objects.get()
        assert (question.words, question.not_found) == ("khongcogi", 1)
        assert not page.context.cookies()
