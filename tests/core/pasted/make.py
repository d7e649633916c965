"""Writes the documents of this folder as the programs put them on the clipboard.

Run it as `python tests/core/pasted/make.py`. Those of LibreOffice need `soffice` and are written by
it; the others follow what the programs send. What is expected of each stands beside it and is not
written here: it is the specification, read by a person.
"""

# ruff: noqa: E501
# The lines are as long as the programs write them.

import subprocess
import tempfile
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
PICTURE = "/media/photos/3f/3fa9c2d45b6e7f80-700x400/640.webp"
OTHER_PICTURE = "/media/photos/8a/8ab1c2d45b6e7f80-640x480/640.webp"

LONG = (
    "Ngày 14/7/2017, tại cửa khẩu quốc tế Hữu Nghị, Ban Quản lý Khu kinh tế cửa khẩu "
    "Đồng Đăng - Lạng Sơn tổ chức hội nghị sơ kết công tác 6 tháng đầu năm và triển khai "
    "nhiệm vụ trọng tâm 6 tháng cuối năm."
)
MORE = (
    "Trong 6 tháng đầu năm, kim ngạch xuất nhập khẩu qua các cửa khẩu đạt 2,4 tỷ USD; "
    "mỗi ngày có 1.477 xe chở hàng qua lại, tăng 7,5 % so với cùng kỳ."
)
CLOSING = (
    "Hội nghị thống nhất tiếp tục cải cách thủ tục hành chính, tạo thuận lợi cho doanh nghiệp./."
)

# --- Word -----------------------------------------------------------------------------------------

WORD_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns:m="http://schemas.microsoft.com/office/2004/12/omml"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<meta name=Originator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/BQL/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml>
 <o:OfficeDocumentSettings>
  <o:AllowPNG/>
 </o:OfficeDocumentSettings>
</xml><![endif]-->
<link rel=themeData href="file:///C:/Users/BQL/AppData/Local/Temp/msohtmlclip1/01/clip_themedata.thmx">
<!--[if gte mso 9]><xml>
 <w:WordDocument>
  <w:View>Normal</w:View>
  <w:Zoom>0</w:Zoom>
  <w:TrackMoves/>
  <w:PunctuationKerning/>
  <w:LidThemeOther>VI</w:LidThemeOther>
 </w:WordDocument>
</xml><![endif]--><!--[if gte mso 9]><xml>
 <w:LatentStyles DefLockedState="false" DefUnhideWhenUsed="false" LatentStyleCount="376">
  <w:LsdException Locked="false" Priority="0" QFormat="true" Name="Normal"/>
  <w:LsdException Locked="false" Priority="9" QFormat="true" Name="heading 1"/>
 </w:LatentStyles>
</xml><![endif]-->
<style>
<!--
 /* Font Definitions */
 @font-face
	{font-family:"Cambria Math";
	panose-1:2 4 5 3 5 4 6 3 2 4;
	mso-font-charset:0;}
 /* Style Definitions */
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{mso-style-unhide:no;
	mso-style-qformat:yes;
	mso-style-parent:"";
	margin:0in;
	text-align:justify;
	font-size:14.0pt;
	font-family:"Times New Roman",serif;
	mso-fareast-font-family:Calibri;}
h1
	{mso-style-priority:9;
	mso-style-next:Normal;
	mso-outline-level:1;
	font-size:16.0pt;}
p.MsoTitle, li.MsoTitle, div.MsoTitle
	{mso-style-priority:10;
	text-align:center;
	font-size:28.0pt;}
.MsoChpDefault
	{mso-style-type:export-only;}
@page WordSection1
	{size:595.3pt 841.9pt;
	margin:1.0in 1.0in 1.0in 1.0in;}
div.WordSection1
	{page:WordSection1;}
 /* List Definitions */
 @list l0
	{mso-list-id:120005001;
	mso-list-type:hybrid;}
@list l0:level1
	{mso-level-number-format:bullet;
	mso-level-text:\uf0b7;}
-->
</style>
<!--[if gte mso 10]>
<style>
 /* Style Definitions */
 table.MsoNormalTable
	{mso-style-name:"Table Normal";
	mso-tstyle-rowband-size:0;}
</style>
<![endif]-->
</head>

<body lang=EN-US style='tab-interval:.5in;word-wrap:break-word'>
<!--StartFragment-->

"""
WORD_FOOT = """

<!--EndFragment-->
</body>

</html>
"""
FACE = 'font-size:14.0pt;line-height:115%;font-family:"Times New Roman",serif'


def word(*blocks):
    return WORD_HEAD + "\n\n".join(blocks) + WORD_FOOT


def span(words):
    return f"<span lang=VI style='{FACE};mso-ansi-language:VI'>{words}<o:p></o:p></span>"


def line(words, name="MsoNormal", style="text-align:justify;text-indent:.5in", extra=""):
    return f"<p class={name}{extra} style='{style}'>{span(words)}</p>"


def centred(words, name="MsoNormal"):
    return line(words, name, "text-align:center", " align=center")


def right(words):
    return line(words, style="text-align:right", extra=" align=right")


def item(marker, words, level=1, place="Middle", numbering=0, font="Symbol"):
    return f"""<p class=MsoListParagraphCxSp{place} style='margin-left:{level * 0.5}in;mso-add-space:
