"""Recovery to a second: a real server that archives its WAL, and one made anew from that."""

import os
import re
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from portal import database
from portal.backups import Refused, base
from portal.embedded import EmbeddedServer
from portal.models import TaskRun
from tests.portal.backups.conftest import ask
from tests.portal.conftest import ROOT, wait_until
from tests.servers import PRIMARY

SCRIPT = ROOT / "deploy/postgresql/archive.sh"


class Archived:
    """A server whose WAL is archived, with a table that was dropped at a time one knows."""

    def __init__(self, place: Path):
        self.place, self.archive = place, place / "archive"
        self.wal = self.archive / "wal"
        self.wal.mkdir(parents=True)
        script = shutil.copy(SCRIPT, place)
        command = f'{script} "%p" "%f" {self.wal}'
        settings = PRIMARY | {"archive_mode": "on", "archive_command": command}
        self.server = EmbeddedServer(place / "primary-scratch", **settings)
        if self.server.account:
            shutil.chown(self.wal, self.server.account.pw_uid)
        self.server.acquire()
        self.copy()
        self.ask("SELECT pg_sleep(1)")  # copies have names of whole seconds
        self.ask("CREATE TABLE article AS SELECT generate_series(1, 100) AS n")
        self.before = self.now()
        self.ask("DROP TABLE article")
        self.after = self.now()
        self.archive_all()

    def now(self):
        """The server's time, with a moment of nothing around it."""
        self.ask("SELECT pg_sleep(0.05)")
        ((now,),) = self.ask("SELECT now()")
        self.ask("SELECT pg_sleep(0.05)")
        return now

    def archive_all(self):
        ((name,),) = self.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
        self.ask("SELECT pg_switch_wal()")
        wait_until((self.wal / f"{name}.gz").exists)

    def ask(self, question):
        return ask({"dsn": self.server.url}, question)

    def copy(self):
        return base.copy(self.archive, database.parts_of(self.server.url))


@pytest.fixture(scope="module")
def archived():
    place = Path(tempfile.mkdtemp(prefix="portal-test-"))
    place.chmod(0o755)
    archived = Archived(place)
    yield archived
    archived.server.discard()
    shutil.rmtree(place)


@pytest.fixture
def recover(archived, settings, monkeypatch, capsys):
    """Run `manage.py recover` into a directory of its own; what it made goes afterwards."""
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "portal")
    settings.WAL_ARCHIVE = str(archived.archive)
    home = archived.place / "recovered"

    def recover(time, **options):
        call_command("recover", to=str(time), **{"data": home} | options)
        return {"dsn": re.search(r"DATABASE_URL='(.+?)'", capsys.readouterr().out)[1]}

    yield recover
    if home.exists():
        call_command("recover", remove=home)
        assert not home.exists()


class TestRecovery:
    def test_brings_back_a_table_that_was_dropped_a_moment_later(self, archived, recover):
        recovered = recover(archived.before)

        assert ask(recovered, "SELECT count(*) FROM article") == [(100,)]
        assert ask(recovered, "CREATE TABLE goes_on ()") is None
        with pytest.raises(psycopg2.Error):
            archived.ask("SELECT 1 FROM article")

    def test_to_the_latest_goes_as_far_as_was_archived(self, recover):
        recovered = recover("latest")

        with pytest.raises(psycopg2.Error, match='"article" does not exist'):
            ask(recovered, "SELECT 1 FROM article")

    def test_overwrites_nothing(self, archived, recover):
        mine = archived.place / "mine"
        mine.mkdir()

        with pytest.raises(CommandError, match="mine exists already: "):
            recover(archived.before, data=mine)

        assert list(mine.iterdir()) == []

    def test_says_how_far_the_archive_goes(self, archived, recover):
        with pytest.raises(CommandError, match="^The archive ends at [-0-9]+ [:0-9]+: name an"):
            recover(archived.after + timedelta(hours=1))

        assert not (archived.place / "recovered").exists()

    @pytest.mark.parametrize(
        ("time", "options", "said"),
        [
            ("2020-01-01 10:00", {}, "The oldest copy is of .*: name a later time."),
            ("yesterday", {}, "'yesterday' is no time: write it as in .*"),
            ("2026-13-01 10:00", {}, "'2026-13-01 10:00' is no time: .*"),
            ("latest", {"archive": Path("/none")}, "There is no copy of the server in /none: .*"),
            ("latest", {"data": Path("/nowhere/data")}, "There is no /nowhere: .*"),
        ],
    )
    def test_refuses_what_cannot_be(self, recover, time, options, said):
        with pytest.raises(CommandError) as refusal:
            recover(time, **options)

        assert re.fullmatch(said, str(refusal.value))

    def test_removes_nothing_else(self, archived):
        with pytest.raises(CommandError, match="is not a server that was recovered"):
            call_command("recover", remove=archived.place)


class TestCopies:
    def test_are_kept_by_twos_with_the_wal_they_need(self, archived):
        (archived.archive / "base/new.partial").mkdir()  # of one that was killed
        first = min(archived.wal.glob(f"{'?' * 24}.gz"))

        copies = [archived.copy() for _ in range(2)]

        assert sorted((archived.archive / "base").iterdir()) == copies
        assert not first.exists()

    def test_need_an_archive(self, archived):
        with pytest.raises(Refused, match="There is no .*/wal: "):
            base.copy(archived.place, database.parts_of(archived.server.url))

    @pytest.mark.django_db(transaction=True)
    def test_need_a_server_that_archives(self, archived):
        with pytest.raises(CommandError, match="The server archives no WAL"):
            call_command("base_backup", str(archived.archive))

        assert TaskRun.objects.get(task="base_backup").failed_at


class TestArchiving:
    @pytest.fixture
    def keep(self, tmp_path):
        (tmp_path / "wal").mkdir()

        def keep(content, name="000000010000000000000001", directory=tmp_path / "wal"):
            (tmp_path / "piece").write_bytes(content)
            command = ["sh", SCRIPT, tmp_path / "piece", name, directory]
            return subprocess.run(command, capture_output=True, text=True)

        return keep

    def test_keeps_a_piece_compressed(self, keep, tmp_path):
        assert keep(b"wal" * 1000).returncode == 0

        (kept,) = (tmp_path / "wal").iterdir()
        assert kept.name == "000000010000000000000001.gz"
        assert subprocess.check_output(["gzip", "-dc", kept]) == b"wal" * 1000

    def test_is_done_when_the_same_is_kept_already(self, keep):
        keep(b"wal")

        assert keep(b"wal").returncode == 0

    def test_never_overwrites_another_content(self, keep, tmp_path):
        keep(b"of one server")

        refused = keep(b"of another server")

        assert refused.returncode == 1
        assert "holds something else" in refused.stderr
        (kept,) = (tmp_path / "wal").iterdir()
        assert subprocess.check_output(["gzip", "-dc", kept]) == b"of one server"

    def test_fails_where_there_is_no_archive(self, keep, tmp_path):
        refused = keep(b"wal", directory=tmp_path / "unmounted")

        assert refused.returncode == 1
        assert not (tmp_path / "unmounted").exists()

    def test_leaves_no_half_piece_when_the_disk_is_full(self, keep, tmp_path):
        (tmp_path / "piece").write_bytes(os.urandom(200_000))
        command = f'ulimit -f 10; sh "{SCRIPT}" "{tmp_path}/piece" name "{tmp_path}/wal"'

        done = subprocess.run(["sh", "-c", command], capture_output=True)

        assert done.returncode != 0
        assert list((tmp_path / "wal").iterdir()) == []
