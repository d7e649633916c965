"""An address that crashes, and middleware that does, for the tests of the error pages."""

from django.db import InterfaceError, OperationalError
from django.urls import path

handler500 = "portal.failures.server_error"


def crash(request):
    raise RuntimeError("as a test asked")


class OperationalErrorMiddleware:
    error: type[Exception] = OperationalError

    def __init__(self, get_response):
        pass

    def __call__(self, request):
        raise self.error("as a test asked")


class InterfaceErrorMiddleware(OperationalErrorMiddleware):
    error = InterfaceError


urlpatterns = [path("hong/", crash)]
