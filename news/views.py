"""Pages of sections and articles."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.pagecache import public
from core.pagination import page_of
from news.metadata import article_meta, section_meta
from news.models import Article, Section

ARTICLES_PER_PAGE = 12
RELATED_ARTICLES = 4


@public("trang")
@require_safe
def section_detail(request, path):
    """One page of a section's articles; a group shows those of its sections too."""
    section = Section.objects.select_related("parent").filter(path=path).first()
    if section is None:
        return _redirect_former_section(path)
    articles = Article.objects.published().in_section(section).for_cards().newest_first()
    page = page_of(articles, request, ARTICLES_PER_PAGE)
    feed = reverse("news:section_feed", args=[section.slug])
    context = {"section": section, "page": page, "meta": section_meta(section, page.number, feed)}
    return render(request, "news/section_detail.html", context)


def _redirect_former_section(path):
    section = Section.objects.at(path).first()
    if section is None:
        raise Http404("Không có chuyên mục này.")
    return redirect(section, permanent=True)


@public()
@require_safe
def article_detail(request, section, slug, pk):
    article = Article.objects.published().for_page().filter(pk=pk).first()
    if article is None:  # an old address may end in a number: "…-nam-2017.html"
        return article_by_slug(request, section, f"{slug}-{pk}")
    if request.path != article.get_absolute_url():
        return redirect(article, permanent=True)
    same_section = Article.objects.published().filter(section_id=article.section_id)
    related = same_section.exclude(pk=article.pk).for_cards().newest_first()
    neighbours = {_side(other, article): other for other in same_section.neighbours_of(article)}
    return render(
        request,
        "news/article_detail.html",
        {
            **_article_context(article),
            "related": related[:RELATED_ARTICLES],
            **neighbours,
        },
    )


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
    article = get_object_or_404(Article.objects.published().for_page(), pk=pk)
    if request.path != article.get_print_url():
        return redirect(article.get_print_url(), permanent=True)
    return render(request, "news/article_print.html", _article_context(article))


def _side(other, article):
    is_newer = (other.published_at, other.pk) > (article.published_at, article.pk)
    return "newer" if is_newer else "older"


def _article_context(article):
    return {
        "article": article,
        "gallery": article.gallery.shown_below().in_order(),
        "attachments": article.attachments.without_text().in_order(),
        "meta": article_meta(article),
    }


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
