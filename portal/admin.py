"""The desk: Django's own admin, in the order staff work, with the words it lacks in Vietnamese."""

from django.contrib.admin import AdminSite
from django.http import JsonResponse
from django.views.i18n import JavaScriptCatalog

from news import dashboard

APPS_IN_ORDER = ["news", "photos", "links", "organization", "accounts", "audit"]


class PortalAdminSite(AdminSite):
    site_header = site_title = "Quản trị trang thông tin"
    index_title = "Bàn làm việc"
    empty_value_display = "-"

    def get_app_list(self, request, app_label=None):
        places = {label: place for place, label in enumerate(APPS_IN_ORDER)}
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: places.get(app["app_label"], len(places)))

    def index(self, request, extra_context=None):
        overview = dashboard.overview(request.user)
        return super().index(request, {"overview": overview, **(extra_context or {})})

    def autocomplete_view(self, request):
        if "\0" in request.GET.get("term", ""):  # PostgreSQL has no such character
            return JsonResponse({"results": [], "pagination": {"more": False}})
        return super().autocomplete_view(request)

    def i18n_javascript(self, request, extra_context=None):
        catalog = JavaScriptCatalog.as_view(packages=["django.contrib.admin", "portal"])
        return catalog(request)
