"""What may be meant while the last word is still being typed: a few cheap statements."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol

from django.db.models.functions import Length

from search.finding import Hit, newest
from search.models import Entry, Word
from search.query import Query, quoted


class Place(Protocol):
    words: list[str]  # of its name, folded


KEPT = 1_500  # titles: what most readers are after, and words that stand in most of them
GOES_ON = 24  # words of the index that begin like the last one, the short ones first
_EVERYTHING = " | ".join(quoted(f"#{kind}") for kind in Entry.Kind.values)


def newest_titles() -> list[tuple[Hit, str]]:
    """The newest entries with the words of their titles, a space before each: to be kept."""
    hits = newest(f"({_EVERYTHING})", KEPT)
    ids = [hit.id for hit in hits]
    titles = dict(Entry.objects.filter(pk__in=ids).values_list("pk", "title_words"))
    return [(hit, f" {titles.get(hit.id, '')}") for hit in hits]


def entries(query: Query, most: int, near: list[tuple[Hit, str]]) -> list[Hit]:
    """Up to *most* entries whose titles have the words; the last word may go on.

    First those *near* (newest_titles) that have them as they were typed.
    """
    typed = [word.folded for word in query.words]
    if not typed or len(typed[-1]) < 2 and len(typed) == 1:
        return []
    begun = f" {' '.join(typed)}"
    found = {hit.id: hit for hit, title in near if begun in title}
    for further in (_neighbours_begun, _scattered_begun):
        if len(found) < most:
            found |= {hit.id: hit for hit in further(typed, most) if hit.id not in found}
    return list(found.values())[:most]


def _neighbours_begun(typed: list[str], most: int) -> list[Hit]:
    """By the neighbours in titles: "^van ph" goes on as "^van phong"."""
    if len(typed) == 1:
        return []
    pairs = [f"^{one} {other}" for one, other in pairwise(typed)]
    return newest(" & ".join([*map(quoted, pairs[:-1]), f"{quoted(pairs[-1])}:*"]), most)


def _scattered_begun(typed: list[str], most: int) -> list[Hit]:
    *whole, begun = typed
    begins = Word.objects.filter(word__startswith=begun).order_by(Length("word"), "word")
    ends = {begun, *begins.values_list("word", flat=True)[:GOES_ON]}
    any_end = " | ".join(quoted(f"^{word}") for word in sorted(ends))
    return newest(" & ".join([*(quoted(f"^{word}") for word in whole), f"({any_end})"]), most)


def places(query: Query, named: Iterable[Place], *, is_begun=False) -> list[Place]:
    """Those whose name has all the words; the last may go on if the question *is_begun*."""
    typed = [word.folded for word in query.words]
    return [place for place in named if _has(typed, place.words, is_begun)] if typed else []


def _has(typed: list[str], name: list[str], is_begun: bool) -> bool:
    *whole, last = typed
    ends = any(word.startswith(last) if is_begun else word == last for word in name)
    return ends and set(whole) <= set(name)
