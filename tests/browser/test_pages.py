"""Every public page for everyone: axe's rules, no sideways scroll, and no need of scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from news.models import Article, Section
from organization.models import SiteNotice
from tests.factories import make_site_notice

LAWS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of rules that found nothing, no list of all they looked at.
OPTIONS = {"runOnly": LAWS, "preload": False, "resultTypes": ["violations"]}


@pytest.fixture
def paths(live_server, demo):
    return every_path()


def every_path():
    """One page of every public template, of the demonstration site."""
    article = Article.objects.filter(gallery__isnull=False).first()
    notice = Article.objects.filter(attachments__isnull=False).first()
    tabled = Article.objects.filter(body__contains="<table").first()
    section = Section.objects.get(slug="tin-cua-khau")
    return [
        "/",
        article.get_absolute_url(),
        notice.get_absolute_url(),
        tabled.get_absolute_url(),
        article.get_print_url(),
        section.get_absolute_url(),
        section.parent.get_absolute_url() + "?trang=2",
        "/gioi-thieu/",
        "/gioi-thieu/chuc-nang-nhiem-vu/",
        "/gioi-thieu/co-cau-to-chuc/",
        "/gioi-thieu/lanh-dao/",
        "/gioi-thieu/danh-ba/",
        "/lien-he/",
        "/lien-ket/",
        "/tim-kiem/?q=cua+khau",
        "/tim-kiem/?q=khongcogi",
        "/so-do-cong/",
        "/du-lieu-ca-nhan/",
        "/ngoai-tuyen/",
        f"/ban-doc/bao-loi/{article.pk}/",
        f"/ban-doc/cam-on/?bai={article.pk}",
        "/khong-co-trang-nay/",
    ]


def findings(page, context=None) -> list[str]:
    results = Axe().run(page, context=context, options=OPTIONS)
    return [
        f"{page.url}: {rule['id']}: {node['html']}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]


def visit(page, path):
    page.goto(path)
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page, paths, width, scheme):
    page = open_page(width=width, color_scheme=scheme, bypass_csp=True)  # for axe's own script
    found, scrolls = [], []

    for path in paths:
        visit(page, path)
        found += findings(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            scrolls.append(path)

    assert not found
    assert not scrolls


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("contrast", ["no-preference", "more"])
def test_axe_finds_nothing_in_notices_of_every_level(open_page, agency, scheme, contrast):
    for level in SiteNotice.Level:
        make_site_notice(level=level, link="/lien-he/", text="Cửa khẩu Hữu Nghị tạm đóng. " * 10)
    page = open_page(width=320, color_scheme=scheme, contrast=contrast, bypass_csp=True)

    visit(page, "/lien-he/")

    expect(page.locator(".site-notice")).to_have_count(len(SiteNotice.Level))
    assert not findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.emulate_media(media="print")
    expect(page.locator(".site-notice").first).to_be_hidden()


def test_everything_can_be_read_without_scripts(open_page, paths):
    page = open_page(width=390, java_script_enabled=False)

    page.goto("/")
    page.get_by_role("link", name="Menu", exact=True).click()
    page.get_by_role("navigation", name="Menu chính").get_by_text("Tin tức - Sự kiện").first.click()
    page.get_by_role("link", name="Thi đua - Khen thưởng").first.click()
    page.get_by_role("link", name="Hội nghị sơ kết công tác thi đua").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Hội nghị sơ kết")
    page.get_by_role("link", name="Bản in").click()
    expect(page.get_by_text("Ghi rõ nguồn")).to_be_visible()


def test_the_menu_works_by_keyboard_and_closes_with_escape(open_page, paths):
    page = open_page(width=1280)

    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Bỏ qua menu")).to_be_focused()
    summary = page.locator(".nav summary", has_text="Giới thiệu")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".nav").get_by_text("Lãnh đạo Ban")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(".nav").get_by_text("Lãnh đạo Ban")).to_be_hidden()
    expect(summary).to_be_focused()


def test_axe_finds_nothing_in_the_article_form_s_own_parts(editor, paths):
    page = editor
    article = Article.objects.filter(gallery__isnull=False).first()

    for path in (
        "/quan-tri/news/article/add/",
        f"/quan-tri/news/article/{article.pk}/change/",
    ):
        page.goto(path)
        page.frame_locator("iframe.cke_wysiwyg_frame").locator("body").wait_for()

        # The editor's frame and toolbar are CKEditor's, the inline's first heading Django's.
        assert not findings(
            page, {"include": [["#content"]], "exclude": [[".cke"], ["th.original"]]}
        )


def test_a_first_visit_asks_no_other_host_and_gets_no_cookie(open_page, paths, live_server):
    page = open_page(width=390)
    asked = []
    page.on("response", lambda answer: asked.append(answer.url))

    page.goto("/", wait_until="networkidle")

    assert all(url.startswith((live_server.url, "data:")) for url in asked)
    assert not page.context.cookies()
