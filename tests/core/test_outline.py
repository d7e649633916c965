from core import compare, outline


class TestOutline:
    def test_tells_pictures_links_headings_and_tables(self):
        html = (
            '<h2>Một</h2><p><a href="/a/">bài <em>trước</em></a></p>'
            '<figure class="picture"><a href="/b/"><img src="/x.webp" alt="Cổng"></a></figure>'
            "<h4>Hai</h4><table><tr><td>a</td><td>b</td></tr></table>"
        )

        assert list(outline.pictures(html)) == [("/x.webp", "Cổng")]
        assert list(outline.links(html)) == [("/a/", "bài trước"), ("/b/", "Cổng")]
        assert list(outline.headings(html)) == [(2, "Một"), (4, "Hai")]
        assert outline.tables_without_header(html) == ["ab"]

    def test_gives_the_text_block_by_block(self):
        html = (
            "<h2>Một</h2><p>a<br>b</p><ul><li>c<ul><li>d</li></ul></li></ul><p><img alt='Cổng'></p>"
        )

        assert outline.blocks(html) == ["## Một", "a b", "- c", "- d", "[Ảnh: Cổng]"]

    def test_of_nothing_is_nothing(self):
        assert outline.blocks("") == []
        assert list(outline.links("")) == []


class TestDescribe:
    def test_fills_in_missing_descriptions_only(self):
        html = '<p><img src="/a" alt=""> và <img src="/b" alt="Có rồi"></p>'

        described = outline.describe(html, lambda address: f"Mô tả {address}")

        assert 'src="/a" alt="Mô tả /a"' in described
        assert 'alt="Có rồi"' in described

    def test_leaves_text_without_news_exactly_as_it_is(self):
        html = '<p>a &amp; b</p>\n<p><img src="/a" alt=""></p>'

        assert outline.describe(html, lambda address: "") == html


def test_convert_changes_whole_blocks_by_their_kind():
    html = "<p>cũ <em>cũ</em> cũ</p>\n<p>mới</p>"

    changed = outline.convert(
        html, lambda words: "x" if "cũ" in words else "", lambda text, kind: text.upper()
    )

    assert changed == "<p>CŨ <em>CŨ</em> CŨ</p>\n<p>mới</p>"


class TestCompare:
    def joined(self, side):
        return "".join(part.text for part in side)

    def test_marks_the_words_only_one_side_has(self):
        left, right = compare.words("cửa khẩu đóng cửa", "cửa khẩu mở cửa")

        assert [part.text for part in left if part.is_own] == ["đóng "]
        assert [part.text for part in right if part.is_own] == ["mở "]
        assert self.joined(left) == "cửa khẩu đóng cửa"
        assert self.joined(right) == "cửa khẩu mở cửa"

    def test_puts_like_blocks_beside_like(self):
        rows = compare.blocks(["a", "b", "d"], ["a", "c", "x", "d"])

        assert [(self.joined(left), self.joined(right)) for left, right in rows] == [
            ("a", "a"),
            ("b", "c"),
            ("", "x"),
            ("d", "d"),
        ]

    def test_of_very_long_texts_says_only_that_they_differ(self):
        long = "chữ " * compare.MAX_WORDS

        left, right = compare.words(long, long + "x")

        assert [part.is_own for part in left + right] == [True, True]
