"""Every saved state of an article, numbered from 1."""

from django.db import transaction

from news import readiness, snapshot
from news.models import Article, Version
from news.rights import correction_of

EARLIER = "Bản có từ trước"  # what stood there before versions were kept


@transaction.atomic
def record(
    article: Article, by=None, note: str = "", content: dict | None = None, change_note: str = ""
) -> Version:
    """Keep the article as it is stored now (or *content*) as its newest version.

    The row must be locked, or nobody else be able to see it yet.
    """
    content = snapshot.of_article(article) if content is None else content
    article.version += 1
    article.lacks = len(readiness.musts(content))
    Article.objects.filter(pk=article.pk).update(version=article.version, lacks=article.lacks)
    return Version.objects.create(
        article=article,
        number=article.version,
        content=content,
        saved_by=by,
        note=note[:300],
        change_note=change_note,
    )


def catch_up(article: Article, by, note: str) -> None:
    """Record what is stored, where it is not what the newest version holds."""
    content = snapshot.of_article(article)
    if snapshot.changed_fields(text_of(article).content, content):
        record(article, by, note, content)


def text_of(article: Article) -> Version:
    """The version that holds the text in work: the correction's, or what is stored."""
    correction = correction_of(article)
    return article.versions.get(number=correction.version if correction else article.version)
