"""Pasted HTML read into simple blocks, whatever soup of tags it came in.

What comes out is a tree of p, h1-h6, ul, ol, table, figure, blockquote and hr. Paragraphs hold only
words, pictures stand alone in figures, cells and list items hold blocks. What the look of a block
said is noted in data- attributes for the rules of core.tidying; core.richtext drops them.
"""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import unquote

from lxml.html import Element, HtmlElement

from core import images
from core.tidying import styles
from core.tidying.runs import Mark, Run, folded, lines, text_of, write
from core.tidying.styles import Sheet, Style
from core.tidying.tables import LAYOUT, finished_table

MARKER = "portal-list-marker"  # the class by which core.tidying hands on Word's bullets
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PARAGRAPHS = HEADINGS | {
    "address", "article", "aside", "center", "dd", "div", "dl", "dt", "figcaption", "footer",
    "header", "main", "nav", "p", "pre", "section",
}  # fmt: skip
INLINE = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "dfn": "em", "var": "em", "u": "u",
    "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup", "code": "code", "kbd": "code",
    "tt": "code", "cite": "cite",
}  # fmt: skip
OWN_PICTURE = re.compile(
    r"(?:https?://[^/]+)?(/media/photos/[0-9a-f]{2}/[0-9a-f]{16}-\d+x\d+/\d+\.webp)"
)
_BIG = "big"  # a mark of words in the size of titles, forgotten when their paragraph ends
_TITLE_POINTS = 20
_FAR = 20  # so many spaces before a line were meant to centre it or push it to the right
_MARKED_LINE = re.compile(r"\s*(?:[-–—+*•·▪■●◦►➢✓\uf000-\uf0ff]\s|\d{1,2}[.)]\s|[a-zđ][.)]\s)")
_CAPTION_CLASS = re.compile(r"\b(?:MsoCaption|caption|wp-caption-text)\b", re.IGNORECASE)
_TITLE_CLASS = re.compile(r"\b(?:MsoTitle|title)\b", re.IGNORECASE)
_REDIRECT = re.compile(r"https?://www\.google\.com/url\?(?:[^#]*&)?(?:q|url)=([^&#]+)")


@dataclass(frozen=True)
class Context:
    """What the elements around some words say about them."""

    marks: frozenset[Mark] = frozenset()
    tag: str = "p"
    align: str = ""
    is_caption: bool = False
    list_level: int = 0  # of a Word list paragraph, from 1


class Box:
    """An element that holds blocks, and the words read for the paragraph to come."""

    def __init__(self, element: HtmlElement):
        self.element = element
        self.runs: list[Run] = []
        self.marker: str | None = None  # the bullet or number Word wrote before the paragraph


