"""The page for whoever tried too often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.limits import in_minutes, to_wait

RECORDED = "Tạm dừng vì thử quá nhiều lần từ một địa chỉ."


def page(request: HttpRequest, seconds: int) -> HttpResponse:
    """Says when to try again; the same for every account, whether there is one or not."""
    context = {"wait": in_minutes(seconds)}
    return to_wait(render(request, "signing_in/held.html", context, status=429), seconds)
