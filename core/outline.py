"""What stands in clean rich text (core.richtext): its pictures, links, headings and tables."""

from collections.abc import Callable, Iterator

from lxml import etree
from lxml import html as lxml_html


def pictures(html: str) -> Iterator[tuple[str, str]]:
    """Address and description of every picture, in order."""
    for image in _tree(html).iter("img"):
        yield image.get("src") or "", image.get("alt") or ""


def links(html: str) -> Iterator[tuple[str, str]]:
    """Address and words of every link; the words of a linked picture are its description."""
    for link in _tree(html).iter("a"):
        alts = [image.get("alt") or "" for image in link.iter("img")]
        yield link.get("href") or "", " ".join([link.text_content(), *alts]).strip()


def headings(html: str) -> Iterator[tuple[int, str]]:
    """Level and words of every heading."""
    for heading in _tree(html).iter("h2", "h3", "h4"):
        yield int(heading.tag[1]), heading.text_content().strip()


def tables_without_header(html: str) -> list[str]:
    """The first words of every table of several cells that has no header cell."""
    tables = [table for table in _tree(html).iter("table") if table.find(".//th") is None]
    return [
        " ".join(table.text_content().split())[:40]
        for table in tables
        if len(list(table.iter("td"))) > 1
    ]


def blocks(html: str) -> list[str]:
    """The text block by block, for comparing: a paragraph, a list item, a cell, a picture."""
    found = []
    for element in _tree(html).iter(*_BLOCKS, "img"):
        if element.tag == "img":
            found.append(f"[Ảnh: {element.get('alt') or 'chưa có mô tả'}]")
        elif words := _own_words(element):
            found.append(_MARKS.get(element.tag, "") + words)
    return found


def describe(html: str, alt_of: Callable[[str], str]) -> str:
    """*html* with `alt_of(address)` as description of the pictures that have none."""
    tree, is_changed = _tree(html), False
    for image in tree.iter("img"):
        if not image.get("alt") and (alt := alt_of(image.get("src") or "")):
            image.set("alt", alt)
            is_changed = True
    return _inner(tree) if is_changed else html


def convert(html: str, kind_of: Callable[[str], str], change: Callable[[str, str], str]) -> str:
    """*html* with `change(text, kind)` in the blocks for whose words `kind_of` names a kind."""
    tree = _tree(html)
    for block in tree.iter(*_BLOCKS):
        if kind := kind_of(_own_words(block)):
            for element in block.iter():
                element.text = element.text and change(element.text, kind)
                if element is not block:
                    element.tail = element.tail and change(element.tail, kind)
    return _inner(tree)


_BLOCKS = ("p", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "blockquote")
_MARKS = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "- ", "td": "| ", "th": "| "}


def _own_words(block) -> str:
    """The words of a block without those of the blocks inside it."""
    parts: list[str] = []

    def collect(element):
        parts.append(element.text or "")
        for child in element:
            if child.tag == "br":
                parts.append(" ")
            elif child.tag not in {*_BLOCKS, "ul", "ol", "table", "figure"}:
                collect(child)
            parts.append(child.tail or "")

    collect(block)
    return " ".join("".join(parts).split())


def _inner(tree) -> str:
    return (tree.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in tree
    )


def _tree(html: str):
    return lxml_html.fragment_fromstring(html or "", create_parent="div")
