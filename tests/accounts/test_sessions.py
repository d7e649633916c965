"""How long a session lasts, where there are others, and what owners are told."""

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from accounts import notifications
from accounts.models import Notification, Profile
from accounts.roles import Role
from accounts.signing_in import devices, sessions
from audit.models import Action, Entry
from tests.accounts.signing import PASSWORD, sign_in
from tests.factories import make_account, make_staff

pytestmark = pytest.mark.django_db

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36"
)
LIST = "/quan-tri/bao-mat/noi-dang-nhap/"


@pytest.fixture
def lan():
    return make_account(Role.REPORTER, "lan")


@pytest.fixture
def signed_in(client, lan):
    sign_in(client, lan)
    return client


def elsewhere(user, **more):
    client = Client()
    sign_in(client, user, **more)
    return client


def is_in(client) -> bool:
    return client.get("/quan-tri/").status_code == 200


def aged(client, **seconds):
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


class TestLasting:
    def test_signing_in_changes_the_number_of_the_session(self, client, lan):
        client.get("/quan-tri/dang-nhap/")
        session = client.session
        session["planted"] = 1
        session.save()
        client.cookies["sessionid"] = planted = session.session_key

        sign_in(client, lan)

        assert client.session.session_key != planted
        assert not client.session.exists(planted)

    def test_half_an_hour_of_rest_ends_it(self, signed_in):
        aged(signed_in, seen=30 * 60 - 5)
        assert is_in(signed_in)
        aged(signed_in, seen=30 * 60 + 1)
        assert not is_in(signed_in)

    def test_work_keeps_it(self, signed_in):
        for _ in range(3):
            aged(signed_in, seen=29 * 60)
            assert is_in(signed_in)

    def test_an_open_page_that_asks_by_itself_does_not(self, signed_in):
        aged(signed_in, seen=29 * 60)
        signed_in.get("/quan-tri/soan-thao/phien/")
        signed_in.post("/quan-tri/soan/nhip/", {"article": 1, "key": "a"})
        aged(signed_in, seen=2 * 60)

        assert not is_in(signed_in)

    def test_twelve_hours_end_it_whatever_is_done(self, signed_in):
        aged(signed_in, began=12 * 3600 + 1)

        assert not is_in(signed_in)
        assert Entry.objects.newest_first().first().action == Action.SIGN_OUT

    def test_an_ended_one_is_gone_from_the_server(self, signed_in):
        kept = signed_in.session
        aged(signed_in, seen=31 * 60)
        is_in(signed_in)

        assert not kept.exists(kept.session_key)

    def test_one_of_before_these_limits_ends(self, signed_in):
        session = signed_in.session
        del session["began"], session["seen"]
        session.save()

        assert not is_in(signed_in)

    @pytest.mark.parametrize(
        "change",
        [
            lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
            lambda user: (user.set_password("mot hai ba bon nam"), user.save()),
        ],
    )
    def test_disabling_or_a_new_password_ends_it_at_once(self, signed_in, lan, change):
        change(lan)

        assert not is_in(signed_in)

    def test_changing_one_s_own_password_keeps_this_one_and_ends_the_others(self, signed_in, lan):
        other = elsewhere(lan)
        typed = "chuồn chuồn ớt ngô"

        signed_in.post(
            "/quan-tri/password_change/",
            {"old_password": PASSWORD, "new_password1": typed, "new_password2": typed},
        )

        assert is_in(signed_in)
        assert not is_in(other)

    def test_one_that_has_changed_the_password_can_still_be_seen_and_ended(self, signed_in, lan):
        typed = "chuồn chuồn ớt ngô"
        signed_in.post(
            "/quan-tri/password_change/",
            {"old_password": PASSWORD, "new_password1": typed, "new_password2": typed},
        )

        assert [session.session_key for session in sessions.of(lan)] == [key_of(signed_in)]
        sessions.end_all(lan)
        assert not is_in(signed_in)

    def test_old_rows_are_removed(self, signed_in):
        assert sessions.forget_old(timezone.now()) == 0
        assert sessions.forget_old(timezone.now() + sessions.WHOLE * 2) == 1


