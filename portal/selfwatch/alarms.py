"""Alarms: raised once, told once, open until an administrator has looked.

What was gone since then and comes back is told again: who broke in has a way in. Words are not:
an article about gambling has them each time it is saved.
"""

import logging
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts import notifications
from accounts.models import administrators
from portal.models import Alarm

LONGEST = 300
# Not seen for so long is gone: some times as long as it takes to look at everything.
GONE_AFTER = {
    Alarm.Kind.CODE: timedelta(hours=1),
    Alarm.Kind.PAGE: timedelta(hours=1),
    Alarm.Kind.MEDIA: timedelta(hours=12),
}
log = logging.getLogger(__name__)


def sound(kind: Alarm.Kind, what: str, said: str, address: str = "") -> bool:
    """Raise an alarm, unless the same one was raised before; return whether it is told."""
    now, what, said = timezone.now(), what[:LONGEST], said[:LONGEST]
    alarm, is_new = Alarm.objects.get_or_create(
        kind=kind, what=what, said=said, defaults={"address": address[:LONGEST]}
    )
    if not is_new:
        same = Alarm.objects.filter(pk=alarm.pk)
        if alarm.settled_at is None or not _was_gone(alarm, now):
            same.update(last_at=now)
            return False
        same.update(last_at=now, settled_at=None, settled_by=None)
    log.error("Self-watch: %s: %s", what, said)
    told = f"Báo động: {alarm.get_kind_display()}: {what}"
    notifications.tell(administrators(), told, reverse("status"))
    return True


def _was_gone(alarm: Alarm, now: datetime) -> bool:
    gone_after = GONE_AFTER.get(Alarm.Kind(alarm.kind))
    return gone_after is not None and alarm.last_at < now - gone_after


def settle(alarm: Alarm, user) -> None:
    """Somebody has looked: the same is not told again."""
    Alarm.objects.open().filter(pk=alarm.pk).update(settled_at=timezone.now(), settled_by=user)
