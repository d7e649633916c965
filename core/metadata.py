"""What a page says of itself to search engines, social networks and other portals.

One object serves <title>, description, canonical address, Dublin Core, Open Graph, the breadcrumb
and JSON-LD, so that they can never disagree.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

HOME = ("Trang chủ", "/")
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_CLOSING = re.compile(r" ?\.+/\.?$")


@dataclass(frozen=True)
class PageMeta:
    """Describes one page. Addresses are paths of this site; `trail` leads from home to here."""

    title: str
    path: str
    description: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    kind: str = "website"
    creator: str = ""
    image: str = ""
    image_alt: str = ""
    section: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    is_indexed: bool = True
    data: tuple[dict, ...] = field(default=())
    feed: str = ""


def below_home(title: str, path: str, description: str = "", **said) -> PageMeta:
    """Describes a page that stands right below the home page."""
    trail = (HOME, (title, path))
    return PageMeta(title=title, path=path, description=description, trail=trail, **said)


def ld_script(data: dict) -> SafeString:
    """Return *data* as a JSON-LD element; no value can end the element early."""
    body = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{body.translate(_ESCAPES)}</script>')


def breadcrumb_list(trail) -> dict:
    """Return a schema.org BreadcrumbList of (name, path) pairs."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": path}
            for place, (name, path) in enumerate(trail, start=1)
        ],
    }


def shorten(words: str, limit: int = 160) -> str:
    """Cut at a word; "./." (on old pages "..../") never ends a summary."""
    words = _CLOSING.sub("", words.strip())
    if len(words) <= limit:
        return words
    return words[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:./-") + "…"
