"""What is kept about people: told, given, erased, and forgotten in time."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import models
from django.utils.text import capfirst

from accounts import personal_data
from accounts.models import Account, Notification, Profile
from accounts.roles import Role
from audit.models import Entry
from news import history
from news.models import Article, Move, Version
from portal.personal_data import of_readers, of_staff
from tests.factories import make_account, make_agency, make_article, make_photo

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
PAGE = "/du-lieu-ca-nhan/"
MOVED = {"step": "publish", "source": "draft", "target": "published", "version": 1, "digest": "x"}


@pytest.fixture
def person(client):
    """Somebody who worked here for a while."""
    user = make_account(Role.EDITOR, "nguoi-cu")
    user.first_name, user.email = "Người Cũ", "nguoi-cu@example.gov.vn"
    user.save()
    Profile.objects.update_or_create(user=user, defaults={"mail": Profile.Mail.NEVER})
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    Notification.objects.create(user=user, text="Có bài chờ duyệt", url="/quan-tri/")
    client.force_login(user)
    UserSession.objects.create(
        **{"user": user, "session_key": client.session.session_key, "ip": "192.0.2.7"},
        **{"user_agent": "Firefox", "data": {}},
    )
    article = make_article(headline="Bài viết trước khi nghỉ", created_by=user)
    history.record(article, by=user)
    make_photo(created_by=user)
    for kind in (User, Account):
        content_type = ContentType.objects.get_for_model(kind, for_concrete_model=False)
        told = {"object_id": user.pk, "object_repr": "Người Cũ", "action_flag": CHANGE}
        LogEntry.objects.create(user=user, content_type=content_type, **told)
    Move.objects.create(article=article, by=user, by_name="Người Cũ (Biên tập viên)", **MOVED)
    return user


def exported(user) -> dict:
    out = StringIO()
    call_command("export_account", user.username, stdout=out)
    return json.loads(out.getvalue())


class TestExport:
    def test_holds_what_is_kept_and_no_secret(self, person):
        told = exported(person)

        assert told["account"]["email"] == "nguoi-cu@example.gov.vn"
        assert told["roles"] == [Role.EDITOR.label]
        assert told["own"]["accounts.Notification"][0]["text"] == "Có bài chờ duyệt"
        assert told["own"]["mfa.Authenticator"][0]["type"] == "totp"
        assert {"192.0.2.7"} <= {one["ip"] for one in told["own"]["usersessions.UserSession"]}
        assert told["work"]["news.Article.created_by"][0]["title"] == "Bài viết trước khi nghỉ"
        assert told["work"]["photos.Photo.created_by"]
        assert {"sign_in"} <= {entry["action"] for entry in told["log"]}
        written = json.dumps(told)
        for secret in (SECRET, person.password, UserSession.objects.first().session_key):
            assert secret not in written

    def test_holds_nothing_of_others(self, person):
        other = make_account(Role.REPORTER, "nguoi-khac")
        make_article(headline="Bài của người khác", created_by=other)

        written = json.dumps(exported(person), ensure_ascii=False)

        assert "Bài của người khác" not in written
        assert "nguoi-khac" not in written

    def test_tells_who_failed_to_sign_in_as_they_and_nothing_of_colleagues(self, person):
        other = make_account(Role.ADMINISTRATOR, "nguoi-khac")
        by_other = {"actor_id": other.pk, "actor_name": "nguoi-khac", "address": "192.0.2.99"}
        to_them = {"object_kind": "auth.user", "object_id": str(person.pk)}
        Entry.objects.create(action="account", **by_other, **to_them)
        to_other = {"object_kind": "auth.user", "object_id": str(other.pk)}
        Entry.objects.create(
            **{"action": "account", "actor_id": person.pk, "new": {"email": "rieng@example.vn"}},
            **to_other,
        )
        Entry.objects.create(
            action="sign_in_failed", object_name=person.username, address="192.0.2.66"
        )

        written = json.dumps(exported(person)["log"])

        assert "192.0.2.66" in written
        for others in ("192.0.2.99", "nguoi-khac", "rieng@example.vn"):
            assert others not in written

    def test_is_recorded(self, person):
        exported(person)

        assert Entry.objects.filter(action="exported", object_id=str(person.pk)).count() == 1

    def test_of_nobody_is_said(self):
        with pytest.raises(CommandError, match="There is no user khong-co"):
            call_command("export_account", "khong-co")

    def test_is_given_to_its_owner_at_the_desk(self, person, client):
        answer = client.post("/quan-tri/bao-mat/du-lieu/")

        assert answer["Content-Disposition"] == 'attachment; filename="du-lieu-cua-toi.json"'
        assert "no-store" in answer["Cache-Control"]
        assert answer.json()["account"]["username"] == "nguoi-cu"
        assert SECRET not in answer.content.decode()


class TestErase:
    @pytest.fixture
    def gone(self, person):
        User.objects.filter(pk=person.pk).update(is_active=False)
        call_command("erase_account", person.username, yes=True, stdout=StringIO())
        return User.objects.get(pk=person.pk)

    def test_leaves_nothing_that_says_whose_the_account_was(self, gone):
        assert (gone.username, gone.first_name, gone.last_name, gone.email) == (
            f"da-xoa-{gone.pk}",
            *("", "", ""),
        )
        assert not gone.has_usable_password()
        assert not any([gone.is_staff, gone.is_superuser, gone.groups.exists()])
        for model in (Authenticator, UserSession, Notification, Profile):
            assert not model.objects.filter(user=gone).exists()

    def test_leaves_a_name_only_in_the_log_and_in_the_record_of_approvals(self, gone):
        """Asked of every column of every table, so that a new one is looked at too."""
        for model in apps.get_models():
            if model in (Entry, Move):
                continue
            told = str(list(model._base_manager.values()))
            assert [word for word in ("nguoi-cu", "Người Cũ") if word in told] == [], model

    def test_says_first_what_goes_and_what_stays(self, person):
        out = StringIO()

        with pytest.raises(CommandError, match="Switch the account off"):
            call_command("erase_account", person.username, yes=True, stdout=out)

        erased, kept = out.getvalue().splitlines()
        assert "1 thông báo việc" in erased
        assert "bài viết" in kept

    def test_finds_another_name_when_somebody_has_that_one(self, person):
        make_account(Role.REPORTER, f"da-xoa-{person.pk}")
        User.objects.filter(pk=person.pk).update(is_active=False)

        call_command("erase_account", person.username, yes=True, stdout=StringIO())

        person.refresh_from_db()
        assert person.username.startswith(f"da-xoa-{person.pk}-")

    def test_keeps_the_work(self, gone):
        assert Article.objects.get(headline="Bài viết trước khi nghỉ").created_by == gone
        assert Version.objects.filter(saved_by=gone).exists()
        assert LogEntry.objects.filter(user=gone).exists()

    def test_is_recorded_without_what_was_erased(self, gone):
        entry = Entry.objects.latest("pk")

        assert (entry.object_id, entry.object_name) == (str(gone.pk), f"da-xoa-{gone.pk}")
        assert "nguoi-cu" not in f"{entry.old} {entry.new} {entry.detail}"

    def test_keeps_the_log_as_the_law_says(self, person, gone):
        assert Entry.objects.filter(action="sign_in", actor_id=gone.pk).exists()

    def test_waits_until_the_account_is_switched_off(self, person):
        with pytest.raises(CommandError, match="Switch the account off"):
            call_command("erase_account", person.username, yes=True)

        assert User.objects.get(pk=person.pk).email
        assert Authenticator.objects.filter(user=person).exists()

    def test_asks_first(self, person, monkeypatch):
        User.objects.filter(pk=person.pk).update(is_active=False)
        monkeypatch.setattr("builtins.input", lambda _: "khac")

        with pytest.raises(CommandError, match="Nothing was erased"):
            call_command("erase_account", person.username)

        assert User.objects.get(pk=person.pk).email

    def test_is_all_or_nothing(self, person, monkeypatch):
        User.objects.filter(pk=person.pk).update(is_active=False)
        monkeypatch.setattr(personal_data.log, "record", lambda *_, **__: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            call_command("erase_account", person.username, yes=True)

        assert Authenticator.objects.filter(user=person).exists()


class TestPage:
    def test_says_what_how_long_and_whom_to_ask(self, client):
        agency = make_agency()
        page = client.get(PAGE).content.decode()

        for row in (*of_readers(), *of_staff()):
            assert capfirst(row.how_long) in page
        assert agency.email in page
        assert "91/2025/QH15" in page
        assert "nhiều nhất 372 ngày" in page

    def test_is_found_from_every_page(self, client):
        make_agency()

        assert f'href="{PAGE}"' in client.get("/lien-he/").content.decode()

    def test_names_every_table_that_may_name_somebody(self):
        named = {table for row in (*of_readers(), *of_staff()) for table in row.tables}
        personal = set()
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                is_of_somebody = field.related_model and issubclass(field.related_model, User)
                is_address = isinstance(field, models.GenericIPAddressField | models.EmailField)
                if is_of_somebody or is_address or "phone" in field.name:
                    personal.add(model._meta.label)

        assert personal - named - NEVER_FILLED == set()
        assert {table for table in named if apps.get_model(table)} == named


# Memberships: the roles are on the page.
NEVER_FILLED = {"auth.User_groups", "auth.User_user_permissions"}
