"""An address that crashes, for the test of the error page."""

from django.urls import path

handler500 = "portal.views.server_error"


def crash(request):
    raise RuntimeError("as a test asked")


urlpatterns = [path("hong/", crash)]
