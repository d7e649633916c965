"""Which articles stand in which section's list, and how many in which month.

Written by triggers alone (migration 0010), whenever an article, its further sections or a section's
place in the menu changes. So a list has an index to be read by, and page 5,000 of it is found as
fast as page 2: by the months above it, not by walking over its articles.
"""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.utils import timezone

from core.prepared import prepared
from core.replicas import reader
from news.models.articles import Article, Section


class Listing(models.Model):
    """An article that is published, maybe not yet or no longer, in the list of a section."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "section"], name="listed_once"),
        ]
        indexes = [
            models.Index(
                F("section"),
                F("published_at").desc(),
                F("article").desc(),
                include=["expires_at"],
                name="listing_newest",
            ),
            models.Index(
                fields=["section", "expires_at"],
                name="listing_expiring",
                condition=models.Q(expires_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.article_id} ({self.section_id})"


class ListingCount(models.Model):
    """So many articles of a section's list are of a month (by UTC); rows of one month add up."""

    section_id = models.BigIntegerField()
    month = models.DateField()
    articles = models.IntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["section_id", "month"], name="listing_months")]

    def __str__(self):
        return f"{self.section_id} {self.month:%Y-%m}: {self.articles}"


class SectionList:
    """The public articles of a section and of those below it, newest first, as a Paginator asks.

    The same as `Article.objects.published().in_section(section).for_cards().newest_first()`.
    """

    def __init__(self, section: Section):
        self.section, self.now = section, timezone.now()

    def count(self) -> int:
        with reader().cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(articles), 0) FROM news_listed_by_month(%s, %s)",
                [self.section.pk, self.now],
            )
            return int(cursor.fetchone()[0])

    def __getitem__(self, part: slice) -> list[Article]:
        return _listed(
            section=self.section.pk, now=self.now, skipped=part.start, many=part.stop - part.start
        )


@prepared
def _listed(section: int, now: datetime, skipped: int, many: int):
    listed = RawSQL("SELECT news_listed(%s, %s, %s, %s)", [section, now, skipped, many])
    return Article.objects.published(now).filter(pk__in=listed).for_cards().newest_first()
