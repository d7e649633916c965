"""What the article form sends, for tests that save without a browser."""

import json

from django.urls import reverse

from news import enclosures
from tests.factories import make_section

ADD = "/quan-tri/news/article/add/"
FROM_DESK = {"headers": {"Accept": "application/json"}}


def form(**fields) -> dict:
    """A new article's form; lists become the JSON that the form keeps them in."""
    section = fields.pop("section", None) or make_section()
    lists = {name: json.dumps(rows) for name, rows in fields.items() if isinstance(rows, list)}
    return {
        "headline": "Bài mới",
        "body": "<p>Nội dung</p>",
        "section": section.pk,
        **fields,
        **lists,
    }


def form_of(article, **fields) -> dict:
    """The form of a stored article, as its page shows it."""
    times = {}
    if article.published_at:
        times = {
            "published_at_0": f"{article.published_at.astimezone():%d/%m/%Y}",
            "published_at_1": f"{article.published_at.astimezone():%H:%M}",
        }
    return form(
        **{
            "section": article.section,
            "headline": article.headline,
            "lead": article.lead,
            "body": article.body,
            "byline": article.byline,
            "slug": article.slug,
            "lead_photo": article.lead_photo_id or "",
            "pictures": enclosures.picture_rows(article),
            "attachments": enclosures.attachment_rows(article),
            "base_version": article.version,
            **times,
            **fields,
        }
    )


def change_url(article) -> str:
    return reverse("admin:news_article_change", args=[article.pk])


def picture(photo, **words) -> dict:
    """A row of the table of pictures."""
    return {**enclosures.picture_row(photo), **words}
