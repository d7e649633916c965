"""The one door editors' HTML comes in through. What it returns may be shown as it is.

nh3 (an allow-list) drops everything not named here; lxml then sees only known tags and applies the
portal's own rules; nh3 writes the result, so that nothing lxml did can open a door again.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import unescape

import nh3
from lxml import etree
from lxml import html as lxml_html

from core import images, nesting, text, tidying
from core.tidying.blocks import OWN_PICTURE

TAGS = {
    "a", "abbr", "blockquote", "br", "caption", "cite", "code", "em", "figcaption", "figure", "h2",
    "h3", "h4", "hr", "img", "li", "ol", "p", "s", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height", "srcset", "sizes", "loading", "decoding"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASSES = {
    "blockquote": {"pull-quote"},
    "figure": {"picture", "align-left", "align-right"},
    "p": {"align-center", "align-right"},
}

# Tags that mean the same as one we keep, or that only held others together.
_SAME_AS = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "center": "p", "div": "p"}
_DROPPED_WITH_CONTENT = {"script", "style", "title", "xml", "template", "noscript", "iframe"}
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp);)")
_SPACES = re.compile(r"[ \t\n\u00a0\u2000-\u200a\u202f\u3000]+")
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_ENDS_A_LINE = re.compile(r"<br>|</(?:p|li|h\d|td|th|caption|figcaption|blockquote)>")
_LOOKS = etree.XPath(".//*[@style or @align or @class] | .//figure")
_PAGE_WIDTH = "(min-width: 48rem) 42.5rem, 100vw"
_BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "table", "figure", "blockquote", "hr"}


@dataclass(frozen=True)
class Tidied:
    """Pasted HTML made into the portal's; `byline` and `source` stay in it as last paragraphs."""

    html: str
    byline: str
    source: str
    notes: tuple[str, ...]  # for the editor: what was changed or left out


def clean(source: str) -> str:
    """Return *source* as safe, tidy HTML. Cleaning twice changes nothing more.

    Links go to http(s), mailto, tel or this site; pictures are only the portal's own. What an
    office program sent is given its structure as `tidy` does; what our editor wrote keeps its own.
    """
    result = nesting.flattened(text.normalize(source or ""))
    for _ in range(10):  # broken nesting and marks written as entities need another look
        if not unicodedata.is_normalized("NFC", result):  # a tag stood between letter and mark
            result = text.normalize(result)
        before = result
        if tidying.is_foreign(result):
            result, _ = tidying.restructure(result, keep_own=True)
        result = _clean_once(result)
        if before == result:
            break
    return result


def tidy(source: str) -> Tidied:
    """Return what an editor pasted, from whatever program, with the structure it was meant to have.

    Its html is clean, and tidying it again changes nothing more.
    """
    result = nesting.flattened(text.normalize(source or ""))
    seen: Counter[str] = Counter()
    for _ in range(10):
        before = result
        result, changes = tidying.restructure(result)
        result = clean(result)
        if before == result:
            break
        seen += changes
    byline, credited = tidying.closing_lines(result)
    return Tidied(result, byline, credited, tidying.notes(seen))


def without_last_line(html: str, line: str) -> str:
    """Return clean *html* without its last paragraph when *line* is its text or what it names.

    For a byline or source that was moved into its own field.
    """
    return tidying.without_last_line(html, line)


def plain(source: str) -> str:
    """Return the words of clean HTML, for descriptions and feeds."""
    return " ".join(unescape(_TAG.sub("", _ENDS_A_LINE.sub(" ", source))).split())


