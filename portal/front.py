"""The home page: its lead, and the containers editors chose, each with what it shows.

No article stands twice among them; only "Đọc nhiều", which is a ranking, repeats what it ranks.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from core.prepared import planned_each_time, prepared
from news.models import Article, FrontBlock, Section
from readers.popularity import most_read

LEAD_ARTICLES = 5
NEWEST_ARTICLES = 6
SECTION_ARTICLES = 4
MOST_READ_ARTICLES = 5
Kind, Place = FrontBlock.Kind, FrontBlock.Place


@dataclass(frozen=True)
class Container:
    """A block of the home page with the articles it shows, never none of them."""

    block: FrontBlock
    articles: list[Article]

    @property
    def template(self) -> str:
        return f"front/{self.block.kind}.html"

    @property
    def is_wide(self) -> bool:
        return self.block.kind == Kind.LINKS


@dataclass(frozen=True)
class Front:
    lead: list[Article]
    rail: list[Container]
    rows: list[tuple[bool, list[Container]]]  # (is_wide, containers that stand side by side)

    @property
    def has_links(self) -> bool:
        return any(is_wide for is_wide, _ in self.rows)


def front(blocks: list[FrontBlock]) -> Front:
    """Fill *blocks*, in their order; those with nothing to show are left out. At most 5 statements,
    and one more when the ranking of what is read most is made anew.

    The lead is what editors pinned, filled up with the newest, so that it is never short.
    """
    kinds = {block.kind for block in blocks}
    lead, newest = _news(NEWEST_ARTICLES if Kind.NEWEST in kinds else 0)
    of_sections = _of_sections(blocks, shown=[article.pk for article in lead + newest])
    ranked = most_read(MOST_READ_ARTICLES) if Kind.MOST_READ in kinds else []
    wanted = [*ranked, *(pk for chosen in of_sections.values() for pk in chosen)]
    cards = {article.pk: article for article in _cards(ids=wanted)} if wanted else {}

    def articles_of(block: FrontBlock) -> list[Article]:
        if block.kind == Kind.NEWEST:
            return newest
        chosen = of_sections.get(block.section_id, ()) if block.kind == Kind.SECTION else ranked
        return [cards[pk] for pk in chosen if pk in cards]

    containers = [
        Container(block, [] if block.kind == Kind.LINKS else articles_of(block)) for block in blocks
    ]
    filled = [one for one in containers if one.articles or one.is_wide]
    below = [one for one in filled if one.block.place == Place.BELOW]
    return Front(
        lead,
        rail=[one for one in filled if one.block.place == Place.RAIL],
        rows=[(wide, list(row)) for wide, row in groupby(below, lambda one: one.is_wide)],
    )


def _news(further: int) -> tuple[list[Article], list[Article]]:
    """The lead, and *further* articles of the newest that are not in it."""
    now = timezone.now()
    pinned = _pinned(now=now)
    held = {article.pk for article in pinned}
    newest = [article for article in _newest(now=now) if article.pk not in held]
    free = LEAD_ARTICLES - len(pinned)
    return pinned + newest[:free], newest[free : free + further]


def _of_sections(blocks, shown: list[int]) -> dict[int, list[int]]:
    """The newest not yet *shown* of each section that has a block: which articles."""
    sections = [block.section_id for block in blocks if block.kind == Kind.SECTION]
    if not sections:
        return {}
    return dict(_newest_of(sections=sections, shown=shown, now=timezone.now()))


@planned_each_time  # any moment could leave a third of all articles pinned: it leaves a few
def _pinned(now: datetime):
    pinned = Article.objects.published(now).news().pinned(now)
    return pinned.for_cards().newest_first()[:LEAD_ARTICLES]


@prepared
def _newest(now: datetime):
    newest = Article.objects.published(now).news().for_cards().newest_first()
    return newest[: LEAD_ARTICLES + NEWEST_ARTICLES]


@prepared
def _newest_of(sections: list[int], shown: list[int], now: datetime):
    newest = Article.objects.published(now).filter(section=OuterRef("pk")).exclude(pk__any=shown)
    chosen = newest.newest_first().values("pk")[:SECTION_ARTICLES]
    return Section.objects.filter(pk__any=sections).values_list("pk", ArraySubquery(chosen))


@prepared
def _cards(ids: list[int]):
    return Article.objects.filter(pk__any=ids).for_cards()
