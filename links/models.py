"""Liên kết Website: other offices' sites, in groups, on every page."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from core.fields import LineField, WebAddressField
from core.reversing import reverse
from photos.models import Photo


class LinkGroup(models.Model):
    name = LineField("tên nhóm", max_length=100, unique=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "nhóm liên kết"

    def __str__(self):
        return self.name


class LinkQuerySet(models.QuerySet):
    def visible(self):
        return self.filter(is_visible=True)

    def in_order(self):
        """As readers see them: by group, then by place in the group."""
        return self.order_by("group__order", "group_id", "order", "pk")


class Link(models.Model):
    group = models.ForeignKey(LinkGroup, models.PROTECT, verbose_name="nhóm", related_name="links")
    name = LineField("tên trang", max_length=200)
    url = WebAddressField("địa chỉ", max_length=500)
    logo = models.ForeignKey(
        Photo, models.PROTECT, verbose_name="biểu trưng", null=True, blank=True
    )
    note = LineField("ghi chú", max_length=200, blank=True)
    order = models.PositiveIntegerField("thứ tự", default=0)
    is_visible = models.BooleanField("hiện trên trang", default=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "liên kết"
        constraints = [
            models.UniqueConstraint(
                name="link_once_in_a_group",
                fields=["group", "url"],
                violation_error_message="Nhóm này đã có liên kết tới địa chỉ đó.",
            ),
            models.CheckConstraint(
                name="link_goes_to_the_web",
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                violation_error_message="Địa chỉ phải bắt đầu bằng http:// hoặc https://.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Readers leave by the stored id, never by an address in the request."""
        return reverse("links:go", self.pk)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.removeprefix("www.")
