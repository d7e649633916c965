"""How often anybody may do something, counted in the memory of this process alone."""

import math
import threading
import time
from collections.abc import Callable, Hashable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.clients import key_of


class Limit:
    """At most *count* times in *seconds* for one key, from its first time on.

    No more than *most_keys* are remembered; the oldest is forgotten first.
    """

    def __init__(
        self,
        count: int,
        seconds: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_keys: int = 10_000,
    ):
        self.count, self.seconds = count, seconds
        self._clock, self._most_keys = clock, most_keys
        self._lock = threading.Lock()
        # In the order of their first times: what has ended stands in front.
        self._seen: dict[Hashable, tuple[float, int]] = {}

    def wait(self, key: Hashable) -> int:
        """Count one more time and return 0; or, over the limit, the seconds until there is room."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            began, times = self._seen.get(key, (now, 0))
            if times >= self.count:
                return max(1, math.ceil(began + self.seconds - now))
            self._seen[key] = (began, times + 1)
            return 0

    def _forget(self, now: float) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            has_ended = self._seen[oldest][0] + self.seconds <= now
            if not has_ended and len(self._seen) < self._most_keys:
                return
            del self._seen[oldest]


class Limits:
    """At most *count* times in *seconds* from one address, and *overall* times from all of them.

    The addresses are not remembered, only what tells them apart that day (clients.key_of).
    """

    def __init__(self, count: int, seconds: int, *, overall: int):
        self.count = count
        self._each, self._all = Limit(count, seconds), Limit(overall, seconds)

    def wait(self, request: HttpRequest) -> int:
        """Count one more time and return 0; or, over a limit, the seconds until there is room."""
        return self._each.wait(key_of(request, timezone.localdate())) or self._all.wait(None)


def to_wait(response: HttpResponse, seconds: int) -> HttpResponse:
    """*response* (429), with when to try again for programs; nobody keeps it."""
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def in_minutes(seconds: int) -> str:
    """8 phút: how long to wait, rounded up."""
    return f"{max(1, math.ceil(seconds / 60))} phút"
