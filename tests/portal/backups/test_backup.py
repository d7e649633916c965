"""`manage.py backup`: what is in one, what it costs, and what is left when it fails."""

import hashlib
import os
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.backups import files, postgres, tables
from portal.models import TaskRun
from tests.factories import make_article
from tests.portal.backups.conftest import make_pair, manage_with_little_room

pytestmark = pytest.mark.django_db(transaction=True)


def in_the_end(path):
    return [file for file in path.rglob("*") if file.is_file() and file.name != "lock"]


class TestContent:
    def test_is_every_table_every_file_and_what_is_set(self, backed_up, media, monkeypatch):
        make_article()
        monkeypatch.setenv("PORTAL_HOSTS", "portal.example")
        monkeypatch.setenv("PORTAL_EMAIL_PASSWORD", "very secret")

        contents = backed_up().contents([])

        assert contents["tables"]["public.news_article"][0] == 1
        assert set(contents["media"]) == {"photos/cổng.jpg", "a.pdf"}
        assert contents["settings"]["PORTAL_HOSTS"] == "portal.example"
        assert contents["settings"]["PORTAL_EMAIL_PASSWORD"] == "set"

    def test_is_for_its_owner_alone(self, backed_up, shelf, media):
        shelf.directory.mkdir(mode=0o755)
        backed_up()

        assert {path.stat().st_mode & 0o077 for path in in_the_end(shelf.directory)} == {0}

    def test_is_checked_by_sha256sum_too(self, backed_up):
        backup = backed_up()

        done = subprocess.run(["sha256sum", "-c", "--status", "SHA256SUMS"], cwd=backup.directory)

        assert done.returncode == 0

    def test_is_of_one_moment(self):
        with tables.snapshot(postgres.parts_in_use()) as (cursor, _):
            before = tables.figures(cursor)
            make_article()

            assert tables.figures(cursor) == before

    def test_is_told_and_recorded(self, shelf, media, capsys):
        call_command("backup")

        said = capsys.readouterr().out
        assert said.startswith(str(shelf.newest().directory))
        assert said.endswith("2 files of which 2 are new; 0 old backups removed.\n")
        assert TaskRun.objects.get(task="backup").succeeded_at


def test_a_checksum_does_not_depend_on_the_order_of_rows():
    with postgres.connected(postgres.parts_in_use()) as other, other.cursor() as cursor:
        cursor.execute("CREATE TABLE a AS SELECT n, n::text AS t FROM generate_series(1, 9) n")
        cursor.execute("CREATE TABLE b AS SELECT * FROM a ORDER BY n DESC")
        found = tables.figures(cursor)
        cursor.execute("DROP TABLE public.a, public.b")

    assert found["public.a"] == found["public.b"]


class TestMedia:
    def test_that_were_there_before_are_not_copied_again(self, backed_up, shelf, media, capsys):
        backed_up()
        (media / "b.pdf").write_bytes(b"new")

        backed_up()

        assert "3 files of which 1 are new" in capsys.readouterr().out
        assert len(shelf.backups()) == 2

    def test_are_not_read_again_while_size_and_time_stay(self, backed_up, media):
        first = backed_up()
        path, time = media / "a.pdf", (media / "a.pdf").stat().st_mtime_ns
        path.write_bytes(b"DOCUMENT")
        files.os.utime(path, ns=(time, time))

        second = backed_up()

        assert second.contents([])["media"] == first.contents([])["media"]

    @pytest.mark.parametrize("is_sealed", [False, True])
    def test_that_lost_their_end_are_copied_again(
        self, backed_up, media, settings, pair, is_sealed
    ):
        settings.BACKUP_KEY = pair[0] if is_sealed else ""
        first = backed_up()
        stored = first.stored(hashlib.sha256(b"picture" * 1000).hexdigest())
        os.truncate(stored, 20)

        backed_up().check_pool()

        assert stored.stat().st_size >= 7000

    def test_are_stored_once_whatever_they_are_called(self, backed_up, media):
        (media / "same.pdf").write_bytes(b"document")

        backup = backed_up()

        assert len(backup.contents([])["media"]) == 3
        assert len(backup.manifest["stored"]) == 2