class Reader:
    """Reads one document; `seen` counts what the editor should hear about."""

    def __init__(self, sheet: Sheet, *, keep_own: bool):
        self.sheet, self.keep_own = sheet, keep_own
        self.seen: Counter[str] = Counter()
        self.page = Box(Element("div"))

    def read(self, root: HtmlElement) -> HtmlElement:
        self._walk(root, self.page, Context())
        self._close(self.page, Context())
        return self.page.element

    def _walk(self, node: HtmlElement, box: Box, context: Context) -> None:
        self._say(box, node.text, context)
        for child in node:
            if self.keep_own and node.getparent() is None and is_own_block(child):
                self._close(box, context)
                own = copy.deepcopy(child)
                own.tail = None
                own.set("data-own", "")
                box.element.append(own)
            else:
                self._read_element(child, box, context)
            self._say(box, child.tail, context)

    def _say(self, box: Box, words: str | None, context: Context) -> None:
        if words:
            box.runs.append(Run(words, context.marks))

    def _read_element(self, element: HtmlElement, box: Box, context: Context) -> None:
        style = self.sheet.of(element)
        if styles.is_hidden(style) or element.tag == "a" and _leads_back(element):
            return
        tag = element.tag
        if tag == "br":
            box.runs.append(Run("", context.marks, Element("br")))
        elif tag == "img":
            self._read_picture(element, style, box, context)
        elif tag in PARAGRAPHS:
            self._close(box, context)
            inner = self._paragraph_context(element, style, context)
            self._walk(element, box, inner)
            self._close(box, inner)
        elif tag in ("ul", "ol"):
            self._close(box, context)
            self._read_list(element, box, context)
        elif tag == "table":
            self._close(box, context)
            self._read_table(element, style, box, context)
        elif tag == "figure" and element.find(".//img") is not None:
            self._close(box, context)
            self._read_figure(element, box, context)
        elif tag == "blockquote":
            self._close(box, context)
            quoted = self._box_of(element, "blockquote", context)
            if len(quoted):
                box.element.append(quoted)
        elif tag == "hr":
            self._close(box, context)
            box.element.append(Element("hr"))
        elif self._is_marker(element, style, box):
            box.marker = (box.marker or text_of(box.runs)) + element.text_content()
            box.runs.clear()
        else:
            self._walk(element, box, self._inline_context(element, style, context))

    def _is_marker(self, element: HtmlElement, style: Style, box: Box) -> bool:
        if MARKER in element.get("class", "") or style.get("mso-list") == "ignore":
            return True
        # Filtered Word HTML has lost the name of the thing and kept its tiny font.
        is_gap = style.get("font", "").startswith("7") and not element.text_content().strip()
        return is_gap and 0 < len(text_of(box.runs).strip()) <= 5

    def _paragraph_context(self, element: HtmlElement, style: Style, context: Context) -> Context:
        names = element.get("class", "")
        tag = element.tag if element.tag in HEADINGS else context.tag
        if _TITLE_CLASS.search(names):
            tag = "h1"
        align = styles.alignment(element, style)
        level = re.search(r"\blevel(\d)", style.get("mso-list", ""))
        listed = int(level[1]) if level else 0
        if not listed and "MsoList" in names:
            listed = max(1, round(styles.points(style.get("margin-left", "")) / 36))
        return replace(
            context,
            marks=_with_style(context.marks, style),
            tag=tag,
            align=context.align if align is None else align,
            is_caption=bool(_CAPTION_CLASS.search(names)) or element.tag == "figcaption",
            list_level=listed,
        )

    def _inline_context(self, element: HtmlElement, style: Style, context: Context) -> Context:
        marks = context.marks
        if element.tag in INLINE:
            marks = _with(marks, INLINE[element.tag])
        elif element.tag == "a" and (address := self._address(element)):
            title = element.get("title", "").strip()
            marks = _with(marks, "a", href=address, **({"title": title} if title else {}))
        elif element.tag == "abbr" and (title := element.get("title", "").strip()):
            marks = _with(marks, "abbr", title=title)
        marks = _with_style(marks, style)
        raised = style.get("vertical-align")
        if raised in ("super", "sub"):
            marks = _with(marks, "sup" if raised == "super" else "sub")
        if any(tag == "a" for tag, _ in marks):
            marks = _without(marks, "u")  # links are underlined by the page
        return replace(context, marks=marks)

    def _address(self, link: HtmlElement) -> str:
        href = link.get("href", "").strip()
        if found := _REDIRECT.match(href):
            href = unquote(found[1])
        if re.match(r"#(?:_|sdfoot|sdend|footnote|endnote|comment|bookmark|h\.|heading)", href):
            return ""  # leads to a place in the document it was copied from
        if href and not re.match(r"(?:https?|mailto|tel):|[/#?]|[^:]*$", href, re.IGNORECASE):
            self.seen["links"] += 1
            return ""
        return href

    def _read_picture(self, image: HtmlElement, style: Style, box: Box, context: Context) -> None:
        picture = self._own_picture(image)
        if picture is None:
            return
        side = style.get("float") or image.get("align", "").lower()
        if side in ("left", "right"):
            picture.set("data-side", side)
        links = frozenset(mark for mark in context.marks if mark[0] == "a")
        box.runs.append(Run("", links, picture))

    def _own_picture(self, image: HtmlElement) -> HtmlElement | None:
        found = OWN_PICTURE.fullmatch(image.get("src", ""))
        if not found or images.stored_size(found[1]) is None:
            self.seen["pictures"] += 1
            return None
        return Element("img", src=found[1], alt=image.get("alt", ""))

    def _read_figure(self, element: HtmlElement, box: Box, context: Context) -> None:
        """A figure that was one already; the words in it are its caption."""
        words = self._box_of(element, "figure", context)
        figures = [block for block in words if block.tag == "figure"]
        others = [block for block in words if block.tag != "figure"]
        if len(figures) == 1 and len(others) == 1 and others[0].tag == "p":
            figures[0].append(_renamed(others.pop(), "figcaption"))
        for figure in figures:
            if side := re.search(r"\balign-(left|right)\b", element.get("class", "")):
                figure.set("class", f"align-{side[1]}")
        box.element.extend([*figures, *others])

    def _read_list(self, element: HtmlElement, box: Box, context: Context) -> None:
        result = Element(element.tag)
        if element.tag == "ol":
            _set_numbering(result, element, self.sheet)
        context = replace(context, tag="p", align="", list_level=0)
        for child in element:
            if child.tag == "li":
                item = self._box_of(child, "li", context)
                if len(item):
                    result.append(item)
            else:  # Google Docs and old Word put the inner list beside the item it belongs to
                stray = Box(Element("li"))
                self._read_element(child, stray, context)
                self._say(stray, child.tail, context)
                self._close(stray, context)
                if len(result):
                    result[-1].extend(list(stray.element))
                elif len(stray.element):
                    result.append(stray.element)
        if len(result):
            box.element.append(result)

    def _read_table(self, element: HtmlElement, style: Style, box: Box, context: Context) -> None:
        inner = replace(context, marks=_with_style(context.marks, style), tag="p", list_level=0)
        inner = replace(inner, is_caption=False)
        rows, captions = [], []
        for child in _table_parts(element):
            if child.tag == "caption":
                captions += list(self._box_of(child, "caption", inner))
                continue
            rows.append(self._read_row(child, inner))
        table = finished_table(rows)
        if table.tag == LAYOUT:
            self.seen["layout"] += 1
            box.element.extend([*captions, *table])
            return
        if captions and len(table):
            text = Element("caption")
            write(folded(run for block in captions for run in runs_of(block)), text)
            table.insert(0, text)
        if len(table):
            box.element.append(table)

    def _read_row(self, row: HtmlElement, context: Context) -> HtmlElement:
        style = self.sheet.of(row)
        result = Element("tr")
        if row.getparent().tag == "thead":
            result.set("data-header", "")
        inner = replace(context, marks=_with_style(context.marks, style))
        is_coloured = styles.is_coloured(row, style)
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            cell_style = self.sheet.of(cell)
            if styles.is_hidden(cell_style):
                continue
            align = styles.alignment(cell, cell_style)
            kept = self._box_of(
                cell,
                cell.tag,
                replace(
                    inner,
                    marks=_with_style(inner.marks, cell_style),
                    align=inner.align if align is None else align,
                ),
            )
            for name in ("colspan", "rowspan", "scope"):
                if value := cell.get(name):
                    kept.set(name, value)
            if is_coloured or styles.is_coloured(cell, cell_style):
                kept.set("data-coloured", "")
            result.append(kept)
        return result

    def _box_of(self, element: HtmlElement, tag: str, context: Context) -> HtmlElement:
        box = Box(Element(tag))
        self._walk(element, box, context)
        self._close(box, context)
        return box.element

    def _close(self, box: Box, context: Context) -> None:
        """End the paragraph: what was read since the last end becomes blocks of *box*."""
        runs, box.runs = box.runs, []
        marker, box.marker = box.marker, None
        if not any(run.element is not None or run.text.strip() for run in runs):
            return  # of breaks or spaces alone
        if self._is_title(runs, box, context):
            context = replace(context, tag="h1")
        runs = [
            replace(run, marks=_without(run.marks, _BIG)) if (_BIG, ()) in run.marks else run
            for run in runs
        ]
        for part in _parts(runs):
            if isinstance(part, HtmlElement):
                box.element.append(part)
                continue
            block = Element(context.tag)
            text = text_of(part)
            write(folded(part), block)
            if not len(block) and not block.text:
                continue
            if context.align:
                block.set("data-align", context.align)
            elif context.tag == "p" and _indent(text) >= _FAR:
                block.set("data-align", "far")
            if context.is_caption:
                block.set("data-caption", "")
            if context.list_level or marker:
                block.set("data-level", str(context.list_level or 1))
                block.set("data-marker", (marker or "").strip())
                marker = None
            box.element.append(block)

    def _is_title(self, runs: list[Run], box: Box, context: Context) -> bool:
        """Whether this is the first line of the page, in letters as big as only titles have."""
        is_first = box is self.page and box.element.find("*") is None and context.tag == "p"
        words = text_of(runs).strip()
        return (
            is_first
            and len(words) <= 200
            and all((_BIG, ()) in run.marks for run in runs if run.text.strip())
        )


