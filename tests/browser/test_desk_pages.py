"""The pages of the desk round approval: for everyone, on every width."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.notifications import tell
from accounts.roles import Role
from news import history, previews, trash, workflow
from news.models import FrontBlock
from tests.browser.test_pages import findings
from tests.factories import (
    make_account,
    make_article,
    make_correction,
    make_draft,
    make_front_block,
    make_scheduled,
    make_section,
)


@pytest.fixture
def work(agency):
    """An administrator, and an article that has been through much."""
    administrator, editor = make_account(Role.ADMINISTRATOR), make_account(Role.EDITOR)
    now = timezone.now()
    article = make_draft(headline="Đoàn công tác kiểm tra cửa khẩu Chi Ma")
    for headline in ("Đoàn kiểm tra", "Đoàn công tác kiểm tra cửa khẩu Chi Ma"):
        article.headline = headline
        article.save()
        history.record(article, editor, "Sửa tên")
    workflow.move(article.pk, "submit", now=now, by=administrator)
    workflow.move(article.pk, "send_back", now=now, by=editor, reason="Thiếu số liệu. " * 12)
    workflow.move(article.pk, "submit", now=now, by=administrator)
    make_correction(make_article(headline="Đang đăng"), by=editor, headline="Sửa lại")
    make_scheduled(headline="Lịch trực cửa khẩu dịp Tết Nguyên đán")
    gone = make_draft(headline="Bỏ đi")
    trash.put(gone.pk, by=administrator, now=now)
    tell([administrator], "“Bài” đang chờ duyệt.", "/quan-tri/")
    return administrator, article


def pages(article):
    of_article = ("history", "compare", "slip", "link")
    return [
        "/quan-tri/",
        "/quan-tri/news/article/?viec=cho-toi",
        *(reverse(f"desk:{name}", args=[article.pk]) for name in of_article),
        reverse("admin:news_frontblock_changelist"),
        reverse("desk:schedule"),
        reverse("desk:trash"),
        reverse("accounts:notifications"),
        reverse("status"),
        reverse("admin:accounts_account_add"),
        reverse("admin:search_synonym_changelist"),
        reverse("admin:search_synonym_add"),
        reverse("admin:search_question_changelist"),
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_at_the_desk(open_page, sign_in, work, scheme, width):
    administrator, article = work
    page = sign_in(open_page(width=width, color_scheme=scheme, bypass_csp=True), administrator)
    found, scrolls = [], []

    for path in pages(article):
        page.goto(path)
        found += findings(page, {"include": [["#content"]]})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            scrolls.append(path)

    assert not found
    assert not scrolls


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_preview_link(open_page, work, scheme):
    _, article = work
    editor = make_account(Role.EDITOR, "khac")
    link, _ = previews.create(article, by=editor, reader="Trưởng ban", hours=72, may_decide=True)
    page = open_page(width=320, color_scheme=scheme, bypass_csp=True)

    page.goto(previews.address_of(link))

    assert page.get_by_label("Mã xác nhận").is_visible()
    assert not findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_home_page_is_seen_while_its_blocks_are_moved(open_page, sign_in, agency):
    section = make_section(name="Đối ngoại")
    make_front_block(section=section, order=99)
    for _ in range(14):
        make_article(section=section)
    page = sign_in(open_page(width=1440), make_account(Role.CHIEF))

    page.goto("/quan-tri/news/frontblock/")
    home = page.frame_locator("iframe[name=xem-truoc-trang-chu]")
    row = page.locator("#result_list tbody tr", has_text="Đối ngoại")
    expect(home.locator(".blocks .block__title", has_text="Đối ngoại")).to_be_visible()
    row.locator("select[name$=place]").select_option("Cạnh tin nổi bật")

    expect(home.locator(".front__rail .block__title", has_text="Đối ngoại")).to_be_visible()
    assert FrontBlock.objects.get(section=section).place == "below"
    page.get_by_role("button", name="Điện thoại").click()
    assert home.locator("html").evaluate("root => root.clientWidth") == 390
    row.get_by_role("button", name="Chuyển lên").click()
    page.get_by_role("button", name="Lưu lại").click()
    expect(page.locator(".success")).to_be_visible()
    assert FrontBlock.objects.get(section=section).place == "rail"
