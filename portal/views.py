"""The pages that look across apps: home, search, site map."""

from django.contrib import admin
from django.contrib.postgres.search import SearchRank
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.metadata import PageMeta
from core.pagination import page_of
from core.search import MAX_QUERY_LENGTH, Query
from core.text import fold, normalize_line
from news.models import Article, FrontBlock
from organization.models import Page
from portal import plain
from portal.front import front
from portal.site import current_site

RESULTS_PER_PAGE = 15
PAGES_FOUND = 5
HOME = ("Trang chủ", "/")


@require_safe
def home(request):
    """Lead and four, then the containers editors chose: never a hole."""
    site = current_site()
    if plain.is_asked_for(request, site):
        return plain.home(request, site)
    context = home_context(site, site.front_blocks, is_indexed=plain.FULL not in request.GET)
    return render(request, "home.html", context)


@require_POST
def home_preview(request):
    """The home page as the blocks arranged at the desk would make it; nothing is saved."""
    desk = admin.site.get_model_admin(FrontBlock)
    if not desk.has_change_permission(request):
        raise PermissionDenied
    rows = FrontBlock.objects.select_related("section__parent")
    arranged = desk.get_changelist_formset(request)(request.POST, queryset=rows)
    arranged.is_valid()  # what is wrong is told on saving; the rest can be seen
    blocks = [form.instance for form in arranged.forms if form.instance.is_shown]
    blocks.sort(key=lambda block: (block.order, block.pk))
    return render(request, "home.html", home_context(current_site(), blocks))


def home_context(site, blocks, *, is_indexed=True) -> dict:
    """What home.html shows of *blocks* (FrontBlock, in order)."""
    meta = PageMeta(
        title=site.agency.full_name,
        path="/",
        description=f"Trang thông tin chính thức của {site.agency.name_with_province}.",
        feed=reverse("news:feed"),
        is_indexed=is_indexed,
    )
    if not site.link_groups:
        blocks = [block for block in blocks if block.kind != FrontBlock.Kind.LINKS]
    return {"site": site, "meta": meta, "front": front(blocks)}


@require_safe
def search(request):
    """All the words, with or without marks; a headline with the words as typed comes first."""
    typed = normalize_line(request.GET.get("q", ""))[:MAX_QUERY_LENGTH]
    meta = PageMeta(
        title=f"Tìm “{typed}”" if typed else "Tìm kiếm",
        path=reverse("search"),
        trail=(HOME, ("Tìm kiếm", reverse("search"))),
        is_indexed=not typed,
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
        "Disallow: /tim-kiem/?",
        "Disallow: /ban-doc/",
        f"Disallow: {reverse('links:choose')}",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap_index'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
