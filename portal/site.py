"""What every page shows around its content, read once per content version."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Subquery

from core.pagecache import kept_per_version
from links.models import Link
from news.models import Article, FrontBlock, Section
from organization.models import Agency, Page, SiteNotice


@dataclass
class MenuGroup:
    """A top section with those of its children that have something to read."""

    section: Section
    children: list[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    agency: Agency
    pages: list[Page]
    menu: list[MenuGroup]
    updated_at: datetime | None
    link_groups: list[tuple[str, list[Link]]]
    notices: list[SiteNotice]
    front_blocks: list[FrontBlock]

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
    sections = list(Section.objects.with_public_articles().select_related("parent").in_order())
    groups = {section.pk: MenuGroup(section) for section in sections if section.parent_id is None}
    for section in sections:
        if section.parent_id in groups:
            groups[section.parent_id].children.append(section)
    by_group: dict[str, list[Link]] = {}
    for link in Link.objects.visible().select_related("group", "logo").in_order():
        by_group.setdefault(link.group.name, []).append(link)
    newest = Article.objects.published().newest_first().values("published_at")[:1]
    agency = Agency.objects.select_related("logo").annotate(updated_at=Subquery(newest)).first()
    return Site(
        agency=agency or Agency(),
        updated_at=agency and agency.updated_at,
        pages=list(Page.objects.visible().in_order().defer("body", "search")),
        menu=list(groups.values()),
        link_groups=list(by_group.items()),
        notices=list(SiteNotice.objects.showing().most_urgent_first()),
        front_blocks=list(FrontBlock.objects.shown().select_related("section__parent").in_order()),
    )
