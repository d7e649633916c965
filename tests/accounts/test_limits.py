"""Guessing is slowed, owners are not kept out, and no answer tells which accounts there are."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Attempts
from accounts.signing_in import attempts, events
from accounts.signing_in.adapters import AT_REST
from audit.models import Action, Entry
from tests.accounts.signing import LOGIN, PASSWORD, sign_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    return make_staff("lan")


def from_address(number):
    return {"REMOTE_ADDR": f"203.0.113.{number}"}


def hold_everywhere(name):
    """Somebody tries *name* from many addresses."""
    for number in range(1, 1 + attempts.OF_ACCOUNT.most // attempts.OF_BOTH.most):
        for _ in range(attempts.OF_BOTH.most):
            sign_in(Client(), name, "sai", **from_address(number))


def client_of(user):
    client = Client()
    sign_in(client, user, **from_address(200))
    return client


def later(minutes):
    Attempts.objects.update(ends_at=timezone.now() - timedelta(seconds=1) if minutes else None)


class TestFromOneAddress:
    def test_the_sixth_failure_at_one_account_waits(self, client, lan):
        answers = [sign_in(client, lan, "sai") for _ in range(6)]

        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert "Xin chờ 15 phút" in answers[-1].content.decode()
        assert 890 <= int(answers[-1]["Retry-After"]) <= 900

    def test_the_right_password_waits_too(self, client, lan):
        for _ in range(5):
            sign_in(client, lan, "sai")

        assert sign_in(client, lan).status_code == 429

    def test_another_account_is_free(self, client, lan):
        make_staff("dao")
        for _ in range(6):
            sign_in(client, lan, "sai")

        assert sign_in(client, "dao").status_code == 302

    def test_the_owner_comes_in_from_elsewhere(self, client, lan):
        for _ in range(9):
            sign_in(client, lan, "sai", **from_address(1))

        assert sign_in(Client(), lan, **from_address(2)).status_code == 302

    def test_many_accounts_are_tried_thirty_times(self, client):
        answers = [sign_in(client, f"ten{n}", "sai").status_code for n in range(31)]

        assert answers == [200] * 30 + [429]

    def test_trying_on_does_not_prolong_the_wait(self, client, lan):
        for _ in range(5):
            sign_in(client, lan, "sai")
        ends = sorted(Attempts.objects.values_list("ends_at", flat=True))
        for _ in range(5):
            sign_in(client, lan, "sai")

        assert sorted(Attempts.objects.values_list("ends_at", flat=True)) == ends

    def test_it_ends_by_itself(self, client, lan):
        for _ in range(6):
            sign_in(client, lan, "sai")
        later(minutes=16)

        assert sign_in(client, lan).status_code == 302

    def test_a_success_begins_anew(self, client, lan):
        for _ in range(3):
            for _ in range(4):
                sign_in(client, lan, "sai")
            assert sign_in(client, lan).status_code == 302
            client.logout()

    def test_a_network_of_ipv6_is_one_address(self, client, lan):
        for number in range(5):
            sign_in(client, lan, "sai", REMOTE_ADDR=f"2001:db8:1:1::{number + 1}")

        assert sign_in(client, lan, REMOTE_ADDR="2001:db8:1:1::99").status_code == 429
        assert sign_in(client, lan, REMOTE_ADDR="2001:db8:1:2::1").status_code == 302

    def test_capitals_make_no_other_account(self, client, lan):
        for name in ("lan", "LAN", "Lan", "lAn", "laN"):
            sign_in(client, name, "sai")

        assert sign_in(client, lan).status_code == 429


class TestFromEverywhere:
    def test_an_account_tried_from_many_addresses_is_held_without_a_word(self, lan):
        hold_everywhere("lan")

        answer = sign_in(Client(), lan, **from_address(99))

        assert answer.status_code == 200
        assert "chưa đúng, hoặc tài khoản đang tạm giữ" in answer.content.decode()
        entries = Entry.objects.filter(action=Action.SIGN_IN_FAILED, object_name="lan")
        assert entries.filter(detail__startswith="Đúng mật khẩu").exists()

    def test_a_device_of_before_comes_in(self, client, lan):
        sign_in(client, lan, **from_address(50))
        client.post("/quan-tri/logout/", **from_address(50))
        hold_everywhere("lan")

        assert sign_in(client, lan, **from_address(51)).status_code == 302

    @pytest.mark.parametrize("who", ["dao", "changed"])
    def test_a_device_of_somebody_else_or_a_changed_cookie_does_not(self, client, lan, who):
        sign_in(client, make_staff("dao"))
        if who == "changed":
            client.cookies["device"] = client.cookies["device"].value[:-1] + "x"
        client.cookies.pop("sessionid")
        hold_everywhere("lan")

        assert sign_in(client, lan, **from_address(51)).status_code == 200

    def test_it_ends_by_itself(self, lan):
        hold_everywhere("lan")
        later(minutes=61)

        assert sign_in(Client(), lan, **from_address(99)).status_code == 302

    def test_tries_that_one_address_may_not_make_do_not_count(self, client, lan):
        for _ in range(attempts.OF_ACCOUNT.most + 5):
            sign_in(client, lan, "sai", **from_address(1))

        assert sign_in(Client(), lan, **from_address(2)).status_code == 302


class TestADeviceOfBefore:
    """Nobody keeps an owner out of it, and whoever takes it away cannot try more than others."""

    @pytest.fixture
    def own(self, client, lan):
        sign_in(client, lan, **from_address(1))
        client.cookies.pop("sessionid")
        return client

    def test_comes_in_whatever_colleagues_behind_the_same_address_try(self, own, lan):
        for number in range(attempts.OF_ADDRESS.most + 5):
            sign_in(Client(), "lan" if number % 2 else f"ten{number}", "sai", **from_address(1))

        assert sign_in(Client(), lan, **from_address(1)).status_code == 429
        assert sign_in(own, lan, **from_address(1)).status_code == 302

    def test_is_counted_wherever_it_is_taken(self, own, lan):
        answers = [sign_in(own, lan, "sai", **from_address(n)).status_code for n in range(2, 8)]

        assert answers == [200] * 5 + [429]

    def test_is_counted_as_one_whatever_accounts_it_signs_in_to(self, own, lan):
        dao = make_staff("dao")
        for number in range(5):
            sign_in(own, lan, "sai", **from_address(2 + number))
            sign_in(own, dao, **from_address(2 + number))
            own.cookies.pop("sessionid")

        assert sign_in(own, lan, "sai", **from_address(9)).status_code == 429

    @pytest.mark.parametrize(
        "take_back",
        [
            lambda user: events.password_changed(user),
            lambda user: events.factors_removed(user),
            lambda user: client_of(user).post("/quan-tri/bao-mat/noi-dang-nhap/"),
        ],
        ids=["new password", "factors removed", "signed out everywhere else"],
    )
    def test_is_one_no_more_when_that_was_taken_back(self, own, lan, take_back):
        take_back(lan)
        hold_everywhere("lan")

        assert sign_in(own, lan, **from_address(51)).status_code == 200

    def test_where_all_others_were_signed_out_stays_one(self, client, lan):
        sign_in(client, lan)
        client.post("/quan-tri/bao-mat/noi-dang-nhap/")
        client.cookies.pop("sessionid")
        hold_everywhere("lan")

        assert sign_in(client, lan, **from_address(51)).status_code == 302

    def test_where_the_password_was_changed_stays_one(self, client, lan):
        typed = "chuồn chuồn ớt ngô"
        sign_in(client, lan)
        client.post(
            "/quan-tri/password_change/",
            {"old_password": PASSWORD, "new_password1": typed, "new_password2": typed},
        )
        client.cookies.pop("sessionid")
        hold_everywhere("lan")

        assert sign_in(client, lan, typed, **from_address(51)).status_code == 302

    def test_is_not_one_of_another_account_of_the_same_name(self, own, lan):
        lan.delete()
        another = make_staff("lan")
        hold_everywhere("lan")

        assert sign_in(own, another, **from_address(51)).status_code == 200


class TestTheDeviceCookie:
    def test_is_for_the_desk_alone_and_hidden_from_scripts(self, client, lan):
        cookie = sign_in(client, lan).cookies["device"]

        assert cookie["path"] == "/quan-tri/"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert "lan" not in cookie.value

    def test_remembers_a_few_accounts(self, client, lan):
        for name in ("dao", "hoa"):
            make_staff(name)
        for name in ("lan", "dao", "hoa"):
            sign_in(client, name)
            client.post("/quan-tri/logout/")
        hold_everywhere("lan")

        assert sign_in(client, lan, **from_address(51)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_one_by_one():
    request = RequestFactory().get("/")

    def try_once(_):
        try:
            attempts.begin(request, "a", device="")
        except attempts.Held:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(try_once, range(40)))

    assert sum(passed) == attempts.OF_BOTH.most


def test_nobody_s_name_or_address_is_kept(client, lan):
    sign_in(client, lan, "sai", REMOTE_ADDR="203.0.113.7")

    kept = "".join(Attempts.objects.values_list("key", flat=True))
    assert "lan" not in kept
    assert "203" not in kept or len(kept) == 64 * 3


def test_old_counts_are_forgotten(client, lan):
    sign_in(client, lan, "sai")

    assert attempts.forget_old(timezone.now()) == 0
    assert attempts.forget_old(timezone.now() + timedelta(hours=2)) == 3


class TestNobodyLearnsWhichAccountsThereAre:
    @pytest.fixture
    def answers(self, lan):
        make_staff("nghi").__class__.objects.filter(username="nghi").update(is_active=False)
        make_staff("giu")
        hold_everywhere("giu")
        tries = {
            "wrong password": ("lan", "sai"),
            "no such account": ("khong-co", "sai"),
            "disabled, right password": ("nghi", PASSWORD),
            "held by others, right password": ("giu", PASSWORD),
        }
        return {
            why: sign_in(Client(), name, password, **from_address(100 + place))
            for place, (why, (name, password)) in enumerate(tries.items())
        }

    def test_by_what_is_said(self, answers):
        def said(answer):
            page = answer.content.decode()
            name = answer.wsgi_request.POST["login"]
            token = answer.context["csrf_token"]
            return page.replace(f'value="{name}"', "").replace(str(token), "")

        assert len({answer.status_code for answer in answers.values()}) == 1
        pages = {said(answer).split("csrfmiddlewaretoken")[0] for answer in answers.values()}
        assert len(pages) == 1
        assert len({len(said(answer)) for answer in answers.values()}) == 1

    def test_by_being_held_from_their_own_address(self, lan):
        pages = []
        for name in ("lan", "khong-co"):
            client = Client()
            for _ in range(6):
                answer = sign_in(client, name, "sai", **from_address(len(name)))
            pages.append((answer.status_code, answer.content))

        assert pages[0] == pages[1]


def test_no_failure_is_answered_before_the_others(settings, lan):
    """docs/signing-in.md has two hundred of each."""
    settings.FAILURE_TAKES = 0.3
    type(lan).objects.filter(pk=make_staff("nghi").pk).update(is_active=False)

    def took(name, password):
        began = time.perf_counter()
        sign_in(Client(), name, password)
        return time.perf_counter() - began

    assert min(took("lan", "sai"), took("khong-co", "sai"), took("nghi", PASSWORD)) >= 0.3


def test_a_flood_of_failures_does_not_put_every_thread_to_rest(settings, lan):
    settings.FAILURE_TAKES = 3600
    with AT_REST, AT_REST:  # two have failed just now
        assert sign_in(Client(), lan, "sai").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "http:///evil.example"),
        *("https:evil.example", "javascript:alert(1)", "\t//evil.example", "http://localhost/"),
        *("http://testserver@evil.example/", "http://testserver.evil.example/"),
    ],
)
def test_a_next_of_another_site_is_not_followed(client, lan, elsewhere):
    typed = {"login": "lan", "password": PASSWORD, "next": elsewhere}
    assert client.post(LOGIN, typed)["Location"] == "/quan-tri/"
    assert client.get(LOGIN, {"next": elsewhere})["Location"] == "/quan-tri/"


def test_the_sign_in_page_is_never_json(client):
    """A script that was led here must not take it for its answer."""
    for path in (LOGIN, "/quan-tri/"):
        answer = client.get(path, headers={"accept": "application/json"}, follow=True)

        assert answer["Content-Type"].startswith("text/html")


def test_an_account_with_a_hash_of_before_costs_what_the_others_do(settings, lan):
    settings.PASSWORD_HASHERS = [
        "accounts.passwords.SmallArgon2",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    old = make_password("x", hasher="pbkdf2_sha256")
    type(lan).objects.filter(pk=make_staff("cu").pk).update(password=old)
    type(lan).objects.filter(pk=lan.pk).update(password=make_password("x"))

    def work(name):
        began = time.process_time()
        sign_in(Client(), name, "sai")
        return time.process_time() - began

    least = [min(work(name) for _ in range(2)) for name in ("lan", "khong-co", "cu")]

    assert max(least) < 1.5 * min(least)
