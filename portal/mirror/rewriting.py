"""Pages as files can be: without what only the portal can answer, with further pages as files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse_lazy
from lxml import etree
from lxml import html as lxml_html

from portal.mirror.addresses import MEDIA, address_of, place_of

ONLY_THE_PORTAL = (
    '//form[@method="post"]',
    '//p[@class="report-link"]',
    '//footer//li[a/@href="/quan-tri/"]',
    '//time[@class="strip__today"]',  # a file does not know what day it is
)
COUNTING = ("data-views", "data-question")
SENT_TO = {reverse_lazy("links:choose"): reverse_lazy("links:index")}
LINKS = ("href", "src", "content", "srcset", "imagesrcset")
FEEDS = re.compile(r"/rss/(?:[\w-]+/)?", re.ASCII)
_parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)


@dataclass
class Page:
    """What is written, and what it leads to."""

    content: bytes
    addresses: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)

    def take(self, link: str, here: str, origin: str) -> str | None:
        """Remember where *link* leads; return its place when that is another one."""
        if found := MEDIA.fullmatch(link.removeprefix(origin)):
            self.media.add(found[1])
            return None
        address = address_of(link, here, origin)
        if address is None:
            return None
        self.addresses.add(address)
        place = place_of(address)
        if FEEDS.fullmatch(place):
            return f"{place}index.xml"
        return place if "?" in address else None


def html(content: bytes, here: str, origin: str) -> Page:
    page, root = Page(b""), lxml_html.document_fromstring(content, parser=_parser)
    for element in (each for path in ONLY_THE_PORTAL for each in root.xpath(path)):
        element.drop_tree()
    for element in root.iter(etree.Element):
        for name in COUNTING:
            element.attrib.pop(name, None)
        if action := SENT_TO.get(element.get("action")):
            element.set("action", str(action))
        for name, link in _links_of(element):
            place = page.take(link, here, origin)
            if place and name == "href" and element.get("rel") != "canonical":
                element.set(name, place)
    page.content = etree.tostring(
        root, encoding="unicode", method="html", doctype="<!doctype html>"
    ).encode()
    return page


def _links_of(element) -> Iterator[tuple[str, str]]:
    for name in LINKS:
        value = element.get(name, "")
        if name.endswith("srcset"):
            yield from ((name, part.split()[0]) for part in value.split(",") if part.strip())
        elif name != "content" or value.startswith("http"):
            yield name, value


def xml(content: bytes, here: str, origin: str) -> Page:
    """Feeds and site maps name whole addresses."""
    page = Page(b"")

    def moved(found: re.Match) -> str:
        place = page.take(found[0], here, origin)
        return origin + place if place and not FEEDS.match(place) else found[0]

    page.content = re.sub(rf"{re.escape(origin)}/[^<\"\s]*", moved, content.decode()).encode()
    return page
