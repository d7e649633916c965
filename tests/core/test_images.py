import io
import subprocess
import sys
import time

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from core import decoding, images
from core.images import BadImage
from tests.core import heavy_pictures
from tests.core.heavy_pictures import claiming, encoded, moving_picture
from tests.core.measuring import cost_of
from tests.factories import picture_bytes

NAME = "photos/3f/3fa9c2d45b6e7f80-1600x900/1600.webp"
STEM = "photos/3f/3fa9c2d45b6e7f80-1600x900"


def widest(made):
    return Image.open(io.BytesIO(made.files[made.name]))


def is_near(colour, other):
    return all(abs(one - two) <= 12 for one, two in zip(colour, other, strict=True))


def phone_exif(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Ghi chú của máy ảnh"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (21.0, 58.0, 30.0), "E", (106.0, 41.0, 0.0)
    return exif


class TestMake:
    @pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
    def test_takes_the_formats_editors_have(self, image_format):
        made = images.make(picture_bytes(400, 300, image_format=image_format))

        assert (made.width, made.height) == (400, 300)
        assert widest(made).format == "WEBP"

    def test_makes_every_width_and_one_jpeg_for_social_networks(self):
        made = images.make(picture_bytes(1400, 700))

        stem = made.name.removesuffix("/1400.webp")
        assert sorted(made.files) == sorted(
            f"{stem}/{name}"
            for name in ("320.webp", "640.webp", "960.webp", "1280.webp", "1400.webp", "share.jpg")
        )
        share = Image.open(io.BytesIO(made.files[f"{stem}/share.jpg"]))
        assert (share.format, share.size) == ("JPEG", (1200, 600))
        small = Image.open(io.BytesIO(made.files[f"{stem}/320.webp"]))
        assert small.size == (320, 160)

    def test_never_enlarges(self):
        made = images.make(picture_bytes(100, 50))

        assert {Image.open(io.BytesIO(data)).size for data in made.files.values()} == {(100, 50)}

    def test_cuts_large_pictures_down(self):
        made = images.make(picture_bytes(2400, 1200))

        assert (made.width, made.height) == (1920, 960)
        assert widest(made).size == (1920, 960)

    def test_keeps_at_least_one_row(self):
        made = images.make(picture_bytes(1000, 1))

        assert made.height == 1
        assert widest(made).size == (1000, 1)

    def test_names_a_picture_for_its_content(self):
        data = picture_bytes(64, 48)

        made = images.make(data)

        digest = images.content_hash(data)
        assert made.name == f"photos/{digest[:2]}/{digest[:16]}-64x48/64.webp"
        assert images.make(data) == made

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_turns_pictures_upright(self, orientation):
        upright = Image.new("RGB", (80, 40), "white")
        upright.paste("red", (0, 0, 40, 20))  # the corner that tells the eight ways apart
        back = {
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }
        lying = upright.transpose(back[orientation]) if orientation > 1 else upright

        made = images.make(encoded(lying, "JPEG", exif=phone_exif(orientation), quality=95))

        shown = widest(made)
        assert shown.size == (80, 40)
        assert is_near(shown.getpixel((10, 10)), (255, 0, 0))
        assert is_near(shown.getpixel((70, 10)), (255, 255, 255))
        assert is_near(shown.getpixel((10, 35)), (255, 255, 255))

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_turns_pictures_of_iphones_once(self, orientation):
        image = Image.new("RGB", (80, 40), "white")
        image.paste("red", (0, 0, 40, 20))
        as_jpeg = encoded(image, "JPEG", exif=phone_exif(orientation), quality=95)
        exif = phone_exif(orientation).tobytes()
        as_heic = encoded(image, "HEIF", exif=exif, quality=95)

        made, expected = widest(images.make(as_heic)), widest(images.make(as_jpeg))

        assert made.size == expected.size
        for corner in ((5, 5), (made.width - 5, 5), (5, made.height - 5)):
            assert is_near(made.getpixel(corner), expected.getpixel(corner))

    @pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
    def test_leaves_no_words_in_any_format(self, image_format):
        xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>BI MAT</a></x:xmpmeta>"
        exif = Image.Exif()
        exif[0x010E] = "BI MAT"
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "BI MAT", zip=True)
        options = {"pnginfo": words} if image_format == "PNG" else {"xmp": xmp}
        image = Image.new("RGB", (64, 48), "teal")
        data = encoded(image, image_format, exif=exif.tobytes(), **options)
        assert image_format == "PNG" or b"BI MAT" in data

        made = images.make(data)

        for content in made.files.values():
            left = Image.open(io.BytesIO(content))
            assert dict(left.getexif()) == {}
            assert b"BI MAT" not in content

    @pytest.mark.parametrize("name", ["JPEG and ZIP", "GIF and script", "PNG with a page"])
    def test_leaves_nothing_of_a_second_file_inside(self, name):
        data = heavy_pictures.HOSTILE[name]()
        assert b"BI MAT" in data

        made = images.make(data)

        assert not any(b"BI MAT" in content for content in made.files.values())

    def test_leaves_no_place_and_no_words_of_the_camera(self):
        data = encoded(
            Image.new("RGB", (64, 48), "teal"), "JPEG", exif=phone_exif(6), comment=b"BI MAT"
        )

        made = images.make(data + b"<script>BI MAT</script>")

        for content in made.files.values():
            left = Image.open(io.BytesIO(content))
            assert dict(left.getexif()) == {}
            assert not {"exif", "comment", "xmp", "icc_profile"} & left.info.keys()
            assert b"BI MAT" not in content
            assert b"GPS" not in content

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF")
    def test_takes_pictures_with_broken_exif(self):
        exif = b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40

        made = images.make(encoded(Image.new("RGB", (64, 48), "teal"), "JPEG", exif=exif))

        assert (made.width, made.height) == (64, 48)

    def test_keeps_transparency_and_puts_the_jpeg_on_white(self):
        image = Image.new("RGBA", (64, 48), (0, 0, 0, 0))

        made = images.make(encoded(image, "PNG"))

        assert widest(made).mode == "RGBA"
        assert widest(made).getpixel((5, 5))[3] == 0
        share = Image.open(io.BytesIO(made.files[images.share_picture(made.name)]))
        assert is_near(share.getpixel((5, 5)), (255, 255, 255))

    def test_keeps_the_transparent_colour_of_a_palette(self):
        image = Image.new("P", (64, 48), 0)

        made = images.make(encoded(image, "GIF", transparency=0))

        assert widest(made).getpixel((5, 5))[3] == 0

    def test_shows_printers_colours_as_screens_do(self):
        image = Image.new("CMYK", (64, 48), (0, 255, 255, 0))

        made = images.make(encoded(image, "JPEG", quality=95))

        assert is_near(widest(made).getpixel((5, 5)), (255, 0, 0))

    def test_keeps_the_greys_of_16_bit_pictures(self):
        image = Image.new("I;16", (64, 48), 128 * 256)

        made = images.make(encoded(image, "PNG"))

        assert is_near(widest(made).convert("RGB").getpixel((5, 5)), (128, 128, 128))

    @pytest.mark.parametrize(("mode", "grey"), [("1", 1), ("L", 255), ("LA", (255, 255))])
    def test_takes_pictures_without_colours(self, mode, grey):
        made = images.make(encoded(Image.new(mode, (64, 48), grey), "PNG"))

        assert is_near(widest(made).convert("RGB").getpixel((5, 5)), (255, 255, 255))

    @pytest.mark.parametrize("image_format", ["GIF", "WEBP", "PNG", "AVIF"])
    def test_takes_the_first_frame_of_a_moving_picture_and_says_so(self, image_format):
        made = images.make(moving_picture(image_format))

        assert made.is_animated
        assert getattr(widest(made), "n_frames", 1) == 1
        assert is_near(widest(made).convert("RGB").getpixel((5, 5)), (255, 0, 0))

    @pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
    def test_says_of_no_other_picture_that_it_moved(self, image_format):
        assert not images.make(picture_bytes(64, 48, image_format=image_format)).is_animated

    @pytest.mark.parametrize("image_format", ["MPO", "HEIF"])
    def test_does_not_mistake_a_second_view_for_movement(self, image_format):
        data = moving_picture(image_format)
        assert Image.open(io.BytesIO(data)).n_frames == 3

        assert not images.make(data).is_animated

    @pytest.mark.parametrize("size", [(1000, 9000), (1600, 9000)])
    def test_stores_long_pictures_narrower(self, size):
        made = images.make(encoded(Image.new("L", size), "PNG"))

        assert 0.9 * images.MAX_STORED < made.width * made.height <= images.MAX_STORED
        assert abs(made.height / made.width - size[1] / size[0]) < 0.02

    def test_brings_colours_into_srgb(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        image = Image.new("RGB", (64, 48), (10, 120, 200))

        made = images.make(encoded(image, "PNG", icc_profile=profile))

        assert is_near(widest(made).getpixel((5, 5)), (10, 120, 200))

    def test_takes_pictures_with_a_broken_colour_profile(self):
        made = images.make(
            encoded(Image.new("RGB", (64, 48), "teal"), "PNG", icc_profile=b"broken")
        )

        assert made.width == 64


class TestRefusal:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\0" * 1000,
            b"Word 97",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<!doctype html><script>alert(1)</script>",
            b"%PDF-1.7",
            b"BM" + b"\0" * 60,  # a format nobody asked for
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
            picture_bytes(400, 300)[:600],
            picture_bytes(400, 300, image_format="PNG")[:100],
            picture_bytes(400, 300, image_format="WEBP")[:60],
            picture_bytes(400, 300, image_format="AVIF")[:300],
            picture_bytes(40, 30, image_format="GIF")[:20],
        ],
    )
    def test_is_a_sentence_in_vietnamese(self, data):
        with pytest.raises(BadImage, match="không phải là ảnh .* còn đọc được"):
            images.make(data)

    def test_of_pictures_with_a_damaged_middle_is_no_crash(self):
        data = bytearray(picture_bytes(400, 300, image_format="AVIF"))
        data[-200:-100] = b"\xff" * 100

        with pytest.raises(BadImage):
            images.make(bytes(data))

    @pytest.mark.parametrize(
        ("width", "height"), [(12_000, 7_000), (7_000, 6_000), (60_000, 60_000)]
    )
    def test_of_a_small_file_that_claims_many_points_is_quick(self, width, height):
        bomb = claiming(width, height)
        assert len(bomb) <= 300
        started = time.process_time()

        with pytest.raises(BadImage, match="quá nhiều điểm ảnh: tối đa 40 triệu"):
            decoding.decode(bomb)

        assert time.process_time() - started < 0.5

    def test_of_too_many_bytes_comes_before_decoding(self):
        with pytest.raises(BadImage, match="quá lớn: tối đa 20 MB"):
            images.make(b"\xff" * (images.MAX_BYTES + 1))

    def test_of_pictures_longer_than_webp_can_be_is_a_sentence(self):
        with pytest.raises(BadImage, match="quá dài"):
            images.make(picture_bytes(8, 16_500))

    @pytest.mark.parametrize(
        ("kind", "data", "sentence"),
        [
            ("WEBP", picture_bytes(image_format="WEBP"), "Ảnh WebP có quá nhiều"),
            ("AVIF", picture_bytes(image_format="AVIF"), "Ảnh AVIF có quá nhiều"),
            ("HEIF", picture_bytes(image_format="HEIF"), "Ảnh HEIC có quá nhiều"),
            (
                decoding.DEEP_HEIF,
                encoded(Image.new("RGBA", (64, 48)), "HEIF"),
                "Ảnh HEIC nhiều màu hoặc trong suốt có quá nhiều",
            ),
            (
                decoding.SEVERAL_SCANS,
                picture_bytes(progressive=True),
                "Ảnh JPEG kiểu lũy tiến có quá nhiều",
            ),
        ],
        ids=["WebP", "AVIF", "HEIC", "HEIC with alpha", "progressive JPEG"],
    )
    def test_of_formats_that_need_more_memory_names_the_limit(
        self, monkeypatch, kind, data, sentence
    ):
        decoding.decode(data)
        monkeypatch.setitem(decoding.MAX_PIXELS_OF, kind, 3000)

        with pytest.raises(BadImage, match=sentence):
            decoding.decode(data)

    @pytest.mark.parametrize(("frames", "is_taken"), [(200, True), (201, False), (50_000, False)])
    def test_of_too_many_frames_names_the_limit(self, frames, is_taken):
        data = heavy_pictures.moving_gif(frames, (64, 40))

        if is_taken:
            assert images.make(data).is_animated
        else:
            with pytest.raises(BadImage, match="quá nhiều khung hình: tối đa 200"):
                images.make(data)

    @pytest.mark.parametrize("name", ["JPEG of 20,000 scans", "JPEG that hides its scans"])
    def test_of_a_jpeg_of_endless_scans_is_quick(self, name):
        bomb = heavy_pictures.HOSTILE[name]()
        started = time.process_time()

        with pytest.raises(BadImage, match="quá phức tạp"):
            decoding.decode(bomb)

        assert time.process_time() - started < 1

    def test_of_one_endless_row_comes_before_decoding(self):
        with pytest.raises(BadImage, match="mỗi cạnh tối đa 65500 điểm ảnh"):
            images.make(claiming(70_000, 1))

    @pytest.mark.parametrize("name", ["PNG profile bomb", "PNG text bomb"])
    def test_of_packed_floods_is_a_sentence(self, name):
        with pytest.raises(BadImage, match="không phải là ảnh .* còn đọc được"):
            images.make(heavy_pictures.HOSTILE[name]())


