"""Vietnamese typed for fonts older than Unicode: TCVN3 (.VnTime) and VNI (VNI-Times).

Such text holds Western letters and signs that only the right font shows as Vietnamese:
"Céng hoµ" is TCVN3 for "Cộng hoà", "Coäng hoaø" is VNI. It is recognised by reading each word as
the font would show it and asking whether that is a Vietnamese syllable, which hardly any word of
another language is. Nothing is converted here unless a caller says so.
"""

import re
import unicodedata
from functools import lru_cache

from core.syllables import TONES, is_syllable

# Rows: a letter with its codes for level, huyền, hỏi, ngã, sắc, nặng. A capital with a tone has no
# code: fonts whose names end in H show small letters as capitals.
_TCVN3_ROWS = """
aµ¶·¸¹ ¨»¼½¾Æ ©ÇÈÉÊË eÌÎÏÐÑ ªÒÓÔÕÖ i×ØÜÝÞ oßáâãä «åæçèé ¬êëìíî uïñòóô \u00adõö÷øù yúûüýþ
"""
_ROW_LETTERS = "aăâeêioôơuưy"
_TCVN3_OTHERS = {"®": "đ", "¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư", "§": "Đ"}
# VNI puts one sign after a plain letter; the sign carries the hat or horn and the tone.
_VNI_TONES = {"ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323"}
_VNI_HATS = dict(zip("âàåãáä", TONES, strict=True))
_VNI_BREVES = dict(zip("êèúüéë", TONES, strict=True))
_VNI_SINGLES = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í"}
_VNI_SINGLES |= {"ò": "ị"}


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _tcvn3_codes() -> dict[str, str]:
    codes = dict(_TCVN3_OTHERS)
    for letter, row in zip(_ROW_LETTERS, _TCVN3_ROWS.split(), strict=True):
        codes |= {code: _nfc(letter + tone) for code, tone in zip(row, TONES, strict=True)}
    return {code: letter for code, letter in codes.items() if code != letter}


def _vni_codes() -> dict[str, str]:
    small = dict(_VNI_SINGLES)
    for letter in "aeouyôö":
        shown = _VNI_SINGLES.get(letter, letter)
        small |= {letter + sign: _nfc(shown + tone) for sign, tone in _VNI_TONES.items()}
    for letter in "aeo":
        small |= {letter + sign: _nfc(letter + "\u0302" + tone) for sign, tone in _VNI_HATS.items()}
    small |= {"a" + sign: _nfc("a\u0306" + tone) for sign, tone in _VNI_BREVES.items()}
    codes: dict[str, str] = {}
    for code, letter in small.items():  # the sign after a capital is typed in either case
        codes |= {code: letter, code.upper(): letter.upper()}
        codes[code[0].upper() + code[1:]] = letter.upper()
        codes[code[0] + code[1:].upper()] = letter
    return codes


_CODES = {"tcvn3": _tcvn3_codes(), "vni": _vni_codes()}
_PATTERNS = {
    kind: re.compile("|".join(sorted(map(re.escape, codes), key=len, reverse=True)))
    for kind, codes in _CODES.items()
}

_LETTERS = "A-Za-z\u00c0-\u00ff"
_WORDS = {
    "tcvn3": re.compile(f"[{_LETTERS}\u00a1-\u00bf]+"),
    "vni": re.compile(f"[{_LETTERS}]+"),
}
_ENOUGH_WORDS = 1_000  # to know what a text is in
_PLAIN_LETTER = re.compile("[A-Za-z]")
_VOWEL = re.compile("[aeiouyAEIOUY]")
_CODED = re.compile("[\u00a1-\u00ff]")
_UNICODE_ONLY = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0-\u01b0\u1ea0-\u1ef9]"
)
_MARKUP = re.compile(r"<[^<>]*>|\b[A-Za-z]+://\S+|[\w.+-]{1,64}@\S+|&[a-zA-Z]+;")


def detect(text: str) -> str:
    """Name the old coding *text* is in, "tcvn3" or "vni"; "" unless it is clear.

    Text with one letter that only Unicode has, such as ế or đ, is taken to be Unicode: ask about
    paragraphs, not about documents. Tags, addresses and entities are not looked at.
    """
    if not _CODED.search(text):
        return ""
    words = _MARKUP.sub(" ", text)
    if _UNICODE_ONLY.search(_nfc(words)):
        return ""
    scores = {kind: _score(words, kind) for kind in _CODES}
    kind = max(scores, key=lambda name: scores[name])
    return kind if scores[kind] else ""


def convert(text: str, kind: str) -> str:
    """Return *text* of the old coding *kind* as Unicode, NFC. What is no code stays as it is.

    A word of capitals whose letters with tones are small ("TØNH") was typed for a font of
    capitals, and comes out in capitals.
    """
    codes = _CODES[kind]
    shown = _PATTERNS[kind].sub(lambda found: codes[found[0]], text)
    if kind == "tcvn3":
        shown = re.sub(r"[^\W\d_]+", _capitals_throughout, shown)
    return _nfc(shown)


def leaning(text: str, kind: str) -> int:
    """Count the words that are Vietnamese only when read as *kind*, less those the other way.

    For a piece of text too short for `detect`, when its font or its surroundings suggest *kind*:
    below zero it is Unicode already, at zero it says nothing.
    """
    text = _nfc(text)
    readings = [_reading(word, kind) for word in _WORDS[kind].findall(text)[:_ENOUGH_WORDS]]
    foreign = len(_UNICODE_ONLY.findall(text))
    return readings.count("coded") - readings.count("unicode") - foreign


def kind_of_font(name: str) -> str:
    """Name the coding of a font by the font's name; "" for all others."""
    folded = name.strip().lower()
    if folded.startswith(".vn"):
        return "tcvn3"
    return "vni" if re.match(r"vni\b", folded) else ""


def is_capitals_font(name: str) -> bool:
    """Whether the font shows the codes of small letters as capitals (.VnTimeH)."""
    return kind_of_font(name) == "tcvn3" and name.strip().endswith("H")


def _score(text: str, kind: str) -> int:
    """Return how many different words speak for *kind*, 0 when too few or too many against."""
    words = _WORDS[kind].findall(text)[:_ENOUGH_WORDS]
    lettered = [word for word in words if _PLAIN_LETTER.search(word)]
    readings = [(word.lower(), _reading(word, kind)) for word in lettered]
    coded = [word for word, reading in readings if reading == "coded"]
    against = [word for word, reading in readings if reading in ("unicode", "neither")]
    if len(set(coded)) < 2 or 4 * len(coded) < len(lettered) or len(coded) <= 3 * len(against):
        return 0
    return len(coded)


@lru_cache(maxsize=20_000)  # texts repeat their words
def _reading(word: str, kind: str) -> str:
    """Say how a word is Vietnamese: "coded", "unicode", "both", "neither"; "" if it has no code."""
    if not _CODED.search(word):
        return ""
    shown = convert(word, kind)
    if not _VOWEL.search(unicodedata.normalize("NFD", shown)):
        return ""  # an abbreviation such as "QĐ"
    as_coded = is_syllable(shown)
    as_unicode = is_syllable(word)
    if as_coded == as_unicode:
        return "both" if as_coded else "neither"
    return "coded" if as_coded else "unicode"


def _capitals_throughout(found: re.Match) -> str:
    word = found[0]
    capitals = sum(letter.isupper() for letter in word)
    small = [letter for letter in word if letter.islower()]
    have_tones = all(set(unicodedata.normalize("NFD", letter)) & set(TONES[1:]) for letter in small)
    return word.upper() if capitals >= 2 and have_tones else word
