"""Write the renditions of the picture on standard input to standard output, or why there are none.

A program of its own, run by core.images: decoders are C, and one that a file overcomes, or that
asks for more than it may have, is met by the limits of this process. Its argument is JSON:
{"widths": […]}, or {"box": […]} to have that part of the picture instead.

The answer is a line of JSON ({"refusal": "…"}, or what is known of the picture, and the lengths of
the files), then the files: every width of images.widths_for, and the JPEG for social networks.
"""

import io
import json
import sys
from typing import Any

from PIL import Image

from core import apart
from core.decoding import decode
from core.images import MAX_HEIGHT, MAX_STORED, MIN_CUT, SHARE_WIDTH, BadImage, widths_for

MAX_MEMORY = 640 * 2**20  # of addresses: with programs and libraries; a third of it is ever touched
MAX_SECONDS = 25  # of processor time; the largest pictures that are taken need five
MAX_WRITTEN = 64 * 2**20  # eight million points, four times over


def main(task: dict[str, Any]) -> None:
    apart.limit(memory=MAX_MEMORY, seconds=MAX_SECONDS, written=MAX_WRITTEN)
    data = sys.stdin.buffer.read()
    about: dict[str, Any]
    try:
        if "box" in task:
            about, files = {}, [cut(data, *task["box"])]
        else:
            about, files = renditions(data, task["widths"])
    except BadImage as refusal:
        about, files = {"refusal": str(refusal)}, []
    about["lengths"] = [len(file) for file in files]
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + b"".join(files))


def renditions(data: bytes, widths: list[int]) -> tuple[dict[str, Any], list[bytes]]:
    """What is known of a picture, and its files, widest first and the shared one last."""
    image, is_animated = decode(data)
    width = min(image.width, widths[-1])
    if width * _scaled(image.height, image.width, width) > MAX_STORED:
        width = max(1, int((MAX_STORED * image.width / image.height) ** 0.5))
    height = _scaled(image.height, image.width, width)
    if height > MAX_HEIGHT:
        raise BadImage("Ảnh quá dài so với chiều rộng. Xin cắt thành nhiều ảnh.")
    files, shared = [], b""
    for step in widths_for(width, widths):
        small = _resize(image, step)
        files.append(_encoded(small, "WEBP", quality=78, method=4))
        # Cutting each from the one above takes a third of the time of starting over.
        image = small if step > 2 * widths[0] else image
        if step == min(width, 1280):
            shared = _share_picture(small)
    return {"width": width, "height": height, "is_animated": is_animated}, [*files, shared]


def cut(data: bytes, left: float, top: float, right: float, bottom: float) -> bytes:
    """The part of a stored picture inside the box (parts of its width and height), as a file."""
    image, _ = decode(data)
    left, right = (round(min(max(x, 0.0), 1.0) * image.width) for x in (left, right))
    top, bottom = (round(min(max(y, 0.0), 1.0) * image.height) for y in (top, bottom))
    if right - left < min(MIN_CUT, image.width) or bottom - top < min(MIN_CUT, image.height):
        raise BadImage(f"Phần cắt quá nhỏ: mỗi chiều ít nhất {MIN_CUT} điểm ảnh.")
    # Nearly as it was: the renditions are compressed once more.
    return _encoded(image.crop((left, top, right, bottom)), "WEBP", quality=95, method=2)


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


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