auto;text-align:justify;text-indent:-.25in;mso-list:l{numbering} level{level} lfo{numbering + 1}'><![if !supportLists]><span
lang=VI style='{FACE};mso-fareast-font-family:
{font};mso-bidi-font-family:{font};mso-ansi-language:VI'><span
style='mso-list:Ignore'>{marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>{span(words)}</p>"""


def cell(words, width=150, extra="", style=""):
    return f"""  <td width={width} valign=top style='width:112.5pt;border:solid windowtext 1.0pt;
  mso-border-alt:solid windowtext .5pt;padding:0in 5.4pt 0in 5.4pt;{style}'{extra}>
  {line(words, style="margin-bottom:0in;line-height:normal")}
  </td>"""


def grid(*rows):
    body = "\n".join(
        f" <tr style='mso-yfti-irow:{index}'>\n" + "\n".join(row) + "\n </tr>"
        for index, row in enumerate(rows)
    )
    return f"""<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0
 style='border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt;mso-yfti-tbllook:
 1184;mso-padding-alt:0in 5.4pt 0in 5.4pt'>
{body}
</table>"""


def bold(words):
    return f"<b style='mso-bidi-font-weight:normal'>{words}</b>"


VML = """<p class=MsoNormal align=center style='text-align:center'><span style='mso-no-proof:yes'><!--[if gte vml 1]><v:shapetype
 id="_x0000_t75" coordsize="21600,21600" o:spt="75" path="m@4@5l@4@11@9@11@9@5xe" filled="f">
 <v:stroke joinstyle="miter"/>
</v:shapetype><v:shape id="Picture_x0020_1" o:spid="_x0000_i1025" type="#_x0000_t75"
 style='width:467.25pt;height:312pt;visibility:visible'>
 <v:imagedata src="file:///C:/Users/BQL/AppData/Local/Temp/msohtmlclip1/01/clip_image001.jpg"
  o:title="hoi nghi"/>
</v:shape><![endif]--><![if !vml]><img width=623 height=416
src="file:///C:/Users/BQL/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg"
v:shapes="Picture_x0020_1"><![endif]></span><span lang=VI><o:p></o:p></span></p>"""

WORD = {
    "article": word(
        centred(bold("Hội nghị sơ kết công tác 6 tháng đầu năm 2017"), "MsoTitle"),
        line(bold("Sáng 14/7, Ban Quản lý tổ chức hội nghị sơ kết công tác.")),
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>",
        line("&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; " + LONG),
        line(MORE),
        line(CLOSING),
        right(bold("Hoàng Thị Đào")),
    ),
    "headings": word(
        f"<h1 style='margin-top:12.0pt'>{span('Tình hình xuất nhập khẩu')}</h1>",
        line(LONG),
        f"<h2 align=center style='text-align:center'>{span('<b>Cửa khẩu Hữu Nghị</b>')}</h2>",
        line(MORE),
        f"<h3>{span('<b><i>Hàng nông sản</i></b>')}</h3>",
        line(MORE),
        f"<h4>{span('Thanh long')}</h4>",
        line(MORE),
        f"<h1>{span('Nhiệm vụ <i>trọng tâm</i>')}</h1>",
        line(CLOSING),
    ),
    "bullets": word(
        line("Nhiệm vụ trọng tâm gồm:"),
        item("\u00b7", "Cải cách thủ tục hành chính;", place="First"),
        item("o", "Rút ngắn thời gian giải quyết hồ sơ;", 2, font='"Courier New"'),
        item("§", "Nhận hồ sơ qua mạng;", 3, font="Wingdings"),
        item("o", "Công khai thủ tục;", 2, font='"Courier New"'),
        item("\u00b7", "Đầu tư hạ tầng bến bãi.", place="Last"),
        line(CLOSING),
    ),
    "numbers": word(
        line("Hội nghị thống nhất ba việc:"),
        item("1.", "Thu hút đầu tư vào khu phi thuế quan", place="First"),
        item("a)", "Lập danh mục dự án", 2),
        item("b)", "Gặp gỡ doanh nghiệp", 2),
        item("i.", "Doanh nghiệp trong tỉnh", 3),
        item("ii.", "Doanh nghiệp ngoài tỉnh", 3),
        item("2.", "Nâng cấp đường vào cửa khẩu Tân Thanh"),
        item("3.", "Xây dựng bãi xe Cốc Nam", place="Last"),
        line(CLOSING),
    ),
    "numbers-going-on": word(
        item("1.", "Thu hút đầu tư", place="First"),
        item("2.", "Nâng cấp đường", place="Last"),
        line("Hai việc trên làm trong quý III."),
        item("3.", "Xây dựng bãi xe", place="First"),
        item("4.", "Đào tạo cán bộ", place="Last"),
        line("Danh sách khác:"),
        item("I.", "Phần một", place="First", numbering=1),
        item("II.", "Phần hai", place="Last", numbering=1),
    ),
    "letters": word(
        *(
            item(f"{letter})", f"Điểm thứ {index}", numbering=2)
            for index, letter in enumerate("abcdefghij", start=1)
        ),
    ),
    "clauses": word(
        item("Điều 1.", "Phạm vi điều chỉnh", place="First"),
        item("1.1.", "Quy chế này quy định việc quản lý bến bãi.", 2),
        item("1.2.", "Quy chế áp dụng cho các doanh nghiệp.", 2),
        item("Điều 2.", "Hiệu lực thi hành", place="Last"),
        line("Quy chế có hiệu lực từ ngày ký./."),
    ),
    "numbered-headings": word(
        """<h1 style='margin-left:.25in;text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=VI><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]><span lang=VI>Kết quả đạt được<o:p></o:p></span></h1>""",
        line(MORE),
        """<h1 style='margin-left:.25in;text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=VI><span style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]><span lang=VI>Tồn tại, hạn chế<o:p></o:p></span></h1>""",
        line(MORE),
    ),
    "bold-headings": word(
        line(bold("I. Kết quả đạt được")),
        line(MORE),
        line(bold("1. Xuất khẩu")),
        line(LONG),
        line(bold("2. Nhập khẩu")),
        line(LONG),
        line(bold("II. Nhiệm vụ trọng tâm")),
        line(bold("1. Cải cách hành chính")),
        line(CLOSING),
    ),
    "table": word(
        line("Số xe qua các cửa khẩu trong tháng 6:"),
        grid(
            [cell(bold("Cửa khẩu")), cell(bold("Xuất khẩu")), cell(bold("Nhập khẩu"))],
            [cell("Hữu Nghị"), cell("1.477"), cell("985")],
            [cell("Tân Thanh"), cell("640"), cell("<o:p>&nbsp;</o:p>")],
        ),
        line(CLOSING),
    ),
    "table-with-merged-cells": word(
        centred("Bảng 1: Kim ngạch qua các cửa khẩu", "MsoCaption"),
        grid(
            [
                cell(bold("TT"), extra=" rowspan=2"),
                cell(bold("Cửa khẩu"), extra=" rowspan=2"),
                cell(bold("Kim ngạch (triệu USD)"), extra=" colspan=2"),
            ],
            [cell(bold("Năm 2016")), cell(bold("Năm 2017"))],
            [cell("1"), cell("Hữu Nghị"), cell("1.250,5"), cell("1.310")],
            [cell("2"), cell("Chi Ma"), cell("73,9"), cell("80,2")],
        ),
    ),
    "table-with-lists": word(
        grid(
            [cell(bold("Đơn vị")), cell(bold("Nhiệm vụ"))],
            [
                cell("Phòng Kế hoạch tổng hợp"),
                f"<td>{line('- Lập kế hoạch năm')}{line('- Báo cáo tháng')}</td>",
            ],
            [
                cell("Văn phòng"),
                f"<td>{item('·', 'Tiếp dân', place='First')}{item('·', 'Lưu trữ', place='Last')}</td>",
            ],
        ),
    ),
    "pictures": word(
        line(LONG),
        VML,
        centred("<i>Toàn cảnh hội nghị</i>", "MsoCaption"),
        line(MORE),
        VML.replace("_x0000_i1025", "_x0000_i1026"),
    ),
    "links": word(
        line(
            "Xem <a href=\"https://langson.gov.vn/\"><span style='color:blue'>cổng thông tin của "
            'tỉnh</span></a>, <a href="mailto:banqlktck@langson.gov.vn">thư điện tử</a> và '
            '<a href="file:///C:/BQL/bao%20cao.docx">báo cáo</a>'
            '<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1" title=""><span '
            "class=MsoFootnoteReference><sup>[1]</sup></span></a>."
        ),
        line(CLOSING),
        "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all>\n\n<hr "
        "align=left size=1 width=\"33%\">\n\n<![endif]><div style='mso-element:footnote' id=ftn1>"
        "<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href=\"#_ftnref1\" "
        'name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Số liệu của Chi cục '
        "Hải quan.<o:p></o:p></p></div></div>",
    ),
    "marks": word(
        line(
            "Diện tích 394 km<sup>2</sup>, khí CO<sub>2</sub>, <u>gạch chân</u>, <s>gạch bỏ</s>, "
            f"{bold('chữ ')}{bold('đậm')} <i style='mso-bidi-font-style:normal'>nghiêng</i><i> </i>"
            "<b><i>cả hai</i></b><b></b> và <span style='mso-bidi-font-weight:bold'>thường</span>; "
            "<b>đậm <span style='font-weight:normal'>rồi thường</span></b>."
        ),
        line(
            '<del cite="mailto:BQL" datetime="2017-07-14T08:00">đã bỏ</del> '
            '<ins cite="mailto:BQL">đã thêm</ins>.'
        ),
    ),
    "decomposed-letters": unicodedata.normalize(
        "NFD", word(line(LONG), line("Th<span lang=VI>ế</span>: Hữu Nghị, Đồng Đăng./."))
    ),
    "typed-dashes": word(
        line("Các nhiệm vụ:"),
        line("- Về xuất nhập khẩu:"),
        line("+ Rút ngắn thời gian thông quan;"),
        line("+ Bố trí thêm cán bộ trực;"),
        line("- Về đầu tư: hoàn thành bến bãi Cốc Nam;"),
        line("–&nbsp; Về nhân lực: mở hai lớp tập huấn."),
        line("Các đơn vị báo cáo trước ngày 30/7."),
        line("- Một dòng đứng riêng thì giữ nguyên."),
    ),
    "typed-numbers": word(
        line("Chương trình gồm:"),
        line("1. Khai mạc hội nghị"),
        line("- Chào cờ;"),
        line("- Giới thiệu đại biểu."),
        line("2. Trình bày báo cáo"),
        line("3. Thảo luận"),
        line("Hồ sơ gồm:"),
        line("a) Đơn đề nghị;"),
        line("b) Bản sao giấy chứng nhận;"),
        line("c) Bản vẽ mặt bằng;"),
        line("d) Cam kết môi trường."),
        line("14. Số này không đếm từ đầu."),
    ),
    "letter": word(
        f"""<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0><tr>
<td width=250>{centred("UBND TỈNH LẠNG SƠN")}{centred(bold("BAN QUẢN LÝ KKTCK"))}</td>
<td width=350>{centred(bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))}{centred(bold("Độc lập - Tự do - Hạnh phúc"))}</td></tr>
<tr><td>{centred("Số: 29/TB-BQL")}</td><td>{centred("<i>Lạng Sơn, ngày 14 tháng 7 năm 2017</i>")}</td></tr></table>""",
        centred(bold("THÔNG BÁO")),
        line(LONG),
        line("Trân trọng thông báo./."),
        f"""<table class=MsoNormalTable border=0><tr><td>{line("<b><i>Nơi nhận:</i></b>")}{line("- Như trên;")}{line("- Lưu: VT./.")}</td>
<td>{centred(bold("TRƯỞNG BAN"))}</td></tr></table>""",
    ),
    "filtered": """<html><head><meta name=Generator content="Microsoft Word 15 (filtered)">
<style>p.MsoNormal {margin:0in; font-family:"Times New Roman",serif;}</style></head>
<body lang=EN-US><div class=WordSection1>
<p class=MsoNormal style='text-align:justify'>Các nhóm hàng chính:</p>
<p class=MsoListParagraph style='margin-left:.5in;text-indent:-.25in'><span style='font-family:Symbol'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span>Nông sản</p>
<p class=MsoListParagraph style='margin-left:1.0in;text-indent:-.25in'><span style='font-family:"Courier New"'>o<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>Thanh long</p>
<p class=MsoListParagraph style='margin-left:.5in;text-indent:-.25in'><span style='font-family:Symbol'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span>Linh kiện điện tử</p>
<p class=MsoNormal>&nbsp;</p>
</div></body></html>""",
    "byline-of-a-unit": word(
        line(LONG), line(CLOSING), line(bold("Phòng Kế hoạch tổng hợp"), style="margin-left:3.5in")
    ),
    "source": word(
        line(LONG),
        right("<b><i>Tin, ảnh: Hoàng Thị Đào</i></b>"),
        right("<i>(Theo Báo Lạng Sơn)</i>"),
    ),
    "smart-tags": word(
        '<p class=MsoNormal><st1:place w:st="on"><st1:City w:st="on"><span lang=VI>Lạng Sơn</span>'
        "</st1:City></st1:place><span lang=VI>: <span style='mso-spacerun:yes'>&nbsp;&nbsp; </span>"
        "cửa khẩu<span style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>Hữu Nghị"
        "<o:p></o:p></span></p>",
        "<span lang=VI style='font-size:12.0pt'><br clear=all style='mso-special-character:line-break;"
        "page-break-before:always'></span>",
        line(CLOSING),
    ),
}

