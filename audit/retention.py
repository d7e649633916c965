"""How long entries stay."""

from datetime import datetime, timedelta

from django.conf import settings

from audit.models import Entry

LEAST_MONTHS = 12  # the law's, and the database's (audit/migrations/0002_entries_stay.py)
BATCH = 5000


def forget_old(now: datetime) -> int:
    """Delete entries older than AUDIT_MONTHS, some thousands at a time; return how many they were.

    A month counts 31 days here: too late rather than too early, whatever clock the database has.
    """
    months = max(LEAST_MONTHS, settings.AUDIT_MONTHS)
    oldest_first = Entry.objects.filter(at__lt=now - timedelta(days=31 * months)).order_by("at")
    forgotten = 0
    while True:
        batch = Entry.objects.filter(pk__in=oldest_first.values("pk")[:BATCH])
        gone, _ = batch.delete()
        forgotten += gone
        if gone < BATCH:
            return forgotten
