"""Telling staff that they must act: under the bell at once, by e-mail as they chose.

A letter is sent after the commit, within a time limit; what could not be sent is tried again by
`manage.py tick`, which also sends the daily letters. Nobody waits for a mail server that is down.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Notification, Profile, name_of
from core import dates

KEPT_FOR = timedelta(days=90)
MAX_TRIES = 8
GIVEN_UP_AFTER = timedelta(days=2)
LETTERS_AT_ONCE = 50  # of one tick
DAILY_FROM = 7  # o'clock
ALL_LETTERS_TAKE = 5  # seconds, and one more letter; each may take EMAIL_TIMEOUT


def tell(users, text: str, url: str) -> None:
    """Put *text* under the bell of each of *users*; letters follow when the transaction commits."""
    made = Notification.objects.bulk_create(
        Notification(user=user, text=text[:500], url=url) for user in users
    )
    numbers = [one.pk for one in made]
    if numbers and settings.EMAIL_HOST:
        transaction.on_commit(lambda: send(_at_once().filter(pk__in=numbers)), robust=True)


def warn(user, text: str, url: str) -> None:
    """Tell *user* that something happened to their account, whatever letters they chose.

    The letter is sent by the next tick: what is done meanwhile waits for no mail server.
    """
    Notification.objects.create(user=user, text=text[:500], url=url, is_warning=True)


def send_waiting(now: datetime) -> int:
    """Send what could not be sent before and, from seven in the morning, the daily letters."""
    if not settings.EMAIL_HOST:
        return 0
    waiting = Notification.objects.filter(mailed_at=None, created_at__gt=now - GIVEN_UP_AFTER)
    sent = send(_at_once().filter(pk__in=waiting)[:LETTERS_AT_ONCE])
    if dates.local(now).hour >= DAILY_FROM:
        sent += _send_daily(waiting, now)
    return sent


def forget_old(now: datetime) -> int:
    return Notification.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]


def _at_once():
    """What goes out now: nobody has to have chosen it, everybody may choose otherwise, but for
    warnings."""
    others = Profile.objects.exclude(mail=Profile.Mail.NOW).values("user")
    return (
        _mailable()
        .filter(Q(is_warning=True) | ~Q(user__in=others))
        .filter(tries__lt=MAX_TRIES)
        .select_related("user")
        .order_by("pk")
    )


def _mailable():
    active = Notification.objects.filter(mailed_at=None, user__is_active=True)
    return active.exclude(user__email="")


def send(notifications) -> int:
    """Send one letter for each, for ALL_LETTERS_TAKE at most; the rest, and what comes after the
    first failure, is left for later. Returns how many."""
    sent, began = 0, monotonic()
    rows = list(notifications)
    if not rows:
        return 0
    connection = get_connection()
    for row in rows:
        if monotonic() - began > ALL_LETTERS_TAKE:
            break
        # Claimed first: whoever else sends at the same moment passes it over.
        claimed = Notification.objects.filter(pk=row.pk, mailed_at=None, tries=row.tries)
        if not claimed.update(tries=row.tries + 1):
            continue
        if not _post(connection, row.user, [row]):
            break
        sent += 1
    _close(connection)
    return sent


def _send_daily(waiting, now: datetime) -> int:
    sent = 0
    connection = get_connection()
    today = dates.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for profile in Profile.objects.filter(mail=Profile.Mail.DAILY).select_related("user"):
        had_one = Notification.objects.filter(user=profile.user, mailed_at__gte=today).exists()
        rows = list(_mailable().filter(user=profile.user, pk__in=waiting).order_by("pk"))
        if rows and not had_one and _post(connection, profile.user, rows):
            sent += 1
    _close(connection)
    return sent


def _post(connection, user, rows: list[Notification]) -> bool:
    """Send one letter with all of *rows*; False when the mail server did not take it."""
    lines = "\n\n".join(f"{row.text}\n{settings.DESK_ADDRESS}{row.url}" for row in rows)
    subject = rows[0].text if len(rows) == 1 else f"{len(rows)} việc đang chờ bạn"
    body = (
        f"Chào {name_of(user)},\n\n{lines}\n\nThư tự động của trang thông tin; xin đừng trả lời.\n"
    )
    try:
        EmailMessage(subject[:150], body, to=[user.email], connection=connection).send()
    except (OSError, SMTPException):
        return False
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=timezone.now())
    return True


def _close(connection) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        return