class TestProcess:
    """Pictures are decoded in a process of their own, which may fail without harm."""

    def test_that_is_late_is_killed_and_the_sender_told(self, monkeypatch, caplog):
        monkeypatch.setattr(images, "SECONDS", 0.01)

        with pytest.raises(BadImage, match="không đọc hết được ảnh này"):
            images.make(picture_bytes(64, 48))

        assert "no time left" in caplog.text

    def test_does_not_bring_the_decoders_into_the_one_that_serves(self):
        loaded = subprocess.run(
            [sys.executable, "-c", "import core.uploads, sys; print(*sys.modules)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()

        assert "core.images" in loaded
        assert not [name for name in loaded if name.startswith(("PIL", "pillow_heif"))]


class TestTiles:
    """Large pictures are converted in pieces; nobody may see where they met."""

    @pytest.mark.parametrize("mode", ["RGBA", "L", "CMYK", "RGB"])
    @pytest.mark.parametrize("width", [2500, 7699])
    def test_join_without_a_seam(self, monkeypatch, mode, width):
        image_format = "JPEG" if mode == "CMYK" else "PNG"
        profile = heavy_pictures.screen_profile() if mode in ("RGB", "RGBA") else None
        image = heavy_pictures.scene(width, 1100, mode)
        data = encoded(image, image_format, icc_profile=profile, compress_level=1)
        in_tiles, _ = decoding.decode(data)
        monkeypatch.setattr(decoding, "TILE", 20_000)

        whole, _ = decoding.decode(data)

        assert in_tiles.size == whole.size
        assert in_tiles.tobytes() == whole.tobytes()


class TestMemory:
    """Promised: less than 300 MB for any file. The whole list is measured by `make bench-desk`."""

    @pytest.mark.parametrize(
        "name",
        [
            "PNG of 16 MP, 16,380 long",  # the worst of all
            "JPEG progressive CMYK",
        ],
    )
    def test_grows_little_over_the_heaviest_pictures(self, tmp_path, name):
        cost = cost_of("core.images.make", heavy_pictures.HEAVY[name](), tmp_path)

        assert cost.refusal == ""
        assert cost.megabytes < 300


class TestCut:
    PICTURE = encoded(heavy_pictures.scene(400, 300), "WEBP")

    @pytest.mark.parametrize(
        ("box", "size"),
        [
            ((0, 0, 0.5, 1), (200, 300)),
            ((0.25, 0.25, 0.75, 0.75), (200, 150)),
            ((0.75, 0, 1, 1), (100, 300)),
            ((-1, -1, 2, 2), (400, 300)),
        ],
    )
    def test_gives_the_part_inside_the_box(self, box, size):
        made = images.make(images.cut(self.PICTURE, box))

        assert (made.width, made.height) == size

    def test_shows_what_was_there(self):
        image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
        image.paste("red", (200, 0, 400, 300))

        made = images.make(images.cut(encoded(image, "WEBP"), (0.5, 0, 1, 1)))

        assert is_near(widest(made).convert("RGB").getpixel((100, 150)), (255, 0, 0))

    @pytest.mark.parametrize("box", [(0, 0, 0.2, 1), (0.5, 0, 0.5, 1), (0.9, 0.9, 0.1, 0.1)])
    def test_refuses_slivers(self, box):
        with pytest.raises(BadImage, match="mỗi chiều ít nhất 100 điểm ảnh"):
            images.cut(self.PICTURE, box)

    def test_lets_small_pictures_keep_a_side(self):
        made = images.make(images.cut(picture_bytes(400, 60), (0, 0, 0.5, 1)))

        assert (made.width, made.height) == (200, 60)

    def test_gives_the_same_file_every_time(self):
        box = (0.1, 0.1, 0.9, 0.9)

        assert images.cut(self.PICTURE, box) == images.cut(self.PICTURE, box)


class TestNames:
    @pytest.mark.parametrize(
        ("width", "steps"),
        [
            (100, [100]),
            (320, [320]),
            (321, [321, 320]),
            (1280, [1280, 960, 640, 320]),
            (1920, [1920, 1280, 960, 640, 320]),
        ],
    )
    def test_have_one_for_each_width(self, width, steps):
        assert images.widths_for(width) == steps

    @pytest.mark.parametrize(
        ("asked", "given"), [(1, 320), (320, 320), (321, 640), (1300, 1600), (5000, 1600)]
    )
    def test_lead_to_the_narrowest_rendition_that_is_wide_enough(self, asked, given):
        assert images.rendition(NAME, asked) == f"{STEM}/{given}.webp"

    def test_hold_the_size(self):
        assert images.stored_size(f"/media/{NAME}") == (1600, 900)

    def test_lead_to_the_jpeg(self):
        assert images.share_picture(NAME) == f"{STEM}/share.jpg"

    def test_write_the_srcset_from_narrow_to_wide(self):
        assert images.srcset(f"/media/{NAME}") == ", ".join(
            f"/media/{STEM}/{width}.webp {width}w" for width in (320, 640, 960, 1280, 1600)
        )

    def test_are_exactly_those_of_the_files_made(self):
        made = images.make(picture_bytes(700, 400))

        named = {part.split()[0] for part in images.srcset(made.name).split(", ")}
        assert named | {images.share_picture(made.name)} == made.files.keys()

    def test_of_all_files_are_those_made(self):
        made = images.make(picture_bytes(700, 400))

        assert sorted(images.stored_files(made.name)) == sorted(made.files)

    def test_are_found_in_html(self):
        html = f'<img src="/media/{STEM}/640.webp"><a href="/media/{STEM}/share.jpg">photos/x</a>'

        assert images.names_in(html) == {NAME}

    def test_are_changed_in_html_to_widths_that_are_there(self):
        small = "photos/aa/aaaaaaaaaaaaaaaa-500x300"
        html = f'<img src="/media/{STEM}/960.webp"><a href="/media/{STEM}/share.jpg">{STEM}</a>'

        changed = images.readdressed(html, {NAME: f"{small}/500.webp"})

        assert changed == (
            f'<img src="/media/{small}/500.webp"><a href="/media/{small}/share.jpg">{STEM}</a>'
        )

    @pytest.mark.parametrize("name", ["", "documents/3f/x.pdf", "photos/3f/x.webp", "a.jpg"])
    def test_of_other_files_are_left_alone(self, name):
        assert images.stored_size(name) is None
        assert images.rendition(name, 320) == name
        assert images.share_picture(name) == name
        assert images.srcset(name) == ""
        assert images.stored_files(name) == []
