"""RSS of the newest articles, whole site and by section."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.views.decorators.http import require_safe

from core import images
from core.metadata import shorten
from core.pagecache import public
from core.richtext import plain
from news.models import Article, Section
from organization.models import Agency

ITEMS = 30


class NewestArticles(Feed):
    feed_type = Rss201rev2Feed
    language = "vi"
    item_guid_is_permalink = False

    def get_object(self, request, slug=None):
        self.absolute = request.build_absolute_uri
        self.agency = str(Agency.objects.first() or "")
        if slug is None:
            return None
        section = Section.objects.at(slug).first()
        if section is None:
            raise Http404("Không có chuyên mục này.")
        return section

    def title(self, section):
        return f"{section.name} - {self.agency}" if section else self.agency

    def description(self, section):
        return section.description if section and section.description else self.title(section)

    def link(self, section):
        return section.get_absolute_url() if section else "/"

    def feed_url(self, section):
        return (
            reverse("news:section_feed", args=[section.slug]) if section else reverse("news:feed")
        )

    def items(self, section):
        articles = Article.objects.published()
        if section:
            articles = articles.in_section(section)
        return articles.select_related("section", "lead_photo").newest_first()[:ITEMS]

    def item_title(self, article):
        return article.headline

    def item_description(self, article):
        return article.lead or shorten(plain(article.body), 300)

    def item_guid(self, article):
        return f"article-{article.pk}"

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return article.updated_at

    def item_categories(self, article):
        return [article.section.name]

    def item_author_name(self, article):
        return article.byline

    def item_enclosures(self, article):
        if article.lead_photo is None:
            return []
        address = settings.MEDIA_URL + images.share_picture(article.lead_photo.file.name)
        return [Enclosure(self.absolute(address), "0", "image/jpeg")]


@public()
@require_safe
def newest_articles(request, slug=None):
    """The feed; one object per request, since it remembers the request's host."""
    return NewestArticles()(request, slug=slug)
