"""What every page shows around its content, read once per content version."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Subquery
from django.utils import timezone

from core.drawn import loaded
from core.pagecache import kept_per_version
from core.prepared import prepared
from core.reversing import reverse
from core.text import words
from links.models import Link
from news.models import Article, FrontBlock, Section
from organization.models import Agency, Page, SiteNotice
from search import suggesting
from search.models import Synonym
from search.query import Synonyms


@dataclass
class MenuGroup:
    """A top section with those of its children that have something to read."""

    section: Section
    children: list[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    name: str
    address: str
    words: list[str]  # of the name, folded


@dataclass(frozen=True, eq=False)
class Drawings:
    """What templates drew of the site ({% kept %}) since anything was different that is *shown*."""

    shown: tuple
    kept: dict[tuple, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    agency: Agency
    pages: list[Page]
    menu: list[MenuGroup]
    updated_at: datetime | None
    link_groups: list[tuple[str, list[Link]]]
    notices: list[SiteNotice]
    front_blocks: list[FrontBlock]
    drawings: "Drawings"

    @cached_property
    def sections(self) -> list[Section]:
        """Everything in the menu that has something to read."""
        return [section for group in self.menu for section in (group.section, *group.children)]

    @cached_property
    def synonyms(self) -> Synonyms:
        """Read when something is looked for: other pages do without."""
        return Synonyms(Synonym.objects.values_list("short", "full"))

    @cached_property
    def newest_titles(self) -> list[tuple]:
        """What is suggested first while somebody types into the search box."""
        return suggesting.newest_titles()

    @cached_property
    def entries(self) -> list[tuple]:
        """The menu: (name, path, its own entries). What has nothing to read is not in it."""
        entries = [("Trang chủ", "/")]
        if self.pages:
            pages = [(page.title, page.get_absolute_url()) for page in self.pages]
            entries.append(("Giới thiệu", reverse("organization:index"), pages))
        for group in self.menu:
            below = [(child.name, child.get_absolute_url()) for child in group.children]
            entries.append((group.section.name, group.section.get_absolute_url(), below))
        if self.link_groups:
            entries.append((str(Link._meta.app_config.verbose_name), reverse("links:index")))
        return entries

    @cached_property
    def addresses(self) -> list[str]:
        """Where the menu leads."""
        below = (child for _, _, *children in self.entries for child in sum(children, []))
        return [entry[1] for entry in (*self.entries, *below)]

    @cached_property
    def places(self) -> list[Place]:
        """Where the menu leads, by name."""
        things = [*((each.name, each) for each in self.sections)]
        things += [(page.title, page) for page in self.pages]
        return [Place(name, thing.get_absolute_url(), words(name)) for name, thing in things]

    def with_sections(self, articles: Iterable[Article]) -> list[Article]:
        """Lend them the menu's sections: it saves a join, and an object for each."""
        articles = list(articles)
        for article in articles:
            if section := self._by_id.get(article.section_id):  # else it is read when asked for
                article.section = section
        return articles

    @cached_property
    def _by_id(self) -> dict[int, Section]:
        return {section.pk: section for section in self.sections}

    def page_with(self, shows: Page.Shows) -> Page | None:
        """The first page that has the chart, the leaders or the directory below its text."""
        return next((page for page in self.pages if page.shows == shows), None)

    @property
    def leaders_page(self) -> Page | None:
        return self.page_with(Page.Shows.LEADERS)

    @property
    def all_news(self) -> Section | None:
        """The group under which everything but the notices stands."""
        groups = (group.section for group in self.menu)
        return next((section for section in groups if not section.is_for_notices), None)

    def group_of(self, section: Section) -> MenuGroup | None:
        top = section.parent_id or section.pk
        return next((group for group in self.menu if group.section.pk == top), None)


@kept_per_version
def current_site() -> Site:
    sections = _sections(now=timezone.now())
    groups = {section.pk: MenuGroup(section) for section in sections if section.parent_id is None}
    for section in sections:
        if section.parent_id in groups:
            groups[section.parent_id].children.append(section)
    links, pages = _links(), _pages()
    by_group: dict[str, list[Link]] = {}
    for link in links:
        by_group.setdefault(link.group.name, []).append(link)
    agency = next(iter(_agency(now=timezone.now())), Agency())
    updated_at = vars(agency).pop("updated_at", None)  # which is drawn outside of {% kept %}
    return Site(
        agency=agency,
        updated_at=updated_at,
        pages=pages,
        menu=list(groups.values()),
        link_groups=list(by_group.items()),
        notices=_notices(),
        front_blocks=_front_blocks(),
        drawings=_drawings_of(agency, *sections, *pages, *links),
    )


_drawings = Drawings(())


def _drawings_of(*rows) -> Drawings:
    """The same ones as long as the same rows show, and the same day: most changes touch neither."""
    global _drawings
    shown = (timezone.localdate(), *map(loaded, rows))
    if _drawings.shown != shown:
        _drawings = Drawings(shown)
    return _drawings


@prepared
def _sections(now: datetime):
    return Section.objects.with_public_articles(now).select_related("parent").in_order()


@prepared
def _agency(now: datetime):
    newest = Article.objects.published(now).newest_first().values("published_at")[:1]
    return Agency.objects.select_related("logo").annotate(updated_at=Subquery(newest))[:1]


@prepared
def _links():
    return Link.objects.visible().select_related("group", "logo").in_order()


@prepared
def _pages():
    return Page.objects.visible().in_order().defer("body")


@prepared
def _notices():
    return SiteNotice.objects.showing().most_urgent_first()


@prepared
def _front_blocks():
    return FrontBlock.objects.shown().select_related("section__parent").in_order()
