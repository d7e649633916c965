"""What was found, as readers see it: every source says how its rows are read and shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString

from core.reversing import reverse
from core.richtext import plain
from links.models import Link
from news.models import Article, Attachment
from organization.models import Contact, Page, Person, Unit
from portal.site import Site
from search.finding import Hit
from search.highlighting import Highlighter
from search.models import Entry

Source = Entry.Source


@dataclass(frozen=True)
class Shown:
    """Reads the rows of one source that are public, and says what of them is shown."""

    public: Callable[[], QuerySet]
    title: Callable[[Model], str]
    address: Callable[[Model, Site], str]
    texts: Callable[[Model], Iterable[str]]  # for the passage
    kind: Callable[[Model], str]
    published_at: Callable[[Model], datetime | None] = lambda row: None
    complete: Callable[[Site, QuerySet], Iterable[Model]] = lambda site, rows: rows


@dataclass(frozen=True)
class Result:
    title: SafeString
    address: str
    passage: SafeString
    kind: str
    published_at: datetime | None


def _articles():
    fields = ("headline", "lead", "body", "slug", "published_at", "section_id")
    return Article.objects.published().only(*fields)


def _attachments():
    public = Article.objects.published()
    files = Attachment.objects.filter(article__in=public).select_related("article__section")
    return files.defer("article__body", "article__change_notes")


def _own_address(row: Model, site: Site) -> str:
    return row.get_absolute_url()


def _in_chart(unit: Unit, site: Site) -> str:
    chart = site.page_with(Page.Shows.ORGCHART)
    return unit.place_on(chart) if chart else reverse("organization:index")


def _among_leaders(person: Person, site: Site) -> str:
    page = site.leaders_page
    return page.get_absolute_url() if page else reverse("organization:index")


def _in_directory(contact: Contact, site: Site) -> str:
    page = site.page_with(Page.Shows.CONTACTS)
    return page.get_absolute_url() if page else reverse("organization:contact")


SHOWN = {
    Source.ARTICLE: Shown(
        _articles,
        lambda row: row.headline,
        _own_address,
        lambda row: (row.lead, plain(row.body) if row.body else ""),
        lambda row: row.section.name,
        lambda row: row.published_at,
        Site.with_sections,
    ),
    Source.ATTACHMENT: Shown(
        _attachments,
        lambda row: row.title,
        lambda row, site: row.article.get_absolute_url(),
        lambda row: (row.text, f"Kèm bài: {row.article.headline}"),
        lambda row: f"Tệp đính kèm · {row.kind.upper()}",
        lambda row: row.article.published_at,
    ),
    Source.PAGE: Shown(
        lambda: Page.objects.visible(),
        lambda row: row.title,
        _own_address,
        lambda row: (row.summary, plain(row.body) if row.body else ""),
        lambda row: "Giới thiệu",
    ),
    Source.UNIT: Shown(
        lambda: Unit.objects.all(),
        lambda row: row.name,
        _in_chart,
        lambda row: (row.summary, plain(row.duties) if row.duties else ""),
        lambda row: "Đơn vị",
    ),
    Source.PERSON: Shown(
        lambda: Person.objects.leading(),
        lambda row: row.full_name,
        _among_leaders,
        lambda row: (plain(row.biography) if row.biography else "",),
        lambda row: "Cán bộ",
    ),
    Source.CONTACT: Shown(
        lambda: Contact.objects.prefetch_related("numbers"),
        lambda row: row.label,
        _in_directory,
        lambda row: (_how_to_reach(row),),
        lambda row: "Danh bạ",
    ),
    Source.LINK: Shown(
        lambda: Link.objects.visible().select_related("group"),
        lambda row: row.name,
        _own_address,
        lambda row: (row.note, row.host),
        lambda row: f"Liên kết · {row.group.name}",
    ),
}


def load(hits: list[Hit], site: Site) -> list[tuple[Shown, Model]]:
    """The rows of what was found, in that order; what is not public any more is left out."""
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.source, []).append(hit.object_id)
    rows = {}
    for source, keys in ids.items():
        shown = SHOWN[source]
        found = shown.complete(site, shown.public().filter(pk__in=keys))
        rows |= {(source, row.pk): (shown, row) for row in found}
    there = (rows.get((hit.source, hit.object_id)) for hit in hits)
    return [row for row in there if row]


def results(hits: list[Hit], highlighter: Highlighter, site: Site) -> list[Result]:
    return [
        Result(
            title=highlighter.mark(shown.title(row)),
            address=shown.address(row, site),
            passage=highlighter.passage(filter(None, shown.texts(row))),
            kind=shown.kind(row),
            published_at=shown.published_at(row),
        )
        for shown, row in load(hits, site)
    ]


def _how_to_reach(contact: Contact) -> str:
    numbers = [number.number for number in contact.numbers.all()]
    return " · ".join(filter(None, [*numbers, contact.email, contact.address, contact.note]))
