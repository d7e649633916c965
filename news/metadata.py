"""An article as search engines and other portals read it."""

from django.conf import settings

from core import dates, images, richtext
from core.metadata import HOME, PageMeta, shorten
from core.pagination import PARAMETER
from core.text import fold
from news.models import Article, Section


def section_trail(section: Section) -> tuple[tuple[str, str], ...]:
    above = section_trail(section.parent) if section.parent_id else (HOME,)
    return (*above, (section.name, section.get_absolute_url()))


def section_meta(section: Section, page: int, feed: str) -> PageMeta:
    path = section.get_absolute_url()
    return PageMeta(
        title=section.name if page == 1 else f"{section.name}, trang {page}",
        path=path if page == 1 else f"{path}?{PARAMETER}={page}",
        description=section.description or f"Tin bài mục {section.name}.",
        trail=section_trail(section),
        feed=feed,
    )


def article_meta(article: Article) -> PageMeta:
    """Everything about *article*; portal.templatetags adds the publisher and this site's host."""
    description = shorten(article.lead or richtext.plain(article.body) or article.headline)
    path = article.get_absolute_url()
    photo = article.lead_photo
    share = settings.MEDIA_URL + images.share_picture(photo.file.name) if photo else ""
    news_article = {
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": description,
        "url": path,
        "mainEntityOfPage": path,
        "datePublished": dates.iso(article.published_at),
        "dateModified": dates.iso(max(article.updated_at, article.published_at)),
        "articleSection": article.section.name,
        "inLanguage": "vi",
        "isAccessibleForFree": True,
    }
    if article.byline:
        news_article["author"] = {"@type": _kind_of(article.byline), "name": article.byline}
    if share:
        news_article["image"] = share
    if article.source_url:
        news_article["isBasedOn"] = article.source_url
    return PageMeta(
        title=article.headline,
        path=path,
        description=description,
        trail=section_trail(article.section),
        kind="article",
        creator=article.byline or article.source,
        image=share,
        image_alt=photo.alt if photo else "",
        section=article.section.name,
        published_at=article.published_at,
        updated_at=article.updated_at,
        data=(news_article,),
    )


def _kind_of(byline: str) -> str:
    """Offices often sign with the name of a unit."""
    units = ("phong ", "ban ", "van phong", "trung tam", "to ", "doan ", "cong doan", "chi bo")
    return "Organization" if fold(byline).startswith(units) else "Person"
