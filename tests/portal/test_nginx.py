"""The production shape for real: nginx in front of gunicorn in front of PostgreSQL."""

import gzip
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from portal.embedded import EmbeddedServer
from portal.nginx import PAGES, Nginx, refresh_key
from tests.portal.conftest import ROOT, kill_server, wait_until
from tests.processes import free_port, start_gunicorn

WITHDRAW = """
from django.contrib.auth import get_user_model
from django.utils import timezone
from news import workflow
from news.models import Article
article = Article.objects.get(pk={pk})
by = get_user_model().objects.create_superuser("thuky")
workflow.move(article.pk, "withdraw", now=timezone.now(), by=by, reason="Nhầm")
"""
MANY = """
from news.models import Section
from tests.factories import make_article
for number in range(20):
    make_article(section=Section.objects.get(slug="tin-tuc"))
"""
ODD_QUERIES = ["?trang=%32", "?%74rang=2", "?trang=9999999999", "?trang=1&trang=2", "?trang=x"]
ODD_QUERIES += ["?a=1&trang=-1"]
ARTICLE = """
from tests.factories import make_agency, make_article, make_section
make_agency()
article = make_article(headline="Cửa khẩu Hữu Nghị", section=make_section(slug="tin-tuc"))
print(article.pk, article.get_absolute_url())
"""


class Portal:
    """A portal of its own, asked through its nginx."""

    def __init__(self, place: Path, environment: dict):
        self.var, self.port = place / "var", free_port()
        self.var.mkdir()
        self.home = self.var / "nginx"
        self.database = EmbeddedServer(self.var / "postgres")
        self.database.acquire()
        self.socket = f"unix:{self.var / 'gunicorn.sock'}"
        self.environment = environment | {
            "DATABASE_URL": self.database.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PORTAL_SECRET_KEY": "for this test",
            "PORTAL_ADDRESS": f"http://127.0.0.1:{self.port}",
            "PORTAL_FRONTS": f"http://127.0.0.1:{self.port}",
            "PORTAL_REFRESH_KEY": refresh_key(self.home),
        }
        self.manage("migrate", "--verbosity", "0")
        pk, self.article = self.manage("shell", "-v0", "-c", ARTICLE).split()
        self.pk = int(pk)
        self.start()
        self.nginx = Nginx(
            self.home, f"127.0.0.1:{self.port}", [self.socket], self.var, str(place / "errors")
        )
        self.nginx.start()
        wait_until(lambda: self.get("/")[0] == 200, seconds=60)

    def manage(self, *arguments) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout

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
        self.kill()
        self.database.release()


@pytest.fixture
def portal(place, environment):
    portal = Portal(place, environment)
    yield portal
    portal.end()


def test_pages_are_kept_and_shared_and_outlive_the_portal(portal):
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
        answers = list(pool.map(lambda _: portal.get(portal.article), range(200)))
    assert {status for status, *_ in answers} == {200}
    fetched = [headers["X-Cache"] for _, headers, *_ in answers]
    assert sum(how in ("MISS", "EXPIRED", "REVALIDATED") for how in fetched) <= 20

    # Killed: whoever asks for a page that was asked for gets it, others a calm word.
    portal.kill()
    time.sleep(2.1)
    for path in ("/", portal.article, "/tin-tuc/"):
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
    assert "Cửa khẩu Hữu Nghị" in portal.get(portal.article)[2].decode()
    assert "Cửa khẩu Hữu Nghị" in portal.get("/")[2].decode()
    assert portal.get(portal.article, x_portal_refresh="guessed")[1]["X-Cache"] != "BYPASS"

    portal.manage("shell", "-v0", "-c", WITHDRAW.format(pk=portal.pk))
    portal.kill()

    assert portal.get(portal.article)[0] == 404
    assert "Cửa khẩu Hữu Nghị" not in portal.get("/")[2].decode()


def test_the_database_gone_is_noticed_only_by_who_asks_for_something_new(portal):
    for path in ("/", "/tin-tuc/", portal.article):
        for _ in range(4):  # both workers
            time.sleep(0.6)
            assert portal.get(path)[0] == 200, path
    portal.manage("shell", "-v0", "-c", WITHDRAW.format(pk=portal.pk))

    kill_server(portal.database.data)
    time.sleep(2.1)

    assert portal.get("/")[0] == 200
    for path in ("/", "/tin-tuc/", portal.article):
        assert "Cửa khẩu Hữu Nghị" not in portal.get(path)[2].decode(), path
    wait_until(lambda: portal.get("/lien-he/")[0] == 503, seconds=5)
    assert portal.get("/lien-he/")[3] < 1
    portal.database.acquire()
    wait_until(lambda: portal.get("/lien-he/")[0] == 200, seconds=15)


def test_no_question_is_answered_under_another_s_address(portal):
    portal.manage("shell", "-v0", "-c", MANY)
    first = portal.get("/tin-tuc/")

    for query in ODD_QUERIES:
        time.sleep(2.1)  # what is kept is asked for anew
        asked = portal.get(f"/tin-tuc/{query}")
        plain = portal.get("/tin-tuc/")

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
