"""Looking into the index: what is found, in the order a reader would agree with.

Only entries readers may see are ever returned. However common the words are, at most LOOKED_AT
entries are counted and some hundreds ranked (docs/search.md says why, and what it costs).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from core.replicas import reader
from search.models import Entry
from search.query import Query, quoted

LOOKED_AT = 201  # one more than is counted: "hơn 200"
ENOUGH = 45  # phrases among the newest: the others are not looked for
PHRASES_LOOKED_AT = 800
RANKED = 100  # of the newest
BEST = 60  # of each kind that is better than new
FEW_WORDS = 4
SCATTERED = timedelta(days=365)  # how old a title may be that has the words in another order


class Order(StrEnum):
    BEST = "dung-nhat"
    NEWEST = "moi-nhat"


@dataclass(frozen=True)
class Filters:
    kind: str = ""
    section: int | None = None
    since: datetime | None = None
    until: datetime | None = None  # that moment no more

    def as_tsquery(self) -> str:
        tags = [f"#{self.kind}"] if self.kind else []
        tags += [f"@{self.section}"] if self.section else []
        return "".join(f" & {quoted(tag)}" for tag in tags)


class Hit(NamedTuple):
    """One entry, and the row it tells of."""

    id: int
    kind: str
    sections: list[int]  # and those above them
    source: str
    object_id: int


@dataclass(frozen=True)
class Facet:
    """How many are found of each choice, whatever the others narrow."""

    counts: Counter = field(default_factory=Counter)
    total: int = 0
    is_capped: bool = False  # there may be more than were counted


@dataclass(frozen=True)
class Found:
    hits: list[Hit] = field(default_factory=list)  # best first: as many as can be paged
    is_capped: bool = False
    is_together: bool = True  # the first has the words side by side
    kinds: Facet = Facet()
    sections: Facet = Facet()

    def __bool__(self) -> bool:
        return bool(self.hits)


NOTHING = Found()
UNDATED = frozenset([Entry.Kind.PAGE, Entry.Kind.PEOPLE, Entry.Kind.LINK])


def find(query: Query, filters: Filters = Filters(), order: Order = Order.BEST) -> Found:  # noqa: B008
    """What readers may see of what was asked for; NOTHING for an empty question."""
    if not query:
        return NOTHING
    found = _gather(query, filters)
    any_kind = _gather(query, replace(filters, kind="")) if filters.kind else found
    anywhere = _gather(query, replace(filters, section=None)) if filters.section else found
    hits, is_together = found.hits[: LOOKED_AT - 1], True
    if order == Order.NEWEST:
        hits.sort(key=lambda hit: hit.kind in UNDATED)  # the others are in order
    else:
        hits, is_together = _best_first(hits, found, query, filters)
    return Found(
        hits,
        found.is_capped,
        is_together,
        _facet(any_kind, lambda hit: [hit.kind]),
        _facet(anywhere, lambda hit: hit.sections),
    )


def newest(condition: str, most: int, filters: Filters = Filters()) -> list[Hit]:  # noqa: B008
    """Up to *most* entries of a tsquery: what has no date first, then the newest."""
    with reader().cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, sections, source, object_id"
            "  FROM search_newest(%s::tsquery, %s, %s, %s)",
            [condition + filters.as_tsquery(), most, filters.since, filters.until],
        )
        return [Hit(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class _Gathered:
    hits: list[Hit]  # the newest first
    is_capped: bool
    as_written: list[Hit] | None = None  # those written as typed; None: all are


def _facet(gathered: _Gathered, choices_of: Callable[[Hit], list]) -> Facet:
    hits = gathered.hits[: LOOKED_AT - 1]
    counts = Counter(choice for hit in hits for choice in choices_of(hit))
    return Facet(counts, len(hits), gathered.is_capped)


def _gather(query: Query, filters: Filters) -> _Gathered:
    """The newest that match; those written as typed, when there are enough of them."""
    if query.has_phrase:
        return _gather_phrases(query, filters)
    written: list[Hit] = []
    if query.is_marked:
        written = newest(query.anywhere_as_written(), LOOKED_AT, filters)
    if len(written) == LOOKED_AT:
        return _Gathered(written, is_capped=True)
    hits = newest(query.anywhere(), LOOKED_AT, filters)
    return _Gathered(hits, len(hits) == LOOKED_AT, written)


def _gather_phrases(query: Query, filters: Filters) -> _Gathered:
    """Phrases are looked for among the newest that have the words anywhere, and in all titles: the
    index knows no places, and to compare those of all entries takes 500 ms in a million."""
    near = newest(query.loosely(), LOOKED_AT, filters)
    hits = _exact(near, query)
    if is_capped := len(near) == LOOKED_AT:
        if len(hits) < ENOUGH:
            further = newest(query.loosely(), PHRASES_LOOKED_AT, filters)
            hits += _exact(further[LOOKED_AT:], query)
        older = newest(query.side_by_side_in_title(), LOOKED_AT, filters)
        hits = _once([*hits, *_exact(older, query)]) or newest(query.anywhere(), LOOKED_AT, filters)
    return _Gathered(hits[:LOOKED_AT], is_capped, as_written=[])


def _exact(hits: list[Hit], query: Query) -> list[Hit]:
    with reader().cursor() as cursor:
        cursor.execute(
            "SELECT id FROM search_entry"
            " WHERE id = ANY(%s) AND ts_delete(vector, '') @@ %s::tsquery",  # not by the index
            [[hit.id for hit in hits], query.anywhere()],
        )
        exact = {entry for (entry,) in cursor.fetchall()}
    return [hit for hit in hits if hit.id in exact]


def _once(hits: Iterable[Hit]) -> list[Hit]:
    return list({hit.id: hit for hit in hits}.values())


def _best_first(
    hits: list[Hit], found: _Gathered, query: Query, filters: Filters
) -> tuple[list[Hit], bool]:
    """The newest and what is better than new, ranked; then the others by date. And whether the
    first has the words side by side."""
    ranked = hits[:RANKED]
    if len(hits) > RANKED:
        has_all = not found.is_capped or query.has_phrase
        better = _titled(hits, query) if has_all else _best_titles(query, filters, found)
        ranked = _once([*ranked, *(found.as_written or ())[:BEST], *better])
    ranked, is_together = _ranked(ranked, query)
    return _once([*ranked, *hits]), is_together


def _titled(hits: list[Hit], query: Query) -> list[Hit]:
    """Those that have all the words in their title."""
    words = [list({word.folded for word in phrase}) for phrase in query.phrases]
    condition = " OR ".join(["string_to_array(title_words, ' ') @> %s::text[]"] * len(words))
    with reader().cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM search_entry WHERE id = ANY(%s) AND ({condition})",  # nosec B608 # ours
            [[hit.id for hit in hits], *words],
        )
        titled = {entry for (entry,) in cursor.fetchall()}
    return [hit for hit in hits if hit.id in titled]


def _best_titles(query: Query, filters: Filters, found: _Gathered) -> list[Hit]:
    """What has the words side by side in its title, however old, or all of them there."""
    in_title = query.in_title_as_written() if found.as_written is None else query.in_title()
    if len(query.words) == 1:
        return newest(in_title, BEST, filters)
    best = newest(query.side_by_side_in_title(), BEST, filters)
    if len(query.words) > FEW_WORDS:
        return best + _titled(found.hits, query)
    late = timezone.now() - SCATTERED
    since = max(filters.since, late) if filters.since else late
    return best + newest(in_title, BEST, replace(filters, since=since))


# Written as asked before written otherwise, words side by side before scattered ones, the title
# before the lead before the rest, and titles by how many neighbours they share with the question;
# among equals the nearest words, then the newest.
_RANK = """
SELECT id, is_together FROM (
  SELECT published_at, id, is_together,
         CASE WHEN %(is_marked)s AND vector @@ %(as_written)s::tsquery THEN 16 ELSE 0 END
       + CASE WHEN %(is_marked)s AND title_marked LIKE ANY (%(title_as_written)s)
              THEN 16 ELSE 0 END
       + CASE WHEN title_words LIKE ANY (%(title)s)
              THEN 8 + 4.0 * %(length)s / greatest(length(title_words), %(length)s) ELSE 0 END
       + CASE WHEN is_together THEN 7 ELSE 0 END
       + CASE WHEN vector @@ %(in_title)s::tsquery THEN 2 ELSE 0 END
       + CASE WHEN %(is_marked)s AND vector @@ %(in_title_as_written)s::tsquery THEN 2 ELSE 0 END
       + CASE WHEN vector @@ %(in_title_or_lead)s::tsquery THEN 2 ELSE 0 END
       + 3.0 * (SELECT count(*) FROM unnest(%(neighbours)s::text[]) both_words
                 WHERE title_words LIKE both_words)
             / greatest(cardinality(%(neighbours)s::text[]), 1)
       + round(ts_rank(vector, %(anywhere)s::tsquery, 1)::numeric, 1) AS score
    FROM (SELECT published_at, id,
                 ' ' || title_words || ' ' AS title_words,
                 ' ' || title_marked || ' ' AS title_marked,
                 ts_delete(vector, '') AS vector  -- the same, unpacked once
            FROM search_entry WHERE id = ANY (%(ids)s) OFFSET 0) candidate,
         LATERAL (SELECT vector @@ %(side_by_side)s::tsquery AS is_together OFFSET 0) places) scored
 ORDER BY score DESC, published_at DESC NULLS FIRST, id DESC
