"""What the style attributes and style sheets of pasted HTML say about its words and blocks."""

import re
from functools import lru_cache
from types import MappingProxyType

from lxml.html import HtmlElement

Style = MappingProxyType[str, str]

_MAX_SELECTORS = 2000  # characters; no program names more classes in one rule
_CLASS = re.compile(r"(?:^|[\s,])[a-z]{0,9}\.([\w-]{1,60})\s*(?=,|$)")
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835}
_COLOURLESS = ("", "none", "transparent", "white", "windowtext", "auto", "initial", "inherit")
_WHITE = re.compile(r"#fff(?:fff)?\b|rgba?\(255, ?255, ?255")


@lru_cache(maxsize=2000)
def parsed(style: str) -> Style:
    """The declarations of a style attribute, in small letters."""
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return MappingProxyType({name.strip(): value.strip() for name, _, value in pairs})


class Sheet:
    """The rules a document makes for classes: Excel and exported Google pages style only so."""

    def __init__(self, source: str):
        self._of_class: dict[str, Style] = {}
        for block in _style_blocks(source):
            for rule in block.split("}"):
                selectors, _, declarations = rule.rpartition("{")
                if len(selectors) > _MAX_SELECTORS:
                    continue
                for name in _CLASS.findall(selectors.strip()):
                    known = self._of_class.get(name, parsed(""))
                    self._of_class[name] = MappingProxyType({**known, **parsed(declarations)})

    def of(self, element: HtmlElement) -> Style:
        own = parsed(element.get("style", ""))
        named = [
            self._of_class[name]
            for name in element.get("class", "").split()
            if name in self._of_class
        ]
        if not named:
            return own
        return MappingProxyType({key: rule[key] for rule in (*named, own) for key in rule})


def _style_blocks(source: str) -> list[str]:
    blocks, at = [], 0
    while (start := source.find("<style", at)) >= 0 and (end := source.find("</style", start)) >= 0:
        inner = source[source.find(">", start) + 1 : end]
        blocks.append(inner.replace("<!--", "").replace("-->", ""))
        at = end + 1
    return blocks


def alignment(element: HtmlElement, style: Style) -> str | None:
    """ "center", "right", "" for the left, or None where the element says nothing."""
    named = re.search(r"\balign-(center|right)\b", element.get("class", ""))
    side = named[1] if named else style.get("text-align") or element.get("align", "").lower()
    if element.tag == "center":
        side = "center"
    if not side:
        return None
    return {"center": "center", "right": "right", "end": "right"}.get(side, "")


def is_hidden(style: Style) -> bool:
    return style.get("display") == "none" or style.get("mso-hide") == "all"


def is_coloured(element: HtmlElement, style: Style) -> bool:
    """Whether it stands on a ground of its own colour, as header cells do."""
    colour = style.get("background") or style.get("background-color") or element.get("bgcolor", "")
    return colour.lower() not in _COLOURLESS and not _WHITE.search(colour.lower())


def is_bold(style: Style) -> bool | None:
    """True or False where the style says, None where it does not."""
    weight = style.get("font-weight", "")
    if weight.isdigit():
        return int(weight) >= 600
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight)


def points(length: str) -> float:
    found = re.match(r"(-?\d{0,5}(?:\.\d{1,5})?)(pt|px|in|cm|mm)\b", length)
    return float(found[1] or 0) * _POINTS[found[2]] if found and found[1] not in ("", "-") else 0.0
