"""Make static/fonts from Adobe's variable font: what Vietnamese pages need in one small file.

Run once, by hand, when the letters or weights change; needs fonttools and brotli:

    npm pack source-sans@3.52.0 && tar xzf source-sans-3.52.0.tgz
    python scripts/make_font.py package/VF/SourceSans3VF-Upright.ttf

Its licence reserves the name "Source" for unchanged fonts, so ours has another (static/fonts).
"""

import io
import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Dong Dang Sans"
FONTS = Path(__file__).resolve().parent.parent / "static/fonts"
WEIGHTS = (400, 400, 700)  # least, usual, most
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "pnum", "tnum"]
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
MARKS_OF_TEXT = "\u00a0«»°±·×©®½²³‐‑–—‘’“”•…‹›₫←→−≤≥"
OTHER_LETTERS = [*range(0xA1, 0x100), 0x20AC, 0x2122, 0x2032, 0x2033, 0x2191, 0x2193, 0x2260]


def letters() -> set[int]:
    """ASCII, every Vietnamese letter, and the signs of Vietnamese texts."""
    vowels = VOWELS + VOWELS.upper()
    marked = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in TONES}
    return {*range(0x20, 0x7F), *map(ord, marked), *map(ord, "đĐ" + MARKS_OF_TEXT)}


def make(source: str, name: str, characters: set[int]) -> None:
    narrowed = io.BytesIO()
    instancer.instantiateVariableFont(TTFont(source), {"wght": WEIGHTS}).save(narrowed)
    font = TTFont(narrowed)
    options = subset.Options(
        layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14]
    )
    # HVAR does not survive being cut twice (letters got wrong widths); gvar tells widths too.
    options.drop_tables += ["BASE", "DSIG", "HVAR", "MVAR", "gasp", "prep"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = FAMILY
    font.flavor = "woff2"
    font.save(FONTS / name)


if __name__ == "__main__":
    make(sys.argv[1], "dong-dang-sans.woff2", letters())
    make(sys.argv[1], "dong-dang-sans-latin.woff2", set(OTHER_LETTERS) - letters())
