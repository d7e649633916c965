"""Uploaded pictures as upright sRGB: what is taken, and how little memory it may need.

core.cutting grows by less than 300 MB whatever file it is given (measured by `make bench-desk`). So
limits are checked before anything is decoded, and a picture is at full size in memory only once:
what comes after decoding is done tile by tile, on the way to a smaller picture.
"""

import contextlib
import io
import re
import warnings
from collections.abc import Callable

import pillow_heif
from PIL import ExifTags, Image, ImageCms

from core.images import KINDS, BadImage

MAX_PIXELS = 40_000_000
MAX_SIDE = 65_500  # decoders keep whole rows
MAX_FRAMES = 200
MAX_SCANS = 100  # of one JPEG: each goes over the whole picture again
MAX_SEGMENTS = 10_000
SEVERAL_SCANS, DEEP_HEIF = "JPEG of several scans", "HEIF of more than 24 bits a point"
MAX_PIXELS_OF = {  # whose decoders keep more than one copy of the picture (bytes a point)
    "WEBP": 14_000_000,  # 16: two canvases, the frame, the picture
    "AVIF": 16_000_000,
    "HEIF": 25_000_000,  # 8: what iPhones make, 24 million points
    DEEP_HEIF: 12_000_000,  # 16 and more
    SEVERAL_SCANS: 24_000_000,  # 8: coefficients of every colour until the last scan is read
}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
MOVING = {"PNG", "WEBP", "GIF", "AVIF"}  # further pictures in other files are no frames

_KEEP_DECODER = {"WEBP", "AVIF"}  # with its canvases, as long as the picture lives

TILE = 1024  # points a side
ROOM = 3840  # width kept for cutting renditions from
HALVED_ABOVE = 16_000_000

pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=2
)

_TURNS = {  # EXIF orientation: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = {5, 6, 7, 8}
_SHOWN_AS = {  # what a tile is converted to before it is made smaller
    "1": "L",
    "L": "L",
    "RGB": "RGB",
    "CMYK": "CMYK",
    "LA": "RGBA",
    "PA": "RGBA",
    "RGBA": "RGBA",
}


def decode(data: bytes) -> tuple[Image.Image, bool]:
    """Return the picture in RGB or RGBA, and whether it was the first frame of several.

    One that is wider than two renditions side by side comes smaller. Raises BadImage.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decode(data)
    except BadImage:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many_points(MAX_PIXELS) from None
    except Exception:  # decoders raise all sorts of errors over broken files
        raise BadImage(f"Tệp không phải là ảnh {KINDS} còn đọc được.") from None


def _decode(data: bytes) -> tuple[Image.Image, bool]:
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    # Before decoding: a file of 284 bytes can claim 84 million points.
    _check_size(image, data)
    frames = getattr(image, "n_frames", 1) if image.format in MOVING else 1
    if frames > MAX_FRAMES:
        raise BadImage(f"Ảnh động có quá nhiều khung hình: tối đa {MAX_FRAMES}.")
    orientation = _orientation(image)
    factor = _factor(image, orientation)
    if image.format in ("JPEG", "MPO"):  # decodes at a half, a quarter…
        image.draft(image.mode, (-(-image.width // factor), -(-image.height // factor)))
        factor = _factor(image, orientation)
    image.load()
    image = _in_srgb(image, factor)
    turn = _TURNS.get(orientation)
    return (image.transpose(turn) if turn is not None else image), frames > 1


def _check_size(image: Image.Image, data: bytes) -> None:
    if max(image.size) > MAX_SIDE:
        raise BadImage(f"Ảnh quá dài: mỗi cạnh tối đa {MAX_SIDE} điểm ảnh.")
    kind, name = image.format or "", _NAMES.get(image.format or "", "")
    if kind in ("JPEG", "MPO") and (scans := _scans(data)) > 1:
        if scans > MAX_SCANS:
            raise BadImage("Ảnh JPEG này lưu theo cách quá phức tạp. Xin lưu lại rồi gửi.")
        kind, name = SEVERAL_SCANS, "JPEG kiểu lũy tiến "
    if kind == "HEIF" and (image.mode != "RGB" or image.info.get("bit_depth", 8) > 8):
        kind, name = DEEP_HEIF, "HEIC nhiều màu hoặc trong suốt "
    limit = MAX_PIXELS_OF.get(kind, MAX_PIXELS)
    if image.width * image.height > limit:
        raise _too_many_points(limit, name)


def _too_many_points(limit: int, name: str = "") -> BadImage:
    return BadImage(f"Ảnh {name}có quá nhiều điểm ảnh: tối đa {limit // 10**6} triệu.")


_NAMES = {"WEBP": "WebP ", "AVIF": "AVIF ", "HEIF": "HEIC "}


def _scans(data: bytes) -> int:
    """How many times a JPEG goes over its picture; more than are taken when it hides them."""
    count, place = 0, 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, place)
        if found is None or found[1] == b"\xd9" or count > MAX_SCANS:
            return count
        count += found[1] == b"\xda"
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return MAX_SCANS + 1


_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")  # but stuffing, fill and restarts


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # broken EXIF is no reason to refuse the picture
        return 1


def _factor(image: Image.Image, orientation: int) -> int:
    """How many times smaller the picture may become in one rough step."""
    width = image.height if orientation in _LYING else image.width
    least = 2 if image.width * image.height > HALVED_ABOVE else 1
    return max(least, width // ROOM)


def _in_srgb(image: Image.Image, factor: int) -> Image.Image:
    """The picture *factor* times smaller, tile by tile: at full size it exists only once."""
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    is_deep = image.mode.startswith("I")  # 16 bits a point, which convert() would cut off at 255
    mode = "RGBA" if has_alpha and not is_deep else _SHOWN_AS.get(image.mode, "RGB")
    mode = "L" if is_deep else mode
    to_srgb = _to_srgb(image.info.get("icc_profile"), mode)
    is_right = to_srgb is None and image.mode == mode in ("RGB", "RGBA")
    if factor == 1 and is_right and image.format not in _KEEP_DECODER:
        image.info = {}
        return image
    size = (-(-image.width // factor), -(-image.height // factor))
    result = Image.new("RGBA" if mode == "RGBA" else "RGB", size)
    side = max(1, TILE // factor) * factor
    for top in range(0, image.height, side):
        for left in range(0, image.width, side):
            box = (left, top, min(left + side, image.width), min(top + side, image.height))
            tile = image.crop(box)
            if is_deep:
                tile = tile.convert("I").point(lambda value: value * (1 / 256))
            tile = tile.convert(mode).reduce(factor)
            result.paste(_recoloured(tile, to_srgb), (left // factor, top // factor))
    return result


def _recoloured(tile: Image.Image, to_srgb: Callable | None) -> Image.Image:
    if tile.mode != "RGBA":
        return (to_srgb(tile) if to_srgb else tile).convert("RGB")
    if to_srgb is None:
        return tile
    opaque = to_srgb(tile.convert("RGB"))
    opaque.putalpha(tile.getchannel("A"))
    return opaque


def _to_srgb(profile: bytes | None, mode: str) -> Callable | None:
    if not profile:
        return None
    # A profile that is broken or belongs to other colours is no reason to refuse the picture.
    with contextlib.suppress(ImageCms.PyCMSError, OSError):
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            "RGB" if mode == "RGBA" else mode,
            "RGB",
        )
        return lambda tile: ImageCms.applyTransform(tile, transform)
    return None
