"""`manage.py restore`: all of it comes back, or nothing of what is there is touched."""

import io
import json
import os
import pwd
import shutil
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.backups import files, postgres, tables
from portal.embedded import EmbeddedServer
from tests import emptying
from tests.factories import make_article
from tests.portal.backups.conftest import (
    ask,
    database_called,
    fill,
    make_pair,
    manage_with_little_room,
    url_of,
)

# Said, or nobody would make a database for tests when this file is run alone.
pytestmark = pytest.mark.django_db(transaction=True)
FIFTEEN = Path("/usr/lib/postgresql/15/bin")


class Original:
    """A small portal's media, and its backups: open ones, and others that are sealed."""

    def __init__(self, place):
        self.media, self.open, self.sealed = fill(place / "media"), place / "open", place / "sealed"
        (self.media / "large.jpg").write_bytes(os.urandom(40_000))
        self.key, self.identity = make_pair(place / "private.key")
        _, self.wrong_identity = make_pair(place / "wrong.key")


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory):
    place = tmp_path_factory.mktemp("original")
    original = Original(place)
    with django_db_blocker.unblock(), override_settings(VAR_DIR=place, MEDIA_ROOT=original.media):
        make_article(headline="Cửa khẩu Hữu Nghị")
        call_command("backup", str(original.open), stdout=io.StringIO())
        with override_settings(BACKUP_KEY=original.key):
            call_command("backup", str(original.sealed), stdout=io.StringIO())
        emptying.restore()
    return original


@pytest.fixture
def backup(original, shelf):
    """One to be damaged."""
    shutil.copytree(original.open, shelf.directory)
    return shelf.newest()


@pytest.fixture
def sealed(original, shelf):
    shutil.copytree(original.sealed, shelf.directory)
    return shelf.newest()


@pytest.fixture
def elsewhere(place):
    """Where media are restored to."""
    return place / "restored/media"


class Occupied:
    """A database and media that hold something of their own."""

    def __init__(self, parts, media):
        self.parts, self.media = parts, media
        ask(parts, "CREATE TABLE precious AS SELECT 1 AS one")
        media.mkdir(parents=True)
        (media / "precious.jpg").write_bytes(b"precious")

    @property
    def is_untouched(self):
        others = f"SELECT 1 FROM pg_database WHERE datname ~ '^{self.parts['dbname']}.'"
        return (
            ask(self.parts, "SELECT one FROM precious") == [(1,)]
            and [path.name for path in self.media.parent.rglob("*")] == ["media", "precious.jpg"]
            and ask(self.parts, others) == []
        )

    def restore(self, backup, **options):
        """Restore over all that, by force."""
        directory = str(getattr(backup, "directory", backup))
        wanted = {"database": url_of(self.parts), "media": self.media, "force": True} | options
        call_command("restore", directory, **wanted)


@pytest.fixture(scope="module")
def occupied(django_db_setup, tmp_path_factory):
    """Shared by tests that must not change it."""
    with database_called("occupied") as parts:
        yield Occupied(parts, tmp_path_factory.mktemp("occupied") / "restored/media")


@pytest.fixture
def restore(target, elsewhere, capsys):
    def restore(backup, **options):
        directory = str(getattr(backup, "directory", backup))
        call_command(
            "restore", directory, **{"database": url_of(target), "media": elsewhere} | options
        )
        return capsys.readouterr().out

    return restore


def figures(parts):
    with closing(psycopg2.connect(**parts)) as other, other.cursor() as cursor:
        return tables.figures(cursor)


