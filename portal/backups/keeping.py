"""Which backups are kept, and removing the others."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from portal.backups import Refused, pool
from portal.backups.shelf import Shelf

DAY = timedelta(days=1)


class Rule(NamedTuple):
    """Of how many days, weeks and months the last backup is kept."""

    days: int
    weeks: int
    months: int


def rule(text: str) -> Rule:
    """Read a rule, as in "7,5,12"."""
    numbers = [number.strip() for number in text.split(",")]
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        raise Refused(
            f"PORTAL_BACKUPS_KEPT is {text!r}: write of how many days, weeks and months the last "
            "backup is kept, as in 7,5,12."
        )
    return Rule(*map(int, numbers))


def kept(times: Iterable[datetime], rule: Rule) -> set[datetime]:
    """Of *times*, all of the last day, and the last of each of so many days, weeks and months that
    have one.

    The last day ends with the newest; the others are those of the portal's own time zone.
    """
    newest_first = sorted(times, reverse=True)
    found = {time for time in newest_first if time > newest_first[0] - DAY}
    for number, period in zip(rule, PERIODS, strict=True):
        last: dict[Any, datetime] = {}
        for time in newest_first:
            last.setdefault(period(timezone.localtime(time)), time)
        found |= set(list(last.values())[:number])
    return found


PERIODS: tuple[Callable[[datetime], Any], ...] = (
    lambda time: time.date(),
    lambda time: time.isocalendar()[:2],
    lambda time: (time.year, time.month),
)


def prune(shelf: Shelf, rule: Rule) -> int:
    """Remove the backups that are not kept, and the media only they held; return how many."""
    backups = shelf.backups()
    staying = kept((backup.made_at for backup in backups), rule)
    doomed = [backup for backup in backups if backup.made_at not in staying]
    for backup in doomed:
        shelf.remove(backup)
    pool.sweep(shelf)
    return len(doomed)
