"""The pictures in a Word file: each content once, drawings that cannot be shown left out."""

import hashlib
from dataclasses import dataclass, replace

from core.wordfile.package import Package

CANNOT_SHOW = -1
# How EMF, WMF (two kinds), both of them compressed, and SVG begin: no pictures made of pixels.
_UNSHOWN = (
    b"\x01\x00\x00\x00",
    b"\xd7\xcd\xc6\x9a",
    b"\x01\x00\x09\x00",
    b"\x1f\x8b",
    b"<svg",
    b"<?xml",
)


@dataclass(frozen=True)
class Picture:
    """A picture as it lies in the file, not looked at yet."""

    data: bytes
    alt: str


class Pictures:
    """Numbers the pictures in the order they are asked for; `kept` holds them by number."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._numbers: dict[str, int] = {}  # by part name and by content
        self.kept: list[Picture] = []

    def number_of(self, name: str) -> int | None:
        """Return the number of a picture, None if it is missing."""
        if name in self._numbers:
            return self._numbers[name]
        data = self._package.picture(name)
        if data is None:
            return None
        if data.lstrip()[:5].startswith(_UNSHOWN):
            number = CANNOT_SHOW
        else:
            number = self._numbers.setdefault(hashlib.sha256(data).hexdigest(), len(self.kept))
            if number == len(self.kept):
                self.kept.append(Picture(data, ""))
        self._numbers[name] = number
        return number

    def describe(self, number: int, alt: str) -> None:
        """Give a picture the first description it has in the text."""
        if not self.kept[number].alt:
            self.kept[number] = replace(self.kept[number], alt=alt)