# --- Google ---------------------------------------------------------------------------------------

GUID = "docs-internal-guid-1f0b1e1c-7fff-52b1-6a1d-3f5f5d9a0c11"
FLAT = (
    "font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;"
    "font-weight:{weight};font-style:{slant};font-variant:normal;text-decoration:{drawn};"
    "vertical-align:{raised};white-space:pre;white-space:pre-wrap;"
)


def gspan(words, weight=400, slant="normal", drawn="none", raised="baseline"):
    style = FLAT.format(weight=weight, slant=slant, drawn=drawn, raised=raised)
    return f'<span style="{style}">{words}</span>'


def gline(words, tag="p", align=""):
    side = f"text-align: {align};" if align else ""
    inner = words if words.startswith("<") else gspan(words)
    return (
        f'<{tag} dir="ltr" style="line-height:1.38;{side}margin-top:0pt;margin-bottom:0pt;">'
        f"{inner}</{tag}>"
    )


def gitem(words, level=1, kind="disc"):
    return (
        f'<li dir="ltr" style="list-style-type:{kind};font-size:11pt;font-family:Arial,sans-serif;'
        f'font-weight:400;vertical-align:baseline;white-space:pre;" aria-level="{level}">'
        '<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;" '
        f'role="presentation">{gspan(words)}</p></li>'
    )


