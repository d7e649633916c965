from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpResponseRedirect
from django.urls import reverse

from core.admin import EditorAdmin, OrderedModelAdmin, OrderedTabularInline, RefusingAdmin
from core.fields import RichTextField
from core.widgets import RichTextWidget
from organization.models import (
    OVERLAP,
    Agency,
    Appointment,
    Contact,
    ContactNumber,
    Page,
    Person,
    Position,
    Unit,
)

RICH_TEXT = {RichTextField: {"widget": RichTextWidget}}


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
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
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Agency.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one row: open it."""
        if Agency.objects.exists():
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


class AppointmentInline(admin.TabularInline):
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
class PersonAdmin(RefusingAdmin, EditorAdmin):
    formfield_overrides = RICH_TEXT
    list_display = ["full_name", "phone", "email"]
    search_fields = ["full_name__folded"]
    autocomplete_fields = ["portrait"]
    inlines = [AppointmentInline]
    ordering = ["full_name"]
    fields = ["full_name", "portrait", "biography", "phone", "email"]


class ContactNumberInline(OrderedTabularInline):
    model = ContactNumber
    fields = ["kind", "number", "note", "order"]


@admin.register(Contact)
class ContactAdmin(OrderedModelAdmin):
    list_display = ["label", "unit", "email", "order"]
    list_editable = ["order"]
    list_select_related = ["unit"]
    search_fields = ["label__folded", "unit__name__folded", "numbers__number"]
    inlines = [ContactNumberInline]
    fields = ["label", "unit", "address", "email", "note", "order"]
