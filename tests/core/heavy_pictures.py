"""Pictures at and beyond the limits: as large as may be sent, and files made to do harm.

Each function makes its file anew, the same bytes every time.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache, lru_cache

import pillow_heif
from PIL import Image, ImageCms

from core import decoding, images

pillow_heif.register_heif_opener()

FAST = {"preset": "ultrafast"}
WIDE, TALL = (8000, 5000), (2440, 16_380)  # 40 million points


def of_limit(image_format: str, *, is_wide=True) -> tuple[int, int]:
    """The largest 8:5 picture of a format that is taken."""
    step = int((decoding.MAX_PIXELS_OF.get(image_format, decoding.MAX_PIXELS) / 40) ** 0.5)
    return (8 * step, 5 * step) if is_wide else (5 * step, 8 * step)


@lru_cache(maxsize=1)
def scene(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Soft random colours: neither flat nor noise."""
    bands = Image.getmodebands("RGB" if mode == "P" else mode)
    small = (max(1, width // 16), max(1, height // 16))
    points = random.Random(1).randbytes(small[0] * small[1])
    soft = Image.frombytes("L", small, points).resize((width, height), Image.Resampling.BICUBIC)
    if mode == "P":
        image = soft.copy()
        image.putpalette(bytes(value for grey in range(256) for value in (grey, 255 - grey, 90)))
        return image
    turned = [soft.transpose(turn) for turn in (1, 0, 3)] if bands > 1 else []
    return soft if bands == 1 else Image.merge(mode, [soft, *turned][:bands])


def encoded(image: Image.Image, image_format: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()


def photo_of_12_megapixels() -> bytes:
    return encoded(scene(4000, 3000), "JPEG", quality=90)


def stripes(width: int, height: int, points: int = 4) -> Image.Image:
    """One random row again and again: large, and small once compressed."""
    row = Image.frombytes("L", (width, 1), row_of(width))
    bands = [row.transpose(0) if band % 2 else row for band in range(points)]
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[points]
    line = row if points == 1 else Image.merge(mode, bands)
    return line.resize((width, height), Image.Resampling.NEAREST)


def row_of(length: int) -> bytes:
    return (random.Random(5).randbytes(997) * (length // 997 + 1))[:length]


def png(colour: int, size=WIDE, depth=8, **options) -> bytes:
    """The largest PNG there may be; *colour* as PNG counts: 2 RGB, 3 palette, 4 LA, 6 RGBA."""
    bands = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if colour == 3:
        palette = chunk(b"PLTE", row_of(768)) + chunk(b"tRNS", row_of(256))
        options["chunks"] = options.get("chunks", b"") + palette
    row = row_of(size[0] * bands * depth // 8)
    return raw_png(size, depth, colour, row, **options)


def raw_png(size, depth: int, colour: int, row: bytes, *, is_interlaced=False, chunks=b"") -> bytes:
    """A PNG of equal rows in a form Pillow does not write."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, int(is_interlaced))
    bits = len(row) * 8 // size[0]
    packer, body = zlib.compressobj(1), []
    if is_interlaced:
        passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                  (1, 0, 2, 2), (0, 1, 1, 2))  # fmt: skip
    else:
        passes = ((0, 0, 1, 1),)
    for x, y, step_x, step_y in passes:
        columns, rows = -(-(size[0] - x) // step_x), -(-(size[1] - y) // step_y)
        line = b"\0" + row[: -(-columns * bits // 8)]
        body += [packer.compress(line) for _ in range(rows)]
    body.append(packer.flush())
    parts = [chunk(b"IHDR", header), chunks, chunk(b"IDAT", b"".join(body)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(mode="RGB", size=WIDE, **options) -> bytes:
    return encoded(scene(*size, mode), "JPEG", **options)


def printers_jpeg() -> bytes:
    """CMYK, with the profile of another kind of colours: it cannot be applied."""
    return jpeg("CMYK", icc_profile=screen_profile())


def progressive_jpeg(mode="RGB") -> bytes:
    options = {"subsampling": 0} if mode == "RGB" else {}
    size = of_limit(decoding.SEVERAL_SCANS)
    return jpeg(mode, size, progressive=True, **options)


@cache
def screen_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_chunk() -> bytes:
    return chunk(b"iCCP", b"screen\0\0" + zlib.compress(screen_profile()))


def webp(**options) -> bytes:
    mode = options.pop("mode", "RGB")
    return encoded(scene(*of_limit("WEBP"), mode), "WEBP", method=0, **options)


def moving_webp() -> bytes:
    size = of_limit("WEBP")
    frames = [Image.new("RGBA", size, colour) for colour in ("red", "green", "blue")]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], method=0)


def avif(mode="RGB", **options) -> bytes:
    return encoded(scene(*of_limit("AVIF"), mode), "AVIF", speed=10, **options)


def heic(mode="RGB", **options) -> bytes:
    size = of_limit("HEIF" if mode == "RGB" else decoding.DEEP_HEIF)
    return encoded(scene(*size, mode), "HEIF", quality=50, enc_params=FAST, **options)


def deep_heic() -> bytes:
    """Ten bits a colour, and alpha."""
    width, height = of_limit(decoding.DEEP_HEIF)
    image = pillow_heif.from_bytes("RGBA;16", (width, height), row_of(8 * width) * height)
    out = io.BytesIO()
    image.save(out, quality=50, chroma=444, enc_params=FAST)
    return out.getvalue()


def moving_gif(frames=200, size=WIDE) -> bytes:
    few = stripes(*size, points=1).point(lambda value: value // 64 * 64)
    whole = encoded(few, "GIF", transparency=64)
    # Every further frame is one point in the corner.
    one = (
        b"!\xf9\x04\x00\x05\x00\x00\x00,"
        + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
        + b"\x02\x02D\x01\x00"
    )
    return whole[:-1] + one * (frames - 1) + b";"


def jpeg_that_hides_its_scans() -> bytes:
    """So many empty remarks that nobody counts to the end."""
    data = jpeg_of_many_scans(1000)
    return data[:2] + b"\xff\xfe\x00\x02" * 50_000 + data[2:]


def moving_picture(image_format="GIF") -> bytes:
    """Red first, then blue and green."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue", "green")]
    return encoded(frames[0], image_format, save_all=True, append_images=frames[1:])


def jpeg_of_many_scans(scans=20_000) -> bytes:
    """A small file that asks to go over a large picture again and again."""
    data = jpeg("L", of_limit(decoding.SEVERAL_SCANS), progressive=True)
    place = data.rindex(b"\xff\xda")
    last = data[place:-2]
    tiny = last[: 2 + struct.unpack(">H", last[2:4])[0]] + b"\0"
    return data[:-2] + tiny * scans + b"\xff\xd9"


def png_bomb(kind: bytes) -> bytes:
    """A text or profile of 256 MB packed into some kilobytes."""
    packer, zeros = zlib.compressobj(9), b"\0" * 2**20
    flood = b"".join(packer.compress(zeros) for _ in range(256)) + packer.flush()
    start = {b"iCCP": b"icc\0\0", b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\1\0\0\0"}[kind]
    return raw_png((640, 400), 8, 0, b"\x80" * 640, chunks=chunk(kind, start + flood))


def profile_that_lies() -> bytes:
    """A profile whose every length claims 4 GB."""
    profile = bytearray(screen_profile())
    for place in range(128 + 4, len(profile) - 12, 12):
        profile[place + 8 : place + 12] = b"\xff\xff\xff\xf0"
    return encoded(scene(640, 400), "PNG", icc_profile=bytes(profile))


def huge_exif() -> bytes:
    """Fifteen megabytes of notes before and in the picture."""
    segment = b"\xff\xe1\xff\xff" + b"Exif\0\0" + b"\xff" * (65_533 - 6)
    data = jpeg(size=(640, 400))
    return data[:2] + segment * 220 + data[2:]


def filled(data: bytes) -> bytes:
    """*data* with so much behind it (one free box, to HEIC) that it is as large as may be."""
    left = images.MAX_BYTES - len(data)
    return data + struct.pack(">I", left) + b"free" + b"\0" * (left - 8)


def claiming(width: int, height: int) -> bytes:
    return raw_png((width, height), 8, 2, b"\0" * 3 * 8)[:300]


def with_archive(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<script>alert('BI MAT')</script>")
    return data + out.getvalue()


def gif_with_script() -> bytes:
    data = encoded(scene(64, 40, "P"), "GIF", comment=b"*/=1;alert('BI MAT');/*")
    return data + b"<script>alert('BI MAT')</script>"


def png_with_page() -> bytes:
    words = chunk(b"tEXt", b"Comment\0<html><script>alert('BI MAT')</script>")
    return raw_png((64, 40), 8, 0, b"\x80" * 64, chunks=words)


HEAVY: dict[str, Callable[[], bytes]] = {
    "PNG RGB": lambda: png(2),
    "PNG RGBA": lambda: png(6),
    "PNG palette": lambda: png(3),
    "PNG grey and alpha": lambda: png(4),
    "PNG grey, 16 bits": lambda: png(0, depth=16),
    "PNG RGBA, 16 bits": lambda: png(6, depth=16),
    "PNG RGBA, interlaced": lambda: png(6, is_interlaced=True),
    "PNG with profile": lambda: png(6, chunks=profile_chunk()),
    "PNG of 16 MP with profile": lambda: png(6, (5000, 3200), chunks=profile_chunk()),
    "PNG palette of 16 MP": lambda: png(3, (5000, 3200)),
    "PNG, tall": lambda: png(6, TALL),
    "PNG, 16,380 long": lambda: png(6, (1500, 16_380)),
    "PNG of 16 MP, 16,380 long": lambda: png(6, (976, 16_380)),
    "PNG, very wide": lambda: png(6, (65_500, 610)),
    "PNG, 20 MB": lambda: filled(png(6)),
    "JPEG": jpeg,
    "JPEG 4:4:4": lambda: jpeg(subsampling=0),
    "JPEG, tall": lambda: jpeg(size=TALL),
    "JPEG progressive": progressive_jpeg,
    "JPEG progressive CMYK": lambda: progressive_jpeg("CMYK"),
    "JPEG CMYK with profile": printers_jpeg,
    "WebP lossy": webp,
    "WebP lossy, alpha": lambda: webp(mode="RGBA"),
    "WebP lossless": lambda: encoded(
        stripes(*of_limit("WEBP")), "WEBP", lossless=True, quality=0, method=0
    ),
    "WebP lossy, alpha, 20 MB": lambda: filled(webp(mode="RGBA")),
    "WebP moving": moving_webp,
    "AVIF": avif,
    "AVIF 4:4:4, alpha": lambda: avif("RGBA", subsampling="4:4:4"),
    "HEIC": heic,
    "HEIC 4:4:4, alpha": lambda: heic("RGBA", chroma=444),
    "HEIC of 10 bits, alpha": deep_heic,
    "HEIC of 10 bits, alpha, 20 MB": lambda: filled(deep_heic()),
    "HEIC 4:4:4": lambda: heic(chroma=444),
    "HEIC in tiles": lambda: heic(tile_size=512),
    "GIF, 200 frames": moving_gif,
}
HOSTILE: dict[str, Callable[[], bytes]] = {
    "one row of 40 MP": lambda: png(6, (40_000_000, 1)),
    "claims 84 MP": lambda: claiming(12_000, 7000),
    "claims 4 GP": lambda: claiming(65_000, 65_000),
    "GIF of a million frames": lambda: moving_gif(900_000, (64, 40)),
    "JPEG of 20,000 scans": jpeg_of_many_scans,
    "JPEG that hides its scans": jpeg_that_hides_its_scans,
    "PNG profile bomb": lambda: png_bomb(b"iCCP"),
    "PNG text bomb": lambda: png_bomb(b"zTXt"),
    "PNG text bomb, iTXt": lambda: png_bomb(b"iTXt"),
    "profile that lies": profile_that_lies,
    "15 MB of EXIF": huge_exif,
    "JPEG cut off": lambda: jpeg(progressive=True, size=(4000, 3000))[:200_000],
    "PNG cut off": lambda: png(6)[:300_000],
    "WebP cut off": lambda: webp()[:100_000],
    "AVIF cut off": lambda: avif()[:100_000],
    "HEIC cut off": lambda: heic()[:100_000],
    "GIF cut off": lambda: moving_gif()[:100_000],
    "JPEG and ZIP": lambda: with_archive(jpeg(size=(640, 400))),
    "GIF and script": gif_with_script,
    "PNG with a page": png_with_page,
}
