"""Signing in as it is on a network: TLS in nginx, cookies that only this very host can set."""

import hashlib
import os
import re
import signal
import ssl
import subprocess
import sys
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from portal.nginx import Nginx
from tests import prepared
from tests.accounts.signing import code_now
from tests.browser.conftest import chromium
from tests.browser.test_signing_in import sign_out, virtual_key
from tests.portal.conftest import ROOT, a_place, environment_in, wait_until
from tests.processes import free_port, start_gunicorn


def openssl(*words, given=None) -> bytes:
    return subprocess.run(["openssl", *words], input=given, check=True, capture_output=True).stdout


def certificate(place: Path) -> tuple[Path, str]:
    """One for localhost that nobody knows, with its key; and what Chromium calls that key."""
    made, whole = place / "made.pem", place / "localhost.pem"
    about = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    signed = openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", *about), "-keyout", str(made)
    )
    whole.write_bytes(made.read_bytes() + signed)
    public = openssl("pkey", "-pubout", "-outform", "der", given=made.read_bytes())
    return whole, b64encode(hashlib.sha256(public).digest()).decode()


def answers(address: str, trusting: ssl.SSLContext) -> bool:
    with suppress(OSError):
        return urlopen(address, context=trusting).status == 200
    return False


@pytest.fixture(scope="module")
def site():
    """The portal with the settings of production, behind nginx: address, password, key to trust."""
    with a_place() as place:
        var, port = place / "var", free_port()
        var.mkdir()
        database = prepared.server(var / "postgres")
        socket = f"unix:{var / 'gunicorn.sock'}"
        environment = environment_in(place) | {
            "DATABASE_URL": database.url,
            "PORTAL_SECRET_KEY": "for this test",
            "PORTAL_HOSTS": "localhost",
            "PORTAL_ADDRESS": f"https://localhost:{port}",
            "PORTAL_TRUSTED_PROXY": "1",
        }

        def manage(*words):
            command = [sys.executable, "manage.py", *words]
            return subprocess.check_output(command, cwd=ROOT, env=environment, text=True)

        manage("collectstatic", "--no-input", "-v0")
        password = manage("password").split()[-1]
        pem, key = certificate(place)
        nginx = Nginx(
            var / "nginx",
            f"127.0.0.1:{port}",
            [socket],
            var,
            str(place / "errors"),
            certificate=pem,
        )
        gunicorn = start_gunicorn(socket, environment)
        nginx.start()
        trusting = ssl.create_default_context(cafile=pem)
        wait_until(lambda: answers(f"https://localhost:{port}/", trusting), seconds=60)
        yield f"https://localhost:{port}", password, key
        nginx.stop()
        os.killpg(gunicorn.pid, signal.SIGKILL)
        gunicorn.wait()
        database.release()


@pytest.fixture
def page(browser, site):
    address, _, key = site
    trusting = browser.browser_type.launch(
        executable_path=chromium(),
        args=["--no-sandbox", f"--ignore-certificate-errors-spki-list={key}"],
    )
    page = trusting.new_context(base_url=address).new_page()
    yield page
    trusting.close()


def cookies(page):
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


def test_two_steps_and_a_passkey_with_cookies_of_this_host_alone(page, site):
    _, password, _ = site
    desk = page.get_by_role("heading", name="Bàn làm việc")
    virtual_key(page)

    assert page.goto("/").headers["strict-transport-security"].startswith("max-age=31536000")
    assert not cookies(page)
    page.goto("/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill("quantri")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    secret = page.locator(".signing__secret").inner_text()
    page.get_by_label("Mã 6 chữ số").fill(code_now(secret))
    page.get_by_role("button", name="Xong").click()
    page.get_by_role("link", name="Đã cất").click()
    own = "tám con trâu đen"
    for field, typed in (
        ("old_password", password),
        ("new_password1", own),
        ("new_password2", own),
    ):
        page.locator(f"[name={field}]").fill(typed)
    page.locator("#content [type=submit]").click()
    page.goto("/quan-tri/")
    expect(desk).to_be_visible()

    kept = cookies(page)
    assert {"__Host-sessionid", "__Host-csrftoken", "__Secure-device"} <= set(kept)
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in kept.values())
    assert {cookie["domain"] for cookie in kept.values()} == {"localhost"}
    assert kept["__Secure-device"]["path"] == "/quan-tri/"

    page.goto("/quan-tri/bao-mat/khoa/them/")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page).to_have_url(re.compile("/bao-mat/$"))
    sign_out(page)
    page.goto("/quan-tri/dang-nhap/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(desk).to_be_visible()


def test_the_scheme_is_what_nginx_says_whatever_a_stranger_writes(page):
    answer = page.request.get(
        "/quan-tri/dang-nhap/",
        headers={"X-Forwarded-Proto": "http", "X-Forwarded-For": "127.0.0.1"},
        max_redirects=0,
        ignore_https_errors=True,
    )

    assert answer.status == 200
    assert answer.headers["set-cookie"].startswith("__Host-csrftoken=")
