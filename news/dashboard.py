"""The first page of the desk: what waits for me, what I wrote and where it stands, what is due."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from core import dates
from news import schedule, states, worklist
from news.models import Article, Move
from news.rights import rights_of

LISTED = 8


@dataclass(frozen=True)
class Line:
    article: Article
    state: str
    reason: str = ""


def overview(user) -> dict:
    """What the index shows *user*; the number of statements does not depend on how much it is."""
    rights, now = rights_of(user), timezone.now()
    visible = rights.those(Article.objects.kept(), "view")
    visible = visible.select_related("section", "correction", "created_by").defer("body")
    midnight = dates.local(now).replace(hour=0, minute=0, second=0, microsecond=0)

    def lines(queryset):
        newest = queryset.order_by("-updated_at", "-pk")[:LISTED]
        return [Line(article, states.shown(article, now)) for article in newest]

    returned = lines(worklist.returned(visible, user))
    reasons = {
        move.article_id: move.reason
        for move in Move.objects.filter(
            step="send_back", article__in=[line.article for line in returned]
        ).order_by("moved_at", "pk")
    }
    return {
        "waiting": lines(rights.waiting(visible)),
        "returned": [
            Line(line.article, line.state, reasons.get(line.article.pk, "")) for line in returned
        ],
        "mine": lines(worklist.in_work(visible, user)),
        "today": schedule.events(visible, now, midnight + timedelta(days=1)),
        "unready": schedule.unready(visible, now),
        "week": _week(visible, user, midnight - timedelta(days=midnight.weekday()), now),
        "may_write": bool(rights.sections_to_write_in()),
    }


def _week(visible, user, monday, now) -> dict:
    """What happened since Monday, in one statement each for articles and for steps."""
    out = Q(status=Article.Status.PUBLISHED, published_at__gte=monday, published_at__lte=now)
    counts = visible.order_by().aggregate(
        published=Count("pk", filter=out),
        mine=Count("pk", filter=out & Q(created_by=user)),
    )
    steps = Move.objects.filter(moved_at__gte=monday, article__in=visible.values("pk")).aggregate(
        approved=Count("pk", filter=Q(step="approve")),
        returned=Count("pk", filter=Q(step="send_back")),
    )
    return {**counts, **steps}
