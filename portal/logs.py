"""Whose request a line of the log is about: an id that readers are shown when something fails.

The id is nginx's where PORTAL_TRUSTED_PROXY says that nginx stands in front, else one made here. It
is sent on answers for one reader alone: what caches share is the same bytes for everybody.
"""

import logging
import re
import secrets
from contextvars import ContextVar
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
ID = re.compile(r"[0-9a-zA-Z-]{8,64}")
answering: ContextVar[HttpRequest | None] = ContextVar("answering", default=None)
log = logging.getLogger(__name__)


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
    """Gives each record the id of its request."""

    def filter(self, record):
        record.request_id = request_id()
        return True


# --- Slow statements ------------------------------------------------------------------------------


def watch_statements(connection, **_signal) -> None:
    """Receiver of connection_created: what takes longer than SLOW_MS is logged."""
    if _watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watched)


def _watched(execute, sql, params, many, context):
    """Run a statement; a slow one is logged without its parameters, which are people's words."""
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = (perf_counter() - began) * 1000
        if ms > settings.SLOW_MS:
            log.warning("%d ms in %s: %s", ms, view_name() or "no view", " ".join(sql.split()))