class TestWhatComesBack:
    def test_is_every_row_and_every_file_with_its_time(
        self, backup, restore, target, elsewhere, original
    ):
        said = restore(backup)

        assert figures(target) == backup.contents([])["tables"]
        for name in ("photos/cổng.jpg", "a.pdf"):
            assert (elsewhere / name).read_bytes() == (original.media / name).read_bytes()
            times = {(root / name).stat().st_mtime_ns for root in (elsewhere, original.media)}
            assert len(times) == 1
        assert f"{backup.name} is restored: " in said
        assert "3 files; now run `manage.py migrate`." in said
        assert "Kept" not in said

    def test_is_the_same_when_it_was_sealed(self, sealed, original, restore, target):
        restore(sealed, identity=original.identity)

        expected = sealed.contents(files.identities(original.identity))["tables"]
        assert figures(target) == expected

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
    def test_belongs_to_whom_the_media_belonged(self, backup, restore, elsewhere):
        nobody = pwd.getpwnam("nobody").pw_uid
        elsewhere.mkdir(parents=True)
        os.chown(elsewhere, nobody, -1)

        restore(backup)

        assert (elsewhere / "photos/cổng.jpg").stat().st_uid == nobody

    def test_is_only_the_settings_when_asked(self, backup, occupied, capsys):
        occupied.restore(backup, settings_only=True)

        assert "PORTAL_SECRET_KEY=set\n" in capsys.readouterr().out
        assert occupied.is_untouched

    def test_may_be_named_without_its_directory(self, backup, restore, target):
        assert f"{backup.name} is restored" in restore(backup.name)

    @pytest.mark.skipif(not FIFTEEN.exists(), reason="needs an older PostgreSQL")
    def test_fits_into_a_server_older_than_the_programs(
        self, backup, restore, place, monkeypatch, elsewhere
    ):
        with monkeypatch.context() as patch:
            patch.setenv("PG_BIN", str(FIFTEEN))
            server = EmbeddedServer(place / "fifteen-scratch")
            server.acquire()

        restore(backup, database=server.url)

        (rows,) = ask({"dsn": server.url}, "SELECT count(*) FROM news_article")
        assert rows == (1,)


class TestOverData:
    def test_is_refused_without_force(self, backup, occupied):
        with pytest.raises(CommandError, match="holds tables: with --force"):
            occupied.restore(backup, force=False)

        assert occupied.is_untouched

    def test_is_refused_for_media_alone(self, backup, restore, elsewhere):
        elsewhere.mkdir(parents=True)
        (elsewhere / "precious.jpg").touch()

        with pytest.raises(CommandError, match="There are files in .*: with --force"):
            restore(backup)

    def test_keeps_what_was_there_under_another_name(self, backup, target, elsewhere, capsys):
        occupied = Occupied(target, elsewhere)

        with closing(psycopg2.connect(**target)):  # a portal that goes on meanwhile
            occupied.restore(backup)

        said = capsys.readouterr().out
        kept = said.partition("Kept from before: the database ")[2].partition(" and ")[0]
        assert ask(target | {"dbname": kept}, "SELECT one FROM precious") == [(1,)]
        (media,) = elsewhere.parent.glob("media.before-*")
        assert (media / "precious.jpg").read_bytes() == b"precious"
        assert figures(target) == backup.contents([])["tables"]
        assert not (elsewhere / "precious.jpg").exists()


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def one_of_the_pool(backup):
    return backup.stored(next(iter(backup.manifest["stored"])))


def change_manifest(backup, **changes):
    """As another portal would have written it, checksum and all."""
    path = backup.directory / "manifest.json"
    path.write_text(json.dumps(backup.manifest | changes))
    sums = (backup.directory / "SHA256SUMS").read_text().splitlines()
    sums = [line for line in sums if "manifest" not in line]
    sums.append(f"{files.digest_of(path)}  manifest.json")
    (backup.directory / "SHA256SUMS").write_text("\n".join(sums))


