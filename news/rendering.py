"""The page of an article made of a content dict (news.snapshot), before anything is stored."""

from django.utils import timezone

from core import dates
from news import snapshot
from news.metadata import article_meta
from news.models import Article, ArticlePhoto, Attachment, Section
from photos.models import Photo


def page_of(article: Article, content: dict, change_note: str = "") -> dict:
    """What news/article_detail.html needs to show *content* as the article *article*.

    The instance is changed in memory and must not be saved.
    """
    if change_note:
        article.change_notes = [*article.change_notes, [dates.iso(timezone.now()), change_note]]
    snapshot.put(article, content)
    article.headline = article.headline or "(chưa có tiêu đề)"
    article.published_at = article.published_at or timezone.now()
    article.pk = article.pk or 0
    if article.section_id is None:
        article.section = Section(name="(chưa chọn chuyên mục)", path="chua-chon", slug="chua-chon")
    photos = Photo.objects.in_bulk([row["photo"] for row in content["pictures"]])
    rows = [row for row in content["pictures"] if row["photo"] in photos]
    for row in rows:
        photos[row["photo"]].alt = row["alt"]
        photos[row["photo"]].credit = row["credit"]
        if row["photo"] == article.lead_photo_id:
            article.lead_photo = photos[row["photo"]]
            article.lead_photo_caption = row["caption"]
    return {
        "article": article,
        "gallery": [
            ArticlePhoto(photo=photos[row["photo"]], own_caption=row["caption"])
            for row in rows
            if row["is_in_gallery"]
        ],
        "attachments": [Attachment(**row) for row in content["attachments"]],
        "meta": article_meta(article),
    }
