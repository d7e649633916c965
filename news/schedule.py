"""What is to come: articles with a time to be published, removed or unpinned, as list and calendar.

Nothing here makes it happen: "public" is a question of the clock (ArticleQuerySet.published).
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import dates
from news import notices, readiness, snapshot
from news.models import Article
from news.rights import rights_of

KINDS = {"published_at": "Đăng", "expires_at": "Tự gỡ", "pinned_until": "Hết ghim"}
LISTED = 100
WARNED_BEFORE = timedelta(days=1)
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)


@dataclass(frozen=True)
class Event:
    moment: datetime
    kind: str  # a key of KINDS
    article: Article

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def is_publication(self) -> bool:
        return self.kind == "published_at"


def events(articles, start: datetime, end: datetime) -> list[Event]:
    """What happens to *articles* from *start* to before *end*, in order; one statement a kind."""
    found = []
    out = articles.filter(status=Article.Status.PUBLISHED).select_related("section")
    for kind in KINDS:
        rows = out.filter(**{f"{kind}__gte": start, f"{kind}__lt": end})
        rows = rows.defer("body").order_by(kind, "pk")[:LISTED]
        found += [Event(getattr(row, kind), kind, row) for row in rows]
    return sorted(found, key=lambda event: (event.moment, event.article.pk, event.kind))


def unready(articles, now: datetime) -> list[tuple[Article, list]]:
    """Articles whose publication is to come and that would fail the checks now, and why."""
    coming = articles.filter(status=Article.Status.PUBLISHED, published_at__gt=now)
    checked = (
        (article, readiness.musts(snapshot.of_article(article)))
        for article in coming.order_by("published_at", "pk")[:LISTED]
    )
    return [(article, musts) for article, musts in checked if musts]


def warn(now: datetime) -> int:
    """Tell, once a day for each, of articles that will be published within a day unready."""
    soon = Article.objects.filter(published_at__lt=now + WARNED_BEFORE)
    told = 0
    for article, musts in unready(soon, now):
        told += notices.of_unready(article, [finding.message for finding in musts], now)
    return told


@require_GET
@staff_member_required
def page(request):
    """A month as a calendar, and all that is to come as a list."""
    now = timezone.now()
    visible = rights_of(request.user).those(Article.objects.kept(), "view")
    first = _month(request.GET.get("thang", ""), timezone.localdate())
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    start, end = _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))
    by_day: dict[date, list[Event]] = {}
    for event in events(visible, start, end):
        by_day.setdefault(dates.local(event.moment).date(), []).append(event)
    context = {
        **admin.site.each_context(request),
        "title": "Lịch đăng",
        "month": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + timedelta(days=31)).strftime("%Y-%m"),
        "today": timezone.localdate(),
        "weeks": [
            [(day, day.month == first.month, by_day.get(day, [])) for day in week] for week in weeks
        ],
        "coming": events(visible, now, _midnight(LAST)),
        "unready": unready(visible, now),
    }
    return render(request, "admin/news/article/schedule.html", context)


def _month(typed: str, today: date) -> date:
    """The first day of the month that was asked for, or of this one."""
    try:
        asked = datetime.strptime(typed, "%Y-%m").date()
    except ValueError:
        asked = today
    return min(max(asked, FIRST), LAST).replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
