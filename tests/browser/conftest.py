"""A real Chromium in front of the real portal; every test gets a page that reports its errors."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.factories import make_agency, make_staff

# Playwright's own event loop runs in this thread; our code stays synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    named = os.environ.get("PORTAL_CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found:
        pytest.fail("Install the packages chromium and fonts-noto-core, or set PORTAL_CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server):
    """Open browser windows of any width; at the end, no script may have failed in any of them."""
    contexts, problems = [], []

    def open_page(width=1280, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note(page, message))
        return page

    def note(page, message):
        is_page_asked_for = message.location["url"] == page.url and "404" in message.text
        if message.type == "error" and not is_page_asked_for:
            problems.append(f"{message.location['url']}: {message.text}")

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def agency(transactional_db):
    return make_agency()


@pytest.fixture
def editor(page, agency):
    """A page on which an administrator has signed in."""
    make_staff()
    page.goto("/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill("bientap")
    page.get_by_label("Mật khẩu").fill("mat-khau-de-thu")
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Bài viết", exact=True).first.wait_for()
    return page
