"""Words of adverts that no office publishes: core/unwanted.txt."""

import re
from functools import cache
from pathlib import Path

from core.text import fold, normalize


def found_in(text: str) -> list[str]:
    """The unwanted words that *text* has, as they stand there in small letters, each once."""
    found = (match[0] for match in _pattern().finditer(normalize(text).lower()))
    return list(dict.fromkeys(" ".join(words.split()) for words in found))


@cache
def _pattern() -> re.Pattern:
    lines = Path(__file__).with_suffix(".txt").read_text().splitlines()
    words = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    spellings = sorted(words | {fold(word) for word in words}, key=len, reverse=True)
    spaced = (r"\s+".join(map(re.escape, each.split())) for each in spellings)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)")
