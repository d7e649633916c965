"""`manage.py restore`: all of it comes back, or nothing of what is there is touched."""

import io
import json
import os
import pwd
import shutil
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.backups import files, postgres, tables
from portal.embedded import EmbeddedServer
from tests import emptying
from tests.factories import make_article
from tests.portal.backups.conftest import ask, fill, make_pair, manage_with_little_room, url_of

FIFTEEN = Path("/usr/lib/postgresql/15/bin")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory):
    """Backups of a small portal, for tests to have copies of."""
    place = tmp_path_factory.mktemp("original")
    fill(place / "media")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=place, MEDIA_ROOT=place / "media"):
        make_article(headline="Cửa khẩu Hữu Nghị")
        call_command("backup", str(place / "backups"), stdout=io.StringIO())
        emptying.restore()
    return place


@pytest.fixture
def backup(original, shelf):
    shutil.copytree(original / "backups", shelf.directory)
    return shelf.newest()


@pytest.fixture
def elsewhere(place):
    """Where media are restored to."""
    return place / "restored/media"


@pytest.fixture
def occupied(target, elsewhere):
    """The target, with a table and a file of its own."""
    ask(target, "CREATE TABLE precious AS SELECT 1 AS one")
    elsewhere.mkdir(parents=True)
    (elsewhere / "precious.jpg").write_bytes(b"precious")
    return target


@pytest.fixture
def restore(target, elsewhere, capsys):
    def restore(backup, **options):
        directory = getattr(backup, "directory", backup)
        wanted = {"database": url_of(target), "media": elsewhere} | options
        call_command("restore", str(directory), **wanted)
        return capsys.readouterr().out

    return restore


def figures(parts):
    with closing(psycopg2.connect(**parts)) as other, other.cursor() as cursor:
        return tables.figures(cursor)


def is_untouched(target, elsewhere):
    others = ask(target, f"SELECT count(*) FROM pg_database WHERE datname ~ '^{target['dbname']}.'")
    return (
        ask(target, "SELECT one FROM precious") == [(1,)]
        and [path.name for path in elsewhere.parent.rglob("*")] == ["media", "precious.jpg"]
        and others == [(0,)]
    )


