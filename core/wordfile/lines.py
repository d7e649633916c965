"""Lines of a Word file as they are read, and the old codings (core.legacy) found in them."""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby

from lxml import etree

from core import legacy
from core.wordfile.styles import q


@dataclass(frozen=True)
class Look:
    """How a stretch of text looks, and what it links to."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    raised: str = ""  # "superscript" or "subscript"
    link: str = ""
    font: str = ""


@dataclass
class Line:
    """A paragraph being read: stretches of text and ready-made XML, in order."""

    style: str = ""
    chain: list[etree._Element] = field(default_factory=list)  # its named styles, nearest first
    pieces: list[tuple[Look, str, str]] = field(default_factory=list)  # look, text, XML
    before: list[str] = field(default_factory=list)  # blocks that stand beside the text
    after: list[str] = field(default_factory=list)
    mark: str = ""  # before the text, of the first item of a list

    def add(self, look: Look, text: str = "", xml: str = "") -> None:
        self.pieces.append((look, text, xml))

    def whole(self) -> "Line":
        """Return the line with stretches joined that look alike: editing had split them."""
        joined: list[tuple[Look, str, str]] = []
        for (look, has_xml), pieces in groupby(
            self.pieces, lambda piece: (piece[0], piece[2] > "")
        ):
            if has_xml:
                joined.extend(pieces)
            else:
                joined.append((look, "".join(text for _look, text, _xml in pieces), ""))
        return replace(self, pieces=joined)

    def text(self) -> str:
        return "".join(text for _look, text, _xml in self.pieces)


class Codings:
    """Settles the old codings of lines, converting them or only taking note."""

    def __init__(self, body: etree._Element, convert: bool) -> None:
        self._convert = convert
        self._surroundings = _coding_of(body)  # for text whose font does not say
        self._letters: Counter[str] = Counter()  # of each coding
        self._sample = ("", "")

    def settle(self, line: Line) -> Line:
        """Return the line converted if that is wanted; its fonts have said what they had to say."""
        texts: dict[str, list[str]] = {}
        for look, text, _xml in line.pieces:
            texts.setdefault(look.font, []).append(text)
        kinds = {font: self._coding("".join(parts), font) for font, parts in texts.items()}
        settled, shown = replace(line, pieces=[]), []
        for look, text, xml in line.pieces:
            converted = _converted(text, kinds[look.font], look.font)
            shown.append(converted)
            if converted != text:
                self._letters[kinds[look.font]] += len(text)
            settled.add(replace(look, font=""), converted if self._convert else text, xml)
        self._keep_sample(line.text().strip(), "".join(shown).strip())
        return settled.whole()

    def settle_text(self, text: str) -> str:
        """Return a text without a font, such as what describes a picture."""
        return _converted(text, self._coding(text, ""), "") if self._convert else text

    def kind(self) -> str:
        """Name the coding that was found most, "" if none was."""
        return self._letters.most_common(1)[0][0] if self._letters else ""

    def sample(self) -> tuple[str, str]:
        """Return the first line of some length, as it is and as it would be."""
        return self._sample

    def _keep_sample(self, before: str, after: str) -> None:
        if before != after and len(self._sample[0].split()) < 4:
            longer = len(before.split()) >= 4
            if longer or not self._sample[0]:
                self._sample = (before[:200], after[:200])

    def _coding(self, text: str, font: str) -> str:
        """Name the coding *text* is in: its font says, it is plain to see, or it stands in such."""
        if kind := legacy.kind_of_font(font):
            leaning = legacy.leaning(text, kind)
            return kind if leaning > 0 or (leaning == 0 and self._surroundings == kind) else ""
        if kind := legacy.detect(text):
            return kind
        around = self._surroundings
        return around if around and legacy.leaning(text, around) > 0 else ""


def _coding_of(body: etree._Element) -> str:
    """Name the old coding most paragraphs are seen to be in, or all of them together."""
    texts = [
        "".join(part.text or "" for part in parts)
        for _, parts in groupby(
            body.iter(q("w:t")), lambda part: next(part.iterancestors(q("w:p")), None)
        )
    ]
    kinds = Counter(kind for text in texts if (kind := legacy.detect(text)))
    return kinds.most_common(1)[0][0] if kinds else legacy.detect("\n".join(texts))


def _converted(text: str, kind: str, font: str) -> str:
    if not kind:
        return text
    shown = legacy.convert(text, kind)
    return shown.upper() if legacy.is_capitals_font(font) else shown
