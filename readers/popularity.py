"""What readers read most."""

from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from news.models import Article
from readers.models import DailyViews, total_of


def first_day(days: int) -> date:
    """Where a period of *days* begins that ends today, by the clock of the office."""
    return timezone.localdate() - timedelta(days=days - 1)


def most_read(limit: int, days: int = 7):
    """Public news with the most visits of the last *days*, most first; one statement, when read."""
    return (
        Article.objects.published()
        .news()
        .for_cards()
        .filter(dailyviews__day__gte=first_day(days))
        .annotate(total_views=Sum("dailyviews__views"))
        .order_by("-total_views", "-published_at", "-pk")[:limit]
    )


def views_of(article_pk: int) -> int:
    """All visits of an article."""
    return total_of(DailyViews.objects.filter(article=article_pk), "views")
