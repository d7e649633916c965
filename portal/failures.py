"""The pages of what went wrong: not found, crashed, no database. Each is whole without the rest."""

import sys

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse

from core.metadata import PageMeta
from core.replicas import DATABASE_GONE
from portal.guessing import Asked, Guess, asked_for, guess
from portal.logs import request_id
from portal.site import current_site

SECONDS_TO_WAIT = 30
FILES = ("/media/", "/static/")
# Below them lies nothing that may be guessed.
CLOSED = ("/quan-tri/", "/xem-truoc/", "/ban-doc/")
STILL_HERE = (
    "Dữ liệu của cổng đang tạm ngừng. Chữ đã gõ vẫn còn trên máy này; xin chờ ít phút rồi thử lại."
)


def page_not_found(request, exception):
    """The way back: what was meant, else what may have been, search, sections, and whom to ask."""
    asked = asked_for(request.path)
    if asked is None or request.path.startswith(FILES) or _lacks_a_slash(request.path):
        return _plain_page_not_found()
    try:
        return _guessed(request, asked)
    except DATABASE_GONE:
        return _plain_page_not_found()


def _lacks_a_slash(path: str) -> bool:
    """Whether CommonMiddleware will put the address with a slash in the place of any page."""
    return not path.endswith("/") and is_valid_path(f"{path}/")


def _guessed(request, asked: Asked):
    site = current_site()
    found = Guess() if request.path.startswith(CLOSED) else guess(asked, site)
    is_asked_for = request.method in ("GET", "HEAD")
    if found.certain and found.certain != request.path and is_asked_for:
        return HttpResponseRedirect(found.certain)
    meta = PageMeta(title="Không tìm thấy trang", path=request.path, is_indexed=False)
    context = {"meta": meta, "site": site, "places": found.places, "typed": asked.typed}
    return render(request, "404.html", context, status=404)


def _plain_page_not_found():
    return HttpResponse(render_to_string("404_plain.html"), status=404)


def server_error(request):
    """The last page: made without the database, the session or any other part that may fail."""
    if isinstance(sys.exception(), DATABASE_GONE):  # outside the view: in a session, for one
        return unavailable(request)
    return HttpResponse(render_to_string("500.html", {"request_id": request_id()}), status=500)


def unavailable(request):
    """No database: a sentence for whom is asking, and when to ask again."""
    headers = {"Retry-After": str(SECONDS_TO_WAIT), "Cache-Control": "no-store"}
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": STILL_HERE}, status=503, headers=headers)
    is_form_of_the_desk = request.method == "POST" and request.path.startswith(
        reverse("admin:index")
    )
    context = {"is_form_of_the_desk": is_form_of_the_desk, "request_id": request_id()}
    page = render_to_string("503.html", context)
    return HttpResponse(page, status=503, headers=headers)
