"""Words of adverts that no office publishes: core/unwanted.txt.

They are found as they read, whatever they are made of: letters of other scripts that look alike,
characters and marks nobody sees, markup between letters, signs between syllables.
"""

import html
import re
import unicodedata
from functools import cache
from pathlib import Path

from core.text import fold, normalize

_LOOK_ALIKES = [
    ("асеорхуіјѕһԁԛԝкмнтвӏѵ", "aceopxyijshdqwkmhtblv"),  # Cyrillic
    ("αορνικτυχςεη", "aopviktuxcen"),  # Greek
    ("ıɩɑɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "iiagabcdefghijklmnoprstuvwyz"),
    ("\u1160\u115f\u2800", "   "),  # drawn as a space
]
_ALIKE = str.maketrans("".join(a for a, _ in _LOOK_ALIKES), "".join(b for _, b in _LOOK_ALIKES))
# Marks that are none of Vietnamese, and what is not drawn.
_UNSEEN = re.compile(
    "[\u0304\u0305\u0307\u0308\u030a-\u031a\u031c-\u0322\u0324-\u036f\u0483-\u0489\u17b4\u17b5"
    "\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad"
    "\u206a-\u206f\U000e0000-\U000e0fff]"
)
_IN_A_WORD = re.compile(r"</?(?:a|abbr|b|em|i|mark|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.I)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_SPELLED_OUT = re.compile(r"(?<!\w)\w(?:[-_.*· ]\w)+(?!\w)")  # c.a.s.i.n.o
_BETWEEN_LETTERS = re.compile(r"[-_.*· ]")
_LETTER, _LETTER_OR_DIGIT = r"[^\W\d_]", r"[^\W_]"


def found_in(text: str) -> list[str]:
    """The unwanted words that *text* has, as they read there in small letters, each once."""
    texts = [text, _without_markup(text)] if "<" in text or "&" in text else [text]
    found = (match[0] for each in texts for match in _pattern().finditer(_plain(each)))
    return list(dict.fromkeys(" ".join(words.split()) for words in found))


def _without_markup(text: str) -> str:
    return html.unescape(_MARKUP.sub(" ; ", _IN_A_WORD.sub("", text)))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", normalize(text)).lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFD", plain.translate(_ALIKE))
        plain = unicodedata.normalize("NFC", _UNSEEN.sub("", plain))
    return _SPELLED_OUT.sub(lambda word: _BETWEEN_LETTERS.sub("", word[0]), plain)


@cache
def _pattern() -> re.Pattern:
    lines = Path(__file__).with_suffix(".txt").read_text().splitlines()
    words = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    spellings = sorted(words | {fold(word) for word in words}, key=len, reverse=True)
    numbered = [word for word in spellings if re.search(r"\d", word)]  # 1m88 is a height
    lettered = [word for word in spellings if word not in numbered]
    return re.compile(f"{_any_of(lettered, _LETTER)}|{_any_of(numbered, _LETTER_OR_DIGIT)}")


def _any_of(words: list[str], beside: str) -> str:
    return rf"(?<!{beside})(?:{'|'.join(map(_spelled, words))})(?!{beside})"


def _spelled(word: str) -> str:
    """Without marks, no hyphens: addresses are made of them, and "cả cuộc đời" is ca-cuoc-doi."""
    signs = r"[._*·•|+~]" if word == fold(word) else r"[-/._*·•|+~]"
    return rf"(?:\s+|{signs})?".join(map(re.escape, word.split()))
