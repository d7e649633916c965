import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import text
from core.richtext import clean, plain, tidy, without_last_line
from tests.core.test_richtext import PICTURE, PIECES, assert_harmless

PASTED = Path(__file__).parent / "pasted"
DOCUMENTS = sorted(path for path in PASTED.glob("*.html") if ".expected." not in path.name)
OFFICE_PROGRAMS = {"word", "google", "excel", "sheets", "outlook", "writer", "calc"}
# The marks of the programs we know, among what editors and attackers send.
OFFICE_PIECES = [
    "<p class=MsoNormal style='text-align:right'>", "<p class=MsoTitle>", "<p class=MsoCaption>",
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>", "<o:p></o:p>",
    "<p style='mso-list:l0 level2 lfo1'>", "<![if !supportLists]>", "<![endif]>",
    "<!--[if !supportLists]-->", "<!--[endif]-->", "<span style='mso-list:Ignore'>", "1.", "a)",
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;</span>",
    "<span class=portal-list-marker>",
    "<b style='font-weight:normal' id=docs-internal-guid-1>", "<p>- ", "<p>+ ", "<p>1. ", "<p>2. ",
    "<p>a) ", "<br>- ", "<p>II. ", "<p><b>1. Ấ</b></p>", "<p><b>2. Ấ</b></p>", "&nbsp;" * 30,
    "<style>.xl65{font-weight:700;text-align:center}</style>", "<td class=xl65>", "<th>", "<tr>",
    "<table><tr><td class=xl65>", "<td rowspan=3 colspan=2>", "<td style='background:#eee'>",
    "<span style='font-weight:700;vertical-align:super'>", "</span>",
    "<span style='font-size:26pt'>",
    "<p align=center>", "<i>", "</i>", "<u>", "</u>", "<p>Nguồn: Báo", "<p>Bài, ảnh: Đào", "</tr>",
    "<div align=right>", "</div>", "<h2>", "</h2>", "<h5>", "<figcaption>", "<caption>", "</ol>",
    f"<p><img src='{PICTURE}'>", f"<a href='/a'><img src='{PICTURE}'></a>", "<li><p>", "<dl><dt>",
    "<span style='display:none'>", "<blockquote><table>", "class=Mso",
    "<a title='<p class=Mso>' href=/>",
]  # fmt: skip
pages = st.lists(
    st.one_of(st.sampled_from(OFFICE_PIECES), st.sampled_from(PIECES), st.text(max_size=6)),
    max_size=16,
).map("".join)
LISTED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]+|[IVX]+)[.)]|[-–+*•·§o\uf0b7]")


INLINE = {"b", "i", "u", "s", "a", "em", "strong", "span", "sub", "sup", "font", "o:p"}


def _is_word(token):
    return any(map(str.isalnum, token)) and not LISTED.fullmatch(token)


class Words(HTMLParser):
    """The words of a page as a reader sees them, without the marks lists have of themselves."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.skipping = [], 0
        self.feed(html)
        self.close()
        tokens = text.normalize("".join(self.parts)).split()
        self.found = Counter(filter(_is_word, tokens))

    def handle_starttag(self, tag, attributes):
        self.skipping += tag in ("style", "script", "title", "xml")
        if tag not in (
            "b",
            "i",
            "u",
            "s",
            "a",
            "em",
            "strong",
            "span",
            "sub",
            "sup",
            "font",
            "o:p",
        ):
            self.parts.append(" ")

    def handle_endtag(self, tag):
        self.skipping -= tag in ("style", "script", "title", "xml") and self.skipping > 0
        if tag in ("p", "td", "div", "li", "center"):
            self.parts.append(" ")

    def handle_data(self, data):
        if not self.skipping:
            self.parts.append(data)


def read(document):
    """The source of a pasted document, and what is expected of it."""
    expected = document.with_suffix(".expected.html").read_text()
    heading, html = expected.split("\n", 1)
    byline, source = re.fullmatch(r"<!-- byline: (.*) \| source: (.*) -->", heading).groups()
    # Read as bytes are sent: the line ends belong to the document.
    return pasted_from(document), html.rstrip("\n"), byline, source


def pasted_from(document):
    """The document as its program sends it, with the head all of that program's have."""
    source = document.read_bytes().decode()
    head = re.match(r"\{(\w+\.head)\}", source)
    return (PASTED / head[1]).read_bytes().decode() + source[head.end() :] if head else source


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
class TestPastedDocument:
    def test_becomes_what_its_author_meant(self, document):
        pasted, html, byline, source = read(document)

        tidied = tidy(pasted)

        assert tidied.html == html
        assert (tidied.byline, tidied.source) == (byline, source)

    def test_keeps_its_words(self, document):
        pasted = pasted_from(document)
        before = Words(pasted).found

        after = Words(tidy(pasted).html).found

        assert (before & after).total() >= 0.99 * before.total()
        assert after.total() <= before.total()

    def test_keeps_no_look_of_the_program_it_came_from(self, document):
        html = tidy(pasted_from(document)).html

        assert not re.search(r"mso-|style=|<font|<span|<o:|docs-internal|data-", html)
        assert set(re.findall(r'class="([^"]*)"', html)) <= {
            "picture", "picture align-left", "picture align-right", "align-center", "align-right"
        }  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [path for path in DOCUMENTS if path.name.split("-")[0] in OFFICE_PROGRAMS],
    ids=lambda path: path.stem,
)
def test_cleaning_structures_what_bears_the_marks_of_an_office_program(document):
    pasted, html, _, _ = read(document)

    saved = clean(pasted)

    assert saved == html


