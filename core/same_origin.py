"""Forms that strangers send from pages that are the same for everybody, without cookie or token.

The browser itself says from which site a request comes; what comes from another is refused.
"""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

MOST_BYTES = 20 * 1024  # of a body: two text areas of Vietnamese, percent-encoded
FORM = "application/x-www-form-urlencoded"


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent the request, as far as the browser tells."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def same_origin_post(view):
    """Let only small forms of our own pages reach the view; nobody keeps what it answers them."""

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        response = _refusal(request) or view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if not is_from_here(request):
        return refused("Xin mở bài viết ở trang này rồi gửi lại.", 403)
    if request.content_type != FORM:
        return refused("Xin gửi bằng biểu mẫu của trang này.", 415)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return refused("Nội dung gửi lên quá dài. Xin quay lại và rút ngắn.", 413)
    return None


def refused(sentence: str, status: int, title: str = "Chưa gửi được") -> HttpResponse:
    """A calm page that says what to do; made without the request, so that it touches no session."""
    page = render_to_string("refused.html", {"title": title, "sentence": sentence})
    return HttpResponse(page, status=status)
