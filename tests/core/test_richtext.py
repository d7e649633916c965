from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import richtext
from core.richtext import clean, plain

STEM = "/media/photos/3f/3fa9c2d45b6e7f80-700x400"
PICTURE = f"{STEM}/640.webp"

# What editors, Word and attackers send, to be put together in any order.
PIECES = [
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<h1>", "</h1>", "<ul>", "<li>", "</li>",
    "</ul>", "<ol start=3>", "<table>", "<tr>", "<td colspan=2>", "</td>", "</table>", "<center>",
    "<blockquote>", "</blockquote>", "<br>", "<hr>", "<em>", "</em>", "<p align=right>",
    "<p class=MsoNormal style='text-align:center;mso-x:1'>", "<span style='color:red'>", "<o:p>",
    "<a href='/tin-tuc/'>", "<a href='javascript:alert(1)'>", "<a onclick='alert(1)'>", "</a>",
    "<script>alert(1)</script>", "<script>", "</script>", "<svg onload=alert(1)>", "<math>",
    "<style>", "</style>", "<template>", "<noscript>", "<iframe src='javascript:alert(1)'>",
    "<textarea>", "<plaintext>", "<select>", "<xml>", "<title>", "<!--", "-->", "<![CDATA[", "<",
    "<img src=x onerror=alert(1)>", f"<img src='{PICTURE}' alt='Cổng'>", "<figure>", "</figure>",
    "<figcaption>", "&lt;script&gt;", "&#60;script&#62;", "&nbsp;", "\u00a0 ", "\r\n", "\r", " ",
    "chữ", "e\u0302\u0301", "e&#x302;&#x301;", "\u0338", "&#x202e;", "\u200b", "\x00", "&", "'>",
]  # fmt: skip
pages = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=14).map("".join)


