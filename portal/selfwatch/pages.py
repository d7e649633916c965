"""Public pages as strangers are given them, against what the portal itself makes of them.

Whoever breaks in shows adverts to search engines alone, or to who comes from one, or hides them
from people. So pages are fetched from where readers get them, as each of these, and compared with
those of this process: a script, a frame, a link, words of adverts, something hidden or a redirect
that is not in the portal's own page is an alarm.
"""

import json
import random
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from lxml import etree
from lxml import html as lxml_html

from core import fetching
from core.unwanted import found_in
from news.models import Article
from portal.mirror import Refused
from portal.mirror.asking import MOVED, Portal
from portal.models import Alarm
from portal.selfwatch.alarms import sound

SEARCH_ENGINE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
    "Mobile Safari/537.36"
)
VISITORS = [(SEARCH_ENGINE, ""), (TELEPHONE, "https://www.google.com/")]  # and whence they come
NEWEST, ANY = 3, 3
MOST_OF_A_PAGE = 50  # strange things
_HIDDEN = ("display:none", "visibility:hidden", "font-size:0", "text-indent:-", "left:-9", "top:-9")
_HIDDEN += (
    "opacity:0",
    "height:0",
    "width:0",
    "color:transparent",
    "scale(0",
    "clip:",
    "clip-path",
)
_EMBEDS = ("iframe", "frame", "object", "embed", "applet", "base", "form")
_ADDRESSES = ("src", "href", "data", "action", "formaction", "poster", "background", "xlink:href")
_LISTS_OF_THEM = ("srcset", "imagesrcset", "ping")
_RUNS = ("javascript", "vbscript")


def look() -> tuple[int, int]:
    """Compare some pages; return how many alarms are new, and how many pages could be compared."""
    portal = Portal()
    new = [_compare(portal, path, *visitor) for path in _paths() for visitor in VISITORS]
    compared = [each for each in new if each is not None]
    return sum(compared), len(compared)


def _paths() -> list[str]:
    articles = Article.objects.published().select_related("section").only("slug", "section__path")
    newest = list(articles.newest_first()[:NEWEST])
    last = articles.order_by("-pk").values_list("pk", flat=True).first() or 0
    chosen = random.sample(range(1, last + 1), min(ANY, last))  # nosec B311 # any will do
    others = list(articles.filter(pk__in=chosen))
    return ["/", "/so-do-cong/", *(one.get_absolute_url() for one in newest + others)]


def _compare(portal: Portal, path: str, agent: str, referer: str) -> int | None:
    """How many alarms are new; None where there was nothing to compare."""
    try:
        answer = fetching.fetch(
            portal.origin + path,
            agent=agent,
            referer=referer,
            follows=False,
            allows=lambda address: True,  # our own address, which an administrator has set
            ports={urlsplit(portal.origin).port or (443 if settings.HTTPS else 80)},
        )
    except (fetching.Refused, fetching.Failed):
        return None  # whether the portal can be reached is for others to tell
    own = portal.get(path)
    if answer.status not in (200, *MOVED) or own is None or own.status_code != 200:
        return None
    expected = set(things_in(own.content, portal.origin + path))
    strange = [thing for thing in _told_by(answer) if thing not in expected]
    strange = [thing for thing in dict.fromkeys(strange) if not _is_our_link(portal, thing)]
    if strange and portal.get(path).content != own.content:
        return 0  # it changed meanwhile; next time
    return sum(sound(Alarm.Kind.PAGE, path, thing, path) for thing in strange[:MOST_OF_A_PAGE])


def _told_by(answer: fetching.Answer) -> Iterator[str]:
    if answer.status in MOVED:
        yield f"redirect {answer.headers.get('location')}"
        return
    if "refresh" in answer.headers:
        yield f"refresh {answer.headers['refresh']}"
    if len(answer.body) >= fetching.MOST_BYTES:
        yield "longer than any page"  # and what is behind was not looked at
    yield from things_in(answer.body, answer.address)


def _is_our_link(portal: Portal, thing: str) -> bool:
    """Whether it leads to something the portal has: what is most read differs by process."""
    kind, _, address = thing.partition(" ")
    if kind not in ("a", "area", "link") or not address.startswith(f"{portal.origin}/"):
        return False
    try:
        return portal.get(address.removeprefix(portal.origin)) is not None
    except Refused:
        return False


def things_in(page: bytes, address: str) -> Iterator[str]:
    """What a stranger would add to a page, each in words."""
    try:
        tree = lxml_html.fromstring(page.decode("utf-8", "replace"))
    except (etree.ParserError, ValueError):
        return
    words = [tree.text_content()]
    for element in tree.iter(etree.Element):
        tag = element.tag if isinstance(element.tag, str) else ""
        text = element.text or ""
        if tag == "script" and element.get("type") == "application/ld+json":
            words.append(_as_it_reads(text))
            yield f"script {text}"
        elif tag == "script" and not element.get("src") or tag == "style":
            yield f"{tag} {text}"
        elif tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            yield f"refresh {element.get('content')}"
        for name, value in element.attrib.items():
            words.append(value)
            yield from _told_by_attribute(tag, name.lower(), value, address)
        yield from _hidden(tag, element)
    for found in found_in("\n".join(words)):
        yield f"words {found}"


def _told_by_attribute(tag: str, name: str, value: str, address: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"{tag} {name}: {value}"
    here = urlsplit(address)
    for one in _addresses(name, value):
        target = urldefrag(urljoin(address, one)).url
        try:
            scheme, place = urlsplit(target)[:2]
        except ValueError:
            scheme, place = "", "?"
        is_foreign = place not in ("", here.netloc) or scheme in _RUNS
        if is_foreign or tag in (*_EMBEDS, "a", "area", "link", "script"):
            yield f"{tag} {target}"


def _addresses(name: str, value: str) -> list[str]:
    if name in _ADDRESSES:
        return [value.strip()]
    if name in _LISTS_OF_THEM:
        return [one.split()[0] for one in value.split(",") if one.strip()]
    return []


def _hidden(tag: str, element) -> Iterator[str]:
    style = "".join((element.get("style") or "").lower().split())
    if "hidden" in element.attrib or any(hidden in style for hidden in _HIDDEN):
        yield f"hidden {tag}: {' '.join(element.text_content().split())}"
    elif style:
        yield f"style {tag}: {style}"


def _as_it_reads(data: str) -> str:
    try:
        return json.dumps(json.loads(data), ensure_ascii=False)
    except (ValueError, RecursionError):
        return data
