"""While the database is gone, pages that need it say so calmly; nothing has to be restarted.

Connections are looked at before use (CONN_HEALTH_CHECKS), so the first request after the database
is back is answered as if nothing had been.
"""

import logging

from portal.failures import DATABASE_GONE, unavailable

log = logging.getLogger(__name__)


class OutageMiddleware:
    """Of what goes wrong in views. What does outside them comes to portal.failures.server_error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, DATABASE_GONE):
            return None
        log.error("No database for %s: %s", request.path, " ".join(str(exception).split()))
        return unavailable(request)
