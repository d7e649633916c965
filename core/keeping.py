"""What a process keeps in its memory because it can be made again: so much of it, and no more."""

from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
KEPT_BYTES = 20 * 2**20  # of each kind of things
SECONDS_IN_FLIGHT = 120  # as long as a request may take, and longer
_kinds: list["Kept"] = []
_nothing_until = 0.0


class Kept(Generic[T]):
    """Things by their keys, until they take KEPT_BYTES: then all of it is forgotten at once."""

    def __init__(self) -> None:
        self.clear()
        _kinds.append(self)

    def clear(self) -> None:
        self._things: dict[tuple, T] = {}
        self.bytes = 0

    def get(self, key: tuple) -> T | None:
        return self._things.get(key)

    def keep(self, key: tuple, thing: T, letters: int) -> None:
        """Keep *thing*, which has so many *letters*; a letter takes up to four bytes."""
        if monotonic() < _nothing_until or key in self._things:
            return
        weight = 2048 + 4 * letters  # with its key and its objects, about
        if self.bytes + weight > KEPT_BYTES:
            self.clear()
        self._things[key] = thing
        self.bytes += weight


def forget_everything() -> None:
    """Keep nothing that was known until now, and nothing that is on its way."""
    global _nothing_until
    _nothing_until = monotonic() + SECONDS_IN_FLIGHT
    for kind in _kinds:
        kind.clear()
