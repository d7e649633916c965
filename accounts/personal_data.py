"""What is kept about somebody who works here: given to them, and erased when they have left.

What the tables say decides, so that a new one needs no line here: rows that go with an account
(CASCADE) are its own; rows that outlive it are the agency's work, and keep whose they are.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from accounts.signing_in import sessions
from audit import log
from audit.models import Action, Entry

# Of rows of one's own: what opens doors, and is given to nobody.
SECRET = {"session_key", "data", "password"}
OF_AN_ACCOUNT = ("username", "first_name", "last_name", "email", "is_active", "date_joined")


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
            for relation in _relations(models.CASCADE)
        },
        "work": {
            f"{relation.related_model._meta.label}.{relation.field.name}": [
                _brief(row) for row in _rows(relation, user)
            ]
            for relation in _relations(models.PROTECT, models.SET_NULL)
        },
        "log": [_whole(entry) for entry in _entries(user)],
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
    sessions.end_all(user)
    for relation in _relations(models.CASCADE):
        _rows(relation, user).delete()
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


def _relations(*kinds) -> Iterator[models.ForeignObjectRel]:
    """To accounts, from tables of their own."""
    for relation in User._meta.get_fields(include_hidden=True):
        is_of_a_row = isinstance(relation, models.ManyToOneRel)
        if is_of_a_row and relation.on_delete in kinds:
            yield relation


def _rows(relation: models.ForeignObjectRel, user: User) -> models.QuerySet:
    rows = relation.related_model._base_manager.filter(**{relation.field.name: user.pk})
    return rows.order_by("pk")


def _entries(user: User) -> models.QuerySet[Entry]:
    """What they did, and what was done to their account."""
    by_them = models.Q(actor_id=user.pk)
    about_them = models.Q(object_kind__in=("auth.user", "accounts.account"), object_id=str(user.pk))
    return Entry.objects.filter(by_them | about_them).order_by("pk")


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
