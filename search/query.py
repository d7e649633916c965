"""What somebody typed into the search box, and the conditions made of it.

Words are looked for folded ("cua"); one that was typed with marks is also known as it was written
("cưa?", its tone at the end), and what is written so comes first. "…" wants words side by side,
-word and -"…" leave out, a synonym stands for its other form.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, product

from core.text import normalize_line, parted, words

MAX_LENGTH = 200  # characters; more is no question
MAX_WORDS = 32
MAX_PHRASES = 8  # of a question with synonyms: every way of writing it is one

_TOKEN = re.compile(r'(?<!\S)-(?P<without>\w[^\s"]*|"[^"]*")|"(?P<phrase>[^"]*)"|[^\s"]+|"')
_QUOTES = str.maketrans("“”„«»", '"""""')
_GROUPED_NUMBER = re.compile(r"\W*(\d{1,3}(?:\.\d{3}){1,6})\W*")
_TONE = re.compile("([\u0300\u0301\u0303\u0309\u0323])([^ \u0300\u0301\u0303\u0309\u0323]*)")
_TONES = str.maketrans("\u0300\u0309\u0303\u0301\u0323", "`?~^.")


@dataclass(frozen=True)
class Word:
    folded: str
    marked: str  # equals folded when it was typed without marks


Alternative = tuple[Word, ...]


@dataclass(frozen=True)
class Group:
    """One word, one phrase in quotes, or a synonym with what it stands for."""

    alternatives: tuple[Alternative, ...]
    is_phrase: bool = False


@dataclass(frozen=True)
class Query:
    typed: str
    groups: tuple[Group, ...] = ()
    without: tuple[Alternative, ...] = ()
    is_cut: bool = False
    phrases: tuple[Alternative, ...] = field(init=False)

    def __post_init__(self):
        every_way = product(*(group.alternatives for group in self.groups))
        phrases = tuple(sum(way, ()) for way in islice(every_way, MAX_PHRASES))
        object.__setattr__(self, "phrases", phrases if self.groups else ())

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.groups)

    @property
    def words(self) -> Alternative:
        """The words as they were typed."""
        return self.phrases[0] if self.phrases else ()

    @property
    def is_marked(self) -> bool:
        return any(word.marked != word.folded for word in self.words)

    @property
    def has_phrase(self) -> bool:
        return any(group.is_phrase for group in self.groups)

    # --- Conditions, as PostgreSQL writes a tsquery ------------------------------------------

    def anywhere(self) -> str:
        return self._all(lambda word: [word.folded])

    def loosely(self) -> str:
        """The same, words in quotes anywhere too."""
        groups = tuple(replace(group, is_phrase=False) for group in self.groups)
        return Query(self.typed, groups, self.without).anywhere()

    def begun(self) -> str:
        """The same while the last word is still being typed: it may go on."""
        *before, last = self.groups
        if last.is_phrase:
            return self.anywhere()
        typed = [quoted(word.folded) for word in last.alternatives[0]]
        going_on = _and([*typed[:-1], f"{typed[-1]}:*"])
        others = Query(self.typed, tuple(before), self.without)
        earlier = [others.anywhere()] if before or self.without else []
        return _and([*earlier, _any([going_on, Query(self.typed, (last,)).anywhere()])])

    def anywhere_as_written(self) -> str:
        return self._all(lambda word: [word.marked])

    def in_title(self) -> str:
        return self._all(lambda word: [f"^{word.folded}"])

    def in_title_as_written(self) -> str:
        return self._all(lambda word: [f"^{word.marked}"])

    def in_title_or_lead(self) -> str:
        return self._all(lambda word: [word.folded], weights="AB")

    def side_by_side(self) -> str:
        """All the words one after the other, anywhere."""
        return _any(_phrase(phrase) for phrase in self.phrases)

    def side_by_side_in_title(self) -> str:
        phrases = _any(
            _and(quoted(f"^{one.folded} {next.folded}") for one, next in _pairs(phrase))
            if len(phrase) > 1
            else quoted(f"^{phrase[0].folded}")
            for phrase in self.phrases
        )
        return _and([phrases, *self._left_out()])

    def _all(self, lexemes_of, weights: str = "") -> str:
        groups = (_any(self._one(each, group, lexemes_of, weights) for each in group.alternatives)
                  for group in self.groups)  # fmt: skip
        return _and([*groups, *self._left_out()])

    def _left_out(self) -> list[str]:
        return [f"!{_as_written(words)}" for words in self.without]

    def _one(self, alternative, group, lexemes_of, weights) -> str:
        lexemes = [quoted(lexeme, weights) for word in alternative for lexeme in lexemes_of(word)]
        if group.is_phrase:
            lexemes.append(_phrase(alternative))
        return _and(lexemes)


