"""Stored pictures and documents: who may have them, and how they are sent.

A picture is for everybody while something that readers see shows it, a document while a published
article holds it. Anything else is for staff and for whoever was sent a preview link to it, and
nothing at all for strangers, whatever address they know.
"""

import mimetypes
import re
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views import static
from django.views.decorators.http import require_safe

from core import images
from core.pagecache import kept_per_version
from core.replicas import read_from_primary
from links.models import Link
from news import previews
from news.models import Article, Version
from news.rights import rights_of
from organization.models import Agency, Page, Person, Position, Unit
from photos import usage

PICTURE = re.compile(r"photos/[0-9a-f]{2}/[0-9a-f]{16}-\d+x\d+/(?:\d+\.webp|share\.jpg)")
DOCUMENT = re.compile(r"documents/[0-9a-f]{2}/[0-9a-f]{16}\.(?:pdf|docx|xlsx|odt|ods)")
# The locations of nginx, closed to the outside, from where it sends what the portal names.
STORED = "/media-da-luu/"
IN_BUCKET = "/media-trong-kho"

# Files never change, so a browser may keep what it was once given. Caches that stand between ask
# again after five seconds: what is taken down is gone from them by then.
PUBLIC_PICTURE = "public, max-age=31536000, immutable, s-maxage=5"
PUBLIC_DOCUMENT = "no-cache"
PRIVATE = "private, no-store"

WRITERS = ("news.view_article", "news.add_article", "news.change_article")


def shown_to_readers() -> list[QuerySet]:
    """The rows that readers see of every table that may show a picture."""
    return [
        Article.objects.published(),
        Link.objects.visible(),
        Agency.objects.all(),
        Page.objects.visible(),
        Person.objects.leading(),
        Position.objects.leading(),
        Unit.objects.all(),
    ]


@require_safe
def media(request, path):
    """Send an uploaded file: right type, no sniffing, sandboxed."""
    if PICTURE.fullmatch(path):
        return read_from_primary(lambda: _picture(request, path))
    if DOCUMENT.fullmatch(path):
        return read_from_primary(lambda: _document(request, path))
    raise Http404


def _picture(request, path):
    """One statement for strangers: a page shows twenty pictures."""
    if path in images.stored_files(path):
        if _is_public(path):
            return _sent(request, path, PUBLIC_PICTURE)
        if _may(request, "photos.view_photo", *WRITERS) or previews.shows(request, path):
            return _sent(request, path, PRIVATE)
    # No page: it would cost more than the picture, and nobody sees it.
    return HttpResponse(status=404, headers={"Cache-Control": PRIVATE})


def is_public(path: str) -> bool:
    """Whether everybody is given the file, since something public shows it."""
    if PICTURE.fullmatch(path):
        return path in images.stored_files(path) and _is_public(path)
    return Article.objects.published().filter(attachments__file=path).exists()


def _is_public(name) -> bool:
    """Whether readers see the picture; the tables are asked once per content version and minute.

    By the minute because articles come and go on whole ones, by the clock of this machine, which
    may differ from the one the version goes by; and offices change hands at midnight.
    """
    found, folder = _found_public(), name.rpartition("/")[0]
    minute = timezone.now().replace(second=0, microsecond=0)
    if found.get(folder) != minute and usage.is_shown(name, shown_to_readers()):
        found[folder] = minute
    return found.get(folder) == minute


@kept_per_version
def _found_public() -> dict[str, datetime]:
    """The folders of pictures that were public, and in which minute; as many as there are."""
    return {}


def _document(request, path):
    if is_public(path):
        response = _sent(request, path, PUBLIC_DOCUMENT)
    elif _may_see(request, path) or previews.shows(request, path):
        response = _sent(request, path, PRIVATE)
    else:
        raise Http404
    response["Content-Disposition"] = "attachment"
    return response


def _may_see(request, document: str) -> bool:
    """Whether somebody asks who may see an article that holds the document, or its correction."""
    if not _may(request, *WRITERS):
        return False
    corrected = Version.objects.filter(
        article=OuterRef("pk"),
        number=OuterRef("correction__version"),
        content__attachments__contains=[{"file": document}],
    )
    articles = Article.objects.kept().filter(Q(attachments__file=document) | Exists(corrected))
    return rights_of(request.user).those(articles, "view").exists()


def _is_in_bucket() -> bool:
    return hasattr(default_storage, "signed")


def _stored_at(path) -> str:
    """Where nginx finds the file."""
    return IN_BUCKET + default_storage.signed(path) if _is_in_bucket() else STORED + path


def _fetched(request, path):
    """The file from the bucket; what its name stands for never changes, so the name is its tag."""
    known = get_conditional_response(request, etag=quote_etag(path))
    if known:
        return known
    try:
        file = default_storage.open(path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file)
    response["ETag"] = quote_etag(path)
    return response


def _may(request, *rights) -> bool:
    """Whether somebody who has one of *rights* asks; without a session nobody is looked for."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return any(request.user.has_perm(right) for right in rights)


def _sent(request, path, cache_control):
    if settings.MEDIA_SENT_BY_NGINX:
        response = HttpResponse(headers={"X-Accel-Redirect": _stored_at(path)})
    elif _is_in_bucket():
        response = _fetched(request, path)
    else:
        response = static.serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Content-Type"] = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # readers of feeds show pictures
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = cache_control
    return response
