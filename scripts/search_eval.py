"""Print how well questions find what they ask for; fail below the bars.

    python scripts/search_eval.py

A scratch database holds the demonstration in a crowd of articles made of its common words. First
come the questions of tests/search/relevance.toml by rule; then, among articles that repeat the
demonstration's phrases, every headline without marks, and with one letter wrong, and some words of
each with one letter wrong: they should come first, or be offered. `make search-eval` runs it.
"""

import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from core import images  # noqa: E402
from core.text import fold, words  # noqa: E402
from news.models import Article  # noqa: E402
from tests.news.many_articles import scratch_database  # noqa: E402
from tests.search.corpus import Corpus  # noqa: E402
from tests.search.relevance import (  # noqa: E402
    FIRST_ID,
    SHOWN,
    add,
    cases,
    is_understood,
    misspelt,
    names_found,
    pieces,
    surround,
)

CROWD = 400
GENERATED = 1_000
FIRST_GENERATED = 20_001
BARS = {"questions": 0.95, "without marks": 0.97, "one letter wrong": 0.90}
BARS |= {f"one of {length} words": 0.90 for length in (2, 3, 4)}
SHOWN_FAILURES = 40


def main() -> int:
    with scratch_database(), tempfile.TemporaryDirectory() as media:
        settings.MEDIA_ROOT = media
        images.WIDTHS = (320,)
        call_command("demo", verbosity=0)
        surround(CROWD)
        reached = {"questions": ask_questions()}
        Article.objects.filter(pk__gte=FIRST_ID).delete()
        add(Corpus(), FIRST_GENERATED, FIRST_GENERATED + GENERATED - 1)
        headlines = list(Article.objects.order_by("pk").values_list("headline", flat=True))
        reached |= {
            "without marks": ask_headlines("without marks", headlines, map(fold, headlines)),
            "one letter wrong": ask_headlines("one letter wrong", headlines, misspelt(headlines)),
        }
        Article.objects.filter(pk__gte=FIRST_ID).delete()
        reached |= ask_pieces(
            list(Article.objects.order_by("pk").values_list("headline", flat=True))
        )
    for name, share in reached.items():
        print(f"{name:20} {share:6.1%} first (bar {BARS[name]:.0%})")
    return int(any(share < BARS[name] for name, share in reached.items()))


def ask_questions() -> float:
    """Print each rule and its failures; return how many find what they want in the first place."""
    rows: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    failures: dict[str, list[str]] = defaultdict(list)
    for case in cases():
        names = names_found(case.typed)
        rows[case.rule].append((case.has_first(names), case.recall(names)))
        if not case.has_first(names):
            failures[case.rule].append(f"{case.typed}  →  {' | '.join(names[:3]) or 'nothing'}")
    print(f"{'rule':20} queries  first  among {SHOWN}")
    for rule, results in rows.items():
        firsts, recalls = zip(*results, strict=True)
        print(f"{rule:20} {len(results):7} {mean(firsts):6.0%} {mean(recalls):7.0%}")
        for failure in failures[rule]:
            print(f"    {failure}")
    every = [result for results in rows.values() for result in results]
    firsts, recalls = zip(*every, strict=True)
    print(f"{'ALL':20} {len(every):7} {mean(firsts):6.1%} {mean(recalls):7.1%}\n", flush=True)
    return mean(firsts)


def ask_headlines(name: str, headlines: list[str], typed: Iterable[str]) -> float:
    """The share whose headline comes first; those of the same words count as one."""
    failures, first = [], 0
    for headline, question in zip(headlines, typed, strict=True):
        found = names_found(question)
        if found and words(found[0]) == words(headline):
            first += 1
        else:
            failures.append(f"{question}  →  {found[0] if found else 'nothing'}")
    print(f"Headlines {name}: {len(headlines)}, not first {len(failures)}")
    for failure in failures[:SHOWN_FAILURES]:
        print(f"    {failure}")
    return first / len(headlines)


def ask_pieces(headlines: list[str]) -> dict[str, float]:
    """The share that is understood, by the number of words."""
    rows: dict[str, list[bool]] = defaultdict(list)
    for seed in range(4):
        for piece, wrong in pieces(headlines, seed):
            rows[f"one of {len(piece.split())} words"].append(is_understood(wrong, piece))
            if not rows[f"one of {len(piece.split())} words"][-1]:
                print(f"    {wrong}  ({piece})  →  {' | '.join(names_found(wrong)[:2])}")
    for name, results in sorted(rows.items()):
        print(f"{name}: {len(results)} asked")
    return {name: mean(results) for name, results in sorted(rows.items())}


def mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values)


if __name__ == "__main__":
    sys.exit(main())