def _clean_once(source: str) -> str:
    first = nh3.clean(
        source,
        tags=TAGS | set(_SAME_AS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={**ATTRIBUTES, "*": {"align", "style"}},
        allowed_classes=CLASSES,
        attribute_filter=_keep_attribute,
        filter_style_properties={"text-align", "float"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    if _ENTITY.search(source):  # it has become a character now, perhaps one that lxml refuses
        first = text.normalize(first)
    # Runs of spaces and no-break spaces are layout pasted from Word; CSS indents.
    folded = _SPACES.sub(" ", first.replace("&nbsp;", " "))
    root = lxml_html.fragment_fromstring(folded, create_parent="div")
    _rename(root)
    _align(root)
    _wrap_loose_text(root)
    _trim(root)
    _pictures(root)
    _drop_empty(root)
    inner = "\n".join(
        etree.tostring(block, encoding="unicode", method="html", with_tail=False) for block in root
    )
    return nh3.clean(
        inner,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    ).strip()


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        found = OWN_PICTURE.fullmatch(value)
        return found[1] if found else None
    if name in ("width", "height", "colspan", "rowspan", "start"):
        return value if re.fullmatch(r"\d{1,4}", value) else None
    return value


def _rename(root) -> None:
    for element in list(root.iter(*_SAME_AS)):
        if element is root:
            continue
        holds_blocks = any(child.tag in _BLOCKS | {"div", "center"} for child in element)
        if element.tag in ("div", "center") and holds_blocks:
            element.drop_tag()
            continue
        if element.tag == "center":
            element.set("align", "center")
        element.tag = _SAME_AS[element.tag]


def _align(root) -> None:
    """Keep centring and right-alignment of paragraphs, and floats of figures; nothing else."""
    for element in _LOOKS(root):
        style, align = element.attrib.pop("style", ""), element.attrib.pop("align", "")
        if element.get("class") == "":  # it had only names we do not keep
            del element.attrib["class"]
        if element.tag == "p" and not element.get("class"):
            found = re.search(r"text-align:\s*(center|right)", style)
            side = found[1] if found else align.lower()
            if side in ("center", "right"):
                element.set("class", f"align-{side}")
        elif element.tag == "figure":
            _mark_figure(element, style)


def _mark_figure(figure, style: str) -> None:
    """Name the figure as the editor's picture tool expects, with its side if it floats."""
    found = re.search(r"float:\s*(left|right)", style) or re.search(
        r"align-(left|right)", figure.get("class", "")
    )
    figure.set("class", f"picture align-{found[1]}" if found else "picture")


def _wrap_loose_text(root) -> None:
    """Put text and inline elements that stand outside a block into paragraphs."""
    loose = None

    def add_text(words: str | None) -> None:
        nonlocal loose
        if not words or (loose is None and not words.strip()):
            return
        if loose is None:
            loose = lxml_html.Element("p")
            children.append(loose)
        last = next(loose.iterchildren(reversed=True), None)
        if last is not None:
            last.tail = (last.tail or "") + words
        else:
            loose.text = (loose.text or "") + words

    children: list = []
    lead, nodes = root.text, list(root)
    root.text = None
    for node in nodes:
        root.remove(node)
    add_text(lead)
    for node in nodes:
        tail, node.tail = node.tail, None
        if node.tag in _BLOCKS:
            loose = None
            children.append(node)
        else:
            if loose is None:
                loose = lxml_html.Element("p")
                children.append(loose)
            loose.append(node)
        add_text(tail)
    root.extend(children)


def _trim(root) -> None:
    """No block begins or ends with a space."""
    for block in root.iter("p", "li", "h2", "h3", "h4", "td", "th", "figcaption"):
        if block.text:
            block.text = block.text.lstrip()
        if len(block) and block[-1].tail:
            block[-1].tail = block[-1].tail.rstrip()
        elif not len(block) and block.text:
            block.text = block.text.rstrip()


def _pictures(root) -> None:
    """Give every picture its sizes, so that pages do not jump and phones load the small one."""
    for image in list(root.iter("img")):
        address = image.get("src")
        size = images.stored_size(address) if address else None
        if size is None:
            image.drop_tree()
            continue
        # What the editor was shown may be scaled; the address knows the true proportion.
        image.set("width", str(size[0]))
        image.set("height", str(size[1]))
        image.set("srcset", images.srcset(address))
        image.set("sizes", _PAGE_WIDTH)
        image.set("loading", "lazy")
        image.set("decoding", "async")
        image.set("alt", " ".join((image.get("alt") or "").split()))


def _drop_empty(root) -> None:
    for element in reversed(list(root.iter("p", "figure", "h2", "h3", "h4", "strong", "em"))):
        if not element.text_content().strip() and element.find(".//img") is None:
            element.drop_tree()
    for link in list(root.iter("a")):
        if not (link.get("href") or "").strip():
            link.drop_tag()
