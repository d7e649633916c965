"""The record of what machines do by themselves."""

import pytest
from django.core.management import CommandError, call_command

from portal import tasks
from portal.management.commands import tick
from portal.models import TaskRun

pytestmark = pytest.mark.django_db


def test_a_task_that_ends_is_recorded_with_what_it_said():
    with tasks.recorded("sweep") as said:
        said.append("3 files")

    run = TaskRun.objects.get(task="sweep")
    assert run.said == "3 files"
    assert run.began_at <= run.succeeded_at
    assert run.failed_at is None


def test_a_task_that_fails_is_recorded_in_its_words_beside_its_last_success():
    with tasks.recorded("sweep"):
        pass
    with pytest.raises(OSError, match="No space"), tasks.recorded("sweep"):
        raise OSError("No space left")

    run = TaskRun.objects.get(task="sweep")
    assert run.said == "No space left"
    assert run.succeeded_at < run.failed_at


def test_a_tick_is_recorded(capsys):
    call_command("tick")

    assert TaskRun.objects.get(task="tick").succeeded_at


def test_a_tick_that_failed_in_part_is_recorded_as_failed(monkeypatch):
    def fails(now):
        raise OSError("the disk is full")

    monkeypatch.setitem(tick.TASKS, "attachments read", fails)
    with pytest.raises(CommandError):
        call_command("tick")

    run = TaskRun.objects.get(task="tick")
    assert run.succeeded_at is None
    assert "attachments read" in run.said
