"""PDF files for tests, written by hand: pages of text, and hostile ones."""

import io
import zlib

import pypdf

from core import documents

SENTENCE = "Quyết định 138/2008/QĐ-TTg về khu kinh tế cửa khẩu Đồng Đăng"
Objects = dict[int, bytes]


def read(data: bytes) -> str:
    return documents.text_of(io.BytesIO(data), "pdf")


def pdf(*pages: str, coded: str = "", filling: int = 0) -> bytes:
    """A PDF of so many pages whose font says which letters its codes stand for.

    With *coded*, a Western encoding, the font says nothing, as those of TCVN3 do. *filling* is how
    many bytes a picture has that stands on no page.
    """
    letters = "" if coded else "".join(sorted(set("".join(pages))))
    objects = {**_font(letters), **_tree(len(pages))}
    for number, text in enumerate(pages):
        objects[11 + 2 * number] = stream(_shown(text, letters, coded))
    if filling:
        objects[9] = stream(bytes(range(256)) * (filling // 256), packed=False)
    return written(objects)


def scan() -> bytes:
    """A page with a picture and no text."""
    objects = {**_tree(1), 5: b"<<>>"}
    objects[11] = stream(b"q 595 0 0 842 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q")
    return written(objects)


def bomb(megabytes: int) -> bytes:
    """A page whose text is packed a thousand times smaller than it is."""
    packer, line = zlib.compressobj(9), b"(a) Tj\n" * 2**17
    packed = b"".join(packer.compress(line) for _ in range(megabytes * 2**20 // len(line)))
    objects = {**_font("a"), **_tree(1)}
    objects[11] = _stream_object(packed + packer.flush())
    return written(objects)


def endless_forms() -> bytes:
    """A page that shows a form, which shows itself twice."""
    objects = {**_font("a"), **_tree(1, more=b"/XObject << /X 8 0 R >>")}
    objects[8] = stream(
        b"/X Do /X Do",
        more=b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        b"/Resources << /XObject << /X 8 0 R >> >>",
    )
    objects[11] = stream(b"/X Do")
    return written(objects)


def slow(pages: int = 200) -> bytes:
    """Pages that all show one text of many pieces."""
    objects = {**_font("a"), **_tree(pages)}
    text = stream(b"BT /F1 9 Tf 9 9 Td <0000> Tj" + b" 0 1 Td () Tj" * 20_000 + b" ET")
    return written({**objects, **{11 + 2 * number: text for number in range(pages)}})


def looping_tree() -> bytes:
    """A page tree that holds itself."""
    objects = _tree(1)
    objects[2] = b"<< /Type /Pages /Kids [2 0 R 10 0 R 2 0 R] /Count 3 /Parent 2 0 R >>"
    return written({**objects, 5: b"<<>>", 11: stream(b"")})


def deep_array() -> bytes:
    """Brackets within brackets, a hundred thousand times."""
    return written({**_tree(1), 5: b"<<>>", 11: b"[" * 100_000 + b"]" * 100_000})


def locked() -> bytes:
    """A PDF that needs a password."""
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf(SENTENCE))), io.BytesIO()
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def stream(data: bytes, *, packed: bool = True, more: bytes = b"") -> bytes:
    return _stream_object(zlib.compress(data), more) if packed else _plain(data)


def written(objects: Objects) -> bytes:
    """The file of these objects; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size, start = max(places) + 1, len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    out += b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    return bytes(
        out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    )


def _stream_object(packed: bytes, more: bytes = b"") -> bytes:
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), more)
    return head + b"\nstream\n" + packed + b"\nendstream"


def _plain(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"


def _tree(pages: int, more: bytes = b"") -> Objects:
    """The catalogue, and pages 10, 12 … whose contents are 11, 13 …"""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * number) for number in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
        b"/Resources << /Font << /F1 5 0 R >> " + more + b" >> >>"
    )
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        **{10 + 2 * number: page % (11 + 2 * number) for number in range(pages)},
    }


def _font(letters: str) -> Objects:
    """Font 5: its codes are the places in *letters*; without them, a Western one."""
    if not letters:
        return {
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        }
    lines = [
        f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for code, letter in enumerate(letters)
    ]
    groups = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    shown = "\n".join(
        f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{shown}\nendcmap end end"
    )
    return {
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /Serif /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Serif /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        7: stream(cmap.encode()),
    }


def _shown(text: str, letters: str, coded: str) -> bytes:
    lines = []
    for line in text.split("\n"):
        codes = (
            line.encode(coded).hex()
            if coded
            else "".join(f"{letters.index(letter):04x}" for letter in line)
        )
        lines.append(f"<{codes}> Tj 0 -14 Td")
    return b"BT /F1 11 Tf 50 780 Td\n" + "\n".join(lines).encode() + b"\nET"
