"""Every public page, for search engines."""

from datetime import timedelta

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from news.models import Article, Section
from organization.models import Page


class Articles(Sitemap):
    limit = 5000

    def items(self):
        return (
            Article.objects.published()
            .select_related("section")
            .only("slug", "updated_at", "published_at", "section__path")
            .newest_first()
        )

    def lastmod(self, article):
        return max(article.updated_at, article.published_at)

    def get_latest_lastmod(self):
        """Asked for the index, which must not read every article."""
        latest = Article.objects.published().aggregate(Max("updated_at"), Max("published_at"))
        return max(filter(None, latest.values()), default=None)


class News(Articles):
    """What was published in the last two days, as news search engines ask for it."""

    limit = 1000

    def items(self):
        since = timezone.now() - timedelta(days=2)
        articles = Article.objects.published().filter(published_at__gte=since)
        return articles.select_related("section").defer("body").newest_first()


class Sections(Sitemap):
    def items(self):
        return Section.objects.with_public_articles().in_order()


class Pages(Sitemap):
    def items(self):
        return Page.objects.visible().in_order().only("slug", "updated_at")

    def lastmod(self, page):
        return page.updated_at


class Fixed(Sitemap):
    def items(self):
        return [
            "home",
            "organization:index",
            "organization:contact",
            "links:index",
            "site_map",
            "personal_data",
        ]

    def location(self, name):
        return reverse(name)


SITEMAPS = {
    "articles": Articles,
    "news": News,
    "sections": Sections,
    "pages": Pages,
    "fixed": Fixed,
}
