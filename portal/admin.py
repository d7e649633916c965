"""The desk: Django's own admin, in the order staff work, with the words it lacks in Vietnamese."""

from functools import wraps

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.i18n import JavaScriptCatalog

from accounts.signing_in.views import NewPassword
from news import dashboard
from readers import reports

APPS_IN_ORDER = [
    *("news", "readers", "search", "photos", "links", "organization", "accounts", "audit"),
]


class PortalAdminSite(AdminSite):
    site_header = site_title = "Quản trị trang thông tin"
    index_title = "Bàn làm việc"
    empty_value_display = "-"

    def get_app_list(self, request, app_label=None):
        places = {label: place for place, label in enumerate(APPS_IN_ORDER)}
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: places.get(app["app_label"], len(places)))

    def get_urls(self):
        view = self.admin_view(self.view_on_site)
        name = "r/<path:content_type_id>/<path:object_id>/"
        return [path(name, view, name="view_on_site"), *super().get_urls()]

    def admin_view(self, view, cacheable=False):
        """Answer 400 to what nobody can ask for by hand, and what Django's own views fail over."""

        @wraps(view)
        def asked_well(request, *args, **kwargs):
            filters = [values for name, values in request.GET.lists() if name != SEARCH_VAR]
            if any("\0" in value for values in filters for value in values):
                raise SuspiciousOperation("PostgreSQL has no such character.")
            for values in (request.GET, request.POST):
                if values.get(TO_FIELD_VAR, "id") == "":
                    raise DisallowedModelAdminToField("An empty field cannot be referenced.")
            return view(request, *args, **kwargs)

        return super().admin_view(asked_well, cacheable)

    def view_on_site(self, request, content_type_id, object_id):
        """Lead to a row's page who may see the row: the address of an article tells its headline.

        Django leads all staff to everything.
        """
        kinds = {
            str(ContentType.objects.get_for_model(model).pk): model for model in self._registry
        }
        model = kinds.get(content_type_id)
        row = model and self._registry[model].get_object(request, object_id)
        if row is None or not self._registry[model].has_view_permission(request, row):
            raise Http404("Không có trang này hoặc bạn chưa được quyền xem.")
        return shortcut(request, content_type_id, object_id)

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """Where the desk sends strangers; it leads on to accounts.signing_in.

        Never Django's own form: it takes a password alone, of any account, and counts nothing.
        """
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        context = {**self.each_context(request), **(extra_context or {})}
        return NewPassword.as_view(extra_context=context)(request)

    def index(self, request, extra_context=None):
        overview = dashboard.overview(request.user)
        waiting = reports.count_waiting(request.user)
        context = {"overview": overview, "reports_waiting": waiting, **(extra_context or {})}
        return super().index(request, context)

    def i18n_javascript(self, request, extra_context=None):
        catalog = JavaScriptCatalog.as_view(packages=["django.contrib.admin", "portal"])
        return catalog(request)
