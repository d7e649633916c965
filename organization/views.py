"""Giới thiệu: the agency's own pages, its chart, its leaders and how to reach it."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.metadata import HOME, PageMeta, below_home
from core.pagecache import public
from organization.models import Appointment, Contact, ContactNumber, Page, Position, Unit


@public()
@require_safe
def index(request):
    meta = below_home(
        "Giới thiệu",
        reverse("organization:index"),
        "Giới thiệu chung, chức năng, cơ cấu tổ chức, lãnh đạo và danh bạ.",
    )
    return render(request, "organization/index.html", {"meta": meta})


@public()
@require_safe
def page(request, slug):
    found = Page.objects.visible().filter(slug=slug).first()
    if found is None:
        return _redirect_former_page(slug)
    meta = PageMeta(
        title=found.title,
        path=found.get_absolute_url(),
        description=found.summary,
        trail=(
            HOME,
            ("Giới thiệu", reverse("organization:index")),
            (found.title, found.get_absolute_url()),
        ),
        updated_at=found.updated_at,
    )
    context = {"page": found, "meta": meta, **DATA_OF.get(found.shows, dict)()}
    return render(request, "organization/page.html", context)


def _redirect_former_page(slug):
    """Two pages may have had the address one after the other: the later change counts."""
    moved = Page.objects.visible().filter(former_slugs__contains=[slug])
    page = moved.order_by("-updated_at", "-pk").first()
    if page is None:
        raise Http404("Không có trang này.")
    return redirect(page, permanent=True)


@public()
@require_safe
def contact(request):
    meta = below_home(
        "Liên hệ",
        reverse("organization:contact"),
        "Địa chỉ, điện thoại, thư điện tử của Ban Quản lý và các đơn vị.",
    )
    return render(request, "organization/contact.html", {"meta": meta, **contacts()})


def orgchart():
    """Leaders' posts, then the tree of units: each unit is given the units below it."""
    units = list(Unit.objects.order_by("order", "pk"))
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit)
    for unit in units:
        unit.units_below = below.get(unit.pk, [])
    return {"units": below.get(None, []), "leader_posts": list(_leader_posts())}


def leaders():
    now_holding = Appointment.objects.current().select_related("person__portrait")
    holders = Prefetch("appointments", now_holding, to_attr="holders")
    return {"posts": _leader_posts().prefetch_related(holders)}


def contacts():
    numbers = ContactNumber.objects.order_by("order", "pk")
    return {
        "contacts": Contact.objects.select_related("unit")
        .prefetch_related(Prefetch("numbers", numbers))
        .order_by("order", "pk")
    }


def _leader_posts():
    return Position.objects.leading().order_by("order", "pk")


DATA_OF = {
    Page.Shows.ORGCHART: orgchart,
    Page.Shows.LEADERS: leaders,
    Page.Shows.CONTACTS: contacts,
}
