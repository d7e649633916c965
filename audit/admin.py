from datetime import datetime, time
from itertools import chain

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.validators import validate_ipv46_address
from django.forms import ValidationError
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from audit import log, reading
from audit.models import Action, Entry
from core import dates
from core.admin import ReadOnly
from core.search import Query
from core.spreadsheets import csv_lines
from core.text import normalize_line

COLUMNS = [
    *("Lúc", "Việc", "Mã tài khoản", "Người làm", "Từ địa chỉ"),
    *("Loại đối tượng", "Mã đối tượng", "Đối tượng", "Trước", "Sau", "Chi tiết"),
]


class PeriodFilter(admin.ListFilter):
    """From one day to another, both included; days are those of the office."""

    title = "thời gian"
    template = "admin/audit/entry/period.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = _day(params.pop(name)[-1])

    def expected_parameters(self):
        return ["tu", "den"]

    def has_output(self):
        return True

    def choices(self, changelist):
        """One form, which keeps the other filters."""
        mine = {*self.expected_parameters(), "p"}
        kept = {name: value for name, value in changelist.params.items() if name not in mine}
        yield {"kept": kept, **self.used_parameters}

    def queryset(self, request, queryset):
        first, last = self.used_parameters.get("tu"), self.used_parameters.get("den")
        if first:
            queryset = queryset.filter(at__gte=timezone.make_aware(datetime.combine(first, time())))
        if last:
            end = timezone.make_aware(datetime.combine(last, time.max))
            queryset = queryset.filter(at__lte=end)
        return queryset


def _day(typed):
    try:
        return parse_date(typed)
    except ValueError:
        return None


class ActorFilter(admin.SimpleListFilter):
    """Those who work here now; whoever has left is found by name."""

    title = "người làm"
    parameter_name = "nguoi"

    def lookups(self, request, model_admin):
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")
        return [*((user.pk, str(user)) for user in staff), ("khong", "Không có tài khoản")]

    def queryset(self, request, queryset):
        known = {str(key) for key, _ in self.lookup_choices}
        if self.value() not in known:
            return queryset
        return queryset.filter(actor_id=None if self.value() == "khong" else self.value())


class CappedPaginator(Paginator):
    """Counts no further than anybody turns pages: a count of everything would be the slow part."""

    most = 10_000

    @cached_property
    def _counted(self):
        return self.object_list.order_by().values("pk")[: self.most + 1].count()

    @cached_property
    def count(self):
        return min(self._counted, self.most)

    @property
    def has_more(self):
        return self._counted > self.most


@admin.register(Entry)
class EntryAdmin(ReadOnly, admin.ModelAdmin):
    """To read, to filter, to take away as CSV; never to change."""

    actions = None
    list_display = ["moment", "action", "actor", "what", "detail", "address"]
    list_filter = ["action", PeriodFilter, ActorFilter]
    list_per_page = 100
    sortable_by = ["moment"]  # by an index
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["search"]  # see get_search_results
    search_help_text = "Người làm, đối tượng, mã, chi tiết (không cần dấu), hoặc một địa chỉ mạng"
    readonly_fields = ["moment", "actor", "what", "changes"]
    fieldsets = [
        (None, {"fields": ["moment", "action", "actor", "address"]}),
        ("Việc đã làm", {"fields": ["what", "detail", "changes"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search", "old", "new").newest_first()

    def get_ordering(self, request):
        return ["-at", "-pk"]

    def get_search_results(self, request, queryset, search_term):
        search_term = normalize_line(search_term)
        if not search_term:
            return queryset, False
        try:
            validate_ipv46_address(search_term)
        except ValidationError:
            return queryset.filter(search=Query(search_term)), False
        return queryset.filter(address=search_term), False

    def get_urls(self):
        export = self.admin_site.admin_view(require_POST(self.export_view))
        return [path("xuat/", export, name="audit_entry_export"), *super().get_urls()]

    def export_view(self, request):
        """What the list shows under its filters, all pages of it, line by line."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            chosen = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:audit_entry_changelist"))
        filters = "; ".join(f"{name}={value}" for name, value in request.GET.items())
        export = log.record(Action.EXPORTED, detail=f"Bộ lọc: {filters or 'không'}.")
        before_it = chosen.filter(pk__lt=export.pk).defer(None).defer("search")
        rows = map(_row, before_it.iterator(chunk_size=1000))
        response = StreamingHttpResponse(
            csv_lines(chain([COLUMNS], rows)), content_type="text/csv; charset=utf-8"
        )
        name = f"nhat-ky-{timezone.localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @admin.display(description="lúc", ordering="at")
    def moment(self, entry):
        return dates.stamp(entry.at)

    @admin.display(description="người làm")
    def actor(self, entry):
        return entry.actor_name or "Không có tài khoản"

    @admin.display(description="đối tượng")
    def what(self, entry):
        if not entry.object_kind:
            return entry.object_name
        return f"{reading.kind(entry)} {entry.object_id}: {entry.object_name}"

    @admin.display(description="trước và sau")
    def changes(self, entry):
        differences = reading.differences(entry)
        return render_to_string("admin/audit/entry/changes.html", {"differences": differences})


def _row(entry: Entry) -> list[str]:
    differences = reading.differences(entry)
    return [
        dates.stamp(entry.at),
        entry.get_action_display(),
        str(entry.actor_id or ""),
        entry.actor_name,
        entry.address or "",
        reading.kind(entry),
        entry.object_id,
        entry.object_name,
        "; ".join(f"{one.label}: {one.old}" for one in differences),
        "; ".join(f"{one.label}: {one.new}" for one in differences),
        entry.detail,
    ]
