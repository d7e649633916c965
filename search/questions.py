"""What readers looked for, counted per day without any identity.

A page of results carries its question signed, so that only questions that were really answered are
counted, and by pages that were really seen (static/js/search.js).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db.models import F, Sum
from django.utils import timezone

from search.models import Question

SALT = "search.questions"
SECONDS = 3600
LONGEST = 80  # letters: longer ones are seldom the same twice, and may hold what is private
MOST_A_DAY = 5_000  # different ones
KEPT = timedelta(days=400)
SHOWN_FROM = 2  # times in the period


@dataclass(frozen=True)
class Line:
    """What was looked for in a period, and how often."""

    words: str
    found: int
    not_found: int

    @property
    def total(self) -> int:
        return self.found + self.not_found


def count(token: str, day: date) -> bool:
    """Count one question; False when the token is not ours or too old."""
    try:
        words, is_found = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return False
    if len(words) > LONGEST:
        return True
    column = "found" if is_found else "not_found"
    if not _add_one(day, words, column) and Question.objects.filter(day=day).count() < MOST_A_DAY:
        # Somebody may make the same row at the same moment: whoever comes second adds to it.
        Question.objects.bulk_create([Question(day=day, words=words)], ignore_conflicts=True)
        _add_one(day, words, column)
    return True


def most_asked(today: date, days: int, most: int) -> list[Line]:
    """What was looked for most, the often asked first."""
    return _lines(today, days, "total", most)


def most_missed(today: date, days: int, most: int) -> list[Line]:
    """What was looked for most without finding anything."""
    return _lines(today, days, "missed", most)


def forget(now: datetime) -> int:
    """Delete what is older than KEPT, a day of questions at most; return how many rows."""
    old = Question.objects.filter(day__lt=timezone.localdate(now) - KEPT).order_by("day", "pk")
    return Question.objects.filter(pk__in=old.values("pk")[:MOST_A_DAY]).delete()[0]


def _add_one(day: date, words: str, column: str) -> int:
    return Question.objects.filter(day=day, words=words).update(**{column: F(column) + 1})


def _lines(today: date, days: int, counted: str, most: int) -> list[Line]:
    """The words whose *counted* is SHOWN_FROM or more in the last *days*, most first.

    What was asked less often may be about somebody, and is shown to nobody.
    """
    rows = (
        Question.objects.filter(day__gt=today - timedelta(days=days), day__lte=today)
        .values("words")
        .annotate(hits=Sum("found"), missed=Sum("not_found"))
        .annotate(total=F("hits") + F("missed"))
        .filter(**{f"{counted}__gte": SHOWN_FROM})
        .order_by(f"-{counted}", "words")
    )
    return [Line(row["words"], row["hits"], row["missed"]) for row in rows[:most]]
