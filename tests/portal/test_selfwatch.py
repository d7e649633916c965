"""The portal looks at itself: words, pages, the store of uploads, its own files."""

import http.server
import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Notification
from accounts.roles import Role
from core import release, uploads
from news import indexing
from news.models import Attachment
from portal.models import Alarm, ReleaseFile, TaskRun
from portal.selfwatch import alarms as alarm_sounds
from portal.selfwatch import files, pages, words, work
from tests.core.pdf_files import pdf
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_link,
    make_page,
    make_photo,
)

pytestmark = pytest.mark.django_db
STATUS = "/quan-tri/tinh-trang/"


@pytest.fixture
def administrator():
    return make_account(Role.ADMINISTRATOR)


def alarms(kind):
    return sorted(Alarm.objects.filter(kind=kind).values_list("what", "said"))


class TestWords:
    def test_in_an_article_are_told_to_administrators_once(self, administrator):
        reporter = make_account(Role.REPORTER)
        article = make_article(headline="Hội nghị", body="<p>Đăng ký <a>nhà cái</a> 8xbet</p>")
        article.save()

        assert alarms("words") == [("bài viết “Hội nghị”", "nhà cái, 8xbet")]
        told = Notification.objects.get(user=administrator)
        assert "Hội nghị" in told.text
        assert told.url == STATUS
        assert not Notification.objects.filter(user=reporter).exists()

    def test_are_mailed(self, administrator, settings, django_capture_on_commit_callbacks):
        settings.EMAIL_HOST = "mail.example"
        administrator.email = "quantri@portal.example"
        administrator.save()

        with django_capture_on_commit_callbacks(execute=True):
            make_page(body="<p>casino online</p>")

        assert [letter.to for letter in mail.outbox] == [["quantri@portal.example"]]

    @pytest.mark.parametrize(
        "make",
        [
            lambda: make_link(name="Soi kèo hôm nay"),
            lambda: make_link(url="https://w88.example/"),
            lambda: make_photo(caption="nổ hũ"),
            lambda: make_agency(full_name="casino"),
            lambda: make_page(title="Vay tiền nhanh"),
        ],
    )
    def test_are_found_wherever_they_are_saved(self, make):
        make()

        assert Alarm.objects.filter(kind="words").count() == 1

    def test_inside_an_attached_file_are_found_once_it_is_read(self, administrator):
        article = make_article(headline="Công văn")
        data = pdf("Dang ky nha cai uy tin")
        document = uploads.document(SimpleUploadedFile("a", data))
        uploads.store({document.name: document.data})
        Attachment.objects.create(
            article=article, title="Tệp", file=document.name, kind="pdf", size=len(data)
        )
        before = timezone.now()

        assert indexing.read_waiting(timezone.now()) == 1
        assert words.look_into_attachments(before) == 1
        assert alarms("words") == [("tệp “Tệp”", "nha cai uy tin")]
        assert words.look_into_attachments(before) == 0
        assert Alarm.objects.get().address.endswith(f"/article/{article.pk}/change/")

    def test_of_an_office_sound_no_alarm(self):
        make_article(headline="Hội nghị sơ kết công tác thi đua")
        make_link()
        make_page()

        assert not Alarm.objects.exists()


class _Front(http.server.BaseHTTPRequestHandler):
    """What stands between the portal and its readers, and adds something for search engines."""

    def do_GET(self):
        page = Client().get(self.path, HTTP_HOST=self.headers["Host"]).content.decode()
        connection.close()  # each request has a thread of its own
        is_fooled = all(word in str(self.headers) for word in self.server.fools)
        is_sent = is_fooled and self.server.sends_to
        if is_fooled:
            page = page.replace("</main>", f"{self.server.added}</main>")
        body = page.encode()
        self.send_response(302 if is_sent and self.server.sends_by == "Location" else 200)
        if is_sent:
            self.send_header(self.server.sends_by, self.server.sends_to)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@pytest.fixture