def gdocs(*blocks):
    return (
        "<meta charset='utf-8'><meta charset=\"utf-8\">"
        f'<b style="font-weight:normal;" id="{GUID}">' + "".join(blocks) + "</b><br "
        'class="Apple-interchange-newline">'
    )


GLIST = '<ul style="margin-top:0;margin-bottom:0;padding-inline-start:48px;">'
GOOGLE = {
    "title": gdocs(
        '<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:3pt;">'
        + gspan("Cửa khẩu Hữu Nghị thông quan cuối tuần").replace("11pt", "26pt")
        + "</p>",
        gline(LONG),
        gline("- Từ 7 giờ đến 19 giờ các ngày trong tuần;"),
        gline("- Từ 8 giờ đến 17 giờ Chủ Nhật."),
    ),
    "article": gdocs(
        gline("Hội nghị sơ kết công tác", "h1"),
        gline(LONG, align="justify"),
        "<br>",
        gline(
            gspan("Kim ngạch tăng ", 700)
            + gspan("7,5 %", 700, "italic")
            + gspan(" so với cùng kỳ.")
        ),
        gline(CLOSING),
        gline(gspan("Hoàng Thị Đào", 700), align="right"),
    ),
    "headings": gdocs(
        gline("Tình hình", "h1"),
        gline(MORE),
        gline(gspan("Xuất khẩu", 700), "h2"),
        gline(MORE),
        gline("Nông sản", "h3"),
        gline(MORE),
        gline("Nhiệm vụ", "h1"),
        gline(CLOSING),
    ),
    "lists": gdocs(
        gline("Nhiệm vụ:"),
        GLIST
        + gitem("Cải cách thủ tục")
        + GLIST
        + gitem("Nhận hồ sơ qua mạng", 2, "circle")
        + gitem("Công khai thủ tục", 2, "circle")
        + "</ul>"
        + gitem("Đầu tư bến bãi")
        + "</ul>",
        '<ol style="margin-top:0;margin-bottom:0;">'
        + gitem("Khai mạc", 1, "decimal")
        + '<ol style="margin-top:0;">'
        + gitem("Chào cờ", 2, "lower-alpha")
        + gitem("Giới thiệu", 2, "lower-alpha")
        + "</ol>"
        + gitem("Thảo luận", 1, "decimal")
        + "</ol>",
    ),
    "marks": gdocs(
        gline(
            gspan("394 km")
            + gspan("2", raised="super")
            + gspan(" CO")
            + gspan("2", raised="sub")
            + gspan(" gạch chân", drawn="underline")
            + gspan(" gạch bỏ", drawn="line-through")
            + gspan(" đậm", 700)
            + gspan(" nghiêng", slant="italic")
            + gspan(" đậm", 700)
            + gspan(" tiếp", 700)
            + gspan(".")
        )
    ),
    "links": gdocs(
        gline(
            gspan("Xem ")
            + '<a href="https://www.google.com/url?q=https://langson.gov.vn/tin-tuc?id%3D7&amp;sa=D&amp;source=editors" style="text-decoration:none;">'
            + gspan("cổng thông tin", drawn="underline")
            + "</a>"
            + gspan(" và ")
            + '<a href="#heading=h.1x2y">'
            + gspan("mục sau")
            + "</a>"
            + gspan(".")
        )
    ),
    "table": gdocs(
        '<div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;'
        'border-collapse:collapse;"><colgroup><col width="200" /><col width="200" /></colgroup><tbody>'
        + "".join(
            '<tr style="height:0pt">'
            + "".join(
                '<td style="border-left:solid #000000 1pt;vertical-align:top;'
                f'padding:5pt;overflow:hidden;">{gline(gspan(words, weight))}</td>'
                for words in row
            )
            + "</tr>"
            for row, weight in [
                (("Cửa khẩu", "Số xe"), 700),
                (("Hữu Nghị", "1.477"), 400),
                (("Tân Thanh", "640"), 400),
            ]
        )
        + "</tbody></table></div>",
    ),
}
SHEETS = {
    "table": (
        "<meta charset='utf-8'><google-sheets-html-origin><style type=\"text/css\"><!--td {border: 1px "
        "solid #cccccc;}br {mso-data-placement:same-cell;}--></style><table "
        'xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" cellpadding="0" dir="ltr" border="1" '
        'style="table-layout:fixed;font-size:10pt;font-family:Arial;width:0px;border-collapse:collapse" '
        'data-sheets-root="1"><colgroup><col width="100"/><col width="100"/><col width="100"/></colgroup>'
        '<tbody><tr style="height:21px;"><td style="overflow:hidden;padding:2px 3px 2px 3px;'
        'vertical-align:bottom;background-color:#cfe2f3;">Cửa khẩu</td><td style="background-color:'
        '#cfe2f3;">Loại hàng</td><td style="background-color:#cfe2f3;text-align:right;">Số xe</td></tr>'
        '<tr style="height:21px;"><td rowspan="2" colspan="1">Hữu Nghị</td><td>Nông sản</td><td '
        'style="text-align:right;" data-sheets-value="{&quot;1&quot;:3}">1.477</td></tr><tr><td>Linh kiện'
        '</td><td style="text-align:right;">640</td></tr></tbody></table>'
    ),
    "plain-cells": (
        "<meta charset='utf-8'><google-sheets-html-origin><style type=\"text/css\"><!--td {border: 1px "
        'solid #cccccc;}--></style><table data-sheets-root="1"><tbody><tr><td style="font-weight:bold;">'
        'Hữu Nghị</td><td>1.477</td></tr><tr><td style="font-weight:bold;">Chi Ma</td><td><a '
        'href="https://langson.gov.vn">xem<br>bảng</a></td></tr></tbody></table>'
    ),
}