class Elements(HTMLParser):
    """The elements of a page as a parser other than the cleaner's sees them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def assert_harmless(html):
    for tag, attributes in Elements(html).found:
        assert tag in richtext.TAGS
        assert not {name for name in attributes if name.startswith("on")}
        assert "style" not in attributes
        for name in ("href", "src", "srcset"):
            assert "script:" not in (attributes.get(name) or "").lower()
        if tag == "img":
            assert attributes["src"].startswith("/media/photos/")


class TestClean:
    @given(pages)
    def test_leaves_nothing_that_runs(self, page):
        assert_harmless(clean(page))

    @given(pages)
    def test_changes_nothing_the_second_time(self, page):
        once = clean(page)

        assert clean(once) == once

    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<p onmouseover=alert(1)>",
            "<a href='java&#10;script:alert(1)'>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph>",
            "<form action='javascript:alert(1)'><button>x</button></form>",
            "<object data='javascript:alert(1)'></object>",
            "<base href='https://xau.example/'>",
            "<meta http-equiv=refresh content='0;url=https://xau.example/'>",
            f"<img src='{PICTURE}' srcset='https://xau.example/x.png 2x' onload=alert(1)>",
            "<style>@import 'https://xau.example/x.css'</style>",
        ],
    )
    def test_leaves_nothing_of_an_attack(self, hostile):
        cleaned = clean(f"<p>Trước</p>{hostile}<p>Sau</p>")

        assert_harmless(cleaned)
        assert "alert(1)</script>" not in cleaned
        assert "xau.example" not in cleaned
        assert "<p>Trước</p>" in cleaned

    def test_shows_escaped_markup_as_words(self):
        assert clean("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == (
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        )

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("/tin-tuc/", "/tin-tuc/"),
            ("#muc-2", "#muc-2"),
            ("https://langson.gov.vn", "https://langson.gov.vn"),
            ("http://langson.gov.vn", "http://langson.gov.vn"),
            ("mailto:a@langson.gov.vn", "mailto:a@langson.gov.vn"),
            ("tel:0253875708", "tel:0253875708"),
            ("javascript:alert(1)", None),
            (" JaVaScRiPt:alert(1)", None),
            ("data:text/html,x", None),
            ("vbscript:x", None),
            ("ftp://langson.gov.vn", None),
            ("file:///etc/passwd", None),
        ],
    )
    def test_keeps_links_that_lead_to_pages_mail_and_telephones(self, sent, kept):
        cleaned = clean(f'<p>Xem <a href="{sent}">ở đây</a></p>')

        assert [link.get("href") for tag, link in Elements(cleaned).found if tag == "a"] == (
            [kept] if kept else []
        )
        assert plain(cleaned) == "Xem ở đây"

    @pytest.mark.parametrize(
        ("sent", "stored"),
        [
            (None, ""),
            ("", ""),
            ("Chữ", "<p>Chữ</p>"),
            ("Chữ <b>đậm</b> và <i>nghiêng</i>", None),
            ("<div>một</div><div><p>hai</p></div>", "<p>một</p>\n<p>hai</p>"),
            ("<h1>Một</h1><h5>Hai</h5>", "<h2>Một</h2>\n<h4>Hai</h4>"),
            ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
            ("<p>một\r\nhai\rba</p>", "<p>một hai ba</p>"),
            ("<p></p><p>&nbsp;</p><p>còn</p><p><br></p>", "<p>còn</p>"),
            ("<p>Nơi nhận: VT./.</p>", "<p>Nơi nhận: VT./.</p>"),
            ("<p>Tỉnh uỷ và Ủy ban</p>", "<p>Tỉnh uỷ và Ủy ban</p>"),
        ],
    )
    def test_tidies(self, sent, stored):
        if stored is None:
            stored = "<p>Chữ <strong>đậm</strong> và <em>nghiêng</em></p>"

        assert clean(sent) == stored

    @pytest.mark.parametrize(
        ("sent", "stored"),
        [
            ("e\u0302\u0301", "<p>ế</p>"),
            ("e&#x302;&#x301;", "<p>ế</p>"),
            ("\u00d0ồng \u00d0ăng", "<p>\u0110ồng \u0110ăng</p>"),
            ("&ETH;ồng &ETH;ăng", "<p>\u0110ồng \u0110ăng</p>"),
            ("Hữu\u200b&#8203;&shy; Nghị", "<p>Hữu Nghị</p>"),
            ("a&#x202e;b", "<p>ab</p>"),
        ],
    )
    def test_stores_one_form_of_vietnamese(self, sent, stored):
        assert clean(sent) == stored

    def test_drops_the_indents_of_word(self):
        sent = "<p>&nbsp;&nbsp;&nbsp;\u00a0 Sáng&nbsp;&nbsp;14/7, tại Hữu Nghị </p>"

        assert clean(sent) == "<p>Sáng 14/7, tại Hữu Nghị</p>"

    def test_keeps_the_words_of_a_paste_from_word_and_nothing_of_its_looks(self):
        sent = (
            "<!--[if gte mso 9]><xml><w:WordDocument>rác</w:WordDocument></xml><![endif]-->"
            "<p class=MsoNormal style='margin:0;mso-line-height-rule:exactly'><o:p></o:p>"
            "<font face='.VnTime'><span lang=VI style='font-size:14.0pt'>Sáng nay</span></font></p>"
        )

        assert clean(sent) == "<p>Sáng nay</p>"

    @pytest.mark.parametrize(
        "sent",
        [
            "<p style='text-align:center; color:red'>giữa</p>",
            "<p align=CENTER>giữa</p>",
            "<center>giữa</center>",
            "<p class='align-center khac'>giữa</p>",
        ],
    )
    def test_keeps_centred_paragraphs(self, sent):
        assert clean(sent) == '<p class="align-center">giữa</p>'

    def test_keeps_tables_and_lists(self):
        sent = (
            '<table border="1"><tr><th colspan="2" style="x">Xe</th></tr>'
            '<tr><td rowspan="x">1.477</td><td>xe</td></tr></table>'
            '<ol start="3"><li>ba</li><li>bốn</li></ol>'
        )

        assert clean(sent).replace("\n", "") == (
            '<table><tbody><tr><th colspan="2">Xe</th></tr>'
            "<tr><td>1.477</td><td>xe</td></tr></tbody></table>"
            '<ol start="3"><li>ba</li><li>bốn</li></ol>'
        )


class TestPictures:
    def test_are_given_their_true_size_and_all_their_widths(self):
        cleaned = clean(f'<p><img src="{PICTURE}" alt=" Cổng  Hữu Nghị " width="1" height="1"></p>')

        [(_, _), (_, image)] = Elements(cleaned).found
        assert image == {
            "src": PICTURE,
            "alt": "Cổng Hữu Nghị",
            "width": "700",
            "height": "400",
            "srcset": f"{STEM}/320.webp 320w, {STEM}/640.webp 640w, {STEM}/700.webp 700w",
            "sizes": "(min-width: 48rem) 42.5rem, 100vw",
            "loading": "lazy",
            "decoding": "async",
        }

    def test_pasted_with_the_host_become_our_own(self):
        cleaned = clean(f'<img src="https://portal.example{PICTURE}">')

        assert f'src="{PICTURE}"' in cleaned
        assert "portal.example" not in cleaned

    @pytest.mark.parametrize(
        "address",
        [
            "https://xau.example/a.png",
            "//xau.example/a.png",
            "data:image/png;base64,AAAA",
            "/media/photos/../../etc/passwd",
            "/media/documents/3f/3fa9c2d45b6e7f80.pdf",
            f"{PICTURE}?x=1",
            "",
        ],
    )
    def test_that_are_not_in_the_library_are_dropped(self, address):
        assert clean(f'<p>Chữ<img src="{address}"></p>') == "<p>Chữ</p>"

    def test_keep_their_side_and_caption(self):
        sent = (
            f'<figure class="picture khac" style="float:left"><img src="{PICTURE}">'
            "<figcaption>Toàn cảnh hội nghị</figcaption></figure>"
        )

        cleaned = clean(sent)

        assert cleaned.startswith('<figure class="picture align-left"><img')
        assert cleaned.endswith("<figcaption>Toàn cảnh hội nghị</figcaption></figure>")


class TestPlain:
    @pytest.mark.parametrize(
        ("html", "words"),
        [
            ("", ""),
            ("<p>một</p>\n<p>hai</p>", "một hai"),
            ("<p>một<br>hai</p>", "một hai"),
            ("<ul><li>một</li><li>hai</li></ul>", "một hai"),
            ("<table><tbody><tr><td>một</td><td>hai</td></tr></tbody></table>", "một hai"),
            ("<p>cửa <strong>khẩu</strong></p>", "cửa khẩu"),
            ("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
        ],
    )
    def test_is_the_words_alone(self, html, words):
        assert plain(html) == words
