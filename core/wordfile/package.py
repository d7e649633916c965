"""The archive a Word file is, looked at without trust: kind, sizes, macros, shape of its XML."""

import re
import zipfile
from xml.parsers import expat

from lxml import etree

from core import images

MAX_BYTES = 50 * 2**20
MAX_ENTRIES = 5_000
MAX_PICTURES_BYTES = 100 * 2**20
# Together these keep the reading of any file below 300 MB of memory (tests measure it).
MAX_XML_BYTES = 24 * 2**20
MAX_XML_NODES = 500_000  # elements and attributes, of all parts together
MAX_XML_DEPTH = 80
MAX_TAG_BYTES = 2**20
MAX_WRITTEN_NODES = 100_000
MAX_TEXT = 1_000_000  # letters: a book of 400 pages

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")

_SAVE_AS = (
    "Xin mở tệp bằng Word, chọn Tệp > Lưu thành (Save As), "
    "kiểu “Word Document (.docx)”, rồi gửi lại."
)
_NOT_WORD = f"Tệp này không phải là tệp Word (.docx). {_SAVE_AS}"
BROKEN = (
    "Tệp Word này bị hỏng hoặc tải lên chưa trọn. Xin mở lại bằng Word, lưu thành tệp mới rồi gửi."
)
TOO_MUCH = "Tệp Word này quá lớn để đọc. Xin chia nội dung thành nhiều tệp nhỏ rồi gửi từng tệp."
_LARGE_PICTURES = (
    "Tệp Word này có ảnh quá lớn (tối đa 20 MB mỗi ảnh, 100 MB cả tệp). Xin nén ảnh trong Word "
    "(Định dạng ảnh > Nén ảnh), lưu lại rồi gửi."
)
_MACROS = (
    "Tệp Word này có macro (mã chạy được) nên không được nhận. Xin mở bằng Word, lưu thành "
    "“Word Document (.docx)”, kiểu không có macro, rồi gửi lại."
)
_LOCKED = (
    "Tệp Word này được đặt mật khẩu. Xin mở bằng Word, vào Tệp > Thông tin > Bảo vệ tài liệu > "
    "Mã hoá bằng mật khẩu, xoá mật khẩu, lưu lại rồi gửi."
)
_OLD_WORD = f"Đây là tệp Word kiểu cũ (.doc), không đọc được. {_SAVE_AS}"
_UNSAFE = "Tệp Word này chứa khai báo không an toàn nên không được nhận."


class BadWordFile(ValueError):
    """The file cannot be read; the message tells its sender what it is and what to do."""


def refuse_other_kinds(data: bytes) -> None:
    start = data[:8].lstrip()
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BadWordFile(_LOCKED)
        raise BadWordFile(_OLD_WORD if "WordDocument".encode("utf-16-le") in data else _NOT_WORD)
    if start.startswith(b"{\\rtf"):
        raise BadWordFile(f"Đây là tệp RTF, không phải tệp Word (.docx). {_SAVE_AS}")
    if not data.startswith(b"PK\x03\x04"):
        raise BadWordFile(_NOT_WORD)
    if len(data) > MAX_BYTES:
        raise BadWordFile("Tệp Word này quá lớn, tối đa 50 MB. Xin giảm cỡ ảnh rồi gửi lại.")
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:  # before zipfile makes an object of each
        raise BadWordFile(TOO_MUCH)


class Package:
    """The parts of a .docx: sizes, nesting and declarations are checked as they are read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename: entry for entry in archive.infolist()}
        self._bytes_left = MAX_XML_BYTES
        self._nodes_left = MAX_XML_NODES
        self._pictures_left = MAX_PICTURES_BYTES
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self._refuse_kind()
        self.main = self._main_part()

    def _refuse_kind(self) -> None:
        if "mimetype" in self._entries:
            kind = self._read("mimetype", 200)
            if b"opendocument.text" in kind:
                raise BadWordFile(f"Đây là tệp ODT, không phải tệp Word (.docx). {_SAVE_AS}")
        if "[Content_Types].xml" not in self._entries:
            raise BadWordFile(_NOT_WORD)
        types = self._xml_bytes("[Content_Types].xml").lower()
        names = [name.lower() for name in self._entries]
        if b"macroenabled" in types or any(name.endswith("vbaproject.bin") for name in names):
            raise BadWordFile(_MACROS)

    def _main_part(self) -> str:
        targets = self.relations("").values()
        found = [target for kind, target in targets if kind == "officeDocument"]
        main = found[0] if found else "word/document.xml"
        if main not in self._entries:
            raise BadWordFile(_NOT_WORD)
        return main

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Map the ids *part* refers by to (kind, part name or outside address)."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        root = self.xml(path)
        if root is None:
            return {}
        relations = {}
        for item in root.iterchildren("{*}Relationship"):
            target = item.get("Target", "")
            if item.get("TargetMode") != "External":
                target = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            relations[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], target)
        return relations

    def related(self, kind: str) -> list[str]:
        """Name the parts of one kind ("styles", "footnotes" …) the main part refers to."""
        return [
            target
            for found, target in self.relations(self.main).values()
            if found == kind and target in self._entries
        ]

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of a part, None if there is no such part."""
        if name not in self._entries:
            return None
        data = self._xml_bytes(name)
        # Files of the “strict” kind differ in the names of their namespaces only.
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True,
            remove_pis=True, remove_blank_text=False, collect_ids=False,
        )  # fmt: skip
        return etree.fromstring(data, parser)

    def picture(self, name: str) -> bytes | None:
        """Return the bytes of a picture, None if it is missing."""
        if name not in self._entries:
            return None
        data = self._read(name, min(images.MAX_BYTES, self._pictures_left), _LARGE_PICTURES)
        self._pictures_left -= len(data)
        return data

    def has_words(self, name: str) -> bool:
        """Whether a part holds text other than numbers (pages have numbers)."""
        return bool(re.search(rb"<w:t(?: [^>]*)?>[^<]*[^\s\d<]", self._xml_bytes(name)))

    def _xml_bytes(self, name: str) -> bytes:
        data = self._read(name, self._bytes_left)
        self._bytes_left -= len(data)
        self._nodes_left -= _count_nodes(data, self._nodes_left)
        return data

    def _read(self, name: str, limit: int, refusal: str = TOO_MUCH) -> bytes:
        entry = self._entries[name]
        if entry.flag_bits & 1:
            raise BadWordFile(_LOCKED)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadWordFile(BROKEN)
        with self._archive.open(entry) as file:
            data = file.read(limit + 1)  # what the archive says of sizes is not believed
        if len(data) > limit:
            raise BadWordFile(refusal)
        return data


def _count_nodes(data: bytes, limit: int) -> int:
    """Count the elements and attributes of an XML part without building it, or refuse the part."""
    nodes = depth = 0

    def start(_name: str, attributes: list[str]) -> None:
        nonlocal nodes, depth
        nodes += 1 + len(attributes) // 2
        depth += 1
        if nodes > limit or depth > MAX_XML_DEPTH:
            raise BadWordFile(TOO_MUCH)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_details: object) -> None:
        raise BadWordFile(_UNSAFE)

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    for position in range(0, len(data), 2**16):
        parser.Parse(data[position : position + 2**16], False)
        if position - parser.CurrentByteIndex > MAX_TAG_BYTES:
            raise BadWordFile(TOO_MUCH)  # one tag without end
    parser.Parse(b"", True)
    return nodes
