"""The caches in front: what is withdrawn is fetched anew by each of them, at once.

They ask again after a second by themselves, but show what they have for a week when nobody answers:
so a page that must not be seen any more is replaced while somebody does.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from core.replicas import wait_for_replicas

SECONDS = 3  # a front that does not answer is down, or asks the portal anew when it is back
AT_ONCE = 4
log = logging.getLogger(__name__)


def refresh_on_commit(paths: Iterable[str]) -> None:
    """Have every front fetch the pages at *paths* anew once the transaction has committed."""
    asked = [(front, path) for front in settings.FRONTS for path in paths]
    if asked:
        transaction.on_commit(lambda: _refresh_all(asked), robust=True)


def _refresh_all(asked: list[tuple[str, str]]) -> None:
    wait_for_replicas()  # else a front would keep what one of them still shows
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda each: _refresh(*each), asked))


def _refresh(front: str, path: str) -> None:
    public, address = urlsplit(settings.DESK_ADDRESS), urlsplit(front)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=SECONDS)
    headers = {"Host": public.netloc, "X-Portal-Refresh": settings.REFRESH_KEY}
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.headers.get("X-Cache") != "BYPASS":
            log.warning("%s did not fetch %s anew: is its key PORTAL_REFRESH_KEY?", front, path)
    except (OSError, HTTPException) as error:
        log.warning("%s did not fetch %s anew: %s", front, path, error)
    finally:
        connection.close()