class TestWhatComesBack:
    def test_is_every_row_and_every_file_with_its_time(
        self, backup, restore, target, elsewhere, original
    ):
        media = original / "media"

        said = restore(backup)

        assert figures(target) == backup.contents([])["tables"]
        for name in ("photos/cổng.jpg", "a.pdf"):
            assert (elsewhere / name).read_bytes() == (media / name).read_bytes()
            assert (elsewhere / name).stat().st_mtime_ns == (media / name).stat().st_mtime_ns
        assert f"{backup.name} is restored: " in said
        assert "2 files; now run `manage.py migrate`." in said
        assert "Kept" not in said

    def test_is_the_same_when_it_was_sealed(
        self, backed_up, media, restore, target, settings, pair
    ):
        settings.BACKUP_KEY, identity = pair
        make_article()
        backup = backed_up()

        restore(backup, identity=identity)

        expected = backup.contents(files.identities(identity))["tables"]
        assert figures(target) == expected

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
    def test_belongs_to_whom_the_media_belonged(self, backup, restore, elsewhere):
        nobody = pwd.getpwnam("nobody").pw_uid
        elsewhere.mkdir(parents=True)
        os.chown(elsewhere, nobody, -1)

        restore(backup)

        assert (elsewhere / "photos/cổng.jpg").stat().st_uid == nobody

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
    def test_is_refused_without_force(self, backup, restore, occupied, elsewhere):
        with pytest.raises(CommandError, match="holds tables: with --force"):
            restore(backup)

        assert is_untouched(occupied, elsewhere)

    def test_is_refused_for_media_alone(self, backup, restore, target, elsewhere):
        elsewhere.mkdir(parents=True)
        (elsewhere / "precious.jpg").touch()

        with pytest.raises(CommandError, match="There are files in .*: with --force"):
            restore(backup)

    def test_keeps_what_was_there_under_another_name(self, backup, restore, occupied, elsewhere):
        with closing(psycopg2.connect(**occupied)):  # a portal that goes on meanwhile
            said = restore(backup, force=True)

        kept = said.partition("Kept from before: the database ")[2].partition(" and ")[0]
        assert ask(occupied | {"dbname": kept}, "SELECT one FROM precious") == [(1,)]
        (media,) = elsewhere.parent.glob("media.before-*")
        assert (media / "precious.jpg").read_bytes() == b"precious"
        assert figures(occupied) == backup.contents([])["tables"]
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
    "manifest.json is not what": lambda backup: flip(backup.directory / "manifest.json"),
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
    def test_by_a_backup_that_is_damaged(self, backup, restore, occupied, elsewhere, said):
        DAMAGES[said](backup)

        with pytest.raises(CommandError, match=said) as refusal:
            restore(backup, force=True)

        assert "\n" not in str(refusal.value)
        assert is_untouched(occupied, elsewhere)

    def test_by_one_that_was_never_finished(self, backup, restore, occupied, elsewhere):
        partial = backup.directory.rename(f"{backup.directory}.partial")

        with pytest.raises(CommandError, match="was never finished"):
            restore(partial, force=True)

        assert is_untouched(occupied, elsewhere)

    def test_by_what_is_no_backup(self, var, restore, occupied, elsewhere):
        with pytest.raises(CommandError, match="is not a backup"):
            restore(var, force=True)

        assert is_untouched(occupied, elsewhere)

    def test_without_the_right_key(
        self, backed_up, media, restore, occupied, elsewhere, settings, pair, place
    ):
        settings.BACKUP_KEY, _ = pair
        _, other = make_pair(place / "other.key")
        (place / "none.key").write_text("age1")
        backup = backed_up()

        for identity, said in (
            (None, "is sealed: name the private key"),
            (other, "is not the one this backup was sealed for"),
            (place / "none.key", "holds no private key"),
            (place / "gone.key", "holds no private key"),
        ):
            with pytest.raises(CommandError, match=said):
                restore(backup, force=True, identity=identity)

        assert is_untouched(occupied, elsewhere)

    def test_by_a_piece_of_a_sealed_file_that_was_changed(
        self, backed_up, media, restore, occupied, elsewhere, settings, pair
    ):
        settings.BACKUP_KEY, identity = pair
        backup = backed_up()
        flip(one_of_the_pool(backup))

        with pytest.raises(CommandError, match="The backup is damaged: .* cannot be read"):
            restore(backup, force=True, identity=identity)

        assert is_untouched(occupied, elsewhere)

    def test_when_the_disk_is_full(self, backed_up, media, occupied, elsewhere, place):
        (media / "large.jpg").write_bytes(os.urandom(40_000))
        backup = backed_up()
        options = ("--force", "--database", url_of(occupied), "--media", str(elsewhere))

        done = manage_with_little_room("restore", str(backup.directory), *options, var=place)

        assert done.returncode == 1
        assert done.stderr.startswith("CommandError: There is no room left on the disk")
        assert done.stderr.count("\n") == 1
        assert is_untouched(occupied, elsewhere)

    def test_when_pg_restore_fails(self, backup, restore, occupied, elsewhere, programs):
        programs(pg_restore='echo "pg_restore: error: could not fork" >&2; exit 1')

        with pytest.raises(CommandError, match="pg_restore failed: could not fork"):
            restore(backup, force=True)

        assert is_untouched(occupied, elsewhere)

    def test_when_the_user_may_not_make_databases(self, backup, restore, occupied, elsewhere):
        ask(occupied, "CREATE ROLE modest LOGIN")
        ask(occupied, f'ALTER DATABASE "{occupied["dbname"]}" OWNER TO modest')
        try:
            with pytest.raises(CommandError, match='ALTER ROLE "modest" CREATEDB'):
                restore(backup, force=True, database=url_of(occupied | {"user": "modest"}))

            assert is_untouched(occupied, elsewhere)
        finally:
            ask(occupied, f'ALTER DATABASE "{occupied["dbname"]}" OWNER TO portal')
            with suppress(psycopg2.Error):
                ask(occupied, "DROP ROLE modest")


def test_the_parts_of_an_address_are_shown_without_the_password():
    parts = {"dbname": "portal", "user": "portal", "password": "bi mat", "host": "10.0.0.1"}

    assert "bi mat" not in postgres.url(parts)
