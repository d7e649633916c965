"""Which addresses a mirror has, and in which files a web server finds them.

An address is a path, and for the further pages of a list what stands in the query.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

from portal.media import DOCUMENT, PICTURE
from portal.sitemaps import SITEMAPS, Articles

# What a file can show, by the names of the addresses. Everything else needs the portal itself.
MIRRORED = {
    *("home", "site_map", "personal_data", "robots", "manifest", "offline", "worker"),
    *("sitemap_index", "sitemap_news", "sitemap"),
    *("links:index", "links:go"),
    *("organization:index", "organization:page", "organization:contact"),
    *("news:section", "news:feed", "news:section_feed"),
    *("news:article", "news:article_print", "news:permalink", "news:article_by_slug"),
}
ALONE = ("home", "site_map", "personal_data", "robots", "manifest", "offline", "worker")
ALONE += ("sitemap_index", "links:index", "organization:index", "organization:contact", "news:feed")
# Directories without dots and files with one: no file is where a directory must be, and none is
# hidden or above.
PLAIN = re.compile(r"(?:/[\w-]{1,200})*/(?:[\w-][\w-]*\.[\w.-]{1,50})?", re.ASCII)
MEDIA = re.compile(rf"/media/({PICTURE.pattern}|{DOCUMENT.pattern})")
PAGE = re.compile(r"[1-9][0-9]{0,5}")
LISTS = {"trang", "p"}  # of articles, of site maps


def listed() -> Iterator[str]:
    """All that is in the portal's own lists of what is public; links lead to the rest."""
    yield from map(reverse, ALONE)
    for name, kind in SITEMAPS.items():
        yield reverse("sitemap", args=[name])
        yield from map(kind().location, kind().items())
    for article in Articles().items():
        yield article.get_print_url()
        yield reverse("news:permalink", args=[article.pk])


def address_of(link: str, here: str, origin: str) -> str | None:
    """The address that *link* on the page at *here* leads to, if a mirror has it."""
    try:
        parts = urlsplit(urljoin(origin + here, link.strip()))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != origin or not _is_mirrored(parts.path):
        return None
    return parts.path + _page_of(parts.query)


@lru_cache(2**16)  # every page has the menu's links, and asking takes longer than making a page
def _is_mirrored(path: str) -> bool:
    if not PLAIN.fullmatch(path):
        return False
    try:
        return resolve(path).view_name in MIRRORED
    except Resolver404:
        return False


def _page_of(query: str) -> str:
    """What makes another page of it: ?trang=1 and all that counts visits do not."""
    if not query:
        return ""
    for name, (number, *_) in parse_qs(query).items():
        if name in LISTS and PAGE.fullmatch(number) and number != "1":
            return f"?{name}={number}"
    return "?day-du=1" if "day-du" in parse_qs(query, keep_blank_values=True) else ""


def place_of(address: str) -> str:
    """Where the mirror shows it: where the portal does, but for what a query makes another page.

    No section can have the place of a page, since a slug has no dot. Feeds are also files with a
    name, which tells a web server what is in them.
    """
    path, _, query = address.partition("?")
    name, _, value = query.partition("=")
    if query == "day-du=1":
        return f"{path}day-du.html"
    if query and path.endswith("/"):
        return f"{path}{name}.{value}/"
    if query:
        return f"{path.removesuffix('.xml')}.{name}.{value}.xml"
    return path


def file_at(place: str) -> str:
    return place[1:] + "index.html" * place.endswith("/")
