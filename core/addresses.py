"""Addresses that stay: what a page was once called still leads to it."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from core.text import slug_for


class Addressed(models.Model):
    """Something with a page of its own, named by a slug that may change without breaking links."""

    slug = models.SlugField(
        "địa chỉ",
        max_length=100,
        unique=True,
        blank=True,
        help_text="Phần cuối của địa chỉ trang; để trống thì lấy từ tên. "
        "Khi đổi, địa chỉ cũ tự chuyển sang địa chỉ mới.",
        error_messages={"unique": "Địa chỉ này đã có trang khác dùng. Xin chọn địa chỉ khác."},
    )
    former_slugs = ArrayField(
        models.SlugField(max_length=100),
        verbose_name="địa chỉ cũ",
        default=list,
        blank=True,
        editable=False,
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.slug = self.slug or slug_for(str(self))
        before = getattr(self, "_loaded_slug", None)
        if before and before != self.slug:
            kept = [slug for slug in self.former_slugs if slug not in (before, self.slug)]
            self.former_slugs = [*kept, before]
        super().save(*args, **kwargs)
        self._loaded_slug = self.slug

    def clean(self):
        super().clean()
        self.slug = self.slug or slug_for(str(self))
        if not self.slug:
            raise ValidationError({"slug": "Xin ghi địa chỉ bằng chữ không dấu."})

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._loaded_slug = instance.__dict__.get("slug")
        return instance
