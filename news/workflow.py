"""What an article may become next: one table, and one function that makes the moves.

Who may make them is told by news.rights.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import name_of, role_name
from audit import log
from audit.models import Action
from core import dates, fronts
from core.text import normalize_line
from news import corrections, history, notices, readiness, snapshot
from news.models import Article, Correction, Move
from news.models.approval import MOVES
from news.rights import correction_of, rights_of, state_of

Status = Article.Status


@dataclass(frozen=True)
class Step:
    label: str  # on its button
    sources: frozenset[str]
    target: str
    needs_reason: bool = False


def _from(*statuses: str) -> frozenset[str]:
    return frozenset(statuses)


TRANSITIONS = {
    "submit": Step("Gửi duyệt", _from(Status.DRAFT, Status.RETURNED), Status.SUBMITTED),
    "recall": Step("Rút lại", _from(Status.SUBMITTED), Status.DRAFT),
    "send_back": Step(
        "Trả lại", _from(Status.SUBMITTED, Status.APPROVED), Status.RETURNED, needs_reason=True
    ),
    "approve": Step("Duyệt", _from(Status.SUBMITTED), Status.APPROVED),
    "publish": Step("Đăng bài", _from(Status.APPROVED, Status.WITHDRAWN), Status.PUBLISHED),
    "withdraw": Step("Gỡ bài", _from(Status.PUBLISHED), Status.WITHDRAWN, needs_reason=True),
    "archive": Step("Lưu trữ", _from(Status.WITHDRAWN), Status.ARCHIVED),
    "reopen": Step("Đưa về nháp", _from(Status.WITHDRAWN, Status.ARCHIVED), Status.DRAFT),
}
FORWARD = ["submit", "approve", "publish"]  # one press of a later one takes the earlier on the way
LONGEST_REASON = 1000
CHECKED = {"approve", "publish"}  # refused while something must still be done


class TransitionRefused(Exception):
    """The article's status does not allow the step; the message is fit for editors."""


class NotAllowed(TransitionRefused):
    """The person's role does not; whoever answers the request records it (`note_denial`)."""


def note_denial(article: Article, refusal: TransitionRefused) -> None:
    """Put a refusal for want of a right into the log, after what was undone by it."""
    if isinstance(refusal, NotAllowed):
        log.record_sparingly(
            Action.DENIED, a_minute=log.DENIALS_A_MINUTE, name=str(article), detail=str(refusal)
        )


def stages_of(article: Article) -> tuple[str, str]:
    """The article's status, and that of the text in work: its correction's, or the same."""
    return article.status, state_of(article, "edit")[0]


def route(step: str, status: str) -> list[str]:
    """The steps that *step* means from *status*; none when it leads nowhere from there."""
    if status in TRANSITIONS[step].sources:
        return [step]
    if step not in FORWARD:
        return []
    ahead = FORWARD[: FORWARD.index(step) + 1]
    starts = [place for place, one in enumerate(ahead) if status in TRANSITIONS[one].sources]
    return ahead[max(starts) :] if starts else []


def may(user, step: str, article: Article) -> bool:
    """Whether the article's status and the person's rights allow the step, and those on its way."""
    status, author = state_of(article, step)
    taken = route(step, status)
    rights = rights_of(user)
    for one in taken:
        if not rights.may_in(one, article.section_id, status, author):
            return False
        status = TRANSITIONS[one].target
    return bool(taken) and article.deleted_at is None


def allowed(article: Article, user) -> list[str]:
    """The steps to offer, in the table's order; an approval only of what was submitted for it."""
    steps = [step for step in TRANSITIONS if may(user, step, article)]
    is_submitted = stages_of(article)[1] == Status.SUBMITTED
    no_approval = settings.ONE_GATE or not is_submitted
    return [step for step in steps if not (step == "approve" and no_approval)]


def deciding_step() -> str:
    """What an agreement means: with one gate the article is published by it."""
    return "publish" if settings.ONE_GATE else "approve"


