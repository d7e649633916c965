"""What was saved, what is being typed, and who has it open (docs/writing-desk.md)."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import name_of
from core.fields import LineField
from news.models.articles import Article

PRESENT_FOR = timedelta(minutes=2)
COPIES_KEPT_FOR = timedelta(days=30)


class Version(models.Model):
    """An article as it was saved: every field, picture and attachment (news.snapshot)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("số")
    content = models.JSONField("nội dung")
    note = LineField("lý do, ghi chú", max_length=300, blank=True)
    change_note = LineField("cập nhật báo cho người đọc", max_length=500, blank=True)
    saved_at = models.DateTimeField("lúc lưu", default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người lưu",
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "phiên bản"
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["article", "number"])
        ]

    def __str__(self):
        return f"Phiên bản {self.number}"

    @property
    def author(self) -> str:
        return name_of(self.saved_by)


class WorkingCopyQuerySet(models.QuerySet):
    def of(self, user, article: Article | None):
        """What *user* typed into this article's form (or into new ones) and did not save."""
        return self.filter(user=user, article=article).order_by("-saved_at", "-pk")

    def forgotten(self, now):
        return self.filter(saved_at__lt=now - COPIES_KEPT_FOR)


class WorkingCopy(models.Model):
    """What somebody has typed and not saved, as the form sent it: kept apart from the article."""

    key = models.UUIDField("khóa", primary_key=True, default=uuid.uuid4)
    article = models.ForeignKey(  # deleted meanwhile: the words outlive it
        Article, models.SET_NULL, null=True, blank=True, related_name="working_copies"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = models.JSONField("nội dung")  # {name of a form field: [values]}
    saved_at = models.DateTimeField("lúc lưu", default=timezone.now)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bản đang viết"
        indexes = [models.Index(fields=["user", "article", "-saved_at"], name="copy_of_user")]

    def __str__(self):
        return self.headline

    @property
    def headline(self) -> str:
        return (self.content.get("headline") or [""])[0].strip() or "(chưa có tiêu đề)"


class PresenceQuerySet(models.QuerySet):
    def others(self, article: Article, user):
        """Who else has the article open; somebody silent for two minutes has gone."""
        recent = self.filter(article=article, seen_at__gt=timezone.now() - PRESENT_FOR)
        return recent.exclude(user=user).select_related("user").order_by("seen_at", "pk")

    def gone(self, now):
        return self.filter(seen_at__lt=now - COPIES_KEPT_FOR)


class Presence(models.Model):
    """Somebody has an article's form open, once for every window. It tells; it never locks."""

    key = models.UUIDField("khóa", primary_key=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("lần cuối thấy", default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "người đang mở bài"
        indexes = [models.Index(fields=["article", "seen_at"], name="presence_of_article")]

    def __str__(self):
        return name_of(self.user)
