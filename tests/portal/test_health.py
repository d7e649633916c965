"""What balancers ask: does it live, can it serve?"""

import shutil

import pytest
from django.db import connection

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
        answer = client.get(READY)

        assert answer.status_code == 200
        assert answer.json() == {"database": "ok", "migrations": "ok", "disk": "ok"}
        assert answer["Cache-Control"] == "no-store"

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
