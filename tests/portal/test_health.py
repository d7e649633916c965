"""What balancers ask: does it live, can it serve?"""

import shutil
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal import health, tasks
from portal.models import TaskRun

ALIVE, READY = "/healthz", "/readyz"


def test_alive_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get(ALIVE)

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
class TestReady:
    def test_is_said_when_everything_is_there(self, client):
        for task in ("tick", "backup"):
            with tasks.recorded(task):
                pass

        answer = client.get(READY)

        assert answer.status_code == 200
        assert set(answer.json()) == {*health.CHECKS, *health.WARNINGS}
        assert set(answer.json().values()) == {"ok"}
        assert answer["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(("task", "hours"), [("tick", 1), ("backup", 27)])
    def test_is_said_with_a_warning_of_a_task_that_is_overdue(self, client, task, hours):
        long_ago = timezone.now() - timedelta(hours=hours)
        TaskRun.objects.create(task=task, began_at=long_ago, succeeded_at=long_ago)

        answer = client.get(READY)

        assert answer.status_code == 200
        assert answer.json()[task] == f"warning: last succeeded {hours * 60} minutes ago"

    def test_is_said_with_a_warning_of_a_task_that_never_ran(self, client):
        answer = client.get(READY)

        assert answer.status_code == 200
        assert answer.json()["backup"] == "warning: has never succeeded"

    def test_is_denied_without_the_database(self, client, no_database):
        answer = client.get(READY)

        assert answer.status_code == 503
        assert "refused" in answer.json()["database"]

    def test_is_denied_while_migrations_wait(self, client):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'links'")

        answer = client.get(READY)

        assert answer.status_code == 503
        assert answer.json()["migrations"].endswith("to apply")

    def test_is_denied_when_the_disk_is_nearly_full(self, client, monkeypatch):
        usage = shutil.disk_usage("/")._replace(free=10 * 2**20)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

        assert client.get(READY).json()["disk"] == "10 MB free"
        assert client.get(READY).status_code == 503