# --- Excel and Outlook ----------------------------------------------------------------------------

EXCEL_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Excel.Sheet>
<meta name=Generator content="Microsoft Excel 15">
<style>
<!--table
	{mso-displayed-decimal-separator:"\\,";
	mso-displayed-thousand-separator:"\\.";}
@page
	{margin:.75in .7in .75in .7in;}
tr
	{mso-height-source:auto;}
col
	{mso-width-source:auto;}
td
	{padding-top:1px;
	mso-ignore:padding;
	color:black;
	font-size:11.0pt;
	font-weight:400;
	font-style:normal;
	text-align:general;
	vertical-align:bottom;}
.xl65
	{font-weight:700;
	text-align:center;
	border:.5pt solid windowtext;}
.xl66
	{border:.5pt solid windowtext;}
.xl67
	{background:#D9E1F2;
	mso-pattern:black none;}
.xl68
	{mso-number-format:"\\#\\,\\#\\#0";}
-->
</style>
</head>

<body link="#0563C1" vlink="#954F72">

<table border=0 cellpadding=0 cellspacing=0 width=256 style='border-collapse:
 collapse;width:192pt'>
<!--StartFragment-->
 <col width=64 span=4 style='width:48pt'>
"""
EXCEL_FOOT = "\n<!--EndFragment-->\n</table>\n\n</body>\n\n</html>\n"


def excel(*rows):
    """Each row a list of (class, words), or of whole cells."""
    body = "\n".join(
        " <tr height=20 style='height:15.0pt'>\n"
        + "\n".join(
            part
            if isinstance(part, str)
            else f"  <td class={part[0]} width=64 style='width:48pt'>{part[1]}</td>"
            for part in row
        )
        + "\n </tr>"
        for row in rows
    )
    return EXCEL_HEAD + body + EXCEL_FOOT


EXCEL = {
    "bold-header": excel(
        [("xl65", "TT"), ("xl65", "Cửa khẩu"), ("xl65", "Số xe")],
        [("xl66", "1"), ("xl66", "Hữu Nghị"), ("xl68", "1.477")],
        [("xl66", "2"), ("xl66", "Tân Thanh"), ("xl68", "640")],
    ),
    "coloured-header": excel(
        [("xl67", "Cửa khẩu"), ("xl67", "Số xe")],
        [("xl66", "Hữu Nghị"), ("xl68", "1.477")],
        [("xl66", "Chi Ma"), ("xl66", "&nbsp;")],
    ),
    "empty-edges": excel(
        [("xl66", ""), ("xl66", "&nbsp;"), ("xl66", ""), ("xl66", "")],
        [("xl66", ""), ("xl65", "Cửa khẩu"), ("xl65", "Ghi chú"), ("xl66", "")],
        [("xl66", ""), ("xl66", "Hữu Nghị"), ("xl66", ""), ("xl66", "")],
        [("xl66", ""), ("xl66", ""), ("xl66", ""), ("xl66", "")],
        [("xl66", ""), ("xl66", "Cốc Nam"), ("xl66", ""), ("xl66", "")],
        [("xl66", ""), ("xl66", ""), ("xl66", ""), ("xl66", "")],
    ),
    "title-over-the-table": excel(
        ["  <td colspan=3 class=xl65 style='text-align:center'>Số xe qua cửa khẩu năm 2017</td>"],
        [("xl65", "Cửa khẩu"), ("xl65", "Quý I"), ("xl65", "Quý II")],
        [("xl66", "Hữu Nghị"), ("xl68", "4.100"), ("xl68", "4.431")],
        [("xl66", "Tân Thanh"), ("xl68", "1.920"), ("xl68", "2.011")],
    ),
    "lines-in-cells": excel(
        [("xl65", "Đơn vị"), ("xl65", "Nhiệm vụ")],
        [("xl66", "Văn phòng"), ("xl66", "- Tiếp dân<br>\n    - Lưu trữ")],
        [("xl66", "Phòng<br>\n    Kế hoạch"), ("xl66", "Báo cáo")],
    ),
}
OUTLOOK_HEAD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name="Generator" content="Microsoft Word 15 (filtered medium)"><style><!--
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0in; font-size:11.0pt; font-family:"Calibri",sans-serif;}
span.EmailStyle17 {mso-style-type:personal-compose; color:windowtext;}
--></style></head><body lang="EN-US" link="#0563C1" vlink="#954F72"><div class="WordSection1">
"""
OUTLOOK = {
    "message": OUTLOOK_HEAD
    + '<p class="MsoNormal">Kính gửi các đơn vị,<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
    f'<p class="MsoNormal">{MORE}<o:p></o:p></p>'
    '<ul style="margin-top:0in" type="disc"><li class="MsoListParagraph" style="margin-left:0in;mso-list:'
    'l0 level1 lfo1">Gửi báo cáo tháng;<o:p></o:p></li><li class="MsoListParagraph" style="mso-list:l0 '
    'level1 lfo1">Gửi kế hoạch.<o:p></o:p></li></ul><p class="MsoNormal">Thư: <a '
    'href="mailto:banqlktck@langson.gov.vn">banqlktck@langson.gov.vn</a><o:p></o:p></p></div></body></html>',
    "reply": OUTLOOK_HEAD
    + '<p class="MsoNormal">Nhất trí.<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 '
    '1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> Văn phòng <br><b>Sent:</b> '
    "14/7/2017 16:48<br><b>Subject:</b> Lịch họp<o:p></o:p></p></div></div>"
    '<blockquote style="border:none;margin-left:5pt"><p class="MsoNormal">Họp giao ban lúc 8 giờ tại '
    'Hữu Nghị.<o:p></o:p></p></blockquote><p class="MsoNormal"><!--[if !supportLists]--><span '
    "style='mso-list:Ignore'>-<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span>"
    "<!--[endif]-->Mang theo báo cáo.</p></div></body></html>",
}

