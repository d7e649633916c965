"""Pictures: decoded safely, cut into WebP renditions, named so that no look-up is needed.

A stored picture is a folder named for its content and size, with one file per width:
`photos/3f/3fa9c2d45b6e7f80-1600x900/640.webp`. Name, width and height are all in the address, so
that pages, the editor's HTML and feeds can write `srcset` without opening a file or asking a table.
"""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from core.decoding import KINDS as KINDS
from core.decoding import MAX_BYTES as MAX_BYTES
from core.decoding import BadImage as BadImage
from core.decoding import decode

WIDTHS = (320, 640, 960, 1280, 1920)
SHARE_WIDTH = 1200  # what social networks ask for; JPEG, because not all of them read WebP
MAX_HEIGHT = 16_383  # of a WebP file
MIN_CUT = 100
MAX_STORED = 8_000_000  # points of the widest rendition; longer pictures are stored narrower

_STEM = re.compile(
    r"(?P<stem>photos/[0-9a-f]{2}/(?P<digest>[0-9a-f]{16})-(?P<width>\d+)x(?P<height>\d+))/"
)
_ADDRESS = re.compile(_STEM.pattern + r"(?:(?P<step>\d{1,5})\.webp|share\.jpg)")


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
    """
    image, is_animated = decode(data)
    width = min(image.width, WIDTHS[-1])
    if width * _scaled(image.height, image.width, width) > MAX_STORED:
        width = max(1, int((MAX_STORED * image.width / image.height) ** 0.5))
    height = _scaled(image.height, image.width, width)
    if height > MAX_HEIGHT:
        raise BadImage("Ảnh quá dài so với chiều rộng. Xin cắt thành nhiều ảnh.")
    digest = content_hash(data)
    stem = f"photos/{digest[:2]}/{digest[:16]}-{width}x{height}"
    files = {}
    for step in widths_for(width):
        small = _resize(image, step)
        files[f"{stem}/{step}.webp"] = _encoded(small, "WEBP", quality=78, method=4)
        # Cutting each from the one above takes a third of the time of starting over.
        image = small if step > 2 * WIDTHS[0] else image
        if step == min(width, 1280):
            files[f"{stem}/share.jpg"] = _share_picture(small)
    return Renditions(digest, f"{stem}/{width}.webp", width, height, files, is_animated)


def cut(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    """Return the part of a stored picture inside *box*, as a file to make renditions of.

    The box is left, top, right and bottom as parts (0 to 1) of width and height. Raises BadImage.
    """
    image, _ = decode(data)
    left, right = (round(min(max(x, 0.0), 1.0) * image.width) for x in (box[0], box[2]))
    top, bottom = (round(min(max(y, 0.0), 1.0) * image.height) for y in (box[1], box[3]))
    if right - left < min(MIN_CUT, image.width) or bottom - top < min(MIN_CUT, image.height):
        raise BadImage(f"Phần cắt quá nhỏ: mỗi chiều ít nhất {MIN_CUT} điểm ảnh.")
    # Nearly as it was: the renditions are compressed once more.
    return _encoded(image.crop((left, top, right, bottom)), "WEBP", quality=95, method=2)


def widths_for(width: int) -> list[int]:
    """The widths stored of a picture *width* pixels wide, widest first."""
    return sorted({step for step in WIDTHS if step < width} | {width}, reverse=True)


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


def _scaled(length: int, full: int, part: int) -> int:
    return max(1, round(length * part / full))


def _resize(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    size = (width, _scaled(image.height, image.width, width))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _share_picture(image: Image.Image) -> bytes:
    opaque = Image.new("RGB", image.size, "white")
    opaque.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return _encoded(_resize(opaque, min(SHARE_WIDTH, image.width)), "JPEG", quality=82)


def _encoded(image: Image.Image, image_format: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()
