import pytest

from core.richtext import clean
from core.templatetags.content import rich_text


class TestRichText:
    def test_puts_every_table_in_a_box_that_scrolls(self):
        shown = rich_text(clean("<table><tr><td>1</td></tr></table><p>và</p><table></table>"))

        assert shown.count('<div class="table-box"') == shown.count("</div>") == 2
        assert shown.count("<table>") == 2

    def test_prints_markup_as_markup(self):
        assert rich_text(clean("<p>Cửa <b>khẩu</b></p>")) == "<p>Cửa <strong>khẩu</strong></p>"

    @pytest.mark.parametrize(
        "hostile",
        [
            "<a href='/x' title='<table onclick=alert(1) x='>chữ</a>",
            "<a href='/x?</table><script>alert(1)</script>'>chữ</a>",
            "<img src='/media/photos/3f/3fa9c2d45b6e7f80-9x9/9.webp' alt='</table>'>",
            "&lt;table onclick=alert(1)&gt;",
        ],
    )
    def test_boxes_no_table_that_is_only_words(self, hostile):
        shown = rich_text(clean(f"<p>{hostile}</p>"))

        assert "table-box" not in shown
        assert "<script" not in shown
