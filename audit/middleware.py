"""Lets audit.log know whose request is being answered, and records what the desk refused."""

from django.urls import reverse

from audit import log
from audit.models import Action

DENIALS_OF_STRANGERS = 1  # a minute, from one address


class AuditMiddleware:
    """After AuthenticationMiddleware, whose user it asks for only when there is something to write.

    It stands outside every transaction of a view: what it records survives their roll-back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = log.answering.set(request)
        try:
            response = self.get_response(request)
            if response.status_code in (401, 403):
                _record_denial(request)
            return response
        finally:
            log.answering.reset(token)


def _record_denial(request):
    if not request.path.startswith(reverse("admin:index")):
        return
    is_known = request.user.is_authenticated
    if is_known or request.method == "POST":
        log.record_sparingly(
            Action.DENIED,
            a_minute=log.DENIALS_A_MINUTE if is_known else DENIALS_OF_STRANGERS,
            detail=f"{request.method} {request.path}",
        )
