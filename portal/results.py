"""What was found, as readers see it: every source says how its rows are read and shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from core.richtext import plain
from links.models import Link
from news.models import Article, Attachment
from organization.models import Contact, Page, Person, Unit
from portal.site import current_site
from search.highlighting import Highlighter
from search.models import Entry

Source = Entry.Source


@dataclass(frozen=True)
class Shown:
    """Reads the rows of one source that are public, and says what of them is shown."""

    public: Callable[[], QuerySet]
    title: Callable[[Model], str]
    address: Callable[[Model], str]
    texts: Callable[[Model], Iterable[str]]  # for the passage
    kind: Callable[[Model], str]
    published_at: Callable[[Model], datetime | None] = lambda row: None


@dataclass(frozen=True)
class Result:
    title: SafeString
    address: str
    passage: SafeString
    kind: str
    published_at: datetime | None


def _articles():
    fields = ("headline", "lead", "body", "slug", "published_at", "section__name", "section__path")
    return Article.objects.published().select_related("section").only(*fields)


def _attachments():
    public = Article.objects.published()
    files = Attachment.objects.filter(article__in=public).select_related("article__section")
    return files.defer("article__body", "article__change_notes")


def _page_that_shows(what: Page.Shows) -> str:
    """The address of the first page with the leaders, or with the directory."""
    pages = (page.get_absolute_url() for page in current_site().pages if page.shows == what)
    return next(pages, reverse("organization:index"))


SHOWN = {
    Source.ARTICLE: Shown(
        _articles,
        lambda row: row.headline,
        lambda row: row.get_absolute_url(),
        lambda row: (row.lead, plain(row.body) if row.body else ""),
        lambda row: row.section.name,
        lambda row: row.published_at,
    ),
    Source.ATTACHMENT: Shown(
        _attachments,
        lambda row: row.title,
        lambda row: row.article.get_absolute_url(),
        lambda row: (row.text, f"Kèm bài: {row.article.headline}"),
        lambda row: f"Tệp đính kèm · {row.kind.upper()}",
        lambda row: row.article.published_at,
    ),
    Source.PAGE: Shown(
        lambda: Page.objects.visible(),
        lambda row: row.title,
        lambda row: row.get_absolute_url(),
        lambda row: (row.summary, plain(row.body) if row.body else ""),
        lambda row: "Giới thiệu",
    ),
    Source.UNIT: Shown(
        lambda: Unit.objects.all(),
        lambda row: row.name,
        lambda row: row.get_absolute_url(),
        lambda row: (row.summary, plain(row.duties) if row.duties else ""),
        lambda row: "Đơn vị",
    ),
    Source.PERSON: Shown(
        lambda: Person.objects.leading(),
        lambda row: row.full_name,
        lambda row: _page_that_shows(Page.Shows.LEADERS),
        lambda row: (plain(row.biography) if row.biography else "",),
        lambda row: "Cán bộ",
    ),
    Source.CONTACT: Shown(
        lambda: Contact.objects.prefetch_related("numbers"),
        lambda row: row.label,
        lambda row: _page_that_shows(Page.Shows.CONTACTS),
        lambda row: (_how_to_reach(row),),
        lambda row: "Danh bạ",
    ),
    Source.LINK: Shown(
        lambda: Link.objects.visible().select_related("group"),
        lambda row: row.name,
        lambda row: row.get_absolute_url(),
        lambda row: (row.note, row.host),
        lambda row: f"Liên kết · {row.group.name}",
    ),
}


def load(entries: Iterable[int]) -> list[tuple[Shown, Model]]:
    """The rows of some entries in that order; what is not public any more is left out."""
    entries = list(entries)
    named = Entry.objects.filter(pk__in=entries).values_list("pk", "source", "object_id")
    ids: dict[str, dict[int, int]] = {}
    for entry, source, pk in named:
        ids.setdefault(source, {})[pk] = entry
    rows = {
        ids[source][row.pk]: (SHOWN[source], row)
        for source in ids
        for row in SHOWN[source].public().filter(pk__in=ids[source])
    }
    return [rows[entry] for entry in entries if entry in rows]


def results(entries: Iterable[int], highlighter: Highlighter) -> list[Result]:
    return [_result(shown, row, highlighter) for shown, row in load(entries)]


def _result(shown: Shown, row: Model, highlighter: Highlighter) -> Result:
    return Result(
        title=highlighter.mark(shown.title(row)),
        address=shown.address(row),
        passage=highlighter.passage(filter(None, shown.texts(row))),
        kind=shown.kind(row),
        published_at=shown.published_at(row),
    )


def _how_to_reach(contact: Contact) -> str:
    numbers = [number.number for number in contact.numbers.all()]
    return " · ".join(filter(None, [*numbers, contact.email, contact.address, contact.note]))
