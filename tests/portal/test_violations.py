"""What browsers tell of contents they refused, and what is kept of it."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal import violations
from portal.models import Violation

pytestmark = pytest.mark.django_db
PAGE = "https://portal.example/tin/?q=nguoi-doc"


@pytest.fixture(autouse=True)
def no_limit(monkeypatch):
    monkeypatch.setattr(violations, "REPORTS", violations.Limits(1000, 60, overall=1000))


def tell(client, told, kind="application/csp-report"):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    response = client.post("/bao-noi-dung-la/", body, content_type=kind)
    assert response.status_code == 204
    assert not response.content
    return response


def old_form(blocked="https://x.example/a.js", page=PAGE):
    return {
        "csp-report": {
            "document-uri": page,
            "effective-directive": "script-src-elem",
            "blocked-uri": blocked,
        }
    }


def new_form(blocked="https://x.example/a.js"):
    body = {
        "documentURL": PAGE,
        "effectiveDirective": "script-src-elem",
        "blockedURL": blocked,
    }
    return [{"type": "csp-violation", "body": body, "user_agent": "Mozilla/5.0"}]


def kept():
    return list(Violation.objects.values_list("path", "directive", "blocked", "times"))


def test_the_same_told_in_both_forms_is_counted_without_the_reader(client):
    tell(client, old_form())
    tell(client, new_form(), kind="application/reports+json")

    assert kept() == [("/tin/", "script-src-elem", "https://x.example", 2)]


@pytest.mark.parametrize(
    "blocked", ["chrome-extension://abc/a.js", "moz-extension", "about", "safari-web-extension://x"]
)
def test_what_readers_have_added_to_their_browser_is_not_counted(client, blocked):
    tell(client, old_form(blocked))

    assert not kept()


@pytest.mark.parametrize("blocked", ["inline", "eval", "data"])
def test_what_has_no_address_is_counted_by_its_kind(client, blocked):
    tell(client, old_form(blocked))

    assert [row[2] for row in kept()] == [blocked]


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{",
        b"\xff\x00",
        b"null",
        b"[1, null, {}]",
        b'{"csp-report": 1}',
        b'{"csp-report": {"document-uri": 1, "effective-directive": [], "blocked-uri": {}}}',
        json.dumps(old_form(page="http://[")).encode(),
        b"[" * 16_000,
        json.dumps(old_form()).encode() + b" " * violations.MOST_BYTES,
    ],
)
def test_nonsense_is_answered_the_same_and_not_kept(client, told):
    tell(client, told)

    assert not kept()


def test_a_password_in_an_address_is_not_kept(client):
    tell(client, old_form("https://user:password@x.example:8443/a.js?b"))

    assert [row[2] for row in kept()] == ["https://x.example"]


def test_letters_that_cannot_be_kept_are_taken_out(client):
    tell(client, old_form("https://x\x00.example/", page="https://portal.example/\x00\u202e"))

    assert len(kept()) == 1


def test_who_writes_reports_himself_fills_nothing(client, monkeypatch):
    monkeypatch.setattr(violations, "MOST_A_DAY", 3)

    for number in range(9):
        tell(client, old_form(f"https://x{number}.example/"))
    tell(client, old_form("https://x0.example/"))

    assert [times for *_, times in sorted(kept())] == [2, 1, 1]


def test_one_address_is_heard_so_often_a_minute(client, monkeypatch):
    monkeypatch.setattr(violations, "REPORTS", violations.Limits(2, 60, overall=1000))

    for _ in range(5):
        tell(client, old_form())

    assert [times for *_, times in kept()] == [2]


def test_they_are_forgotten_after_a_month():
    today = timezone.localdate()
    for days in (0, 30, 31):
        day = today - timedelta(days=days)
        Violation.objects.count_one(day, "/", "script-src", "inline", most=10)

    call_command("tick")

    assert Violation.objects.count() == 2


def test_the_status_page_tells_of_many(admin_client):
    page = admin_client.get("/quan-tri/tinh-trang/").content.decode()
    assert "không phải chặn gì" in page

    for _ in range(20):
        Violation.objects.count_one(
            timezone.localdate(), "/tin/", "script-src", "https://x.example", most=10
        )

    page = admin_client.get("/quan-tri/tinh-trang/").content.decode()
    assert "20 lần bị trình duyệt chặn" in page
    assert "https://x.example" in page
