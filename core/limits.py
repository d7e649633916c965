"""How often anybody may do something, counted in the memory of this process alone."""

import math
import threading
import time
from collections.abc import Callable, Hashable


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


def in_minutes(seconds: int) -> str:
    """8 phút: how long to wait, rounded up."""
    return f"{max(1, math.ceil(seconds / 60))} phút"
