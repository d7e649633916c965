"""A password that somebody else knows is not worked with: its owner chooses another first."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Profile, profile_of
from accounts.roles import Role
from tests.factories import make_account, make_agency

pytestmark = pytest.mark.django_db
DESK, CHANGE = "/quan-tri/", "/quan-tri/password_change/"
OWN = "bốn từ không liên quan nhau"


@pytest.fixture
def newcomer(admin_client):
    """Made at the desk just now, with a password that the administrator read out."""
    make_agency()
    form = {
        "username": "nguoi-moi",
        "full_name": "Người Mới",
        "role": Role.REPORTER,
        "is_active": 1,
    }
    page = admin_client.post("/quan-tri/accounts/account/add/", form, follow=True)
    given = re.search(r"<strong>(\w{4}(?:-\w{4}){3})</strong>", page.content.decode())[1]
    user = User.objects.get(username="nguoi-moi")
    assert user.check_password(given)
    client = Client()
    client.force_login(user)
    return client, user, given


def choose(client, old, new=OWN):
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, form)


class TestNewcomer:
    def test_is_led_to_a_password_of_their_own_wherever_they_go(self, newcomer):
        client, _, _ = newcomer

        for path in (DESK, "/quan-tri/news/article/", "/quan-tri/bao-mat/", "/quan-tri/soan/lich/"):
            assert client.get(path)["Location"] == CHANGE, path
        assert "Xin đặt mật khẩu của riêng bạn" in client.get(CHANGE).content.decode()

    def test_changes_nothing_before(self, newcomer):
        client, _, _ = newcomer

        assert client.post("/quan-tri/news/article/add/", {"headline": "x"})["Location"] == CHANGE

    def test_is_told_so_where_a_script_asks(self, newcomer):
        client, _, _ = newcomer

        answer = client.get(DESK, headers={"Accept": "application/json"})

        assert answer.status_code == 403
        assert "mật khẩu của riêng bạn" in answer.json()["error"]

    def test_works_on_once_they_have_chosen_one(self, newcomer):
        client, user, given = newcomer

        answer = choose(client, given)

        assert answer.status_code == 302
        assert client.get(DESK).status_code == 200
        assert not profile_of(User.objects.get(pk=user.pk)).has_given_password
        again = Client()
        again.force_login(User.objects.get(pk=user.pk))
        assert again.get(DESK).status_code == 200

    def test_is_not_done_by_choosing_the_given_one(self, newcomer):
        client, user, given = newcomer

        answer = choose(client, given, new=given)

        assert "Mật khẩu này bạn đang dùng" in answer.content.decode()
        assert client.get(DESK)["Location"] == CHANGE
        assert profile_of(User.objects.get(pk=user.pk)).has_given_password

    def test_gets_to_where_they_wanted_afterwards(self, newcomer):
        client, _, given = newcomer
        client.get("/quan-tri/news/article/?q=m%C6%B0a")

        answer = choose(client, given)

        assert answer["Location"] == "/quan-tri/news/article/?q=m%C6%B0a"
        assert "Đã đổi mật khẩu" in client.get(answer["Location"]).content.decode()

    def test_may_sign_out(self, newcomer):
        client, _, _ = newcomer

        client.post(reverse("admin:logout"))

        assert "_auth_user_id" not in client.session

    def test_is_led_there_again_with_the_next_session(self, newcomer):
        client, user, _ = newcomer
        client.logout()
        client.force_login(user)

        assert client.get(DESK)["Location"] == CHANGE


def test_a_password_from_the_command_line_is_a_given_one():
    make_account(Role.EDITOR, "quen")

    call_command("password", "quen", stdout=StringIO())

    assert Profile.objects.get(user__username="quen").has_given_password


def test_the_first_administrator_chooses_one_too():
    call_command("password", "dau-tien", stdout=StringIO())

    assert Profile.objects.get(user__username="dau-tien").has_given_password


def test_a_new_password_at_the_desk_is_a_given_one(admin_client):
    account = make_account(Role.EDITOR, "quen")

    admin_client.post(reverse("admin:accounts_account_password", args=[account.pk]))

    assert profile_of(User.objects.get(pk=account.pk)).has_given_password