def front(settings, transactional_db):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Front)
    server.added = server.sends_to = ""
    server.sends_by, server.fools = "Location", ["Googlebot"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DESK_ADDRESS = f"http://127.0.0.1:{server.server_address[1]}"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    make_agency()
    yield server
    server.shutdown()
    server.server_close()


def test_an_alarm_of_endless_words_is_cut():
    said = "".join(f"{number:x} " for number in range(9_000))  # longer than an index takes

    assert alarm_sounds.sound(Alarm.Kind.PAGE, "/" + said, said)
    assert not alarm_sounds.sound(Alarm.Kind.PAGE, "/" + said, said)


class TestComingBack:
    """Whoever came in once has a way in."""

    KINDS = [Alarm.Kind.CODE, Alarm.Kind.PAGE, Alarm.Kind.MEDIA]

    def again(self, kind, *, after):
        alarm_sounds.sound(kind, "templates/base.html", "bị sửa")
        alarm_sounds.settle(Alarm.objects.get(), make_account(Role.ADMINISTRATOR))
        Alarm.objects.update(last_at=timezone.now() - after)
        return alarm_sounds.sound(kind, "templates/base.html", "bị sửa")

    @pytest.mark.parametrize("kind", KINDS)
    def test_after_it_was_gone_sounds_again(self, kind):
        assert self.again(kind, after=timedelta(days=1))
        assert Alarm.objects.open().exists()

    @pytest.mark.parametrize("kind", KINDS)
    def test_never_gone_does_not(self, kind):
        assert not self.again(kind, after=timedelta(minutes=20))
        assert not Alarm.objects.open().exists()

    def test_of_words_does_not(self):
        assert not self.again(Alarm.Kind.WORDS, after=timedelta(days=90))


def new_alarms() -> int:
    new, compared = pages.look()
    assert compared
    return new


class TestPages:
    def test_as_the_portal_makes_them_sound_no_alarm(self, front):
        make_article(body='<p><a href="https://www.chinhphu.vn/">Chính phủ</a></p>')

        assert new_alarms() == 0

    @pytest.mark.parametrize(
        ("added", "said"),
        [
            ("<a href='/slot-gacor/'>x</a>", "a http://HERE/slot-gacor/"),
            ('<a href="javascript:alert(1)">x</a>', "a javascript:alert(1)"),
            ('<svg><a xlink:href="//x.example/">x</a></svg>', "a http://x.example/"),
            ('<p onclick="x()">chữ</p>', "p onclick: x()"),
            ('<img src="https://x.example/a.png">', "img https://x.example/a.png"),
            ('<img srcset="/a.png, //x.example/b.png 2x">', "img http://x.example/b.png"),
            ('<base href="https://x.example/">', "base https://x.example/"),
            ("<button formaction='//x.example/'>x</button>", "button http://x.example/"),
            ("<style>main {display: none}</style>", "style main {display: none}"),
            ("<p hidden>chữ</p>", "hidden p: chữ"),
            ('<p style="opacity: 0">chữ</p>', "hidden p: chữ"),
            ('<p style="position: absolute">chữ</p>', "style p: position:absolute"),
            ('<img alt="nổ hũ">', "words nổ hũ"),
            ('<meta name="description" content="xóc đĩa online">', "words xóc đĩa online"),
            ('<script src="https://x.example/a.js"></script>', "script https://x.example/a.js"),
            ("<script>alert(1)</script>", "script alert(1)"),
            ('<a href="https://x.example/">x</a>', "a https://x.example/"),
            ('<iframe src="//x.example/"></iframe>', "iframe http://x.example/"),
            ('<form action="https://x.example/"></form>', "form https://x.example/"),
            ('<meta http-equiv="Refresh" content="0;url=/x">', "refresh 0;url=/x"),
            ('<div style="display: none">chữ</div>', "hidden div: chữ"),
            ("<p>nhà cái uy tín</p>", "words nhà cái uy tín"),
        ],
    )
    def test_with_something_for_search_engines_alone_sound_one(self, front, added, said):
        front.added = added
        said = said.replace("HERE", f"127.0.0.1:{front.server_address[1]}")

        assert new_alarms() == 2  # the home page and the site map
        assert alarms("page") == [("/", said), ("/so-do-cong/", said)]
        assert new_alarms() == 0

    def test_whose_structured_data_has_words_in_another_spelling_sound_one(self, front):
        spelled = json.dumps({"name": "nhà cái"})
        front.added = f'<script type="application/ld+json">{spelled}</script>'

        new_alarms()

        assert ("/", "words nhà cái") in alarms("page")

    def test_with_more_behind_the_beginning_of_their_own_script_sound_one(self):
        script = "<script type='application/ld+json'>%s</script>"
        own, other = ("a" * 200, "a" * 200 + "b")

        assert set(pages.things_in((script % own).encode(), "http://a/")) != set(
            pages.things_in((script % other).encode(), "http://a/")
        )

    def test_with_something_for_who_comes_from_a_search_engine_sound_one(self, front):
        front.fools, front.added = ["google.com/\n", "Android"], "<p>nhà cái</p>"

        assert new_alarms() == 2

    @pytest.mark.parametrize("by", ["Location", "Refresh"])
    @pytest.mark.parametrize("to", ["https://x.example/", "/khong-co/", "http://127.0.0.1:9/"])
    def test_that_lead_search_engines_elsewhere_sound_one(self, front, by, to):
        front.sends_by, front.sends_to = by, to

        assert new_alarms() == 2

    def test_with_links_the_portal_makes_itself_sound_none(self, front):
        article = make_article()
        front.added = f'<a href="{article.get_absolute_url()}">x</a><a href="/lien-he/#a">x</a>'

        assert new_alarms() == 0

    def test_too_long_to_be_seen_whole_sound_one(self, front):
        front.added = " " * 2**20 + "<p>nhà cái</p>"

        assert new_alarms() == 2

    def test_that_cannot_be_reached_are_said_to_be(self, front, settings):
        settings.DESK_ADDRESS = "http://127.0.0.1:9"

        assert pages.look() == (0, 0)
        work.look(timezone.now())
        assert "không mở được trang nào" in TaskRun.objects.get(task="selfwatch").said


def put(name: str, content: bytes) -> None:
    from django.conf import settings

    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def look_at_all_media() -> int:
    now = timezone.now()
    return sum(files.look_at_media(now + timedelta(minutes=part)) for part in range(256))


class TestMedia:
    def test_that_the_portal_stored_sounds_no_alarm(self):
        photo = make_photo()
        assert photo.file

        assert look_at_all_media() == 0

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("x.html", b"<script>"),
            ("photos/x.php", b"<?php"),
            ("slot/index.html", b"<html>"),
            (".git/config", b""),
            ("photos/zz/0123456789abcdef-10x10/320.webp", b"RIFF....WEBP"),
            ("documents/AB/0123456789abcdef.pdf", b"%PDF-"),
            ("photos/ab/0123456789abcdef-10x10/640.webp", b"RIFF<?php eval($_GET[1])"),
            ("photos/ab/x.php", b"<?php"),
            ("documents/ab/0123456789abcdef.html", b"<html>"),
            ("documents/ab/0123456789abcdef.pdf", b"<html>"),
            ("documents/ab/0123456789abcdef.pdf", b"%PDF-1.7 of another content"),
            ("photos/ab/0123456789abcdef-10x10/320.webp", b"<svg>"),
        ],
    )
    def test_that_nobody_uploaded_sounds_one(self, name, content):
        put(name, content)

        assert look_at_all_media() == 1
        ((what, _),) = alarms("media")
        assert f"{name}/".startswith(f"{what}/")  # the file, or the strange directory it lies in

    def test_that_leads_elsewhere_sounds_one(self, settings):
        place = Path(settings.MEDIA_ROOT) / "photos/ab/0123456789abcdef-10x10"
        place.mkdir(parents=True)
        (place / "320.webp").symlink_to("/etc/passwd")

        assert look_at_all_media() == 1


