"""The whole way in, as people go it: password, app, recovery codes, passkey, sessions, writing."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.roles import Role
from news.models import Article
from tests.accounts.signing import PASSWORD, code_now, give_app, recovery_codes
from tests.browser.test_pages import findings
from tests.browser.test_writing import ADD, open_form
from tests.factories import make_account, make_section

LOGIN = "/quan-tri/dang-nhap/"
SECURITY = "/quan-tri/bao-mat/"
WIDTHS_AND_SCHEMES = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(autouse=True)
def compulsory(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def lan(agency):
    return make_account(Role.ADMINISTRATOR, "lan")


def type_password(page):
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def type_code(page, code):
    page.get_by_label("Mã xác thực").fill(code)
    page.get_by_role("button", name="Tiếp tục").click()


def sign_out(page):
    page.locator("#logout-form button").click()
    page.wait_for_load_state()


def virtual_key(page):
    """A device that has passkeys and whose owner always shows their finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_the_whole_way(page, lan):
    virtual_key(page)
    desk = page.get_by_role("heading", name="Bàn làm việc")

    # The first time: a password, then an app, then codes that are shown once.
    page.goto("/quan-tri/news/article/")
    type_password(page)
    expect(page).to_have_url(re.compile("/bao-mat/ung-dung/$"))
    secret = page.locator(".signing__secret").inner_text()
    page.get_by_label("Mã 6 chữ số").fill(code_now(secret, periods=-1))
    page.get_by_role("button", name="Xong").click()
    codes = page.locator(".signing__codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="Đã cất").click()
    expect(page).to_have_url(re.compile("/quan-tri/news/article/$"))
    sign_out(page)

    # By the app; what was wrong is said.
    page.goto(LOGIN)
    type_password(page)
    type_code(page, "000000")
    expect(page.locator(".signing__error").first).to_contain_text("Mã chưa đúng")
    type_code(page, code_now(secret))
    expect(desk).to_be_visible()
    sign_out(page)

    # By a recovery code.
    page.goto(LOGIN)
    type_password(page)
    type_code(page, codes[3])
    expect(desk).to_be_visible()
    assert codes[3] not in recovery_codes(lan)

    # A passkey, added with the finger, in place of everything.
    page.goto(SECURITY)
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_label("Đặt tên").fill("Máy ở phòng")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.locator("body")).to_contain_text("Máy ở phòng")
    sign_out(page)
    page.goto(f"{LOGIN}?next={SECURITY}")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page).to_have_url(re.compile(f"{SECURITY}$"))
    sign_out(page)

    # Or as the second step.
    page.goto(LOGIN)
    type_password(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(desk).to_be_visible()


def test_a_passkey_is_asked_again_in_place_of_the_password(page, lan):
    virtual_key(page)
    page.goto("/quan-tri/")
    type_password(page)
    page.goto(f"{SECURITY}khoa/them/")
    page.get_by_role("button", name="Thêm khóa").click()
    page.get_by_role("link", name="Đã cất").click()
    long_ago(page)

    page.goto(SECURITY)
    page.get_by_role("link", name="Bỏ khóa").click()
    expect(page).to_have_url(re.compile("/dang-nhap/xac-nhan/"))
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    page.get_by_role("button", name="Dùng khóa truy cập").click()

    expect(page).to_have_url(re.compile(r"/bao-mat/khoa/\d+/bo/$"))
    expect(page.get_by_role("heading", name="Bỏ khóa truy cập")).to_be_visible()


def long_ago(page):
    """The session began more than ten minutes ago."""
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "sessionid")
    session = SessionStore(cookie["value"])
    session["began"] -= 11 * 60
    session.save()


