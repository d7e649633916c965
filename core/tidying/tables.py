"""Pasted tables: data under header cells, or layout that is taken apart.

Cells come as they were read: td and th holding blocks, `data-coloured` where they stand on a ground
of their own, `data-header` on the rows of a thead.
"""

import re
from itertools import takewhile

from lxml import etree
from lxml.html import Element, HtmlElement

from core.tidying.runs import drop_mark, is_wholly, words_of

LAYOUT = "portal-layout"  # what is returned for a table that was none: only its blocks
CAPTION_LENGTH = 220
_MAX_SPAN = 100
_MAX_GRID = 50_000
# The head and foot of an official letter stand in two columns without being a table.
_LETTER = re.compile(r"Độc lập\s*[-–]\s*Tự do|^\s*Nơi nhận\s*:", re.IGNORECASE)

Rows = list[HtmlElement]


def finished_table(rows: Rows) -> HtmlElement:
    """The table of *rows*, or a LAYOUT element holding the blocks of its cells in order."""
    rows = [row for row in rows if len(row)]
    if (figures := _figures(rows)) is not None or _is_layout(rows):
        layout = Element(LAYOUT)
        blocks = figures or [block for row in rows for cell in row for block in cell]
        layout.extend(blocks)
        return layout
    for row in rows:
        for cell in row:
            _limit_spans(cell)
    rows = _without_empty_edges(rows)
    table = Element("table")
    title = _title(rows)
    if title is not None:
        rows = rows[1:]
        table.append(title)
    headers = _header_rows(rows)
    if headers:
        head = etree.SubElement(table, "thead")
        head.extend(rows[:headers])
        for cell in head.iter("td", "th"):
            _make_header(cell)
    body = etree.SubElement(table, "tbody")
    body.extend(rows[headers:])
    for cell in body.iter("th"):
        cell.set("scope", "row")
    if not len(body):
        body.drop_tree()
    return table


def _is_layout(rows: Rows) -> bool:
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if len(cell)]
    if len(filled) <= 1 or any(cell.find("table") is not None for cell in cells):
        return True
    if all(len(row) == 1 for row in rows) and any(map(_holds_text, cells)):
        return True
    is_narrow = all(len(row) <= 2 for row in rows)
    return is_narrow and any(_LETTER.search(cell.text_content()) for cell in rows[0])


def _holds_text(cell: HtmlElement) -> bool:
    return len(cell) > 1 or len(words_of(cell)) > CAPTION_LENGTH


def become_caption(block: HtmlElement, tag: str) -> None:
    """Make *block* a caption; it needs no marks to be set off by."""
    block.tag = tag
    block.attrib.clear()
    for mark in ("em", "strong"):
        if is_wholly(block, mark):
            drop_mark(block, mark)


def _figures(rows: Rows) -> list[HtmlElement] | None:
    """The pictures of a table made to put captions under them, as figures."""
    if not 1 <= len(rows) <= 2 or not all(_is_picture_or_empty(cell) for cell in rows[0]):
        return None
    figures = [figure for cell in rows[0] for figure in cell]
    if not figures:
        return None
    if len(rows) == 2:
        captions = list(rows[1])
        if not all(_is_caption_or_empty(cell) for cell in captions):
            return None
        holders = rows[0] if len(captions) == len(rows[0]) else rows[0][-1:]
        if len(holders) != len(captions) or any(
            len(caption) and len(holder) != 1
            for holder, caption in zip(holders, captions, strict=True)
        ):
            return None
        for holder, caption in zip(holders, captions, strict=True):
            if len(caption):
                become_caption(caption[0], "figcaption")
                holder[0].append(caption[0])
    return figures


def _is_picture_or_empty(cell: HtmlElement) -> bool:
    return all(block.tag == "figure" and not block.text_content().strip() for block in cell)


def _is_caption_or_empty(cell: HtmlElement) -> bool:
    return not len(cell) or (
        len(cell) == 1 and cell[0].tag == "p" and len(words_of(cell)) <= CAPTION_LENGTH
    )


def _limit_spans(cell: HtmlElement) -> None:
    for name in ("colspan", "rowspan"):
        span = _span(cell, name)
        if span > 1:
            cell.set(name, str(span))
        else:
            cell.attrib.pop(name, None)


def _span(cell: HtmlElement, name: str) -> int:
    written = cell.get(name, "")
    return min(int(written), _MAX_SPAN) if re.fullmatch(r"[0-9]{1,4}", written) else 1


def _is_empty(cell: HtmlElement) -> bool:
    return not len(cell)


