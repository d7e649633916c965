"""Reading aids and what an article's page does with scripts, in a real Chromium."""

import time

import pytest
from playwright.sync_api import expect

from news.models import ArticlePhoto
from tests.browser.test_everyone import FAULTS
from tests.browser.test_pages import findings
from tests.factories import make_article, make_photo

# Chromium's shell has no voices: this one speaks at once, or waits for the test to let it go on.
VOICE = """
window.said = [];
const speech = new EventTarget();
speech.getVoices = () => [{ lang: "en-US" }, { lang: "vi-VN" }];
speech.cancel = () => {};
speech.speak = (piece) => { said.push(piece.text); window.goOn = () => piece.onend(); };
Object.defineProperty(window, "speechSynthesis", { value: speech });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""

SHIFTS = """
window.shifts = [];
const watch = (list) => list.getEntries().forEach((entry) => shifts.push(entry.value));
new PerformanceObserver(watch).observe({ type: "layout-shift", buffered: true });
"""

ODD = [
    *("nonsense", "[1, 2]", '"text"', "null", '{"theme": "x"}', '{"kept": "x", "scripts": "y"}'),
    '"' + "a" * 100_000 + '"',
]


@pytest.fixture
def article(agency):
    article = make_article(
        headline="Tân Thanh mở bãi mới",
        lead="Bãi mới nhận 300 xe.",
        body=f"<p>{'Xe vào theo số thứ tự, đúng làn. ' * 8}</p><ul><li>Mang giấy tờ</li></ul>",
        lead_photo=make_photo(alt="Bãi xe"),
    )
    for number in (1, 2):
        photo = make_photo(alt=f"Ảnh số {number}", caption=f"Toàn cảnh {number}")
        ArticlePhoto.objects.create(article=article, photo=photo, order=number)
    return article


@pytest.fixture
def open_article(open_page, article):
    def open_article(script="", is_without="", **options):
        page = open_page(**options)
        if is_without:
            page.route(is_without, lambda route: route.fulfill(status=200, body="no picture"))
        if script:
            page.add_init_script(script)
        page.goto(article.get_absolute_url())
        return page

    return open_article


class TestHowPagesLook:
    def choose(self, page, *names):
        page.get_by_text("Hiển thị", exact=True).click()
        for name in names:
            page.get_by_role("radio", name=name, exact=True).check()
        page.keyboard.press("Escape")

    def test_is_kept_on_the_device_and_holds_on_every_page(self, open_article):
        page = open_article(width=390)
        size = "getComputedStyle(document.body).fontSize"
        before = page.evaluate(size)

        self.choose(page, "Rất lớn", "Rộng", "Tối")
        page.goto("/lien-he/")

        chosen = page.evaluate("({...document.documentElement.dataset})")
        assert chosen.items() >= {"size": "largest", "leading": "loose", "theme": "dark"}.items()
        assert float(page.evaluate(size)[:-2]) > float(before[:-2])
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 33)"
        assert not page.context.cookies()

    def test_goes_back_to_what_it_was(self, open_article):
        page = open_article()

        self.choose(page, "Tương phản cao")
        page.get_by_text("Hiển thị", exact=True).click()
        page.get_by_role("button", name="Đặt lại").click()
        page.reload()

        assert page.evaluate("document.documentElement.dataset.theme ?? ''") == ""
        assert page.evaluate("localStorage.getItem('reading')") == "{}"

    def test_light_is_light_on_a_dark_device(self, open_article):
        page = open_article(color_scheme="dark")

        self.choose(page, "Sáng")

        white = "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == white

    def test_the_bar_of_an_article_makes_its_text_larger(self, open_article):
        page = open_article()

        page.get_by_role("button", name="Chữ lớn hơn").click()
        page.get_by_role("button", name="Chữ lớn hơn").click()
        page.get_by_role("button", name="Chữ nhỏ hơn").click()

        assert page.evaluate("document.documentElement.dataset.size") == "large"
        page.get_by_text("Hiển thị", exact=True).click()
        expect(page.get_by_role("radio", name="Lớn", exact=True)).to_be_checked()

    @pytest.mark.parametrize("kept", ODD)
    def test_something_else_under_its_name_breaks_nothing(self, open_article, kept):
        page = open_article(f"localStorage.setItem('reading', {kept!r})")

        expect(page.locator(".kept")).to_have_count(0)
        assert set(page.evaluate("({...document.documentElement.dataset})")) == {"scripts"}
        self.choose(page, "Lớn")
        assert page.evaluate("document.documentElement.dataset.size") == "large"


class TestListening:
    def test_is_not_offered_without_a_vietnamese_voice(self, open_article):
        page = open_article()

        expect(page.get_by_role("link", name="Bản in")).to_be_visible()
        expect(page.get_by_role("button", name="Nghe bài")).to_be_hidden()

    def test_reads_piece_by_piece_and_marks_the_paragraph(self, open_article):
        page = open_article(VOICE)

        page.get_by_role("button", name="Nghe bài").click()
        expect(page.locator(".is-read-aloud")).to_have_text("Tân Thanh mở bãi mới")
        for _ in range(3):
            page.evaluate("goOn()")

        said = page.evaluate("said")
        assert said[:2] == ["Tân Thanh mở bãi mới", "Bãi mới nhận 300 xe."]
        assert all(len(piece) <= 180 for piece in said)
        expect(page.locator(".is-read-aloud")).to_contain_text("theo số thứ tự")

    def test_reads_numbers_and_times_whole(self, open_article, article):
        article.body = "<p>Có 1.477 xe lúc 16:48. Xong!</p>"
        article.save()
        page = open_article(VOICE)

        page.get_by_role("button", name="Nghe bài").click()
        for _ in range(3):
            page.evaluate("goOn()")

        assert page.evaluate("said")[2:] == ["Có 1.477 xe lúc 16:48.", "Xong!"]

    def test_stops_when_told_to_and_at_the_end(self, open_article):
        page = open_article(VOICE)
        button = page.locator("[data-listen]")

        button.click()
        expect(button).to_have_text("Dừng đọc")
        button.click()
        expect(page.locator(".is-read-aloud")).to_have_count(0)
        button.click()
        while page.evaluate("document.querySelector('.is-read-aloud') !== null"):
            page.evaluate("goOn()")

        expect(button).to_have_text("Nghe bài")
        assert page.evaluate("said.at(-1)") == "Mang giấy tờ"


class TestHandingOn:
    def test_copies_the_address(self, open_article, article):
        page = open_article(permissions=["clipboard-read", "clipboard-write"])

        page.get_by_role("button", name="Chép địa chỉ").click()

        expect(page.get_by_role("button", name="Đã chép địa chỉ")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith(article.get_absolute_url())

    def test_gives_the_share_sheet_headline_and_address(self, open_article, article):
        sheet = "navigator.share = async (data) => { window.shared = data; };"
        page = open_article(sheet)

        page.get_by_role("button", name="Chia sẻ").click()

        shared = page.evaluate("shared")
        assert shared["title"] == article.headline
        assert shared["url"].endswith(article.get_absolute_url())

    def test_a_device_without_a_share_sheet_has_no_button_for_it(self, open_article):
        page = open_article("Object.defineProperty(navigator, 'share', {value: undefined});")

        expect(page.get_by_role("link", name="Gửi email")).to_be_visible()
        expect(page.get_by_role("button", name="Chia sẻ")).to_be_hidden()

    def test_paper_has_a_code_that_leads_to_the_article(self, open_article, article, client):
        page = open_article()

        page.emulate_media(media="print")

        expect(page.locator(".qr")).to_be_visible()
        expect(page.locator(".nav")).to_be_hidden()
        expect(page.locator(".article-bar")).to_be_hidden()
        answer = client.get(f"/bai/{article.pk}/")
        assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())


class TestGallery:
    def test_opens_large_and_is_left_by_keyboard(self, open_article):
        page = open_article()
        link = page.locator("[data-zoom]").nth(1)
        link.focus()

        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Xem ảnh lớn")
        expect(dialog.get_by_role("img", name="Ảnh số 1")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(dialog).to_contain_text("3/3 Toàn cảnh 2")
        page.keyboard.press("ArrowRight")
        expect(dialog.get_by_role("img", name="Bãi xe")).to_be_visible()
        page.keyboard.press("Escape")

        expect(dialog).to_be_hidden()
        expect(page.locator("[data-zoom]").first).to_be_focused()

    def test_opens_the_picture_itself_without_scripts(self, open_article):
        page = open_article(java_script_enabled=False)

        page.locator("[data-zoom]").nth(1).click()

        assert "/media/photos/" in page.url


class TestArticleBar:
    @pytest.mark.parametrize("script", ["", VOICE])
    def test_moves_nothing_when_the_scripts_arrive_late(self, open_page, article, script):
        page = open_page(width=390)
        page.add_init_script(script + SHIFTS)
        page.route("**/js/**", lambda route: (time.sleep(0.2), route.continue_()))

        page.goto(article.get_absolute_url())
        expect(page.get_by_role("button", name="Chữ lớn hơn")).to_be_visible()
        page.wait_for_timeout(300)

        assert page.evaluate("shifts") == []


class TestMissingPicture:
    def test_leaves_the_words_and_says_so_in_large(self, open_article):
        page = open_article(width=390, bypass_csp=True, is_without="**/media/**")

        expect(page.get_by_text("Xe vào theo số thứ tự")).to_be_visible()
        assert not page.evaluate(FAULTS)
        page.locator("[data-zoom]").nth(1).click()
        expect(page.get_by_role("dialog")).to_contain_text("Không mở được ảnh này. Ảnh số 1")


class TestWhatOpens:
    """Panel, window and large picture, as axe and a narrow phone find them."""

    @pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
    def test_has_no_fault_while_it_is_open(self, open_article, theme):
        chosen = f"localStorage.setItem('reading', JSON.stringify({{theme: '{theme}'}}))"
        page = open_article(chosen, width=320, bypass_csp=True)
        found = []

        for open_it in (
            lambda: page.get_by_text("Hiển thị", exact=True).click(),
            lambda: page.get_by_role("button", name="Menu", exact=True).click(),
            lambda: page.locator("[data-zoom]").first.click(),
            lambda: page.get_by_role("link", name="Báo lỗi nội dung").click(),
        ):
            open_it()
            page.wait_for_timeout(200)  # the window is fetched
            found += findings(page)
            found += [page.evaluate("document.documentElement.scrollWidth > 320") or None]
            page.keyboard.press("Escape")

        assert not list(filter(None, found))


class TestMenu:
    def test_of_a_phone_opens_and_closes_with_its_button_and_escape(self, open_article):
        page = open_article(width=390)
        button = page.get_by_role("button", name="Menu", exact=True)

        button.click()
        expect(page.locator("#menu").get_by_role("link", name="Trang chủ")).to_be_visible()
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")

        expect(page.locator("#menu")).to_be_hidden()
        expect(button).to_be_focused()
