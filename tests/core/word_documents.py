"""Word files for tests: whole reports, single shapes written by hand, and hostile ones."""

import io
import unicodedata
import zipfile
from functools import cache

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image, ImageDraw

from core import legacy

TITLE = "Kết quả hoạt động xuất nhập khẩu qua các cửa khẩu trong sáu tháng đầu năm"
LEAD = (
    "Sáu tháng đầu năm, hoạt động thông quan tại các cửa khẩu trong khu kinh tế diễn ra ổn định, "
    "lượng phương tiện tăng so với cùng kỳ, không xảy ra ùn ứ kéo dài."
)
SENTENCES = (
    "Ban Quản lý phối hợp với Hải quan, Biên phòng và Kiểm dịch phân luồng phương tiện từ xa, "
    "ưu tiên xe chở nông sản tươi.",
    "Thủ tục được tiếp nhận trên nền tảng cửa khẩu số; lái xe khai báo trước khi vào bãi nên thời "
    "gian chờ rút xuống còn một nửa.",
    "Các bãi xe bố trí đủ điểm nước sạch, nhà vệ sinh và chỗ nghỉ cho lái xe đường dài.",
    "Đường vào khu vực mốc 1119 được mở rộng, kẻ lại vạch và lắp thêm đèn chiếu sáng.",
    "Doanh nghiệp đề nghị kéo dài giờ làm việc vào những ngày cao điểm của vụ vải và vụ dưa hấu.",
    "Công tác phòng cháy, chữa cháy được kiểm tra mỗi tuần; những tồn tại đã được khắc phục ngay.",
)
BYLINE = "Hoàng Thị Đào"
LINK = "https://khuktck.example.vn/thong-bao"


def report() -> bytes:
    """Ten pages as an office writes them: headings, lists, three tables, five pictures."""
    return _report()


def tcvn3_report() -> bytes:
    """The report typed for .VnTime, its title for .VnTimeH."""
    return _report(coding=to_tcvn3, font=".VnTime", title_font=".VnTimeH")


def vni_report() -> bytes:
    return _report(coding=to_vni, font="VNI-Times", title_font="VNI-Times")


def nfd_report() -> bytes:
    """The report as a Mac writes it, every mark a character of its own."""
    return _report(coding=lambda text: unicodedata.normalize("NFD", text))


def to_tcvn3(text: str) -> str:
    """Return *text* as typed for a .Vn font; capitals with tones become small letters."""
    return "".join(_TCVN3.get(letter, _TCVN3.get(letter.lower(), letter)) for letter in text)


def to_vni(text: str) -> str:
    return "".join(_VNI.get(letter, letter) for letter in text)


def _inverse(kind: str, codes: list[str]) -> dict[str, str]:
    """Map each letter to its code, of the *codes* that stand for one."""
    letters = {legacy.convert(code, kind): code for code in codes}
    return {letter: code for letter, code in letters.items() if len(letter) == 1}


_SIGNS = [chr(code) for code in range(0xA1, 0x100)]
_VNI_PAIRS = [letter + sign for letter in "aeouyôö" for sign in _SIGNS if sign == sign.lower()]
_TCVN3 = _inverse("tcvn3", _SIGNS)
_VNI = _inverse("vni", [*_SIGNS, *_VNI_PAIRS, *(pair.upper() for pair in _VNI_PAIRS)])


@cache
def picture(number: int, kind: str = "JPEG") -> bytes:
    """Draw a picture of its own, 1600 by 1000."""
    image = Image.new("RGB", (1600, 1000), (40 * number, 120, 200 - 30 * number))
    draw = ImageDraw.Draw(image)
    for step in range(0, 1600, 40):
        draw.line((step, 0, 1600 - step, 1000), fill=(255, 255, 20 * number), width=3)
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def _saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _report(coding=lambda text: text, font: str = "", title_font: str = "") -> bytes:
    document = docx.Document()
    if font:
        _name_font(document.styles["Normal"].element.get_or_add_rPr(), font)
    title = document.add_paragraph(style="Title")
    run = title.add_run(coding(TITLE))
    if title_font:
        _name_font(run._r.get_or_add_rPr(), title_font)
    document.add_paragraph().add_run(coding(LEAD)).bold = True
    for page in range(1, 6):
        document.add_heading(coding(f"Công việc của tháng {page}"), level=1)
        for turn in range(6):
            words = [SENTENCES[(page + turn + at) % len(SENTENCES)] for at in range(4)]
            document.add_paragraph(coding(" ".join(words)))
        _add_picture(document, page, coding)
        document.add_heading(coding("Kết quả cụ thể"), level=2)
        for style, sentence in _LISTED:
            document.add_paragraph(coding(sentence), style=style)
    for add_table in (_marked_table, _bold_table, _merged_table):
        add_table(document, coding)
        document.add_paragraph(coding(SENTENCES[0]))
    _add_link(document.add_paragraph(coding("Xem thêm tại ")), "trang của Ban", LINK, coding)
    closing = document.add_paragraph(coding("Báo cáo gửi các đơn vị để biết và thực hiện./."))
    closing.paragraph_format.first_line_indent = Cm(1)
    byline = document.add_paragraph()
    byline.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    byline.add_run(coding(BYLINE)).bold = True
    return _saved(document)