def parse(typed: str, synonyms: "Synonyms | None" = None) -> Query:
    """Read what was typed. Any text is a question, some of them an empty one."""
    line = normalize_line(typed)
    is_cut = len(line) > MAX_LENGTH
    line = line[:MAX_LENGTH]
    groups: list[Group] = []
    without: list[Alternative] = []
    loose: list[Word] = []  # words outside quotes, among which synonyms are looked for
    known = synonyms or Synonyms(())
    before = ""

    def close():
        groups.extend(known.group(loose))
        loose.clear()

    for found in _TOKEN.finditer(line.translate(_QUOTES)):
        if found["without"] and not _is_name_after(before, found["without"]):
            without.append(words_of(found["without"]))
        elif found["phrase"] is not None:
            close()
            if phrase := words_of(found["phrase"]):
                groups.append(Group((phrase,), is_phrase=len(phrase) > 1))
        elif number := _GROUPED_NUMBER.fullmatch(found[0]):
            close()
            groups.append(Group((words_of(number[1]), words_of(number[1].replace(".", "")))))
        else:
            loose.extend(words_of(found[0]))
        before = found[0]
    close()
    is_cut = is_cut or len(groups) > MAX_WORDS
    return Query(line, tuple(groups[:MAX_WORDS]), tuple(filter(None, without)), is_cut)


def _is_name_after(before: str, dashed: str) -> bool:
    """Whether a dash stands between names, with a space too few: "Đồng Đăng -Lạng Sơn"."""
    return before[:1].isupper() and dashed[:1].isupper()


def words_of(text: str) -> Alternative:
    """The words of a text, each folded and as it is written."""
    folded = words(text)
    marked = [marked_key(part) for part in parted(text).split()]
    if len(folded) != len(marked):  # a sign that falls apart into words: "a˘b"
        marked = folded
    pairs = zip(folded, marked, strict=True)
    return tuple(Word(*pair) for pair in pairs if any(map(str.isalnum, pair[0])))


def marked_key(text: str) -> str:
    """The letters with their hats and horns, each word's tone at its end: hoà and hòa are one.

    The database has the same function, search_marked (search/migrations).
    """
    toned = _TONE.sub(r"\2\1", unicodedata.normalize("NFD", text.lower()))
    return unicodedata.normalize("NFC", toned.translate(_TONES))


class Synonyms:
    """Pairs of texts that mean the same, found in a row of words."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self._others: dict[tuple[str, ...], list[Alternative]] = {}
        for pair in pairs:
            one, other = map(words_of, pair)
            if one and other and one != other:
                self._others.setdefault(_folded(one), []).append(other)
                self._others.setdefault(_folded(other), []).append(one)
        self._longest = max(map(len, self._others), default=0)

    def group(self, row: list[Word]) -> Iterator[Group]:
        """The words in groups, the longest synonyms first."""
        place = 0
        while place < len(row):
            for length in range(min(self._longest, len(row) - place), 0, -1):
                typed = tuple(row[place : place + length])
                if others := self._others.get(_folded(typed)):
                    yield Group((typed, *others))
                    place += length
                    break
            else:
                yield Group(((row[place],),))
                place += 1


def quoted(lexeme: str, weights: str = "") -> str:
    """A lexeme as a tsquery holds it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}':{weights}" if weights else f"'{escaped}'"


def _folded(alternative: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.folded for word in alternative)


def _pairs(phrase: Alternative) -> Iterator[tuple[Word, Word]]:
    return zip(phrase, phrase[1:], strict=False)


def _phrase(phrase: Alternative) -> str:
    return f"({' <-> '.join(quoted(word.folded) for word in phrase)})"


def _as_written(phrase: Alternative) -> str:
    """A phrase whose words that were typed with marks also stand there with these marks."""
    marked = [quoted(word.marked) for word in phrase if word.marked != word.folded]
    return _and([_phrase(phrase), *marked])


def _and(conditions: Iterable[str]) -> str:
    return f"({' & '.join(conditions)})"


def _any(conditions: Iterable[str]) -> str:
    return f"({' | '.join(conditions)})"
