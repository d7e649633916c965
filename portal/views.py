"""The pages that look across apps: home, search, site map."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, OuterRef, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.metadata import PageMeta
from core.pagination import page_of
from core.search import MAX_QUERY_LENGTH, Query
from core.text import fold, normalize_line
from news.models import Article, Section
from organization.models import Page
from portal.site import current_site

LEAD_ARTICLES = 5
NEWEST_ARTICLES = 5
BLOCK_ARTICLES = 4
RESULTS_PER_PAGE = 15
PAGES_FOUND = 5
HOME = ("Trang chủ", "/")


@require_safe
def home(request):
    """Lead and four, notices, the newest, and one block per section: never a hole."""
    news = Article.objects.published().news().for_cards()
    front = list(news.pinned_first()[: LEAD_ARTICLES + NEWEST_ARTICLES])
    lead = front[:LEAD_ARTICLES]
    newest = sorted(
        front[LEAD_ARTICLES:], key=lambda article: (article.published_at, article.pk), reverse=True
    )
    blocks = _section_blocks([article.pk for article in lead])
    site = current_site()
    meta = PageMeta(
        title=site.agency.full_name,
        path="/",
        description=f"Trang thông tin chính thức của {site.agency.name_with_province}.",
        feed=reverse("news:feed"),
    )
    context = {
        "site": site,
        "meta": meta,
        "lead": lead,
        "newest": newest,
        "notices": [block for block in blocks if block[0].home == Section.Home.NOTICES],
        "blocks": [block for block in blocks if block[0].home == Section.Home.BLOCK],
    }
    return render(request, "home.html", context)


def _section_blocks(shown: list[int]) -> list[tuple[Section, list[Article]]]:
    """Each home section that has articles not yet *shown*, with its newest: two statements."""
    newest = (
        Article.objects.published()
        .filter(section=OuterRef("pk"))
        .exclude(pk__in=shown)
        .pinned_first()
    )
    sections = list(
        Section.objects.exclude(home=Section.Home.NOTHING)
        .in_order()
        .annotate(newest_ids=ArraySubquery(newest.values("pk")[:BLOCK_ARTICLES]))
    )
    ids = [pk for section in sections for pk in section.newest_ids]
    articles = Article.objects.for_cards().in_bulk(ids)
    blocks = [(section, [articles[pk] for pk in section.newest_ids]) for section in sections]
    return [(section, found) for section, found in blocks if found]


@require_safe
def search(request):
    """All the words, with or without marks; a headline with the words as typed comes first."""
    typed = normalize_line(request.GET.get("q", ""))[:MAX_QUERY_LENGTH]
    meta = PageMeta(
        title=f"Tìm “{typed}”" if typed else "Tìm kiếm",
        path=reverse("search"),
        trail=(HOME, ("Tìm kiếm", reverse("search"))),
        is_indexed=False,
    )
    context = {"meta": meta, "typed": typed}
    if fold(typed):
        query = Query(typed)
        found = (
            Article.objects.published()
            .for_cards()
            .filter(search=query)
            .annotate(
                as_typed=Case(When(headline__icontains=typed, then=Value(1)), default=Value(0)),
                rank=SearchRank(F("search"), query),
            )
            .order_by("-as_typed", "-rank", "-published_at", "-pk")
        )
        context["page"] = page_of(found, request, RESULTS_PER_PAGE)
        context["pages_found"] = (
            Page.objects.visible()
            .filter(search=query)
            .defer("body", "search")
            .annotate(rank=SearchRank(F("search"), query))
            .order_by("-rank", "pk")[:PAGES_FOUND]
        )
    return render(request, "search.html", context)


@require_safe
def site_map(request):
    path = reverse("site_map")
    meta = PageMeta(title="Sơ đồ cổng", path=path, trail=(HOME, ("Sơ đồ cổng", path)))
    return render(request, "site_map.html", {"meta": meta})


@require_safe
def robots(request):
    """Everything public may be read; the desk and the search results are not worth indexing."""
    lines = [
        "User-agent: *",
        "Disallow: /quan-tri/",
        "Disallow: /tim-kiem/",
        f"Disallow: {reverse('links:choose')}",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap_index'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def page_not_found(request, exception):
    """The way back: search, sections, and whom to ask."""
    meta = PageMeta(title="Không tìm thấy trang", path=request.path, is_indexed=False)
    return render(request, "404.html", {"meta": meta}, status=404)


def server_error(request):
    """The last page: made without the database, the session or any other part that may fail."""
    return HttpResponse(get_template("500.html").render(), status=500)
