"""What the portal itself remembers of its work."""

from datetime import date

from django.db import connection, models


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
