"""The page for whoever tried too often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.limits import in_minutes

RECORDED = "Tạm dừng vì thử quá nhiều lần từ một địa chỉ."


def page(request: HttpRequest, seconds: int) -> HttpResponse:
    """Says when to try again; the same for every account, whether there is one or not."""
    response = render(request, "signing_in/held.html", {"wait": in_minutes(seconds)}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