# --- Old portal pages, plain text, web pages ------------------------------------------------------

SPACE = "&nbsp;"
OLD = {
    "seed": (
        f"<p>{SPACE * 10}{LONG}</p>\n<p>{SPACE * 11}{MORE}</p>\n<p>{SPACE * 18}</p>\n"
        f'<p><img src="{PICTURE}" border="0" width="500"></p>\n'
        f"<p>{(SPACE + ' ') * 23}Toàn cảnh hội nghị</p>\n"
        f"<p>{SPACE * 8}Các đơn vị tiếp tục thực hiện phong trào “Chung sức xây dựng nông thôn "
        f"mới”..../</p>\n<p>{SPACE * 99}Hoàng Thị Đào</p>"
    ),
    "nested-tables": (
        '<table width="100%" border="0" cellpadding="0"><tbody><tr><td><table width="98%"><tr><td '
        f'class="title"><font color="#cc0000" size="3"><b>Tin hoạt động</b></font></td></tr><tr><td>'
        f'<div align="justify"><font face="Arial" size="2">{LONG}</font></div><div align="justify">'
        f"<font face=Arial size=2>{SPACE * 5}{MORE}</font></div></td></tr></table></td></tr></tbody></table>"
    ),
    "font-and-center": (
        f"<center><font size=4><b>THÔNG BÁO</b></font></center><font face=Tahoma>{LONG}<br><br>{MORE}<br>"
        f"<br></font><div align=right><b>Phòng Kế hoạch tổng hợp</b></div>"
    ),
    "picture-table": (
        f'<p>{LONG}</p><table width="300" align="center" border="0"><tbody><tr><td><img src="{PICTURE}" '
        'width="300" alt="Cửa khẩu"></td></tr><tr><td align="center"><font size="1"><i>Cửa khẩu quốc tế '
        f"Hữu Nghị</i></font></td></tr></tbody></table><p>{MORE}</p>"
    ),
    "two-pictures": (
        f'<table><tr><td><img src="{PICTURE}"></td><td><img src="{OTHER_PICTURE}"></td></tr><tr><td '
        "align=center>Đoàn công tác tại Hữu Nghị</td><td align=center>Bãi xe Cốc Nam</td></tr></table>"
        f"<p>{LONG}</p>"
    ),
    "lines-with-breaks": (
        f"<div>Nhiệm vụ trọng tâm:<br>- Cải cách thủ tục;<br>- Đầu tư bến bãi;<br />+ Bãi xe Cốc Nam;<br>+ "
        f"Bãi xe Tân Thanh.<br><br>Dòng thứ nhất<br>dòng thứ hai.<br>{SPACE}<br>{CLOSING}</div>"
    ),
    "picture-and-caption-in-one": (
        f'<p style="text-align:center"><img src="{PICTURE}" alt=""><br><em>Toàn cảnh hội nghị</em></p>'
        f'<p><img src="{OTHER_PICTURE}" style="float:left;margin:5px" alt="Bãi xe">{LONG}</p>'
        f"<p>{MORE}</p><p><em>Nguồn: Báo Lạng Sơn</em></p>"
    ),
    "long-centred": (
        f"<p align=center>{LONG}</p><p align=center><b>Thông báo</b></p><p align=justify>{MORE}</p>"
        "<p align=right>Lạng Sơn, ngày 14 tháng 7 năm 2017</p><p>Các đơn vị biết và thực hiện./.</p>"
    ),
}
PLAIN = {
    "dashes": f"{LONG}\n\nNhiệm vụ:\n- Cải cách thủ tục\n- Đầu tư bến bãi\n+ Cốc Nam\n+ Tân Thanh\n\n{CLOSING}\n",
    "numbers": "Thành phần hồ sơ:\r\n1) Đơn đề nghị\r\n2) Giấy chứng nhận & bản sao\r\n\r\nCách nộp:\r\na. Nộp trực tiếp\r\nb. Nộp qua mạng\r\n",
    "bullets": "Nhóm hàng:\n• Nông sản\n• Linh kiện\n* Ghi chú đứng riêng thì giữ\n\nBullet của Word:\n\uf0b7 Một\n\uf0b7 Hai\n",
    "seed": f"{' ' * 10}{LONG}\n\n{' ' * 47}Toàn cảnh hội nghị\n\n{' ' * 9}{MORE}\n\n{' ' * 99}Hoàng Thị Đào\n",
}
WEB = {
    "page": (
        '<article class="post"><header><h1 class="entry-title">Cửa khẩu Hữu Nghị thông quan '
        'cuối tuần</h1></header><p class="lead"><strong>Từ ngày 15/7, cửa khẩu làm việc cả Chủ Nhật.'
        f"</strong></p><script>track()</script><p>{MORE}</p><h2>Thời gian làm việc</h2><p>Từ 7 giờ đến 19 "
        'giờ.</p><a href="javascript:share()">Chia sẻ</a> <a href="/tin-tuc/" onclick="go()">Tin khác</a>'
        '<p style="text-align: right;"><strong>Nguồn: baochinhphu.vn</strong></p></article>'
    ),
    "figure": (
        f'<figure class="wp-block-image"><img src="{PICTURE}" alt="Cổng cửa khẩu" class="x"><figcaption>Cửa '
        f"khẩu Hữu Nghị. <i>Ảnh: BQL</i></figcaption></figure><p>{LONG}</p><figure><img "
        'src="https://cdn.example/anh.jpg"><figcaption>Ảnh của trang khác</figcaption></figure>'
    ),
    "table-with-head": (
        '<div class="table-responsive"><table class="table"><caption>Lịch làm việc</caption><thead><tr><th '
        'scope="col">Ngày</th><th>Giờ</th></tr></thead><tbody><tr><th scope="row">Thứ Bảy</th><td>7 giờ – '
        "19 giờ</td></tr><tr><th>Chủ Nhật</th><td>8 giờ – 17 giờ</td></tr></tbody></table></div>"
    ),
    "our-own": (
        '<h2>Tình hình</h2>\n<p>Một đoạn <strong>đậm</strong>, xem <a href="/tin-tuc/" '
        'rel="noopener">tin</a>.</p>\n<ul><li>Một<ul><li>Một một</li></ul></li><li>Hai</li></ul>\n'
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1</td>'
        '<td>2</td></tr></tbody></table>\n<p class="align-right">Ban Biên tập</p>'
    ),
}

