import io
import unicodedata
import zipfile

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from core import uploads
from core.uploads import UploadRefused
from tests.factories import picture_bytes, picture_file

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"


def archive(files, compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


DOCX = archive({"word/document.xml": "<w:document/>", "[Content_Types].xml": "<Types/>"})
XLSX = archive({"xl/workbook.xml": "<workbook/>"})
ODT = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
ODS = archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
BROKEN_ODT = archive({"mimetype": "application/vnd.oasis" * 9}, zipfile.ZIP_DEFLATED).replace(
    b"K,(", b"\xff\xff\xff"
)


def sent(data, name="van-ban.pdf"):
    return SimpleUploadedFile(name, data)


class TestDocument:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [(PDF, "pdf"), (DOCX, "docx"), (XLSX, "xlsx"), (ODT, "odt"), (ODS, "ods")],
        ids=["pdf", "docx", "xlsx", "odt", "ods"],
    )
    @pytest.mark.parametrize("name", ["van-ban.pdf", "van-ban.exe", "van-ban", "../../van.html"])
    def test_is_what_its_content_says(self, data, kind, name):
        document = uploads.document(sent(data, name))

        assert document.kind == kind
        assert document.data == data

    def test_has_a_generated_name_whose_ending_follows_the_content(self):
        document = uploads.document(sent(DOCX, "../../Quyết định 29.pdf.html"))

        folder, start, name = document.name.split("/")
        assert folder == "documents"
        assert name.startswith(start)
        assert name.endswith(".docx")
        assert len(name) == 16 + len(".docx")
        assert name.removesuffix(".docx").isalnum()

    def test_sent_twice_has_one_name(self):
        first = uploads.document(sent(PDF, "a.pdf"))
        second = uploads.document(sent(PDF, "b.pdf"))

        assert first.name == second.name

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            HTML,
            b"MZ\x90\x00" + b"\0" * 100,
            b"\x7fELF" + b"\0" * 100,
            b"<?xml version='1.0'?><svg onload='alert(1)'/>",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,  # .doc of Word 97, may hold macros
            picture_bytes(40, 30),
            HTML + PDF,
            archive({"anything.txt": "x"}),
            archive({"mimetype": "application/epub+zip"}),
            archive({"mimetype": "application/vnd.oasis.opendocument.text-master"}),
            archive({"word/document.xml": "x", "word/vbaProject.bin": "macros"}),
            archive({"xl/workbook.xml": "x", "xl/vbaProject.bin": "macros"}),
            BROKEN_ODT,
            DOCX[:40],
            DOCX[:-30],
        ],
        ids=range(16),  # bytes make unreadable names, and archives tell the time
    )
    def test_of_another_kind_is_refused_by_name(self, data):
        with pytest.raises(UploadRefused, match="“van-ban.pdf”: chỉ nhận tệp PDF, DOCX"):
            uploads.document(sent(data))

    def test_that_unpacks_to_a_flood_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("word/document.xml", "x")
            with made.open("word/media/flood", "w", force_zip64=True) as flood:
                for _ in range(uploads.MAX_UNPACKED_BYTES // 2**22 + 1):
                    flood.write(b"\0" * 2**22)

        with pytest.raises(UploadRefused):
            uploads.document(sent(out.getvalue()))

    def test_of_too_many_parts_is_refused(self, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_PARTS", 5)
        parts = {f"word/{number}": "x" for number in range(4)}
        taken = archive({"word/document.xml": "x", **parts})

        assert uploads.document(sent(taken)).kind == "docx"
        with pytest.raises(UploadRefused):
            uploads.document(sent(archive({"word/document.xml": "x", **parts, "one": "more"})))

    def test_that_is_too_large_is_not_even_read(self):
        upload = sent(PDF)
        upload.size = uploads.MAX_DOCUMENT_BYTES + 1

        with pytest.raises(UploadRefused, match="“van-ban.pdf”: tệp quá lớn, tối đa 50 MB"):
            uploads.document(upload)


class TestPicture:
    def test_is_read_from_the_start_whoever_read_before(self):
        upload = picture_file(width=64, height=48)
        upload.read()

        assert uploads.picture(upload).width == 64

    @pytest.mark.parametrize("name", ["anh.png", "anh.html", "anh", "anh.jpg.exe"])
    def test_may_have_any_name(self, name):
        made = uploads.picture(picture_file(name, width=64, height=48))

        assert made.name.endswith("/64.webp")

    def test_that_is_something_else_is_refused_by_name(self):
        with pytest.raises(UploadRefused, match="“anh.jpg”: Tệp không phải là ảnh"):
            uploads.picture(sent(HTML, "anh.jpg"))

    def test_that_is_too_large_is_not_even_read(self):
        upload = picture_file(width=64, height=48)
        upload.size = 20 * 2**20 + 1

        with pytest.raises(UploadRefused, match="“anh.jpg”: ảnh quá lớn, tối đa 20 MB"):
            uploads.picture(upload)


class TestShownName:
    def test_is_composed(self):
        decomposed = unicodedata.normalize("NFD", "Hội nghị ở Đồng Đăng.jpg")

        assert uploads.shown_name(sent(b"x", decomposed)) == "Hội nghị ở Đồng Đăng.jpg"

    def test_has_no_invisible_characters_and_fits_its_column(self):
        upload = sent(b"x")
        upload.name = "a\u202egpj.exe\x00" + "x" * 220

        shown = uploads.shown_name(upload)

        assert shown.startswith("agpj.exex")
        assert len(shown) == 200


class TestStore:
    def test_writes_every_file_under_the_name_it_was_given(self):
        uploads.store({"photos/a/1.webp": b"one", "photos/a/2.webp": b"two"})

        with default_storage.open("photos/a/1.webp") as one:
            assert one.read() == b"one"
        assert default_storage.exists("photos/a/2.webp")

    def test_leaves_a_file_that_exists_alone(self):
        uploads.store({"photos/a/1.webp": b"one"})

        uploads.store({"photos/a/1.webp": b"one", "photos/a/2.webp": b"two"})

        assert sorted(default_storage.listdir("photos/a")[1]) == ["1.webp", "2.webp"]

    def test_writes_none_when_one_cannot_be_written(self, tmp_path):
        storage = FileSystemStorage(tmp_path / "small")
        (tmp_path / "small" / "photos").mkdir(parents=True)
        (tmp_path / "small" / "photos" / "taken").write_text("a file where a folder should be")

        with pytest.raises(UploadRefused, match="Máy chủ không ghi được tệp"):
            uploads.store({"photos/a/1.webp": b"one", "photos/taken/2.webp": b"two"}, storage)

        assert not storage.exists("photos/a/1.webp")