def _without_empty_edges(rows: Rows) -> Rows:
    """Leave out the empty rows and columns around what was copied from a spreadsheet."""
    while rows and _is_empty_row(rows[0]):
        rows = rows[1:]
    while rows and _is_empty_row(rows[-1]) and not _is_reached_from_above(rows):
        rows = rows[:-1]
    columns = _columns(rows)
    for edge in (columns, columns[::-1]):
        for column in takewhile(_may_leave, edge):
            for cell in column:
                _narrow(cell)
        columns = [column for column in columns if any(map(_is_placed, column))]
    return [row for row in rows if len(row)]


def _is_placed(cell: HtmlElement) -> bool:
    return cell.getparent() is not None


def _narrow(cell: HtmlElement) -> None:
    """Take one column off the cell, and the cell away when that was its only one."""
    span = _span(cell, "colspan")
    if span > 1:
        cell.set("colspan", str(span - 1))
    elif (row := cell.getparent()) is not None:
        row.remove(cell)
    if span == 2:
        del cell.attrib["colspan"]


def _is_empty_row(row: HtmlElement) -> bool:
    return all(_is_empty(cell) and _span(cell, "rowspan") == 1 for cell in row)


def _is_reached_from_above(rows: Rows) -> bool:
    last = len(rows) - 1
    return any(
        index + _span(cell, "rowspan") > last
        for index, row in enumerate(rows[max(0, last - _MAX_SPAN) : last], max(0, last - _MAX_SPAN))
        for cell in row
    )


def _may_leave(column: list[HtmlElement]) -> bool:
    """Whether a column is empty, but for cells that go on into others."""
    may = all(_is_empty(cell) or _span(cell, "colspan") > 1 for cell in column)
    return may and any(map(_is_empty, column))


def _columns(rows: Rows) -> list[list[HtmlElement]]:
    """The cells of every column, each once; [] when the rows differ in width."""
    grid = _grid(rows)
    if len({len(line) for line in grid}) != 1:
        return []
    return [list(dict.fromkeys(column)) for column in zip(*grid, strict=True)]


def _grid(rows: Rows) -> list[list[HtmlElement]]:
    """Which cell covers each place; [] for a table too big to be worth it."""
    covered: dict[tuple[int, int], HtmlElement] = {}
    for top, row in enumerate(rows):
        left = 0
        for cell in row:
            while (top, left) in covered:
                left += 1
            for below in range(min(_span(cell, "rowspan"), len(rows) - top)):
                for beside in range(_span(cell, "colspan")):
                    covered[top + below, left + beside] = cell
            if len(covered) > _MAX_GRID:
                return []
    lines: list[list[HtmlElement]] = [[] for _ in rows]
    for (top, _), cell in sorted(covered.items(), key=lambda item: item[0]):
        lines[top].append(cell)
    return lines


def _width(row: HtmlElement) -> int:
    return sum(_span(cell, "colspan") for cell in row)


def _title(rows: Rows) -> HtmlElement | None:
    """The caption made of a first row that is one emphatic cell over all columns."""
    if len(rows) < 3 or len(rows[0]) != 1 or not 1 < _width(rows[0]) >= max(map(_width, rows[1:])):
        return None
    cell = rows[0][0]
    is_line = len(cell) == 1 and cell[0].tag == "p" and len(words_of(cell)) <= CAPTION_LENGTH
    if not is_line or not (_is_emphatic(cell) or cell[0].get("data-align") == "center"):
        return None
    caption = cell[0]
    become_caption(caption, "caption")
    return caption


def _header_rows(rows: Rows) -> int:
    """How many rows at the top hold the names of the columns."""
    marked = 0
    while marked < len(rows) and "data-header" in rows[marked].attrib:
        marked += 1
    if marked:
        return marked
    if len(rows) < 2 or len(rows[0]) < 2 or not _is_header(rows[0]):
        return 0
    height = max(_span(cell, "rowspan") for cell in rows[0])
    below = rows[height:]
    if height > 3 or not below or all(_is_header(row) for row in below):
        return 0
    return height if all(_is_header(row) for row in rows[1:height]) else 0


def _is_header(row: HtmlElement) -> bool:
    filled = [cell for cell in row if not _is_empty(cell)]
    return bool(filled) and all(cell.tag == "th" or _is_emphatic(cell) for cell in filled)


def _is_emphatic(cell: HtmlElement) -> bool:
    return "data-coloured" in cell.attrib or is_wholly(cell, "strong")


def _make_header(cell: HtmlElement) -> None:
    cell.tag = "th"
    cell.set("scope", "col")
    drop_mark(cell, "strong")
    paragraphs = list(cell)
    if len(paragraphs) > 1 and all(block.tag == "p" for block in paragraphs):
        first, *others = paragraphs
        for paragraph in others:
            etree.SubElement(first, "br").tail = paragraph.text
            paragraph.text = None
            first.extend(list(paragraph))
            cell.remove(paragraph)
