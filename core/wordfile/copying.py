"""A Word file written anew as the plainest one that says the same.

Runs that editing had split are whole again, styles are settled into a few known names, and only
known links are left. A picture is its number, so that whoever reads the copy never opens one.
"""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from core.wordfile.lines import Codings, Line, Look
from core.wordfile.package import BROKEN, TOO_MUCH, BadWordFile, Package
from core.wordfile.pictures import CANNOT_SHOW, Pictures
from core.wordfile.styles import (
    NAMESPACES,
    Numbering,
    Styles,
    child_of,
    font_of,
    integer,
    name_of,
    q,
    switch,
    value_of,
)

MAX_NODES = 100_000  # of the copy; mammoth needs about 1.5 kB for each
MAX_TEXT = 1_000_000  # letters: a book of 400 pages
LIST_TYPES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}

_LISTS = ("ul", "ol")  # numbered so in the copy
_NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">'
    + "".join(f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="{kind}"/></w:lvl>' for at in range(5))
    + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    for number, kind in enumerate(["bullet", "decimal"])
)

_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục) ([1-6])")
_INNER_LIST = re.compile(r"list (?:bullet|number) ([2-5])$")  # Word's own names for depths
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_ALIGNED = {"center": "center", "right": "right", "end": "right"}
_LINKS = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_LONG_ADDRESS = 2_000
_DEEP_FIELDS = 30  # fields within fields
_TRANSPARENT = {  # what only holds others together
    "w:smartTag", "w:customXml", "w:sdtContent", "w:ins", "w:moveTo", "w:fldSimple", "w:dir",
    "w:bdo", "w:sdt", "w:txbxContent", "mc:Choice", "mc:Fallback", "m:oMathPara",
}  # fmt: skip


