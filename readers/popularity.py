"""What readers read most."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Sum
from django.utils import timezone

from core.prepared import prepared
from news.models import Article
from readers.models import DailyViews, total_of

DAYS = 7
STANDS = timedelta(minutes=10)  # what is read most makes no new content version
CANDIDATES = 50  # some of which are notices, or withdrawn


def first_day(days: int) -> date:
    """Where a period of *days* begins that ends today, by the clock of the office."""
    return timezone.localdate() - timedelta(days=days - 1)


def most_read(limit: int) -> list[int]:
    """The keys of public news with the most visits of the last days, most first.

    One statement, and another one in each turn of STANDS, which adds up all visits of those days.
    """
    visits = ranking(int(timezone.now().timestamp() // STANDS.total_seconds()), first_day(DAYS))
    public = _public_among(ids=list(visits), now=timezone.now())
    ranked = sorted(public, key=lambda row: (visits[row[0]], row[1], row[0]), reverse=True)
    return [pk for pk, _ in ranked[:limit]]


@prepared
def _public_among(ids: list[int], now: datetime):
    news = Article.objects.published(now).news().filter(pk__any=ids)
    return news.values_list("pk", "published_at")


@lru_cache(maxsize=1)
def ranking(turn: int, first: date) -> dict[int, int]:
    """Visits since the day *first* of the articles that have most, public or not, for a *turn*."""
    visits = DailyViews.objects.since(first).values_list("article").annotate(Sum("views"))
    return dict(visits.order_by("-views__sum", "-article")[:CANDIDATES])


def views_of(article_pk: int) -> int:
    """All visits of an article."""
    return total_of(DailyViews.objects.filter(article=article_pk), "views")
