"""Words with their marks: the inline half of a pasted paragraph, whatever tags carried it.

A paragraph is read into runs, each with the set of marks that apply to it, and written again with
the fewest elements. Empty, doubled and wrongly nested tags vanish on the way.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from lxml import etree
from lxml.html import HtmlElement

SPACES = re.compile(r"[ \t\n\u00a0\u2000-\u200a\u202f\u3000]+")

Mark = tuple[str, tuple[tuple[str, str], ...]]  # a tag with its attributes
# The outer one first, where two of them cover the same words.
_ORDER = ("a", "abbr", "cite", "code", "strong", "em", "u", "s", "sub", "sup")


@dataclass(frozen=True)
class Run:
    """Words under the same marks; or a line break or picture, which is then `element`."""

    text: str
    marks: frozenset[Mark] = frozenset()
    element: HtmlElement | None = None

    @property
    def is_break(self) -> bool:
        return self.element is not None and self.element.tag == "br"

    @property
    def is_picture(self) -> bool:
        return self.element is not None and self.element.tag == "img"


def text_of(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def lines(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs between line breaks."""
    result: list[list[Run]] = [[]]
    for run in runs:
        if run.is_break:
            result.append([])
        else:
            result[-1].append(run)
    return result


def folded(runs: Iterable[Run]) -> list[Run]:
    """Single spaces, none at the edges of a line; breaks only between words; equal runs joined."""
    pieces: list[Run] = []
    for piece in _pieces(runs):
        before = pieces[-1] if pieces else None
        if piece.text == " " or piece.is_break:
            if before is None or before.is_break and piece.text == " ":
                continue
            if before.text == " ":
                pieces.pop()
        pieces.append(piece)
    while pieces and (pieces[-1].text == " " or pieces[-1].is_break):
        pieces.pop()
    return _joined(_gaps_marked(pieces))


def write(runs: list[Run], parent: HtmlElement) -> None:
    """Append *runs* to *parent*; where marks cross, the one that lasts longest is outside."""
    at = 0
    while at < len(runs):
        run = runs[at]
        if not run.marks:
            _append(parent, run)
            at += 1
            continue
        mark, end = max(
            ((mark, _end(runs, at, mark)) for mark in run.marks),
            key=lambda found: (found[1], -_ORDER.index(found[0][0]), found[0]),
        )
        child = etree.SubElement(parent, mark[0], dict(mark[1]))
        write([replace(run, marks=run.marks - {mark}) for run in runs[at:end]], child)
        at = end


def _pieces(runs: Iterable[Run]) -> Iterable[Run]:
    for run in runs:
        if run.element is not None:
            yield run
            continue
        words = SPACES.sub(" ", run.text)
        core = words.strip(" ")
        if words.startswith(" "):
            yield Run(" ", run.marks)
        if core:
            yield Run(core, run.marks)
            if words.endswith(" "):
                yield Run(" ", run.marks)


def _gaps_marked(pieces: list[Run]) -> Iterable[Run]:
    """A gap bears only the marks that go on over it, so that none begins or ends with a space."""
    marks: list[frozenset[Mark]] = []
    before: frozenset[Mark] = frozenset()
    for piece in pieces:
        before = before if _is_gap(piece) else piece.marks
        marks.append(before)
    after: frozenset[Mark] = frozenset()
    for index in range(len(pieces) - 1, -1, -1):
        if _is_gap(pieces[index]):
            marks[index] &= after
        else:
            after = pieces[index].marks
    return (Run(piece.text, mark, piece.element) for piece, mark in zip(pieces, marks, strict=True))


def _is_gap(piece: Run) -> bool:
    return piece.text == " " or piece.is_break


def _joined(pieces: Iterable[Run]) -> list[Run]:
    result: list[Run] = []
    for (_, marks), alike in groupby(pieces, key=lambda run: (run.element, run.marks)):
        group = list(alike)
        result += group if group[0].element is not None else [Run(text_of(group), marks)]
    return result


def _end(runs: list[Run], start: int, mark: Mark) -> int:
    end = start
    while end < len(runs) and mark in runs[end].marks:
        end += 1
    return end


def _append(parent: HtmlElement, run: Run) -> None:
    if run.element is not None:
        parent.append(run.element)
        return
    # Asking an element of lxml for its length counts its children.
    last = next(parent.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + run.text
    else:
        parent.text = (parent.text or "") + run.text


def is_wholly(block: HtmlElement, tag: str) -> bool:
    """Whether all words of *block*, and there are some, stand within *tag*."""
    inside = "".join(part.text_content() for part in block.iter(tag))
    words = "".join(block.text_content().split())
    return bool(words) and "".join(inside.split()) == words


def drop_mark(block: HtmlElement, tag: str) -> None:
    for part in list(block.iter(tag)):
        part.drop_tag()


def words_of(block: HtmlElement) -> str:
    return " ".join(block.text_content().split())
