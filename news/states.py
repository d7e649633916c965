"""An article's state in words, and what the person before it may do about it."""

from dataclasses import dataclass
from datetime import datetime

from core import dates
from news import workflow
from news.models import Article, Move
from news.rights import correction_of, rights_of

Status = Article.Status


@dataclass(frozen=True)
class Button:
    step: str
    label: str
    needs_reason: bool

    @property
    def saving_label(self) -> str:
        """On the button of the form, which saves first."""
        if self.needs_reason:
            return f"{self.label}…"
        joined = ", " if " và " in self.label else " và "
        return f"Lưu{joined}{self.label.lower()}"


SUBMIT_CORRECTION = Button("submit", "Gửi duyệt bản sửa", needs_reason=False)


def shown(article: Article, now: datetime) -> str:
    """What readers see of it now, in a word; and the correction that waits."""
    correction = correction_of(article)
    word = _word(article, now)
    if correction is None:
        return word
    return f"{word} · Bản sửa: {correction.get_status_display().lower()}"


def _word(article: Article, now: datetime) -> str:
    if article.pk is None or article.status != Status.PUBLISHED:
        return Status(article.status).label
    if article.published_at > now:
        return f"Hẹn đăng {dates.appointment(article.published_at)}"
    if not article.is_public(now):
        return "Đã hết hạn"
    if article.pinned_until and article.pinned_until > now:
        return f"{article.get_status_display()}, đang ghim"
    return article.get_status_display()


def buttons(article: Article, user) -> list[Button]:
    """The steps to offer, beside saving."""
    return [
        Button(step, _label(article, step), workflow.TRANSITIONS[step].needs_reason)
        for step in workflow.allowed(article, user)
    ]


def _label(article: Article, step: str) -> str:
    if step == "publish" and article.status == Status.WITHDRAWN:
        return "Đăng lại"
    if step == "publish":
        what = "đăng bản sửa" if correction_of(article) else "đăng bài"
        is_submitted = workflow.stages_of(article)[1] == Status.SUBMITTED
        return f"Duyệt và {what}" if is_submitted else what.capitalize()
    return workflow.TRANSITIONS[step].label


def doors(article: Article, user) -> dict[str, bool]:
    """Other things the form offers."""
    rights = rights_of(user)
    return {
        "drop": correction_of(article) is not None and rights.may("drop", article),
        "share": article.pk is not None and rights.may("share", article),
    }


def told(article: Article) -> Move | None:
    """The last word on the text in work, when it was returned or withdrawn: for the form's top."""
    stage = workflow.stages_of(article)[1]
    step = {Status.RETURNED: "send_back", Status.WITHDRAWN: "withdraw"}.get(stage)
    if step is None:
        return None
    return Move.objects.filter(article=article, step=step).order_by("-moved_at", "-pk").first()