class PlainCopy:
    """Writes the plain copy, and keeps what the copy cannot hold: pictures, counts, samples."""

    def __init__(self, package: Package, convert_legacy: bool) -> None:
        self._package = package
        body = child_of(package.xml(package.main), "w:body")
        if body is None:
            raise BadWordFile(BROKEN)
        self._body = body
        self.codings = Codings(body, convert_legacy)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._relations = package.relations(package.main)
        self._fields: list[list[str]] = []  # of each open field: instruction, link
        self._links: dict[str, str] = {}
        self._dropped: Counter[str] = Counter()
        self._lists: list[str] = []  # "ul" or "ol" at each depth, of the paragraph before
        self._written = self._letters = 0
        self._notes: dict[str, set[str]] = {"footnote": set(), "endnote": set()}
        self.pictures = Pictures(package)
        self.titles: list[str] = []

    def _part(self, kind: str) -> etree._Element | None:
        names = self._package.related(kind)
        return self._package.xml(names[0]) if names else None

    def write(self) -> bytes:
        """Return the copy, a small .docx."""
        notes = {kind: self._note_texts(kind) for kind in self._notes}
        parts = {"word/document.xml": f"<w:body>{self._blocks(self._body)}</w:body>"}
        for part in ("header", "footer"):
            if any(self._package.has_words(name) for name in self._package.related(part)):
                self._dropped["margins"] = 1
        for kind, texts in notes.items():
            parts[f"word/{kind}s.xml"] = "".join(
                f'<w:{kind} w:id="{number}">{text}</w:{kind}>' for number, text in texts.items()
            )
        return self._zip(parts)

    def _zip(self, parts: dict[str, str]) -> bytes:
        relations = "".join(
            f'<Relationship Id="{identity}" Type="hyperlink" Target={quoteattr(address)}/>'
            for address, identity in self._links.items()
        ) + "".join(
            f'<Relationship Id="p{number}" Type="image" Target="{number}"/>'
            for number in range(len(self.pictures.kept))
        )
        spaces = "".join(f' xmlns:{key}="{value}"' for key, value in NAMESPACES.items())
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, f"<w:document{spaces}>{content}</w:document>")
                archive.writestr(
                    f"word/_rels/{name.removeprefix('word/')}.rels",
                    "<Relationships xmlns="
                    '"http://schemas.openxmlformats.org/package/2006/relationships">'
                    f"{relations}</Relationships>",
                )
            archive.writestr(
                "word/numbering.xml", f"<w:numbering{spaces}>{_NUMBERING}</w:numbering>"
            )
            for number in range(len(self.pictures.kept)):  # in the copy, a picture is its number
                archive.writestr(f"word/{number}", str(number))
        return file.getvalue()

    def _note_texts(self, kind: str) -> dict[str, str]:
        root = self._part(f"{kind}s")
        texts = {}
        if root is not None:
            self._relations = self._package.relations(self._package.related(f"{kind}s")[0])
        for note in [] if root is None else root.iterchildren(q(f"w:{kind}")):
            if note.get(q("w:type")) in (None, "normal"):
                number = str(integer(note.get(q("w:id"))))
                texts[number] = self._blocks(note)
                self._notes[kind].add(number)
        self._relations = self._package.relations(self._package.main)
        return texts

    # Blocks

    def _blocks(self, parent: etree._Element) -> str:
        return "".join(self._block(child) for child in parent)

    def _block(self, element: etree._Element) -> str:
        name = name_of(element)
        if name == "w:p":
            return self._paragraph(element)
        if name == "w:tbl":
            rows = "".join(self._row(row) for row in _through(element, "w:tr"))
            self._lists = []
            return f"<w:tbl>{rows}</w:tbl>" if rows else ""
        if name in ("w:del", "w:moveFrom"):
            self._dropped["deleted"] += 1
            return ""
        if name == "w:altChunk":
            self._dropped["embedded"] += 1
            return ""
        if name == "mc:AlternateContent":
            return self._blocks(_alternative(element))
        if name in _TRANSPARENT:
            if name in ("w:ins", "w:moveTo"):
                self._dropped["inserted"] += 1
            return self._blocks(element)
        return ""

    def _row(self, row: etree._Element) -> str:
        properties = child_of(row, "w:trPr")
        if child_of(properties, "w:del") is not None:
            self._dropped["deleted"] += 1
            return ""
        cells = "".join(self._cell(cell) for cell in _through(row, "w:tc"))
        self._count_written(1)
        head = "<w:trPr><w:tblHeader/></w:trPr>" if switch(properties, "w:tblHeader") else ""
        return f"<w:tr>{head}{cells}</w:tr>"

    def _cell(self, cell: etree._Element) -> str:
        properties = child_of(cell, "w:tcPr")
        self._lists = []
        self._count_written(2)
        span = min(max(integer(value_of(properties, "w:gridSpan"), 1), 1), 63)
        marks = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        merged = child_of(properties, "w:vMerge")
        if merged is not None:
            restart = merged.get(q("w:val")) == "restart"
            marks += f'<w:vMerge w:val="{"restart" if restart else "continue"}"/>'
        return f"<w:tc><w:tcPr>{marks}</w:tcPr>{self._blocks(cell)}</w:tc>"

    def _paragraph(self, paragraph: etree._Element) -> str:
        names = self._styles.names(paragraph)
        if names and re.fullmatch(r"toc \d|toc heading", names[0]):
            self._dropped["contents"] = 1
            return ""
        chain = self._styles.of_paragraph(paragraph)
        style = _kind_of_paragraph(names)
        line = Line(style, chain)
        listed = self._list_item(paragraph, line)
        for child in paragraph:
            self._inline(child, line, Look())
        if not style and not listed:
            side = self._styles.first([paragraph, *chain], lambda at: value_of(at, "w:pPr", "w:jc"))
            line.style = _ALIGNED.get(str(side), "")
        return self._write(line, listed)

    def _list_item(self, paragraph: etree._Element, line: Line) -> str:
        """Count a list paragraph; return its place in a list, "" when its label is written out."""
        holders = [paragraph, *line.chain]
        list_id = self._styles.first(
            holders, lambda at: value_of(at, "w:pPr", "w:numPr", "w:numId")
        )
        at = self._styles.first(holders, lambda at: value_of(at, "w:pPr", "w:numPr", "w:ilvl"))
        list_id, depth = str(list_id), min(integer(str(at)), 8)
        level = self._numbering.level(list_id, depth)
        inner = _INNER_LIST.match(next(iter(self._styles.names(paragraph)), ""))
        before, self._lists = self._lists, []
        if level is None:
            return ""
        if level.kind == "bullet":
            if line.style:
                return ""
            number, kind = 1, "bullet"
        else:
            number, kind = self._numbering.next_number(list_id, depth), level.kind
            label = self._numbering.label(list_id, depth)
            simple = re.fullmatch(r"[\s(]*%\d[\s.):/-]*", level.label)
            if (
                line.style or not simple
            ):  # a heading's number, "Điều 1.", "2.1": not what a list shows
                line.add(Look(), f"{label} ")
                return ""
        depth = max(depth, int(inner[1]) - 1 if inner else 0)
        depth = min(depth, len(before), 4)
        tag = "ul" if kind == "bullet" else "ol"
        begins = before[depth : depth + 1] != [tag]
        self._lists = [*before[:depth], tag]
        if begins and (number != 1 or kind in LIST_TYPES):
            line.mark = f'<w:bookmarkStart w:name="list-{number}-{kind}"/>'
        return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{_LISTS.index(tag)}"/></w:numPr>'

    # Inside paragraphs

    def _inline(self, element: etree._Element, line: Line, look: Look) -> None:
        name = name_of(element)
        if name == "w:r":
            self._run(element, line, look)
        elif name == "w:hyperlink":
            link = self._link(element.get(q("r:id"), ""))
            for child in element:
                self._inline(child, line, replace(look, link=link))
        elif name in ("w:del", "w:moveFrom"):
            self._dropped["deleted"] += 1
        elif name == "mc:AlternateContent":
            for child in _alternative(element):
                self._inline(child, line, look)
        elif name == "m:oMath":
            self._dropped["equations"] += 1
            line.add(look, "".join(text.text or "" for text in element.iter(q("m:t"))))
        elif name in _TRANSPARENT:
            if name in ("w:ins", "w:moveTo"):
                self._dropped["inserted"] += 1
            for child in element:
                self._inline(child, line, look)

    def _run(self, run: etree._Element, line: Line, look: Look) -> None:
        if not len(run):
            return
        holders = self._styles.run_properties(run, line.chain)
        if self._styles.first(holders, lambda at: switch(at, "w:vanish")):
            self._dropped["hidden"] += 1
            return
        own = child_of(run, "w:rPr")
        first = self._styles.first
        raised = value_of(own, "w:vertAlign") or ""
        # How headings and captions look is the portal's business; only what was set by hand counts.
        said = self._styles.run_properties(run, []) if line.style else holders
        headline = line.style == "title" or line.style in _HEADINGS
        look = replace(
            look,
            bold=bool(first(said, lambda at: switch(at, "w:b"))) and not headline,
            italic=bool(first(said, lambda at: switch(at, "w:i"))),
            underline=bool(switch(own, "w:u")) and not look.link,
            strike=bool(switch(own, "w:strike") or switch(own, "w:dstrike")),
            raised=raised if raised in ("superscript", "subscript") else "",
            font=str(first(holders, font_of) or ""),
        )
        for child in run:
            self._in_run(child, line, look)

    def _in_run(self, element: etree._Element, line: Line, look: Look) -> None:
        name = name_of(element)
        field_link = next((link for _instruction, link in reversed(self._fields) if link), "")
        if field_link and not look.link:
            look = replace(look, link=field_link)
        if name == "w:t":
            line.add(look, element.text or "")
        elif name in ("w:tab", "w:ptab"):
            line.add(look, " ")
        elif name == "w:noBreakHyphen":
            line.add(look, "-")
        elif name == "w:softHyphen":
            line.add(look, "\u00ad")
        elif name in ("w:br", "w:cr"):
            if element.get(q("w:type")) in (None, "textWrapping"):
                line.add(look, xml="<w:br/>")
        elif name == "w:sym":
            font, char = element.get(q("w:font"), ""), element.get(q("w:char"), "")
            if re.fullmatch("[0-9A-Fa-f]{1,6}", char):
                line.add(look, xml=f"<w:sym w:font={quoteattr(font)} w:char={quoteattr(char)}/>")
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            kind, number = name[2:-9], str(integer(element.get(q("w:id"))))
            if number in self._notes[kind]:
                line.add(look, xml=f'<w:{kind}Reference w:id="{number}"/>')
        elif name == "w:commentReference":
            self._dropped["comments"] += 1
        elif name == "w:fldChar":
            self._field(element.get(q("w:fldCharType")))
        elif name == "w:instrText" and self._fields and len(self._fields[-1][0]) < _LONG_ADDRESS:
            self._fields[-1][0] += element.text or ""
        elif name == "mc:AlternateContent":
            for child in _alternative(element):
                self._in_run(child, line, look)
        elif name in ("w:drawing", "w:pict", "w:object"):
            self._drawing(element, line, look)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            if len(self._fields) == _DEEP_FIELDS:
                raise BadWordFile(TOO_MUCH)
            self._fields.append(["", ""])
        elif kind == "separate" and self._fields:
            found = _FIELD_LINK.match(self._fields[-1][0])
            self._fields[-1][1] = self._link_to(found[1]) if found else ""
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _link(self, identity: str) -> str:
        kind, address = self._relations.get(identity, ("", ""))
        return self._link_to(address) if kind == "hyperlink" else ""

    def _link_to(self, address: str) -> str:
        if not _LINKS.match(address):
            return ""
        return self._links.setdefault(address, f"h{len(self._links)}")

    # Pictures and shapes

    def _drawing(self, drawing: etree._Element, line: Line, look: Look) -> None:
        boxes = [box for box in drawing.iter(q("w:txbxContent")) if not _in_box(box, drawing)]
        blips = [
            blip
            for blip in drawing.iter(q("a:blip"), q("v:imagedata"))
            if not _in_box(blip, drawing)
        ]
        floats = next(drawing.iter(q("wp:anchor")), None) is not None
        described = next(drawing.iter(q("wp:docPr")), None)
        for blip in blips:
            xml = self._picture(blip, described)
            if xml and floats:
                line.before.append(f"<w:p><w:r>{xml}</w:r></w:p>")
            elif xml:
                line.add(look, xml=xml)
        for box in boxes:
            outer, self._lists = self._lists, []
            line.after.append(self._blocks(box))
            self._lists = outer
        if not blips and not boxes and not _is_rule(drawing):
            self._dropped["shapes"] += 1

    def _picture(self, blip: etree._Element, described: etree._Element | None) -> str:
        identity = blip.get(q("r:embed")) or blip.get(q("r:id")) or ""
        kind, name = self._relations.get(identity, ("", ""))
        number = self.pictures.number_of(name) if kind == "image" else None
        if number is None:
            self._dropped["linked"] += 1
            return ""
        if number == CANNOT_SHOW:
            self._dropped["vector"] += 1
            return ""
        texts = [blip.get(q("o:title"))]
        if described is not None:
            texts = [described.get("descr"), described.get("title")]
        alt = " ".join(next((text for text in texts if text and text.strip()), "").split())
        alt = self.codings.settle_text(alt[:_LONG_ADDRESS])
        self.pictures.describe(number, alt)
        self._count_written(8)
        return (
            f"<w:drawing><wp:inline><wp:docPr descr={quoteattr(alt)}/><a:graphic><a:graphicData>"
            f'<pic:pic><pic:blipFill><a:blip r:embed="p{number}"/></pic:blipFill>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )

    # Writing

    def _write(self, line: Line, listed: str) -> str:
        line = line.whole()
        self._count_written(2 + 4 * len(line.pieces))
        self._letters += len(line.text())
        if self._letters > MAX_TEXT:
            raise BadWordFile(TOO_MUCH)
        line = self.codings.settle(line)
        if line.style == "title":
            self.titles.append(line.text())
        runs = "".join(
            f'<w:hyperlink r:id="{link}">{written}</w:hyperlink>' if link else written
            for link, pieces in groupby(line.pieces, key=lambda piece: piece[0].link)
            for written in ["".join(_run_xml(*piece) for piece in pieces)]
        )
        named = f'<w:pStyle w:val="{line.style}"/>' if line.style else ""
        own = f"<w:p><w:pPr>{named}{listed}</w:pPr>{line.mark}{runs}</w:p>" if runs else ""
        return "".join([*line.before, own, *line.after])

    def _count_written(self, nodes: int) -> None:
        self._written += nodes
        if self._written > MAX_NODES:
            raise BadWordFile(TOO_MUCH)

    def notes(self) -> Iterator[str]:
        """Say in Vietnamese what was dropped or changed."""
        for subject, sentence in _SENTENCES.items():
            if self._dropped[subject]:
                yield sentence.format(self._dropped[subject])


_SENTENCES = {
    "margins": "Đã bỏ phần đầu trang, chân trang.",
    "contents": "Đã bỏ mục lục.",
    "inserted": "Tệp còn theo dõi sửa đổi: đã nhận {} chỗ thêm.",
    "deleted": "Tệp còn theo dõi sửa đổi: đã bỏ {} chỗ xoá.",
    "comments": "Đã bỏ {} nhận xét (comment).",
    "hidden": "Đã bỏ {} đoạn chữ ẩn.",
    "embedded": "Đã bỏ {} phần nhúng từ tệp khác.",
    "shapes": "Đã bỏ {} hình vẽ (không phải ảnh).",
    "vector": "Đã bỏ {} ảnh kiểu EMF, WMF hoặc SVG: xin lưu thành PNG rồi chèn vào bài.",
    "linked": "Đã bỏ {} ảnh chỉ là liên kết, không nằm trong tệp.",
    "equations": "Đã chuyển {} công thức thành chữ thường, xin kiểm tra lại.",
}


def _run_xml(look: Look, text: str, xml: str) -> str:
    properties = "".join(
        f"<w:{name}/>"
        for name, on in [("b", look.bold), ("i", look.italic), ("strike", look.strike)]
        if on
    )
    properties += '<w:u w:val="single"/>' if look.underline else ""
    properties += f'<w:vertAlign w:val="{look.raised}"/>' if look.raised else ""
    content = xml or f"<w:t>{escape(unicodedata.normalize('NFC', text))}</w:t>"
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def _kind_of_paragraph(names: list[str]) -> str:
    """Name what a paragraph is by its styles: "h2", "title", "caption" …, "" for plain text."""
    for name in names:
        if found := _HEADING.match(name):
            return f"h{found[1]}"
        if name in ("title", "subtitle", "caption", "quote", "intense quote"):
            return "quote" if "quote" in name else name
    return ""


def _through(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or cells of a row, also those inside content controls."""
    for child in parent:
        if name_of(child) == name:
            yield child
        elif name_of(child) in _TRANSPARENT:
            yield from _through(child, name)


def _alternative(element: etree._Element) -> etree._Element:
    """Return the branch of mc:AlternateContent that holds something this module reads."""
    branches = [*element.iterchildren(q("mc:Choice"), q("mc:Fallback"))]
    useful = ("w:t", "a:blip", "v:imagedata")
    for branch in branches:
        if next(branch.iter(*map(q, useful)), None) is not None:
            return branch
    return branches[0] if branches else element


def _in_box(element: etree._Element, drawing: etree._Element) -> bool:
    """Whether the element is in a text box of the drawing, to be read with that box's text."""
    for above in element.iterancestors():
        if above is drawing:
            return False
        if name_of(above) == "w:txbxContent":
            return True
    return False


def _is_rule(drawing: etree._Element) -> bool:
    return any(shape.get(q("o:hr")) for shape in drawing.iter())
