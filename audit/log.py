"""The door to the log: record() writes who did what, in the transaction of what was done.

What must be told although the work was rolled back (a refusal) is recorded after it, outside its
transaction; audit.middleware does so.
"""

from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.db.models import Count, Model, Q
from django.db.models.signals import post_delete
from django.http import HttpRequest
from django.utils import timezone

from audit.models import DETAIL_LENGTH, NAME_LENGTH, Action, Entry
from core.clients import address_of
from core.text import normalize_line

# The request being answered. Nothing of it is looked at before something is recorded, so that pages
# for everybody stay without session and user.
answering: ContextVar[HttpRequest | None] = ContextVar("answering", default=None)

SYSTEM = "Hệ thống"  # what no request asked for: commands, the clock
AN_HOUR = 300
DENIALS_A_MINUTE = 60  # of somebody signed in


def record(
    action: Action,
    on: Model | None = None,
    *,
    by=None,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    detail: str = "",
    name: str = "",
) -> Entry:
    """Write one entry: *action* was done to *on* (or to something called *name*).

    Without *by* it was the user of the request being answered. *detail* is a sentence. Secrets are
    the caller's to leave out.
    """
    actor_id, actor_name, address = _asker(by)
    return Entry.objects.create(
        action=action,
        actor_id=actor_id,
        actor_name=actor_name,
        address=address,
        object_kind=on._meta.label_lower if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        object_name=_cut(name or (str(on) if on is not None else ""), NAME_LENGTH),
        old=old,
        new=new,
        detail=_cut(detail, DETAIL_LENGTH),
    )


def record_sparingly(
    action: Action, *, a_minute: int, name: str = "", detail: str = ""
) -> Entry | None:
    """Record what anybody may bring about, without letting them fill the table.

    From one address *a_minute* are written, and AN_HOUR of each account, all strangers together
    counting as one; the last of the hour says that others followed.
    """
    actor_id, _, address = _asker(None)
    now = timezone.now()
    same = Entry.objects.filter(action=action, actor_id=actor_id, at__gt=now - timedelta(hours=1))
    lately = Q(at__gt=now - timedelta(minutes=1), address=address)
    if address is None:
        lately = Q(at__gt=now - timedelta(minutes=1), address__isnull=True)
    seen = same.aggregate(in_an_hour=Count("pk"), in_a_minute=Count("pk", filter=lately))
    if seen["in_a_minute"] >= a_minute or seen["in_an_hour"] >= AN_HOUR:
        return None
    if seen["in_an_hour"] == AN_HOUR - 1:
        detail = f"{detail} (Đủ {AN_HOUR} lần trong một giờ, các lần sau không ghi.)"
    return record(action, name=name, detail=detail)


def watch(*models: type[Model]) -> None:
    """Record from now on each deletion of a row of these *models*."""
    for model in models:
        post_delete.connect(_deleted, sender=model, dispatch_uid=f"audit.{model._meta.label}")


def _deleted(sender, instance, **_):
    record(Action.DELETED, instance)


def _asker(by) -> tuple[int | None, str, str | None]:
    """The id and the name of who does it, and the address they do it from."""
    request = answering.get()
    address = address_of(request) if request else None
    user = by or getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None, "" if request else SYSTEM, address
    username, full_name = user.get_username(), user.get_full_name()
    name = f"{full_name} ({username})" if full_name else username
    return user.pk, _cut(name, NAME_LENGTH), address


def _cut(text: str, length: int) -> str:
    return normalize_line(text)[:length]
