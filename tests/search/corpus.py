"""Vietnamese news by the million, for measuring: sentences that go from word to word as the
demonstration's articles do, so that words are as common as in real text and stand beside their
real neighbours; and place names nobody else has, so that there are rare words too."""

import csv
import io
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from core.text import slug_for
from news.models import Section

DEMONSTRATION = Path(__file__).parents[2] / "portal/demo/articles.toml"
SENTENCES = 60_000
SENTENCES_OF_A_BODY = 12
YEARS = 20
SECTIONS = 30
NAMES = 20_000  # of places: each in one article of some thousands
COLUMNS = (
    *("id", "kicker", "headline", "lead", "body", "section_id", "byline", "dateline", "source"),
    *("source_url", "lead_photo_caption", "status", "published_at", "slug", "version"),
    *("created_at", "updated_at", "change_notes", "lacks", "lead_photo_id"),
)
_ONSETS = "b c ch d đ g h kh l m n ng nh ph qu r s t th tr v x"
_RIMES = (
    "à ả ã á ạ am an ang anh ao ay ăm ăn ăng ầm ấn ậu ên ềnh ì iên iêng im in inh oa oan ông ồn ôi "
    "ơn ơi u ung uôn ương ươn ưng ữu ứa uyên uy"
)
_FOREIGN = "ba ko ri ta mu ne lo vi sa do ke zu fra sten mar pol dri gan"


class Corpus:
    """The same articles for the same *seed*."""

    def __init__(self, seed: int = 1):
        self.random = random.Random(seed)
        articles = tomllib.loads(DEMONSTRATION.read_text())
        self.words = re.findall(r"[^\W_]+", " ".join(_texts(articles)))
        self.next: dict[str, list[str]] = defaultdict(list)
        for word, follower in zip(self.words, self.words[1:], strict=False):
            self.next[word].append(follower)
        self.names = [self._name() for _ in range(NAMES)]
        self.sentences = [self._run(self.random.randint(10, 26)) for _ in range(SENTENCES)]

    def headline(self) -> str:
        words = self._run(self.random.randint(6, 14))
        if self.random.random() < 0.3:
            words += f" ở {self.random.choice(self.names)}"
        return words[0].upper() + words[1:]

    def body(self) -> str:
        sentences = self.random.choices(self.sentences, k=SENTENCES_OF_A_BODY)
        sentences[-1] += f" tại {self.random.choice(self.names)}"
        return "".join(f"<p>{sentence[0].upper()}{sentence[1:]}.</p>" for sentence in sentences)

    def _run(self, length: int) -> str:
        word = self.random.choice(self.words)
        run = [word]
        while len(run) < length:
            word = self.random.choice(self.next.get(word) or self.words)
            run.append(word)
        return " ".join(run)

    def _name(self) -> str:
        onsets, rimes, foreign = _ONSETS.split(), _RIMES.split(), _FOREIGN.split()
        if self.random.random() < 0.3:  # from abroad: a word that stands nowhere else
            return "".join(self.random.choices(foreign, k=4)).capitalize()
        parts = [self.random.choice(onsets) + self.random.choice(rimes) for _ in range(2)]
        return " ".join(part.capitalize() for part in parts)


def _texts(value) -> Iterator[str]:
    """Every text of the demonstration's articles without its markup."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in ("headline", "lead", "body"):
                yield re.sub(r"<[^>]*>", " ", part)
            else:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def write(
    corpus: Corpus,
    first: int,
    last: int,
    *,
    sections: Sequence[int] = (),
    photos: Sequence[int] = (),
) -> None:
    """Put articles first … last into news_article, published one after the other over YEARS, as an
    office writes them, in *sections* or new ones, with *photos* in turn; nothing is indexed."""
    sections = sections or _new_sections()
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE news_article DISABLE TRIGGER USER")
        for start in range(first, last + 1, 20_000):
            rows = io.StringIO()
            writer = csv.writer(rows, quoting=csv.QUOTE_ALL)
            for number in range(start, min(start + 20_000, last + 1)):
                minutes = YEARS * 365 * 24 * 60 * (last - number) / (last - first + 1)
                moment = now - timedelta(minutes=minutes + corpus.random.randint(1, 60 * 24))
                photo = photos[number % len(photos)] if photos else None
                writer.writerow([*_row(corpus, number, sections, moment), photo])
            rows.seek(0)
            cursor.copy_expert(
                f"COPY news_article ({','.join(COLUMNS)}) FROM STDIN"
                " (FORMAT csv, FORCE_NULL (lead_photo_id))",
                rows,
            )
        cursor.execute("ALTER TABLE news_article ENABLE TRIGGER USER")


def _new_sections() -> list[int]:
    named = Section.objects.filter(slug__startswith="muc-")
    if not named.exists():
        Section.objects.bulk_create(
            Section(name=f"Mục {number}", slug=f"muc-{number}", path=f"muc-{number}")
            for number in range(SECTIONS)
        )
    return list(named.values_list("pk", flat=True))


def _row(corpus: Corpus, number: int, sections: Sequence[int], moment: datetime) -> list:
    headline = corpus.headline()
    lead = corpus.random.choice(corpus.sentences)
    return [
        *(number, "", headline, lead, corpus.body(), corpus.random.choice(sections)),
        *("", "", "", "", "", "published", moment, slug_for(headline) or "x"),
        *(1, moment, moment, "[]", 0),
    ]
