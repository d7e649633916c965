import io
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wordfile import BadWordFile, WordFile, read
from core.wordfile import package as wordpackage
from tests.core import word_documents as word
from tests.core.word_documents import p, package, r, root

LIBREOFFICE = Path(__file__).parent / "word"
EXTERNAL = "https://khuktck.example.vn/"


def html_of(body: str, **package_parts) -> str:
    return read(package(body, **package_parts)).html


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.fixture(scope="module")
def report() -> WordFile:
    return read(word.report())


class TestReport:
    def test_has_its_title_and_headings(self, report):
        assert report.title == word.TITLE
        assert report.html.startswith(f'<h1 class="MsoTitle">{word.TITLE}</h1>')
        assert "<h1>Công việc của tháng 1</h1>" in report.html
        assert report.html.count("<h2>Kết quả cụ thể</h2>") == 5

    def test_has_its_paragraphs(self, report):
        assert f"<p><strong>{word.LEAD}</strong></p>" in report.html
        assert report.html.count(word.SENTENCES[1]) == 20
        assert "<p>Báo cáo gửi các đơn vị để biết và thực hiện./.</p>" in report.html
        assert report.html.endswith(f'<p align="right"><strong>{word.BYLINE}</strong></p>')

    def test_has_lists_within_lists(self, report):
        assert (
            "<ul><li>Hàng xuất khẩu chủ yếu là nông sản"
            "<ul><li>Thanh long, dưa hấu và sầu riêng</li></ul></li>"
            "<li>Hàng nhập khẩu chủ yếu là linh kiện</li></ul>"
            "<ol><li>Rà soát các bước của thủ tục</li>" in report.html
        )

    def test_numbers_go_on_where_the_file_goes_on(self, report):
        assert re.findall("<ol[^>]*>", report.html) == [
            "<ol>", '<ol start="3">', '<ol start="5">', '<ol start="7">', '<ol start="9">'
        ]  # fmt: skip

    def test_has_tables_with_header_rows_and_merged_cells(self, report):
        assert (
            "<thead><tr><th><p>Cửa khẩu</p></th><th><p>Số xe</p></th></tr></thead>" in report.html
        )
        assert "<table><tr><td><p><strong>Nội dung</strong></p></td>" in report.html
        assert '<td rowspan="2"><p>Đơn vị</p></td><td colspan="2"><p>Tổng' in report.html

    def test_has_pictures_in_their_places(self, report):
        numbers = re.findall(r'<img alt="([^"]*)" src="word-picture:(\d+)">', report.html)

        assert numbers == [(picture.alt, str(at)) for at, picture in enumerate(report.pictures)]
        assert [picture.data for picture in report.pictures] == [
            word.picture(number, "PNG" if number % 2 else "JPEG") for number in range(1, 6)
        ]
        assert report.pictures[0].alt == "Xe chờ thông quan ở bãi số 1"
        assert report.pictures[4].alt == ""

    def test_has_captions(self, report):
        assert '<p align="center"><em>Xe chở nông sản vào bãi số 1</em></p>' in report.html
        assert '<p class="MsoCaption">Bãi xe nhìn từ trên cao</p>' in report.html

    def test_has_its_link(self, report):
        assert f'<a href="{word.LINK}">trang của Ban</a>' in report.html

    def test_leaves_nothing_to_say(self, report):
        assert (report.legacy, report.sample, report.notes) == ("", ("", ""), ())

    def test_is_composed_from_decomposed_marks(self, report):
        assert read(word.nfd_report()).html == report.html

    def test_is_read_in_well_under_a_second(self):
        data = word.report()

        begin = time.process_time()
        read(data)

        assert time.process_time() - begin < 0.8


