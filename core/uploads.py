"""The one door files come in through: what a file is, is read from its content, not its name."""

import hashlib
import io
import zipfile
from dataclasses import dataclass

from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import UploadedFile

from core import images
from core.text import normalize_line

MAX_DOCUMENT_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_PARTS = 10_000  # of one archive; a book of a thousand pictures has some 1,100

_ZIP_MARKS = {  # a file inside the archive that only this kind has
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
}
_ODF_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


class UploadRefused(ValueError):
    """The file is not taken; the message names it and says why, in Vietnamese."""


@dataclass(frozen=True)
class Document:
    """A document that was looked at: its kind ("pdf", "docx" …), generated name and content."""

    kind: str
    name: str
    data: bytes


def shown_name(upload: UploadedFile) -> str:
    """The name the sender gave the file, as NFC (macOS sends it decomposed)."""
    return normalize_line(upload.name or "tệp")[:200]


def picture(upload: UploadedFile) -> images.Renditions:
    """Return the renditions of an uploaded picture, or raise UploadRefused."""
    if upload.size and upload.size > images.MAX_BYTES:
        raise UploadRefused(f"“{shown_name(upload)}”: ảnh quá lớn, tối đa 20 MB.")
    try:
        upload.seek(0)
        return images.make(upload.read())
    except images.BadImage as problem:
        raise UploadRefused(f"“{shown_name(upload)}”: {problem}") from None
    except OSError:  # no memory or no process left
        raise UploadRefused(
            "Máy chủ đang bận, chưa nhận được ảnh. Xin thử lại sau ít phút."
        ) from None


def document(upload: UploadedFile) -> Document:
    """Return an uploaded PDF, DOCX, XLSX, ODT or ODS, or raise UploadRefused."""
    if upload.size and upload.size > MAX_DOCUMENT_BYTES:
        raise UploadRefused(f"“{shown_name(upload)}”: tệp quá lớn, tối đa 50 MB.")
    upload.seek(0)
    data = upload.read()
    kind = _document_kind(data)
    if kind is None:
        raise UploadRefused(
            f"“{shown_name(upload)}”: chỉ nhận tệp PDF, DOCX, XLSX, ODT hoặc ODS còn đọc được."
        )
    digest = hashlib.sha256(data).hexdigest()
    return Document(kind, f"documents/{digest[:2]}/{digest[:16]}.{kind}", data)


def store(files: dict[str, bytes], storage: Storage = default_storage) -> None:
    """Write *files*, all or none. Names come from contents, so one that exists is already right."""
    written = []
    try:
        for name, data in files.items():
            if not storage.exists(name):
                written.append(storage.save(name, io.BytesIO(data)))
    except OSError:
        for name in written:
            storage.delete(name)
        raise UploadRefused(
            "Máy chủ không ghi được tệp (có thể đã đầy đĩa). Xin thử lại sau."
        ) from None


def _document_kind(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return "pdf"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                return None
            if any(name.endswith("vbaProject.bin") for name in names):
                return None  # macros
            if "mimetype" in names:
                return _ODF_TYPES.get(archive.read("mimetype").strip())
            return next((kind for kind, mark in _ZIP_MARKS.items() if mark in names), None)
    except Exception:  # broken archives raise all sorts of errors
        return None
