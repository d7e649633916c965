"""How an article gets from draft to public: who moved it, what waits, who was shown it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import name_of
from accounts.roles import Role
from core.fields import LineField
from news.models.articles import Article, Section
from photos.models import Photo

LINKS_LAST = timedelta(hours=72)
# What was done, by the step's name (news.workflow.TRANSITIONS); the last ones are no steps.
MOVES = {
    "submit": "Gửi duyệt",
    "recall": "Rút lại để sửa",
    "send_back": "Trả lại",
    "approve": "Duyệt",
    "publish": "Đăng bài",
    "withdraw": "Gỡ bài",
    "archive": "Đưa vào lưu trữ",
    "reopen": "Đưa về nháp để viết lại",
    "change": "Sửa sau khi duyệt, cần duyệt lại",
    "correct": "Sửa bài đang đăng",
    "drop": "Bỏ bản sửa",
}
MAX_CODE_TRIES = 5


def moves():
    """The choices as a function: migrations name it, and a new kind of move needs none."""
    return list(MOVES.items())


class SectionRole(models.Model):
    """The role somebody has in one section (and those below it), instead of their own."""

    section = models.ForeignKey(
        Section, models.CASCADE, verbose_name="chuyên mục", related_name="section_roles"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="tài khoản",
        related_name="section_roles",
    )
    role = models.CharField(
        "vai trò ở chuyên mục này",
        max_length=20,
        choices=[*Role.choices[:3], ("none", "Không làm việc ở chuyên mục này")],
    )

    class Meta:
        verbose_name = "vai trò riêng ở chuyên mục"
        verbose_name_plural = "vai trò riêng ở chuyên mục"
        constraints = [
            models.UniqueConstraint(
                name="one_role_in_a_section",
                fields=["section", "user"],
                violation_error_message="Tài khoản này đã có vai trò riêng ở chuyên mục.",
            )
        ]

    def __str__(self):
        return f"{name_of(self.user)}: {self.get_role_display()}"


class Correction(models.Model):
    """A newer text of an article that stays public as it was until this one is published."""

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="correction"
    )
    status = models.CharField(
        "tình trạng bản sửa",
        max_length=20,
        choices=[
            one
            for one in Article.Status.choices
            if one[0] in ("draft", "submitted", "returned", "approved")
        ],
        default=Article.Status.DRAFT,
    )
    version = models.PositiveIntegerField("phiên bản")  # the Version that holds its text
    began_from = models.PositiveIntegerField("sửa từ phiên bản")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người sửa",
        related_name="+",
        null=True,
    )
    changed_at = models.DateTimeField("lúc sửa", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "bản sửa chờ duyệt"
        constraints = [
            models.CheckConstraint(
                name="correction_is_on_its_way",
                condition=Q(status__in=["draft", "submitted", "returned", "approved"]),
            )
        ]

    def __str__(self):
        return f"Bản sửa: {self.get_status_display().lower()}"


class CorrectionPhoto(models.Model):
    """A picture that a waiting text shows: nobody deletes it from the library meanwhile."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="photos")
    photo = models.ForeignKey(
        Photo, models.PROTECT, verbose_name="ảnh", related_name="in_corrections"
    )

    class Meta:
        verbose_name = verbose_name_plural = "ảnh trong bản sửa chờ duyệt"
        constraints = [
            models.UniqueConstraint(
                name="photo_once_in_a_correction", fields=["correction", "photo"]
            )
        ]

    def __str__(self):
        return str(self.correction.article)


class Move(models.Model):
    """One step an article, or its correction, was taken through: a line of its phiếu duyệt."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="moves")
    step = models.CharField("việc", max_length=20, choices=moves)
    source = models.CharField("từ", max_length=20, choices=Article.Status.choices)
    target = models.CharField("sang", max_length=20, choices=Article.Status.choices)
    is_of_correction = models.BooleanField("của bản sửa", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    by_name = LineField("người làm", max_length=300)  # as it was, with the role held then
    moved_at = models.DateTimeField("lúc", default=timezone.now)
    reason = LineField("lý do", max_length=1000, blank=True)
    version = models.PositiveIntegerField("phiên bản")
    digest = models.CharField("mã băm của nội dung", max_length=64, editable=False)
    is_own = models.BooleanField("tự duyệt bài của mình", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "bước duyệt"
        indexes = [models.Index(fields=["article", "moved_at"], name="move_of_article")]

    def __str__(self):
        return f"{self.by_name}: {self.get_target_display()}"

    @property
    def is_move(self) -> bool:
        """Tell it from a Version in a list of both."""
        return True


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """Lets somebody without an account read one version of one article, and perhaps decide."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    article = models.ForeignKey(Article, models.CASCADE, related_name="preview_links")
    version = models.PositiveIntegerField("phiên bản")
    reader = LineField("người xem", max_length=120, help_text="Ví dụ: Trưởng ban.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tạo"
    )
    made_at = models.DateTimeField("lúc tạo", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True)
    code = models.CharField(
        "mã xác nhận, đã băm", max_length=128, blank=True, editable=False
    )  # blank: reading only
    tries = models.PositiveSmallIntegerField("số lần nhập sai", default=0)
    opened_at = models.DateTimeField("mở lần đầu lúc", null=True)
    decision = models.CharField(
        "ý kiến",
        max_length=10,
        choices=[("agreed", "Đồng ý"), ("returned", "Trả lại")],
        blank=True,
    )
    decided_at = models.DateTimeField("lúc cho ý kiến", null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "liên kết xem trước"
        constraints = [
            models.CheckConstraint(
                name="preview_link_ends", condition=Q(expires_at__gt=F("made_at"))
            )
        ]

    def __str__(self):
        return f"Liên kết cho {self.reader}"

    def is_open(self, now) -> bool:
        return self.revoked_at is None and self.expires_at > now
