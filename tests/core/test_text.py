import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, modern_tones, name_key, normalize, normalize_line, slug_for, sort_key


class TestNormalize:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("e\u0302\u0301", "\u1ebf"),  # ế
            ("e\u0323\u0302", "\u1ec7"),  # ệ: dot below comes before the circumflex
            ("e\u0302\u0323", "\u1ec7"),
            ("u\u031b\u0300", "\u1eeb"),  # ừ
            ("u\u0300\u031b", "\u1eeb"),
            ("\u00ea\u0301", "\u1ebf"),  # half composed, as Windows keyboards type it
            ("Cu\u031b\u0309a kha\u0302\u0309u", "Cửa khẩu"),
        ],
    )
    def test_composes_marks(self, typed, stored):
        assert normalize(typed) == stored

    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("\u00d0ồng \u00d0ăng", "\u0110ồng \u0110ăng"),
            ("\u00f0ường", "\u0111ường"),
            ("a\u0340", "à"),
            ("a\u0341", "á"),
            ("\u0110\u0111", "\u0110\u0111"),
        ],
    )
    def test_repairs_look_alikes(self, typed, stored):
        assert normalize(typed) == stored

    @pytest.mark.parametrize(
        "invisible",
        [
            "\u200b",  # zero-width space
            "\u200c",
            "\u200d",
            "\u2060",
            "\ufeff",  # byte order mark
            "\u00ad",  # soft hyphen
            "\u200e",  # bidi controls
            "\u200f",
            "\u061c",
            "\u202a",
            "\u202e",
            "\u2066",
            "\u2069",
            "\x00",
            "\x07",
            "\x0b",
            "\x0c",
            "\x1b",
            "\x7f",
            "\x85",
            "\x9f",
            "\ud800",  # half a surrogate pair: no database takes it
        ],
    )
    def test_drops_characters_nobody_sees(self, invisible):
        assert normalize(f"Hữu{invisible} Nghị") == "Hữu Nghị"

    @pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
    def test_ends_lines_one_way(self, line_end):
        assert normalize(f"một{line_end}hai") == "một\nhai"

    @pytest.mark.parametrize("words", ["Tỉnh uỷ", "Ủy ban", "hoà bình", "hòa bình", "quý", "thuý"])
    def test_keeps_the_tone_where_the_author_put_it(self, words):
        assert normalize(words) == words

    @pytest.mark.parametrize("words", ["Nơi nhận: VT./.", "Nơi nhận: VT..../"])
    def test_keeps_the_sign_that_closes_administrative_texts(self, words):
        assert normalize(words) == words

    @given(st.text())
    def test_changes_nothing_the_second_time(self, text):
        once = normalize(text)

        assert normalize(once) == once

    @given(st.text())
    def test_always_gives_nfc_that_can_be_stored(self, text):
        stored = normalize(text)

        assert unicodedata.is_normalized("NFC", stored)
        assert "\x00" not in stored
        stored.encode()


