from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from core.admin import NormalizedSearch, ReadOnly
from core.spreadsheets import csv_lines
from search import questions
from search.models import Question, Synonym

PERIODS = (7, 30, 365)  # days
LISTED = 50
EXPORTED = 5_000
WHAT_THEY_DO = "Người đọc gõ cách viết này thì tìm thấy cả bài dùng cách viết kia."
COLUMNS = ["Từ đã tìm", "Lượt tìm", "Có kết quả", "Không có kết quả"]


class SynonymLine(forms.ModelForm):
    """A pair in the list, where headings of columns alone do not name its boxes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{self.instance}: {field.label}"
            field.help_text = ""  # which the list does not show


@admin.register(Synonym)
class SynonymAdmin(NormalizedSearch):
    list_display = ["short", "full", "tried"]
    list_display_links = None
    list_editable = ["short", "full"]
    list_per_page = 200
    ordering = ["short", "pk"]
    search_fields = ["short__folded", "full__folded"]
    search_help_text = WHAT_THEY_DO
    fieldsets = [
        (
            None,
            {
                "fields": ["short", "full"],
                "description": (
                    f"{WHAT_THEY_DO} Không kể chữ hoa, chữ thường, có dấu hay không dấu. "
                    "Có hiệu lực ngay sau khi lưu."
                ),
            },
        )
    ]

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, form=SynonymLine, **kwargs)

    @admin.display(description="thử")
    def tried(self, synonym):
        address = f"{reverse('search')}?{urlencode({'q': synonym.short})}"
        return format_html('<a href="{}">Tìm “{}”</a>', address, synonym.short)


@admin.register(Question)
class QuestionAdmin(ReadOnly, admin.ModelAdmin):
    """A page of what the rows add up to; no row is shown alone, and what is rare not at all."""

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    def get_urls(self):
        export = self.admin_site.admin_view(require_safe(self.export_view))
        return [path("xuat/", export, name="search_question_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        today, days = timezone.localdate(), _period(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Từ người đọc tìm",
            "days": days,
            "periods": PERIODS,
            "asked": questions.most_asked(today, days, LISTED),
            "missed": questions.most_missed(today, days, LISTED),
            "least": questions.SHOWN_FROM,
        }
        return render(request, "admin/search/question/overview.html", context)

    def export_view(self, request):
        """All that was looked for in the period as a table, but what is rare."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today, days = timezone.localdate(), _period(request)
        lines = questions.most_asked(today, days, EXPORTED)
        numbers = ([each.words, each.total, each.found, each.not_found] for each in lines)
        rows = [COLUMNS, *(map(str, row) for row in numbers)]
        response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
        name = f"tu-nguoi-doc-tim-{days}-ngay-{today:%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _period(request) -> int:
    asked = request.GET.get("ngay", "")
    return next((days for days in PERIODS if str(days) == asked), 30)
