"""The production shape for real: nginx in front of gunicorn in front of PostgreSQL."""

import gzip
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from portal.nginx import PAGES, Nginx, program, refresh_key
from tests import prepared
from tests.portal.conftest import ROOT, a_place, environment_in, kill_server, wait_until
from tests.portal.desk import Desk
from tests.processes import free_port, start_gunicorn

ODD_QUERIES = ["?trang=%32", "?%74rang=2", "?trang=9999999999", "?trang=1&trang=2", "?trang=x"]
ODD_QUERIES += ["?a=1&trang=-1"]
EVIL = "evil.example"
REFUSED = (206, 400, 403, 405, 411, 412, 413, 414, 416, 501)
TRICKS = {  # method, ending of the address, headers
    "another host": ("GET", "", {"Host": EVIL}),
    "another host and a port": ("GET", "", {"Host": f"127.0.0.1:{EVIL}"}),
    "forwarded host": (
        "GET",
        "",
        {"X_Forwarded_Host": EVIL, "X_Host": EVIL, "X_Forwarded_Server": EVIL},
    ),
    "forwarded": ("GET", "", {"Forwarded": f"for=1.2.3.4;host={EVIL};proto=https"}),
    "forwarded scheme": ("GET", "", {"X_Forwarded_Proto": EVIL, "X_Forwarded_Scheme": "nothttps"}),
    "forwarded port and prefix": (
        "GET",
        "",
        {"X_Forwarded_Port": "1", "X_Forwarded_Prefix": f"/{EVIL}"},
    ),
    "forwarded address": ("GET", "", {"X_Forwarded_For": f"{EVIL}, 127.0.0.1", "X_Real_IP": EVIL}),
    "rewritten address": ("GET", "", {"X_Original_URL": f"/{EVIL}", "X_Rewrite_URL": f"/{EVIL}"}),
    "overridden method": (
        "GET",
        "",
        {"X_HTTP_Method_Override": "POST", "X_Method_Override": "DELETE"},
    ),
    "method": ("DELETE", "", {}),
    "method of nobody": ("EVIL", "", {}),
    "suffix": ("GET", f"x.css?{EVIL}", {}),
    "semicolon": ("GET", f";{EVIL}.js", {}),
    "coded ending": ("GET", f"%0d%0aSet-Cookie:%20a={EVIL}", {}),
    "coded question mark": ("GET", f"%3f{EVIL}", {}),
    "double slash": ("GET", f"//{EVIL}/..%2f", {}),
    "unkeyed query": ("GET", f"?utm_source={EVIL}&callback={EVIL}", {}),
    "odd separator": ("GET", f"?trang=1;a={EVIL}&amp;x={EVIL}", {}),
    "body of a GET": ("GET", "", {"Content_Length": "0", "Content_Type": f"text/{EVIL}"}),
    "cookies": ("GET", "", {"Cookie": f"sessionid={EVIL}; csrftoken={EVIL}; messages={EVIL}"}),
    "languages and agents": (
        "GET",
        "",
        {"Accept_Language": EVIL, "User_Agent": EVIL, "Accept": EVIL},
    ),
    "referrer and origin": (
        "GET",
        "",
        {"Referer": f"https://{EVIL}/", "Origin": f"https://{EVIL}"},
    ),
    "range": ("GET", "", {"Range": "bytes=0-9", "If_Range": EVIL}),
    "conditions": ("GET", "", {"If_None_Match": f'"{EVIL}"', "If_Match": f'"{EVIL}"'}),
    "coding": ("GET", "", {"Accept_Encoding": f"{EVIL}, br;q=0.1", "TE": "trailers"}),
    "refresh without the key": ("GET", "", {"X_Portal_Refresh": EVIL, "Cache_Control": "no-cache"}),
    "hop by hop": ("GET", "", {"Connection": f"close, X-Forwarded-For, {EVIL}"}),
    "debugging": ("GET", "", {"X_Debug": "1", "X_Wap_Profile": f"http://{EVIL}/", "Via": EVIL}),
}


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


