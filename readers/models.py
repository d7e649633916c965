"""What readers tell: how often they come, whether it was useful, what is wrong.

Nothing says who a reader was. No reader sees these tables, and the content version does not change
with them (docs/readers.md).
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q, Sum
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from core.fields import LineField, PlainTextField
from news.models import Article

QUOTE_LENGTH, SUGGESTION_LENGTH, NOTE_LENGTH = 500, 1000, 500


class DailyQuerySet(models.QuerySet):
    def since(self, day: date):
        return self.filter(day__gte=day)

    def count_one(self, column: str, article_pk: int, day: date) -> bool:
        """Add one to *column* of the article's *day* if readers see the article: one statement.

        Returns whether they do.
        """
        try:
            public, params = (
                Article.objects.published().filter(pk=article_pk).values("pk").query
            ).sql_with_params()
        except EmptyResultSet:  # a number that is too great for a key
            return False
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (article_id, day, {column})"  # nosec B608 # names of ours
                f" SELECT article.id, %s, 1 FROM ({public}) AS article (id)"
                f" ON CONFLICT (day, article_id) DO UPDATE SET {column} = {table}.{column} + 1",
                [day, *params],
            )
            return cursor.rowcount == 1


class Daily(models.Model):
    """What happened with one article on one day of the office, in one narrow row.

    The key begins with the day, which serves the last days of all articles; the foreign key's
    index serves one article. Neither holds a number, so that counting changes no index.
    """

    article = models.ForeignKey(
        Article, models.CASCADE, verbose_name="bài viết", related_name="%(class)s"
    )
    day = models.DateField("ngày")

    objects = DailyQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="%(class)s_once_a_day", fields=["day", "article"])
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.day:%d/%m/%Y}"


class DailyViews(Daily):
    views = models.PositiveIntegerField("lượt đọc")

    class Meta(Daily.Meta):
        verbose_name = verbose_name_plural = "lượt đọc"
        default_permissions = ("view",)


class DailyRating(Daily):
    """Answers to “Thông tin này có hữu ích không?”."""

    class Answer(models.TextChoices):
        USEFUL = "useful", "Có"
        NOT_USEFUL = "not_useful", "Chưa"

    useful = models.PositiveIntegerField("có", default=0, db_default=0)
    not_useful = models.PositiveIntegerField("chưa", default=0, db_default=0)

    class Meta(Daily.Meta):
        verbose_name = verbose_name_plural = "đánh giá"


class ErrorReportQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=ErrorReport.Status.NEW)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class ErrorReport(models.Model):
    """What somebody says is wrong in an article. Never public; escaped wherever it is shown."""

    class Status(models.TextChoices):
        NEW = "new", "Chờ xem"
        DONE = "done", "Đã sửa"
        DISMISSED = "dismissed", "Bỏ qua"

    article = models.ForeignKey(
        Article, models.CASCADE, verbose_name="bài viết", related_name="error_reports"
    )
    quote = PlainTextField("đoạn có lỗi", max_length=QUOTE_LENGTH, blank=True)
    suggestion = PlainTextField("góp ý", max_length=SUGGESTION_LENGTH, blank=True)
    created_at = models.DateTimeField("gửi lúc", default=timezone.now, editable=False)
    status = models.CharField(
        "tình trạng", max_length=10, choices=Status.choices, default=Status.NEW, editable=False
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="người xử lý",
        related_name="+",
        null=True,
        editable=False,
    )
    handled_at = models.DateTimeField("xử lý lúc", null=True, editable=False)
    note = LineField("ghi chú", max_length=NOTE_LENGTH, blank=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "báo lỗi"
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                name="report_says_something",
                condition=~Q(quote="") | ~Q(suggestion=""),
                violation_error_message="Xin ghi đoạn có lỗi hoặc góp ý của bạn.",
            ),
            models.CheckConstraint(
                name="report_is_short",
                condition=Q(LessThanOrEqual(Length("quote"), QUOTE_LENGTH))
                & Q(LessThanOrEqual(Length("suggestion"), SUGGESTION_LENGTH)),
                violation_error_message="Nội dung báo lỗi quá dài.",
            ),
            models.CheckConstraint(
                name="report_is_handled_at_a_time",
                condition=Q(status="new", handled_at=None)
                | Q(status__in=["done", "dismissed"], handled_at__isnull=False),
                violation_error_message="Báo lỗi đã xử lý phải có thời điểm xử lý.",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="report_newest"),
            models.Index(fields=["status", "-created_at"], name="report_of_status"),
        ]

    def __str__(self):
        return f"Báo lỗi {self.pk}"


def total_of(rows: DailyQuerySet, column: str) -> int:
    return rows.aggregate(total=Sum(column))["total"] or 0
