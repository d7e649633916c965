"""What was found, shown in the words the reader sees: matches marked, and the best passage."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from core.text import fold, words
from search.query import Query, marked_key

PASSAGE = 220  # letters: two lines and a half on a desk, five on a phone
BEFORE = 50  # of them before the first match
_WORD = re.compile(r"[^\W_]+")


def _letters() -> dict[str, str]:
    """Every letter with the Latin letters of NFC text that are folded to it."""
    folded_to: defaultdict[str, str] = defaultdict(str)
    for code in (*range(0x30, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if (letter := chr(code)).isalnum():
            folded_to[fold(letter)] += letter
    return folded_to


_LETTERS = _letters()


def _pattern(keys: list[str]) -> re.Pattern:
    """Finds folded words in text as it is written: to fold the text first takes twice as long."""
    begins = "|".join({_letter(key[0]): None for key in keys})
    return re.compile(f"(?=0|{begins})(?:{'|'.join(map(_spelled, keys))})")


def _spelled(key: str) -> str:
    letters = [_letter(letter) for letter in key]
    if key.isdecimal():  # 1477 may stand there as 1.477, and 5 as 05
        for place in range(len(key) - 3, 0, -3):
            letters.insert(place, r"\.?")
        letters.insert(0, "0?" if len(key) == 1 else "")
    return "".join(letters)


def _letter(folded: str) -> str:
    return f"[{re.escape(_LETTERS.get(folded, folded))}]"


class _Match(NamedTuple):
    start: int
    end: int
    key: str


class Highlighter:
    """Marks the words of one question in any text, and cuts the passage that has most of them."""

    def __init__(self, query: Query):
        words = {word for phrase in query.phrases for word in phrase}
        keys = sorted({word.folded for word in words}, key=len, reverse=True)
        self._words = _pattern(keys) if keys else None
        self._count = len(query.words) if len(query.words) > 1 else 0
        self._marked = {word.marked for word in words if word.marked != word.folded}
        self._pairs = {
            (one.folded, other.folded)
            for phrase in query.phrases
            for one, other in zip(phrase, phrase[1:], strict=False)
        }

    def mark(self, text: str) -> SafeString:
        """The text, escaped, its matches in <mark>; words side by side share one."""
        return _marked_up(text, self._matches(text))

    def passage(self, texts: Iterable[str]) -> SafeString:
        """The part of one of *texts* with most of the words, nearest together.

        With few of the words, the first text's beginning: it sums up what the others say.
        """
        known = [(text, self._matches(text)) for text in texts]
        if not known:
            return mark_safe("")
        text, matches = max(known, key=lambda each: self._worth(each[1]))
        if 2 * len({match.key for match in matches}) <= self._count and not self._has_pair(matches):
            text, matches = known[0]
        start, end = _span(text, self._densest(matches))
        inside = [
            _Match(match.start - start, match.end - start, match.key)
            for match in matches
            if start <= match.start and match.end <= end
        ]
        before, after = "… " if start else "", "…" if end < len(text) else ""
        return mark_safe(f"{before}{_marked_up(text[start:end], inside)}{after}")

    def _matches(self, text: str) -> list[_Match]:
        """Words that were asked for. A word written otherwise counts only where none is written
        as asked, and one that stands alone only where none stands beside its neighbour."""
        if self._words is None:
            return []
        found = [
            _Match(start, end, _folded(text[start:end]))
            for start, end in (each.span() for each in self._words.finditer(text))
            if _is_whole(text, start, end)
        ]
        if self._marked:
            as_asked = [_mark(text[match.start : match.end]) in self._marked for match in found]
            exact = {match.key for match, is_exact in zip(found, as_asked, strict=True) if is_exact}
            found = [
                match
                for match, is_exact in zip(found, as_asked, strict=True)
                if is_exact or match.key not in exact
            ]
        if not self._pairs:
            return found
        joined = set()
        for one, other in zip(found, found[1:], strict=False):
            is_near = not _WORD.search(text, one.end, other.start)
            if is_near and (one.key, other.key) in self._pairs:
                joined |= {one, other}
        in_pairs = {match.key for match in joined}
        return [match for match in found if match in joined or match.key not in in_pairs]

    def _worth(self, matches: list[_Match]) -> tuple[bool, int]:
        return self._has_pair(matches), len({match.key for match in matches})

    def _has_pair(self, matches: list[_Match]) -> bool:
        following = zip(matches, matches[1:], strict=False)
        return any((one.key, other.key) in self._pairs for one, other in following)

    def _densest(self, matches: list[_Match]) -> int:
        """Where the passage with most different words begins."""
        inside: Counter[str] = Counter()
        best, first, begin, different = 0, 0, 0, 0
        for end, match in enumerate(matches):
            different += not inside[match.key]
            inside[match.key] += 1
            while match.end - matches[begin].start > PASSAGE - BEFORE and begin < end:
                inside[matches[begin].key] -= 1
                different -= not inside[matches[begin].key]
                begin += 1
            if (worth := 100 * different + end - begin) > best:
                best, first = worth, matches[begin].start
        return first


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a word begins and ends there; looking around in the pattern takes thrice as long."""
    return not (text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum())


def _span(text: str, first: int) -> tuple[int, int]:
    """About PASSAGE letters of *text* around the place *first*, from word to word where there are
    spaces."""
    if len(text) <= PASSAGE * 5 // 4:
        return 0, len(text)
    begin = max(0, min(first - BEFORE, len(text) - PASSAGE))
    begin = begin and (text.find(" ", begin, first) + 1 or begin)
    end = begin + PASSAGE
    if end >= len(text):
        return begin, len(text)
    space = text.rfind(" ", first, end)
    return begin, space if space > begin else end


def _runs(text: str, matches: list[_Match]) -> Iterator[tuple[int, int]]:
    """Matches with only a space between them are marked as one."""
    start = end = None
    for match in matches:
        if end is not None and text[end : match.start] == " ":
            end = match.end
            continue
        if end is not None:
            yield start, end
        start, end = match.start, match.end
    if end is not None:
        yield start, end


def _marked_up(text: str, matches: list[_Match]) -> SafeString:
    parts, reached = [], 0
    for start, end in _runs(text, matches):
        parts += [escape(text[reached:start]), "<mark>", escape(text[start:end]), "</mark>"]
        reached = end
    return mark_safe("".join([*parts, escape(text[reached:])]))


@lru_cache(maxsize=10_000)  # texts repeat their words
def _folded(word: str) -> str:
    return " ".join(words(word.replace(".", "")))


@lru_cache(maxsize=10_000)
def _mark(word: str) -> str:
    return marked_key(word)
