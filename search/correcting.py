"""What was meant when nothing is found: keys typed without an input method, words that only ask, a
letter too many, too few, wrong or swapped, a word that is not there.

Only asked when the question as it was typed finds nothing, and each way costs a few statements.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, product

from core.keystrokes import decode
from core.text import words
from search.finding import NOTHING, Filters, Found, find, newest
from search.models import Entry, Word
from search.query import Query, Synonyms, parse, quoted
from search.spelling import spellings

MOST_PHRASES = 3  # ways of writing a question with synonyms
MOST_TRIED = 3  # that are looked for
RUN_TOGETHER = range(5, 21)  # letters of what may be several words: each more doubles the ways
LONGEST_SYLLABLE = 6  # "nghieng" has more, and is not run together with others
PHRASE_WORDS = range(2, 5)
TITLE_WORDS = range(4, 13)  # of a question that is compared with titles
NEAR_TITLES = 60
LIKE = 0.8  # of a title's part: below it is another title
_ASKING = frozenset(
    tuple(words.split())
    for words in """
cho toi hoi, cho toi biet, cho em hoi, cho minh hoi, cho hoi, cho biet, xin hoi, xin cho biet
toi muon hoi, toi muon biet, toi muon tim, toi muon, toi can, em muon hoi, muon hoi, muon biet
hoi ve, lam the nao de, lam the nao, lam sao de, lam sao, nhu the nao, the nao, tai sao, vi sao
khi nao, luc nao, bao gio, bao lau, bao nhieu, may gio, ngay nao, nam nao, o dau, cho nao, noi nao
la gi, la ai, gi, nao, duoc khong, co duoc khong, can gi, co nhung gi
""".strip()
    .replace("\n", ",")
    .split(",")
)
_SIGNS = ".,;:!?…“”\"'()"
_LONGEST = max(map(len, _ASKING))


@dataclass(frozen=True)
class Meant:
    query: Query
    found: Found
    is_whole: bool = True  # else some of the words are missing in what was found


def meant(typed: Query, synonyms: Synonyms, filters: Filters) -> Meant | None:
    """The nearest question that finds something, with what it finds."""
    for read_again in (_with_dashes, _decoded):
        if answer := read_again(typed, synonyms, filters):
            return answer
    about = _without_asking(typed, synonyms)
    if about and (found := find(about, filters)):
        return Meant(about, found, is_whole=False)
    for mended in (_parted, _respelled):
        if answer := mended(typed, synonyms, filters):
            return answer
    if about and (answer := _respelled(about, synonyms, filters)):
        return replace(answer, is_whole=False)
    return _most_words(about or typed, synonyms, filters)


def near(typed: Query, synonyms: Synonyms) -> Meant | None:
    """What may be meant by a question of some words that stand nowhere side by side: the same with
    a letter changed, if that does."""
    words = [word.folded for word in typed.words]
    if len(words) not in PHRASE_WORDS or typed.has_phrase or typed.without:
        return None
    for spelling in respelled(words, Filters()):
        query = parse(spelling, synonyms)
        if (found := find(query)) and found.is_together:
            return Meant(query, found)
    return None


def respelled(words: list[str], filters: Filters) -> Iterator[str]:
    """The likeliest ways to write a question whose words may be misspelt."""
    return map(" ".join, islice(spellings(words, filters), MOST_TRIED))


def as_written(query: Query, texts: list[str], typed: str = "") -> str:
    """The words of a question as one of *texts* writes them: "huu nghi" is shown as "Hữu Nghị".

    Where none has them side by side, each as it was typed or as the first text writes it.
    """
    wanted = [word.folded for word in query.words]
    side_by_side = f" {' '.join(wanted)} "
    for text in texts:
        if side_by_side not in f" {' '.join(words(text))} ":
            continue
        pieces = text.split()
        folded = [list(_folded(piece)) for piece in pieces]
        for start in range(len(pieces)):
            for end in range(start + 1, len(pieces) + 1):
                row = sum(folded[start:end], [])
                if row == wanted:
                    return " ".join(pieces[start:end]).strip(_SIGNS)
                if len(row) >= len(wanted):
                    break
    written: dict[str, str] = {}
    for piece in f"{typed} {' '.join(texts)}".split():
        if len(row := _folded(piece)) == 1:
            written.setdefault(row[0], piece.strip(_SIGNS).lower())
    return " ".join(written.get(word, word) for word in wanted)


@lru_cache(maxsize=10_000)  # texts repeat their words
def _folded(piece: str) -> tuple[str, ...]:
    return tuple(words(piece))


# --- Keys ------------------------------------------------------------------------------------


def _with_dashes(typed: Query, synonyms: Synonyms, filters: Filters) -> Meant | None:
    """A dash was no minus: "dong dang -lang son"."""
    query = parse(typed.typed.replace("-", " "), synonyms)
    found = find(query, filters) if typed.without else NOTHING
    return Meant(query, found) if found else None


def _decoded(typed: Query, synonyms: Synonyms, filters: Filters) -> Meant | None:
    text = decode(typed.typed)
    if text == typed.typed:
        return None
    query = parse(text, synonyms)
    found = find(query, filters)
    return Meant(query, found) if found else None


# --- Spaces ----------------------------------------------------------------------------------


def _parted(typed: Query, synonyms: Synonyms, filters: Filters) -> Meant | None:
    """Words that were run together: "cuakhau" is "cửa khẩu" where that stands side by side."""
    words = [word.folded for word in typed.words]
    long = [word for word in words if word.isalpha() and len(word) in RUN_TOGETHER][:MOST_TRIED]
    pieces = {
        word[start:end]
        for word in long
        for start in range(len(word))
        for end in range(start + 2, min(start + LONGEST_SYLLABLE, len(word)) + 1)
    }
    known = set(Word.objects.filter(word__in={*pieces, *words}).values_list("word", flat=True))
    parts = {
        word: ways
        for word in set(long) - known
        if (ways := list(islice(_parts(word, known), MOST_TRIED)))
    }
    ways = product(*(parts.get(word, [(word,)]) for word in words)) if parts else ()
    for way in islice(ways, MOST_TRIED):
        side_by_side = " ".join(f'"{" ".join(run)}"' for run in way)
        if find(replace(parse(side_by_side), without=typed.without), filters):
            query = parse(" ".join(sum(way, ())), synonyms)
            query = replace(query, without=typed.without)
            return Meant(query, find(query, filters))
    return None


def _parts(word: str, known: set[str]) -> Iterator[tuple[str, ...]]:
    """Every way to write it in known words, those with long ones first."""
    for end in range(min(LONGEST_SYLLABLE, len(word)), 1, -1):
        if word[:end] in known:
            if end == len(word):
                yield (word,)
            yield from ((word[:end], *rest) for rest in _parts(word[end:], known))


# --- Letters ---------------------------------------------------------------------------------


def _respelled(typed: Query, synonyms: Synonyms, filters: Filters) -> Meant | None:
    for phrase in typed.phrases[:MOST_PHRASES]:
        words = [word.folded for word in phrase]
        for spelling in respelled(words, filters):
            query = replace(parse(spelling, synonyms), without=typed.without)
            if found := find(query, filters):
                return Meant(query, found)
    return None


# --- Words -----------------------------------------------------------------------------------


def _without_asking(typed: Query, synonyms: Synonyms) -> Query | None:
    """What the question is about: "thuê kho ở đâu" is about "thuê kho"."""
    row, about = list(typed.words), []
    while row:
        begun = [tuple(word.folded for word in row[:length]) for length in range(_LONGEST, 0, -1)]
        length = next((len(words) for words in begun if words in _ASKING), 0)
        if not length:
            about.append(row[0])
        row = row[length or 1 :]
    if not about or len(about) == len(typed.words):
        return None
    text = " ".join(word.folded for word in about)
    return Query(text, tuple(synonyms.group(about)), typed.without)


def _most_words(typed: Query, synonyms: Synonyms, filters: Filters) -> Meant | None:
    """Titles with all the words but one, most like the question first."""
    words = list(dict.fromkeys(word.folded for word in typed.words))[: TITLE_WORDS[-1]]
    if len(words) not in TITLE_WORDS:
        return None
    lexemes = [quoted(f"^{word}") for word in words]
    all_but_one = (lexemes[:place] + lexemes[place + 1 :] for place in range(len(lexemes)))
    condition = " | ".join(f"({' & '.join(some)})" for some in all_but_one)
    hits = newest(f"({condition})", NEAR_TITLES, filters)
    if not hits:
        return None
    wanted = " ".join(word.folded for word in typed.words)
    ids = [hit.id for hit in hits]
    titles = dict(Entry.objects.filter(pk__in=ids).values_list("pk", "title_words"))
    likeness = {
        entry: SequenceMatcher(None, wanted, title, autojunk=False).ratio()
        for entry, title in titles.items()
    }
    hits.sort(key=lambda hit: -likeness[hit.id])
    found = replace(NOTHING, hits=hits)
    if likeness[hits[0].id] >= LIKE:
        return Meant(parse(titles[hits[0].id], synonyms), found)
    return Meant(typed, found, is_whole=False)
