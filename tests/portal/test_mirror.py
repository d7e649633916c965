"""The public site as files, shown by the plainest web server there is."""

import fcntl
import json
import os
import resource
import threading
from collections import deque
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import CommandError, call_command
from lxml import html

from news.models import Attachment
from portal.mirror.addresses import MIRRORED, address_of, file_at, listed, place_of
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_link,
    make_page,
    make_photo,
    make_section,
)
from tests.portal.test_rights import PUBLIC

pytestmark = pytest.mark.django_db

DOCUMENT = "documents/ab/0123456789abcdef.pdf"
ORIGIN = "http://127.0.0.1:8000"
LEFT_TO_THE_PORTAL = {
    *("search", "search_suggest", "search_feed", "media"),
    *("alive", "ready", "metrics", "violations", "security_txt"),
    *("links:choose", "preview:page"),
    *("admin:login", "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"),
    *("readers:count", "readers:question", "readers:rate", "readers:report", "readers:thanks"),
}


@pytest.fixture(autouse=True)
def collected(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = settings.BASE_DIR / "static"


@pytest.fixture
def article(settings):
    """Of a small portal that has one of everything."""
    make_agency(logo=make_photo())
    make_link()
    make_page()
    section = make_section(slug="tin-tuc")
    for _ in range(12):
        make_article(section=section)
    body = '<p>Xem <a href="/tin-tuc/?trang=2&amp;utm_source=zalo">tin cũ</a>.</p>'
    article = make_article(section=section, body=body, lead_photo=make_photo(), slug="huu-nghi")
    document = Path(settings.MEDIA_ROOT, DOCUMENT)
    document.parent.mkdir(parents=True)
    document.write_bytes(b"%PDF-1.4")
    Attachment.objects.create(article=article, title="Thông báo", file=DOCUMENT, size=8)
    return article


def written(target) -> dict[str, bytes]:
    return {str(path.relative_to(target)): path.read_bytes() for path in files(target)}


def files(target) -> list[Path]:
    return [path for path in target.rglob("*") if path.is_file()]


@contextmanager
def served(target):
    """Ask a web server that shows *target* for one path."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_): ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=target))
    threading.Thread(target=server.serve_forever).start()

    def get(path):
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers["Content-Type"], body

    try:
        yield get
    finally:
        server.shutdown()
        server.server_close()


def links_of(body, here):
    root = html.document_fromstring(body.decode())
    found = root.xpath("//@href | //@src | //form/@action")
    found += [part.split()[0] for each in root.xpath("//@srcset") for part in each.split(",")]
    found += root.xpath(
        "//meta[starts-with(@content, '/') or starts-with(@content, 'http')]/@content"
    )
    for link in (urlsplit(urljoin(ORIGIN + here, each)) for each in found):
        if f"{link.scheme}://{link.netloc}" == ORIGIN:
            yield link.path + (f"?{link.query}" if link.query else "")


class TestAMirror:
    def test_has_all_that_is_public_and_no_dead_link(self, article, tmp_path):
        target = tmp_path / "mirror"
        draft = make_draft(headline="Điều chưa công bố", section=article.section)

        call_command("mirror", target)

        with served(target) as get:
            waiting = deque([*map(place_of, listed()), "/favicon.ico", "/404.html"])
            seen = set(waiting)
            while waiting:
                path = waiting.popleft()
                status, kind, body = get(path)
                assert status == 200, path
                assert draft.headline.encode() not in body
                if kind.startswith("text/html") and body.startswith(b"<!doctype"):
                    new = set(links_of(body, path)) - seen
                    seen |= new
                    waiting.extend(new)
        assert {"/tin-tuc/trang.2/", "/rss/tin-tuc/index.xml", f"/media/{DOCUMENT}"} <= seen
        assert any(path.endswith("share.jpg") for path in seen)
        assert not any(path.startswith(("/quan-tri/", "/ban-doc/")) for path in seen)

    def test_shows_further_pages_short_addresses_and_feeds_as_files(self, article, tmp_path):
        call_command("mirror", tmp_path / "mirror")

        with served(tmp_path / "mirror") as get:
            first, second = (get(f"/tin-tuc/{page}")[2] for page in ("", "trang.2/"))
            assert first != second
            assert "Bài viết" in second.decode()
            assert article.get_absolute_url() in get(f"/bai/{article.pk}/")[2].decode()
            _, kind, feed = get("/rss/index.xml")
            assert kind in ("application/xml", "text/xml")
            assert feed == get("/rss/")[2]
            assert article.get_absolute_url() in feed.decode()
            assert "tin cũ" in get(article.get_print_url())[2].decode()

    def test_says_calmly_that_it_cannot_search_and_leads_on(self, article, tmp_path):
        call_command("mirror", tmp_path / "mirror")

        with served(tmp_path / "mirror") as get:
            status, _, body = get("/tim-kiem/?q=cua+khau")
        assert status == 200
        assert "chưa tìm được theo từ" in body.decode()
        assert f'href="{article.section.get_absolute_url()}"' in body.decode()

    def test_has_no_form_that_would_be_sent_to_nobody(self, article, tmp_path):
        call_command("mirror", tmp_path / "mirror")

        page = (tmp_path / "mirror" / article.get_absolute_url()[1:]).read_text()
        assert article.lead in page
        assert 'method="post"' not in page
        assert "data-views" not in page
        assert 'action="/lien-ket/"' in page


class TestWrittenAgain:
    def test_only_what_changed_is_touched_and_what_is_withdrawn_is_gone(self, article, tmp_path):
        target = tmp_path / "mirror"
        call_command("mirror", target)
        before = written(target)
        for path in files(target):
            os.utime(path, (1, 1))
        (target / "google123.html").write_text("not ours")

        type(article).objects.filter(pk=article.pk).update(status="withdrawn")
        call_command("mirror", target)

        after = written(target)
        gone = {"/".join(article.get_absolute_url().split("/")[1:]), f"bai/{article.pk}/index.html"}
        assert gone <= before.keys() - after.keys()
        picture = article.lead_photo.file.name.rpartition("/")[0]
        assert not (target / "media" / picture).exists()
        assert not [name for name in after if name.endswith(".pdf")]
        assert after["google123.html"] == b"not ours"
        touched = {name for name in after if (target / name).stat().st_mtime != 1}
        changed = {name for name in after if before.get(name) != after[name]}
        assert touched == changed
        assert "static/css/calm.css" not in touched

    def test_a_full_disk_leaves_the_mirror_as_it_was(self, article, tmp_path):
        target = tmp_path / "mirror"
        call_command("mirror", target)
        before = written(target)
        make_article(headline="Tin mới", section=article.section, body="<p>dài</p>" * 3000)

        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        try:
            with pytest.raises(CommandError, match="There is no room left .* as it was"):
                call_command("mirror", target)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert written(target) == before

    def test_its_list_has_every_file_and_what_it_holds(self, article, tmp_path):
        target = tmp_path / "mirror"
        umask = os.umask(0o077)
        call_command("mirror", target)
        os.umask(umask)

        listed = json.loads((target / "mirror.json").read_text())

        files = {name: sha256(content).hexdigest() for name, content in written(target).items()}
        del files["mirror.json"]
        assert listed == files
        assert (target / "bai").stat().st_mode & 0o777 == 0o755
        assert (target / "index.html").stat().st_mode & 0o777 == 0o644

    def test_what_a_killed_run_left_is_cleared_away(self, article, tmp_path):
        aside = tmp_path / "mirror/.mirror-new"
        aside.mkdir(parents=True)
        (aside / "0").write_text("half")

        call_command("mirror", tmp_path / "mirror")

        assert not aside.exists()
        assert b"half" not in written(tmp_path / "mirror").values()


def test_an_empty_portal_is_mirrored_too(tmp_path):
    call_command("mirror", tmp_path / "mirror")

    assert (tmp_path / "mirror/index.html").exists()


class TestRefusals:
    def refused(self, target):
        with pytest.raises(CommandError) as refusal:
            call_command("mirror", target)
        return str(refusal.value)

    def test_a_directory_with_something_else_is_left_alone(self, tmp_path):
        target = tmp_path / "home"
        target.mkdir()
        (target / "letter.txt").write_text("Kính gửi")

        said = self.refused(target)

        assert said == f"{target} is neither empty nor a mirror: name another one."
        assert written(target) == {"letter.txt": "Kính gửi".encode()}

    def test_a_file_that_somebody_put_where_a_page_belongs_is_left_alone(self, article, tmp_path):
        target = tmp_path / "mirror"
        target.mkdir()
        (target / "mirror.json").write_text("{}")
        (target / "robots.txt").write_text("mine")

        said = self.refused(target)

        assert said.endswith("robots.txt is there already and no mirror wrote it: move it away.")
        assert (target / "robots.txt").read_text() == "mine"
        assert not (target / "index.html").exists()

    @pytest.mark.parametrize("place", ["MEDIA_ROOT", "STATIC_ROOT", "BASE_DIR"])
    def test_the_portals_own_directories_are_no_place_for_it(self, settings, place):
        target = Path(getattr(settings, place)) / "mirror"

        assert "among the portal's own code or files" in self.refused(target)
        assert not target.exists()

    def test_two_at_once_do_not_meet(self, tmp_path):
        handle = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)

        said = self.refused(tmp_path)
        os.close(handle)

        assert said == f"The mirror in {tmp_path} is being written already."

    def test_a_host_the_portal_does_not_serve_is_named(self, settings, article, tmp_path):
        settings.DESK_ADDRESS = "http://portal.example"

        said = self.refused(tmp_path / "mirror")

        assert "PORTAL_HOSTS and PORTAL_ADDRESS differ" in said

    def test_an_address_without_tls_is_refused_when_the_portal_insists_on_it(
        self, settings, tmp_path
    ):
        settings.HTTPS = True

        assert "PORTAL_HTTPS=0" in self.refused(tmp_path / "mirror")

    def test_missing_static_files_are_asked_for(self, settings, tmp_path):
        settings.STATIC_ROOT = tmp_path / "none"

        assert "collectstatic" in self.refused(tmp_path / "mirror")


class TestAddresses:
    def test_each_of_the_portal_is_mirrored_or_left_to_it(self):
        assert MIRRORED | LEFT_TO_THE_PORTAL == PUBLIC
        assert not MIRRORED & LEFT_TO_THE_PORTAL

    @pytest.mark.parametrize(
        ("address", "file"),
        [
            ("/", "index.html"),
            ("/?day-du=1", "day-du.html"),
            ("/tin-tuc/", "tin-tuc/index.html"),
            ("/tin-tuc/?trang=12", "tin-tuc/trang.12/index.html"),
            ("/tin-tuc/huu-nghi-7.html", "tin-tuc/huu-nghi-7.html"),
            ("/tin-tuc/huu-nghi-7/in/", "tin-tuc/huu-nghi-7/in/index.html"),
            ("/sitemap-articles.xml?p=2", "sitemap-articles.p.2.xml"),
            ("/robots.txt", "robots.txt"),
        ],
    )
    def test_have_a_file_each(self, address, file):
        assert file_at(place_of(address)) == file

    @pytest.mark.parametrize(
        ("link", "address"),
        [
            ("?trang=2", "/tin-tuc/?trang=2"),
            ("?trang=1", "/tin-tuc/"),
            ("/tin-tuc/?utm_source=zalo&trang=3", "/tin-tuc/?trang=3"),
            ("/lien-he/#ban-do", "/lien-he/"),
            (f"{ORIGIN}/lien-he/", "/lien-he/"),
            ("/?day-du=1", "/?day-du=1"),
            ("/lien-he", None),
            ("/tim-kiem/?q=a", None),
            ("/quan-tri/", None),
            ("https://langson.gov.vn/lien-he/", None),
            ("/a/%2e%2e/%2e%2e/etc/x-1.html", None),
            ("/.ssh/x-1.html", None),
            ("/tin-tuc/x-1.html/x-1.html", None),
            ("?trang=0", "/tin-tuc/"),
            ("?trang=../../x", "/tin-tuc/"),
            ("mailto:a@b.vn", None),
            ("http://[", None),
        ],
    )
    def test_are_what_links_lead_to(self, link, address):
        assert address_of(link, "/tin-tuc/", ORIGIN) == address