"""


def _ranked(hits: list[Hit], query: Query) -> tuple[list[Hit], bool]:
    if not hits:
        return [], False
    by_id = {hit.id: hit for hit in hits}
    folded = [" ".join(word.folded for word in phrase) for phrase in query.phrases]
    marked = [" ".join(word.marked for word in phrase) for phrase in query.phrases]
    params = {
        "ids": list(by_id),
        "is_marked": query.is_marked,
        "as_written": query.anywhere_as_written(),
        "title_as_written": [f"% {_literal(phrase)} %" for phrase in marked],
        "title": [f"% {_literal(phrase)} %" for phrase in folded],
        "length": len(folded[0]) + 2,
        "side_by_side": query.side_by_side(),
        "in_title": query.in_title(),
        "in_title_as_written": query.in_title_as_written(),
        "neighbours": [f"% {_literal(pair)} %" for pair in _neighbours(query)],
        "in_title_or_lead": query.in_title_or_lead(),
        "anywhere": query.anywhere(),
    }
    with reader().cursor() as cursor:
        cursor.execute(_RANK, params)
        rows = cursor.fetchall()
    return [by_id[entry] for entry, _ in rows], bool(rows) and rows[0][1]


def _neighbours(query: Query) -> list[str]:
    """Every two words that stand side by side as they were typed."""
    words = [word.folded for word in query.words]
    return [f"{one} {other}" for one, other in pairwise(words)]


def _literal(text: str) -> str:
    """For LIKE, in which a backslash, a percent sign and an underscore mean something."""
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text
