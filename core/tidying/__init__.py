"""What pasted HTML is made into: the structure its author meant, in the portal's own few elements.

`restructure` is given any HTML and returns HTML that core.richtext has still to clean: nothing here
is about safety. The parts: styles (what the looks said), runs (words and their marks),
blocks (reading), tables, lists; the rules between blocks are in this module.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import nh3
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from core import text
from core.tidying import blocks, lists
from core.tidying.runs import drop_mark, is_wholly, words_of
from core.tidying.styles import Sheet
from core.tidying.tables import CAPTION_LENGTH, become_caption

_MAX_TAGS = 40_000  # some three seconds' work
_LINE_LENGTH = 120  # a longer paragraph was centred by accident
_BYLINE_LENGTH = 60
_TAGS = blocks.PARAGRAPHS | set(blocks.INLINE) | {
    "a", "abbr", "blockquote", "br", "caption", "figure", "font", "hr", "img", "ins", "li", "ol",
    "span", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "style", "align"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "align"},
    "ol": {"start", "type"},
    **{cell: {"colspan", "rowspan", "bgcolor"} for cell in ("td", "th")},
    "tr": {"bgcolor"},
}
_DROPPED_WITH_CONTENT = {"script", "style", "title", "xml", "template", "noscript", "iframe"}
_SCHEMES = {"http", "https", "mailto", "tel", "javascript", "file", "data", "vbscript", "ftp"}

_FOREIGN = re.compile(
    r"</?o:p\b|<[^<>]*(?:\bclass=[\"']?(?:Mso|xl\d|western\b|cjk\b|ctl\b)|\bmso-|\bdocs-internal-guid"
    r"|\bgoogle-sheets|\bdata-sheets|urn:schemas-microsoft-com|LibreOffice|OpenOffice)"
)
_HINTS = (
    "o:p", "Mso", "mso-", "xl", "western", "cjk", "ctl", "docs-internal-guid", "google-sheets",
    "data-sheets", "schemas-microsoft-com", "LibreOffice", "OpenOffice",
)  # fmt: skip
_MARKER_EDGE = re.compile(r"<!(?:--)?\[(if !supportLists|endif)\](?:--)?>")
_NUMBERED_LINE = re.compile(r"(?:([IVX]{1,5})|(\d{1,2}))\.\s+(?=[^\W\d_])(?=(.))")
_TABLE_TITLE = re.compile(r"(?:Bảng|Biểu)\s(?:số\s)?\d+", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:Tin|Bài|Tin bài|Bài viết|Tác giả|Người viết|Thực hiện)(?:(?:,| và| -|/)? (?:ảnh|bài))?"
    r"\s*:\s*(.+)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\(?\s*(?:(?:Nguồn|Nguồn tin)\s*:|Theo(?!\s*:)(?=\s))\s*(.+)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p(?: class=\"[a-z-]+\")?>(.*)</p>")


def is_foreign(source: str) -> bool:
    """Whether the HTML bears a mark that only an office program leaves."""
    hinted = any(hint in source for hint in _HINTS)  # most text has none of them
    return hinted and _FOREIGN.search(source) is not None


def restructure(source: str, *, keep_own: bool = False) -> tuple[str, Counter[str]]:
    """Return *source* as simple HTML, and counts of what was changed or left out.

    With keep_own, blocks that look as the portal's editor writes them stay as they are. What is
    longer than any article is returned unread.
    """
    markup = _as_html(source)
    if markup.count("<") > _MAX_TAGS:
        return markup, Counter(length=1)
    sheet = Sheet(markup)
    loose = nh3.clean(
        _with_markers(markup),
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_own_attributes() if keep_own else _ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    root = lxml_html.fragment_fromstring(text.normalize(loose), create_parent="div")
    reader = blocks.Reader(sheet, keep_own=keep_own)
    page = reader.read(root)
    seen = reader.seen
    _level_headings(page)
    for box in [page, *page.iter("td", "th", "li", "blockquote")]:
        _make_captions(box, seen)
        lists.make_word_lists(box)
        seen["items"] += lists.make_typed_lists(box)
    _number_headings(page, seen)
    _align(page)
    _unwrap_only_paragraphs(page)
    html = "\n".join(
        etree.tostring(block, encoding="unicode", method="html", with_tail=False) for block in page
    )
    return html, seen


def notes(seen: Counter[str]) -> tuple[str, ...]:
    """What was done, in sentences for the editor."""
    sentences = {
        "pictures": "Đã bỏ {} ảnh không dán được: xin kéo tệp ảnh vào bài.",
        "links": "Đã bỏ {} liên kết không mở được trên mạng (giữ lại chữ).",
        "items": "Đã chuyển {} dòng đánh dấu thành danh sách.",
        "captions": "Đã nhận {} dòng làm chú thích.",
        "headings": "Đã chuyển {} dòng đánh số in đậm thành đề mục.",
        "length": "Văn bản dán vào quá dài nên chỉ được làm sạch, không sắp xếp lại.",
        "layout": "Đã tháo {} bảng chỉ dùng để trình bày.",
    }
    return tuple(sentence.format(seen[key]) for key, sentence in sentences.items() if seen[key])


def closing_lines(html: str) -> tuple[str, str]:
    """The byline and the source that the last paragraphs of clean *html* name; "" for none."""
    byline = source = ""
    paragraphs = html.split("\n")
    for block in reversed(paragraphs[1:][-2:]):
        found_source, found_byline = _source_in(block), _byline_in(block)
        if found_source and not source:
            source = found_source
        elif found_byline and not byline:
            byline = found_byline
        else:
            break
    return byline, source


def without_last_line(html: str, line: str) -> str:
    """Return clean *html* without its last paragraph when *line* is its text or what it names."""
    before, _, last = html.rpartition("\n")
    named = (_words_of_paragraph(last), _byline_in(last), _source_in(last))
    return before if line and line in named else html


def _own_attributes() -> dict[str, set[str]]:
    extra = {
        "img": {"width", "height", "srcset", "sizes", "loading", "decoding"},
        "td": {"scope"},
        "th": {"scope"},
    }
    return {tag: names | extra.get(tag, set()) for tag, names in {**extra, **_ATTRIBUTES}.items()}


def _as_html(source: str) -> str:
    """Plain text is taken line by line; the clipboard's own header is left out."""
    if not re.search(r"<[a-zA-Z!/]", source):
        lines = (re.sub(r"[ \t]", "\u00a0", line) for line in source.splitlines())
        return "".join(f"<p>{line}</p>" for line in lines)
    return re.sub(r"\A\s*Version:[\d.]+\s[^<]*", "", source)


