"""What `manage.py tick` does at night when PORTAL_BACKUPS is set."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.models import TaskRun
from tests.portal.conftest import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shelf(shelf, settings):
    settings.BACKUPS = str(shelf.directory)
    return shelf


@pytest.fixture
def verified(db):
    """Nothing is to be verified for a week."""
    now = timezone.now()
    TaskRun.objects.create(task="verify_backup", began_at=now, succeeded_at=now)


class TestBackup:
    def test_is_made_once(self, shelf, verified, capsys):
        call_command("tick")
        TaskRun.objects.filter(task="backup").update(began_at=timezone.now() - timedelta(days=1))

        call_command("tick")

        assert len(shelf.backups()) == 1
        assert "0 old backups removed" in capsys.readouterr().out

    def test_is_not_made_where_nobody_wants_it(self, shelf, settings):
        settings.BACKUPS = ""

        call_command("tick")

        assert not shelf.directory.exists()
        assert not TaskRun.objects.filter(task="backup").exists()

    def test_that_fails_fails_the_tick_and_waits_an_hour(self, shelf, verified, settings):
        settings.BACKUP_KEY = "age1wrong"

        with pytest.raises(CommandError, match="PORTAL_BACKUP_KEY"):
            call_command("tick")
        call_command("tick")

        assert TaskRun.objects.get(task="tick").succeeded_at

    def test_holds_up_no_other_tick(self, shelf, verified, programs, place, capsys):
        gate, began = place / "gate", place / "began"
        programs(pg_dump=f"touch {began}; while [ ! -e {gate} ]; do sleep 0.02; done")

        def tick():
            try:
                call_command("tick")
            finally:
                connection.close()

        first = threading.Thread(target=tick)
        first.start()
        wait_until(began.exists)
        capsys.readouterr()

        call_command("tick")
        said = capsys.readouterr().out
        gate.touch()
        first.join()

        assert said == "Nothing to do.\n"
        assert len(shelf.backups()) == 1


class TestVerification:
    def test_is_of_the_newest_backup(self, shelf, capsys):
        call_command("tick")

        name = shelf.newest().name
        assert f"{name} restores to what was backed up" in capsys.readouterr().out
        assert name in TaskRun.objects.get(task="verify_backup").said