class TestOldCodings:
    def test_vni_is_told_with_a_sample_and_left_alone(self):
        file = read(word.vni_report())

        assert file.legacy == "vni"
        assert file.sample == (word.to_vni(word.TITLE), word.TITLE)
        assert word.to_vni(word.LEAD) in file.html

    def test_tcvn3_is_told_with_a_sample_and_left_alone(self):
        file = read(word.tcvn3_report())

        assert file.legacy == "tcvn3"
        assert file.sample == (word.to_tcvn3(word.TITLE), word.TITLE.upper())
        assert word.to_tcvn3(word.LEAD) in file.html

    def test_vni_is_converted_when_asked(self):
        assert read(word.vni_report(), convert_legacy=True) == WordFile(
            **{
                **vars(read(word.report())),
                "legacy": "vni",
                "sample": (word.to_vni(word.TITLE), word.TITLE),
            }
        )

    def test_tcvn3_is_converted_when_asked_its_capitals_font_as_capitals(self):
        file = read(word.tcvn3_report(), convert_legacy=True)

        assert file.title == word.TITLE.upper()
        assert words(file.html).casefold() == words(read(word.report()).html).casefold()

    def test_each_run_follows_its_own_font(self):
        old = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
        new = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'
        body = f"<w:p>{r('Cöa khÈu ', old)}{r('Tân Thanh có 5°C', new)}</w:p>"

        assert read(package(body), convert_legacy=True).html == "<p>Cửa khẩu Tân Thanh có 5°C</p>"

    def test_unicode_in_an_old_font_stays(self):
        old = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
        body = f"<w:p>{r('Tân Thanh có là', old)}</w:p>"

        file = read(package(body), convert_legacy=True)

        assert file.html == "<p>Tân Thanh có là</p>"
        assert file.legacy == ""

    def test_a_letter_split_by_editing_is_made_whole(self):
        font = '<w:rFonts w:hAnsi="VNI-Times"/>'
        body = f"<w:p>{r('Xin cha', font)}{r('øo ca', font)}{r('ùc baïn', font)}</w:p>"

        assert read(package(body), convert_legacy=True).html == "<p>Xin chào các bạn</p>"

    def test_text_that_lost_its_font_is_known_by_its_look(self):
        paragraph, cell = word.to_tcvn3(word.SENTENCES[0]), word.to_tcvn3("Tổng")
        body = p(paragraph) + p(word.SENTENCES[1]) + p(cell)

        file = read(package(body), convert_legacy=True)

        assert file.html == f"<p>{word.SENTENCES[0]}</p><p>{word.SENTENCES[1]}</p><p>Tổng</p>"
        assert file.sample == (paragraph, word.SENTENCES[0])

    def test_fonts_come_from_styles(self):
        styles = root(
            "styles",
            '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
            '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="H"/><w:basedOn w:val="a"/>'
            '<w:rPr><w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/></w:rPr></w:style>',
        )
        body = p("tæng", '<w:pStyle w:val="b"/>') + p("tæng")

        file = read(package(body, parts={"styles.xml": styles}), convert_legacy=True)

        assert file.html == "<p>TỔNG</p><p>tổng</p>"


NUMBERING = root(
    "numbering",
    "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        + "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{label}"/></w:lvl>'
            for depth, (kind, label) in enumerate(levels)
        )
        + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, levels in {
            1: [("bullet", "•"), ("bullet", "o")],
            2: [("decimal", "%1."), ("lowerLetter", "%2)")],
            3: [("decimal", "Điều %1.")],
            4: [("upperRoman", "%1."), ("decimal", "%1.%2.")],
        }.items()
    ),
)