def _leads_back(link: HtmlElement) -> bool:
    """Whether it is the arrow from a footnote to its place."""
    return link.get("href", "").startswith("#") and link.text_content().strip() in ("↑", "^")


def runs_of(block: HtmlElement) -> Iterator[Run]:
    """The runs of a block that `write` wrote, to write them again elsewhere."""

    def walk(node: HtmlElement, marks: frozenset[Mark]) -> Iterator[Run]:
        if node.text:
            yield Run(node.text, marks)
        for child in node:
            if child.tag in ("br", "img"):
                yield Run("", marks, Element(child.tag, dict(child.attrib)))
            else:
                yield from walk(child, marks | {(child.tag, tuple(sorted(child.items())))})
            if child.tail:
                yield Run(child.tail, marks)

    return walk(block, frozenset())


def is_own_block(element: HtmlElement) -> bool:
    """Whether a block looks as the portal's editor writes it: no foreign tag, name or style."""
    return element.tag in _OWN_BLOCKS and all(
        part.tag in _OWN_TAGS and set(part.attrib) <= _OWN_ATTRIBUTES and not _foreign_class(part)
        for part in element.iter()
    )


_OWN_BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "table", "figure", "blockquote", "hr"}
_OWN_TAGS = _OWN_BLOCKS | {
    "a", "abbr", "br", "caption", "cite", "code", "em", "figcaption", "img", "li", "s", "strong",
    "sub", "sup", "tbody", "td", "tfoot", "th", "thead", "tr", "u",
}  # fmt: skip
_OWN_ATTRIBUTES = {
    "alt", "class", "colspan", "decoding", "height", "href", "loading", "rel", "rowspan", "scope",
    "sizes", "src", "srcset", "start", "title", "type", "width",
}  # fmt: skip


