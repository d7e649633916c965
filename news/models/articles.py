"""Sections and articles. A notice is an article filed under Thông báo (docs/adr/0007)."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from core.addresses import Addressed
from core.fields import LineField, PlainTextField, RichTextField, WebAddressField
from core.reversing import reverse
from core.text import slug_for
from organization.models import Unit
from photos.models import Photo

NO_SLUG = "bai-viet"  # for a headline without a letter or digit
# Below them lie files, and pages for those who know the address.
RESERVED = {"bai", "ban-doc", "media", "static", "xem-truoc"}
# Dates outside these are typing errors, and some of them no driver can read back.
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class SectionQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("order", "pk")

    def with_public_articles(self, now: datetime | None = None):
        """Sections that have something to read, themselves or in the sections below them."""
        articles = Article.objects.published(now).order_by()
        own = articles.filter(section=OuterRef("pk"))
        below = articles.filter(section__parent=OuterRef("pk"))
        further = articles.filter(further_sections=OuterRef("pk"))
        return self.filter(Exists(own) | Exists(below) | Exists(further))

    def at(self, path: str):
        """Sections that *path* names or once named, best first: they may have moved."""
        slug = path.rsplit("/", 1)[-1]
        named = self.filter(Q(slug=slug) | Q(former_slugs__contains=[slug]))
        return named.order_by(models.Case(models.When(slug=slug, then=0), default=1), "-pk")


class Section(Addressed):
    """Where an article is filed. Two levels: the menu's groups, and sections in them."""

    name = LineField("tên chuyên mục", max_length=100)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="thuộc nhóm",
        related_name="children",
        null=True,
        blank=True,
        limit_choices_to={"parent": None},
    )
    path = models.CharField("đường dẫn", max_length=201, unique=True, editable=False)
    description = PlainTextField("giới thiệu", blank=True, help_text="Một câu, hiện đầu trang.")
    is_for_notices = models.BooleanField(
        "dành cho thông báo",
        default=False,
        help_text="Bài ở đây không đứng lẫn với tin: không vào tin nổi bật, tin mới.",
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="đơn vị phụ trách",
        related_name="sections",
        null=True,
        blank=True,
        help_text="Tài khoản bị giới hạn vào một đơn vị chỉ thấy chuyên mục của đơn vị đó.",
    )
    order = models.PositiveIntegerField("thứ tự", default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "chuyên mục"
        constraints = [
            models.CheckConstraint(
                name="section_is_not_its_own_parent",
                condition=~Q(parent=F("pk")),
                violation_error_message="Chuyên mục không thể thuộc chính nó.",
            ),
            models.CheckConstraint(
                name="section_tree_has_two_levels",
                condition=Q(path__regex=r"^[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)?$"),
                violation_error_message="Chuyên mục chỉ có hai cấp.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("news:section", self.path)

    def clean(self):
        super().clean()
        if self.parent_id is not None and self.parent_id == self.pk:
            raise ValidationError({"parent": "Chuyên mục không thể thuộc chính nó."})
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": "Chuyên mục chỉ có hai cấp: xin chọn một nhóm."})
        if self.parent and self.pk and self.children.exists():
            raise ValidationError(
                {"parent": "Nhóm đang có chuyên mục thì không nằm trong nhóm khác."}
            )
        if self.parent_id is None:
            self._refuse_taken_address()

    def _refuse_taken_address(self):
        try:
            taken = resolve(f"/{self.slug}/").url_name != "section"
        except Resolver404:
            taken = False
        taken = taken or self.slug in RESERVED
        if taken:
            raise ValidationError({"slug": f"Địa chỉ /{self.slug}/ đã dành cho một trang có sẵn."})

    def save(self, *args, **kwargs):
        self.slug = self.slug or slug_for(self.name)
        self.path = f"{self.parent.path}/{self.slug}" if self.parent_id else self.slug
        super().save(*args, **kwargs)
        for child in self.children.all():
            if child.path != f"{self.path}/{child.slug}":
                child.parent = self
                child.save()


_ON_CARDS = ("headline", "lead", "kicker", "slug", "published_at", "section__name", "section__path")
_ON_CARDS += tuple(
    f"lead_photo__{name}" for name in ("file", "width", "height", "focal_x", "focal_y")
)


class ArticleQuerySet(models.QuerySet):
    def published(self, now: datetime | None = None):
        """Articles a reader may see *now*: the one definition of "public" in the project."""
        now = now or timezone.now()
        return self.filter(status=Article.Status.PUBLISHED, published_at__lte=now).filter(
            Q(expires_at=None) | Q(expires_at__gt=now)
        )

    def kept(self):
        """Everything that does not lie in the trash."""
        return self.filter(deleted_at=None)

    def trashed(self):
        return self.exclude(deleted_at=None)

    def in_section(self, section: Section):
        """Articles filed in the section, below it, or in it as a further section."""
        filed = Q(section=section) | Q(section__parent=section)
        further = Article.further_sections.through.objects.filter(
            section=section, article=OuterRef("pk")
        )
        return self.filter(filed | Exists(further))

    def news(self):
        """Everything but the notices, which have a place of their own on the home page."""
        return self.filter(section__is_for_notices=False)

    def for_cards(self):
        """Load what components/article_card.html and headline.html show, and nothing else: each
        column costs as much in Python as in the database."""
        return self.select_related("section", "lead_photo").only(*_ON_CARDS)

    def for_page(self):
        return self.select_related("section__parent", "lead_photo")

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def neighbours_of(self, pk: int, published_at: datetime):
        """Of these articles the next newer and the next older than that one, in one statement."""
        later = Q(published_at=published_at, pk__gt=pk)
        earlier = Q(published_at=published_at, pk__lt=pk)
        lines = self.select_related("section").only(
            "headline", "slug", "published_at", "section__path"
        )
        # "Or equal" once more by itself: it is what the index can begin at.
        newer = lines.filter(
            Q(published_at__gt=published_at) | later, published_at__gte=published_at
        )
        older = lines.filter(
            Q(published_at__lt=published_at) | earlier, published_at__lte=published_at
        )
        return newer.order_by("published_at", "pk")[:1].union(older.newest_first()[:1], all=True)

    def pinned(self, now: datetime | None = None):
        """Articles that editors hold at the top of the home page, until their pin expires."""
        return self.filter(pinned_until__gt=now or timezone.now())


def _plausible(field: str) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gte": EARLIEST, f"{field}__lt": LATEST})


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        SUBMITTED = "submitted", "Chờ duyệt"
        RETURNED = "returned", "Bị trả lại"
        APPROVED = "approved", "Chờ đăng"
        PUBLISHED = "published", "Đã đăng"
        WITHDRAWN = "withdrawn", "Đã gỡ"
        ARCHIVED = "archived", "Lưu trữ"

    kicker = LineField(
        "tít dẫn", max_length=100, blank=True, help_text="Dòng nhỏ phía trên tiêu đề, nếu cần."
    )
    headline = LineField(
        "tiêu đề",
        max_length=255,
        blank=True,
        help_text="Viết như một câu, không viết toàn chữ hoa. Nên dưới 100 ký tự.",
    )
    lead = PlainTextField(
        "sapô",
        blank=True,
        max_length=2000,
        help_text="Một hai câu nói điều quan trọng nhất; hiện ở trang chủ, kết quả tìm kiếm.",
    )
    body = RichTextField("nội dung", blank=True)
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="chuyên mục", related_name="articles"
    )
    further_sections = models.ManyToManyField(
        Section,
        verbose_name="hiện thêm ở chuyên mục",
        related_name="further_articles",
        blank=True,
    )
    byline = LineField(
        "tác giả", max_length=120, blank=True, help_text="Người viết, đơn vị hoặc bút danh."
    )
    dateline = LineField("địa danh", max_length=100, blank=True, help_text="Nơi viết tin.")
    source = LineField(
        "nguồn tin", max_length=200, blank=True, help_text="Bắt buộc khi đăng lại bài của nơi khác."
    )
    source_url = WebAddressField(
        "địa chỉ bài gốc", max_length=500, blank=True, help_text="Bắt đầu bằng https://"
    )
    lead_photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        verbose_name="ảnh chính",
        related_name="led_articles",
        null=True,
        blank=True,
    )
    lead_photo_caption = LineField(
        "chú thích ảnh chính",
        max_length=300,
        blank=True,
        help_text="Để trống thì dùng chú thích trong kho ảnh.",
    )
    photos = models.ManyToManyField(
        Photo, through="ArticlePhoto", related_name="articles", verbose_name="ảnh trong bài"
    )
    status = models.CharField(
        "tình trạng", max_length=20, choices=Status.choices, default=Status.DRAFT, db_index=True
    )
    published_at = models.DateTimeField(
        "thời điểm đăng",
        null=True,
        blank=True,
        help_text="Giờ Việt Nam. Để trống thì lấy lúc bấm Đăng bài; ghi giờ sắp tới để hẹn.",
    )
    pinned_until = models.DateTimeField(
        "ghim đầu trang đến",
        null=True,
        blank=True,
        help_text="Hết giờ này bài tự xuống theo thứ tự.",
    )
    expires_at = models.DateTimeField(
        "tự gỡ lúc",
        null=True,
        blank=True,
        help_text="Dùng cho thông báo chỉ có giá trị đến một ngày.",
    )
    slug = models.SlugField(
        "địa chỉ",
        max_length=100,
        blank=True,
        help_text="Để trống thì lấy từ tiêu đề. Đổi địa chỉ không làm hỏng liên kết cũ.",
    )
    version = models.PositiveIntegerField(  # the number of the newest Version; 0: none yet
        "phiên bản", default=0, editable=False
    )
    created_at = models.DateTimeField("lúc tạo", auto_now_add=True)
    updated_at = models.DateTimeField("lúc sửa nội dung", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người tạo",
        null=True,
        blank=True,
        editable=False,
    )
    change_notes = models.JSONField(  # [[ISO time, sentence]], oldest first
        "đã báo người đọc", default=list, editable=False
    )
    lacks = models.PositiveSmallIntegerField(  # as of the last save: what still must be done
        "số việc còn thiếu", default=0, editable=False
    )
    deleted_at = models.DateTimeField("lúc bỏ vào thùng rác", null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="người bỏ vào thùng rác",
        related_name="+",
        null=True,
        editable=False,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bài viết"
        constraints = [
            models.CheckConstraint(
                name="published_article_has_a_headline",
                condition=~Q(status="published") | ~Q(headline=""),
                violation_error_message="Bài đã đăng phải có tiêu đề.",
            ),
            models.CheckConstraint(
                name="published_article_has_a_date",
                condition=~Q(status="published") | Q(published_at__isnull=False),
                violation_error_message="Bài đã đăng phải có thời điểm đăng.",
            ),
            models.CheckConstraint(
                name="article_expires_after_publication",
                condition=Q(expires_at=None)
                | Q(published_at=None)
                | Q(expires_at__gt=F("published_at")),
                violation_error_message="Thời điểm tự gỡ phải sau thời điểm đăng.",
            ),
            models.CheckConstraint(
                name="article_dates_are_plausible",
                condition=_plausible("published_at")
                & _plausible("pinned_until")
                & _plausible("expires_at"),
                violation_error_message="Ngày tháng phải từ năm 1990 đến năm 2099.",
            ),
            models.CheckConstraint(
                name="repost_names_its_source",
                condition=Q(source_url="") | ~Q(source=""),
                violation_error_message="Đã ghi địa chỉ bài gốc thì phải ghi nguồn tin.",
            ),
            models.CheckConstraint(
                name="nothing_public_in_the_trash",
                condition=Q(deleted_at=None) | ~Q(status="published"),
                violation_error_message="Bài đang đăng phải gỡ trước khi bỏ vào thùng rác.",
            ),
        ]
        indexes = [
            models.Index(
                F("section"),
                F("published_at").desc(),
                F("id").desc(),
                name="article_newest_of_section",
                condition=Q(status="published"),
            ),
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                name="article_newest",
                condition=Q(status="published"),
            ),
            models.Index(
                fields=["pinned_until"],
                name="article_pinned",
                condition=Q(status="published", pinned_until__isnull=False),
            ),
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                name="article_last_worked_on",
                condition=Q(deleted_at=None),
            ),
        ]

    def __str__(self):
        return self.headline or "(chưa có tiêu đề)"

    def save(self, *args, **kwargs):
        if self.slug in ("", NO_SLUG):
            self.slug = slug_for(self.headline) or NO_SLUG
        # Whole minutes, as the form shows them: saving again must not move an article.
        for name in ("published_at", "pinned_until", "expires_at"):
            if isinstance(moment := getattr(self, name), datetime):
                setattr(self, name, moment.replace(second=0, microsecond=0))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("news:article", *self._address)

    def get_print_url(self):
        return reverse("news:article_print", *self._address)

    @property
    def public_addresses(self) -> list[str]:
        """The pages that show it, but for other articles and the further pages of lists."""
        own = [self.get_absolute_url(), self.get_print_url(), reverse("news:permalink", self.pk)]
        filed = [self.section, *self.further_sections.select_related("parent")]
        sections = {*filed, *(section.parent for section in filed if section.parent_id)}
        lists = ["/", "/?day-du", reverse("news:feed")]
        lists += ["/sitemap-articles.xml", "/sitemap-news.xml"]
        for section in sections:
            lists += [section.get_absolute_url(), reverse("news:section_feed", section.slug)]
        return own + lists

    @property
    def _address(self) -> list:
        # A form that was refused may have emptied the slug of the row it shows.
        return [self.section.path, self.slug or NO_SLUG, self.pk]

    def is_public(self, now: datetime) -> bool:
        """Whether a reader sees this row at *now*; the twin of ArticleQuerySet.published."""
        return bool(
            self.status == self.Status.PUBLISHED
            and self.published_at
            and self.published_at <= now
            and (self.expires_at is None or self.expires_at > now)
        )

    @property
    def changes_told(self) -> list[tuple[datetime, str]]:
        """What was changed noticeably after publication: "Cập nhật 15/07/2017: …"."""
        return [(datetime.fromisoformat(when), said) for when, said in self.change_notes]

    @property
    def was_updated(self) -> bool:
        """Whether it changed noticeably after publication."""
        return bool(
            self.published_at and self.updated_at - self.published_at > timedelta(minutes=30)
        )

    @property
    def opens_with_photo(self) -> bool:
        """Whether the lead photo stands above the text: not when the text shows it already."""
        if self.lead_photo is None:
            return False
        return self.lead_photo.file.name.rpartition("/")[0] not in self.body

    @property
    def lead_caption(self) -> str:
        return self.lead_photo_caption or self.lead_photo.caption


