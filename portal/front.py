"""The home page: its lead, and the containers editors chose, each with what it shows.

No article stands twice among them; only "Đọc nhiều", which is a ranking, repeats what it ranks.
"""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

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
    """Fill *blocks*, in their order; those with nothing to show are left out. At most 6 statements.

    The lead is what editors pinned, filled up with the newest, so that it is never short.
    """
    has_newest = any(block.kind == Kind.NEWEST for block in blocks)
    lead, newest = _news(NEWEST_ARTICLES if has_newest else 0)
    of_sections = _of_sections(blocks, shown=[article.pk for article in lead + newest])

    def articles_of(block: FrontBlock) -> list[Article]:
        if block.kind == Kind.SECTION:
            return of_sections.get(block.section_id, [])
        if block.kind == Kind.MOST_READ:
            return list(most_read(MOST_READ_ARTICLES))
        return newest if block.kind == Kind.NEWEST else []

    containers = [Container(block, articles_of(block)) for block in blocks]
    filled = [one for one in containers if one.articles or one.block.kind == Kind.LINKS]
    below = [one for one in filled if one.block.place == Place.BELOW]
    return Front(
        lead,
        rail=[one for one in filled if one.block.place == Place.RAIL],
        rows=[(wide, list(row)) for wide, row in groupby(below, lambda one: one.is_wide)],
    )


def _news(further: int) -> tuple[list[Article], list[Article]]:
    """The lead, and *further* articles of the newest that are not in it."""
    news = Article.objects.published().news().for_cards()
    pinned = list(news.pinned().newest_first()[:LEAD_ARTICLES])
    held = {article.pk for article in pinned}
    newest = [
        article
        for article in news.newest_first()[: LEAD_ARTICLES + further]
        if article.pk not in held
    ]
    free = LEAD_ARTICLES - len(pinned)
    return pinned + newest[:free], newest[free : free + further]


def _of_sections(blocks, shown: list[int]) -> dict[int, list[Article]]:
    """The newest articles not yet *shown* of each section that has a block: two statements."""
    sections = [block.section_id for block in blocks if block.kind == Kind.SECTION]
    if not sections:
        return {}
    newest = (
        Article.objects.published()
        .filter(section=OuterRef("pk"))
        .exclude(pk__in=shown)
        .newest_first()
        .values("pk")[:SECTION_ARTICLES]
    )
    ids = dict(Section.objects.filter(pk__in=sections).values_list("pk", ArraySubquery(newest)))
    articles = Article.objects.for_cards().in_bulk([pk for chosen in ids.values() for pk in chosen])
    return {
        section: [articles[pk] for pk in chosen if pk in articles]
        for section, chosen in ids.items()
    }
