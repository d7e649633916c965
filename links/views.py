"""The list of website links, and the way out: by stored id only."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.metadata import below_home
from core.pagecache import public
from links.models import Link


@public()
@require_safe
def index(request):
    meta = below_home(
        "Liên kết Website",
        reverse("links:index"),
        "Trang thông tin của các cơ quan Trung ương, tỉnh Lạng Sơn và các ban quản lý.",
    )
    return render(request, "links/index.html", {"meta": meta})


@require_safe
def go_to_chosen(request):
    """The form's target: ?den=<id>, as the select sends it.

    Not a redirect: browsers apply our form-action policy to where a form's answer redirects, and
    opening that policy to the whole web would let injected forms send data anywhere.
    """
    chosen = request.GET.get("den", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        return redirect("links:index")
    link = get_object_or_404(Link.objects.visible(), pk=int(chosen))
    response = render(request, "links/leaving.html", {"link": link})
    response["Refresh"] = f"0; url={link.get_absolute_url()}"
    return response


@require_safe
def go(request, pk):
    link = get_object_or_404(Link.objects.visible(), pk=pk)
    response = HttpResponseRedirect(link.url)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
