"""What browsers refused to load into our pages: a sign that somebody has put something there.

They tell it at the address that Content-Security-Policy names, in either of two forms:
https://www.w3.org/TR/CSP3/#deprecated-serialize-violation and https://www.w3.org/TR/reporting-1/.
What is kept says nothing of the reader: a day, one of our pages, and what was refused.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.limits import Limits
from core.text import normalize_line
from portal.models import Violation

MOST_BYTES = 16 * 1024
MOST_AT_ONCE = 10
MOST_A_DAY = 200  # kinds of them: more would be somebody who writes reports himself
KEPT = timedelta(days=30)
REPORTS = Limits(20, 60, overall=600)  # in one process
LONGEST = 200
OF_THE_BROWSER = re.compile(r"(.*-)?extension|about|chrome")  # schemes: its owner's additions


class Refused(NamedTuple):
    path: str  # of our page
    directive: str
    blocked: str  # the origin of what was refused, or "inline", "eval" …


@csrf_exempt
@require_POST
def report(request):
    """Whatever comes is answered the same: who reports is a program that shows nothing."""
    today = timezone.localdate()
    if not REPORTS.wait(request):
        for one in list(_read(request))[:MOST_AT_ONCE]:
            Violation.objects.count_one(today, *one, most=MOST_A_DAY)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _read(request) -> Iterator[Refused]:
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return
    for body in _bodies(told):
        if found := _refused(body):
            yield found


def _bodies(told) -> Iterator[dict]:
    if isinstance(told, dict):
        yield told.get("csp-report")
    elif isinstance(told, list):
        yield from (each.get("body") for each in told if isinstance(each, dict))


def _refused(body) -> Refused | None:
    if not isinstance(body, dict):
        return None
    page = body.get("document-uri") or body.get("documentURL")
    directive = body.get("effective-directive") or body.get("effectiveDirective")
    blocked = body.get("blocked-uri") or body.get("blockedURL")
    if not all(isinstance(each, str) for each in (page, directive, blocked)):
        return None
    try:
        path, origin = urlsplit(page).path, urlsplit(blocked)
    except ValueError:
        return None
    if OF_THE_BROWSER.fullmatch(origin.scheme or blocked):
        return None
    where = f"{origin.scheme}://{origin.hostname}" if origin.hostname else blocked
    return Refused(*(normalize_line(each)[:LONGEST] for each in (path, directive, where)))


def forget_old(now: datetime) -> int:
    """A task of `manage.py tick`."""
    return Violation.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()[0]
