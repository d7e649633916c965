"""What was typed on a keyboard whose input method was off: "cuwra khaaur" is "cửa khẩu" in Telex.

Telex types marks with letters, VNI with digits ("cu73a kha63u"). A word is read as keys only when
it is no Vietnamese syllable as it stands and is one when read, which hardly any other word is.
"""

import re
import unicodedata
from collections.abc import Iterator

from core.syllables import TONES, is_syllable

_TONES = dict(zip("23415", TONES[1:], strict=True))
# What each key of VNI makes of a letter; w of Telex is horn or breve.
_MARKS = {
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "7": {"u": "ư", "o": "ơ"},
    "8": {"a": "ă"},
    "9": {"d": "đ"},
    "w": {"u": "ư", "o": "ơ", "a": "ă"},
}
_TELEX_KEYS = str.maketrans("frxsjFRXSJwWdD", "2341523415ww99")
_KEY = re.compile("[1-9w]")
_MOST_KEYS = 4  # those of đường
_VOWELS = "aăâeêioôơuưy"
_TELEX = re.compile("([^aeiouyw]*)([aeiouyw].*)", re.IGNORECASE)
_VNI = re.compile("^[b-df-hj-np-tvxz]*9?[aeiouy][a-vx-z1-9]*$", re.IGNORECASE)
_HAT = re.compile(r"([aeo])(.*?)\1", re.IGNORECASE)
_NO_HAT = re.compile("(oo)o", re.IGNORECASE)  # moóc is typed with three
_PARTS = re.compile(f"(qu|gi(?=[{_VOWELS}])|[^{_VOWELS}]*)([{_VOWELS}]+)(.*)")

_WORD = re.compile(
    r"(?<![\w\u0300-\u036f])(?<!\w['’])[A-Za-z][A-Za-z1-9]{1,10}(?!['’]?\w|[\u0300-\u036f])"
)
# Numbers of documents, dates, addresses of pages and people.
_NO_WORDS = re.compile(
    r"(?<![A-Za-z\d])\d+[-/.][A-Za-z\d]|[-/.]\d+(?![A-Za-z\d])|@|://|[A-Za-z\d]\.[A-Za-z]"
)
# Seen in news, and as keys words that are hardly ever written ("vía", "tãi", "ẹ"); and the
# syllables that do have two o.
_FOREIGN = """
a3 a4 as arm bar best boom born box bus co2 coast core does door down e5 gas ghana ghost gis goes
hamas has her here his horn how if is ix kw laos misa more most must mw now o2 of or per photos poor
post room rose sofa sos taxi test those town tree turn two u2 us usa visa war was xix
boong goong xoong
"""
_KEPT = frozenset(_FOREIGN.split())


def decode(text: str) -> str:
    """Return *text* with the words typed as Telex or VNI keys written out, the rest as it is.

    Keys may stand anywhere after the letter they change. Tones go where they are placed today
    ("hòa"). Abbreviations of two or three capitals are kept, and numbers of documents.
    """
    return re.sub(r"\S+", _chunk, text)


def _chunk(found: re.Match) -> str:
    return found[0] if _NO_WORDS.search(found[0]) else _WORD.sub(_word, found[0])


def _word(found: re.Match) -> str:
    word = found[0]
    if word.lower() in _KEPT or _is_abbreviation(word) or _is_plain(word):
        return word
    spellings = _from_telex(word) if word.isalpha() else _VNI.findall(word)
    return next(filter(None, map(_read, spellings)), word)


def _is_abbreviation(word: str) -> bool:
    return len(word) <= 3 and word.isupper()


def _is_plain(word: str) -> bool:
    """Whether it is a syllable as it stands; khoong is one by its form and không in fact."""
    return is_syllable(word) and "oo" not in word.lower()


def _from_telex(word: str) -> Iterator[str]:
    """Spell a word in VNI, in each way it can be meant."""
    found = _TELEX.fullmatch(word)
    if not found:
        return
    head, tail = found.groups()
    if tail[0] in "wW":  # alone it is ư
        tail = ("u" if tail[0] == "w" else "U") + tail
    head = head[:1] + head[1:].replace("d", "9").replace("D", "9")
    tail = tail[0] + tail[1:].translate(_TELEX_KEYS)
    if _NO_HAT.search(tail):
        yield head + _NO_HAT.sub(r"\1", tail)
        return
    if _HAT.search(tail):
        yield head + _HAT.sub(r"\1\g<2>6", tail, count=1)
    yield head + tail


def _read(spelling: str) -> str:
    """Return the syllable spelled in VNI, "" when it is none or has no keys."""
    letters, keys = _KEY.sub("", spelling), _KEY.findall(spelling)
    tones = [_TONES[key] for key in keys if key in _TONES]
    if not 1 <= len(keys) <= _MOST_KEYS or len(tones) > 1:
        return ""
    tone, readings = "".join(tones), [letters.lower()]
    for key in keys:
        if key in _MARKS:
            readings = [marked for reading in readings for marked in _marked(reading, key)]
    for reading in readings:
        if is_syllable(reading + tone):
            pairs = zip(_toned(reading, tone), letters, strict=True)
            return "".join(new.upper() if old.isupper() else new for new, old in pairs)
    return ""


def _marked(letters: str, key: str) -> Iterator[str]:
    """Put the mark of *key* wherever it can stand, on uo together first."""
    if key in "7w" and "uo" in letters:
        yield letters.replace("uo", "ươ", 1)
    for place, letter in enumerate(letters):
        if letter in _MARKS[key]:
            yield letters[:place] + _MARKS[key][letter] + letters[place + 1 :]


def _toned(letters: str, tone: str) -> str:
    [(head, vowels, end)] = _PARTS.findall(letters)
    marked = [place for place, vowel in enumerate(vowels) if vowel not in "aeiouy"]
    place = marked[-1] if marked else max(0, len(vowels) - (1 if end else 2))
    vowel = unicodedata.normalize("NFC", vowels[place] + tone)
    return head + vowels[:place] + vowel + vowels[place + 1 :] + end
