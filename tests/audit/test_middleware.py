from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import log
from audit.models import Action, Entry
from tests.factories import make_agency, make_article, make_staff

pytestmark = pytest.mark.django_db

AUTOSAVE = "/quan-tri/soan/00000000-0000-0000-0000-000000000000/"


@pytest.fixture
def denials():
    return Entry.objects.filter(action=Action.DENIED)


@pytest.fixture
def clerk(client):
    """Somebody on the staff who may do nothing."""
    clerk = make_staff("vanthu", is_superuser=False)
    client.force_login(clerk)
    return clerk


class TestDenials:
    def test_of_staff_are_recorded_with_path_and_method(self, client, clerk, denials):
        response = client.get("/quan-tri/auth/user/", REMOTE_ADDR="203.0.113.7")

        assert response.status_code == 403
        entry = denials.get()
        assert (entry.actor_id, entry.address) == (clerk.pk, "203.0.113.7")
        assert entry.detail == "GET /quan-tri/auth/user/"

    def test_survive_the_transaction_of_the_view(self, client, clerk, denials):
        article = make_article()

        response = client.post(f"/quan-tri/news/article/{article.pk}/delete/", {"post": "yes"})

        assert response.status_code == 403
        assert denials.count() == 1

    def test_of_strangers_who_post_are_recorded(self, client, denials):
        response = client.post(AUTOSAVE)

        assert response.status_code in (401, 403)
        assert denials.get().actor_id is None

    def test_of_a_form_without_its_token_are_recorded(self, denials):
        Client(enforce_csrf_checks=True).post("/quan-tri/dang-nhap/", {"login": "a"})

        assert denials.get().detail == "POST /quan-tri/dang-nhap/"

    def test_of_strangers_are_recorded_once_a_minute_from_one_address(self, client, denials):
        for _ in range(3):
            client.post(AUTOSAVE, REMOTE_ADDR="203.0.113.7")
            client.post(AUTOSAVE, REMOTE_ADDR="203.0.113.8")

        assert sorted(entry.address for entry in denials) == ["203.0.113.7", "203.0.113.8"]

    def test_of_strangers_do_not_hide_those_of_staff(self, client, denials):
        client.post(AUTOSAVE)
        client.force_login(make_staff("vanthu", is_superuser=False))
        client.get("/quan-tri/auth/user/")

        assert denials.count() == 2

    def test_of_strangers_from_everywhere_end_with_a_word_about_it(self, client, denials):
        earlier = timezone.now() - timedelta(minutes=30)
        Entry.objects.bulk_create(
            Entry(
                action=Action.DENIED, at=earlier, address=f"198.51.{number // 250}.{number % 250}"
            )
            for number in range(log.AN_HOUR - 1)
        )

        for number in range(3):
            client.post(AUTOSAVE, REMOTE_ADDR=f"203.0.113.{number}")

        assert denials.count() == log.AN_HOUR
        assert "các lần sau không ghi" in denials.newest_first().first().detail

    def test_elsewhere_and_of_reading_strangers_are_not_recorded(self, client, denials):
        client.get("/quan-tri/news/article/")
        client.get("/khong-co/")

        assert not denials.exists()


def test_public_pages_ask_no_more_of_the_database_and_set_no_cookie(client, settings):
    make_agency()
    client.get("/")
    middleware = "audit.middleware.AuditMiddleware"
    with CaptureQueriesContext(connection) as audited:
        response = client.get("/")
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != middleware]

    with CaptureQueriesContext(connection) as plain:
        Client().get("/")

    assert len(audited) == len(plain)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_nothing_is_being_answered_once_the_answer_is_given(client):
    client.get("/")

    assert log.answering.get() is None