@transaction.atomic
def move(
    pk: int, step: str, *, now: datetime, by, reason: str = "", speaker: str = "", version: int = 0
) -> Article:
    """Take the article (or its correction) through *step* in the name of *by*.

    Refused with TransitionRefused, and nothing changed, when the status or the person's rights do
    not allow it, a reason is needed and missing, something must still be done before publication,
    or the text in work is no longer that of *version* (0: whatever it is). `speaker` is who decided
    by a preview link that *by* made.
    """
    article = locked(pk)
    status, author = state_of(article, step)
    steps = route(step, status)
    if not steps or article.deleted_at:
        raise TransitionRefused(f"{_where(article)}, không làm được việc này.")
    if not may(by, step, article):
        raise NotAllowed(_why_not(article, steps, by, author))
    if version and not is_as_read(article, version):
        raise TransitionRefused(
            f"“{article}” đã được sửa sau bản bạn xem. Xin mở bản mới nhất rồi quyết định."
        )
    _check_filing(article, step, by)
    reason = normalize_line(reason)
    if len(reason) > LONGEST_REASON:
        raise TransitionRefused(f"Lý do dài quá {LONGEST_REASON} ký tự: xin rút gọn.")
    if TRANSITIONS[step].needs_reason and not reason:
        raise TransitionRefused(
            f"Xin ghi lý do: “{TRANSITIONS[step].label}” luôn cần một câu để người viết biết."
        )
    if article.version == 0:
        history.record(article, note=history.EARLIER)
    if CHECKED & set(steps):
        _check(article, step, now)
    correction = correction_of(article)
    writers = {author, correction and correction.author_id} - {None}
    for one in steps:
        _take(article, one, now, by, reason if one == step else "", speaker)
    notices.of_move(article, steps, writers, by=by, reason=reason)
    return article


def locked(pk: int) -> Article:
    """The article, its row locked; somebody may have deleted it a moment ago."""
    article = Article.objects.select_for_update(of=["self"], no_key=True).filter(pk=pk).first()
    if article is None:
        raise TransitionRefused("Bài này không còn nữa.")
    return article


def is_as_read(article: Article, number: int) -> bool:
    """Whether the text in work is still that of the version; its times may have changed."""
    read = article.versions.get(number=number)
    return snapshot.digest(read.content) == snapshot.digest(history.text_of(article).content)


def _check_filing(article: Article, step: str, by) -> None:
    """A correction may bring the article into another section: one must be allowed to there."""
    if step != "publish" or correction_of(article) is None:
        return
    content = history.text_of(article).content
    for section in {content["section"], *content["further_sections"]} - {article.section_id}:
        if not rights_of(by).may_in("publish", section, Status.APPROVED, None):
            raise NotAllowed("Bản sửa chuyển bài sang chuyên mục mà bạn chưa được quyền đăng.")


def changed(article: Article, *, now: datetime, by) -> None:
    """The text in work was changed and recorded: say what that means for its approval.

    An approved text has to be approved again, one that was taken down is a draft; one that is
    public was corrected by who may publish.
    """
    piece = correction_of(article) or article
    if piece.status == Status.APPROVED:
        piece.status = Status.SUBMITTED
        piece.save(update_fields=["status"])
        _note(article, "change", Status.APPROVED, Status.SUBMITTED, now, by)
    elif piece.status == Status.WITHDRAWN:
        piece.status = Status.DRAFT
        piece.save(update_fields=["status"])
        _note(article, "reopen", Status.WITHDRAWN, Status.DRAFT, now, by)
    elif piece.status == Status.PUBLISHED:
        _note(article, "correct", Status.PUBLISHED, Status.PUBLISHED, now, by)


def drop_correction(article: Article, *, now: datetime, by) -> None:
    """Let go of the correction of a locked article, on record."""
    source, author = state_of(article, "drop")
    _note(article, "drop", source, Status.PUBLISHED, now, by)
    notices.of_move(article, ["drop"], {author} - {None}, by=by, reason="")
    corrections.drop(article)
    history.catch_up(article, by, MOVES["drop"])


