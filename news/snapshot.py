"""An article's whole content as one plain dict: what versions keep and two savings are compared by.

Values are what JSON has; times are ISO 8601, related rows their numbers.
"""

import hashlib
import json
from datetime import datetime

from django.utils.dateparse import parse_datetime

from core.dates import iso
from core.text import slug_for
from news import enclosures
from news.models import NO_SLUG, Article, Section
from photos.models import Photo, current_addresses

TEXTS = ("kicker", "headline", "lead", "body", "byline", "dateline", "source", "source_url", "slug")
TIMES = ("published_at", "pinned_until", "expires_at")
CONTENT = (*TEXTS, "section", "further_sections", "lead_photo", *TIMES, "pictures", "attachments")
# Everything but where and when it stands: what readers would call the article.
NOT_NEWS = {*TIMES, "section", "further_sections", "slug"}


def of_article(article: Article) -> dict:
    """What is stored."""
    return {
        **{name: getattr(article, name) for name in TEXTS},
        **times_of(article),
        "section": article.section_id,
        "further_sections": sorted(article.further_sections.values_list("pk", flat=True)),
        "lead_photo": article.lead_photo_id,
        "pictures": [enclosures.saved(row) for row in enclosures.picture_rows(article)],
        "attachments": [enclosures.saved(row) for row in enclosures.attachment_rows(article)],
    }


def times_of(article: Article) -> dict:
    return {name: _moment(getattr(article, name)) for name in TIMES}


def of_form(form) -> dict:
    """What a form that was looked at would store; a wrong field counts as it was typed."""

    def value(name):
        if name in form.cleaned_data:
            return form.cleaned_data[name]
        return form[name].value() if name in form.fields and name in TEXTS else None

    content = {name: value(name) or "" for name in TEXTS}
    content["slug"] = content["slug"] or slug_for(content["headline"]) or NO_SLUG
    for name in TIMES:
        stored = name not in form.fields  # whoever may not publish is not shown the times
        content[name] = _moment(getattr(form.instance, name) if stored else value(name))
    section, lead_photo = value("section"), value("lead_photo")
    return {
        **content,
        "section": section.pk if section else None,
        "further_sections": sorted(one.pk for one in value("further_sections") or []),
        "lead_photo": lead_photo.pk if lead_photo else None,
        "pictures": [enclosures.saved(row) for row in value("pictures") or []],
        "attachments": [enclosures.saved(row) for row in value("attachments") or []],
    }


def write(article: Article, content: dict, *, by, words_of: dict | None = None) -> None:
    """Give *article*, whose row is locked, the content; its times stay what they are.

    Descriptions and credits of pictures belong to the library: those that differ from *words_of*
    (the content it was made from) are changed there, the others left as they are now.
    """
    put(article, content)
    rows = _still_there(content["pictures"])
    captions = {row["photo"]: row["caption"] for row in rows}
    article.lead_photo_caption = captions.get(article.lead_photo_id, "")
    article.save()
    article.further_sections.set(Section.objects.filter(pk__in=content["further_sections"]))
    before = {row["photo"]: row for row in (words_of or {}).get("pictures", [])}
    enclosures.save_pictures(
        article, [{**row, "library": before.get(row["photo"], row)} for row in rows], by=by
    )
    enclosures.save_attachments(article, content["attachments"])


def put(article: Article, content: dict) -> None:
    """Show the content in the fields of *article*, in memory; its times stay what they are."""
    for name in TEXTS:
        setattr(article, name, content[name])
    article.body = current_addresses(article.body)
    for name, model in (("section", Section), ("lead_photo", Photo)):
        if getattr(article, f"{name}_id") != content[name]:
            found = model.objects.filter(pk=content[name] or 0).first()
            if found or name == "lead_photo":
                setattr(article, name, found)


def restored(article: Article, content: dict) -> dict:
    """An old content as it can be put back: what it says, filed where the article is filed now."""
    return {
        **content,
        "section": article.section_id,
        "further_sections": sorted(article.further_sections.values_list("pk", flat=True)),
        "pictures": _still_there(content["pictures"]),
    }


def _still_there(rows: list[dict]) -> list[dict]:
    known = set(
        Photo.objects.filter(pk__in=[row["photo"] for row in rows]).values_list("pk", flat=True)
    )
    return [row for row in rows if row["photo"] in known]


def digest(content: dict) -> str:
    """What was approved, in 64 characters (SHA-256): any other text, picture or file has another.

    When it is public is no part of it.
    """
    text = {name: content.get(name) for name in CONTENT if name not in TIMES}
    written = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def changed_fields(one: dict, other: dict) -> list[str]:
    return [name for name in CONTENT if one.get(name) != other.get(name)]


def moment(value: str | None) -> datetime | None:
    """The time that a snapshot's text stands for."""
    return parse_datetime(value) if value else None


def _moment(value) -> str | None:
    return iso(value.replace(second=0, microsecond=0)) if isinstance(value, datetime) else None
