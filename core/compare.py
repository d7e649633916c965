"""Two texts side by side, word by word."""

import re
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

MAX_WORDS = 4_000  # of both texts together; what is longer differs as a whole
# The space belongs to its word: alone it would be every second one, and matching it takes minutes.
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


class Part(NamedTuple):
    """A run of words; `is_own`: the other text does not have them here."""

    text: str
    is_own: bool


def words(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts cut into parts. Joined again, the parts of a side are that text."""
    left, right = _WORD.findall(one), _WORD.findall(other)
    if len(left) + len(right) > MAX_WORDS:
        return [Part(one, one != other)], [Part(other, one != other)]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    sides: tuple[list[Part], list[Part]] = ([], [])
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        for side, part in (
            (sides[0], "".join(left[start:end])),
            (sides[1], "".join(right[other_start:other_end])),
        ):
            if part:
                side.append(Part(part, kind != "equal"))
    return sides


def blocks(one: list[str], other: list[str]) -> list[tuple[list[Part], list[Part]]]:
    """Rows of two lists of blocks: like beside like, a changed block word by word."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    rows: list[tuple[list[Part], list[Part]]] = []
    for _kind, start, end, other_start, other_end in matcher.get_opcodes():
        left, right = one[start:end], other[other_start:other_end]
        rows.extend(words(*pair) for pair in zip_longest(left, right, fillvalue=""))
    return rows