class TestNormalizeLine:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("  Hữu   Nghị ", "Hữu Nghị"),
            ("\u00a0\u00a0 Hữu\u00a0Nghị", "Hữu Nghị"),  # an indent pasted from Word
            ("Hữu\r\nNghị\tQuan", "Hữu Nghị Quan"),
            ("Hữu\u2028Nghị", "Hữu Nghị"),
            ("\u200b", ""),
            ("", ""),
        ],
    )
    def test_is_one_line_with_single_spaces(self, typed, stored):
        assert normalize_line(typed) == stored

    @given(st.text())
    def test_changes_nothing_the_second_time(self, text):
        once = normalize_line(text)

        assert normalize_line(once) == once


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Đại học Điện lực", "dai hoc dien luc"),
            ("\u00d0ồng \u00d0ăng", "dong dang"),
            ("CỬA KHẨU HỮU NGHỊ", "cua khau huu nghi"),
            ("  Lạng \n Sơn ", "lang son"),
            ("mã má mà", "ma ma ma"),
            ("Ế Ữ Ỗ Ẵ ự ợ", "e u o a u o"),
            ("138/2008/QĐ-TTg", "138/2008/qd-ttg"),
            ("", ""),
        ],
    )
    def test_drops_marks_case_and_spaces(self, text, folded):
        assert fold(text) == folded

    @pytest.mark.parametrize(
        ("old", "new"),
        [("hoà", "hòa"), ("uỷ", "ủy"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("luỵ", "lụy")],
    )
    def test_makes_both_ways_to_place_a_tone_equal(self, old, new):
        assert fold(old) == fold(new)

    @given(st.text())
    def test_does_not_care_how_the_text_is_composed(self, text):
        composed = unicodedata.normalize("NFC", text)
        decomposed = unicodedata.normalize("NFD", text)

        assert fold(composed) == fold(decomposed)


class TestModernTones:
    @pytest.mark.parametrize(
        ("old", "modern"),
        [
            ("hoà, uỷ, thuý, khoẻ", "hòa, ủy, thúy, khỏe"),
            ("HOÀ BÌNH, Uỷ ban, THUỴ SĨ", "HÒA BÌNH, Ủy ban, THỤY SĨ"),
            ("Tỉnh uỷ và Ủy ban", "Tỉnh ủy và Ủy ban"),
            ("oà, oả, oã, oá, oạ", "òa, ỏa, õa, óa, ọa"),
            ("oè, oẻ, oẽ, oé, oẹ", "òe, ỏe, õe, óe, ọe"),
            ("uỳ, uỷ, uỹ, uý, uỵ", "ùy, ủy, ũy, úy, ụy"),
            ("luỹ-thuỳ/huỷ", "lũy-thùy/hủy"),
        ],
    )
    def test_are_on_the_first_letter_of_open_oa_oe_and_uy(self, old, modern):
        assert modern_tones(old) == modern

    @pytest.mark.parametrize(
        "words",
        [
            "quý, quỳ, Quỹ, QUỶ",
            "hoàn, thuyền, khoét, huýt, ngoáy, khuỷu, ngoéo, loài, hoạch",
            "hòa, ủy, thúy, khỏe",
            "hoa, uy, khoe, mùa, lúa, tuần, của",
            "138/2008/QĐ-TTg",
            "",
        ],
    )
    def test_stay_everywhere_else(self, words):
        assert modern_tones(words) == words

    @given(st.text(st.sampled_from("oOuUqQhn aàÁẻỳÝỵe-\u0301")))
    def test_change_nothing_but_their_place(self, text):
        text = unicodedata.normalize("NFC", text)
        modern = modern_tones(text)

        assert unicodedata.is_normalized("NFC", modern)
        assert modern_tones(modern) == modern
        assert fold(modern) == fold(text)


class TestSlugFor:
    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            (
                "Hội nghị sơ kết công tác thi đua khen thưởng Khối các tỉnh miền núi biên giới "
                "phía Bắc",
                "hoi-nghi-so-ket-cong-tac-thi-dua-khen-thuong-khoi-cac-tinh-mien-nui-bien-gioi-"
                "phia-bac",
            ),
            ("Đồng Đăng - Lạng Sơn", "dong-dang-lang-son"),
            ("Đồng Đăng – Lạng Sơn", "dong-dang-lang-son"),
            ("Đồng Đăng — Lạng Sơn", "dong-dang-lang-son"),
            ("29/QĐ-BQL", "29-qd-bql"),
            ("thi đua", "thi-dua"),
            ("Đại học", "dai-hoc"),
            ("Giá xăng, dầu cùng tăng", "gia-xang-dau-cung-tang"),
            ("  “Hữu Nghị” ", "huu-nghi"),
            ("<script>alert(1)</script>", "script-alert-1-script"),
            ("友谊关", ""),
            ("", ""),
        ],
    )
    def test_is_the_ascii_address_of_a_headline(self, text, slug):
        assert slug_for(text) == slug

    def test_is_cut_between_words(self):
        assert slug_for("cửa khẩu quốc tế", max_length=11) == "cua-khau"
        assert slug_for("cửa khẩu quốc tế", max_length=12) == "cua-khau"
        assert slug_for("cửa khẩu quốc tế", max_length=13) == "cua-khau-quoc"

    def test_of_one_endless_word_is_cut_anyway(self):
        assert slug_for("a" * 300) == "a" * 100

    @given(st.text())
    def test_is_always_short_and_plain(self, text):
        slug = slug_for(text)

        assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
        assert len(slug) <= 100

    @given(st.text(alphabet="đếừ -a9", max_size=400), st.integers(1, 120))
    def test_never_passes_the_length_asked_for(self, text, length):
        slug = slug_for(text, max_length=length)

        assert len(slug) <= length
        assert slug == slug.strip("-")


class TestSortKey:
    def test_follows_the_alphabet(self):
        alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")

        assert sorted(set(alphabet), key=sort_key) == alphabet

    def test_follows_the_tones(self):
        tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

        assert sorted(set(tones), key=sort_key) == tones

    def test_looks_at_letters_before_tones(self):
        words = ["mạ", "man", "màn", "măng"]

        assert sorted(set(words), key=sort_key) == words

    def test_puts_names_where_a_dictionary_does(self):
        names = ["An", "Ánh", "Ân", "Dũng", "Đặng", "Oanh", "Ước", "Yến"]

        assert sorted(set(names), key=sort_key) == names

    def test_knows_no_case_and_no_composition(self):
        composed = sort_key("ĐẶNG Thị Ế")
        decomposed = sort_key(unicodedata.normalize("NFD", "đặng thị ế"))

        assert composed == decomposed

    def test_gives_every_letter_its_tones_before_the_next_letter(self):
        tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
        vowels = [letter + tone for letter in "aăâeêioôơuưy" for tone in tones]
        letters = [unicodedata.normalize("NFC", letter) for letter in vowels]

        assert sorted(set(letters), key=sort_key) == letters

    def test_compares_syllable_by_syllable(self):
        words = ["Ba Sơn", "Bà Rịa", "Bá Thước", "Ban Mê"]

        assert sorted(set(words), key=sort_key) == words

    @given(st.lists(st.text()))
    def test_sorts_anything(self, texts):
        assert len(sorted(texts, key=sort_key)) == len(texts)


def test_people_stand_by_given_name_then_family_name_then_middle_name():
    people = [
        "Nguyễn Văn An",
        "Trần Thị Ánh",
        "Lê Ân",
        "Hoàng Thị Đào",
        "Nguyễn Thị Hoa",
        "Nguyễn Văn Hoa",
        "Phạm Hoa",
        "Vũ Oanh",
    ]

    assert sorted(set(people), key=name_key) == people
    assert name_key("") == ()
