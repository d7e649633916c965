"""The pages that look across apps: home, site map, robots.txt."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.drawn import all_shown
from core.metadata import PageMeta, below_home
from core.pagecache import public
from news.models import FrontBlock
from portal import plain
from portal.front import front
from portal.site import current_site
from readers import popularity

SECURITY_TXT_STANDS = timedelta(days=90)


@public(plain.FULL, every=popularity.STANDS)
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
    return {"site": site, **all_shown(meta=meta, front=front(blocks))}


@public()
@require_safe
def site_map(request):
    meta = below_home("Sơ đồ cổng", reverse("site_map"))
    return render(request, "site_map.html", {"meta": meta})


@public()
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


@public()
@require_safe
def security_txt(request):
    """Whom to tell of a hole, by https://www.rfc-editor.org/rfc/rfc9116; 404 without an address."""
    agency = current_site().agency
    if not agency.email:
        raise Http404("Cơ quan chưa có thư điện tử.")
    first = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{agency.email}",
        f"Expires: {(first + SECURITY_TXT_STANDS).isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
