"""What an article may become next: one table, and one function that makes the moves."""

from datetime import datetime

from django.db import transaction

from news import history, readiness
from news.models import Article

Status = Article.Status

TRANSITIONS = {
    "publish": ({Status.DRAFT, Status.WITHDRAWN}, Status.PUBLISHED),
    "withdraw": ({Status.PUBLISHED}, Status.WITHDRAWN),
}
NOTES = {"publish": "Đăng bài", "withdraw": "Gỡ bài"}


class TransitionRefused(Exception):
    """The article's status does not allow the step; the message is fit for editors."""


def allowed(article: Article) -> list[str]:
    """The steps the article's status allows."""
    return [step for step, (sources, _) in TRANSITIONS.items() if article.status in sources]


@transaction.atomic
def move(pk: int, step: str, *, now: datetime, by=None) -> Article:
    """Take the article through *step*, or raise TransitionRefused and change nothing."""
    allowed_from, target = TRANSITIONS[step]
    article = Article.objects.select_for_update().get(pk=pk)
    if article.status not in allowed_from:
        raise TransitionRefused(
            f"“{article}” đang ở tình trạng “{article.get_status_display()}”, "
            "không làm được việc này."
        )
    if target == Status.PUBLISHED and article.expires_at and article.expires_at <= now:
        raise TransitionRefused(
            f"“{article}” có thời điểm tự gỡ đã qua. Xin sửa hoặc xóa thời điểm đó rồi đăng lại."
        )
    musts = readiness.musts(article) if target == Status.PUBLISHED else []
    if musts:
        reasons = " ".join(finding.message for finding in musts)
        raise TransitionRefused(f"“{article}” chưa đăng được. {reasons}")
    if article.version == 0:
        history.record(article, note=history.EARLIER)
    article.status = target
    if target == Status.PUBLISHED and article.published_at is None:
        article.published_at = now
    article.save()
    history.record(article, by, NOTES[step])
    return article
