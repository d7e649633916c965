"""Addresses that crash, middleware that does, and the pages of failures, for the tests of them."""

from django.contrib import admin
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path

handler500 = "portal.failures.server_error"


def crash(request, rest=""):
    raise RuntimeError("as a test asked")


def show(request, name):
    return HttpResponse(render_to_string(name, {"is_form_of_the_desk": "form" in request.GET}))


class OperationalErrorMiddleware:
    error: type[Exception] = OperationalError

    def __init__(self, get_response):
        pass

    def __call__(self, request):
        raise self.error("as a test asked")


class InterfaceErrorMiddleware(OperationalErrorMiddleware):
    error = InterfaceError


urlpatterns = [
    path("hong/", crash),
    path("quan-tri/", admin.site.urls),  # middleware asks where it is
    path("xem/<str:name>", show),
    path("<path:rest>", crash),
]
