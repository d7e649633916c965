"""The index of what can be found: one narrow row for each thing, written by triggers.

The apps above say in their migrations what of theirs is found and when readers may see it. Times
are columns, not jobs: what is scheduled is found from its moment on.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from core.fields import LineField


class Condition(SearchQuery):
    """A condition as search.query writes it; its lexemes are taken as they are."""

    def as_sql(self, compiler, connection, function=None, template=None):
        return "%s::tsquery", [self.source_expressions[-1].value]


def _words(column: str) -> Func:
    """The words of a column as the index has them, folded: "" when there are none."""
    return Func(F(column), function="search_words", output_field=models.TextField())


class EntryQuerySet(models.QuerySet):
    def matching(self, condition: str, source: str):
        """The ids of the rows of *source* that a condition of search.query finds."""
        found = self.filter(source=source, vector=Condition(condition))
        return found.values_list("object_id", flat=True)


class Entry(models.Model):
    class Source(models.TextChoices):
        """The table an entry comes from."""

        ARTICLE = "article"
        ATTACHMENT = "attachment"
        PAGE = "page"
        UNIT = "unit"
        PERSON = "person"
        CONTACT = "contact"
        LINK = "link"

    class Kind(models.TextChoices):
        """What readers call it."""

        ARTICLE = "article", "Tin bài"
        NOTICE = "notice", "Thông báo"
        ATTACHMENT = "attachment", "Tệp đính kèm"
        PAGE = "page", "Giới thiệu"
        PEOPLE = "people", "Đơn vị, cán bộ, danh bạ"
        LINK = "link", "Liên kết"

    source = models.CharField(max_length=10, choices=Source.choices)
    object_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sections = ArrayField(models.BigIntegerField(), default=list)  # and those above; triggers
    is_public = models.BooleanField()
    visible_from = models.DateTimeField(db_default=Now())
    visible_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)  # null: has no date, such as a page
    title_words = models.TextField()  # "cua khau huu nghi"
    title_marked = models.TextField()  # "cưa? khâu? hưu~ nghi."
    vector = SearchVectorField()
    indexed_at = models.DateTimeField(db_default=Now())

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="entry_once", fields=["source", "object_id"])]
        indexes = [GinIndex(F("vector"), name="entry_vector", fastupdate=False)]

    def __str__(self):
        return self.title_words


class Word(models.Model):
    """A folded word that stands somewhere in the index: what misspelt words are compared with."""

    word = models.CharField(max_length=30, primary_key=True)

    def __str__(self):
        return self.word


class Deletion(models.Model):
    """A word without one of its letters: two words that share one are a letter apart.

    After the symmetric deletes of Garbe's SymSpell (https://github.com/wolfgarbe/SymSpell).
    """

    pk = models.CompositePrimaryKey("rest", "word_id")
    rest = models.CharField(max_length=30)
    word = models.ForeignKey(Word, models.CASCADE, related_name="deletions", db_index=False)

    def __str__(self):
        return self.rest


class Synonym(models.Model):
    """Words that mean the same: who types one finds the other."""

    short = LineField(
        "viết tắt hoặc từ đồng nghĩa", max_length=60, unique=True, help_text="Ví dụ: KKTCK"
    )
    full = LineField("viết đầy đủ", max_length=120, help_text="Ví dụ: khu kinh tế cửa khẩu")

    class Meta:
        verbose_name = verbose_name_plural = "từ đồng nghĩa"
        constraints = [
            models.CheckConstraint(
                name="synonym_has_words",
                condition=~Q(Exact(_words("short"), Value("")))
                & ~Q(Exact(_words("full"), Value(""))),
                violation_error_message="Mỗi ô phải có ít nhất một từ, không chỉ dấu câu.",
            ),
            models.CheckConstraint(
                name="synonym_has_two_forms",
                condition=~Q(Exact(_words("short"), _words("full"))),
                violation_error_message=(
                    "Hai ô viết cùng một từ (không kể dấu và chữ hoa): máy đã coi là một."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.short} = {self.full}"


class Question(models.Model):
    """What was looked for on one day, folded; nobody is told who asked."""

    day = models.DateField("ngày")
    words = models.CharField("từ đã tìm", max_length=100)
    found = models.PositiveIntegerField("lượt có kết quả", default=0)
    not_found = models.PositiveIntegerField("lượt không có", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "từ người đọc tìm"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(name="question_once_a_day", fields=["day", "words"])]

    def __str__(self):
        return self.words


class Reindexing(models.Model):
    """A run of search.reindexing that is not finished: one row, or none."""

    began_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return str(self.began_at)
