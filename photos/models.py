"""The picture library: every picture the portal shows, with the words that go with it."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q

from core import images, uploads
from core.fields import LineField


class PhotoQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def with_content(self, data: bytes):
        """Photos made from exactly this file (none or one)."""
        return self.filter(content_hash=images.content_hash(data))


class Photo(models.Model):
    file = models.FileField("tệp ảnh", max_length=200, editable=False)
    content_hash = models.CharField("dấu nội dung", max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField("chiều rộng", editable=False)
    height = models.PositiveIntegerField("chiều cao", editable=False)
    original_name = LineField("tên tệp gốc", max_length=200, blank=True, editable=False)
    alt = LineField(
        "mô tả ảnh",
        max_length=300,
        blank=True,
        help_text="Người không nhìn thấy ảnh sẽ nghe câu này: trong ảnh có gì? "
        "Ví dụ: “Xe tải xếp hàng trước cổng cửa khẩu Hữu Nghị”.",
    )
    is_decorative = models.BooleanField(
        "ảnh trang trí",
        default=False,
        help_text="Đánh dấu khi ảnh không mang thông tin gì; khi đó không cần mô tả.",
    )
    caption = LineField(
        "chú thích", max_length=300, blank=True, help_text="Dòng chữ dưới ảnh trên trang bài viết."
    )
    credit = LineField(
        "nguồn ảnh",
        max_length=120,
        blank=True,
        help_text="Người chụp hoặc nơi cung cấp, ví dụ “Ảnh: Văn phòng Ban”.",
    )
    focal_x = models.PositiveSmallIntegerField(
        "điểm chính, ngang (%)",
        default=50,
        help_text="Phần quan trọng của ảnh nằm ở đâu, tính từ mép trái. "
        "Khi ảnh bị cắt cho vừa khung, điểm này luôn còn.",
    )
    focal_y = models.PositiveSmallIntegerField(
        "điểm chính, dọc (%)", default=50, help_text="Tính từ mép trên."
    )
    created_at = models.DateTimeField("lúc tải lên", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="người tải lên",
        null=True,
        blank=True,
        editable=False,
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ảnh"
        constraints = [
            models.CheckConstraint(
                name="photo_has_a_size", condition=Q(width__gt=0) & Q(height__gt=0)
            ),
            models.CheckConstraint(
                name="photo_focal_point_is_inside",
                condition=Q(focal_x__lte=100) & Q(focal_y__lte=100),
                violation_error_message="Điểm chính của ảnh tính bằng phần trăm, từ 0 đến 100.",
            ),
            models.CheckConstraint(
                name="decorative_photo_has_no_alt",
                condition=Q(is_decorative=False) | Q(alt=""),
                violation_error_message="Ảnh trang trí thì để trống phần mô tả.",
            ),
        ]

    def __str__(self):
        return self.caption or self.alt or self.original_name or f"Ảnh {self.pk}"

    @property
    def has_alt(self) -> bool:
        return self.is_decorative or bool(self.alt)

    @property
    def focus_class(self) -> str:
        """CSS classes that keep the focal point in view; "" for the middle."""
        if (self.focal_x, self.focal_y) == (50, 50):
            return ""
        return f"focus-x-{round(self.focal_x / 10)} focus-y-{round(self.focal_y / 10)}"


def add_photo(upload: UploadedFile, by=None, **words) -> tuple[Photo, bool]:
    """Return the photo made of an uploaded file and whether it is new; raise UploadRefused.

    The same file uploaded again is the same photo, its words untouched.
    """
    known = known_photo(upload)
    if known:
        return known, False
    fields = store_picture(upload)
    digest = fields.pop("content_hash")
    return Photo.objects.get_or_create(
        content_hash=digest, defaults={**fields, "created_by": by, **words}
    )


def known_photo(upload: UploadedFile) -> Photo | None:
    """The photo made earlier from the same file."""
    if upload.size is not None and upload.size > images.MAX_BYTES:
        return None
    upload.seek(0)
    return Photo.objects.with_content(upload.read()).first()


def store_picture(upload: UploadedFile) -> dict[str, object]:
    """Store the renditions of an uploaded file; return the fields of Photo that describe them."""
    made = uploads.picture(upload)
    uploads.store(made.files)
    return {
        "content_hash": made.content_hash,
        "file": made.name,
        "width": made.width,
        "height": made.height,
        "original_name": uploads.shown_name(upload),
    }
