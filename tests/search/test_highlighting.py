"""Which words are marked, and which part of a text is shown."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlighting import BEFORE, PASSAGE, Highlighter
from search.query import Synonyms, parse

FILLER = "lời nói đầu của bài viết dài "  # none of the words that are looked for
texts = st.lists(
    st.text(max_size=6)
    | st.sampled_from(["cửa", "khẩu", "Cua Khau", " ", "<mark>", "&amp;", "-", "Đ", "ﬁ", "İ", "ẞ"])
).map("".join)


def mark(typed, text, *pairs):
    return Highlighter(parse(typed, Synonyms(pairs))).mark(text)


def passage(typed, *texts):
    return Highlighter(parse(typed)).passage(texts)


def marked(text):
    return re.findall("<mark>(.*?)</mark>", text)


def bare(text):
    """What a reader sees."""
    return html.unescape(re.sub("</?mark>", "", text))


class TestMark:
    @pytest.mark.parametrize(
        ("typed", "text", "found"),
        [
            ("cửa", "Mở cửa", ["cửa"]),
            ("cua", "Mở Cửa, CỬA, cữa", ["Cửa", "CỬA", "cữa"]),
            ("CUA", "mở cửa", ["cửa"]),
            ("đ", "Đ và d", ["Đ"]),
            ("hoà", "hòa", ["hòa"]),
            ("uỷ", "Ủy ban", ["Ủy"]),
            ("138/2008", "số 138/2008/QĐ-TTg", ["138", "2008"]),
            ("qd-ttg", "138/2008/QĐ-TTg", ["QĐ", "TTg"]),
            ("1477", "có 1.477 xe và 14.77", ["1.477"]),
            ("1/12", "ngày 01 tháng 12, 10 xe", ["01", "12"]),
            ("họp", "Lễ khai mạc", []),
            ("", "Cửa khẩu", []),
            ("…", "Cửa … khẩu", []),
        ],
    )
    def test_keeps_the_words_as_they_are_written(self, typed, text, found):
        assert marked(mark(typed, text)) == found
        assert bare(mark(typed, text)) == text

    @pytest.mark.parametrize(
        ("typed", "text"),
        [("ma", "mang máy ám"), ("cua", "cuac xcua cua1"), ("1", "12 21 QH15")],
    )
    def test_marks_no_part_of_a_word(self, typed, text):
        assert marked(mark(typed, text)) == []

    def test_joins_words_with_only_a_space_between_them(self):
        assert mark("cua khau", "Ở cửa khẩu.") == "Ở <mark>cửa khẩu</mark>."
        assert marked(mark("cửa khẩu", "cửa, khẩu")) == ["cửa", "khẩu"]

    def test_knows_text_in_normal_form(self):
        text = unicodedata.normalize("NFC", "Cửa khẩu Hữu Nghị")

        for form in ("NFC", "NFD"):
            typed = unicodedata.normalize(form, "hữu nghị")
            assert mark(typed, text) == "Cửa khẩu <mark>Hữu Nghị</mark>"

    def test_marks_both_forms_of_a_synonym(self):
        pair = ("KKTCK", "khu kinh tế cửa khẩu")

        assert marked(mark("kktck", "Khu kinh tế cửa khẩu", pair)) == ["Khu kinh tế cửa khẩu"]
        assert marked(mark("khu kinh tế cửa khẩu", "BQL KKTCK", pair)) == ["KKTCK"]

    def test_does_not_mark_what_is_left_out(self):
        assert marked(mark("họp -trực", "Họp trực tuyến")) == ["Họp"]


class TestWhichWords:
    def test_written_as_asked_keep_others_from_being_marked(self):
        assert marked(mark("má", "má và mã")) == ["má"]
        assert marked(mark("má", "mà và mã")) == ["mà", "mã"]
        assert marked(mark("ma", "má và mã")) == ["má", "mã"]

    def test_written_as_asked_count_word_by_word(self):
        assert marked(mark("cửa khau", "cửa, cua, khẩu, khâu")) == ["cửa", "khẩu", "khâu"]

    def test_in_pairs_keep_single_ones_from_being_marked(self):
        text = "Mở cửa hàng ở cửa khẩu bán khẩu trang"

        assert marked(mark("cửa khẩu", text)) == ["cửa khẩu"]

    def test_stand_alone_where_they_are_nowhere_in_pairs(self):
        assert marked(mark("cửa khẩu", "Mở cửa bán khẩu trang")) == ["cửa", "khẩu"]

    def test_in_pairs_may_have_signs_between_them(self):
        assert marked(mark("đăng lạng", "Đăng - Lạng, đăng")) == ["Đăng", "Lạng"]

    def test_in_pairs_do_not_hide_the_words_of_no_pair(self):
        assert marked(mark("cửa khẩu họp", "cửa khẩu: cửa họp")) == ["cửa khẩu", "họp"]


class TestEscaping:
    @pytest.mark.parametrize(
        ("typed", "text", "shown"),
        [
            ("b", "<b>đậm</b>", "&lt;<mark>b</mark>&gt;đậm&lt;/<mark>b</mark>&gt;"),
            ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
            ("amp", "R&D &amp;", "R&amp;D &amp;<mark>amp</mark>;"),
            ("mark", "</mark>", "&lt;/<mark>mark</mark>&gt;"),
            ("x", "'\"", "&#x27;&quot;"),
        ],
    )
    def test_takes_markup_in_a_text_for_text(self, typed, text, shown):
        assert mark(typed, text) == shown
        assert passage(typed, text) == shown

    @given(texts, texts)
    def test_leaves_the_text_as_it_was(self, typed, text):
        text = unicodedata.normalize("NFC", text)

        assert bare(mark(typed, text)) == text

    @given(texts, texts)
    def test_leaves_a_short_passage_as_it_was(self, typed, text):
        text = unicodedata.normalize("NFC", text)[:PASSAGE]

        assert bare(passage(typed, text)) == text


class TestPassage:
    def test_is_the_text_itself_when_it_is_short(self):
        assert passage("cửa", "Mở cửa khẩu.") == "Mở <mark>cửa</mark> khẩu."

    def test_is_nothing_without_texts(self):
        assert passage("cửa") == ""

    def test_is_of_the_text_with_most_different_words(self):
        shown = passage("cửa khẩu họp", "Cửa cửa cửa", "Cửa khẩu họp", "Họp ở cửa")

        assert bare(shown) == "Cửa khẩu họp"

    def test_is_of_the_first_text_when_none_has_the_words(self):
        assert passage("họp", "Một", "Hai") == "Một"

    def test_is_of_the_first_text_among_equals(self):
        assert bare(passage("họp", "Họp một", "Họp hai")) == "Họp một"

    def test_is_the_place_with_most_different_words_nearest_together(self):
        text = f"họp họp họp {FILLER * 20} cửa khẩu họp {FILLER * 20} cửa khẩu"

        assert marked(passage("cửa khẩu họp", text)) == ["cửa khẩu họp"]

    def test_begins_where_the_text_begins_when_the_words_stand_there(self):
        shown = passage("họp", f"Sáng nay họp {FILLER * 20}")

        assert shown.startswith("Sáng nay <mark>họp</mark>")
        assert shown.endswith("…")

    def test_ends_where_the_text_ends_when_the_words_stand_there(self):
        shown = passage("họp", f"{FILLER * 20}sáng nay họp")

        assert shown.startswith("… ")
        assert shown.endswith("sáng nay <mark>họp</mark>")

    @pytest.mark.parametrize("before", [0, 3, 7, 30])
    def test_begins_and_ends_with_whole_words(self, before):
        text = f"{FILLER * before}họp {FILLER * 30}".strip()
        shown = bare(passage("họp", text)).strip("… ")

        assert f" {shown} " in f" {text} "
        assert PASSAGE - 20 <= len(shown) <= PASSAGE + 20

    def test_shows_some_words_before_the_first_match(self):
        before, _ = passage("họp", f"{FILLER * 20}họp {FILLER * 20}").split("<mark>")

        assert BEFORE - 15 <= len(bare(before)) <= BEFORE + 2

    @pytest.mark.parametrize("text", ["x" * 5000, f"họp {'x' * 5000}", f"{'x' * 5000} họp"])
    def test_of_a_text_without_spaces_is_no_longer_than_others(self, text):
        assert len(bare(passage("họp", text))) <= PASSAGE + BEFORE

    def test_of_words_found_only_far_into_a_text_without_spaces_has_them(self):
        assert marked(passage("họp", f"{'x,' * 2000}họp{',x' * 2000}")) == ["họp"]

    @given(texts, st.lists(texts, max_size=3))
    def test_is_a_part_of_one_of_the_texts(self, typed, several):
        several = [unicodedata.normalize("NFC", text) for text in several]
        shown = bare(passage(typed, *several))

        assert any(shown.removeprefix("… ").removesuffix("…") in text for text in several or [""])