def item(text: str, number: int, depth: int = 0, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return p(
        text, f'{named}<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    )


class TestShapesWordWrites:
    def test_lists_of_two_kinds_nest(self):
        body = item("Một", 2) + item("Chi tiết", 2, 1) + item("Hai", 2) + item("Chấm", 1)

        assert html_of(body, parts={"numbering.xml": NUMBERING}) == (
            '<ol><li>Một<ol type="a"><li>Chi tiết</li></ol></li><li>Hai</li></ol>'
            "<ul><li>Chấm</li></ul>"
        )

    def test_a_list_that_begins_deep_begins_at_its_first_level(self):
        body = item("Sâu", 1, 1)

        assert html_of(body, parts={"numbering.xml": NUMBERING}) == "<ul><li>Sâu</li></ul>"

    def test_numbers_a_list_cannot_show_are_written_out(self):
        styles = root(
            "styles",
            '<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/></w:style>',
        )
        body = (
            item("Phạm vi", 3)
            + item("Đối tượng", 3)
            + item("Chung", 4, style="u1")
            + item("Riêng", 4, 1)
        )

        html = html_of(body, parts={"numbering.xml": NUMBERING, "styles.xml": styles})

        assert html == (
            "<p>Điều 1. Phạm vi</p><p>Điều 2. Đối tượng</p><h1>I. Chung</h1><p>I.1. Riêng</p>"
        )

    def test_a_list_started_over_counts_from_one(self):
        over = NUMBERING.replace(
            "</w:numbering>",
            '<w:num w:numId="9"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>',
        )
        body = item("a", 2) + p("x") + item("b", 2) + p("x") + item("c", 9)

        assert html_of(body, parts={"numbering.xml": over}) == (
            '<ol><li>a</li></ol><p>x</p><ol start="2"><li>b</li></ol><p>x</p><ol><li>c</li></ol>'
        )

    def test_an_unknown_kind_of_number_is_a_plain_one(self):
        odd = NUMBERING.replace('"lowerLetter"', '"&quot;/&gt;&lt;w:p"')
        body = item("Một", 2) + item("Chi tiết", 2, 1) + item("Nữa", 2, 1)

        assert html_of(body, parts={"numbering.xml": odd}) == (
            "<ol><li>Một<ol><li>Chi tiết</li><li>Nữa</li></ol></li></ol>"
        )

    def test_tracked_changes_are_accepted_and_told(self):
        body = (
            "<w:p>"
            + r("Giữ ")
            + f'<w:ins w:id="1">{r("thêm")}</w:ins>'
            + '<w:del w:id="2"><w:r><w:delText>bỏ</w:delText></w:r></w:del>'
            + "</w:p>"
        )

        file = read(package(body))

        assert file.html == "<p>Giữ thêm</p>"
        assert file.notes == (
            "Tệp còn theo dõi sửa đổi: đã nhận 1 chỗ thêm.",
            "Tệp còn theo dõi sửa đổi: đã bỏ 1 chỗ xoá.",
        )

    def test_text_boxes_become_paragraphs_once(self):
        box = f"<w:txbxContent>{p('Đường dây nóng')}</w:txbxContent>"
        body = (
            f"<w:p>{r('Trước')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
            f"<wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>"
            "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
            f"<v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
            f"</mc:AlternateContent></w:r></w:p>{p('Sau')}"
        )

        assert html_of(body) == "<p>Trước</p><p>Đường dây nóng</p><p>Sau</p>"

    def test_equations_keep_their_letters(self):
        body = "<w:p>" + r("Vì ") + "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>"

        file = read(package(body))

        assert file.html == "<p>Vì a+b</p>"
        assert file.notes == ("Đã chuyển 1 công thức thành chữ thường, xin kiểm tra lại.",)

    def test_counted_captions_keep_their_number(self):
        body = f'<w:p>{r("Hình ")}<w:fldSimple w:instr=" SEQ Hình ">{r("1")}</w:fldSimple></w:p>'

        assert html_of(body) == "<p>Hình 1</p>"

    def test_notes_stand_at_the_end(self):
        reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        notes = root(
            "footnotes",
            '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            f'<w:footnote w:id="2">{p("Giờ Hà Nội.")}</w:footnote>',
        )

        html = html_of(f"<w:p>{r('Lúc 7 giờ')}{reference}</w:p>", parts={"footnotes.xml": notes})

        assert html == ("<p>Lúc 7 giờ<sup>[1]</sup></p><hr><ol><li><p>Giờ Hà Nội. </p></li></ol>")

    def test_comments_headers_contents_and_hidden_text_are_dropped_and_told(self):
        styles = root(
            "styles", '<w:style w:type="paragraph" w:styleId="m"><w:name w:val="toc 1"/></w:style>'
        )
        body = (
            p("Mục một 3", '<w:pStyle w:val="m"/>')
            + f"<w:p>{r('Chữ')}{r('ẩn', '<w:vanish/>')}"
            + '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
        )

        file = read(
            package(body, parts={"styles.xml": styles, "header1.xml": root("hdr", p("Mật"))})
        )

        assert file.html == "<p>Chữ</p>"
        assert file.notes == (
            "Đã bỏ phần đầu trang, chân trang.",
            "Đã bỏ mục lục.",
            "Đã bỏ 1 nhận xét (comment).",
            "Đã bỏ 1 đoạn chữ ẩn.",
        )

    def test_page_numbers_alone_are_not_worth_a_note(self):
        assert read(package(p("a"), parts={"footer1.xml": root("ftr", p("12"))})).notes == ()

    def test_looks_come_through(self):
        looks = ["<w:b/>", "<w:i/>", '<w:u w:val="single"/>', "<w:strike/>"]
        raised = [f'<w:vertAlign w:val="{side}"/>' for side in ("superscript", "subscript")]
        body = "<w:p>" + "".join(r("x", look) for look in [*looks, *raised]) + "</w:p>"

        assert html_of(body) == (
            "<p><strong>x</strong><em>x</em><u>x</u><s>x</s><sup>x</sup><sub>x</sub></p>"
        )

    def test_headings_are_not_bold_besides(self):
        styles = root(
            "styles",
            '<w:style w:type="paragraph" w:styleId="u"><w:name w:val="heading 2"/>'
            '<w:rPr><w:b/><w:i/><w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/></w:rPr>'
            "</w:style>",
        )
        runs = r("Cöa ", "<w:b/>") + r("khÈu", "<w:i/>")
        body = f'<w:p><w:pPr><w:pStyle w:val="u"/></w:pPr>{runs}</w:p>'

        file = read(package(body, parts={"styles.xml": styles}), convert_legacy=True)

        assert file.html == "<h2>CỬA <em>KHẨU</em></h2>"

    def test_what_is_switched_off_stays_off(self):
        assert html_of(f"<w:p>{r('x', '<w:b w:val=' + chr(34) + '0' + chr(34) + '/>')}</w:p>") == (
            "<p>x</p>"
        )

    def test_looks_of_styles_come_through(self):
        styles = root(
            "styles",
            '<w:style w:type="character" w:styleId="dam"><w:name w:val="Đậm"/><w:rPr><w:b/></w:rPr>'
            '</w:style><w:style w:type="paragraph" w:styleId="giua"><w:name w:val="Giữa"/>'
            '<w:pPr><w:jc w:val="center"/></w:pPr></w:style>',
        )
        body = (
            '<w:p><w:pPr><w:pStyle w:val="giua"/></w:pPr>'
            + r("x", '<w:rStyle w:val="dam"/>')
            + "</w:p>"
        )

        html = html_of(body, parts={"styles.xml": styles})

        assert html == '<p align="center"><strong>x</strong></p>'

    def test_breaks_and_tabs_are_kept_page_breaks_are_not(self):
        body = (
            '<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:br w:type="page"/>'
            "</w:r></w:p>"
        )

        assert html_of(body) == "<p>a<br>b c</p>"

    @pytest.mark.parametrize(
        ("address", "kept"),
        [
            (EXTERNAL, True),
            ("mailto:bql@khuktck.example.vn", True),
            ("javascript:alert(1)", False),
            ("file:///etc/passwd", False),
        ],
    )
    def test_links_lead_to_web_and_mail_only(self, address, kept):
        body = f'<w:p><w:hyperlink r:id="l">{r("nối")}</w:hyperlink></w:p>'

        html = html_of(body, relations=[("l", "hyperlink", address)])

        assert html == (f'<p><a href="{address}">nối</a></p>' if kept else "<p>nối</p>")

    def test_links_made_by_fields_are_links(self):
        def step(kind):
            return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

        instruction = f'<w:r><w:instrText> HYPERLINK "{EXTERNAL}" </w:instrText></w:r>'
        body = f"<w:p>{step('begin')}{instruction}{step('separate')}{r('nối')}{step('end')}</w:p>"

        assert html_of(body) == f'<p><a href="{EXTERNAL}">nối</a></p>'

    def test_text_is_never_markup(self):
        assert html_of(p("&lt;script&gt;alert(1)&lt;/script&gt;")) == (
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        )

    def test_strict_files_are_read(self):
        data = package(p("Chặt chẽ"))
        strict = _with_part(
            data,
            "word/document.xml",
            lambda xml: re.sub(
                rb"http://schemas\.openxmlformats\.org/(\w+)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/",
                xml,
            ),
        )

        assert read(strict).html == "<p>Chặt chẽ</p>"


def drawing(inner: str, kind: str = "inline") -> str:
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:docPr id="1" name="n" descr="Bãi &amp; sân"/>'
        f"<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic></wp:{kind}></w:drawing></w:r>"
    )


BLIP = '<pic:pic><pic:blipFill><a:blip r:embed="p1"/></pic:blipFill></pic:pic>'
IMAGE = [("p1", "image", "media/a.png")]


class TestPictures:
    def test_the_same_picture_twice_is_kept_once(self):
        body = f"<w:p>{drawing(BLIP)}</w:p>" * 2

        file = read(package(body, parts={"media/a.png": word.picture(1)}, relations=IMAGE))

        assert len(file.pictures) == 1
        assert file.html.count('src="word-picture:0"') == 2

    def test_a_floating_picture_stands_before_its_paragraph(self):
        body = f"<w:p>{r('Chữ')}{drawing(BLIP, 'anchor')}</w:p>"

        html = html_of(body, parts={"media/a.png": word.picture(1)}, relations=IMAGE)

        assert html == ('<p><img alt="Bãi &amp; sân" src="word-picture:0"></p><p>Chữ</p>')

    def test_pictures_in_tables_stay_in_their_cells(self):
        body = (
            f"<w:tbl><w:tr><w:tc><w:p>{drawing(BLIP)}</w:p></w:tc>"
            f"<w:tc>{p('Cạnh')}</w:tc></w:tr></w:tbl>"
        )

        html = html_of(body, parts={"media/a.png": word.picture(1)}, relations=IMAGE)

        assert re.fullmatch(
            r"<table><tr><td><p><img [^>]*></p></td><td><p>Cạnh</p></td></tr></table>", html
        )

    def test_pictures_on_other_machines_are_not_fetched(self):
        linked = BLIP.replace("r:embed", "r:link")
        outside = [("p1", "image", "http://127.0.0.1:9/a.png")]
        body = f"<w:p>{r('Chữ')}{drawing(linked)}{drawing(BLIP)}</w:p>"

        file = read(package(body, relations=outside))

        assert file.html == "<p>Chữ</p>"
        assert file.notes == ("Đã bỏ 2 ảnh chỉ là liên kết, không nằm trong tệp.",)

    @pytest.mark.parametrize(
        "data",
        [
            b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(40),
            b"\xd7\xcd\xc6\x9a" + bytes(40),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        ],
    )
    def test_pictures_browsers_cannot_show_are_dropped_and_told(self, data):
        file = read(
            package(f"<w:p>{drawing(BLIP)}</w:p>", parts={"media/a.png": data}, relations=IMAGE)
        )

        assert file.pictures == ()
        assert file.notes == (
            "Đã bỏ 1 ảnh kiểu EMF, WMF hoặc SVG: xin lưu thành PNG rồi chèn vào bài.",
        )

    def test_a_picture_in_a_text_box_is_kept_once(self):
        inner = f"<w:txbxContent><w:p>{drawing(BLIP)}</w:p></w:txbxContent>"
        body = f"<w:p>{r('Chữ')}{drawing(f'<wps:txbx>{inner}</wps:txbx>', 'anchor')}</w:p>"

        file = read(package(body, parts={"media/a.png": word.picture(1)}, relations=IMAGE))

        assert file.html == ('<p>Chữ</p><p><img alt="Bãi &amp; sân" src="word-picture:0"></p>')
        assert file.notes == ()

    def test_charts_and_shapes_are_dropped_and_told(self):
        body = f"<w:p>{drawing('<c:chart r:id=' + chr(34) + 'c' + chr(34) + '/>')}</w:p>"

        assert read(package(body)).notes == ("Đã bỏ 1 hình vẽ (không phải ảnh).",)


class TestLibreOffice:
    """Files LibreOffice 7 wrote; the .fodt beside each is what it was given."""

    def test_reads_a_notice(self):
        file = read((LIBREOFFICE / "notice.docx").read_bytes())

        assert file.title == "Thông báo điều chỉnh giờ làm việc tại cửa khẩu"
        assert "từ <strong>7 giờ</strong> đến <em>19 giờ</em><sup>[1]</sup>, kể cả" in file.html
        assert (
            "<ul><li>Doanh nghiệp xuất khẩu<ul><li>Nông sản tươi</li><li>Hàng đông lạnh</li></ul>"
            "</li><li>Doanh nghiệp nhập khẩu</li></ul>" in file.html
        )
        assert 'nền tảng số<ol type="a"><li>Biển số xe</li>' in file.html
        assert "<thead><tr><th><p>Cửa khẩu</p></th>" in file.html
        assert '<p align="right"><strong>Hoàng Thị Đào</strong></p>' in file.html
        assert file.html.endswith("<hr><ol><li><p>Giờ Hà Nội. </p></li></ol>")

    def test_reads_an_inspection_with_picture_text_box_and_comment(self):
        file = read((LIBREOFFICE / "inspection.docx").read_bytes())

        assert [picture.alt for picture in file.pictures] == ["Bãi xe lúc sáng sớm"]
        assert '<p class="MsoCaption">Bãi xe nhìn từ trên cao</p>' in file.html
        assert "nước sạch.</p><p>Đường dây nóng 0205 3 888 999</p>" in file.html
        assert '<td colspan="2"><p>Gộp hai cột</p></td>' in file.html
        assert file.notes == ("Đã bỏ 1 nhận xét (comment).",)


def _with_part(data: bytes, name: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        files = {entry: old.read(entry) for entry in old.namelist()}
    files[name] = change(files.get(name, b""))
    return word.archive(files)


def _old_office_file(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le")


def _with_locked_entry() -> bytes:
    data = bytearray(package(p("a")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    return bytes(data)


def _lying_about_sizes() -> bytes:
    """A part of 30 MB that says it has 100 bytes."""
    data = bytearray(package(p("a" * 30_000_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            name = b"word/document.xml"
            if data[at + (30 if offset == 22 else 46) :].startswith(name):
                data[at + offset : at + offset + 4] = (100).to_bytes(4, "little")
    return bytes(data)


DOCTYPE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REFUSED = {
    "nothing": (lambda: b"", "không phải là tệp Word"),
    "text": (lambda: "Xin chào".encode(), "không phải là tệp Word"),
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(99), "không phải là tệp Word"),
    "old word": (lambda: _old_office_file("WordDocument"), "Lưu thành (Save As)"),
    "old spreadsheet": (lambda: _old_office_file("Workbook"), "không phải là tệp Word"),
    "locked": (lambda: _old_office_file("EncryptedPackage"), "xoá mật khẩu"),
    "locked entry": (_with_locked_entry, "xoá mật khẩu"),
    "rtf": (lambda: b"{\\rtf1\\ansi a}", "RTF"),
    "odt": (
        lambda: word.archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        "ODT",
    ),
    "other zip": (lambda: word.archive({"a.txt": "a"}), "không phải là tệp Word"),
    "spreadsheet": (
        lambda: word.archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"}),
        "không phải là tệp Word",
    ),
    "macro": (lambda: package(p("a"), parts={"vbaProject.bin": b"x"}), "macro"),
    "macro by type": (
        lambda: _with_part(
            package(p("a")),
            "[Content_Types].xml",
            lambda xml: xml.replace(
                b"application/xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"
            ),
        ),
        "macro",
    ),
    "entities": (lambda: package(p("&x;"), head=DOCTYPE), "không an toàn"),
    "doctype in styles": (
        lambda: package(p("a"), parts={"styles.xml": DOCTYPE + root("styles", "")}),
        "không an toàn",
    ),
    "cut short": (lambda: word.report()[:200_000], "bị hỏng"),
    "not xml": (lambda: _with_part(package(p("a")), "word/document.xml", lambda _: b"a"), "hỏng"),
    "lying sizes": (_lying_about_sizes, "bị hỏng"),
    "deep": (lambda: package("<w:p>" * 5_000 + "</w:p>" * 5_000), "quá lớn"),
    "large xml": (lambda: package(p("a" * (wordpackage.MAX_XML_BYTES + 1))), "quá lớn"),
    "long text": (lambda: package(p("chữ " * 260_000)), "quá lớn"),
    "many nodes": (lambda: package("<w:p/>" * 500_001), "quá lớn"),
    "long tag": (lambda: package(f'<w:p a="{"a" * 3_000_000}"/>'), "quá lớn"),
    "many files": (
        lambda: word.archive({f"{number}": b"" for number in range(wordpackage.MAX_ENTRIES + 1)}),
        "quá lớn",
    ),
}


class TestRefusals:
    @pytest.mark.parametrize("name", REFUSED)
    def test_says_what_is_wrong(self, name):
        make, words_of_refusal = REFUSED[name]

        with pytest.raises(BadWordFile, match=re.escape(words_of_refusal)):
            read(make())

    @pytest.mark.parametrize("nested", [25, 70])
    def test_nested_tables_are_read_or_refused(self, nested):
        deep = "<w:tbl><w:tr><w:tc>" * nested + p("a") + "</w:tc></w:tr></w:tbl>" * nested

        try:
            found = words(read(package(deep)).html)
        except BadWordFile as refusal:
            found = str(refusal)

        assert found == "a" or "quá lớn" in found

    @given(st.data())
    def test_any_damage_gives_a_reading_or_a_sentence(self, data):
        whole = bytearray((LIBREOFFICE / "inspection.docx").read_bytes())
        for _ in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.integers(0, len(whole) - 1))
            whole[at] = data.draw(st.integers(0, 255))

        assert _reads_or_refuses(bytes(whole))

    @given(st.data())
    def test_any_damage_to_the_text_gives_a_reading_or_a_sentence(self, data):
        parts = ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"]

        def damage(xml: bytes) -> bytes:
            spots = [found.start() for found in re.finditer(rb'[<>"=/:a-z0-9]', xml)]
            changed = bytearray(xml)
            for _ in range(data.draw(st.integers(1, 4))):
                at = data.draw(st.sampled_from(spots))
                changed[at : at + data.draw(st.integers(0, 6))] = data.draw(
                    st.sampled_from([b"", b"9", b"-1", b"x", b"<w:p/>", b"w:", b"&#9;", b"\xff"])
                )
            return bytes(changed)

        source = (LIBREOFFICE / "notice.docx").read_bytes()

        assert _reads_or_refuses(_with_part(source, data.draw(st.sampled_from(parts)), damage))

    @given(st.binary(max_size=300))
    def test_any_bytes_give_a_sentence(self, data):
        with pytest.raises(BadWordFile):
            read(b"PK\x03\x04" + data)


def _reads_or_refuses(data: bytes) -> bool:
    try:
        return isinstance(read(data), WordFile)
    except BadWordFile as refusal:
        return str(refusal).endswith(".")


HEAVY = {
    "many attributes": """package("<w:p>" + "<w:r a='' b='' c='' d=''/>" * 99_000 + "</w:p>")""",
    "many cells": """package(
        "<w:tbl>" + ("<w:tr>" + f"<w:tc>{p(1)}</w:tc>" * 10 + "</w:tr>") * 1_150 + "</w:tbl>"
    )""",
    "many pictures": """package(
        "".join(
            f"<w:p><w:r><w:drawing><a:blip r:embed='p{n}'/></w:drawing></w:r></w:p>"
            for n in range(5)
        ) + "<w:p>" + "<w:r/>" * 400_000 + "</w:p>",
        parts={f"{n}.png": bytes([65 + n]) * (19 * 2**20) for n in range(5)},
        relations=[(f"p{n}", "image", f"{n}.png") for n in range(5)],
    )""",
    "one tag": """package("<w:p " + " ".join(f"a{n}=''" for n in range(1_500_000)) + "/>")""",
}
MEASURE = """
import re
from core.wordfile import BadWordFile, read
from tests.core.word_documents import p, package, r
data = {make}
read(package(p("a")))
def kilobytes(line):
    return int(re.search(line + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
open("/proc/self/clear_refs", "w").write("5")  # forget the peak of making the file
before = kilobytes("VmRSS")
try:
    read(data)
except BadWordFile:
    pass
print((kilobytes("VmHWM") - before) // 1024)
"""


@pytest.mark.parametrize("name", HEAVY)
def test_no_file_costs_more_than_300_megabytes(name):
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE.format(make=HEAVY[name])],
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(measured.stdout) < 300