_LISTED = (
    ("List Bullet", "Hàng xuất khẩu chủ yếu là nông sản"),
    ("List Bullet 2", "Thanh long, dưa hấu và sầu riêng"),
    ("List Bullet", "Hàng nhập khẩu chủ yếu là linh kiện"),
    ("List Number", "Rà soát các bước của thủ tục"),
    ("List Number", "Công bố thời gian xử lý từng bước"),
)


def _name_font(properties, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{script}"), font)


def _add_picture(document, number: int, coding) -> None:
    kind = "PNG" if number % 2 else "JPEG"
    holder = document.add_paragraph()
    holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = holder.add_run().add_picture(io.BytesIO(picture(number, kind)), width=Cm(14))
    if number <= 3:
        shape._inline.docPr.set("descr", coding(f"Xe chờ thông quan ở bãi số {number}"))
    if number == 5:
        document.add_paragraph(coding("Bãi xe nhìn từ trên cao"), style="Caption")
    else:
        caption = document.add_paragraph()
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.add_run(coding(f"Xe chở nông sản vào bãi số {number}")).italic = True


def _fill(table, rows, coding) -> None:
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = coding(text)


def _marked_table(document, coding) -> None:
    table = document.add_table(3, 2, style="Table Grid")
    _fill(table, [("Cửa khẩu", "Số xe"), ("Hữu Nghị", "1.477"), ("Tân Thanh", "905")], coding)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _bold_table(document, coding) -> None:
    table = document.add_table(2, 2, style="Table Grid")
    _fill(table, [("", ""), ("Thuế thu được", "73,9 tỷ đồng")], coding)
    for cell, text in zip(table.rows[0].cells, ("Nội dung", "Kết quả"), strict=True):
        cell.paragraphs[0].add_run(coding(text)).bold = True


def _merged_table(document, coding) -> None:
    table = document.add_table(3, 3, style="Table Grid")
    for row, column, text in [
        (0, 0, "Đơn vị"), (0, 1, "Tổng hai quý"), (1, 1, "Quý I"), (1, 2, "Quý II"),
        (2, 0, "Phòng Nghiệp vụ"), (2, 1, "120"), (2, 2, "134"),
    ]:  # fmt: skip
        table.cell(row, column).text = coding(text)
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))


def _add_link(paragraph, words: str, address: str, coding) -> None:
    identity = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), identity)
    paragraph.add_run(coding(words))
    link.append(paragraph.runs[-1]._r)
    paragraph._p.append(link)


# --- Written by hand, as Word writes it ---------------------------------------------------------

SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _relations(items: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{identity}" Type="{_OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for identity, kind, target in items
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rows}</Relationships>"
    )


def package(
    body: str,
    *,
    parts: dict[str, str | bytes] | None = None,
    relations: list[tuple[str, str, str]] | None = None,
    head: str = "",
) -> bytes:
    """Make a .docx of this body XML.

    *parts* are further files below word/: "styles.xml", "numbering.xml", "footnotes.xml",
    "header1.xml" are referred to by kind; *relations* adds (id, kind, target).
    """
    parts = parts or {}
    known = [
        (f"auto{at}", "".join(filter(str.isalpha, name.removesuffix(".xml"))), name)
        for at, name in enumerate(parts)
        if name.endswith(".xml")
    ]
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations([("r1", "officeDocument", "word/document.xml")]),
        "word/document.xml": f"{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations([*known, *(relations or [])]),
        **{f"word/{name}": content for name, content in parts.items()},
    }
    return archive(files)


def archive(files: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


def root(name: str, content: str) -> str:
    """Wrap the content of a part: root("styles", "<w:style …/>")."""
    return f"<w:{name} {SPACES}>{content}</w:{name}>"


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
