"""Reports of errors at the desk: who sees which, what becomes of them, how long they stay."""

from datetime import datetime, timedelta

from django.db import transaction

from audit import log
from audit.models import Action
from news.models import Article
from news.rights import rights_of
from readers.models import ErrorReport

Status = ErrorReport.Status

MOST_IN_AN_HOUR = 100  # of all readers together
AN_HOUR = timedelta(hours=1)
HANDLED_STAY = timedelta(days=366)
BATCH = 1000


class AlreadyHandled(Exception):
    """Somebody was faster; the message is fit for editors."""


def visible_to(user):
    """The reports of articles that *user* may see."""
    articles = rights_of(user).those(Article.objects.kept(), "view")
    return ErrorReport.objects.filter(article__in=articles.values("pk"))


def count_waiting(user) -> int | None:
    """How many wait for *user*; None for whom they are no business of."""
    if not user.has_perm("readers.view_errorreport"):
        return None
    return visible_to(user).waiting().count()


def seconds_until_room(now: datetime) -> int:
    """0 while fewer than MOST_IN_AN_HOUR came in the last hour, else how long to wait."""
    latest = ErrorReport.objects.newest_first().values_list("created_at", flat=True)
    for sent_at in latest[MOST_IN_AN_HOUR - 1 : MOST_IN_AN_HOUR]:
        return max(0, round((sent_at + AN_HOUR - now).total_seconds()))
    return 0


@transaction.atomic
def handle(pk: int, status: str, *, by, now: datetime, note: str = "") -> ErrorReport:
    """Close the report as *status*, or raise AlreadyHandled and change nothing."""
    report = ErrorReport.objects.select_for_update().get(pk=pk)
    if report.status != Status.NEW:
        raise AlreadyHandled(f"{report} đã được xử lý: {report.get_status_display().lower()}.")
    report.status, report.handled_by, report.handled_at, report.note = status, by, now, note
    report.save()
    log.record(
        Action.REPORT,
        report,
        by=by,
        old={"status": Status.NEW},
        new={"status": status},
        detail=note,
    )
    return report


def forget_old(now: datetime) -> int:
    """Delete what was handled more than twelve months ago, some at a time; how many."""
    old = ErrorReport.objects.exclude(status=Status.NEW).filter(handled_at__lt=now - HANDLED_STAY)
    batch = old.order_by("handled_at").values("pk")[:BATCH]
    return ErrorReport.objects.filter(pk__in=batch).delete()[0]