DAMAGES = {
    "database.dump is not what was written": lambda backup: flip(backup.dump),
    "contents.json is not what": lambda backup: flip(backup.directory / "contents.json"),
    "manifest.json": lambda backup: (backup.directory / "manifest.json").write_text("{"),
    "damaged: .*manifest.json": lambda backup: flip(backup.directory / "manifest.json"),
    "not whole: .*database.dump is missing": lambda backup: backup.dump.unlink(),
    "SHA256SUMS is missing": lambda backup: (backup.directory / "SHA256SUMS").unlink(),
    "has other content": lambda backup: flip(one_of_the_pool(backup)),
    "not whole: .*media/.* is missing": lambda backup: one_of_the_pool(backup).unlink(),
    "media/.* is not what was written": lambda backup: one_of_the_pool(backup).write_bytes(b""),
    "newer portal, which knows news.9999_to_come": lambda backup: change_manifest(
        backup, migrations=["news.9999_to_come"]
    ),
    "made by a newer portal": lambda backup: change_manifest(backup, format=2),
}


class TestNothingIsTouched:
    @pytest.mark.parametrize("said", DAMAGES)
    def test_by_a_backup_that_is_damaged(self, backup, occupied, said):
        DAMAGES[said](backup)

        with pytest.raises(CommandError, match=said) as refusal:
            occupied.restore(backup)

        assert "\n" not in str(refusal.value)
        assert occupied.is_untouched

    def test_by_one_that_was_never_finished(self, backup, occupied):
        partial = backup.directory.rename(f"{backup.directory}.partial")

        with pytest.raises(CommandError, match="was never finished"):
            occupied.restore(partial)

        assert occupied.is_untouched

    def test_by_what_is_no_backup(self, var, occupied):
        with pytest.raises(CommandError, match="is not a backup"):
            occupied.restore(var)

        assert occupied.is_untouched

    def test_without_the_right_key(self, sealed, original, occupied, place):
        (place / "none.key").write_text("age1")

        for identity, said in (
            (None, "is sealed: name the private key"),
            (original.wrong_identity, "is not the one this backup was sealed for"),
            (place / "none.key", "holds no private key"),
            (place / "gone.key", "holds no private key"),
        ):
            with pytest.raises(CommandError, match=said):
                occupied.restore(sealed, identity=identity)

        assert occupied.is_untouched

    def test_by_a_piece_of_a_sealed_file_that_was_changed(self, sealed, original, occupied):
        flip(one_of_the_pool(sealed))

        with pytest.raises(CommandError, match="The backup is damaged: .* cannot be read"):
            occupied.restore(sealed, identity=original.identity)

        assert occupied.is_untouched

    def test_when_the_disk_is_full(self, backup, occupied, place):
        options = ("--force", "--database", url_of(occupied.parts), "--media", occupied.media)

        done = manage_with_little_room("restore", backup.directory, *options, var=place)

        assert done.returncode == 1
        assert done.stderr.startswith("CommandError: There is no room left on the disk")
        assert done.stderr.count("\n") == 1
        assert occupied.is_untouched

    def test_when_pg_restore_fails(self, backup, occupied, programs):
        programs(pg_restore='echo "pg_restore: error: could not fork" >&2; exit 1')

        with pytest.raises(CommandError, match="pg_restore failed: could not fork"):
            occupied.restore(backup)

        assert occupied.is_untouched

    def test_when_pg_restore_is_killed_after_the_rows(self, backup, occupied, programs):
        programs(pg_restore='"$REAL" --section=pre-data --section=data "$@"; kill -9 $$')

        with pytest.raises(CommandError, match="pg_restore failed: it was ended by signal 9"):
            occupied.restore(backup)

        assert occupied.is_untouched

    def test_when_the_user_may_not_make_databases(self, backup, occupied):
        modest = f"{occupied.parts['dbname']}_modest"
        ask(occupied.parts, f"CREATE ROLE {modest} LOGIN")

        try:
            with pytest.raises(CommandError, match=f'ALTER ROLE "{modest}" CREATEDB'):
                occupied.restore(backup, database=url_of(occupied.parts | {"user": modest}))
        finally:
            ask(occupied.parts, f"DROP ROLE {modest}")

        assert occupied.is_untouched


def test_the_parts_of_an_address_are_shown_without_the_password():
    parts = {"dbname": "portal", "user": "portal", "password": "bi mat", "host": "10.0.0.1"}

    assert "bi mat" not in postgres.url(parts)