class TestTidy:
    @given(pages)
    def test_returns_what_cleaning_would_not_change(self, page):
        html = tidy(page).html

        assert clean(html) == html
        assert_harmless(html)

    @given(pages)
    def test_changes_nothing_the_second_time(self, page):
        once = tidy(page).html

        assert tidy(once).html == once

    @given(pages)
    def test_leaves_cleaning_stable_and_harmless_whatever_the_marks(self, page):
        once = clean(page)

        assert clean(once) == once
        assert_harmless(once)

    @given(
        st.lists(
            st.sampled_from(
                [piece for piece in OFFICE_PIECES if "none" not in piece and "<style" not in piece
                 and "supportLists" not in piece and "Ignore" not in piece and "7.0pt" not in piece
                 and "marker" not in piece and "title" not in piece]
            ),
            max_size=14,
        )
    )  # fmt: skip
    def test_keeps_every_word_whatever_the_tags(self, pieces):
        words = [f"chữ{index}" for index in range(len(pieces))]

        html = tidy(
            "".join(f"{piece}{word} " for piece, word in zip(pieces, words, strict=True))
        ).html

        assert Counter(re.findall(r"chữ\d+", html)) == Counter(words)


class TestClosingLines:
    @pytest.mark.parametrize(
        ("last", "byline", "source"),
        [
            ("<p align=right>Hoàng Thị Đào</p>", "Hoàng Thị Đào", ""),
            ("<p><b>Phòng Kế hoạch tổng hợp</b></p>", "Phòng Kế hoạch tổng hợp", ""),
            (f"<p>{'&nbsp;' * 60}Hoàng Thị Đào</p>", "Hoàng Thị Đào", ""),
            ("<p>Tin, ảnh: Hoàng Thị Đào</p>", "Hoàng Thị Đào", ""),
            ("<p>Bài, ảnh: Hoàng Thị Đào</p>", "Hoàng Thị Đào", ""),
            ("<p>Tác giả: Hoàng Thị Đào</p>", "Hoàng Thị Đào", ""),
            ("<p>Nguồn: Báo Lạng Sơn</p>", "", "Báo Lạng Sơn"),
            ("<p>(Theo baochinhphu.vn)</p>", "", "baochinhphu.vn"),
            ("<p align=right>Theo Báo Lạng Sơn</p>", "", "Báo Lạng Sơn"),
            ("<p>Theo kế hoạch, hội nghị bế mạc</p>", "", ""),
            ("<p>Hoàng Thị Đào</p>", "", ""),
            ("<p align=right>Nơi nhận: như trên./.</p>", "", ""),
            (f"<p align=right>{'Phòng Kế hoạch ' * 5}</p>", "", ""),
            ("<ul><li><b>Hoàng Thị Đào</b></li></ul>", "", ""),
        ],
    )
    def test_name_the_byline_and_the_source(self, last, byline, source):
        tidied = tidy(f"<p>Hội nghị kết thúc.</p>{last}")

        assert (tidied.byline, tidied.source) == (byline, source)

    def test_name_nobody_in_a_text_of_one_line(self):
        assert tidy("<p align=right><b>Hoàng Thị Đào</b></p>").byline == ""

    @pytest.mark.parametrize(
        ("html", "line", "left"),
        [
            ("<p>a</p>\n<p><strong>Đào</strong></p>", "Đào", "<p>a</p>"),
            ("<p>a</p>\n<p>Tin, ảnh: Đào</p>", "Đào", "<p>a</p>"),
            ("<p>a</p>\n<p>Nguồn: Báo Lạng Sơn</p>", "Báo Lạng Sơn", "<p>a</p>"),
            ("<p>a</p>\n<p>b</p>", "Đào", "<p>a</p>\n<p>b</p>"),
            ("<p>Đào</p>\n<ul><li>Đào</li></ul>", "Đào", "<p>Đào</p>\n<ul><li>Đào</li></ul>"),
            ("<p>a</p>", "", "<p>a</p>"),
            ("", "Đào", ""),
        ],
    )
    def test_leave_the_text_when_they_have_moved_into_a_field(self, html, line, left):
        assert without_last_line(html, line) == left


