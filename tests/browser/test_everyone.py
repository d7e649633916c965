"""Public pages and the style guide for everyone: themes, zoom, spacing, keyboard, no scripts."""

import json

import pytest
from playwright.sync_api import expect

from news.models import Article, FrontBlock
from photos.models import add_photo
from tests.browser.test_pages import every_path, findings, visit
from tests.factories import make_article, make_staff, picture_file

THEMES = ["light", "dark", "contrast"]
GUIDE = ["/phong-cach/", "/phong-cach/bai-viet/", "/phong-cach/trang-chu/"]
# WCAG 1.4.12, as its own test sets it.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
# What a box cuts off, and blocks of text that lie on one another. Boxes that scroll, pictures and
# what is only there for screen readers are no fault.
FAULTS = """() => {
  const name = ({ tagName, className, textContent }) =>
    `${tagName}.${className} ${textContent.trim().slice(0, 40)}`;
  const style = getComputedStyle;
  const PASSED_OVER = "svg, .u-hidden, .u-skip, dialog, select, input, textarea, iframe";
  const CUT_ON_PURPOSE = ".card__media, .blocks, .front, html, body";
  const shown = [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && !element.closest(PASSED_OVER));
  const cut = shown.filter((element) => {
    const { overflowX, overflowY } = style(element);
    const hides = [overflowX, overflowY].some((value) => ["hidden", "clip"].includes(value));
    if (!hides || element.matches(CUT_ON_PURPOSE)) return false;
    return element.scrollWidth > element.clientWidth + 1
      || element.scrollHeight > element.clientHeight + 1;
  });
  const hasWords = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const boxes = shown
    .filter((element) => hasWords(element) && !element.closest("summary, label, button"))
    .filter((element) => style(element).display !== "inline")
    .map((element) => [element, element.getBoundingClientRect()]);
  const overlaps = [];
  boxes.forEach(([one, a], place) => {
    for (const [other, b] of boxes.slice(place + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 1 && height > 1) overlaps.push([one, other]);
    }
  });
  const wide = document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : [];
  return [...wide, ...cut.map(name), ...overlaps.map((pair) => pair.map(name).join(" ON "))];
}"""


def chosen(page, **choices):
    """Have the page as a reader who chose so sees it, from its first moment."""
    script = f"localStorage.setItem('reading', {json.dumps(json.dumps(choices))})"
    page.context.add_init_script(script)
    return page


@pytest.fixture
def paths(live_server, demo):
    """One page of each kind a reader comes to."""
    tabled = Article.objects.filter(body__contains="<table").first()
    gallery = Article.objects.filter(gallery__isnull=False).first()
    return [
        "/",
        tabled.get_absolute_url(),
        gallery.get_absolute_url(),
        tabled.section.get_absolute_url(),
        "/gioi-thieu/co-cau-to-chuc/",
        "/gioi-thieu/danh-ba/",
        "/lien-ket/",
        "/du-lieu-ca-nhan/",
        "/tim-kiem/?q=cua+khau",
        f"/ban-doc/bao-loi/{tabled.pk}/",
        "/khong-co-trang-nay/",
    ]


@pytest.fixture
def guide(sign_in, demo):
    """The style guide opened by staff, with a picture that stands upright."""
    add_photo(picture_file(width=450, height=800), alt="Cột mốc biên giới")
    staff = make_staff()
    return lambda page: sign_in(page, staff)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_any_component(open_page, guide, theme):
    page = guide(chosen(open_page(width=390, bypass_csp=True), theme=theme))
    found = []

    for path in GUIDE:
        visit(page, path)
        found += findings(page)

    assert not found


def test_axe_finds_nothing_with_high_contrast_and_the_largest_text(open_page, paths):
    page = chosen(open_page(width=320, bypass_csp=True), theme="contrast", size="largest")
    found = []

    for path in paths:
        visit(page, path)
        found += findings(page)
        found += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]

    assert not found


