"""Every saved state of an article, numbered from 1."""

from django.db import transaction

from news import snapshot
from news.models import Article, Version

EARLIER = "Bản có từ trước"  # what stood there before versions were kept


@transaction.atomic
def record(article: Article, by=None, note: str = "", content: dict | None = None) -> Version:
    """Keep the article as it is stored now (or *content*) as its newest version.

    The row must be locked, or nobody else be able to see it yet.
    """
    content = snapshot.of_article(article) if content is None else content
    article.version += 1
    Article.objects.filter(pk=article.pk).update(version=article.version)
    return Version.objects.create(
        article=article, number=article.version, content=content, saved_by=by, note=note[:300]
    )
