"""What is kept about somebody who works here: given to them, and erased when they have left.

What the tables say decides, so that a new one needs no line here: rows that go with an account
(CASCADE) are its own; rows that outlive it are the agency's work, and keep whose they are.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Account
from accounts.signing_in import sessions
from audit import log
from audit.models import Action, Entry

# Of rows of one's own: what opens doors, and is given to nobody.
SECRET = {"session_key", "data", "password"}
OF_ACCOUNTS = ("auth.user", "accounts.account", "accounts.profile")  # in the log
OF_AN_ACCOUNT = ("username", "first_name", "last_name", "email", "is_active", "date_joined")


# What becomes of a row when the account it points to is deleted.
OWN, WORK = (models.CASCADE,), (models.PROTECT, models.SET_NULL)
RECORDS = (LogEntry,)  # of work, though Django deletes them: the histories of rows at the desk


class NotYet(Exception):
    """The account may not be erased now; the message says what to do first."""


def export(user: User) -> dict[str, Any]:
    """Everything kept about *user*, as JSON holds it: dates, names, no secret.

    Of texts and pictures their title, number and dates: they are the agency's, and public or at the
    desk.
    """
    return {
        "exported_at": timezone.now(),
        "account": {name: getattr(user, name) for name in (*OF_AN_ACCOUNT, "last_login")},
        "roles": [group.name for group in user.groups.order_by("pk")],
        "own": {
            relation.related_model._meta.label: [_whole(row) for row in _rows(relation, user)]
            for relation in _relations(*OWN)
        },
        "work": {
            f"{relation.related_model._meta.label}.{relation.field.name}": [
                _brief(row) for row in _rows(relation, user)
            ]
            for relation in _relations(*WORK)
        },
        "log": [_told(entry, user) for entry in _entries(user)],
    }


@transaction.atomic
def erase(user: User) -> str:
    """Take from an account that is switched off all that says whose it was; return its new name.

    What it wrote stays, as work of "da-xoa-…"; so does the log, which the law wants kept and which
    forgets by itself (audit.retention). Raises NotYet.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise NotYet(
            f"{user.username} may still sign in. Switch the account off at the desk first: Tài "
            "khoản, take off “Đang dùng”."
        )
    name = f"da-xoa-{user.pk}"
    if User.objects.filter(username=name).exists():
        name += f"-{secrets.token_hex(4)}"
    sessions.end_all(user)
    for relation in _relations(*OWN):
        _rows(relation, user).delete()
    LogEntry.objects.filter(object_id=user.pk, content_type__in=_kinds_of_accounts()).update(
        object_repr=name
    )
    user.groups.clear()
    user.user_permissions.clear()
    # Not saved: the log would be told the names that are being erased.
    User.objects.filter(pk=user.pk).update(
        **{"username": name, "first_name": "", "last_name": "", "email": "", "password": "!"},
        **{"is_staff": False, "is_superuser": False, "last_login": None},
    )
    user.refresh_from_db()
    log.record(Action.ACCOUNT, user, detail="Đã xóa dữ liệu cá nhân của tài khoản này.")
    return name


def amounts(user: User) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows erasing would delete, and how many it would keep, by what they are called."""
    own, work = Counter[str](), Counter[str]()
    for counted, kinds in ((own, OWN), (work, WORK)):
        for relation in _relations(*kinds):
            counted[str(relation.related_model._meta.verbose_name)] += _rows(relation, user).count()
    return +own, +work


def _kinds_of_accounts() -> list[ContentType]:
    kinds = ContentType.objects.get_for_models(User, Account, for_concrete_models=False)
    return list(kinds.values())


def _relations(*kinds) -> Iterator[models.ForeignObjectRel]:
    """To accounts, from tables of their own."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            is_record = relation.related_model in RECORDS
            if (models.PROTECT if is_record else relation.on_delete) in kinds:
                yield relation


def _rows(relation: models.ForeignObjectRel, user: User) -> models.QuerySet:
    rows = relation.related_model._base_manager.filter(**{relation.field.name: user.pk})
    return rows.order_by("pk")


def _entries(user: User) -> models.QuerySet[Entry]:
    """What they did, what was done to their account, and who failed to sign in as they."""
    by_them = models.Q(actor_id=user.pk)
    about_them = models.Q(object_kind__in=OF_ACCOUNTS, object_id=str(user.pk))
    as_they = models.Q(action=Action.SIGN_IN_FAILED, object_name=user.username)
    return Entry.objects.filter(by_them | about_them | as_they).order_by("pk")


def _told(entry: Entry, user: User) -> dict[str, Any]:
    """An entry without what is somebody else's: who did it, or what it was done to."""
    told = _whole(entry)
    is_by_them = entry.actor_id == user.pk
    is_of_another = entry.object_kind in OF_ACCOUNTS and entry.object_id != str(user.pk)
    others = set()
    if not is_by_them and entry.action != Action.SIGN_IN_FAILED:
        others |= {"actor_id", "actor_name", "address"}
    if is_by_them and is_of_another:
        others |= {"old", "new", "object_name", "detail"}
    return {name: value for name, value in told.items() if name not in others}


def _whole(row: models.Model) -> dict[str, Any]:
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in SECRET and not isinstance(field, models.GeneratedField)
    }


def _brief(row: models.Model) -> dict[str, Any]:
    dates = {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if isinstance(field, models.DateField)
    }
    return {"id": row.pk, "title": str(row), **dates}