@pytest.mark.audit
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_anywhere(open_page, guide, theme, width):
    page = guide(chosen(open_page(width=width, bypass_csp=True), theme=theme))
    found = []

    for path in [*every_path(), *GUIDE]:
        visit(page, path)
        found += findings(page)

    assert not found


@pytest.mark.parametrize("width", [320, 1280])
def test_hard_words_are_neither_cut_nor_laid_on_one_another(open_page, guide, width):
    page = guide(open_page(width=width))
    found = []

    for path in GUIDE:
        visit(page, path)
        found += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]

    assert not found


@pytest.mark.parametrize("width", [320, 1280])
def test_a_reader_s_own_spacing_breaks_nothing(open_page, paths, guide, width):
    page = guide(open_page(width=width, bypass_csp=True))
    found = []

    for path in [*paths, *GUIDE]:
        visit(page, path)
        page.add_style_tag(content=SPACING)
        found += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]

    assert not found


def test_nothing_is_lost_at_four_hundred_percent(open_page, paths):
    page = open_page(width=320, bypass_csp=True)  # 1280 x 1024, four times as large
    page.set_viewport_size({"width": 320, "height": 256})
    found = []

    for path in paths:
        visit(page, path)
        found += findings(page)
        found += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]

    assert not found


# What Tab should reach: everything that can be pressed, filled in or scrolled.
STOPS = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(all)]
    .filter((element) => element.tabIndex >= 0)
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element, place) => (element.dataset.stop = place));
}"""
# Notes what is focused in the page: asking after every key takes half as long again.
NOTE = """() => {
  window.focused = [];
  addEventListener("focusin", ({ target }) => {
    const { boxShadow, outlineStyle } = getComputedStyle(target);
    const isMarked = boxShadow !== "none" || outlineStyle !== "none";
    const isThere = target.getBoundingClientRect().height > 0;
    focused.push([Number(target.dataset.stop), isMarked, isThere]);
  });
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_everything_is_reached_by_tab_and_shows_it(open_page, paths, width):
    page = open_page(width=width)

    for path in paths:
        visit(page, path)
        stops = page.evaluate(STOPS)
        page.evaluate(NOTE)
        for _ in stops:
            page.keyboard.press("Tab")
        focused = page.evaluate("focused")

        for stop, is_marked, is_there in focused:
            assert is_marked, (path, stop)
            assert is_there, (path, stop)
        missed = [
            page.locator(f"[data-stop='{stop}']").evaluate("element => element.outerHTML")
            for stop in set(stops) - {stop for stop, *_ in focused}
        ]
        assert not missed, path


def test_every_page_says_the_same_without_scripts(open_page, paths):
    with_scripts, without = open_page(width=390), open_page(width=390, java_script_enabled=False)

    for path in paths:
        said = []
        for page in (with_scripts, without):
            page.goto(path)
            said.append(page.locator("main").inner_text().split())

        only_scripts = set(said[0]) - set(said[1])
        assert only_scripts <= {"A−", "A+", "Chép", "địa", "chỉ"}, path
        assert set(said[1]) <= set(said[0]), path


def test_without_scripts_every_form_does_its_work(open_page, paths):
    page = open_page(width=390, java_script_enabled=False)
    article = Article.objects.filter(gallery__isnull=False).first()

    page.goto(article.get_absolute_url())
    expect(page.get_by_text("Hiển thị")).to_be_hidden()
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    page.goto("/")
    page.get_by_role("link", name="Tìm kiếm").click()
    page.get_by_label("Từ cần tìm").fill("huu nghi")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("blocks", ["shown", "hidden"])
def test_a_front_page_of_one_article_is_whole(open_page, agency, blocks):
    if blocks == "hidden":
        FrontBlock.objects.update(is_shown=False)
    article = make_article(lead="", headline="Nghỉ")
    page = open_page(width=1280, bypass_csp=True)

    for path in ("/", article.get_absolute_url(), article.section.get_absolute_url()):
        visit(page, path)

        assert not findings(page)
        assert not page.evaluate(FAULTS)
