"""Lists of pasted text: the paragraphs Word calls items, and lines that begin with a mark.

Both are runs of paragraphs standing side by side in one box. An item knows how deep it stands, and
the number it was written with decides what kind of list it makes.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from lxml import etree
from lxml.html import Element, HtmlElement

from core.tidying.runs import is_wholly

_NUMBER = re.compile(r"\(?(\d{1,3}|[ivxlc]{1,6}|[IVXLC]{1,6}|[a-zA-ZđĐ])[.)]")
_LINE = re.compile(
    r"(?P<dash>[-–—\u2212])(?:\s|(?=[^\W\d_]))"
    r"|(?P<star>\*)\s"
    r"|(?P<plus>\+)(?:\s|(?=[^\W\d_]))"
    r"|(?P<bullet>[•·▪■●◦►➢✓\uf000-\uf0ff])\s?"
    r"|(?P<roman>[IVX]{1,5})\.\s"
    r"|(?P<number>\d{1,2})(?P<point>[.)])\s"
    r"|(?P<letter>[a-zđ])[.)]\s"
)
_RANK = {"roman": 0, "number.": 1, "number)": 2, "letter": 3, "star": 4, "bullet": 5, "dash": 5,
         "plus": 6}  # fmt: skip
_LETTERS = ("abcdefghijklmnopqrstuvwxyz", "abcdđeghiklmnopqrstuvxy")  # the world's, and ours


_MARKS = ("dash", "star", "plus", "bullet", "roman", "number", "letter")


@dataclass(frozen=True)
class Line:
    """A paragraph that begins with a mark somebody typed."""

    block: HtmlElement
    mark: str
    found: re.Match[str]

    @property
    def is_counted(self) -> bool:
        return _RANK[self.mark] <= _RANK["letter"]

    def has_number(self, number: int) -> bool:
        if letter := self.found["letter"]:
            return any(alphabet.find(letter) + 1 == number for alphabet in _LETTERS)
        written = self.found["roman"] or self.found["number"]
        return (int(written) if written.isdigit() else roman(written.lower())) == number


@dataclass
class Item:
    block: HtmlElement
    level: int
    tag: str = "ul"
    kind: str = ""  # the type of an ol: "", "a", "A", "i", "I"
    number: int = 0


def make_word_lists(box: HtmlElement) -> None:
    """Turn the paragraphs Word marked as items into lists, nested as deep as they were."""
    for is_item, group in groupby(list(box), key=_is_word_item):
        if not is_item:
            continue
        items: list[Item] = []
        for block in group:
            item = _word_item(block, items)
            if item is None:  # numbered in a way no list can show: the number becomes words
                _build(items)
                items = []
            else:
                items.append(item)
        _build(items)


def make_typed_lists(box: HtmlElement) -> int:
    """Turn runs of lines that begin with a dash, bullet or counted number into lists.

    Returns how many lines became items. A line alone is none, nor are numbers that do not count
    up from the first, nor wholly bold lines, which are headings.
    """
    made = 0
    for is_line, group in groupby(map(_line, list(box)), key=bool):
        run = [line for line in group if line]
        for is_good, part in groupby(zip(run, _counted(run), strict=True), key=itemgetter(1)):
            lines = [line for line, _ in part]
            if is_line and is_good and len(lines) > 1:
                _build([_typed_item(line) for line in lines])
                made += len(lines)
    return made


def _is_word_item(block: HtmlElement) -> bool:
    return block.get("data-level") is not None and block.tag == "p"


def _word_item(block: HtmlElement, before: list[Item]) -> Item | None:
    marker = block.attrib.pop("data-marker", "")
    level = int(block.attrib.pop("data-level"))
    if not any(char.isalnum() for char in marker) or marker in ("o", "v", "q", "§", "Ø", "ü"):
        return Item(block, level)
    found = _NUMBER.fullmatch(marker)
    if not found:
        put_before(block, marker)
        return None
    number, kind = _value(found[1])
    letter = _LETTERS[0].find(found[1].lower()) + 1
    beside = next((item for item in reversed(before) if item.level <= level), None)
    if kind in ("i", "I") and beside and beside.kind in ("a", "A") and beside.number == letter - 1:
        number, kind = letter, beside.kind  # "i" after "h" is the letter
    return Item(block, level, "ol", kind, number)


def put_before(block: HtmlElement, words: str) -> None:
    block.text = f"{words} {block.text or ''}"


def _value(written: str) -> tuple[int, str]:
    """The value of a number and the type of list that shows it so."""
    if written.isdigit():
        return int(written), ""
    small = written.lower()
    if set(small) <= set("ivx") or len(small) > 1:
        return roman(small), "i" if written == small else "I"
    return _LETTERS[0].find(small) + 1, "a" if written == small else "A"


def roman(written: str) -> int:
    """The value of a Roman number in small letters."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[char] for char in written]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def _line(block: HtmlElement) -> Line | None:
    """What *block* begins with, if it may be an item of a list."""
    if block.tag != "p" or "data-own" in block.attrib:
        return None
    if block.get("data-align") in ("center", "right", "far"):
        return None
    words = block.text_content()
    found = _LINE.match(words)
    if not found or not words[found.end() :].strip():
        return None
    mark = next(name for name in _MARKS if found[name])
    line = Line(block, f"{mark}{found['point']}" if mark == "number" else mark, found)
    return None if line.is_counted and is_wholly(block, "strong") else line


