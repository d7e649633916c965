"""Fills the portal with the demonstration site. What exists is left as editors made it."""

import io
import tomllib
import zipfile
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from core import uploads
from links.models import Link, LinkGroup
from news import indexing
from news.models import Article, ArticlePhoto, Attachment, FrontBlock, Section
from organization.models import Agency, Contact, ContactNumber, Page, Position, Unit
from photos.models import Photo, add_photo
from readers.models import DailyViews

HERE = Path(__file__).parent
CREDIT = "Ảnh minh hoạ"


@transaction.atomic
def load() -> int:
    """Load what is missing and return how many articles were added."""
    photos = _photos()
    _organization()
    _links()
    sections = _sections()
    return sum(_article(entry, sections, photos) for entry in _toml("articles")["article"])


def _toml(name: str) -> dict:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _photos() -> dict[str, Photo]:
    photos = {}
    for key, words in _toml("pictures").items():
        data = (HERE / "pictures" / f"{key}.webp").read_bytes()
        photos[key], _ = add_photo(SimpleUploadedFile(f"{key}.webp", data), credit=CREDIT, **words)
    return photos


def _organization() -> None:
    data = _toml("organization")
    Agency.objects.get_or_create(pk=1, defaults=data["agency"])
    units: dict[str, Unit] = {}
    for order, entry in enumerate(data["unit"], start=1):
        parent = units.get(entry.pop("parent", ""))
        phone = entry.pop("phone", "")
        unit, is_new = Unit.objects.get_or_create(
            slug=entry.pop("slug"), defaults={**entry, "parent": parent, "order": order}
        )
        units[unit.slug] = unit
        if is_new and phone:
            contact = Contact.objects.create(label=unit.name, unit=unit, order=100 + order)
            ContactNumber.objects.create(contact=contact, number=phone)
    for order, entry in enumerate(data["position"], start=1):
        unit = units.get(entry.pop("unit", ""))
        Position.objects.get_or_create(
            name=entry.pop("name"), unit=unit, defaults={**entry, "order": order}
        )
    for order, entry in enumerate(data["page"], start=1):
        Page.objects.get_or_create(slug=entry.pop("slug"), defaults={**entry, "order": order})
    for order, entry in enumerate(data["contact"], start=1):
        _contact(order, entry, units)


def _contact(order: int, entry: dict, units: dict[str, Unit]) -> None:
    numbers = entry.pop("numbers", [])
    unit = units.get(entry.pop("unit", ""))
    contact, is_new = Contact.objects.get_or_create(
        label=entry.pop("label"), defaults={**entry, "unit": unit, "order": order}
    )
    if is_new:
        ContactNumber.objects.bulk_create(
            ContactNumber(contact=contact, order=place, **number)
            for place, number in enumerate(numbers, start=1)
        )


def _links() -> None:
    for group_order, entry in enumerate(_toml("links")["group"], start=1):
        group, _ = LinkGroup.objects.get_or_create(
            name=entry["name"], defaults={"order": group_order}
        )
        for order, link in enumerate(entry["links"], start=1):
            Link.objects.get_or_create(
                group=group, url=link.pop("url"), defaults={**link, "order": order}
            )


def _sections() -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for order, entry in enumerate(_toml("sections")["section"], start=1):
        parent = sections.get(entry.pop("parent", ""))
        slug, place = entry.pop("slug"), entry.pop("front", "")
        sections[slug], is_new = Section.objects.get_or_create(
            slug=slug, defaults={**entry, "parent": parent, "order": order}
        )
        if is_new and place:
            FrontBlock.objects.create(section=sections[slug], place=place)
            _arrange_front()
    return sections


def _arrange_front() -> None:
    """Sections first, beside the lead and below it; what is there for every agency after them."""
    blocks = sorted(
        FrontBlock.objects.in_order(),
        key=lambda block: (block.place == "below", block.kind != "section", block.section_id),
    )
    for order, block in enumerate(blocks, start=1):
        block.order = order
    FrontBlock.objects.bulk_update(blocks, ["order"])


def _visits(article: Article) -> None:
    """Two weeks of readers, more of the newer articles: for the chart and for "Đọc nhiều"."""
    today = timezone.localdate()
    DailyViews.objects.bulk_create(
        DailyViews(
            article=article,
            day=today - timedelta(days=ago),
            views=10 + (article.pk * 37 + ago * 11) % 90,
        )
        for ago in range(14)
        if article.published_at.date() <= today - timedelta(days=ago)
    )


def _article(entry: dict, sections: dict[str, Section], photos: dict[str, Photo]) -> bool:
    """Add one article with its pictures and files; say whether it was missing."""
    if Article.objects.filter(headline=entry["headline"]).exists():
        return False
    further = [sections[slug] for slug in entry.pop("further_sections", [])]
    gallery, files = entry.pop("gallery", []), entry.pop("attachments", [])
    article = Article.objects.create(
        section=sections[entry.pop("section")],
        lead_photo=photos.get(entry.pop("photo", "")),
        lead_photo_caption=entry.pop("caption", ""),
        status=Article.Status.PUBLISHED,
        updated_at=entry["published_at"],  # as if it had been written then
        **entry,
    )
    article.further_sections.set(further)
    _visits(article)
    for order, picture in enumerate(gallery, start=1):
        ArticlePhoto.objects.create(
            article=article,
            photo=photos[picture["photo"]],
            own_caption=picture.get("caption", ""),
            order=order,
        )
    for order, file in enumerate(files, start=1):
        _attach(article, order, file["title"], _word_file(file["title"], file["lines"]))
    indexing.read_soon(article)
    return True


def _attach(article: Article, order: int, title: str, data: bytes) -> None:
    document = uploads.document(SimpleUploadedFile(f"{title}.docx", data))
    uploads.store({document.name: document.data})
    Attachment.objects.create(
        article=article,
        title=title,
        file=document.name,
        kind=document.kind,
        size=len(data),
        order=order,
    )


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def _word_file(title: str, lines: list[str]) -> bytes:
    """A Word document of plain paragraphs, the same bytes every time."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in [title, *lines]
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body>'
        "</w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            archive.writestr(entry, declaration + xml)
    return out.getvalue()