# --- What mammoth makes of a Word file, with the pictures already in the library -------------------

FILE = {
    "report": (
        f"<h1>Báo cáo sáu tháng</h1><p><strong>{MORE}</strong></p><h2>Xuất khẩu</h2><ul><li>Nông sản<ol>"
        f'<li>Thanh long</li><li>Dưa hấu</li></ol></li><li>Linh kiện</li></ul><p><img src="{PICTURE}" '
        'alt="Cửa khẩu" /></p><p class="MsoCaption">Hình 1. Cửa khẩu Hữu Nghị</p><p align="center"><img '
        f'src="{OTHER_PICTURE}" /></p><p align="center"><em>Bãi xe Cốc Nam</em></p><table><thead><tr><th>'
        "<p>Cửa khẩu</p></th><th><p>Số xe</p></th></tr></thead><tbody><tr><td><p>Hữu Nghị</p></td><td><p>"
        f'1.477</p></td></tr></tbody></table><p>{CLOSING}</p><p align="right"><strong>Hoàng Thị Đào'
        "</strong></p>"
    ),
    "notes": (
        f'<p>{LONG}<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup></p><p>{CLOSING}</p><ol><li '
        'id="footnote-1"><p> Số liệu của Chi cục Hải quan. <a href="#footnote-ref-1">↑</a></p></li></ol>'
    ),
}

# --- LibreOffice, by the program itself -----------------------------------------------------------

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("draw", "drawing"), ("svg", "svg-compatible"),
    ]
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
WRITER_STYLES = """<office:styles>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:default-outline-level="2"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard" style:class="chapter"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-weight="bold" fo:font-size="28pt"/></style:style>
</office:styles>
<office:automatic-styles>
<style:style style:name="C" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="R" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="J" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="justify" fo:text-indent="1.27cm"/><style:text-properties fo:font-size="14pt"/></style:style>
<style:style style:name="b" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="i" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="u" style:family="text"><style:text-properties style:text-underline-style="solid"/></style:style>
<style:style style:name="s" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="sup" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="sub" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>
<style:style style:name="face" style:family="text"><style:text-properties fo:font-size="13pt" fo:color="#c00000"/></style:style>
<text:list-style style:name="U"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/><text:list-level-style-bullet text:level="2" text:bullet-char="◦"/></text:list-style>
<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
<style:style style:name="grey" style:family="table-cell"><style:table-cell-properties fo:background-color="#d9d9d9"/></style:style>
<style:style style:name="bold" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles>"""


