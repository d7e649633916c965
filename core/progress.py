"""How far long work has come, for whoever waits in front of a terminal."""

import sys
from datetime import timedelta
from time import monotonic
from typing import Self, TextIO

SECONDS_BETWEEN = 0.2


def share(done: int, total: int) -> str:
    """As in "12/48 (25 %)"; what turns out more than was counted stays at 100 %."""
    return f"{done}/{total} ({min(100, done * 100 // total) if total else 100} %)"


def left(done: int, total: int, seconds: float) -> str:
    """How long the rest takes when *done* took so many seconds."""
    remaining = seconds / done * max(total - done, 0) if done else 0
    return f"{timedelta(seconds=round(remaining))} left"


class Progress:
    """One line of the terminal, written over and over until the work ends; nothing anywhere else.

    *total* and what is done are counted in pieces, of which *unit* are shown as one.
    """

    def __init__(self, what: str, total: int = 0, unit: int = 1, out: TextIO | None = None):
        self._what, self._total, self._unit = what, total, unit
        self._out = out or sys.stderr  # so that what is written to a file or pipe stays whole
        self._is_shown = self._out.isatty()
        self._done, self._began, self._told = 0, monotonic(), 0.0

    def __enter__(self) -> Self:
        self._tell()
        return self

    def __exit__(self, *_error: object) -> None:
        self._write("")

    def advance(self, pieces: int = 1) -> None:
        self.reach(self._done + pieces)

    def reach(self, pieces: int) -> None:
        self._done = pieces
        if monotonic() - self._told > SECONDS_BETWEEN:
            self._tell()

    def _tell(self) -> None:
        self._told = monotonic()
        done, total = self._done // self._unit, self._total // self._unit
        if total:
            seconds = left(self._done, self._total, self._told - self._began)
            self._write(f"{self._what}: {share(done, total)}, {seconds}")
        else:
            self._write(f"{self._what}: {done}")

    def _write(self, line: str) -> None:
        if self._is_shown:
            self._out.write(f"\r{line}\x1b[K")
            self._out.flush()
