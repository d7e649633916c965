"""What every page with the rich text editor asks of the server (static/js/editor.js)."""

from functools import wraps

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import legacy, outline, richtext

MAX_PASTED = 4 * 2**20  # characters; a book
FONTS = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}


def refused(message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": message}, status=status)


def for_staff(view):
    """Let staff in; tell a script, instead of redirecting it, that the session has ended (401)."""

    @wraps(view)
    @never_cache
    def guarded(request, *args, **kwargs):
        if not (request.user.is_active and request.user.is_staff):
            return refused("Phiên làm việc đã hết. Xin đăng nhập lại.", status=401)
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@for_staff
def session(request):
    """Who is signed in, and the token their forms need now: it changes with every sign-in."""
    user = request.user
    return JsonResponse({"id": user.pk, "user": user.get_username(), "token": get_token(request)})


@require_GET
@staff_member_required
@never_cache
def signed_in(request):
    """Where the sign-in dialog ends."""
    return HttpResponse("<!doctype html><title>Đã đăng nhập</title><p>Đã đăng nhập lại.")


@require_POST
@for_staff
def tidy(request):
    """Return pasted HTML as the portal writes it, and what an editor should know about it."""
    source = request.POST.get("html", "")
    if len(source) > MAX_PASTED:
        return refused("Phần dán vào quá dài. Xin dán từng phần.", status=413)
    tidied = richtext.tidy(source)
    kind = legacy.detect(richtext.plain(tidied.html))
    return JsonResponse(
        {
            "html": tidied.html,
            "byline": tidied.byline,
            "source": tidied.source,
            "notes": list(tidied.notes),
            "legacy": FONTS.get(kind, ""),
        }
    )


@require_POST
@for_staff
def to_unicode(request):
    """Convert texts typed with an old font, each by what it is; the rest comes back as it was."""

    def converted(text):
        kind = legacy.detect(text)
        return legacy.convert(text, kind) if kind else text

    html = outline.convert(request.POST.get("html", ""), legacy.detect, legacy.convert)
    texts = [converted(text) for text in request.POST.getlist("text")]
    return JsonResponse({"html": html, "texts": texts})
