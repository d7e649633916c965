"""Whose request a line of the log is about: an id that readers are shown when something fails.

The id is nginx's where PORTAL_TRUSTED_PROXY says that nginx stands in front, else one made here. It
is sent on answers for one reader alone: what caches share is the same bytes for everybody.
"""

import logging
import re
import secrets
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
ID = re.compile(r"[0-9a-zA-Z-]{8,64}")
answering: ContextVar[HttpRequest | None] = ContextVar("answering", default=None)


class RequestIdMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = _id_given(request) or secrets.token_hex(16)
        token = answering.set(request)
        try:
            response = self.get_response(request)
        finally:
            answering.reset(token)
        if "public" not in response.get("Cache-Control", ""):
            response[HEADER] = request.id
        return response


def _id_given(request) -> str:
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXY else ""
    return given if ID.fullmatch(given) else ""


def request_id() -> str:
    """Of the request that is being answered; "" outside of one."""
    request = answering.get()
    return request.id if request else ""


def view_name() -> str:
    """Of the request that is being answered, as `reverse` takes it; "" before that is known."""
    match = getattr(answering.get(), "resolver_match", None)
    return match.view_name if match else ""


class OfRequest(logging.Filter):
    """Gives each record the id of its request, also as the end of a line."""

    def filter(self, record):
        record.request_id = request_id()
        record.in_request = f" [{record.request_id}]" if record.request_id else ""
        return True
