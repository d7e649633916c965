"""What the portal itself remembers of its work."""

from datetime import date

from django.conf import settings
from django.db import connection, models
from django.utils import timezone


class TaskRun(models.Model):
    """When a task of the machine last began, and how it last ended (portal.tasks)."""

    task = models.CharField("việc", max_length=50, primary_key=True)
    began_at = models.DateTimeField("bắt đầu")
    succeeded_at = models.DateTimeField("xong lúc", null=True)
    failed_at = models.DateTimeField("hỏng lúc", null=True)
    said = models.TextField("kết quả")

    class Meta:
        verbose_name = verbose_name_plural = "việc của máy"

    def __str__(self):
        return self.task


class ViolationQuerySet(models.QuerySet):
    def count_one(self, day: date, path: str, directive: str, blocked: str, *, most: int) -> None:
        """Count it, unless it is a new one of a *day* that has *most* kinds of them already."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO portal_violation AS v (day, path, directive, blocked, times)"
                " SELECT %(day)s, %(path)s, %(directive)s, %(blocked)s, 1 WHERE"
                " (SELECT count(*) FROM portal_violation WHERE day = %(day)s) < %(most)s"
                " OR EXISTS (SELECT FROM portal_violation WHERE (day, path, directive, blocked)"
                " = (%(day)s, %(path)s, %(directive)s, %(blocked)s))"
                " ON CONFLICT (day, path, directive, blocked) DO UPDATE SET times = v.times + 1",
                {
                    "day": day,
                    "path": path,
                    "directive": directive,
                    "blocked": blocked,
                    "most": most,
                },
            )


class Violation(models.Model):
    """Something that browsers refused to load into a page on one day (portal.violations)."""

    day = models.DateField("ngày")
    path = models.CharField("trang", max_length=200)
    directive = models.CharField("quy tắc", max_length=200)
    blocked = models.CharField("bị chặn", max_length=200)
    times = models.PositiveIntegerField("số lần")

    objects = ViolationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "nội dung lạ bị trình duyệt chặn"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "path", "directive", "blocked"], name="violation_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.day} {self.path}: {self.directive} {self.blocked} ({self.times})"


class AlarmQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at=None)

    def newest_first(self):
        return self.order_by("-last_at", "-pk")


class Alarm(models.Model):
    """Something that may mean that somebody has broken in (portal.selfwatch)."""

    class Kind(models.TextChoices):
        WORDS = "words", "Từ ngữ quảng cáo cờ bạc, vay tiền"
        PAGE = "page", "Trang công khai có thứ lạ"
        MEDIA = "media", "Tệp lạ trong kho tệp"
        CODE = "code", "Tệp của cổng bị thay đổi"

    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    what = models.CharField("ở đâu", max_length=300)
    said = models.TextField("thấy gì")
    address = models.CharField("địa chỉ", max_length=300, blank=True)  # a path of this site
    first_at = models.DateTimeField("lần đầu", default=timezone.now)
    last_at = models.DateTimeField("lần cuối", default=timezone.now)
    settled_at = models.DateTimeField("đã xem lúc", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = AlarmQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "báo động"
        constraints = [
            models.UniqueConstraint(fields=["kind", "what", "said"], name="alarm_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.what}"


class ReleaseFile(models.Model):
    """A file as it was deployed: `manage.py manifest` writes them all, the self-watch compares."""

    name = models.CharField("tệp", max_length=300, primary_key=True)
    digest = models.CharField("dấu", max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "tệp của bản đang chạy"

    def __str__(self):
        return self.name
