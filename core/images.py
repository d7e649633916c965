"""Pictures: cut into WebP renditions, and named so that no look-up is needed.

A stored picture is a folder named for its content and size, with one file per width:
`photos/3f/3fa9c2d45b6e7f80-1600x900/640.webp`. Name, width and height are all in the address, so
that pages, the editor's HTML and feeds can write `srcset` without opening a file or asking a table.
"""

import hashlib
import itertools
import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import apart

MAX_BYTES = 20 * 2**20
KINDS = "JPEG, PNG, WebP, GIF, AVIF hay HEIC (iPhone)"
SECONDS = 30  # until the process that decodes a picture is killed, whatever it waits for
WIDTHS = (320, 640, 960, 1280, 1920)
SHARE_WIDTH = 1200  # what social networks ask for; JPEG, because not all of them read WebP
MAX_HEIGHT = 16_383  # of a WebP file
MIN_CUT = 100
MAX_STORED = 8_000_000  # points of the widest rendition; longer pictures are stored narrower

_STEM = re.compile(
    r"(?P<stem>photos/[0-9a-f]{2}/(?P<digest>[0-9a-f]{16})-(?P<width>\d+)x(?P<height>\d+))/"
)
_ADDRESS = re.compile(_STEM.pattern + r"(?:(?P<step>\d{1,5})\.webp|share\.jpg)")

logger = logging.getLogger(__name__)


class BadImage(ValueError):
    """The file cannot be taken as a picture; the message is fit for the person who sent it."""


@dataclass(frozen=True)
class Renditions:
    """What is stored of one picture: `files` maps names below the media root to contents."""

    content_hash: str
    name: str
    width: int
    height: int
    files: dict[str, bytes]
    is_animated: bool = False  # the file moved; only its first frame was kept


def content_hash(data: bytes) -> str:
    """The name of a picture's content: the same file uploaded twice has the same one."""
    return hashlib.sha256(data).hexdigest()


def make(data: bytes) -> Renditions:
    """Return the renditions of an uploaded picture, or raise BadImage and leave nothing behind.

    They are upright, in sRGB, never enlarged, and carry no EXIF, GPS, comments or trailing bytes.
    They are made by a process of their own (core/cutting.py); OSError when none can be started.
    """
    about, made = _apart(data, {"widths": WIDTHS})
    width, height = int(about["width"]), int(about["height"])
    digest = content_hash(data)
    stem = f"photos/{digest[:2]}/{digest[:16]}-{width}x{height}"
    name = f"{stem}/{width}.webp"
    files = dict(zip(stored_files(name), made, strict=True))
    return Renditions(digest, name, width, height, files, bool(about["is_animated"]))


def cut(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    """Return the part of a stored picture inside *box*, as a file to make renditions of.

    The box is left, top, right and bottom as parts (0 to 1) of width and height. Raises BadImage.
    """
    _, (part,) = _apart(data, {"box": box})
    return part


def _apart(data: bytes, task: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """What core.cutting answered: what it tells of the picture, and the files."""
    if len(data) > MAX_BYTES:
        raise BadImage(f"Ảnh quá lớn: tối đa {MAX_BYTES // 2**20} MB.")
    answer, problem = apart.run("core.cutting", data, json.dumps(task), seconds=SECONDS)
    if problem:
        logger.warning("A picture of %d bytes was not read to its end: %s", len(data), problem)
        raise BadImage(
            "Máy chủ không đọc hết được ảnh này. Xin mở ảnh trên máy, lưu lại dạng JPEG rồi gửi."
        )
    head, _, files = answer.partition(b"\n")
    about = json.loads(head)
    if "refusal" in about:
        raise BadImage(about["refusal"])
    ends = list(itertools.accumulate(about["lengths"], initial=0))
    return about, [files[start:end] for start, end in itertools.pairwise(ends)]


def widths_for(width: int, widths: Sequence[int] | None = None) -> list[int]:
    """The widths stored of a picture *width* pixels wide, widest first."""
    return sorted({step for step in widths or WIDTHS if step < width} | {width}, reverse=True)


def stored_size(name: str) -> tuple[int, int] | None:
    """Width and height of a stored picture, read from its name; None for any other name."""
    found = _STEM.search(name)
    return (int(found["width"]), int(found["height"])) if found else None


def rendition(name: str, width: int) -> str:
    """The name of the narrowest rendition at least *width* pixels wide, or of the widest."""
    found = _STEM.search(name)
    if not found:
        return name
    wide_enough = [step for step in widths_for(int(found["width"])) if step >= width]
    step = wide_enough[-1] if wide_enough else int(found["width"])
    return f"{name[: found.end()]}{step}.webp"


def widest(address: str) -> str:
    """The name of the widest rendition, which stands for the picture; "" for any other address."""
    found = _STEM.search(address)
    return f"{found['stem']}/{found['width']}.webp" if found else ""


def digest_in(name: str) -> str:
    """The beginning of the content hash, read from a stored picture's name; "" of any other."""
    found = _STEM.search(name)
    return found["digest"] if found else ""


def share_picture(name: str) -> str:
    """The name of the JPEG for social networks."""
    found = _STEM.search(name)
    return f"{name[: found.end()]}share.jpg" if found else name


def stored_files(name: str) -> list[str]:
    """The names of all the files stored of one picture."""
    found = _STEM.search(name)
    if not found:
        return []
    steps = widths_for(int(found["width"]))
    return [f"{found['stem']}/{step}.webp" for step in steps] + [share_picture(name)]


def names_in(html: str) -> set[str]:
    """The pictures (by the names of their widest renditions) whose addresses stand in *html*."""
    return {widest(found[0]) for found in _ADDRESS.finditer(html)}


def readdressed(html: str, names: Mapping[str, str]) -> str:
    """*html* with the addresses of some pictures led to others: *names* has old and new ones."""

    def present(found: re.Match) -> str:
        name = names.get(widest(found[0]))
        if name is None:
            return found[0]
        step = found["step"]
        return rendition(name, int(step)) if step else share_picture(name)

    return _ADDRESS.sub(present, html)


def srcset(address: str) -> str:
    """The `srcset` of a stored picture, from its address (or name); "" for any other."""
    found = _STEM.search(address)
    if not found:
        return ""
    base = address[: found.end()]
    steps = reversed(widths_for(int(found["width"])))
    return ", ".join(f"{base}{step}.webp {step}w" for step in steps)
