"""The grammar of a Vietnamese syllable: what may stand at its beginning, middle and end."""

import re
import unicodedata

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # level, huyền, hỏi, ngã, sắc, nặng
_WRITTEN_TONES = frozenset(TONES[1:])
_STOPS = ("c", "ch", "k", "p", "t")
# A syllable without its tone: first consonants, then vowels with last consonants.
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh|gi|g|kh|k|ch|c(?![eêiy])|th|tr|t|ph|b|d|đ|h|l|m|n|r|s|v|x|qu(?=[aăâeêiyơô])"
    "|q(?=uy(?:ch|nh|p|t))|p(?=[aăâeêioôơuưy]))?"
    "(?P<rime>a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?|ă(?:[ck]|m|ng?|p|t)|â(?:c|m|ng?|p|t|u|y)"
    "|e(?:c|m|ng?|o|p|t)?|ê(?:ch|m|nh?|p|t|u)?|i(?:a|ch|m|nh?|p|t|u)?|(?:iê|yê)(?:c|m|ng?|p|t|u)"
    "|o(?:a(?:ch?|i|m|ng?|nh|o|p|t|y)?|ă(?:c|m|ng?|t)|e(?:n|o|t)?|o?c|i|m|o?ng?|p|t)?"
    "|ô(?:c|i|m|ng?|p|t)?|ơ(?:i|m|n|p|t)?"
    "|u(?:a|â(?:n|ng|t|y)|c|ê(?:ch|nh?)?|i|m|ng?|p|t|y(?:a|ch|ên|êt|nh|p|t|u)?"
    "|ơ|ô(?:c|i|m|ng?|t))?|ư(?:a|c|i|ng?|t|u|ơ(?:c|i|m|ng?|p|t|u))?|y)"
)


def is_syllable(word: str) -> bool:
    """Whether *word* can be one Vietnamese syllable, of whatever tone, case and composition.

    Spelling is looked at, not meaning: "khoát" and "ngoách" are syllables as well as "cửa".
    """
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [part for part in parts if part in _WRITTEN_TONES]
    toneless = "".join(part for part in parts if part not in _WRITTEN_TONES) if tones else parts
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless))
    if not found or len(tones) > 1:
        return False
    # A syllable that ends in a stop has the tone sắc or nặng.
    return not found["rime"].endswith(_STOPS) or tones in (["\u0301"], ["\u0323"])
