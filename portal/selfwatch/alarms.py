"""Alarms: raised once, told once, open until an administrator has looked."""

import logging

from django.urls import reverse
from django.utils import timezone

from accounts import notifications
from accounts.models import administrators
from portal.models import Alarm

LONGEST = 300
log = logging.getLogger(__name__)


def sound(kind: Alarm.Kind, what: str, said: str, address: str = "") -> bool:
    """Raise an alarm, unless the same one was raised before; return whether it is new."""
    now, what, said = timezone.now(), what[:LONGEST], said[:LONGEST]
    alarm, is_new = Alarm.objects.get_or_create(
        kind=kind, what=what, said=said, defaults={"address": address[:LONGEST]}
    )
    if not is_new:
        Alarm.objects.filter(pk=alarm.pk).update(last_at=now)
        return False
    log.error("Self-watch: %s: %s", what, said)
    told = f"Báo động: {alarm.get_kind_display()}: {what}"
    notifications.tell(administrators(), told, reverse("status"))
    return True


def settle(alarm: Alarm, user) -> None:
    """Somebody has looked: the same is not told again."""
    Alarm.objects.open().filter(pk=alarm.pk).update(settled_at=timezone.now(), settled_by=user)
