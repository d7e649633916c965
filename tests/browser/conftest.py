"""A real Chromium in front of the real portal; every test gets a page that reports its errors."""

import os
import re
import shutil
import threading
import time

import pytest
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import sync_playwright

from tests.factories import make_agency, make_staff

# Playwright's own event loop runs in this thread; our code stays synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# An answer is sent in two pieces, and the second would wait 40 ms for the first's acknowledgement.
QuietWSGIRequestHandler.disable_nagle_algorithm = True

ANSWERS = re.compile(r"status of (?:400|401|403|409|422|429) ")  # scripts tell them in words
PROGRAMS = (
    "chromium-headless-shell",  # draws no window and takes a third less time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


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
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-sync",
                "--disable-gpu",
            ],
        )
        yield browser
        browser.close()


def is_answering():
    return any("process_request_thread" in thread.name for thread in threading.enumerate())


@pytest.fixture
def open_page(browser, live_server, transactional_db):  # closes before the tables are emptied
    """Open browser windows of any width; at the end, no script may have failed in any of them.

    No page is kept on the device unless a test asks: service_workers="allow".
    """
    contexts, problems = [], []

    def open_page(width=1280, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            **{"service_workers": "block", **options},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note(page, message))
        return page

    def note(page, message):
        url, text = message.location["url"], message.text
        is_page_asked_for = url == page.url and "404" in text
        is_told = any(place in url for place in ("/quan-tri/", "/ban-doc/", "/goi-y/"))
        is_answer = is_told and ANSWERS.search(text)
        is_looked_for = page.url.endswith("/ngoai-tuyen/") and "404" in text  # still on the site?
        is_taken_away = "ERR_INTERNET_DISCONNECTED" in text  # by the test, from any request
        is_expected = is_page_asked_for or is_answer or is_looked_for or is_taken_away
        if message.type == "error" and not is_expected:
            problems.append(f"{url}: {text}")

    yield open_page
    found = list(problems)
    for context in contexts:
        if context.pages:
            context.set_offline(True)  # no goodbyes: the tables will be empty
        context.close()
    deadline = time.monotonic() + 5
    while is_answering() and time.monotonic() < deadline:  # the last requests of closed pages
        time.sleep(0.02)
    assert not found


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def agency(transactional_db):
    return make_agency()


@pytest.fixture
def sign_in(live_server):
    """Give a page's browser the session of somebody; no test but the dialog's types a password."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        value = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        return page

    return sign_in


@pytest.fixture
def editor(page, agency, sign_in, settings):
    """A page on which the only administrator of a small agency has signed in."""
    settings.MAY_APPROVE_OWN = True
    return sign_in(page, make_staff())
