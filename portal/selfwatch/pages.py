"""Public pages as a search engine is given them, against what the portal itself makes of them.

Whoever breaks in shows adverts to search engines alone, or hides them from people. So pages are
fetched from where readers get them, under a search engine's name, and compared with those of this
process: a script, a frame, a link elsewhere, words of adverts or something hidden that is not in
the portal's own page is an alarm.
"""

import random
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from lxml import etree
from lxml import html as lxml_html

from core import fetching
from core.unwanted import found_in
from news.models import Article
from portal.mirror.asking import Portal
from portal.models import Alarm
from portal.selfwatch.alarms import sound

AGENT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
NEWEST, ANY = 3, 3
_HIDDEN = ("display:none", "visibility:hidden", "font-size:0", "text-indent:-", "left:-9", "top:-9")


def look() -> int:
    """Compare some pages; return how many alarms are new."""
    portal = Portal()
    return sum(_compare(portal, path) for path in _paths())


def _paths() -> list[str]:
    articles = Article.objects.published().select_related("section").only("slug", "section__path")
    newest = list(articles.newest_first()[:NEWEST])
    last = articles.order_by("-pk").values_list("pk", flat=True).first() or 0
    chosen = random.sample(range(1, last + 1), min(ANY, last))  # nosec B311 # any will do
    others = list(articles.filter(pk__in=chosen))
    return ["/", "/so-do-cong/", *(one.get_absolute_url() for one in newest + others)]


def _compare(portal: Portal, path: str) -> int:
    try:
        answer = fetching.fetch(
            portal.origin + path,
            agent=AGENT,
            allows=lambda address: True,  # our own address, which an administrator has set
            ports={urlsplit(portal.origin).port or (443 if settings.HTTPS else 80)},
        )
    except (fetching.Refused, fetching.Failed):
        return 0  # whether the portal can be reached is for others to tell
    if answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
        return 0
    own = portal.get(path)
    if own is None:
        return 0
    expected = set(things_in(own.content, portal.origin + path))
    strange = [thing for thing in things_in(answer.body, answer.address) if thing not in expected]
    if strange and portal.get(path).content != own.content:
        return 0  # it changed meanwhile; next time
    return sum(sound(Alarm.Kind.PAGE, path, thing, path) for thing in dict.fromkeys(strange))


def things_in(page: bytes, address: str) -> Iterator[str]:
    """What a stranger would add to a page, each in words."""
    try:
        tree = lxml_html.fromstring(page.decode("utf-8", "replace"))
    except (etree.ParserError, ValueError):
        return
    host = urlsplit(address).netloc
    for element in tree.iter(etree.Element):
        tag = element.tag if isinstance(element.tag, str) else ""
        source = urljoin(address, element.get("src") or element.get("href") or "")
        if tag == "script" and element.get("type") != "application/ld+json":
            yield f"script {source if element.get('src') else (element.text or '')[:200]}"
        elif tag in ("iframe", "frame", "object", "embed", "applet", "base", "form"):
            target = element.get("data") or element.get("action") or source
            yield f"{tag} {urljoin(address, target)}"
        elif tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            yield f"refresh {element.get('content')}"
        elif tag in ("a", "link", "area") and urlsplit(source).netloc not in ("", host):
            yield f"{tag} {source}"
        style = "".join((element.get("style") or "").lower().split())
        if any(hidden in style for hidden in _HIDDEN):
            yield f"hidden {tag}: {' '.join(element.text_content().split())[:200]}"
    for words in found_in(tree.text_content()):
        yield f"words {words}"
