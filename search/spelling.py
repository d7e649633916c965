"""How misspelt words were meant: which of the words a letter away stand beside their neighbours.

Titles are looked at before texts. Each costs two statements, however long the question.
"""

from collections.abc import Iterator
from itertools import product

from core.replicas import reader
from search.finding import Filters
from search.models import Deletion, Word
from search.query import quoted

PLACES = 6  # of a question where a known word may be the wrong one: more take too long
SPELLINGS = 400  # of the question, that are weighed
NEAR = 20  # entries in which spellings are weighed
LONG = 7  # letters of a word in which two may be wrong


def spellings(words: list[str], filters: Filters) -> Iterator[list[str]]:
    """The question in words that stand together in the index, the likeliest first.

    Words nobody wrote are replaced; when all of a short question are known, one of them. Titles are
    looked at before texts, and neighbours count: where words only meet by chance is asked last.
    """
    near = _near(words)
    known = set(Word.objects.filter(word__in=words).values_list("word", flat=True))
    unknown = [
        place
        for place, word in enumerate(words)
        if word not in known and word.isalpha() and len(word) > 1  # "ở" is no entry of the list
    ]
    sets = [unknown] if unknown else [[place] for place, word in enumerate(words) if near[word]]
    most = int(SPELLINGS ** (1 / len(unknown))) if unknown else SPELLINGS // len(words)
    ways = [
        [near[word][:most] if place in places else [word] for place, word in enumerate(words)]
        for places in sets
    ]
    if not ways or len(ways) > PLACES or not all(all(way) for way in ways):
        return
    scattered = []
    for in_title in (True, False):
        for spelling, beside in _weighed(words, ways, filters, in_title):
            if beside or len(words) == 1:
                yield spelling
            elif unknown:
                scattered.append(spelling)
    yield from scattered


def _near(words: list[str]) -> dict[str, list[str]]:
    """For each the words of the index a letter away, those that begin alike first; for long ones
    two away."""
    rests = {
        word: [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]
        for word in words
        if word.isalpha() and len(word) > 1  # of one letter anything is made
    }
    sharing: dict[str, list[str]] = {}
    deletions = Deletion.objects.filter(rest__in={rest for each in rests.values() for rest in each})
    for rest, other in deletions.values_list("rest", "word"):
        sharing.setdefault(rest, []).append(other)
    near = dict.fromkeys(words, [])
    for word, its_rests in rests.items():
        most = 2 if len(word) >= LONG else 1
        others = {other for rest in its_rests for other in sharing.get(rest, ())}
        close = [(far, other) for other in others if 0 < (far := distance(word, other)) <= most]
        close.sort(key=lambda each: (each[0], each[1][:1] != word[:1], each[1]))
        near[word] = [other for _, other in close]
    return near


def _weighed(words: list[str], ways: list, filters: Filters, in_title: bool):
    """(spelling, how many of its new neighbours stand side by side somewhere), the best first."""
    conditions = [_all_of(way, in_title) + filters.as_tsquery() for way in ways]
    found = _newest_of_each(conditions, filters)
    if not found:
        return []
    spellings = [
        (number, list(spelling)) for number, way in enumerate(ways) for spelling in product(*way)
    ]
    weights = _weigh(words, [(way, each) for way, each in spellings], found, in_title)
    order = sorted(weights, key=lambda place: weights[place], reverse=True)
    return [(spellings[place][1], weights[place][0]) for place in order]


def _all_of(way: list[list[str]], in_title: bool) -> str:
    sign = "^" if in_title else ""
    one_of_each = [" | ".join(quoted(sign + word) for word in words) for words in way]
    return " & ".join(f"({words})" for words in one_of_each)


def _newest_of_each(conditions: list[str], filters: Filters) -> list[tuple[int, int]]:
    """(number of a condition, entry) of the newest that each finds."""
    with reader().cursor() as cursor:
        cursor.execute(
            "SELECT place - 1, id"
            " FROM unnest(%s::tsquery[]) WITH ORDINALITY AS each (wanted, place),"
            " LATERAL search_newest(wanted, %s, %s, %s)",
            [conditions, NEAR, filters.since, filters.until],
        )
        return cursor.fetchall()


_WEIGH = """
SELECT place, max(beside), count(*) FROM (
  SELECT spelling.place, entry.id, count(*) FILTER (WHERE entry.vector @@ pair) AS beside
    FROM (SELECT way, id, vector
            FROM unnest(%(ways)s::int[], %(entries)s::bigint[]) AS found (way, entry),
                 LATERAL (SELECT id, ts_delete(vector, '') AS vector  -- the same, unpacked once
                            FROM search_entry WHERE id = entry OFFSET 0) unpacked
          OFFSET 0) entry
    JOIN unnest(%(places)s::int[], %(ways_of)s::int[], %(has)s::tsquery[], %(pairs)s::tsquery[])
         AS spelling (place, way, has, pair)
      ON spelling.way = entry.way AND entry.vector @@ spelling.has
   GROUP BY spelling.place, entry.id) weighed
 GROUP BY place
"""


def _weigh(words: list[str], spellings: list, found: list, in_title: bool) -> dict[int, tuple]:
    """For each spelling that stands in what was found: (pairs side by side, likeness, entries)."""
    rows = []
    for place, (way, spelling) in enumerate(spellings):
        changed = [at for at, word in enumerate(spelling) if word != words[at]]
        has = _all_of([[spelling[at]] for at in changed], in_title)
        pairs = {at for at in changed if at} | {at + 1 for at in changed if at + 1 < len(words)}
        rows += [(place, way, has, _pair(*spelling[at - 1 : at + 1], in_title)) for at in pairs]
        rows += [(place, way, has, "")] if not pairs else []
    places, ways_of, has, pairs = (list(column) for column in zip(*rows, strict=True))
    ways, entries = (list(column) for column in zip(*found, strict=True))
    with reader().cursor() as cursor:
        cursor.execute(
            _WEIGH,
            {
                "ways": ways,
                "entries": entries,
                "places": places,
                "ways_of": ways_of,
                "has": has,
                "pairs": pairs,
            },
        )
        return {
            place: (beside, _likeness(words, spellings[place][1]), count)
            for place, beside, count in cursor.fetchall()
        }


def _pair(one: str, other: str, in_title: bool) -> str:
    return quoted(f"^{one} {other}") if in_title else f"{quoted(one)} <-> {quoted(other)}"


def _likeness(words: list[str], spelling: list[str]) -> int:
    return -sum(
        2 * distance(word, other) + (word[:1] != other[:1])
        for word, other in zip(words, spelling, strict=True)
    )


def distance(one: str, other: str) -> int:
    """How many letters to insert, leave out, replace or swap with the next (Damerau, OSA)."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last_but_one, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last_but_one[j - 2] + 1)
            row.append(cost)
    return row[-1]
