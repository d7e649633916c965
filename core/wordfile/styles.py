"""What Word says elsewhere than in the text: styles, and the numbers of lists."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_TRUE = ("1", "true", "on")
_KINDS = {"bullet", "none", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"}
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PREFIXES = {address: prefix for prefix, address in NAMESPACES.items()}


def name_of(element: etree._Element) -> str:
    """Return "w:p" of a known namespace, "" of others."""
    if not isinstance(element.tag, str):
        return ""
    address, _, name = element.tag[1:].rpartition("}")
    prefix = _PREFIXES.get(address)
    return f"{prefix}:{name}" if prefix else ""


def q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(q(name))


def value_of(element: etree._Element | None, *path: str, key: str = "w:val") -> str | None:
    for name in path:
        element = child_of(element, name)
    return None if element is None else element.get(q(key))


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """Read a property that is on, off or unsaid."""
    found = child_of(properties, name)
    if found is None:
        return None
    return found.get(q("w:val")) not in ("0", "false", "off", "none")


def font_of(properties: etree._Element | None) -> str | None:
    fonts = child_of(properties, "w:rFonts")
    if fonts is None or fonts.get(q("w:asciiTheme")):
        return None if fonts is None else ""
    return fonts.get(q("w:hAnsi")) or fonts.get(q("w:ascii"))


class Styles:
    """What paragraphs and runs take from named styles."""

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id: dict[str, etree._Element] = {}
        self._default = ""
        self._document = child_of(
            child_of(child_of(root, "w:docDefaults"), "w:rPrDefault"), "w:rPr"
        )
        for style in [] if root is None else root.iterchildren(q("w:style")):
            identity = style.get(q("w:styleId"), "")
            self._by_id.setdefault(identity, style)
            if style.get(q("w:type")) == "paragraph" and style.get(q("w:default")) in _TRUE:
                self._default = identity

    def chain(self, identity: str | None) -> list[etree._Element]:
        """Return the style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while identity in self._by_id and self._by_id[identity] not in found and len(found) < 12:
            found.append(self._by_id[identity])
            identity = value_of(found[-1], "w:basedOn")
        return found

    def of_paragraph(self, paragraph: etree._Element) -> list[etree._Element]:
        return self.chain(value_of(paragraph, "w:pPr", "w:pStyle") or self._default)

    def names(self, paragraph: etree._Element) -> list[str]:
        """Return the style names of a paragraph; "heading 1", whatever Word's language is."""
        names = [value_of(style, "w:name") or "" for style in self.of_paragraph(paragraph)]
        return [name.lower() for name in names]

    def first(
        self, holders: list[etree._Element], read: Callable[[etree._Element | None], object]
    ) -> object:
        """Return what the nearest of *holders* says, None if none does."""
        return next((value for holder in holders if (value := read(holder)) is not None), None)

    def run_properties(
        self, run: etree._Element, paragraph: list[etree._Element]
    ) -> list[etree._Element]:
        """Return where a run's look is said, nearest first."""
        own = child_of(run, "w:rPr")
        named = self.chain(value_of(own, "w:rStyle"))
        holders = [
            own,
            *(child_of(style, "w:rPr") for style in [*named, *paragraph]),
            self._document,
        ]
        return [holder for holder in holders if holder is not None]


@dataclass(frozen=True)
class _Level:
    kind: str  # "bullet", "decimal", "lowerLetter" …
    start: int
    label: str  # "%1." or "Điều %1."


class Numbering:
    """The lists of a file: which kind, and which number comes next."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[tuple[str, int], int] = {}  # where a list begins anew, once
        self._counts: Counter[tuple[str, int]] = Counter()
        for item in [] if root is None else root.iterchildren(q("w:abstractNum")):
            self._levels[item.get(q("w:abstractNumId"), "")] = {
                integer(level.get(q("w:ilvl"))): _Level(
                    kind if (kind := value_of(level, "w:numFmt")) in _KINDS else "decimal",
                    integer(value_of(level, "w:start"), 1),
                    value_of(level, "w:lvlText") or "",
                )
                for level in item.iterchildren(q("w:lvl"))
            }
        for item in [] if root is None else root.iterchildren(q("w:num")):
            identity = item.get(q("w:numId"), "")
            self._lists[identity] = value_of(item, "w:abstractNumId") or ""
            for change in item.iterchildren(q("w:lvlOverride")):
                if start := value_of(change, "w:startOverride"):
                    self._restarts[identity, integer(change.get(q("w:ilvl")))] = integer(start, 1)

    def level(self, list_id: str, depth: int) -> _Level | None:
        level = self._levels.get(self._lists.get(list_id, ""), {}).get(depth)
        return None if level is None or level.kind == "none" else level

    def next_number(self, list_id: str, depth: int) -> int:
        """Count one more item, and begin the deeper levels anew."""
        shared = self._lists[list_id]  # lists made of one description count on together
        for deeper in range(depth + 1, 9):
            self._counts.pop((shared, deeper), None)
        level, restart = self.level(list_id, depth), self._restarts.pop((list_id, depth), None)
        if level and restart is not None:
            self._counts[shared, depth] = restart - level.start
        self._counts[shared, depth] += 1
        return self._number(list_id, depth)

    def label(self, list_id: str, depth: int) -> str:
        """Return the label of the item just counted, such as "2.1" or "Điều 3."."""
        level = self.level(list_id, depth)

        def number(found: re.Match) -> str:
            above = int(found[1]) - 1
            described = self.level(list_id, above)
            kind = described.kind if described else "decimal"
            return _numeral(max(self._number(list_id, above), 1), kind)

        return re.sub(r"%([1-9])", number, level.label) if level else ""

    def _number(self, list_id: str, depth: int) -> int:
        level = self.level(list_id, depth)
        return (level.start if level else 1) + self._counts[self._lists[list_id], depth] - 1


def integer(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) else otherwise


def _numeral(number: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = "abcdefghijklmnopqrstuvwxyz"[number - 1]
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman") and 1 <= number < 90:
        roman = ""
        for worth, letters in _ROMAN:
            times, number = divmod(number, worth)
            roman += letters * times
        return roman if kind == "lowerRoman" else roman.upper()
    return str(number)
