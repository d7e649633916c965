"""What is sent in place of a device's answer; the devices themselves are in tests/browser."""

import json
from base64 import urlsafe_b64encode

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from accounts.roles import Role
from accounts.signing_in import views
from core.limits import Limits
from tests.accounts.signing import SECOND_STEP, give_app, sign_in
from tests.factories import make_account

pytestmark = pytest.mark.django_db
BY_PASSKEY = "/quan-tri/dang-nhap/khoa/"
ADD = "/quan-tri/bao-mat/khoa/them/"
JSON = {"accept": "application/json"}


def coded(text: bytes) -> str:
    return urlsafe_b64encode(text).decode().rstrip("=")


def odd_answers(user):
    """An answer of *user*'s, with one thing after another missing or replaced."""
    response = {
        "userHandle": coded(str(user.pk).encode()),
        "clientDataJSON": coded(b'{"type":"webauthn.get","challenge":"a","origin":"http://a"}'),
        "authenticatorData": coded(b"0" * 37),
        "signature": coded(b"x"),
    }
    whole = {"id": "MQ", "rawId": "MQ", "type": "public-key", "response": response}
    others = [
        None,
        1,
        [],
        {},
        "",
        "é",
        "=",
        coded(b"[]"),
        coded(b'{"type":1}'),
        coded(b"\xff" * 60),
    ]
    yield from ("[" * 100_000, "{", "1", "[]", "null", json.dumps(whole))
    for name in whole:
        yield from (json.dumps({**whole, name: other}) for other in others)
        yield json.dumps({key: value for key, value in whole.items() if key != name})
    for name in response:
        for other in others:
            yield json.dumps({**whole, "response": {**response, name: other}})
        less = {key: value for key, value in response.items() if key != name}
        yield json.dumps({**whole, "response": less})


@pytest.fixture
def lan():
    return make_account(Role.ADMINISTRATOR, "lan")


def test_nothing_odd_signs_anybody_in_or_fails(client, lan):
    client.get(BY_PASSKEY, headers=JSON)

    for answer in odd_answers(lan):
        assert client.post(BY_PASSKEY, {"credential": answer})["Location"].endswith("/dang-nhap/")
    assert "_auth_user_id" not in client.session


def test_nothing_odd_is_a_second_step(client, lan, settings):
    settings.SECOND_FACTOR = True
    give_app(lan)
    sign_in(client, lan)
    client.get(SECOND_STEP)

    for answer in odd_answers(lan):
        assert client.post(SECOND_STEP, {"credential": answer}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_nothing_odd_becomes_a_passkey(client, lan):
    client.force_login(lan)
    client.get(ADD)

    for answer in odd_answers(lan):
        assert client.post(ADD, {"name": "a", "credential": answer}).status_code == 200
    assert not Authenticator.objects.exists()


def test_strangers_do_not_fill_the_table_of_sessions(client, monkeypatch):
    monkeypatch.setattr(views, "CHALLENGES", Limits(3, 60, overall=100))

    answers = []
    for _ in range(5):
        client.cookies.clear()
        answers.append(client.get(BY_PASSKEY, headers=JSON))

    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert "Xin chờ" in answers[-1].json()["error"]
    assert Session.objects.count() == 3
