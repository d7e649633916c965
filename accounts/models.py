"""Who works at the desk: an account, its unit, and what it has been told."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from accounts.roles import Role, role_of
from core.fields import LineField
from organization.models import Unit


class Account(User):
    """Django's user, as the desk shows it."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "tài khoản"

    def __str__(self):
        return name_of(self)


class Profile(models.Model):
    """What the portal knows of an account beside Django's user."""

    class Mail(models.TextChoices):
        NOW = "now", "Gửi thư ngay khi có việc"
        DAILY = "daily", "Mỗi ngày một thư vào buổi sáng"
        NEVER = "never", "Không gửi thư"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="đơn vị", related_name="accounts", null=True, blank=True
    )
    is_limited = models.BooleanField(
        "chỉ làm việc với chuyên mục của đơn vị",
        default=False,
        help_text="Chuyên mục nào của đơn vị nào: ghi ở từng chuyên mục.",
    )
    has_given_password = models.BooleanField(
        "mật khẩu do người quản trị cấp", default=False, db_default=False, editable=False
    )
    mail = models.CharField("thư báo việc", max_length=10, choices=Mail.choices, default=Mail.NOW)
    # Devices remembered under another number count as new (accounts.signing_in.devices).
    device_series = models.PositiveIntegerField(db_default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "hồ sơ tài khoản"
        constraints = [
            models.CheckConstraint(
                name="limited_account_has_a_unit",
                condition=models.Q(is_limited=False) | models.Q(unit__isnull=False),
                violation_error_message="Xin chọn đơn vị trước khi giới hạn tài khoản vào đơn vị.",
            )
        ]

    def __str__(self):
        return name_of(self.user)


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class Notification(models.Model):
    """Somebody must act, or what they wrote moved: shown under the bell, and told by e-mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    text = LineField("nội dung", max_length=500)
    url = models.CharField("địa chỉ", max_length=300, editable=False)  # a path of the desk
    created_at = models.DateTimeField("lúc báo", default=timezone.now)
    read_at = models.DateTimeField("lúc đọc", null=True, blank=True)
    mailed_at = models.DateTimeField("lúc gửi thư", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    is_warning = models.BooleanField("luôn gửi thư", default=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "thông báo việc"
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_of_user"),
            models.Index(
                fields=["created_at"],
                name="notification_to_mail",
                condition=models.Q(mailed_at=None),
            ),
        ]

    def __str__(self):
        return self.text


class Attempts(models.Model):
    """How often something was tried since its count began (accounts.signing_in.attempts)."""

    key = models.CharField(max_length=64, primary_key=True, editable=False)
    times = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.key


def administrators() -> models.QuerySet[Account]:
    """Those who can sign in and have every right."""
    active = Account.objects.filter(is_active=True, is_staff=True)
    named = models.Q(groups__name=Role.ADMINISTRATOR.label)
    return active.filter(named | models.Q(is_superuser=True)).distinct()


def profile_of(user) -> Profile:
    """The profile of *user*; one that was never made says what everybody begins with."""
    try:
        return user.profile
    except Profile.DoesNotExist:
        return Profile(user=user)


def password_was_given(user) -> None:
    """Somebody else knows it: its owner is led to another at the next sign-in."""
    Profile.objects.update_or_create(user=user, defaults={"has_given_password": True})


def name_of(user) -> str:
    """What colleagues call the account."""
    return (user.get_full_name() or user.get_username()) if user else "tài khoản đã xóa"


def role_name(user) -> str:
    role = role_of(user)
    return role.label if role else "chưa có vai trò"