def _take(article: Article, step: str, now, by, reason, speaker) -> None:
    source, author = state_of(article, step)
    target = TRANSITIONS[step].target
    correction = correction_of(article)
    is_own = step == "approve" and author is not None and author == by.pk
    details = {"reason": reason, "speaker": speaker, "is_own": is_own}
    if correction is not None and step != "withdraw":
        _note(article, step, source, target, now, by, **details)
        if step == "publish":
            corrections.publish(article, now=now, by=by)
        else:
            correction.status = target
            correction.save(update_fields=["status"])
        return
    if step == "withdraw":
        corrections.drop(article)
    article.status = target
    if step == "publish" and _takes_the_clock(article, now):
        article.published_at = now
    article.save()
    history.catch_up(article, by, MOVES[step])  # it was given its time, or lost a correction
    _note(article, step, source, target, now, by, **details)


def _takes_the_clock(article: Article, now) -> bool:
    """Whether it has no time of its own, or one that passed while it waited to be approved.

    A time before it was written here is that of an old article; once it was public its time stays.
    """
    moment = article.published_at
    if moment is None:
        return True
    was_public = article.status == Status.WITHDRAWN or article.moves.filter(step="publish").exists()
    return article.created_at <= moment < now and not was_public


def _note(article, step, source, target, now, by, reason="", speaker="", is_own=False) -> None:
    if Status.PUBLISHED in (source, target):
        fronts.refresh_on_commit(article.public_addresses)
    text = history.text_of(article)
    name = f"{name_of(by)} ({role_name(by)})"
    Move.objects.create(
        article=article,
        step=step,
        source=source,
        target=target,
        is_of_correction=correction_of(article) is not None and step != "withdraw",
        by=by,
        by_name=f"{speaker}, qua liên kết do {name} tạo" if speaker else name,
        moved_at=now,
        reason=reason,
        version=text.number,
        digest=snapshot.digest(text.content),
        is_own=is_own,
    )
    log.record(
        Action.MOVE,
        article,
        by=by,
        old={"status": source},
        new={"status": target},
        detail=f"{MOVES[step]}, phiên bản {text.number}"
        + (f", {speaker} quyết định qua liên kết" if speaker else "")
        + (f". Lý do: {reason}" if reason else ""),
    )


def _check(article: Article, step: str, now) -> None:
    if correction_of(article) is None and article.expires_at and article.expires_at <= now:
        raise TransitionRefused(
            f"“{article}” có thời điểm tự gỡ đã qua. Xin sửa hoặc xóa thời điểm đó rồi làm lại."
        )
    if musts := readiness.musts(history.text_of(article).content):
        reasons = " ".join(finding.message for finding in musts)
        verb = "đăng" if step == "publish" else "duyệt"
        raise TransitionRefused(f"“{article}” chưa {verb} được. {reasons}")


def _where(article: Article) -> str:
    if article.deleted_at:
        return f"“{article}” đang ở trong thùng rác"
    correction: Correction | None = correction_of(article)
    if correction is not None:
        return f"“{article}” đã đăng, bản sửa đang ở tình trạng “{correction.get_status_display()}”"
    return f"“{article}” đang ở tình trạng “{article.get_status_display()}”"


def _why_not(article: Article, steps: list[str], by, author) -> str:
    if "approve" in steps and author == by.pk and rights_of(by).role_in(article.section_id):
        others = rights_of(by).may_in("approve", article.section_id, Status.SUBMITTED, None)
        if others:
            return f"“{article}” là bài của bạn: xin để người khác duyệt."
    label = TRANSITIONS[steps[-1]].label.lower()
    return f"{_where(article)}; bạn chưa được quyền {label} bài này."


def said(article: Article, step: str, now: datetime) -> str:
    """What to tell the person who took the step."""
    if step == "publish" and article.published_at and article.published_at > now:
        return f"Đã hẹn đăng “{article}” lúc {dates.appointment(article.published_at)}."
    return {
        "submit": f"Đã gửi duyệt “{article}”.",
        "recall": f"Đã rút “{article}” về để sửa.",
        "send_back": f"Đã trả lại “{article}” cho người viết.",
        "approve": f"Đã duyệt “{article}”.",
        "publish": f"Đã đăng “{article}”.",
        "withdraw": f"Đã gỡ “{article}” khỏi trang.",
        "archive": f"Đã đưa “{article}” vào lưu trữ.",
        "reopen": f"Đã đưa “{article}” về bản nháp.",
    }[step]