def flat(kind, body, styles=WRITER_STYLES):
    inner = {"text": "text", "spreadsheet": "spreadsheet"}[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}">{styles}<office:body>'
        f"<office:{inner}>{body}</office:{inner}></office:body></office:document>"
    )


def para(words, style="J"):
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def styled(words, style):
    return f'<text:span text:style-name="{style}">{words}</text:span>'


def head(words, level):
    return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{words}</text:h>'


def olist(style, *items):
    name = f' text:style-name="{style}"' if style else ""
    return (
        f"<text:list{name}>"
        + "".join(f"<text:list-item>{entry}</text:list-item>" for entry in items)
        + "</text:list>"
    )


def otable(*rows, header=""):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string">{para(words, "Standard")}</table:table-cell>'
            for words in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="T"><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{cells}</table:table>'


def sheet(*rows):
    """Rows of (style, words[, columns])."""
    body = ""
    for row in rows:
        body += "<table:table-row>"
        for style, words, *span_of in row:
            name = f' table:style-name="{style}"' if style else ""
            wide = span_of[0] if span_of else 1
            more = f' table:number-columns-spanned="{wide}"' if wide > 1 else ""
            body += f'<table:table-cell office:value-type="string"{name}{more}>'
            body += (
                f"<text:p>{words}</text:p></table:table-cell>" if words else "</table:table-cell>"
            )
            body += "<table:covered-table-cell/>" * (wide - 1)
        body += "</table:table-row>"
    return flat("spreadsheet", f'<table:table table:name="Trang1">{body}</table:table>')


WRITER = {
    "article": flat("text", para("Hội nghị sơ kết công tác", "Title") + para(styled(LONG, "face"))
        + para("") + para(MORE) + para(CLOSING) + para(styled("Hoàng Thị Đào", "b"), "R")),
    "headings": flat("text", head("Tình hình", 1) + para(MORE) + head("Xuất khẩu", 2) + para(MORE)
        + head(styled("Nhiệm vụ", "i"), 1) + para(CLOSING)),
    "lists": flat("text", para("Nhiệm vụ:")
        + olist("U", para("Cải cách thủ tục") + olist("", para("Nhận hồ sơ qua mạng"),
            para("Công khai thủ tục")), para("Đầu tư bến bãi"))
        + olist("N", para("Khai mạc") + olist("", para("Chào cờ"), para("Giới thiệu")),
            para("Thảo luận"))),
    "table": flat("text", para("Số xe qua cửa khẩu:")
        + otable([styled(words, "b") for words in ("Cửa khẩu", "Số xe")], ["Hữu Nghị", "1.477"],
            ["Tân Thanh", "640"]) + para(CLOSING)),
    "marks": flat("text", para("394 km" + styled("2", "sup") + " CO" + styled("2", "sub") + " "
        + styled("gạch chân", "u") + " " + styled("gạch bỏ", "s") + " " + styled("đậm", "b") + " "
        + styled("nghiêng", "i") + ' <text:a xlink:type="simple" xlink:href="https://langson.gov.vn/">'
        "cổng thông tin</text:a>.")),
    "typed-dashes": flat("text", para("Nhiệm vụ:") + para("- Cải cách thủ tục;")
        + para("- Đầu tư bến bãi:") + para("+ Cốc Nam;") + para("+ Tân Thanh.") + para(CLOSING)),
    "centred-lines": flat("text", para(styled("THÔNG BÁO", "b"), "C") + para(LONG, "C")
        + para("Dòng một<text:line-break/>dòng hai<text:tab/>sau dấu tab")
        + para("(Theo baochinhphu.vn)", "R")),
}  # fmt: skip
CALC = {
    "table": sheet([("grey", "Cửa khẩu"), ("grey", "Số xe")], [("", "Hữu Nghị"), ("", "1.477")],
        [("", "Chi Ma"), ("", "73")]),
    "title-over-the-table": sheet([("bold", "Số xe năm 2017", 3)],
        [("bold", "Cửa khẩu"), ("bold", "Quý I"), ("bold", "Quý II")],
        [("", "Hữu Nghị"), ("", "4.100"), ("", "4.431")],
        [("", "Cốc Nam"), ("", "320"), ("", "298")]),
    "empty-edges": sheet([("", ""), ("", ""), ("", "")],
        [("", ""), ("bold", "Cửa khẩu"), ("bold", "Số xe")],
        [("", ""), ("", "Hữu Nghị"), ("", "1.477")], [("", ""), ("", "Chi Ma"), ("", "73")]),
}  # fmt: skip


def converted(document: str, suffix: str) -> str:
    """What LibreOffice makes of a flat document when it writes HTML."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"tai-lieu.{suffix}"
        source.write_text(document)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "html", "--outdir", folder, str(source)],
            check=True, capture_output=True,
        )  # fmt: skip
        return source.with_suffix(".html").read_text()


def main() -> None:
    written = {
        "word": WORD, "google": GOOGLE, "sheets": SHEETS, "excel": EXCEL, "outlook": OUTLOOK,
        "old": OLD, "plain": PLAIN, "web": WEB, "file": FILE,
        "writer": {name: converted(document, "fodt") for name, document in WRITER.items()},
        "calc": {name: converted(document, "fods") for name, document in CALC.items()},
    }  # fmt: skip
    for program, documents in written.items():
        for name, source in documents.items():
            (HERE / f"{program}-{name}.html").write_text(source, newline="")


if __name__ == "__main__":
    main()
