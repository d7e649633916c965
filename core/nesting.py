"""Markup nested beyond any use is made flat before a parser meets it.

Parsers take quadratic time over thousands of open elements, and libxml2 drops the words that stand
deeper than 256 of them. No page that somebody wrote comes near these limits.
"""

import re

MAX_DEPTH = 100
_MAX_REOPENED = 300_000  # elements a parser would make by opening inline ones again in every block
_TAG = re.compile(r"<(/?)([a-z][^\s/<>]*)[^<>]*>?", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_INLINE = {
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "s", "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u",
}  # fmt: skip
# They have no end, or one that may be left out.
_SELF_CLOSING = {
    "br", "col", "hr", "img", "input", "link", "meta", "area", "base", "wbr", "embed", "source",
    "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "option",
}  # fmt: skip


def flattened(source: str) -> str:
    """Return *source*; when it nests too deeply, only its words in paragraphs."""
    if not _is_absurd(source):
        return source
    return _TAG.sub(_paragraphs_only, _COMMENT.sub("", source))


def _paragraphs_only(tag: re.Match) -> str:
    name = tag[2].lower()
    if name in ("script", "style", "template", "noscript", "iframe", "xml", "title"):
        return tag[0]  # what they hold is no text of the page
    return "" if name in _INLINE else "<p>"


def _is_absurd(source: str) -> bool:
    if source.count("<") <= MAX_DEPTH:
        return False
    counts: dict[str, int] = {}
    depth = inline = deepest_inline = tags = 0
    for closing, written in _TAG.findall(_COMMENT.sub("", source)):
        tags += 1
        name = written.lower()
        if name in _SELF_CLOSING or ":" in name:
            continue
        open_ones = counts.get(name, 0)
        if closing and not open_ones:
            continue
        step = -1 if closing else 1
        counts[name] = open_ones + step
        depth += step
        if name in _INLINE:
            inline += step
            deepest_inline = max(deepest_inline, inline)
        if depth > MAX_DEPTH:
            return True
    return deepest_inline > 3 and deepest_inline * tags > _MAX_REOPENED
