"""Pictures: decoded safely, cut into WebP renditions, named so that no look-up is needed.

A stored picture is a folder named for its content and size, with one file per width:
`photos/3f/3fa9c2d45b6e7f80-1600x900/640.webp`. Name, width and height are all in the address, so
that pages, the editor's HTML and feeds can write `srcset` without opening a file or asking a table.
"""

import contextlib
import hashlib
import io
import re
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageCms

WIDTHS = (320, 640, 960, 1280, 1920)
SHARE_WIDTH = 1200  # what social networks ask for; JPEG, because not all of them read WebP
MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000
MAX_HEIGHT = 16_383  # of a WebP file
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

_STEM = re.compile(r"(?P<stem>photos/[0-9a-f]{2}/[0-9a-f]{16}-(?P<width>\d+)x(?P<height>\d+))/")
_TURNS = {  # EXIF orientation: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


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


def content_hash(data: bytes) -> str:
    """The name of a picture's content: the same file uploaded twice has the same one."""
    return hashlib.sha256(data).hexdigest()


def make(data: bytes) -> Renditions:
    """Return the renditions of an uploaded picture, or raise BadImage and leave nothing behind.

    They are upright, in sRGB, never enlarged, and carry no EXIF, GPS, comments or trailing bytes.
    """
    image = _decode(data)
    width = min(image.width, WIDTHS[-1])
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
    return Renditions(digest, f"{stem}/{width}.webp", width, height, files)


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


def share_picture(name: str) -> str:
    """The name of the JPEG for social networks."""
    found = _STEM.search(name)
    return f"{name[: found.end()]}share.jpg" if found else name


def srcset(address: str) -> str:
    """The `srcset` of a stored picture, from its address (or name); "" for any other."""
    found = _STEM.search(address)
    if not found:
        return ""
    base = address[: found.end()]
    steps = reversed(widths_for(int(found["width"])))
    return ", ".join(f"{base}{step}.webp {step}w" for step in steps)


def _decode(data: bytes) -> Image.Image:
    if len(data) > MAX_BYTES:
        raise BadImage(f"Ảnh quá lớn: tối đa {MAX_BYTES // 2**20} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            # Before decoding: a file of 284 bytes can claim 84 million pixels.
            if image.width * image.height > MAX_PIXELS:
                raise BadImage(f"Ảnh có quá nhiều điểm ảnh: tối đa {MAX_PIXELS // 10**6} triệu.")
            image.draft(
                "RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1])
            )  # JPEG decodes at a half, a quarter…
            image.load()
        return _upright_srgb(image)
    except BadImage:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise BadImage("Ảnh có quá nhiều điểm ảnh: tối đa 40 triệu.") from None
    except Exception:  # decoders raise all sorts of errors over broken files
        raise BadImage(
            "Tệp không phải là ảnh JPEG, PNG, WebP, GIF hay AVIF còn đọc được."
        ) from None


def _upright_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    turn = _TURNS.get(_orientation(image))
    if turn is not None:
        image = image.transpose(turn)
    if image.mode.startswith("I"):  # 16 bits a point, which convert() would cut off at 255
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    alpha = image.convert("RGBA").getchannel("A") if has_alpha else None
    if has_alpha:
        image = image.convert("RGB")
    if profile:
        # A broken profile is no reason to refuse the picture.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            image = _to_srgb(image, profile)
    image = image.convert("RGB")
    if alpha is not None:
        image.putalpha(alpha)
    image.info = {}
    return image


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # broken EXIF is no reason to refuse the picture
        return 1


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(
        image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    return converted or image


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
