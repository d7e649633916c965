"""Vietnamese text: one stored form, and the keys made from it for search, addresses and sorting."""

import re
import unicodedata

from core import legacy

# Letters that look like đ and were typed in its place, and marks with two code points.
_LOOK_ALIKES = str.maketrans({"ð": "đ", "\u0340": "\u0300", "\u0341": "\u0301"})
# The look-alike Ð and the soft hyphen are letters in text typed for a TCVN3 font: é and ư.
_LETTERS_IN_TCVN3 = str.maketrans({"Ð": "Đ", "\u00ad": None})
_D_WITH_STROKE = str.maketrans("đĐðÐ", "dDdD")
# Zero-width characters, bidi controls, byte order marks, control characters and code points that
# are no characters (XML allows none of the last two).
_NO_CHARACTERS = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_INVISIBLE = re.compile(
    "[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + _NO_CHARACTERS + "]"
)
_OLD_TONES = re.compile(
    "(?<!q)(?:o[àảãáạèẻẽéẹ]|u[ỳỷỹýỵ])(?![^\\W\\d_]|[\u0300-\u036f])", re.IGNORECASE
)
# As in vn_parted: tags and entities, then what is no letter in ASCII and among the signs.
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&(?:[a-z]+|#[0-9]+);")
_SIGNS = re.compile(
    "[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
)
_LEADING_ZERO = re.compile(r"(^| )0([0-9])(?= |$)")  # days and months have it in prose
_SEARCHED = 100_000  # characters of a text
_PARAGRAPHS = re.compile(r"(\n|</?(?:p|h[1-6]|li|t[dhr]|div|br|caption|figcaption)\b[^<>]*>)")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the dictionary's order
_TONE_RANK = {tone: rank for rank, tone in enumerate(_TONES, start=1)}


def normalize(text: str) -> str:
    """Return *text* as the portal stores it: NFC, real đ, nothing invisible, line ends \\n.

    Paragraphs in the old TCVN3 coding keep the two letters that would pass for a wrong đ and for
    nothing at all, so that they are whole when an editor has them converted.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(letter in text for letter in "ð\u0340\u0341"):
        text = text.translate(_LOOK_ALIKES)
    if not text.replace("\n", "").isprintable():  # what is printable has nothing invisible
        text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", text)
    if "\u00ad" not in text and "Ð" not in text:
        return text
    if legacy.detect(text) != "tcvn3":
        text = "".join(
            part if legacy.detect(part) == "tcvn3" else part.translate(_LETTERS_IN_TCVN3)
            for part in _PARAGRAPHS.split(text)
        )
    return unicodedata.normalize("NFC", text)


def normalize_line(text: str) -> str:
    """Return *text* normalized, on one line, with single spaces."""
    return " ".join(normalize(text).split())


def fold(text: str) -> str:
    """Return *text* lower-cased, without diacritics and with single spaces.

    "đ" is a letter of its own, not "d" plus a mark, so Unicode decomposition leaves it alone.
    The database has the same function, vn_fold (core/migrations).
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_D_WITH_STROKE))
    bare = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return " ".join(bare.lower().split())


def words(text: str) -> list[str]:
    """Return the folded words of *text*; markup and punctuation only part them.

    The database has the same function, vn_words (core/migrations).
    """
    return fold(parted(text)).split()


def parted(text: str) -> str:
    """Return *text* with spaces for markup and punctuation, and 05 as 5: words for the search.

    The database has the same function, vn_parted (core/migrations).
    """
    parts = _SIGNS.sub(" ", _MARKUP.sub(" ", text[:_SEARCHED]))
    return _LEADING_ZERO.sub(r"\1\2", parts)


def modern_tones(text: str) -> str:
    """Return *text*, NFC, with the tones of open oa, oe and uy on their first letter.

    "hoà" and "uỷ" become "hòa" and "ủy"; "quý" and "hoàn" have them where they belong. For telling
    whether two texts are the same: what is shown keeps its author's spelling.
    """
    return _OLD_TONES.sub(_first_toned, text)


def slug_for(text: str, max_length: int = 100) -> str:
    """Return the ASCII address of a headline, cut between words; "" when nothing is left.

    Django's slugify drops đ: it makes "ai-hoc" of "Đại học".
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1]
    return cut[: cut.rfind("-")] if "-" in cut else slug[:max_length]


def sort_key(text: str) -> tuple:
    """Return the key that sorts words as a Vietnamese dictionary does: letters, then tones."""
    return tuple(_syllable_key(word) for word in re.findall(r"\w+", normalize(text).lower()))


def name_key(full_name: str) -> tuple:
    """Return the key that sorts people: given name (the last word), family name, middle names."""
    words = full_name.split()
    return sort_key(" ".join([*words[-1:], *words[:-1]]))


def _first_toned(found: re.Match) -> str:
    first, second, tone = list(unicodedata.normalize("NFD", found[0]))
    return unicodedata.normalize("NFC", first + tone + second)


def _syllable_key(syllable: str) -> tuple:
    letters, tone = [], 0
    for char in syllable:
        base = ""
        for part in unicodedata.normalize("NFD", char):
            if part in _TONE_RANK:
                tone = _TONE_RANK[part]
            else:
                base += part
        letter = unicodedata.normalize("NFC", base)
        letters.append((_LETTER_RANK.get(letter, len(_ALPHABET)), letter))
    return (tuple(letters), tone)
