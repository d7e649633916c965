"""How long entries stay, and the lines Django's admin writes of its own."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry

from audit.models import Entry

LEAST_MONTHS = 12  # the law's, and the database's (audit/migrations/0002_entries_stay.py)
BATCH = 5000


def kept_for() -> timedelta:
    """A month counts 31 days: too late rather than too early, whatever clock the database has."""
    return timedelta(days=31 * max(LEAST_MONTHS, settings.AUDIT_MONTHS))


def forget_old(now: datetime) -> int:
    """Delete what is older, some thousands of entries at a time; return how many they were."""
    oldest_first = Entry.objects.filter(at__lt=now - kept_for()).order_by("at")
    forgotten = 0
    while True:
        batch = Entry.objects.filter(pk__in=oldest_first.values("pk")[:BATCH])
        gone, _ = batch.delete()
        forgotten += gone
        if gone < BATCH:
            return forgotten


def forget_old_lines(now: datetime) -> int:
    """Delete what stands under Lịch sử of rows that are no articles, when it is as old."""
    return LogEntry.objects.filter(action_time__lt=now - kept_for()).delete()[0]