class TestSealed:
    def test_shows_nothing_without_the_private_key(self, backed_up, shelf, media, settings, pair):
        settings.BACKUP_KEY, identity = pair
        make_article(headline="Chưa được công bố")

        backup = backed_up()

        for path in in_the_end(shelf.directory):
            content = path.read_bytes()
            assert "công bố".encode() not in content
            assert b"picture" not in content
            assert b"a.pdf" not in content
        assert set(backup.contents(files.identities(identity))["media"]) > {"a.pdf"}

    def test_for_another_key_shares_nothing_with_those_before(
        self, backed_up, media, settings, place
    ):
        settings.BACKUP_KEY, _ = make_pair(place / "old.key")
        backed_up()
        settings.BACKUP_KEY, identity = make_pair(place / "new.key")

        backup = backed_up()

        stored = backup.stored(next(iter(backup.manifest["stored"])))
        with open(place / "opened", "wb") as file:
            files.take(stored, files.Counted(file), files.identities(identity))
        assert (place / "opened").read_bytes() in (b"picture" * 1000, b"document")


class TestFailure:
    def test_of_a_full_disk_leaves_nothing_that_is_taken_for_a_backup(self, shelf, backed_up):
        (shelf.directory.parent / "media").mkdir()
        answer = manage_with_little_room("backup", str(shelf.directory), var=shelf.directory.parent)

        assert answer.returncode == 1
        assert answer.stderr.startswith("CommandError: There is no room left on the disk")
        assert answer.stderr.count("\n") == 1
        assert not shelf.backups()
        backed_up()
        assert len(list(shelf.directory.glob("2*"))) == 1  # and the half-written one is gone

    def test_is_recorded(self, var, settings):
        settings.BACKUP_KEY = "age1wrong"

        with pytest.raises(CommandError, match="PORTAL_BACKUP_KEY is no public key"):
            call_command("backup")

        assert "PORTAL_BACKUP_KEY" in TaskRun.objects.get(task="backup").said

    def test_of_pg_dump_is_told_in_its_words(self, shelf, programs):
        programs(pg_dump='echo "pg_dump: error: out of memory" >&2; exit 1')

        with pytest.raises(CommandError, match="pg_dump failed: pg_dump: error: out of memory"):
            call_command("backup")
        assert not shelf.backups()

    def test_is_no_program_new_enough_for_the_server(self, var, programs):
        programs(postgres='echo "postgres (PostgreSQL) 15.1"; exit')

        with pytest.raises(CommandError, match="are of version 15 and .* is needed"):
            call_command("backup")

    @pytest.mark.parametrize("place", ["media/backups", "."])
    def test_is_a_place_that_would_hold_itself(self, var, media, place):
        with pytest.raises(CommandError, match="must lie apart"):
            call_command("backup", str(media.parent / place))

    def test_is_a_disk_that_is_not_there(self, var):
        with pytest.raises(CommandError, match="is the disk for backups there"):
            call_command("backup", str(var / "usb/backups"))

    def test_is_not_that_another_one_is_at_work(self, shelf):
        shelf.directory.mkdir()

        with shelf.alone(), pytest.raises(CommandError, match="in use by another backup"):
            call_command("backup")

        assert not TaskRun.objects.filter(task="backup").exists()


def test_the_password_is_in_no_arguments(backed_up, programs, place, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "bi mat")
    programs(pg_dump=f'echo "$@" > {place}/arguments; echo "$PGPASSWORD" > {place}/password')

    backed_up()

    assert "bi mat" not in (place / "arguments").read_text()
    assert (place / "password").read_text() == "bi mat\n"


def test_limits_for_pages_do_not_end_a_backup():
    parts = postgres.parts_in_use() | {"options": "-c statement_timeout=200"}

    with postgres.connected(parts) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")


class TestKeeping:
    def test_removes_media_that_no_backup_holds(self, backed_up, shelf, media, settings):
        settings.BACKUPS_KEPT = "1,0,0"
        old = age(backed_up(), "2020-01-01T000000Z")
        (media / "a.pdf").unlink()

        newest = backed_up()

        assert [backup.name for backup in shelf.backups()] == [newest.name]
        assert not old.exists()
        pool = shelf.directory / newest.manifest["pool"]
        assert [file.name for file in in_the_end(pool)] == list(newest.manifest["stored"])

    def test_removes_no_media_while_a_backup_cannot_be_read(self, backed_up, shelf, media):
        broken = age(backed_up(), f"{timezone.now():%Y}-01-01T000000Z")
        (broken / "manifest.json").write_text("{")
        (media / "a.pdf").unlink()

        with pytest.raises(CommandError, match="damaged"):
            call_command("backup")

        assert len(in_the_end(shelf.directory / "media")) == 2


def age(backup, name):
    return backup.directory.rename(backup.directory.with_name(name))
