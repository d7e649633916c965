"""The picture library: every picture the portal shows, with the words that go with it."""

import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q

from core import images, uploads
from core.fields import LineField
from core.text import fold

_FILE_NAME = re.compile(
    r"(?i)^(?:img|dsc|dscn|dcim|pxl|image|anh|photo|screenshot|zalo|z\d)[-_ ]?[\d_-]*$"
    r"|\.(?:jpe?g|png|webp|gif|avif|heic|heif)$"
)


class PhotoQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def with_content(self, data: bytes):
        """Photos made from exactly this file (none or one)."""
        return self.filter(content_hash=images.content_hash(data))

    def stored_as(self, name: str):
        """The photo (none or one) that has the file *name* now."""
        digest = images.digest_in(name)  # the beginning of the hash, which has an index
        return self.filter(content_hash__startswith=digest, file=images.widest(name))


class Photo(models.Model):
    file = models.FileField("tệp ảnh", max_length=200, editable=False)
    content_hash = models.CharField("dấu nội dung", max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField("chiều rộng", editable=False)
    height = models.PositiveIntegerField("chiều cao", editable=False)
    original_name = LineField("tên tệp gốc", max_length=200, blank=True, editable=False)
    was_animated = models.BooleanField("tệp gốc là ảnh động", default=False, editable=False)
    # Where the photo was before it was cut or replaced: text written earlier still says so.
    former_files = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, editable=False
    )
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
    def doubt(self) -> str:
        """What is odd about the description, as a sentence; "" when nothing is."""
        if self.is_decorative:
            return ""
        if not self.alt:
            return "Ảnh chưa có mô tả: người không nhìn thấy ảnh sẽ không biết trong ảnh có gì."
        return doubt_about(self.alt, self.caption)

    @property
    def note_of_motion(self) -> str:
        """A sentence for whoever sent a moving picture; "" for any other."""
        name = self.original_name
        return f"“{name}” là ảnh động: chỉ giữ khung hình đầu." if self.was_animated else ""

    @property
    def focus_class(self) -> str:
        """CSS classes that keep the focal point in view; "" for the middle."""
        if (self.focal_x, self.focal_y) == (50, 50):
            return ""
        return f"focus-x-{round(self.focal_x / 10)} focus-y-{round(self.focal_y / 10)}"


def doubt_about(alt: str, caption: str) -> str:
    """What is odd about a description, as a sentence; "" when nothing is."""
    if _FILE_NAME.search(alt):
        return f"Mô tả “{alt}” giống tên tệp. Nên viết trong ảnh có gì."
    if fold(alt) == fold(caption):
        return f"Mô tả “{alt}” giống hệt chú thích. Nên tả điều nhìn thấy trong ảnh."
    return ""


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
    return store_renditions(uploads.picture(upload), uploads.shown_name(upload))


def store_renditions(made: images.Renditions, original_name: str) -> dict[str, object]:
    uploads.store(made.files)
    return {
        "content_hash": made.content_hash,
        "file": made.name,
        "width": made.width,
        "height": made.height,
        "original_name": original_name,
        "was_animated": made.is_animated,
    }


def current_addresses(html: str) -> str:
    """*html* with its pictures where they are now: some were cut or replaced after it was written.

    One query, and none when there is no picture of ours.
    """
    names = images.names_in(html)
    if not names:
        return html
    found = Photo.objects.filter(Q(file__in=names) | Q(former_files__overlap=list(names)))
    photos = list(found.order_by("pk").values_list("file", "former_files"))
    moved = {old: file for file, former in photos for old in former if old in names}
    for file, _ in photos:  # what is somewhere now is not looked for elsewhere
        moved.pop(file, None)
    return images.readdressed(html, moved) if moved else html