class TestOwnFiles:
    @pytest.fixture
    def deployed(self, settings, tmp_path, monkeypatch):
        """A portal of three files, as it was deployed."""
        monkeypatch.setattr(release, "PARTS", ["templates", "static"])
        settings.BASE_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "collected"
        for name in ("templates/base.html", "static/a.js", "collected/a.js"):
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(name)
        call_command("manifest")
        return tmp_path

    def test_as_deployed_sound_no_alarm(self, deployed):
        assert files.look_at_own_files() == 0

    def test_that_changed_went_or_came_sound_one_each(self, deployed):
        (deployed / "templates/base.html").write_text("<script>")
        (deployed / "static/a.js").unlink()
        (deployed / "collected/b.js").write_text("alert(1)")

        assert files.look_at_own_files() == 3
        assert alarms("code") == [
            ("collected/b.js", "mới xuất hiện"),
            ("static/a.js", "bị xóa"),
            ("templates/base.html", "bị sửa"),
        ]

    @pytest.mark.parametrize(
        "name", ["words.txt", "forms.cpython-311-x86_64-linux-gnu.so", "a.pth"]
    )
    def test_of_any_kind_sound_one(self, deployed, name):
        (deployed / "templates" / name).write_bytes(b"\x7fELF")

        assert files.look_at_own_files() == 1

    def test_are_known_anew_after_an_update(self, deployed):
        (deployed / "templates/base.html").write_text("another release")
        call_command("manifest")

        assert files.look_at_own_files() == 0

    def test_that_were_never_deployed_are_not_compared(self, deployed):
        ReleaseFile.objects.all().delete()

        assert files.look_at_own_files() == 0


class TestTick:
    def test_looks_every_ten_minutes(self):
        call_command("tick")
        first = TaskRun.objects.get(task="selfwatch").began_at
        call_command("tick")
        assert TaskRun.objects.get(task="selfwatch").began_at == first

        TaskRun.objects.update(began_at=first - timedelta(minutes=11))
        work.look(timezone.now())

        assert TaskRun.objects.get(task="selfwatch").began_at > first


class TestStatusPage:
    def test_shows_alarms_until_somebody_has_looked(self, administrator):
        article = make_article(headline="Bài lạ", body="<p>casino online</p>")
        client = Client()
        client.force_login(administrator)

        page = client.get(STATUS).content.decode()
        assert "Bài lạ" in page
        assert f"/quan-tri/news/article/{article.pk}/change/" in page

        alarm = Alarm.objects.get()
        answer = client.post(f"{STATUS}bao-dong/{alarm.pk}/", follow=True)
        assert "Đã ghi là đã xem" in answer.content.decode()
        assert "Bài lạ" not in client.get(STATUS).content.decode()
        article.save()
        assert not Alarm.objects.open().exists()
        assert Alarm.objects.get().settled_by_id == administrator.pk

    def test_lets_nobody_else_say_so(self):
        make_article(body="<p>casino</p>")
        client = Client()
        client.force_login(make_account(Role.CHIEF))

        assert client.post(f"{STATUS}bao-dong/{Alarm.objects.get().pk}/").status_code == 403
        assert Alarm.objects.open().exists()
