from django.contrib import admin, messages
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from core import dates
from core.admin import Choosing, EditorAdmin, OrderedModelAdmin, OrderedTabularInline, RefusingAdmin
from core.fields import RichTextField
from core.widgets import RichTextWidget
from organization.models import (
    DAYS_TO_ANNOUNCE_DOWNTIME,
    OVERLAP,
    Agency,
    Appointment,
    Contact,
    ContactNumber,
    Page,
    Person,
    Position,
    SiteNotice,
    Unit,
)

RICH_TEXT = {RichTextField: {"widget": RichTextWidget}}


@admin.register(Agency)
class AgencyAdmin(Choosing, admin.ModelAdmin):
    autocomplete_fields = ["logo"]
    fieldsets = [
        (
            "Tên cơ quan",
            {"fields": ["full_name", "short_name", "place", "province", "parent_name", "slogan"]},
        ),
        ("Đầu trang", {"fields": ["logo", "portal_name", "portal_url"]}),
        (
            "Chân trang (quy định bắt buộc)",
            {
                "fields": [
                    "responsible",
                    "address",
                    ("phone", "fax"),
                    "email",
                    "quotation_notice",
                ]
            },
        ),
        ("Bài viết", {"fields": ["shows_view_counts"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Agency.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one row: open it."""
        if self.has_view_permission(request) and Agency.objects.exists():
            return HttpResponseRedirect(reverse("admin:organization_agency_change", args=[1]))
        return super().changelist_view(request, extra_context)


@admin.register(Page)
class PageAdmin(EditorAdmin, OrderedModelAdmin):
    formfield_overrides = RICH_TEXT
    list_display = ["title", "shows", "updated_at", "is_visible", "order"]
    list_editable = ["order"]
    search_fields = ["title__folded", "summary__folded"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "body", "shows"]}),
        ("Hiển thị", {"fields": ["is_visible", "order", "slug"]}),
    ]

    def view_on_site(self, page):
        return page.get_absolute_url()


class PositionInline(OrderedTabularInline):
    model = Position
    fields = ["name", "is_leader", "order"]
    show_change_link = True


@admin.register(Unit)
class UnitAdmin(RefusingAdmin, EditorAdmin, OrderedModelAdmin):
    formfield_overrides = RICH_TEXT
    list_display = ["name", "parent", "head", "order"]
    list_editable = ["order"]
    list_select_related = ["parent"]
    search_fields = ["name__folded"]
    inlines = [PositionInline]
    fieldsets = [
        (None, {"fields": ["name", "parent", "head", "summary", "duties"]}),
        ("Hiển thị", {"fields": ["order", "slug"]}),
    ]


class AppointmentFormSet(BaseInlineFormSet):
    """Compares the periods in the form: Django leaves the constraint out where a key is implied."""

    def clean(self):
        super().clean()
        kept: list[Appointment] = []
        for form in self.forms:
            appointment = form.instance
            if form.errors or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            if any(appointment.overlaps(other) for other in kept):
                form.add_error(None, OVERLAP)
            kept.append(appointment)


class AppointmentInline(Choosing, admin.TabularInline):
    model = Appointment
    formset = AppointmentFormSet
    extra = 0
    ordering = ["-start_date"]
    autocomplete_fields = ["person", "position"]


@admin.register(Position)
class PositionAdmin(RefusingAdmin, EditorAdmin, OrderedModelAdmin):
    formfield_overrides = RICH_TEXT
    list_display = ["name", "unit", "is_leader", "order"]
    list_editable = ["order"]
    list_select_related = ["unit"]
    list_filter = ["is_leader"]
    search_fields = ["name__folded", "unit__name__folded"]
    inlines = [AppointmentInline]
    fields = ["name", "unit", "is_leader", "duties", "order"]


@admin.register(Person)
class PersonAdmin(Choosing, RefusingAdmin, EditorAdmin):
    formfield_overrides = RICH_TEXT
    list_display = ["full_name", "phone", "email"]
    search_fields = ["full_name__folded"]
    autocomplete_fields = ["portrait"]
    inlines = [AppointmentInline]
    ordering = ["full_name"]
    fields = ["full_name", "portrait", "biography", "phone", "email"]


class ContactNumberInline(OrderedTabularInline):
    model = ContactNumber
    fields = ["kind", "number", "note", "is_emergency", "order"]


@admin.register(Contact)
class ContactAdmin(OrderedModelAdmin):
    list_display = ["label", "unit", "email", "order"]
    list_editable = ["order"]
    list_select_related = ["unit"]
    search_fields = ["label__folded", "unit__name__folded", "numbers__number"]
    inlines = [ContactNumberInline]
    fields = ["label", "unit", "address", "email", "note", "order"]


class SiteNoticeForm(ModelForm):
    class Meta:
        help_texts = {
            "level": "“Chế độ thiên tai”: trong thời gian hiện, trang chủ chỉ còn chữ, các số điện "
            "thoại khẩn cấp và những tin mới nhất, để mở được cả khi mạng rất yếu. Các trang khác "
            "vẫn như thường, với thông báo ở đầu trang."
        }


@admin.register(SiteNotice)
class SiteNoticeAdmin(admin.ModelAdmin):
    form = SiteNoticeForm
    list_display = ["text", "level", "state", "starts_at", "ends_at"]
    list_filter = ["level"]
    search_fields = ["text__folded"]
    ordering = ["-starts_at", "-pk"]
    readonly_fields = ["state", "preview"]
    fieldsets = [
        (None, {"fields": ["level", "text", "link"]}),
        ("Thời gian hiện", {"fields": ["starts_at", "ends_at", "state"]}),
        (
            "Ngừng phục vụ có kế hoạch",
            {
                "fields": ["downtime_starts_at", "downtime_ends_at"],
                "description": "Chỉ ghi khi mức là “Ngừng phục vụ có kế hoạch”. Phải thông báo "
                f"trước ít nhất {DAYS_TO_ANNOUNCE_DOWNTIME} ngày làm việc.",
            },
        ),
        ("Bạn đọc sẽ thấy", {"fields": ["preview"]}),
    ]

    def get_changeform_initial_data(self, request):
        now = timezone.now().replace(second=0, microsecond=0)
        return {"starts_at": now, **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self._say_what_the_home_page_becomes(request, obj)
        times = {"level", "starts_at", "downtime_starts_at"}
        if not change or times & set(form.changed_data):
            self._warn_of_a_late_announcement(request, obj)

    def _say_what_the_home_page_becomes(self, request, notice):
        now = timezone.now()
        if not notice.is_disaster or notice.ends_at <= now:
            return
        is_on = notice.starts_at <= now
        begins = "bây giờ" if is_on else dates.appointment(notice.starts_at)
        ends = dates.appointment(notice.ends_at)
        self.message_user(
            request, f"Trang chủ chỉ có chữ và các số khẩn cấp từ {begins} đến {ends}."
        )

    def _warn_of_a_late_announcement(self, request, notice):
        last_day = notice.should_have_shown_from()
        shown_from = timezone.localdate(max(notice.starts_at, timezone.now()))
        if last_day and shown_from > last_day:
            self.message_user(
                request,
                f"Thông báo muộn: phải trước ít nhất {DAYS_TO_ANNOUNCE_DOWNTIME} ngày làm việc. "
                f"Để ngừng phục vụ từ {dates.long_datetime(notice.downtime_starts_at)}, thông báo "
                f"phải hiện chậm nhất từ {dates.long_date(last_day)}. Nếu được, xin lùi thời điểm "
                "ngừng.",
                messages.WARNING,
            )

    @admin.display(description="tình trạng")
    def state(self, notice):
        return notice.state(timezone.now()) if notice.pk else "Chưa lưu"

    @admin.display(description="thông báo đã lưu")
    def preview(self, notice):
        if not notice.pk:
            return "Lưu rồi xem lại câu này ở đây."
        words = render_to_string("includes/site_notice_words.html", {"notice": notice})
        return format_html('{} <a href="/">Xem trang chủ</a>', words)
