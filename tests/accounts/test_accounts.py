import re
import threading

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from accounts.forms import AccountForm
from accounts.models import Account
from accounts.roles import Role, role_of
from audit.models import Action, Entry
from organization.models import Unit
from tests.factories import make_account, make_staff

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/accounts/account/add/"


@pytest.fixture
def desk(client):
    client.force_login(make_account(Role.ADMINISTRATOR, "quantri"))
    return client


def form(**fields):
    return {
        "full_name": "Hoàng Thị Đào",
        "username": "daoht",
        "email": "daoht@example.vn",
        "role": "reporter",
        "is_active": "on",
        **fields,
    }


def change(user):
    return reverse("admin:accounts_account_change", args=[user.pk])


def account(username="daoht"):
    return get_user_model().objects.get(username=username)


class TestMaking:
    def test_takes_a_name_and_a_role_and_shows_the_password_once(self, desk, client):
        page = desk.post(ADD, form(), follow=True).content.decode()
        again = desk.get(change(account())).content.decode()

        password = re.search(r"<strong>((?:\w{4}-){3}\w{4})</strong>", page)[1]
        assert account().check_password(password)
        assert password not in again
        assert (account().get_full_name(), role_of(account())) == ("Hoàng Thị Đào", Role.REPORTER)
        assert account().is_staff

    def test_limits_to_a_unit(self, desk):
        unit = Unit.objects.create(name="Văn phòng")

        desk.post(ADD, form(unit=unit.pk, is_limited="on"))

        profile = account().profile
        assert (profile.unit, profile.is_limited) == (unit, True)

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"is_limited": "on"}, "Xin chọn đơn vị"),
            ({"role": "god"}, "hợp lệ"),
            ({"username": "quantri"}, "Xin chọn tên khác"),
            ({"full_name": ""}, "bắt buộc"),
        ],
    )
    def test_answers_what_is_wrong_with_a_sentence_and_keeps_the_rest(self, desk, wrong, sentence):
        page = desk.post(ADD, form(**wrong)).content.decode()

        assert sentence in page
        assert "daoht@example.vn" in page
        assert Account.objects.count() == 1

    def test_ignores_what_is_not_on_the_form(self, desk):
        desk.post(ADD, form(is_superuser="on", groups=[1], password="mat-khau-cua-toi"))

        assert not account().is_superuser
        assert not account().check_password("mat-khau-cua-toi")


class TestChanging:
    def test_gives_another_role_and_the_log_tells_which(self, desk):
        user = make_account(Role.REPORTER, "daoht")

        desk.post(change(user), form(role="chief"))

        assert role_of(account()) == Role.CHIEF
        told = Entry.objects.filter(action=Action.ROLE).newest_first().first()
        assert told.actor_name == "quantri"
        assert told.new == {"groups": ["Trưởng ban biên tập"]}

    def test_takes_a_superuser_s_power_with_the_role(self, desk):
        make_staff("lon")

        desk.post(change(account("lon")), form(username="lon", role="editor"))

        assert not account("lon").is_superuser
        assert role_of(account("lon")) == Role.EDITOR

    def test_renews_a_password_that_was_lost(self, desk):
        user = make_account(Role.REPORTER, "daoht")

        page = desk.post(
            reverse("admin:accounts_account_password", args=[user.pk]), follow=True
        ).content.decode()

        shown = re.search(r"<strong>((?:\w{4}-){3}\w{4})</strong>", page)[1]
        assert account().check_password(shown)

    def test_renews_nothing_by_looking(self, desk):
        user = make_account(Role.REPORTER, "daoht")

        answer = desk.get(reverse("admin:accounts_account_password", args=[user.pk]))

        assert answer.status_code == 403
        assert account().check_password("mat-khau-de-thu")


class TestTheLastAdministrator:
    @pytest.fixture
    def last(self, desk):
        return account("quantri")

    @pytest.mark.parametrize("taken", [{"role": "editor"}, {"is_active": ""}])
    def test_stays_one_and_is_told_why(self, desk, last, taken):
        sent = form(username="quantri", **{"role": "administrator", **taken})
        sent = {name: value for name, value in sent.items() if value}

        page = desk.post(change(last), sent, follow=True).content.decode()

        assert "người quản trị cuối cùng" in page
        assert role_of(account("quantri")) == Role.ADMINISTRATOR

    def test_is_not_deleted(self, desk, last):
        answer = desk.post(
            reverse("admin:accounts_account_delete", args=[last.pk]), {"post": "yes"}
        )

        assert answer.status_code == 403
        assert account("quantri")

    def test_may_go_when_another_came(self, desk, last):
        make_account(Role.ADMINISTRATOR, "moi")

        desk.post(change(last), form(username="quantri", role="editor"))

        assert role_of(account("quantri")) == Role.EDITOR


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_one_another_leave_one():
    users = [make_account(Role.ADMINISTRATOR, name) for name in ("mot", "hai")]
    ready = threading.Barrier(2)

    def demote(user):
        try:
            data = form(username=user.username, role="editor")
            bound = AccountForm(data, instance=Account.objects.get(pk=user.pk))
            assert bound.is_valid()
            ready.wait()
            with transaction.atomic():
                bound.save_roles(bound.save())
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(role_of(account(name)) == Role.ADMINISTRATOR for name in ("mot", "hai")) == 1


def test_the_list_costs_the_same_however_long(desk, django_assert_max_num_queries):
    for number in range(12):
        make_account(Role.REPORTER, f"pv{number}")

    with django_assert_max_num_queries(11):
        page = desk.get("/quan-tri/accounts/account/")

    assert "Phóng viên" in page.content.decode()
