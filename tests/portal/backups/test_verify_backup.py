"""`manage.py verify_backup`: a backup is believed once it was restored and compared."""

import json

import pytest
from django.core.management import CommandError, call_command

from portal.backups import files
from portal.models import TaskRun
from tests.factories import make_article
from tests.portal.backups.test_restore import flip, one_of_the_pool

pytestmark = pytest.mark.django_db(transaction=True)


def change_contents(backup, **changes):
    path = backup.directory / "contents.json"
    contents = backup.contents([])
    contents["tables"] |= changes
    path.write_text(json.dumps(contents))
    sums = (backup.directory / "SHA256SUMS").read_text().splitlines()
    sums = [line for line in sums if "contents" not in line]
    sums.append(f"{files.digest_of(path)}  contents.json")
    (backup.directory / "SHA256SUMS").write_text("\n".join(sums))


def test_the_newest_is_restored_and_compared(backed_up, media, var, capsys, settings, pair):
    make_article()
    settings.BACKUP_KEY, identity = pair
    backup = backed_up()
    (var / "verify-scratch").mkdir()  # as one leaves it that was killed
    (var / "verify-scratch/data").mkdir()
    capsys.readouterr()

    call_command("verify_backup", identity=identity)

    said = capsys.readouterr().out
    assert said.startswith(f"{backup.name} restores to what was backed up: ")
    assert said.endswith("2 files.\n")
    assert not (var / "verify-scratch").exists()
    assert TaskRun.objects.get(task="verify_backup").succeeded_at


def test_everything_that_differs_is_named(backed_up, media, var):
    backup = backed_up()
    change_contents(backup, **{"public.news_article": [7, "0"]})
    flip(backup.stored(backup.contents([])["media"]["a.pdf"][0]))

    with pytest.raises(CommandError) as refusal:
        call_command("verify_backup", str(backup.directory))

    said = str(refusal.value)
    assert "table public.news_article has 0 rows instead of 7" in said
    assert "a.pdf has other content" in said
    assert TaskRun.objects.get(task="verify_backup").said == said
    assert not (var / "verify-scratch").exists()


def test_a_damaged_dump_is_named(backed_up, var):
    backup = backed_up()
    flip(backup.dump)

    with pytest.raises(CommandError, match="damaged: .*database.dump"):
        call_command("verify_backup")


def test_there_must_be_one(var):
    with pytest.raises(CommandError, match="There is no backup in .*: make one with"):
        call_command("verify_backup")


class TestSealed:
    @pytest.fixture
    def sealed(self, backed_up, media, settings, pair, capsys):
        settings.BACKUP_KEY, _ = pair
        backup = backed_up()
        capsys.readouterr()
        return backup

    def test_is_only_looked_at_from_outside_without_it(self, sealed, capsys):
        call_command("verify_backup")

        assert "was not opened without --identity" in capsys.readouterr().out

    def test_is_missed_when_a_piece_is_gone(self, sealed):
        one_of_the_pool(sealed).unlink()

        with pytest.raises(CommandError, match="is missing"):
            call_command("verify_backup")
