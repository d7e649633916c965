"""The portal in this process, asked as a reader of PORTAL_ADDRESS asks it."""

from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse

from portal.mirror import Refused

FOUND, MOVED, GONE = (200,), (301, 302), (404, 410)


class Portal:
    def __init__(self):
        self.origin = settings.DESK_ADDRESS
        if settings.HTTPS and not self.origin.startswith("https://"):
            raise Refused(
                f"PORTAL_ADDRESS is {self.origin}, and the portal is only served over HTTPS: "
                "set the address readers know, or PORTAL_HTTPS=0."
            )
        self._handler = WSGIHandler()

    def get(self, address: str) -> HttpResponse | None:
        """The page at *address* or where it has moved, None if there is none; else Refused."""
        answer = self._handler.get_response(self.request(address))
        if answer.status_code in FOUND + MOVED:
            return answer
        if answer.status_code in GONE:
            return None
        if answer.status_code == 400:
            raise Refused(
                f"The portal does not serve {self.origin}: PORTAL_HOSTS and PORTAL_ADDRESS differ."
            )
        raise Refused(
            f"The portal answered {answer.status_code} to {address}: the mirror is as it was."
        )

    def request(self, address: str) -> WSGIRequest:
        path, _, query = address.partition("?")
        public = urlsplit(self.origin)
        environ = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": public.netloc,
            "HTTP_X_FORWARDED_PROTO": public.scheme,
            "wsgi.url_scheme": public.scheme,
        }
        setup_testing_defaults(environ)  # what every server says beside that
        return WSGIRequest(environ)