def _foreign_class(element: HtmlElement) -> bool:
    names = set(element.get("class", "").split())
    return bool(names - {"picture", "align-left", "align-center", "align-right"})


def _parts(runs: list[Run]) -> Iterator[list[Run] | HtmlElement]:
    """The paragraphs and figures a run of words, breaks and pictures consists of."""
    words: list[Run] = []
    for run in runs:
        if run.is_picture:
            yield from _paragraphs(words)
            words = []
            yield _figure(run)
        else:
            words.append(run)
    yield from _paragraphs(words)


def _paragraphs(runs: list[Run]) -> Iterator[list[Run]]:
    """Split at empty lines, and at every line when the lines are items of a list."""
    for is_blank, group in groupby(lines(runs), key=lambda row: not text_of(row).strip()):
        rows = list(group)
        if is_blank:
            continue
        separate = sum(bool(_MARKED_LINE.match(text_of(row))) for row in rows) > 1
        paragraph = rows[0]
        for row in rows[1:]:
            if separate or _indent(text_of(row)) >= _FAR:
                yield paragraph
                paragraph = row
            else:
                paragraph = [*paragraph, Run("", row[0].marks, Element("br")), *row]
        yield paragraph


def _figure(run: Run) -> HtmlElement:
    figure = Element("figure")
    if run.element is not None and (side := run.element.attrib.pop("data-side", "")):
        figure.set("class", f"align-{side}")
    write([run], figure)
    return figure


def _indent(text: str) -> int:
    """How many no-break spaces, and spaces among them, stand before the words."""
    lead = text[: len(text) - len(text.lstrip())]
    return len(re.sub(r"[ \t\n]+", " ", lead)) if "\u00a0" in lead else 0


def _table_parts(table: HtmlElement) -> Iterator[HtmlElement]:
    """The caption and rows of a table, without those of tables inside it."""
    for child in table:
        if child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")
        elif child.tag in ("tr", "caption"):
            yield child


def _set_numbering(result: HtmlElement, source: HtmlElement, sheet: Sheet) -> None:
    item = source.find("li")
    styles = [sheet.of(source)] + ([sheet.of(item)] if item is not None else [])
    named = {style.get("list-style-type", "") for style in styles}
    kinds = {"lower-alpha": "a", "upper-alpha": "A", "lower-latin": "a", "upper-latin": "A",
             "lower-roman": "i", "upper-roman": "I"}  # fmt: skip
    kind = next((kinds[name] for name in named if name in kinds), source.get("type", ""))
    if kind in ("a", "A", "i", "I"):
        result.set("type", kind)
    if (start := source.get("start", "")) and start != "1":
        result.set("start", start)


def _renamed(element: HtmlElement, tag: str) -> HtmlElement:
    element.tag = tag
    element.attrib.clear()
    return element


def _with(marks: frozenset[Mark], tag: str, **attributes: str) -> frozenset[Mark]:
    return _without(marks, tag) | {(tag, tuple(sorted(attributes.items())))}


def _without(marks: frozenset[Mark], *tags: str) -> frozenset[Mark]:
    return frozenset(mark for mark in marks if mark[0] not in tags)


def _with_style(marks: frozenset[Mark], style: Style) -> frozenset[Mark]:
    if not style:
        return marks
    bold = styles.is_bold(style)
    if bold is not None:
        marks = _with(marks, "strong") if bold else _without(marks, "strong")
    slant = style.get("font-style")
    if slant:
        marks = _with(marks, "em") if slant in ("italic", "oblique") else _without(marks, "em")
    if size := style.get("font-size"):
        is_big = styles.points(size) >= _TITLE_POINTS
        marks = _with(marks, _BIG) if is_big else _without(marks, _BIG)
    lines_drawn = style.get("text-decoration-line") or style.get("text-decoration", "")
    if "none" in lines_drawn:
        marks = _without(marks, "u", "s")
    if "underline" in lines_drawn:
        marks = _with(marks, "u")
    if "line-through" in lines_drawn:
        marks = _with(marks, "s")
    return marks
