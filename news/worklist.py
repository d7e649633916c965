"""Kinds of articles that somebody at the desk looks for, and small changes of many at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import dates
from news import history, snapshot, workflow
from news.models import Article, Section
from news.rights import rights_of, state_of, with_stage

Status = Article.Status


@dataclass(frozen=True)
class Kind:
    label: str
    of: Callable  # (queryset, user) -> queryset


def mine(queryset, user):
    return queryset.filter(Q(created_by=user) | Q(correction__author=user))


def waiting(queryset, user):
    return rights_of(user).waiting(queryset)


def scheduled(queryset, user=None):
    return queryset.filter(status=Status.PUBLISHED, published_at__gt=timezone.now())


def returned(queryset, user):
    """What came back to the one who wrote it."""
    return with_stage(queryset).filter(author=user.pk, stage=Status.RETURNED)


def in_work(queryset, user):
    """What somebody wrote that is not yet where it is going."""
    return with_stage(queryset).filter(
        author=user.pk, stage__in=[Status.DRAFT, Status.SUBMITTED, Status.APPROVED]
    )


def unready(queryset, user=None):
    """On its way, and something must still be done before publication (as of its last save)."""
    stages = [Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED]
    on_its_way = Q(stage__in=stages) | Q(status=Status.PUBLISHED, published_at__gt=timezone.now())
    return with_stage(queryset).filter(on_its_way, lacks__gt=0)


KINDS = {
    "cua-toi": Kind("Của tôi", mine),
    "cho-toi": Kind("Chờ tôi duyệt", waiting),
    "tra-lai": Kind("Bị trả lại", returned),
    "hen-gio": Kind("Hẹn giờ", scheduled),
    "chua-du": Kind("Chưa đủ điều kiện", unready),
}


@dataclass(frozen=True)
class Result:
    is_done: bool
    sentence: str


@transaction.atomic
def refile(pk: int, section: Section, *, by) -> Result:
    """Move one article to another section, as a new version, when its editor may."""
    article = workflow.locked(pk)
    rights = rights_of(by)
    may_there = rights.may_in("edit", section.pk, *state_of(article, "edit"))
    if article.deleted_at or not (may_there and rights.may("edit", article)):
        return Result(False, f"“{article}”: bạn chưa được quyền chuyển bài này.")
    if getattr(article, "correction", None):
        return Result(False, f"“{article}” có bản sửa đang chờ duyệt: xin đổi chuyên mục ở bản đó.")
    if article.section_id == section.pk:
        return Result(True, f"“{article}” đã ở “{section}”.")
    before, article.section = article.section, section
    article.save()
    history.record(article, by, f"Chuyển từ “{before}” sang “{section}”")
    workflow.changed(article, now=timezone.now(), by=by)
    return Result(True, f"Đã chuyển “{article}” sang “{section}”.")


@transaction.atomic
def pin(pk: int, until: datetime, *, by) -> Result:
    article = workflow.locked(pk)
    if article.deleted_at or not rights_of(by).may("time", article):
        return Result(False, f"“{article}”: bạn chưa được quyền ghim bài này.")
    article.pinned_until = until
    article.save()
    history.record(article, by, "Ghim đầu trang", snapshot.of_article(article))
    return Result(True, f"Đã ghim “{article}” đến {dates.appointment(until)}.")
