"""Word files as HTML: what a .docx says, loosely tagged for core.richtext.tidy.

The file is looked at without trust (package.py) and written anew in a plain form (copying.py). That
copy goes to mammoth, which knows how Word's lists, tables and notes become HTML.
"""

import io
import unicodedata
import zipfile
from dataclasses import dataclass

import mammoth
from lxml import etree
from lxml import html as lxml_html

from core.wordfile.copying import LIST_TYPES, PlainCopy
from core.wordfile.package import BROKEN, TOO_MUCH, BadWordFile, Package, refuse_other_kinds
from core.wordfile.pictures import Picture


@dataclass(frozen=True)
class WordFile:
    """What a Word file holds.

    `html` shows the N-th of `pictures` as <img src="word-picture:N">. `legacy` names the old
    coding some of the text is or was in, and `sample` shows a line of it before and after
    conversion. `notes` tell the editor what was left out.
    """

    html: str
    pictures: tuple[Picture, ...]
    title: str
    legacy: str
    sample: tuple[str, str]
    notes: tuple[str, ...]


def read(data: bytes, *, convert_legacy: bool = False) -> WordFile:
    """Return what the .docx *data* holds, or raise BadWordFile. Nothing outside it is opened."""
    refuse_other_kinds(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            copy = PlainCopy(Package(archive), convert_legacy)
            html = _html(copy.write())
    except BadWordFile:
        raise
    except RecursionError:
        raise BadWordFile(TOO_MUCH) from None
    except Exception:  # archives and XML that were tampered with fail in ways beyond listing
        raise BadWordFile(BROKEN) from None
    return WordFile(
        html=unicodedata.normalize("NFC", html),
        pictures=tuple(copy.pictures.kept),
        title=" ".join(" ".join(copy.titles).split()),
        legacy=copy.codings.kind(),
        sample=copy.codings.sample(),
        notes=tuple(copy.notes()),
    )


def _list_rule(kind: str, tag: str, depth: int) -> str:
    return f"p:{kind}-list({depth}) => {'ul|ol > li > ' * (depth - 1)}{tag} > li:fresh"


_STYLE_MAP = "\n".join(
    [
        *(f"p.h{level} => h{level}:fresh" for level in range(1, 7)),
        "p.title => h1.MsoTitle:fresh",
        "p.subtitle => p.MsoSubtitle:fresh",
        "p.caption => p.MsoCaption:fresh",
        "p.quote => blockquote > p:fresh",
        "p.center => p[align='center']:fresh",
        "p.right => p[align='right']:fresh",
        *(_list_rule("unordered", "ul", depth) for depth in range(1, 6)),
        *(_list_rule("ordered", "ol", depth) for depth in range(1, 6)),
        "u => u",
    ]
)


@mammoth.images.img_element
def _picture_element(image) -> dict[str, str]:
    with image.open() as number:
        return {"src": f"word-picture:{number.read().decode()}", "alt": image.alt_text or ""}


def _html(copy: bytes) -> str:
    converted = mammoth.convert_to_html(
        io.BytesIO(copy),
        style_map=_STYLE_MAP,
        include_default_style_map=False,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=_picture_element,
    ).value
    root = lxml_html.fragment_fromstring(converted, create_parent="div")
    _settle_notes(root)
    _settle_lists(root)
    return (root.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in root
    )


def _settle_notes(root) -> None:
    """Footnotes stand at the end, below a line, with numbers that are not links."""
    notes = root.xpath("./ol[li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]]")
    for listing in notes:
        listing.addprevious(lxml_html.Element("hr"))
        for item in listing:
            del item.attrib["id"]
    for link in root.xpath(".//a[starts-with(@href, '#')]"):
        if link.get("id"):
            link.drop_tag()  # "[1]" in the text
        else:
            link.drop_tree()  # "↑" behind the note


def _settle_lists(root) -> None:
    """Lists that go on after other text keep counting, and letters stay letters."""
    for mark in root.xpath(".//a[starts-with(@id, 'list-')]"):
        _, number, kind = mark.get("id").split("-")
        listing = next(mark.iterancestors("ol"), None)
        if listing is not None:
            if number != "1":
                listing.set("start", number)
            if kind in LIST_TYPES:
                listing.set("type", LIST_TYPES[kind])
        mark.drop_tree()
