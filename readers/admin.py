from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from core import dates
from core.admin import ReadOnly
from news.models import Article
from news.rights import rights_of
from readers import popularity, reports, statistics
from readers.forms import HandlingForm
from readers.models import DailyRating, DailyViews, ErrorReport

ORDERS = {"doc-nhieu": "Đọc nhiều", "can-xem-lai": "Điểm cần xem lại"}
SHOWN = 80  # characters of a text in the list


@admin.register(DailyViews)
class DailyViewsAdmin(ReadOnly, admin.ModelAdmin):
    """Pages of what the rows add up to, in the place of a list of them."""

    def get_urls(self):
        article = self.admin_site.admin_view(self.article_view)
        name = "readers_dailyviews_article"
        return [path("bai/<int:pk>/", article, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        days = _period(request)
        order = request.GET.get("xep")
        articles = rights_of(request.user).those(Article.objects.kept(), "view")
        lines = statistics.least_useful if order == "can-xem-lai" else statistics.most_read
        context = {
            "title": "Lượt đọc",
            "days": days,
            "order": order if order in ORDERS else "doc-nhieu",
            "orders": ORDERS,
            "chart": statistics.chart(DailyViews.objects.all(), days),
            "sections": statistics.by_section(days),
            "lines": lines(articles, days),
        }
        return self._page(request, "overview.html", context)

    def article_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        days = _period(request)
        articles = rights_of(request.user).those(Article.objects.kept(), "view")
        article = get_object_or_404(articles.defer("body"), pk=pk)
        views = DailyViews.objects.filter(article=article)
        ratings = DailyRating.objects.since(popularity.first_day(days)).filter(article=article)
        context = {
            "title": "Lượt đọc của bài",
            "days": days,
            "article": article,
            "chart": statistics.chart(views, days),
            "total": popularity.views_of(pk),
            "rated": statistics.ratings_of(ratings).get(pk, statistics.Rated()),
        }
        return self._page(request, "article.html", context)

    def _page(self, request, template, context):
        shared = {**self.admin_site.each_context(request), "periods": statistics.PERIODS}
        return render(request, f"admin/readers/dailyviews/{template}", {**shared, **context})


def _period(request) -> int:
    asked = request.GET.get("ngay", "")
    return next((days for days in statistics.PERIODS if str(days) == asked), 30)


class StatusFilter(admin.SimpleListFilter):
    """Those that wait, unless others are asked for."""

    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request, model_admin):
        return [*ErrorReport.Status.choices, ("tat-ca", "Tất cả")]

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self._chosen, "query_string": query, "display": label}

    def queryset(self, request, queryset):
        if self._chosen == "tat-ca":
            return queryset
        return queryset.filter(status=self._chosen)

    @property
    def _chosen(self):
        known = [value for value, _ in self.lookup_choices]
        return self.value() if self.value() in known else ErrorReport.Status.NEW


@admin.register(ErrorReport)
class ErrorReportAdmin(ReadOnly, admin.ModelAdmin):
    """To read and to close: what a reader wrote is never changed."""

    actions = None
    change_form_template = "admin/readers/errorreport/change_form.html"
    list_display = ["moment", "headline", "quoted", "suggested", "status"]
    list_filter = [StatusFilter]
    list_select_related = ["article"]
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    readonly_fields = ["article_link", "quote", "suggestion", "moment", "status"]
    fieldsets = [
        (None, {"fields": ["article_link", "quote", "suggestion", "moment", "status"]}),
        ("Xử lý", {"fields": ["handled_by", "handled_moment", "note"]}),
    ]

    def get_queryset(self, request):
        return reports.visible_to(request.user).select_related("article", "handled_by")

    def get_ordering(self, request):
        return ["-created_at", "-pk"]

    def get_fieldsets(self, request, obj=None):
        handled = obj is not None and obj.status != ErrorReport.Status.NEW
        return self.fieldsets if handled else self.fieldsets[:1]

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.handle_view))
        name = "readers_errorreport_handle"
        return [path("<int:pk>/xu-ly/", view, name=name), *super().get_urls()]

    def handle_view(self, request, pk):
        if not request.user.has_perm("readers.change_errorreport"):
            raise PermissionDenied
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        form, now = HandlingForm(request.POST), timezone.now()
        if not form.is_valid():
            messages.error(request, "Xin chọn “Đã sửa” hoặc “Bỏ qua”; ghi chú có tối đa 500 ký tự.")
            return HttpResponseRedirect(
                reverse("admin:readers_errorreport_change", args=[report.pk])
            )
        try:
            handled = reports.handle(report.pk, by=request.user, now=now, **form.cleaned_data)
        except reports.AlreadyHandled as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"{handled}: {handled.get_status_display().lower()}.")
        return HttpResponseRedirect(reverse("admin:readers_errorreport_changelist"))

    @admin.display(description="gửi lúc")
    def moment(self, report):
        return dates.long_datetime(report.created_at)

    @admin.display(description="xử lý lúc")
    def handled_moment(self, report):
        return dates.long_datetime(report.handled_at)

    @admin.display(description="bài viết")
    def headline(self, report):
        return report.article.headline

    @admin.display(description="bài viết")
    def article_link(self, report):
        address = reverse("admin:news_article_change", args=[report.article_id])
        return format_html('<a href="{}">{}</a>', address, report.article.headline)

    @admin.display(description="đoạn có lỗi")
    def quoted(self, report):
        return Truncator(report.quote).chars(SHOWN)

    @admin.display(description="góp ý")
    def suggested(self, report):
        return Truncator(report.suggestion).chars(SHOWN)
