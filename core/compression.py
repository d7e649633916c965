"""Pages compressed for readers; a proxy that compresses them itself does no harm."""

import re

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

_TEXT = re.compile(r"text/|application/([a-z]+\+)?(json|xml)")


class CompressionMiddleware(GZipMiddleware):
    """Leaves whoever has a session out: the length of a compressed page can tell its secrets
    (BREACH, CVE-2013-3587), and a stranger's page has none."""

    def process_response(self, request, response):
        is_text = _TEXT.match(response.get("Content-Type", ""))
        if not is_text or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        return super().process_response(request, response)
