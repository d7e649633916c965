"""The production shape for real: nginx in front of gunicorn in front of PostgreSQL."""

import gzip
import http.client
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from portal.nginx import PAGES, Nginx, refresh_key
from tests import prepared
from tests.portal.conftest import ROOT, a_place, environment_in, kill_server, wait_until
from tests.portal.desk import Desk
from tests.processes import free_port, start_gunicorn

ODD_QUERIES = ["?trang=%32", "?%74rang=2", "?trang=9999999999", "?trang=1&trang=2", "?trang=x"]
ODD_QUERIES += ["?a=1&trang=-1"]


class Portal:
    """A portal of its own, asked through its nginx."""

    def __init__(self, place: Path, environment: dict):
        self.var, self.port = place / "var", free_port()
        self.var.mkdir()
        self.home = self.var / "nginx"
        self.database = prepared.server(self.var / "postgres")
        self.socket = f"unix:{self.var / 'gunicorn.sock'}"
        self.environment = environment | {
            "DATABASE_URL": self.database.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PORTAL_SECRET_KEY": "for this test",
            "PORTAL_ADDRESS": f"http://127.0.0.1:{self.port}",
            "PORTAL_FRONTS": f"http://127.0.0.1:{self.port}",
            "PORTAL_REFRESH_KEY": refresh_key(self.home),
        }
        self.desk = Desk(self.environment)
        self.start()
        self.nginx = Nginx(
            self.home, f"127.0.0.1:{self.port}", [self.socket], self.var, str(place / "errors")
        )
        self.nginx.start()
        self.desk.publish("Bài đầu tiên")
        wait_until(lambda: self.get("/")[0] == 200, seconds=60)

    def publish(self, headline):
        """The number and the address of a new article that readers see on the home page."""
        pk, path = self.desk.publish(headline)
        wait_until(lambda: headline in self.get("/")[2].decode(), seconds=5)
        return pk, path

    def start(self):
        self.gunicorn = start_gunicorn(self.socket, self.environment)

    def kill(self):
        os.killpg(self.gunicorn.pid, signal.SIGKILL)
        self.gunicorn.wait()

    def get(self, path, method="GET", **headers):
        """Status, headers, body and seconds of one answer."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, headers=names)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read(), time.monotonic() - began
        except ConnectionError:
            return 0, {}, b"", time.monotonic() - began
        finally:
            connection.close()

    def end(self):
        self.nginx.stop()
        self.desk.end()
        self.kill()
        self.database.release()


@pytest.fixture(scope="module")
def shared():
    with a_place() as place:
        portal = Portal(place, environment_in(place))
        yield portal
        portal.end()


@pytest.fixture
def portal(shared):
    yield shared
    if shared.gunicorn.poll() is not None:  # the test killed it
        shared.start()
        wait_until(lambda: shared.get("/healthz")[0] == 200, seconds=60)


def test_pages_are_kept_and_shared_and_outlive_the_portal(portal):
    _, article = portal.publish("Nhiều người đọc")

    # Compressed once for all, unpacked for whoever cannot.
    _, headers, packed, _ = portal.get("/", accept_encoding="gzip, deflate, br")
    _, again, plain, _ = portal.get("/?utm_source=zalo&fbclid=1", cookie="sessionid=abc; a=b")
    assert headers["Content-Encoding"] == "gzip"
    assert again["X-Cache"] in ("HIT", "STALE", "REVALIDATED")
    assert "Content-Encoding" not in again
    assert gzip.decompress(packed) == plain
    assert "Set-Cookie" not in again
    assert portal.get("/", if_none_match=headers["ETag"])[0] == 304

    # What is not the same for everybody is never kept.
    others = (
        "/quan-tri/login/",
        "/quan-tri/dang-nhap/",
        "/xem-truoc/a/",
        "/ban-doc/bao-loi/",
        "/media/a.webp",
        "/sw.js",
    )
    for path in (*others, "/phong-cach/", "/lien-ket/1/", "/lien-ket/di-toi/?den=1"):
        assert "X-Cache" not in portal.get(path)[1], path
    assert portal.get("/tin-tuc/?trang=2")[0] == 404
    assert portal.get("/tin-tuc/")[0] == 200

    # Many readers at once ask for a page the portal makes once.
    time.sleep(2.1)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: portal.get(article), range(200)))
    assert {status for status, *_ in answers} == {200}
    fetched = [headers["X-Cache"] for _, headers, *_ in answers]
    assert sum(how in ("MISS", "EXPIRED", "REVALIDATED") for how in fetched) <= 20

    # Killed: whoever asks for a page that was asked for gets it, others a calm word.
    portal.kill()
    time.sleep(2.1)
    for path in ("/", article, "/tin-tuc/"):
        status, headers, body, seconds = portal.get(path)
        assert (status, headers["X-Cache"]) == (200, "STALE"), path
        assert seconds < 1
    status, headers, body, seconds = portal.get("/lien-he/")
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Cổng đang tạm ngừng" in body.decode()
    assert seconds < 1
    status, headers, body, _ = portal.get("/quan-tri/dang-nhap/", method="POST")
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Cổng đang tạm ngừng" in body.decode()

    # And back by itself.
    portal.start()
    wait_until(lambda: portal.get("/lien-he/")[0] == 200, seconds=15)
    wait_until(lambda: portal.get("/")[1]["X-Cache"] != "STALE", seconds=5)


def test_what_is_withdrawn_is_gone_at_once_even_when_the_portal_dies(portal):
    pk, article = portal.publish("Đăng nhầm")
    assert "Đăng nhầm" in portal.get(article)[2].decode()
    assert portal.get(article, x_portal_refresh="guessed")[1]["X-Cache"] != "BYPASS"

    portal.desk.withdraw(pk)
    portal.kill()

    assert portal.get(article)[0] == 404
    assert "Đăng nhầm" not in portal.get("/")[2].decode()


def test_the_database_gone_is_noticed_only_by_who_asks_for_something_new(portal):
    pk, article = portal.publish("Cửa khẩu Hữu Nghị")
    for path in ("/", "/tin-tuc/", article):
        for _ in range(4):  # both workers
            time.sleep(0.6)
            assert portal.get(path)[0] == 200, path
        assert "Cửa khẩu Hữu Nghị" in portal.get(path)[2].decode(), path
    portal.desk.withdraw(pk)

    kill_server(portal.database.data)
    time.sleep(2.1)

    assert portal.get("/")[0] == 200
    for path in ("/", "/tin-tuc/", article):
        assert "Cửa khẩu Hữu Nghị" not in portal.get(path)[2].decode(), path
    wait_until(lambda: portal.get("/so-do-cong/")[0] == 503, seconds=5)
    assert portal.get("/so-do-cong/")[3] < 1
    portal.database.acquire()
    wait_until(lambda: portal.get("/so-do-cong/")[0] == 200, seconds=15)


def test_no_question_is_answered_under_another_s_address(portal):
    for number in range(21):
        portal.desk.publish(f"Tin nhiều trang {number}", "tin-nhieu-trang")
    first = portal.get("/tin-nhieu-trang/")
    assert first[0] == 200

    for query in ODD_QUERIES:
        time.sleep(2.1)  # what is kept is asked for anew
        asked = portal.get(f"/tin-nhieu-trang/{query}")
        plain = portal.get("/tin-nhieu-trang/")

        assert asked[0] in (200, 404), query
        assert (plain[0], plain[2]) == (first[0], first[2]), query


def test_who_asks_too_often_is_told_when_to_come_back(portal):
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: portal.get("/tim-kiem/?q=a"), range(200)))

    refused = [answer for answer in answers if answer[0] == 429]
    assert refused
    assert {status for status, *_ in answers} == {200, 429}
    assert refused[0][1]["Retry-After"] == "10"
    assert "Xin chờ một chút" in refused[0][2].decode()
    assert portal.get("/")[0] == 200


@pytest.mark.parametrize("name", PAGES)
def test_what_nginx_says_by_itself_is_what_the_portal_would_say(name):
    kept = (ROOT / "deploy/nginx/pages" / name).read_text()

    assert kept == render_to_string(name)
    assert not re.search(r"https?://", kept)