class TestTheList:
    def test_shows_one_s_own_with_device_address_and_time(self, client, lan):
        sign_in(client, lan, HTTP_USER_AGENT=CHROME, REMOTE_ADDR="203.0.113.7")
        elsewhere(make_staff("dao"), REMOTE_ADDR="203.0.113.8")

        page = client.get(LIST).content.decode()

        assert "Chrome trên Windows" in page
        assert "203.0.113.7" in page
        assert "máy này" in page
        assert "203.0.113.8" not in page

    def test_signs_out_one(self, signed_in, lan):
        first, second = elsewhere(lan), elsewhere(lan)
        row = next(session for session in sessions.of(lan) if session.session_key == key_of(first))

        signed_in.post(LIST, {"session": row.pk})

        assert [is_in(client) for client in (signed_in, first, second)] == [True, False, True]

    def test_signs_out_all_others(self, signed_in, lan):
        others = [elsewhere(lan), elsewhere(lan)]

        signed_in.post(LIST)

        assert [is_in(client) for client in (signed_in, *others)] == [True, False, False]
        assert Entry.objects.filter(detail="Đăng xuất 2 nơi khác.").exists()

    @pytest.mark.parametrize("number", ["abc", "0", "999999", "²"])
    def test_signs_nobody_out_by_a_number_that_is_none(self, signed_in, lan, number):
        other = elsewhere(lan)

        signed_in.post(LIST, {"session": number})

        assert is_in(other)

    def test_never_signs_out_somebody_else(self, signed_in):
        other = elsewhere(make_staff("dao"))
        row = sessions.of(make_staff("x").__class__.objects.get(username="dao"))[0]

        signed_in.post(LIST, {"session": row.pk})
        signed_in.post(LIST)

        assert is_in(other)


def key_of(client):
    return client.session.session_key


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome trên Windows"),
        (CHROME.replace("Safari/537.36", "Safari/537.36 Edg/130.0"), "Edge trên Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko Firefox/132.0", "Firefox trên Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari trên iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari", "Chrome trên Android"),
        ("curl/8.5", "Trình duyệt lạ"),
        ("", "Trình duyệt lạ"),
    ],
)
def test_a_device_is_told_in_words(user_agent, words):
    assert devices.in_words(user_agent) == words


class TestTellingTheOwner:
    def told(self, user):
        return list(Notification.objects.filter(user=user).values_list("text", flat=True))

    def test_of_a_new_device_but_not_of_the_same_again(self, client, lan):
        for _ in range(2):
            sign_in(client, lan, HTTP_USER_AGENT=CHROME, REMOTE_ADDR="203.0.113.7")
            client.post("/quan-tri/logout/")

        (text,) = self.told(lan)
        assert text.startswith("Tài khoản vừa đăng nhập từ máy mới: Chrome trên Windows")
        assert "203.0.113.7" in text

    def test_of_a_new_password_whoever_gave_it(self, client, lan):
        client.force_login(make_account(Role.ADMINISTRATOR, "quantri"))

        client.post(f"/quan-tri/accounts/account/{lan.pk}/mat-khau/")

        assert self.told(lan)[0].startswith("Mật khẩu của bạn vừa được đổi.")

    @override_settings(EMAIL_HOST="mail.example")
    def test_by_a_letter_even_to_who_wants_none(self, client, lan):
        Profile.objects.filter(user=lan).update(mail=Profile.Mail.NEVER)

        sign_in(client, lan)
        assert not mail.outbox  # nobody waits for it
        notifications.send_waiting(timezone.now())

        (letter,) = mail.outbox
        assert letter.to == ["lan@example.vn"]
        assert "từ máy mới" in letter.body
        assert letter.content_subtype == "plain"


def test_pages_for_readers_get_no_cookie(client):
    for path in ("/", "/tim-kiem/", "/lien-ket/", "/khong-co/"):
        assert not client.get(path).cookies
