"""Who is told of a step: those who must act next, and whoever wrote the text when it moved."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.models import Notification, name_of
from accounts.notifications import tell
from core import dates
from news.models import Article
from news.rights import state_of, who_may

Status = Article.Status
NEXT = {Status.SUBMITTED: "approve", Status.APPROVED: "publish"}


def of_move(article: Article, steps: list[str], writers: set[int], *, by, reason: str) -> None:
    """Tell of the last of *steps*, which *by* took; *writers* wrote the texts it moved."""
    url = reverse("admin:news_article_change", args=[article.pk])
    status, _ = state_of(article, "edit")
    if steps[-1] in ("submit", "approve") and (step := NEXT.get(status)):
        asked = [user for user in who_may(step, article) if user.pk != by.pk]
        verb = "duyệt" if step == "approve" else "đăng"
        tell(asked, f"“{article}” đang chờ {verb} (chuyển bởi {name_of(by)}).", url)
    others = get_user_model().objects.filter(pk__in=writers - {by.pk}, is_active=True)
    if said := _to_author(article, steps[-1]):
        tell(others, said.format(by=name_of(by), reason=reason), url)


def of_unready(article: Article, sentences: list[str], now: datetime) -> int:
    """Tell those who set times, once a day, that a scheduled article would not pass the checks."""
    url = reverse("admin:news_article_change", args=[article.pk])
    when = dates.appointment(article.published_at)
    text = f"“{article}” hẹn đăng {when} chưa đủ điều kiện. {' '.join(sentences)}"
    today = Notification.objects.filter(url=url, created_at__gt=now - timedelta(days=1))
    knowing = set(today.filter(text=text[:500]).values_list("user", flat=True))
    asked = [user for user in who_may("time", article) if user.pk not in knowing]
    tell(asked, text, url)
    return len(asked)


def _to_author(article: Article, step: str) -> str:
    title = str(article).replace("{", "{{").replace("}", "}}")
    return {
        "send_back": f"“{title}” bị {{by}} trả lại: {{reason}}",
        "approve": f"“{title}” đã được {{by}} duyệt.",
        "publish": f"“{title}” đã được {{by}} cho đăng.",
        "drop": f"{{by}} đã bỏ bản sửa của “{title}”; chữ của nó còn trong quá trình của bài.",
        "withdraw": f"“{title}” đã bị {{by}} gỡ: {{reason}}",
    }.get(step, "")