def _counted(run: list[Line]) -> list[bool]:
    """Which lines may be items: dashes always, numbers where they count up from the first.

    A star alone among them is a footnote ("* Ghi chú: …").
    """
    stars = sum(line.mark == "star" for line in run)
    good = [line.mark != "star" or stars > 1 for line in run]
    good = [may and not line.is_counted for may, line in zip(good, run, strict=True)]
    last: dict[str, tuple[int, int]] = {}  # of each mark: its last line, and the number there
    for index, line in enumerate(run):
        last = {mark: seen for mark, seen in last.items() if _RANK[mark] <= _RANK[line.mark]}
        if not line.is_counted:
            continue
        before, number = last.get(line.mark, (index, 0))
        if number and line.has_number(number + 1):
            good[before] = good[index] = True
            last[line.mark] = (index, number + 1)
        elif line.has_number(1):
            last[line.mark] = (index, 1)
        else:
            last = {}
    return good


def _typed_item(line: Line) -> Item:
    _cut_start(line.block, line.found.end())
    kind = {"roman": "I", "letter": "a"}.get(line.mark, "")
    return Item(line.block, _RANK[line.mark], "ol" if line.is_counted else "ul", kind)


def _cut_start(block: HtmlElement, count: int) -> None:
    """Take the first *count* characters off the words of *block*, and elements left empty."""
    for words in block.xpath(".//text()"):
        if not count:
            break
        cut = words[:count]
        setattr(words.getparent(), "tail" if words.is_tail else "text", words[len(cut) :])
        count -= len(cut)
    for part in reversed(list(block.iter("strong", "em", "u", "s", "sub", "sup"))):
        if not part.text_content():
            part.drop_tag()


def _build(items: list[Item]) -> None:
    """Replace the blocks of *items* by lists; deeper ones go into the item before them."""
    open_lists: list[tuple[int, Item, HtmlElement]] = []
    for item in items:
        while open_lists and open_lists[-1][0] > item.level:
            closed = open_lists.pop()
            if not open_lists or open_lists[-1][0] < item.level:
                # Deeper than what holds it, less deep than what was there: the same list.
                open_lists.append((item.level, closed[1], closed[2]))
        if not open_lists or open_lists[-1][0] < item.level:
            parent = open_lists[-1][2][-1] if open_lists else None
            open_lists.append((item.level, item, _new_list(item, parent)))
        elif _is_another(open_lists[-1][1], item):
            _, _, before = open_lists.pop()
            holder = before.getparent()
            parent = holder if holder.tag == "li" else None
            open_lists.append((item.level, item, _new_list(item, parent, before)))
        level, _, current = open_lists[-1]
        open_lists[-1] = (level, item, current)
        entry = etree.SubElement(current, "li")
        item.block.attrib.pop("data-align", None)
        entry.append(item.block)


def _is_another(before: Item, item: Item) -> bool:
    if (before.tag, before.kind) != (item.tag, item.kind):
        return True
    return bool(item.number) and item.number != before.number + 1


def _new_list(
    item: Item, parent: HtmlElement | None, before: HtmlElement | None = None
) -> HtmlElement:
    result = Element(item.tag)
    if item.kind:
        result.set("type", item.kind)
    if item.number > 1:
        result.set("start", str(item.number))
    if parent is not None:
        parent.append(result)
    elif before is not None:
        before.addnext(result)
    else:
        item.block.addprevious(result)
    return result
