import socket
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import notifications
from accounts.models import Notification, Profile
from accounts.roles import Role
from tests.factories import make_account

pytestmark = pytest.mark.django_db

URL = "/quan-tri/news/article/1/change/"
BELL = "/quan-tri/thong-bao/"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example.vn"
    settings.DESK_ADDRESS = "https://portal.example.vn"


@pytest.fixture
def no_mail_server(settings):
    """A port that nobody answers at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        yield


@pytest.fixture
def editor():
    return make_account(Role.EDITOR)


def tell(*users, text="“Bài” đang chờ duyệt."):
    notifications.tell(users, text, URL)


class TestLetters:
    def test_go_out_after_the_commit(self, editor, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            tell(editor)
            before = len(mail.outbox)

        assert before == 0
        assert mail.outbox[0].to == ["editor@example.vn"]
        assert mail.outbox[0].subject == "“Bài” đang chờ duyệt."
        assert f"https://portal.example.vn{URL}" in mail.outbox[0].body
        assert Notification.objects.get().mailed_at

    @pytest.mark.parametrize("choice", [Profile.Mail.DAILY, Profile.Mail.NEVER])
    def test_wait_for_those_who_chose_so(self, choice, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            tell(make_account(Role.EDITOR, mail=choice))

        assert not mail.outbox
        assert Notification.objects.unread().exists()

    def test_are_tried_again_when_the_server_was_gone(
        self, editor, no_mail_server, settings, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            tell(editor)
        failed = Notification.objects.get()

        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        call_command("tick")

        assert (failed.tries, failed.mailed_at) == (1, None)
        assert len(mail.outbox) == 1

    def test_are_given_up_after_some_tries(self, editor, no_mail_server):
        tell(editor)
        Notification.objects.update(tries=notifications.MAX_TRIES)

        notifications.send_waiting(timezone.now())

        assert Notification.objects.get().tries == notifications.MAX_TRIES

    def test_are_sent_once(self, editor):
        tell(editor)

        notifications.send_waiting(timezone.now())
        notifications.send_waiting(timezone.now())

        assert len(mail.outbox) == 1

    def test_do_not_break_on_a_title_of_several_lines(self, editor):
        Notification.objects.create(user=editor, text="Một\nBcc: x@example.com", url=URL)

        notifications.send_waiting(timezone.now())

        assert mail.outbox[0].subject == "Một Bcc: x@example.com"


class TestDaily:
    @pytest.fixture
    def reader(self):
        return make_account(Role.EDITOR, mail=Profile.Mail.DAILY)

    def at(self, hour):
        return timezone.localtime().replace(hour=hour, minute=0)

    def test_letters_hold_all_of_it_from_seven_on(self, reader):
        tell(reader, text="Việc một.")
        tell(reader, text="Việc hai.")
        Notification.objects.update(created_at=self.at(5))

        early = notifications.send_waiting(self.at(6))
        notifications.send_waiting(self.at(7))

        assert early == 0
        assert [letter.subject for letter in mail.outbox] == ["2 việc đang chờ bạn"]
        assert "Việc hai." in mail.outbox[0].body

    def test_letters_come_once_a_day(self, reader):
        tell(reader)
        Notification.objects.update(created_at=self.at(5))
        notifications.send_waiting(self.at(7))
        tell(reader, text="Việc sau.")

        notifications.send_waiting(timezone.localtime().replace(hour=23, minute=0))

        assert len(mail.outbox) == 1


class TestBell:
    @pytest.fixture
    def desk(self, client, editor):
        client.force_login(editor)
        return client

    def test_counts_what_was_not_read(self, desk, editor):
        tell(editor)
        tell(make_account(Role.CHIEF))

        assert "1 thông báo chưa đọc" in desk.get("/quan-tri/").content.decode()

    def test_leads_to_the_article_and_is_read_then(self, desk, editor):
        tell(editor)

        answer = desk.post(f"{BELL}{Notification.objects.get().pk}/mo/")

        assert answer["Location"] == URL
        assert not Notification.objects.unread().exists()

    def test_of_somebody_else_is_not_there(self, desk):
        tell(make_account(Role.CHIEF))

        assert desk.post(f"{BELL}{Notification.objects.get().pk}/mo/").status_code == 404

    def test_is_emptied_at_once(self, desk, editor):
        tell(editor)
        tell(editor)

        desk.post(f"{BELL}da-doc/")

        assert not Notification.objects.unread().exists()

    def test_takes_the_choice_of_letters(self, desk, editor):
        desk.post(f"{BELL}thu/", {"mail": "daily", "is_limited": "on"})

        editor.profile.refresh_from_db()
        assert (editor.profile.mail, editor.profile.is_limited) == ("daily", False)


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_a_letter_once():
    tell(make_account(Role.EDITOR))
    ready = threading.Barrier(2)

    def send():
        ready.wait()
        notifications.send_waiting(timezone.now())
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mail.outbox) == 1


def test_a_tick_forgets_what_is_old_and_says_what_it_did(capsys):
    tell(make_account(Role.EDITOR))
    Notification.objects.update(created_at=timezone.now() - timedelta(days=91))

    call_command("tick")

    assert "1 notifications forgotten" in capsys.readouterr().out
    assert not Notification.objects.exists()
