"""What may be meant while the last word is still being typed: a few cheap statements."""

from collections.abc import Iterable
from typing import Protocol

from django.db.models.functions import Length

from search.finding import Hit, newest
from search.models import Word
from search.query import Query, quoted


class Place(Protocol):
    words: list[str]  # of its name, folded


GOES_ON = 16  # words of the index that begin like the last one, the short ones first


def entries(query: Query, most: int) -> list[Hit]:
    """Up to *most* entries whose titles have the words; the last word may go on."""
    typed = [word.folded for word in query.words]
    if not typed or len(typed[-1]) < 2 and len(typed) == 1:
        return []
    *whole, begun = typed
    begins = Word.objects.filter(word__startswith=begun).order_by(Length("word"), "word")
    ends = {begun, *begins.values_list("word", flat=True)[:GOES_ON]}
    any_end = " | ".join(quoted(f"^{word}") for word in sorted(ends))
    condition = " & ".join([*(quoted(f"^{word}") for word in whole), f"({any_end})"])
    return newest(condition, most)


def places(query: Query, named: Iterable[Place], *, is_begun=False) -> list[Place]:
    """Those whose name has all the words; the last may go on if the question *is_begun*."""
    typed = [word.folded for word in query.words]
    return [place for place in named if _has(typed, place.words, is_begun)] if typed else []


def _has(typed: list[str], name: list[str], is_begun: bool) -> bool:
    *whole, last = typed
    ends = any(word.startswith(last) if is_begun else word == last for word in name)
    return ends and set(whole) <= set(name)
