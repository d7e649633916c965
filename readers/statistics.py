"""How much was read in a period, for the desk; as many statements for ten articles as for a million
visits."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, QuerySet, Sum

from core import dates
from core.charts import BarChart, bar_chart, share
from news.models import Article
from readers.models import DailyQuerySet, DailyRating, DailyViews
from readers.popularity import first_day

PERIODS = (7, 30, 90, 365)  # days
TOP_ARTICLES = 20


@dataclass(frozen=True)
class Rated:
    useful: int = 0
    not_useful: int = 0

    @property
    def answers(self) -> int:
        return self.useful + self.not_useful

    @property
    def percent(self) -> int:
        return share(self.useful, self.answers)


@dataclass(frozen=True)
class Line:
    """One article in the period."""

    article: Article
    views: int
    rated: Rated


@dataclass(frozen=True)
class SectionLine:
    name: str
    views: int
    percent: int


def chart(views: DailyQuerySet, days: int) -> BarChart:
    """*views* of every day of the period, those without any too."""
    first = first_day(days)
    counted = dict(
        views.since(first).values_list("day").annotate(total=Sum("views")).order_by("day")
    )
    period = [first + timedelta(days=number) for number in range(days)]
    return bar_chart(
        [(dates.short_date(day), counted.get(day, 0)) for day in period],
        title=f"Lượt đọc mỗi ngày trong {days} ngày qua",
        unit="lượt đọc",
    )


def by_section(days: int) -> list[SectionLine]:
    rows = list(
        DailyViews.objects.since(first_day(days))
        .values("article__section", name=F("article__section__name"))
        .annotate(total=Sum("views"))
        .order_by("-total", "article__section")
    )
    whole = sum(row["total"] for row in rows)
    return [SectionLine(row["name"], row["total"], share(row["total"], whole)) for row in rows]


def most_read(articles: QuerySet, days: int) -> list[Line]:
    """Those of *articles* that were read most."""
    views = DailyViews.objects.since(first_day(days)).annotate(counted=F("views"))
    return _lines(articles, days, _top(views, articles))


def least_useful(articles: QuerySet, days: int) -> list[Line]:
    """Those of *articles* that most readers found not useful."""
    ratings = DailyRating.objects.since(first_day(days)).filter(not_useful__gt=0)
    return _lines(articles, days, _top(ratings.annotate(counted=F("not_useful")), articles))


def _top(rows: DailyQuerySet, articles: QuerySet) -> list[int]:
    best = (
        rows.filter(article__in=articles.values("pk"))
        .values("article")
        .annotate(total=Sum("counted"))
        .order_by("-total", "-article")
    )
    return [row["article"] for row in best[:TOP_ARTICLES]]


def _lines(articles: QuerySet, days: int, chosen: list[int]) -> list[Line]:
    rows = articles.select_related("section").defer("body").in_bulk(chosen)
    since = first_day(days)
    views = DailyViews.objects.since(since).filter(article__in=chosen)
    counted = dict(views.values_list("article").annotate(total=Sum("views")).order_by())
    rated = ratings_of(DailyRating.objects.since(since).filter(article__in=chosen))
    return [Line(rows[pk], counted.get(pk, 0), rated.get(pk, Rated())) for pk in chosen]


def ratings_of(ratings: DailyQuerySet) -> dict[int, Rated]:
    """What readers answered, by article."""
    sums = ratings.values_list("article").annotate(Sum("useful"), Sum("not_useful")).order_by()
    return {pk: Rated(useful, not_useful) for pk, useful, not_useful in sums}
