"""An article's whole content as one plain dict: what versions keep and two savings are compared by.

Values are what JSON has; times are ISO 8601, related rows their numbers.
"""

from datetime import datetime

from django.utils.dateparse import parse_datetime

from core.dates import iso
from news import enclosures
from news.models import Article

TEXTS = ("kicker", "headline", "lead", "body", "byline", "dateline", "source", "source_url", "slug")
TIMES = ("published_at", "pinned_until", "expires_at")
CONTENT = (*TEXTS, "section", "further_sections", "lead_photo", *TIMES, "pictures", "attachments")
# Everything but where and when it stands: what readers would call the article.
NOT_NEWS = {*TIMES, "section", "further_sections", "slug"}


def of_article(article: Article) -> dict:
    """What is stored."""
    return {
        **{name: getattr(article, name) for name in TEXTS},
        **{name: _moment(getattr(article, name)) for name in TIMES},
        "section": article.section_id,
        "further_sections": sorted(article.further_sections.values_list("pk", flat=True)),
        "lead_photo": article.lead_photo_id,
        "pictures": [enclosures.saved(row) for row in enclosures.picture_rows(article)],
        "attachments": [enclosures.saved(row) for row in enclosures.attachment_rows(article)],
    }


def of_form(form) -> dict:
    """What a form that was looked at would store; a wrong field counts as it was typed."""

    def value(name):
        if name in form.cleaned_data:
            return form.cleaned_data[name]
        return form[name].value() if name in form.fields and name in TEXTS else None

    content = {name: value(name) or "" for name in TEXTS}
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


def changed_fields(one: dict, other: dict) -> list[str]:
    return [name for name in CONTENT if one.get(name) != other.get(name)]


def moment(value: str | None) -> datetime | None:
    """The time that a snapshot's text stands for."""
    return parse_datetime(value) if value else None


def _moment(value) -> str | None:
    return iso(value.replace(second=0, microsecond=0)) if isinstance(value, datetime) else None