class ArticlePhotoQuerySet(models.QuerySet):
    def in_order(self):
        return self.select_related("photo").order_by("order", "pk")

    def shown_below(self):
        """The gallery under the article: its pictures that do not stand in the text."""
        return self.filter(is_in_gallery=True)


class ArticlePhoto(models.Model):
    """A picture of an article, in its text or in the gallery below, with the words it has there."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="gallery")
    photo = models.ForeignKey(
        Photo, models.PROTECT, verbose_name="ảnh", related_name="in_galleries"
    )
    own_caption = LineField(
        "chú thích",
        max_length=300,
        blank=True,
        help_text="Để trống thì dùng chú thích trong kho ảnh.",
    )
    is_in_gallery = models.BooleanField("hiện ở bộ ảnh cuối bài", default=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    objects = ArticlePhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh trong bài"
        verbose_name_plural = "ảnh trong bài"
        constraints = [
            models.UniqueConstraint(
                name="photo_once_in_a_gallery",
                fields=["article", "photo"],
                violation_error_message="Ảnh này đã có trong bài.",
            )
        ]

    def __str__(self):
        return self.caption or f"Ảnh {self.order}"

    @property
    def caption(self) -> str:
        return self.own_caption or self.photo.caption


class AttachmentQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("order", "pk")

    def without_text(self):
        """Leave behind the words inside the file: all but search ask for the file alone."""
        return self.defer("text")

    def unread(self):
        """Those whose words nobody has tried to read yet (news.indexing)."""
        return self.filter(read_at=None)


class Attachment(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="attachments")
    title = LineField("tên tệp đính kèm", max_length=200)
    file = models.FileField("tệp", max_length=200)
    kind = models.CharField("loại", max_length=10, editable=False)
    size = models.PositiveIntegerField("dung lượng", editable=False, default=0)
    order = models.PositiveIntegerField("thứ tự", default=0)
    # Found by search, shown to nobody: core.documents makes it of the file.
    text = models.TextField("chữ trong tệp", blank=True, default="", editable=False)
    read_at = models.DateTimeField("thời điểm đọc tệp", null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tệp đính kèm"

    def __str__(self):
        return self.title
