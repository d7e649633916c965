"""The home page in a disaster: words and telephone numbers alone, for networks that barely work.

It shows while a notice of that level does (organization.SiteNotice). One address leads to the full
home page; every other page stays as it is.
"""

from django.shortcuts import render
from django.urls import reverse

from core.metadata import PageMeta
from news.models import Article
from organization.models import ContactNumber
from portal.site import Site

FULL = "day-du"  # in the query: the home page with pictures, all the same
NEWEST_NOTICES = 8
NEWEST_ARTICLES = 12
NATIONAL_NUMBERS = [
    ("112", "Tìm kiếm, cứu nạn"),
    ("113", "Công an"),
    ("114", "Chữa cháy, cứu hộ"),
    ("115", "Cấp cứu y tế"),
]


def is_asked_for(request, site: Site) -> bool:
    return FULL not in request.GET and any(notice.is_disaster for notice in site.notices)


def home(request, site: Site):
    """Three statements beside the site: numbers, notices, headlines."""
    lines = (
        Article.objects.published()
        .select_related("section")
        .only("headline", "slug", "published_at", "section__path")
        .newest_first()
    )
    emergencies = ContactNumber.objects.filter(is_emergency=True).select_related("contact")
    context = {
        "site": site,
        "meta": PageMeta(
            title=site.agency.full_name,
            path="/",
            description=f"Trang thông tin chính thức của {site.agency.name_with_province}.",
            feed=reverse("news:feed"),
        ),
        "full": f"/?{FULL}=1",
        "national_numbers": NATIONAL_NUMBERS,
        "own_numbers": emergencies.order_by("contact__order", "contact", "order", "pk"),
        "notices": lines.filter(section__is_for_notices=True)[:NEWEST_NOTICES],
        "articles": lines.news()[:NEWEST_ARTICLES],
    }
    return render(request, "home_text.html", context)
