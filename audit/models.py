"""The log of who did what: one table that is only ever added to.

The database itself refuses to change an entry, and to delete one younger than twelve months
(audit/migrations/0002_entries_stay.py). Entries hold names, not relations: accounts and objects go,
what was done stays.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import GeneratedField
from django.utils import timezone

from core.fields import LineField
from core.search import Vector

NAME_LENGTH = 200
DETAIL_LENGTH = 500


class Action(models.TextChoices):
    """What may be done; a new one is a line here."""

    SIGN_IN = "sign_in", "Đăng nhập"
    SIGN_OUT = "sign_out", "Đăng xuất"
    SIGN_IN_FAILED = "sign_in_failed", "Đăng nhập sai"
    SECOND_FACTOR = "second_factor", "Xác thực hai bước"
    DENIED = "denied", "Bị từ chối"
    MOVE = "move", "Chuyển bước"
    DELETED = "deleted", "Xóa"
    TRASHED = "trashed", "Bỏ vào thùng rác"
    RESTORED = "restored", "Khôi phục"
    PURGED = "purged", "Xóa hẳn"
    ACCOUNT = "account", "Tài khoản"
    ROLE = "role", "Vai trò, phân quyền"
    SETTING = "setting", "Thiết lập"
    PREVIEW = "preview", "Liên kết xem trước"
    REPORT = "report", "Báo lỗi của bạn đọc"
    EXPORTED = "exported", "Xuất dữ liệu"


def actions():
    """The choices as a function: migrations name it, and a new action needs none."""
    return Action.choices


class EntryQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-at", "-pk")


class Entry(models.Model):
    at = models.DateTimeField("lúc", default=timezone.now, editable=False)
    action = models.CharField("việc", max_length=30, choices=actions)
    actor_id = models.BigIntegerField("mã tài khoản", null=True, blank=True)
    actor_name = LineField("người làm", max_length=NAME_LENGTH, blank=True)
    address = models.GenericIPAddressField("từ địa chỉ", null=True, blank=True)
    object_kind = models.CharField("loại đối tượng", max_length=100, blank=True)
    object_id = models.CharField("mã đối tượng", max_length=100, blank=True)
    object_name = LineField("đối tượng", max_length=NAME_LENGTH, blank=True)
    old = models.JSONField("trước", null=True, blank=True, encoder=DjangoJSONEncoder)
    new = models.JSONField("sau", null=True, blank=True, encoder=DjangoJSONEncoder)
    detail = LineField("chi tiết", max_length=DETAIL_LENGTH, blank=True)
    search = GeneratedField(
        expression=Vector("actor_name", "A")
        + Vector("object_name", "A")
        + Vector("object_id", "B")
        + Vector("detail", "C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký hoạt động"
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="entry_newest"),
            models.Index(fields=["action", "-at"], name="entry_of_action"),
            models.Index(fields=["actor_id", "-at"], name="entry_of_actor"),
            models.Index(fields=["address", "-at"], name="entry_from_address"),
            models.Index(fields=["object_kind", "object_id", "-at"], name="entry_of_object"),
            GinIndex(fields=["search"], name="entry_search", fastupdate=False),
        ]

    def __str__(self):
        return f"{self.get_action_display()}: {self.object_name or self.actor_name or self.detail}"
