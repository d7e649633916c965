"""What lets readers open again, without network, what they have read (docs/failures.md).

The worker and its page are made without the database: they are fetched when things are going wrong.
"""

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from core.pagecache import public
from portal.site import current_site

# What the page without network is made of; templates/sw.js names the same files.
FILES = ("css/calm.css", "js/kept.js", "img/logo.svg")
ICONS = [
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-512-maskable.png", "512x512", "maskable"),
]


@require_safe
def offline(request):
    return HttpResponse(render_to_string("offline.html"))


@require_safe
def worker(request):
    """The script that keeps pages; browsers replace it when one of its bytes changes."""
    script = render_to_string("sw.js", {"version": _version()})
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(script, "text/javascript; charset=utf-8", headers=headers)


@cache
def _version() -> str:
    """Another one whenever the page without network, or a file of it, is another."""
    digest = hashlib.sha256(render_to_string("offline.html").encode())
    for name in FILES:
        digest.update((settings.BASE_DIR / "static" / name).read_bytes())
    return digest.hexdigest()[:12]


@public()
@require_safe
def manifest(request):
    """The portal's name and picture on a home screen."""
    agency = current_site().agency
    return JsonResponse(
        {
            "name": agency.full_name,
            "short_name": agency.short_name,
            "lang": "vi",
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "theme_color": "#063970",
            "background_color": "#ffffff",
            "icons": [
                {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
