"""Two steps to the desk: setting the second up, using it, doing without for nobody."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Notification
from accounts.roles import Role
from accounts.signing_in import urls
from audit.models import Action, Entry
from tests.accounts.signing import (
    LOGIN,
    PASSWORD,
    SECOND_STEP,
    SECRET,
    SET_UP,
    code_now,
    give_app,
    recovery_codes,
    sign_in,
)
from tests.factories import make_account, make_agency, make_staff
from tests.portal.test_rights import DESK, OF_AN_ARTICLE, screens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def compulsory(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def lan():
    return make_account(Role.ADMINISTRATOR, "lan")


def desk_addresses():
    """Every address of the desk that is not on the way to a second factor."""
    on_the_way = {"admin:logout", "account_reauthenticate", "mfa_activate_totp"}
    on_the_way |= {"mfa_add_webauthn", "mfa_view_recovery_codes"}
    names = {*DESK, *OF_AN_ARTICLE, *(name for name, _, _ in screens())} - on_the_way
    return sorted(names - {"style_guide"})


def address_of(name):
    uuid = "00000000-0000-4000-8000-000000000000"
    for arguments in ([], [1], [uuid], [1, 1], [1, uuid], ["news"]):
        try:
            return reverse(name, args=arguments)
        except Exception:
            continue
    raise AssertionError(name)


class TestCompulsory:
    def test_leads_to_setting_one_up_right_after_the_password(self, client, lan):
        answer = sign_in(client, lan)
        answer = client.get(answer["Location"])

        assert (answer.status_code, answer["Location"]) == (302, SET_UP)
        assert client.get(SET_UP).status_code == 200

    @pytest.mark.parametrize("name", desk_addresses())
    def test_nothing_else_at_the_desk_opens_until_then(self, client, lan, name):
        client.force_login(lan)
        before = Entry.objects.exclude(action=Action.SIGN_IN).count()
        address = address_of(name)

        for ask in (client.get, client.post):
            answer = ask(address)
            assert (answer.status_code, answer["Location"]) == (302, SET_UP), address
            answer = ask(address, headers={"accept": "application/json"})
            assert answer.status_code == 403, address
            assert "xác thực hai bước" in answer.json()["error"]

        assert Entry.objects.exclude(action__in=["sign_in", "denied"]).count() == before

    def test_elsewhere_they_are_readers(self, client, lan):
        client.force_login(lan)

        assert client.get("/phong-cach/").status_code == 302

    def test_with_one_the_desk_opens(self, client, lan):
        give_app(lan)
        client.force_login(lan)

        assert client.get("/quan-tri/").status_code == 200

    def test_recovery_codes_alone_are_none(self, client, lan):
        give_app(lan).delete()
        client.force_login(lan)

        assert client.get("/quan-tri/")["Location"] == SET_UP

    def test_the_setting_takes_it_away_and_the_desk_says_so_on_every_page(
        self, client, lan, settings
    ):
        settings.SECOND_FACTOR = False
        client.force_login(lan)

        for address in ("/quan-tri/", "/quan-tri/bao-mat/", "/quan-tri/news/article/"):
            assert "PORTAL_SECOND_FACTOR=0" in client.get(address).content.decode()

    def test_check_deploy_reports_the_setting(self, settings):
        from portal.checks import signing_in_takes_two_factors

        assert signing_in_takes_two_factors(None) == []
        settings.SECOND_FACTOR = False
        assert [error.id for error in signing_in_takes_two_factors(None)] == ["portal.E002"]


class TestSettingUp:
    @pytest.fixture
    def secret(self, client, lan):
        sign_in(client, lan)
        client.get("/quan-tri/news/article/")
        page = client.get(SET_UP)
        return page.context["form"].secret

    def test_takes_a_code_and_shows_the_recovery_codes_once(self, client, lan, secret):
        answer = client.post(SET_UP, {"code": code_now(secret)}, follow=True)

        codes = recovery_codes(lan)
        assert all(code in answer.content.decode() for code in codes)
        assert 'href="/quan-tri/news/article/"' in answer.content.decode()  # where they were going
        again = client.get("/quan-tri/bao-mat/ma-du-phong/").content.decode()
        assert not any(code in again for code in codes)

    def test_uses_the_code_up(self, client, lan, secret):
        code = code_now(secret)
        client.post(SET_UP, {"code": code})
        cache.clear()
        other = Client()
        sign_in(other, lan)

        other.post(SECOND_STEP, {"code": code})

        assert other.get("/quan-tri/").status_code == 302

    def test_refuses_a_wrong_code_in_vietnamese(self, client, lan, secret):
        answer = client.post(SET_UP, {"code": "000000"})

        assert "Mã chưa đúng" in answer.content.decode()
        assert not Authenticator.objects.exists()

    def test_keeps_no_secret_that_can_be_read(self, client, lan, secret):
        client.post(SET_UP, {"code": code_now(secret)})

        stored = {one.type: one.data for one in Authenticator.objects.all()}
        assert secret not in str(stored)
        assert stored["totp"]["secret"].startswith("gAAAA")
        assert stored["recovery_codes"]["seed"].startswith("gAAAA")

    def test_keeps_none_in_the_session_either(self, client, lan, secret):
        assert secret not in str(dict(client.session))

        client.post(SET_UP, {"code": "000000"})
        assert secret not in str(dict(client.session))
        client.post(SET_UP, {"code": code_now(secret)})
        assert "mfa.totp.secret" not in client.session
        assert Authenticator.objects.filter(user=lan, type="totp").exists()

    def test_is_kept_by_no_browser(self, client, lan, secret):
        for name in ("ung-dung/", "khoa/them/"):
            assert "no-store" in client.get(f"/quan-tri/bao-mat/{name}")["Cache-Control"]

    def test_is_recorded_and_told_to_the_owner(
        self, client, lan, secret, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(SET_UP, {"code": code_now(secret)})

        told = Entry.objects.filter(action=Action.SECOND_FACTOR, actor_id=lan.pk)
        assert "Đã thêm ứng dụng tạo mã." in told.values_list("detail", flat=True)
        warning = Notification.objects.get(user=lan, text__startswith="Đã thêm ứng dụng")
        assert warning.is_warning

    def test_asks_for_the_password_when_signing_in_was_long_ago(self, client, lan):
        give_app(lan)
        client.force_login(lan)
        session = client.session
        session["began"] -= 11 * 60
        session.save()

        answer = client.get("/quan-tri/bao-mat/ung-dung/bo/")
        assert answer["Location"].startswith("/quan-tri/dang-nhap/xac-nhan/?next=")
        client.post(answer["Location"], {"password": "mat-khau-de-thu"})
        client.post("/quan-tri/bao-mat/ung-dung/bo/")

        assert not Authenticator.objects.exists()


class TestAPasswordOnlySessionOfBefore:
    """Whoever stole a password before its owner set up the second step waits for just that."""

    @pytest.fixture
    def thief(self, lan):
        client = Client()
        sign_in(client, lan)
        return client

    def test_ends_when_the_owner_sets_up_the_second(self, client, lan, thief):
        sign_in(client, lan)
        secret = client.get(SET_UP).context["form"].secret
        client.post(SET_UP, {"code": code_now(secret)})

        assert client.get("/quan-tri/").status_code == 200
        assert thief.get("/quan-tri/").status_code == 302
        assert "_auth_user_id" not in thief.session
        entry = Entry.objects.newest_first().filter(action=Action.SIGN_OUT).first()
        assert "chưa qua bước hai" in entry.detail

    def test_adds_no_factor_of_its_own_either(self, lan, thief):
        secret = thief.get(SET_UP).context["form"].secret
        give_app(lan)

        thief.post(SET_UP, {"code": code_now(secret)})
        thief.get("/quan-tri/bao-mat/ma-du-phong/")

        assert Authenticator.objects.get(user=lan, type="totp").wrap().validate_code(code_now())
        assert "_auth_user_id" not in thief.session


class TestSecondStep:
    @pytest.fixture
    def half_in(self, client, lan):
        give_app(lan)
        answer = sign_in(client, lan)
        assert answer["Location"] == SECOND_STEP
        return client

    def test_a_password_alone_opens_nothing(self, half_in):
        assert half_in.get("/quan-tri/").status_code == 302
        assert "_auth_user_id" not in half_in.session

    @pytest.mark.parametrize("periods", [-1, 0, 1])
    def test_takes_the_code_of_now_and_of_a_clock_half_a_minute_off(self, half_in, periods):
        half_in.post(SECOND_STEP, {"code": code_now(periods=periods)})

        assert half_in.get("/quan-tri/").status_code == 200

    @pytest.mark.parametrize("code", ["", "123", "000000", code_now(periods=-9)])
    def test_takes_no_other(self, half_in, code):
        half_in.post(SECOND_STEP, {"code": code})

        assert half_in.get("/quan-tri/").status_code == 302

    def test_takes_a_code_once(self, half_in, lan):
        code = code_now()
        half_in.post(SECOND_STEP, {"code": code})
        other = type(half_in)()
        sign_in(other, lan)

        answer = other.post(SECOND_STEP, {"code": code})

        assert "đã dùng rồi" in answer.content.decode()
        assert other.get("/quan-tri/").status_code == 302

    @pytest.mark.parametrize("typed", ["{} {}", " {}{} ", "{}-{}", "{}.{}.", "'{}\t{}"])
    def test_takes_a_code_once_whatever_process_is_asked(self, half_in, lan, typed):
        code = code_now()
        half_in.post(SECOND_STEP, {"code": code})
        cache.clear()  # another process has seen nothing
        other = type(half_in)()
        sign_in(other, lan)

        other.post(SECOND_STEP, {"code": typed.format(code[:3], code[3:])})

        assert other.get("/quan-tri/").status_code == 302

    @pytest.mark.parametrize(
        "change",
        [
            lambda user: (user.set_password("mot hai ba bon nam"), user.save()),
            lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
            lambda user: type(user).objects.filter(pk=user.pk).update(is_staff=False),
        ],
    )
    def test_is_worth_nothing_once_the_password_is_another_or_the_account_closed(
        self, half_in, lan, change
    ):
        change(lan)

        answer = half_in.post(SECOND_STEP, {"code": code_now()})

        assert answer["Location"] == LOGIN
        assert "_auth_user_id" not in half_in.session
        assert "chưa đúng" in half_in.get(LOGIN).content.decode()

    def test_is_in_a_session_of_another_number(self, client, lan):
        give_app(lan)
        session = client.session
        session["planted"] = 1
        session.save()
        client.cookies["sessionid"] = planted = session.session_key

        sign_in(client, lan)

        assert client.session.session_key != planted
        assert not client.session.exists(planted)

    def test_takes_a_recovery_code_once(self, half_in, lan):
        code = recovery_codes(lan)[0]
        half_in.post(SECOND_STEP, {"code": code})
        assert half_in.get("/quan-tri/").status_code == 200
        other = type(half_in)()
        sign_in(other, lan)

        other.post(SECOND_STEP, {"code": code})

        assert other.get("/quan-tri/").status_code == 302

    def test_guessing_codes_ends_with_a_page_that_says_when(self, half_in):
        answers = [half_in.post(SECOND_STEP, {"code": f"{n:06}"}) for n in range(6)]

        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert "Xin chờ 15 phút" in answers[-1].content.decode()

    def test_failures_are_recorded(self, half_in):
        half_in.post(SECOND_STEP, {"code": "000000"})

        entry = Entry.objects.get(action=Action.SIGN_IN_FAILED)
        assert (entry.object_name, entry.detail) == ("lan", "Đúng mật khẩu, sai mã ở bước hai.")

    def test_the_owner_is_told_once_that_somebody_has_the_password(self, half_in, lan):
        for _ in range(4):
            half_in.post(SECOND_STEP, {"code": "000000"}, REMOTE_ADDR="203.0.113.9")

        told = Notification.objects.get(user=lan)
        assert told.text.startswith("Có người biết mật khẩu của bạn")
        assert "203.0.113.9" in told.text
        assert told.is_warning

    def test_an_owner_who_mistypes_at_their_own_device_is_not(self, client, lan):
        sign_in(client, lan)  # before there was a second step
        client.cookies.pop("sessionid")
        Notification.objects.all().delete()
        give_app(lan)
        sign_in(client, lan)

        for _ in range(4):
            client.post(SECOND_STEP, {"code": "000000"})

        assert not Notification.objects.exists()

    def test_can_be_left(self, half_in):
        half_in.post("/quan-tri/dang-nhap/lai-tu-dau/")

        assert half_in.get(LOGIN).status_code == 200

    def test_another_secret_key_opens_nothing_and_breaks_nothing(self, half_in, settings):
        settings.SECRET_KEY = "another"
        client = type(half_in)()
        sign_in(client, "lan")

        for code in (code_now(), code_now("")):
            assert client.post(SECOND_STEP, {"code": code}).status_code == 200


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: pattern.name)
def test_nothing_is_done_for_a_page_of_somebody_else(lan, pattern):
    authenticator = give_app(lan)
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    address = reverse(pattern.name, args=[1] if "<int" in str(pattern.pattern) else [])

    client.post(address, {"login": "lan", "password": PASSWORD, "code": code_now()})

    assert Authenticator.objects.filter(pk=authenticator.pk).exists()
    assert client.get("/quan-tri/").status_code == 200
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403


class TestTheFormOfDjango:
    """/quan-tri/login/ knows one step, and counts nothing."""

    DJANGOS = "/quan-tri/login/"

    @pytest.mark.parametrize("has_app", [True, False])
    def test_lets_nobody_who_is_signed_in_become_somebody_else(self, client, lan, has_app):
        give_app(lan)
        reporter = make_account(Role.REPORTER, "dao")
        if has_app:
            give_app(reporter)
        client.force_login(reporter)

        client.post(self.DJANGOS, {"username": "lan", "password": PASSWORD})

        assert client.session["_auth_user_id"] == str(reporter.pk)

    def test_leads_strangers_on_whatever_they_send(self, client, lan):
        for ask in (client.get, client.post):
            answer = ask(self.DJANGOS, {"username": "lan", "password": PASSWORD})

            assert answer["Location"].startswith(LOGIN)
        assert "_auth_user_id" not in client.session


class TestCommand:
    def test_removes_ends_sessions_records_and_tells(self, client, lan):
        give_app(lan)
        client.force_login(lan)

        call_command("second_factor", "--remove", "lan", "--yes", stdout=StringIO())

        assert not Authenticator.objects.filter(user=lan).exists()
        entry = Entry.objects.get(action=Action.SECOND_FACTOR)
        assert (entry.actor_name, entry.object_name) == ("Hệ thống", "lan")
        assert Notification.objects.get(user=lan).is_warning
        assert client.get("/quan-tri/")["Location"] in (SET_UP, "/quan-tri/login/?next=/quan-tri/")

    def test_removes_nothing_without_the_name_typed_again(self, lan, monkeypatch):
        give_app(lan)
        monkeypatch.setattr("builtins.input", lambda _: "yes")

        with pytest.raises(CommandError, match="Nothing was removed"):
            call_command("second_factor", "--remove", "lan")

        assert Authenticator.objects.filter(user=lan).exists()

    def test_lists_who_has_one(self, lan):
        make_staff("moi")
        give_app(lan)
        out = StringIO()

        call_command("second_factor", stdout=out)

        assert out.getvalue() == "lan: recovery_codes, totp\nmoi: none\n"


def test_the_app_shows_the_agency_and_the_name(client, lan):
    make_agency()
    client.force_login(lan)

    page = client.get(SET_UP)

    assert page.context["totp_url"].startswith("otpauth://totp/lan?secret=")
    assert "issuer=BQL%20KKTCK" in page.context["totp_url"]
    assert SECRET not in page.content.decode()
