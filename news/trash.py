"""Deleting puts an article into the trash for 30 days; then it is gone, and the log says so."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from audit import log
from audit.models import Action
from core import dates
from news import workflow
from news.models import Article, Move
from news.rights import rights_of

KEPT_FOR = timedelta(days=30)
BATCH = 100


@transaction.atomic
def put(pk: int, *, by, now: datetime) -> Article:
    """Take the article out of every list; refused with workflow.TransitionRefused."""
    article = workflow.locked(pk)
    if article.status == Article.Status.PUBLISHED:
        raise workflow.TransitionRefused(f"“{article}” đang đăng: xin gỡ trước khi xóa.")
    if not rights_of(by).may("trash", article):
        raise workflow.NotAllowed(f"Bạn chưa được quyền xóa “{article}”.")
    article.deleted_at, article.deleted_by = now, by
    article.save()
    log.record(Action.TRASHED, article, by=by)
    return article


@transaction.atomic
def restore(pk: int, *, by) -> Article:
    """Put it back as it was. Its address has its number in it, so nobody can have taken it."""
    article = workflow.locked(pk)
    if not rights_of(by).may("trash", article):
        raise workflow.NotAllowed(f"Bạn chưa được quyền khôi phục “{article}”.")
    article.deleted_at = article.deleted_by = None
    article.save()
    log.record(Action.RESTORED, article, by=by)
    return article


@transaction.atomic
def purge(pk: int, *, by) -> None:
    article = workflow.locked(pk)
    if article.deleted_at is None:
        raise workflow.TransitionRefused(f"“{article}” không ở trong thùng rác.")
    if _was_public().filter(article=article).exists():
        raise workflow.TransitionRefused(
            f"“{article}” từng đăng: được giữ lại trong thùng rác, để còn hồ sơ duyệt."
        )
    if not rights_of(by).may("purge", article):
        raise workflow.NotAllowed(f"Bạn chưa được quyền xóa hẳn “{article}”.")
    log.record(Action.PURGED, article, by=by, old={"moves": _slip(article)})
    article.delete()


def _slip(article: Article) -> list[str]:
    """Its steps in words: the log keeps them when the article is gone."""
    moves = article.moves.order_by("moved_at", "pk")
    return [
        f"{dates.iso(move.moved_at)} {move.get_step_display()}: {move.by_name}" for move in moves
    ]


def _was_public():
    """Steps to or from the public state: also of articles from before steps were kept."""
    return Move.objects.filter(Q(source="published") | Q(target="published"))


def empty(now: datetime) -> int:
    """Let go of what has lain there long enough, some at a time; how many.

    What was ever public stays: leaders may ask years later who approved it.
    """
    old = Article.objects.trashed().filter(deleted_at__lt=now - KEPT_FOR)
    old = old.exclude(pk__in=_was_public().values("article"))
    gone = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    Article.objects.filter(pk__in=gone).delete()
    return len(gone)
