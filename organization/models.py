"""The agency as data: who it is, its units, its posts and who holds them, and how to reach it."""

from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from core.addresses import Addressed
from core.fields import (
    LineField,
    PageAddressField,
    PlainTextField,
    RichTextField,
    WebAddressField,
)
from core.reversing import reverse
from core.workdays import working_days_before
from photos.models import Photo

DAYS_TO_ANNOUNCE_DOWNTIME = 7  # working days before it begins, by regulation


class Agency(models.Model):
    """The one row that says whose site this is; header and footer come from it."""

    full_name = LineField("tên đầy đủ", max_length=200)
    short_name = LineField("tên viết tắt", max_length=100)
    place = LineField(
        "địa bàn",
        max_length=100,
        blank=True,
        help_text="Phần cuối của tên đầy đủ, in to ở đầu trang: “Đồng Đăng - Lạng Sơn”.",
    )
    province = LineField("tỉnh, thành phố", max_length=100, blank=True)
    parent_name = LineField("cơ quan chủ quản", max_length=200)
    slogan = LineField("khẩu hiệu", max_length=200, blank=True)
    logo = models.ForeignKey(
        Photo,
        models.PROTECT,
        verbose_name="biểu trưng",
        null=True,
        blank=True,
        help_text="Để trống thì dùng biểu trưng có sẵn.",
    )
    address = LineField("địa chỉ trụ sở", max_length=300)
    phone = LineField("điện thoại", max_length=50)
    fax = LineField("fax", max_length=50, blank=True)
    email = models.EmailField("thư điện tử")
    responsible = LineField(
        "người chịu trách nhiệm",
        max_length=200,
        help_text="Người chịu trách nhiệm về nội dung trang, in ở chân trang theo quy định.",
    )
    portal_name = LineField("tên cổng cấp trên", max_length=200)
    portal_url = WebAddressField("địa chỉ cổng cấp trên")
    quotation_notice = PlainTextField(
        "câu ghi nguồn",
        help_text="Ví dụ: Ghi rõ nguồn “…” khi phát hành lại thông tin từ trang này.",
    )
    shows_view_counts = models.BooleanField(
        "hiện số lượt đọc ở bài viết",
        default=False,
        help_text="Lượt đọc luôn được đếm cho cơ quan; đánh dấu để bạn đọc cũng thấy.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "thông tin cơ quan"
        constraints = [models.CheckConstraint(name="one_agency", condition=Q(pk=1))]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @property
    def name_before_place(self) -> str:
        return self.full_name.removesuffix(self.place).strip() if self.place else self.full_name

    @property
    def name_with_province(self) -> str:
        return f"{self.full_name}, {self.province}" if self.province else self.full_name


class Unit(Addressed):
    name = LineField("tên đơn vị", max_length=200)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="thuộc",
        related_name="children",
        null=True,
        blank=True,
    )
    summary = LineField(
        "tóm tắt", max_length=200, blank=True, help_text="Một dòng, hiện trong sơ đồ tổ chức."
    )
    head = LineField(
        "người đứng đầu (chức danh)",
        max_length=100,
        blank=True,
        help_text="Ví dụ: Chánh Văn phòng; Giám đốc, các Phó Giám đốc.",
    )
    duties = RichTextField("chức năng, nhiệm vụ", blank=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị"
        constraints = [
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=~Q(parent=F("pk")),
                violation_error_message="Đơn vị không thể thuộc chính nó.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Its place below the chart; asks for the page, so lists know better (portal.results)."""
        charts = Page.objects.visible().filter(shows=Page.Shows.ORGCHART)
        chart = charts.in_order().only("slug").first()
        return self.place_on(chart) if chart else reverse("organization:index")

    def place_on(self, chart: "Page") -> str:
        return f"{chart.get_absolute_url()}#{self.slug}"

    def clean(self):
        super().clean()
        above, steps = self.parent, 0
        while above is not None and steps < 20:
            if above.pk is not None and above.pk == self.pk:
                raise ValidationError({"parent": "Đơn vị không thể thuộc đơn vị nằm dưới nó."})
            above, steps = above.parent, steps + 1


class PositionQuerySet(models.QuerySet):
    def leading(self):
        """The posts on the page of leaders."""
        return self.filter(is_leader=True)


class Position(models.Model):
    """A post, whoever holds it: the law asks for duties of posts."""

    name = LineField("chức danh", max_length=200)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="đơn vị",
        related_name="positions",
        null=True,
        blank=True,
        help_text="Để trống nếu là lãnh đạo Ban.",
    )
    is_leader = models.BooleanField(
        "lãnh đạo Ban", default=False, help_text="Hiện ở trang Lãnh đạo Ban."
    )
    duties = RichTextField("nhiệm vụ", blank=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "chức danh"

    def __str__(self):
        return f"{self.name} - {self.unit}" if self.unit_id and not self.is_leader else self.name


class PersonQuerySet(models.QuerySet):
    def leading(self):
        """Who holds a leader's post today."""
        held = Appointment.objects.current().filter(position__is_leader=True)
        return self.filter(pk__in=held.values("person"))


class Person(models.Model):
    full_name = LineField("họ và tên", max_length=100)
    portrait = models.ForeignKey(
        Photo, models.PROTECT, verbose_name="ảnh chân dung", null=True, blank=True
    )
    biography = RichTextField("tiểu sử tóm tắt", blank=True)
    phone = LineField("điện thoại công vụ", max_length=50, blank=True)
    email = models.EmailField("thư công vụ", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "cán bộ"

    def __str__(self):
        return self.full_name


class AppointmentQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(start_date__lte=today).filter(Q(end_date=None) | Q(end_date__gte=today))


def _only(field: str) -> Func:
    """A range holding just this id: GiST compares ranges without any extension."""
    return Func(F(field), F(field), models.Value("[]"), function="int8range")


OVERLAP = "Người này đã giữ chức danh đó trong khoảng thời gian này."


class Appointment(models.Model):
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="cán bộ", related_name="appointments"
    )
    position = models.ForeignKey(
        Position, models.PROTECT, verbose_name="chức danh", related_name="appointments"
    )
    start_date = models.DateField("từ ngày")
    end_date = models.DateField(
        "đến ngày", null=True, blank=True, help_text="Để trống khi còn giữ chức danh."
    )
    decision = LineField(
        "quyết định", max_length=200, blank=True, help_text="Số và ngày quyết định bổ nhiệm."
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bổ nhiệm"
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            ExclusionConstraint(
                name="appointments_do_not_overlap",
                expressions=[
                    (_only("person"), RangeOperators.OVERLAPS),
                    (_only("position"), RangeOperators.OVERLAPS),
                    (
                        Func("start_date", "end_date", models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=OVERLAP,
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.position}"

    def clean(self):
        """Refuse what the database would not even compare with other periods."""
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": "Ngày kết thúc phải sau ngày bắt đầu."})

    def overlaps(self, other: "Appointment") -> bool:
        """Whether it is the same person in the same post on some day; as the constraint says."""
        return (
            (self.person_id, self.position_id) == (other.person_id, other.position_id)
            and self.start_date <= (other.end_date or date.max)
            and other.start_date <= (self.end_date or date.max)
        )


class PageQuerySet(models.QuerySet):
    def visible(self):
        return self.filter(is_visible=True)

    def in_order(self):
        return self.order_by("order", "pk")


class Page(Addressed):
    """A page of Giới thiệu: words, and for some of them a list drawn from the data above."""

    class Shows(models.TextChoices):
        NOTHING = "", "Chỉ có bài viết"
        ORGCHART = "orgchart", "Sơ đồ tổ chức"
        LEADERS = "leaders", "Lãnh đạo Ban"
        CONTACTS = "contacts", "Danh bạ"

    title = LineField("tên trang", max_length=200)
    summary = PlainTextField("tóm tắt", blank=True, help_text="Một hai câu, hiện đầu trang.")
    body = RichTextField("nội dung", blank=True)
    shows = models.CharField(
        "kèm theo", max_length=20, choices=Shows.choices, default=Shows.NOTHING, blank=True
    )
    order = models.PositiveIntegerField("thứ tự", default=0)
    is_visible = models.BooleanField("hiện trên trang", default=True)
    updated_at = models.DateTimeField("cập nhật", auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "trang giới thiệu"
        verbose_name_plural = "trang giới thiệu"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("organization:page", self.slug)


class Contact(models.Model):
    label = LineField(
        "tên", max_length=200, help_text="Ví dụ: Người phát ngôn; Trực ban cửa khẩu Hữu Nghị."
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="đơn vị",
        related_name="contacts",
        null=True,
        blank=True,
    )
    address = LineField("địa chỉ", max_length=300, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    note = LineField("ghi chú", max_length=200, blank=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "liên hệ"
        verbose_name_plural = "danh bạ"

    def __str__(self):
        return self.label


class ContactNumber(models.Model):
    class Kind(models.TextChoices):
        PHONE = "phone", "Điện thoại"
        FAX = "fax", "Fax"
        HOTLINE = "hotline", "Đường dây nóng"

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="numbers")
    kind = models.CharField("loại", max_length=10, choices=Kind.choices, default=Kind.PHONE)
    number = LineField("số", max_length=50)
    note = LineField("ghi chú", max_length=100, blank=True)
    is_emergency = models.BooleanField(
        "số khẩn cấp", default=False, help_text="Hiện ở trang chủ khi bật chế độ thiên tai."
    )
    order = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "số liên lạc"

    def __str__(self):
        return self.number


class SiteNoticeQuerySet(models.QuerySet):
    def showing(self):
        """Notices every page shows now, by the clock of the database.

        It is that clock by which content_version() counts their beginnings and ends: by another
        one, pages could be kept without a notice that has begun.
        """
        return self.filter(starts_at__lte=Now(), ends_at__gt=Now())

    def most_urgent_first(self):
        level = SiteNotice.Level
        levels = enumerate([level.DISASTER, level.URGENT, level.DOWNTIME])
        ranks = [When(level=level, then=Value(rank)) for rank, level in levels]
        return self.order_by(Case(*ranks, default=Value(len(ranks))), "-starts_at", "-pk")


class SiteNotice(models.Model):
    """A sentence at the top of every page for some time: planned downtime, an emergency."""

    class Level(models.TextChoices):
        INFORMATION = "information", "Thông báo"
        DOWNTIME = "downtime", "Ngừng phục vụ có kế hoạch"
        URGENT = "urgent", "Khẩn cấp"
        DISASTER = "disaster", "Chế độ thiên tai"

    level = models.CharField("mức", max_length=20, choices=Level.choices, default=Level.INFORMATION)
    text = LineField("nội dung", max_length=300, help_text="Một hai câu ngắn, không định dạng.")
    link = PageAddressField(
        "liên kết",
        max_length=500,
        blank=True,
        help_text="Trang nói rõ hơn, nếu có: /thong-bao/… hoặc https://…",
    )
    starts_at = models.DateTimeField("hiện từ")
    ends_at = models.DateTimeField("hiện đến")
    downtime_starts_at = models.DateTimeField("ngừng phục vụ từ", null=True, blank=True)
    downtime_ends_at = models.DateTimeField("ngừng phục vụ đến", null=True, blank=True)

    objects = SiteNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "thông báo toàn trang"
        indexes = [models.Index(fields=["ends_at"], name="site_notice_ends")]
        constraints = [
            models.CheckConstraint(
                name="site_notice_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Thời điểm thôi hiện phải sau thời điểm bắt đầu hiện.",
            ),
            models.CheckConstraint(
                name="planned_downtime_has_its_times",
                condition=~Q(level="downtime")
                | Q(downtime_starts_at__isnull=False, downtime_ends_at__isnull=False),
                violation_error_message="Xin ghi ngừng phục vụ từ lúc nào đến lúc nào.",
            ),
            models.CheckConstraint(
                name="downtime_ends_after_it_starts",
                condition=Q(downtime_starts_at__isnull=True)
                | Q(downtime_ends_at__isnull=True)
                | Q(downtime_ends_at__gt=F("downtime_starts_at")),
                violation_error_message="Thời điểm phục vụ lại phải sau thời điểm ngừng.",
            ),
            models.CheckConstraint(
                name="site_notice_leads_to_a_page",
                condition=Q(link="") | Q(link__regex=r"^(https?://|/($|[^/\\]))"),
                violation_error_message=PageAddressField.message,
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_downtime(self) -> bool:
        return self.level == self.Level.DOWNTIME

    @property
    def is_urgent(self) -> bool:
        return self.level in (self.Level.URGENT, self.Level.DISASTER)

    @property
    def is_disaster(self) -> bool:
        """Whether the home page is only text and emergency numbers while it shows."""
        return self.level == self.Level.DISASTER

    def state(self, now: datetime) -> str:
        if now < self.starts_at:
            return "Sắp hiện"
        return "Đang hiện" if now < self.ends_at else "Đã hết"

    def should_have_shown_from(self) -> date | None:
        """The last day on which planned downtime could still be announced in time."""
        if not (self.is_downtime and self.downtime_starts_at):
            return None
        begins = timezone.localdate(self.downtime_starts_at)
        return working_days_before(begins, DAYS_TO_ANNOUNCE_DOWNTIME)