class TestWhatEditorsWrote:
    @pytest.mark.parametrize(
        "own",
        [
            "<p>- một</p>\n<p>- hai</p>",
            '<p class="align-center">Một dòng giữa</p>',
            f'<p class="align-center">{"Một đoạn dài. " * 20}</p>'.replace(". </p>", ".</p>"),
            "<table><tbody><tr><td><strong>A</strong></td><td><strong>B</strong></td></tr>"
            "<tr><td>1</td><td>2</td></tr></tbody></table>",
        ],
    )
    def test_stays_as_it_is_beside_something_pasted(self, own):
        pasted = "<p class=MsoNormal>- ba</p><p class=MsoNormal>- bốn</p>"

        assert clean(own) == own
        assert clean(own + pasted) == f"{own}\n<ul><li>ba</li><li>bốn</li></ul>"


class TestNotes:
    @pytest.mark.parametrize(
        ("pasted", "note"),
        [
            (
                "<p>a<img src='file:///C:/1.png'><img src='data:image/png;base64,A'></p>",
                "Đã bỏ 2 ảnh không dán được: xin kéo tệp ảnh vào bài.",
            ),
            ("<p>- a</p><p>- b</p>", "Đã chuyển 2 dòng đánh dấu thành danh sách."),
            (
                f"<p><img src='{PICTURE}'></p><p align=center>Hội nghị</p>",
                "Đã nhận 1 dòng làm chú thích.",
            ),
            (
                "<p><a href='javascript:alert(1)'>a</a></p>",
                "Đã bỏ 1 liên kết không mở được trên mạng (giữ lại chữ).",
            ),
            (
                "<table><tr><td><p>a</p><p>b</p></td></tr></table>",
                "Đã tháo 1 bảng chỉ dùng để trình bày.",
            ),
        ],
    )
    def test_say_what_was_changed(self, pasted, note):
        assert tidy(pasted).notes == (note,)

    def test_say_that_a_book_was_cleaned_only(self):
        book = tidy("- một dòng\n" * 25_000)

        assert book.notes == ("Văn bản dán vào quá dài nên chỉ được làm sạch, không sắp xếp lại.",)
        assert book.html.count("<p>- một dòng</p>") == 25_000

    def test_are_none_where_nothing_was(self):
        assert tidy("<p>Một đoạn</p>").notes == ()


class TestHostileNesting:
    @pytest.mark.parametrize("do", [clean, lambda page: tidy(page).html], ids=["clean", "tidy"])
    @pytest.mark.parametrize(
        "page",
        [
            "<div>" * 5000 + "chữ" + "</div>" * 5000,
            "<b>" * 5000 + "chữ",
            "<b><table>" * 10_000 + "chữ",
            "<ul><li>" * 10_000 + "chữ",
            "<table><tr><td>" * 5000 + "chữ",
            "<p>" + "".join(f"<font size={n}>" for n in range(60)) + "</p><p>" * 9000 + "chữ",
        ],
        ids=["div", "b", "b-table", "ul-li", "table", "reopened"],
    )
    def test_costs_no_words_and_no_time(self, do, page):
        assert plain(do(page)).split()[-1] == "chữ"

    def test_of_an_honest_depth_is_kept(self):
        nested = "<ul><li>một" * 30 + "</li></ul>" * 30

        assert clean(nested).count("<ul>") == 30


def test_what_its_author_had_hidden_is_not_published():
    pasted = "<p class=MsoNormal>Hiện <span style='mso-hide:all'>ẩn</span></p>"

    assert tidy(pasted).html == clean(pasted) == "<p>Hiện</p>"