def _with_markers(source: str) -> str:
    """Put an element where Word put a conditional comment around a bullet or number.

    The parser drops comments. A forged marker is dropped as a bullet would be, and no more.
    """
    is_open = False

    def element_for(edge: re.Match) -> str:
        nonlocal is_open
        was_open, is_open = is_open, edge[1] != "endif"
        if is_open:
            return f'<span class="{blocks.MARKER}">'
        return "</span>" if was_open else edge[0]

    return _MARKER_EDGE.sub(element_for, source)


def _is_own(block: HtmlElement) -> bool:
    return "data-own" in block.attrib


def _level_headings(page: HtmlElement) -> None:
    """The page has its headline: headings begin with h2, and those below a first level follow."""
    for box in page.iter("td", "th", "li", "blockquote", "figure"):
        for heading in list(box.iter("h1", "h2", "h3", "h4", "h5", "h6")):
            heading.tag = "p"
    shift = 1 if page.find("h1") is not None else 0
    for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if _is_own(heading):
            continue
        heading.tag = f"h{min(int(heading.tag[1]) + shift, 4)}"
        drop_mark(heading, "strong")
        if is_wholly(heading, "em"):
            drop_mark(heading, "em")
        if marker := heading.attrib.pop("data-marker", ""):
            lists.put_before(heading, marker)


def _make_captions(box: HtmlElement, seen: Counter[str]) -> None:
    """A short line under a picture, centred or in italics, is its caption."""
    for above, below in list(pairwise(box)):
        if above.tag == "figure" and not _is_own(above) and above.find("figcaption") is None:
            if _is_caption(below):
                become_caption(below, "figcaption")
                above.append(below)
                seen["captions"] += 1
        elif _is_untitled(below) and _is_table_title(above):
            become_caption(above, "caption")
            below.insert(0, above)
            seen["captions"] += 1


def _is_caption(block: HtmlElement) -> bool:
    if block.tag != "p" or _is_own(block) or len(words_of(block)) > CAPTION_LENGTH:
        return False
    is_centred = block.get("data-align") in ("center", "far")
    return "data-caption" in block.attrib or is_centred or is_wholly(block, "em")