def test_other_places_are_listed_and_signed_out(open_page, lan, page):
    give_app(lan)
    other = open_page()
    for each, periods in ((other, 0), (page, 1)):
        each.goto(LOGIN)
        type_password(each)
        type_code(each, code_now(periods=periods))
        expect(each.get_by_role("heading", name="Bàn làm việc")).to_be_visible()

    page.goto(f"{SECURITY}noi-dang-nhap/")
    assert page.locator(".signing__sessions li").count() == 2
    page.get_by_role("button", name="Đăng xuất mọi nơi khác").click()

    expect(page.locator("body")).to_contain_text("Đã đăng xuất 1 nơi khác.")
    assert UserSession.objects.filter(user=lan).count() == 1
    other.goto("/quan-tri/")
    expect(other).to_have_url(re.compile(LOGIN))


def test_works_without_scripts(open_page, lan):
    page = open_page(java_script_enabled=False)
    page.goto("/quan-tri/")
    type_password(page)
    secret = page.locator(".signing__secret").inner_text()
    page.get_by_label("Mã 6 chữ số").fill(code_now(secret))
    page.get_by_role("button", name="Xong").click()
    page.get_by_role("link", name="Đã cất").click()

    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()


@pytest.fixture
def writing(page, lan):
    """The form of a new article, with a headline in it, after the session has ended."""
    make_section()
    give_app(lan)
    page.goto(LOGIN)
    type_password(page)
    type_code(page, code_now(periods=-1))
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()
    open_form(page, ADD)
    page.locator("#id_headline").fill("Bài đang viết dở")
    expect(page.locator("[data-status]")).to_contain_text("Đã lưu nháp lúc")
    Session.objects.all().delete()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def test_a_text_survives_the_end_of_the_session_in_the_window_over_it(writing):
    writing.locator("[name=_continue]").click()
    window = writing.frame_locator(".desk-signin iframe")
    type_password(window)
    type_code(window, code_now())

    expect(writing.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().headline == "Bài đang viết dở"


def test_a_text_is_there_after_signing_in_by_the_page(writing):
    writing.goto(ADD)
    type_password(writing)
    type_code(writing, code_now())
    writing.locator("form[data-ready]").wait_for()
    writing.get_by_role("button", name="Viết tiếp").click()

    expect(writing.locator("#id_headline")).to_have_value("Bài đang viết dở")


def test_a_text_is_saved_after_signing_in_in_another_tab(writing):
    other = writing.context.new_page()
    other.goto(LOGIN)
    type_password(other)
    type_code(other, code_now())
    expect(other.get_by_role("heading", name="Bàn làm việc")).to_be_visible()

    writing.locator("[name=_continue]").click()

    expect(writing.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().headline == "Bài đang viết dở"


@pytest.mark.parametrize(("width", "scheme"), WIDTHS_AND_SCHEMES)
def test_axe_finds_nothing_on_any_screen(open_page, lan, width, scheme):
    page = open_page(width=width, color_scheme=scheme, bypass_csp=True)  # for axe's own script
    screens = []

    def look(name):
        page.wait_for_load_state()
        screens.extend((name, finding) for finding in findings(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            screens.append((name, "scrolls sideways"))

    page.goto(LOGIN)
    look("sign in")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()
    look("refused")
    type_password(page)
    look("set up")
    secret = page.locator(".signing__secret").inner_text()
    page.goto(f"{SECURITY}khoa/them/")
    look("first passkey")
    page.goto(f"{SECURITY}ung-dung/")
    secret = page.locator(".signing__secret").inner_text()
    page.get_by_label("Mã 6 chữ số").fill(code_now(secret, periods=-1))
    page.get_by_role("button", name="Xong").click()
    look("recovery codes")
    for address in (
        *("", "noi-dang-nhap/", "ma-du-phong/", "ma-du-phong/moi/", "ung-dung/bo/"),
        *("khoa/them/",),
    ):
        page.goto(SECURITY + address)
        look(address)
    page.goto(f"/quan-tri/dang-nhap/xac-nhan/?next={SECURITY}")
    look("password again")
    page.goto("/quan-tri/password_change/")
    look("new password")
    sign_out(page)
    page.goto(LOGIN)
    type_password(page)
    look("second step")
    for _ in range(6):
        type_code(page, "000000")
        if page.get_by_role("heading", name="Xin chờ").count():
            break
    look("held")

    assert screens == []
