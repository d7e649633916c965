"""Questions with what must be found first, and the crowd the demonstration stands in when they are
asked: articles that make common words really common."""

import random
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.db import connection

from core.text import fold, words
from portal.results import load
from portal.searching import Answer, Asked
from portal.site import current_site
from tests.search.corpus import Corpus, write

SHOWN = 5
FIRST_ID = 10_001  # of the crowd
COMMON = 12  # times in the demonstration
_KEYS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class Case:
    rule: str
    typed: str
    first: tuple[str, ...] = ()  # one of these names comes first
    among: tuple[str, ...] = ()  # all of these stand among the first
    finds_nothing: bool = False

    def has_first(self, names: list[str]) -> bool:
        if self.first:
            return bool(names) and names[0].startswith(self.first)
        if self.finds_nothing:
            return not names
        return self.recall(names) == 1

    def recall(self, names: list[str]) -> float:
        """The share of what is wanted among the first SHOWN names."""
        shown = names[:SHOWN]
        if self.first:
            return float(any(name.startswith(self.first) for name in shown))
        if self.finds_nothing:
            return float(not names)
        there = [any(name.startswith(wanted) for name in shown) for wanted in self.among]
        return sum(there) / len(there)


def cases() -> list[Case]:
    rules = tomllib.loads(Path(__file__).with_name("relevance.toml").read_text(encoding="utf-8"))
    return [_case(rule, *each) for rule, queries in rules.items() for each in queries.items()]


def _case(rule: str, typed: str, wanted: str | list[str]) -> Case:
    if rule == "decomposed":  # an editor of the file would compose it
        typed = unicodedata.normalize("NFD", typed)
    if isinstance(wanted, str):
        return Case(rule, typed, first=tuple(wanted.split("|")))
    return Case(rule, typed, among=tuple(wanted), finds_nothing=not wanted)


class Crowd(Corpus):
    """The demonstration's common words in no order: what stands side by side there, and its rare
    words, are nowhere else."""

    @cached_property
    def common(self) -> list[str]:
        counts = Counter(self.words)
        return [word for word in self.words if counts[word] >= COMMON]

    def _run(self, length: int) -> str:
        return " ".join(self.random.choices(self.common, k=length))


def surround(crowd: int) -> None:
    """Put so many articles around the demonstration."""
    add(Crowd(), FIRST_ID, FIRST_ID + crowd - 1)


def add(corpus: Corpus, first: int, last: int) -> None:
    with connection.cursor() as cursor:
        if connection.in_atomic_block:  # a table whose constraints wait cannot be altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        write(corpus, first, last)
        cursor.execute(
            "SELECT search_put_articles(ARRAY(SELECT generate_series(%s, %s)))", [first, last]
        )
        cursor.execute("ANALYZE search_entry, search_word, search_deletion")


def names_found(typed: str) -> list[str]:
    """The names of the first results, as the results page has them."""
    site = current_site()
    answer = Answer(Asked.read({"q": typed}, site), site)
    return [shown.title(row) for shown, row in load(answer.found.hits[:SHOWN], answer.site)]


def misspelt(headlines: list[str], seed: int = 7) -> Iterator[str]:
    """The headlines without marks, one letter of one word left out, doubled, swapped with the next
    or replaced."""
    chance = random.Random(seed)
    for headline in headlines:
        words = fold(headline).split()
        places = [place for place, word in enumerate(words) if word.isalpha() and len(word) > 1]
        place = chance.choice(places)
        words[place] = _with_a_mistake(words[place], chance)
        yield " ".join(words)


def pieces(headlines: list[str], seed: int = 11) -> Iterator[tuple[str, str]]:
    """Two to four words of each headline, and the same with one letter wrong."""
    chance = random.Random(seed)
    for headline in headlines:
        words = fold(headline).split()
        length = chance.randint(2, 4)
        start = chance.randrange(max(1, len(words) - length + 1))
        piece = words[start : start + length]
        if len(piece) == length and all(word.isalpha() for word in piece):
            place = chance.choice([at for at, word in enumerate(piece) if len(word) > 1])
            wrong = _with_a_mistake(piece[place], chance)
            yield " ".join(piece), " ".join([*piece[:place], wrong, *piece[place + 1 :]])


def is_understood(typed: str, meant: str) -> bool:
    """Whether what was meant comes first, or is offered."""
    site = current_site()
    answer = Answer(Asked.read({"q": typed}, site), site)
    if fold(answer.meant) == meant:
        return True
    first = load(answer.found.hits[:1], site)
    texts = [shown.title(row) for shown, row in first]
    texts += [text for shown, row in first for text in shown.texts(row)]
    return any(f" {meant} " in f" {' '.join(words(text))} " for text in texts)


def _with_a_mistake(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    ways = [before + after, before + letter + letter + after]
    ways += [before + after[0] + letter + after[1:]] if after and after[0] != letter else []
    ways += [before + chance.choice(_KEYS.replace(letter, "")) + after]
    return chance.choice(ways)