def test_no_header_and_no_spelling_changes_what_others_are_given(portal):
    """Each trick is the first to ask for an article and for a page that is none: what is kept of
    its answer, by nginx and by the portal, must be what they would make for anybody."""
    articles = {name: portal.desk.publish(f"Bài bị thử: {name}")[1] for name in TRICKS}
    pages = {
        name: (path, f"/khong-co-{number}/") for number, (name, path) in enumerate(articles.items())
    }
    time.sleep(2.1)

    for name, (method, ending, headers) in TRICKS.items():
        for path in ("/", "/tin-tuc/", *pages[name]):
            status, answered, body, _ = portal.get(path + ending, method, **headers)
            assert status in REFUSED or status in (200, 301, 304, 404), (name, path)
            if status == 200:
                assert EVIL not in f"{answered} {body.decode()}", (name, path)
    after = {name: [portal.get(path) for path in paths] for name, paths in pages.items()}
    shared = [portal.get(path) for path in ("/", "/tin-tuc/")]
    time.sleep(2.1)

    for name, paths in pages.items():
        for path, (status, headers, body, _) in zip(paths, after[name], strict=True):
            assert status == (404 if "khong-co" in path else 200), (name, path)
            assert EVIL not in f"{headers} {body.decode()}", (name, path)
            assert portal.get(path)[2] == body, (name, path)  # now asked for by nobody but us
    for path, (_, _, body, _) in zip(("/", "/tin-tuc/"), shared, strict=True):
        portal.get(path)
        time.sleep(0.5)
        assert portal.get(path)[2] == body, path


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


@pytest.fixture
def as_on_debian(tmp_path):
    """nginx with Debian's own log and the site of deploy/; the portal behind it is away."""
    logs, site = tmp_path / "logs", (ROOT / "deploy/nginx/portal.conf").read_text()
    logs.mkdir()
    certificate = tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=portal"]
    made += ["-days", "1", "-keyout", certificate, "-out", certificate]
    subprocess.run(made, check=True, capture_output=True)
    plain, tls = free_port(), free_port()
    site = re.sub(r"\n    listen \[::\].*", "", site)
    for ours, here in {
        "/var/log/nginx": logs,
        "/var/cache/nginx": tmp_path,
        "/etc/letsencrypt/live/portal.example/fullchain.pem": certificate,
        "/etc/letsencrypt/live/portal.example/privkey.pem": certificate,
        "/etc/nginx/portal/pages": ROOT / "deploy/nginx/pages",
        "/run/portal": tmp_path,
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
        "127.0.0.1:8081": f"127.0.0.1:{free_port()}",
    }.items():
        assert ours in site
        site = site.replace(ours, str(here))
    refresh_key(tmp_path)
    (tmp_path / "portal").symlink_to(ROOT / "deploy/nginx")
    (tmp_path / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid nginx.pid; {user}\n"
        f"error_log {logs}/error.log; events {{}}\n"
        f"http {{ access_log {logs}/access.log; include site.conf; }}\n"
    )
    errors = logs / "error.log"
    nginx = subprocess.Popen([program(), "-p", tmp_path, "-c", "nginx.conf", "-e", errors])
    wait_until(lambda: listens(plain) and listens(tls), seconds=10)
    yield logs, plain, tls
    nginx.terminate()
    nginx.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def asked(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path, headers={"User-Agent": "Browser-of-somebody"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_no_log_of_visits_has_what_is_looked_for_or_the_key_of_a_preview(as_on_debian):
    logs, plain, tls = as_on_debian
    trusting = ssl._create_unverified_context()

    for connection in (
        http.client.HTTPConnection("127.0.0.1", plain),
        http.client.HTTPSConnection("127.0.0.1", tls, context=trusting),
    ):
        assert asked(connection, "/tim-kiem/?q=benh-kin") in (301, 503)
        assert asked(connection, "/xem-truoc/khoa-bi-mat/") in (301, 503)
        connection.close()

    def visits() -> str:
        return "".join(log.read_text() for log in logs.glob("[ap]*.log"))

    wait_until(lambda: visits().count('"from":"127.0.0.1"') == 4, seconds=5)
    assert visits().count('"path":"/tim-kiem/"') == 2
    assert visits().count('"path":"/xem-truoc/"') == 2
    for secret in ("benh-kin", "khoa-bi-mat", "Browser-of-somebody"):
        assert secret not in visits()