def _is_untitled(block: HtmlElement) -> bool:
    return block.tag == "table" and not _is_own(block) and block.find("caption") is None


def _is_table_title(block: HtmlElement) -> bool:
    if block.tag != "p" or _is_own(block) or len(words_of(block)) > CAPTION_LENGTH:
        return False
    is_set_off = block.get("data-align") == "center" or any(
        is_wholly(block, tag) for tag in ("strong", "em")
    )
    return "data-caption" in block.attrib or (
        is_set_off and _TABLE_TITLE.match(words_of(block)) is not None
    )


def _number_headings(page: HtmlElement, seen: Counter[str]) -> None:
    """Bold lines that count up ("I. …", "II. …") are headings where there are no others."""
    if next(page.iter("h2", "h3", "h4"), None) is not None:
        return
    found = [(block, number) for block in page if (number := _heading_number(block))]
    counting = {kind for _, (kind, _) in found if _counts_up(kind, found)}
    seen["headings"] += sum(kind in counting for _, (kind, _) in found)
    for block, (kind, _) in found:
        if kind in counting:
            block.tag = "h3" if kind == "number" and "roman" in counting else "h2"
            block.attrib.clear()
            drop_mark(block, "strong")


def _heading_number(block: HtmlElement) -> tuple[str, int] | None:
    words = words_of(block)
    if block.tag != "p" or _is_own(block) or len(words) > _LINE_LENGTH:
        return None
    below = block.getnext()
    if below is None or not is_wholly(block, "strong") or words.endswith((".", ";", ",", "/.")):
        return None
    found = _NUMBERED_LINE.match(words)
    if not found or not found[3].isupper():
        return None
    if found[1]:
        return "roman", lists.roman(found[1].lower())
    return "number", int(found[2])


def _counts_up(kind: str, found: list) -> bool:
    """Whether the numbers of this kind begin with 1 and go up by 1, anew under each Roman one."""
    last = highest = 0
    for _, (other, number) in found:
        if other == "roman" and kind == "number":
            last = 0
        elif other == kind:
            if number != last + 1:
                return False
            last = number
            highest = max(highest, last)
    return highest > 1


def _align(page: HtmlElement) -> None:
    """Centred and right-hand lines stay where they are; paragraphs never do."""
    for block in page:
        side = block.attrib.pop("data-align", "")
        if block.tag != "p" or not side or len(words_of(block)) > _LINE_LENGTH:
            continue
        if side == "far":
            side = "right" if block.getnext() is None else "center"
        block.set("class", f"align-{side}")


def _unwrap_only_paragraphs(page: HtmlElement) -> None:
    """A cell or item with one paragraph holds just its words."""
    for box in page.iter("td", "th", "li"):
        paragraphs = [block for block in box if block.tag == "p"]
        if len(paragraphs) == 1 and box[0] is paragraphs[0] and not _is_in_own(box):
            box[0].drop_tag()


def _is_in_own(element: HtmlElement) -> bool:
    return any(_is_own(above) for above in element.iterancestors())


def _ending(block: str) -> Iterator[HtmlElement]:
    if found := _PARAGRAPH.fullmatch(block):
        yield lxml_html.fragment_fromstring(found[0])


def _words_of_paragraph(block: str) -> str:
    return next((words_of(paragraph) for paragraph in _ending(block)), "")


def _byline_in(block: str) -> str:
    for paragraph in _ending(block):
        words = words_of(paragraph)
        if len(words) > _BYLINE_LENGTH or re.search(r"[.,;:!?…/)]$", words):
            return ""
        if found := _BYLINE.fullmatch(words):
            return found[1]
        side = paragraph.get("class")
        is_set_off = side == "align-right" or not side and is_wholly(paragraph, "strong")
        return words if is_set_off and not _SOURCE.fullmatch(words) else ""
    return ""


def _source_in(block: str) -> str:
    """What the line names as its source; "Theo …" does so only in brackets or set to the right."""
    for paragraph in _ending(block):
        words = words_of(paragraph)
        found = _SOURCE.fullmatch(words)
        if not found or len(words) > _LINE_LENGTH:
            return ""
        is_bracketed = words.startswith("(") and words.endswith(")")
        is_set_off = is_bracketed or paragraph.get("class") == "align-right"
        if words.lstrip("( ").lower().startswith("theo") and not is_set_off:
            return ""
        return found[1].removesuffix(")").strip(" .") if is_bracketed else found[1].rstrip(" .")
    return ""
