"""What the home page is made of, below and beside its lead."""

from django.db import models
from django.db.models import Q

from news.models.articles import Section


class FrontBlockQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True)

    def in_order(self):
        return self.order_by("order", "pk")


class FrontBlock(models.Model):
    """One container of the home page. The lead always opens the page and is none of them."""

    class Kind(models.TextChoices):
        SECTION = "section", "Chuyên mục"
        NEWEST = "newest", "Tin mới"
        MOST_READ = "most_read", "Đọc nhiều"
        LINKS = "links", "Liên kết Website"

    class Place(models.TextChoices):
        RAIL = "rail", "Cạnh tin nổi bật"
        BELOW = "below", "Bên dưới"

    kind = models.CharField("khối", max_length=20, choices=Kind.choices, default=Kind.SECTION)
    section = models.OneToOneField(
        Section,
        models.CASCADE,
        verbose_name="chuyên mục",
        related_name="front_block",
        null=True,
        blank=True,
        help_text="Chỉ chọn khi khối là “Chuyên mục”. Nhóm không có bài của riêng nó.",
        error_messages={"unique": "Chuyên mục này đã có một khối ở trang chủ."},
    )
    place = models.CharField("chỗ đứng", max_length=10, choices=Place.choices, default=Place.BELOW)
    is_shown = models.BooleanField("hiện", default=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    objects = FrontBlockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "khối trang chủ"
        constraints = [
            models.CheckConstraint(
                name="front_block_of_a_section_names_it",
                condition=Q(kind="section", section__isnull=False)
                | (~Q(kind="section") & Q(section=None)),
                violation_error_message="Chỉ khối “Chuyên mục” có chuyên mục, và phải có.",
            ),
            models.UniqueConstraint(
                name="front_block_once",
                fields=["kind"],
                condition=~Q(kind="section"),
                violation_error_message="Khối này đã có ở trang chủ.",
            ),
            models.CheckConstraint(
                name="front_block_of_links_is_below",
                condition=~Q(kind="links") | Q(place="below"),
                violation_error_message="Khối Liên kết Website đứng bên dưới.",
            ),
        ]

    def __str__(self):
        return self.section.name if self.section_id else self.get_kind_display()
