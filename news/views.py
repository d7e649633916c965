"""Pages of sections and articles."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.drawn import all_shown
from core.pagecache import public
from core.pagination import page_of
from core.prepared import prepared
from news.metadata import article_meta, section_meta
from news.models import Article, ArticlePhoto, Attachment, Section, SectionList

ARTICLES_PER_PAGE = 12
RELATED_ARTICLES = 4


@public("trang")
@require_safe
def section_detail(request, path):
    """One page of a section's articles; a group shows those of its sections too."""
    section = next(iter(_section(path=path)), None)
    if section is None:
        return _redirect_former_section(path)
    page = page_of(SectionList(section), request, ARTICLES_PER_PAGE)
    feed = reverse("news:section_feed", args=[section.slug])
    meta = section_meta(section, page.number, feed)
    context = all_shown(section=section, page=page, meta=meta)
    return render(request, "news/section_detail.html", context)


@prepared
def _section(path: str):
    return Section.objects.select_related("parent").filter(path=path)


def _redirect_former_section(path):
    section = Section.objects.at(path).first()
    if section is None:
        raise Http404("Không có chuyên mục này.")
    return redirect(section, permanent=True)


@public()
@require_safe
def article_detail(request, section, slug, pk):
    article = _public(pk)
    if article is None:  # an old address may end in a number: "…-nam-2017.html"
        return article_by_slug(request, section, f"{slug}-{pk}")
    if request.path != article.get_absolute_url():
        return redirect(article, permanent=True)
    place = {"pk": article.pk, "section": article.section_id, "now": timezone.now()}
    neighbours = _neighbours(**place, published_at=article.published_at)
    context = all_shown(
        **_article_context(article),
        related=_related(**place),
        **{_side(other, article): other for other in neighbours},
    )
    return render(request, "news/article_detail.html", context)


def _public(pk: int) -> Article | None:
    return next(iter(_article(pk=pk, now=timezone.now())), None)


@prepared
def _article(pk: int, now: datetime):
    return Article.objects.published(now).for_page().filter(pk=pk)


@prepared
def _related(pk: int, section: int, now: datetime):
    others = Article.objects.published(now).filter(section=section).exclude(pk=pk)
    return others.for_cards().newest_first()[:RELATED_ARTICLES]


@prepared
def _neighbours(pk: int, section: int, published_at: datetime, now: datetime):
    same_section = Article.objects.published(now).filter(section=section)
    return same_section.neighbours_of(pk, published_at)


@public()
@require_safe
def permalink(request, pk):
    """The short address of an article, for QR codes and telephone calls; it never changes."""
    found = Article.objects.published().select_related("section").only("slug", "section__path")
    return redirect(get_object_or_404(found, pk=pk), permanent=True)


@public()
@require_safe
def article_print(request, section, slug, pk):
    """The article alone, on paper: works without JavaScript and says where it came from."""
    article = _public(pk)
    if article is None:
        raise Http404("Không có bài viết này.")
    if request.path != article.get_print_url():
        return redirect(article.get_print_url(), permanent=True)
    return render(request, "news/article_print.html", _article_context(article))


def _side(other, article):
    is_newer = (other.published_at, other.pk) > (article.published_at, article.pk)
    return "newer" if is_newer else "older"


def _article_context(article):
    return {
        "article": article,
        "gallery": _gallery(article=article.pk),
        "attachments": _attachments(article=article.pk),
        "meta": article_meta(article),
    }


@prepared
def _gallery(article: int):
    return ArticlePhoto.objects.filter(article=article).shown_below().in_order()


@prepared
def _attachments(article: int):
    return Attachment.objects.filter(article=article).without_text().in_order()


@public()
@require_safe
def article_by_slug(request, section, slug):
    """Addresses of the agency's former site, …/<slug>.html: the newest article of that name."""
    article = (
        Article.objects.published()
        .filter(slug=slug)
        .select_related("section")
        .newest_first()
        .first()
    )
    if article is None:
        raise Http404("Không có bài viết này.")
    return redirect(article, permanent=True)
