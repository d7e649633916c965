"""What is read in a question, and that PostgreSQL takes every condition made of it."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.text import normalize_line
from search.query import (
    MAX_LENGTH,
    MAX_PHRASES,
    MAX_WORDS,
    Synonyms,
    Word,
    marked_key,
    parse,
    words_of,
)

PAIRS = [
    ("KKT", "khu kinh tế"),
    ("KKTCK", "khu kinh tế cửa khẩu"),
    ("UBND", "Ủy ban nhân dân"),
    ("UBND", "Ủy ban"),
]
SYNONYMS = Synonyms(PAIRS)
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
LOWER = [*TONED, *"bcdđfghjklmnpqrstvwxz"]
LETTERS = LOWER + [letter.upper() for letter in LOWER]
# What Vietnamese newspapers hold; other scripts may be lower-cased differently by the database.
latin = st.characters(min_codepoint=1, max_codepoint=0x24F, exclude_characters="İ")  # Turkish
letters = latin | st.sampled_from(LETTERS)
SIGNS = ['"', "“", "”", "«", "-", " -", " ", "(", ")", "&", "|", "!", ":*", "<->", "'", "\\", "^"]
PIECES = [*SIGNS, "#", "~", "%", "KKTCK", "khu kinh tế cửa khẩu", "ubnd", "138/2008/QĐ-TTg", "½"]
texts = st.lists(st.text(letters, max_size=8) | st.sampled_from(PIECES)).map("".join)
anything = st.lists(st.text(max_size=8) | st.sampled_from(PIECES)).map("".join)


def read(typed):
    """The groups of a question: every way of writing each, folded."""
    return [
        [" ".join(word.folded for word in words) for words in group.alternatives]
        for group in parse(typed, SYNONYMS).groups
    ]


def left_out(typed):
    return [" ".join(word.folded for word in words) for words in parse(typed).without]


def phrases(typed):
    return [
        " ".join(word.folded for word in group.alternatives[0])
        for group in parse(typed).groups
        if group.is_phrase
    ]


def with_letters(words):
    """Without those that are signs alone, which nobody looks for: "×"."""
    return [word for word in words if any(map(str.isalnum, word))]


def asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("cửa khẩu", ["cua", "khau"]),
            ("  CỬA\tKhẩu\n", ["cua", "khau"]),
            (unicodedata.normalize("NFD", "cửa khẩu"), ["cua", "khau"]),
            ("Ðồng Ðăng", ["dong", "dang"]),
            ("cửa\u200b khẩu\u00ad", ["cua", "khau"]),
            ("138/2008/QĐ-TTg", ["138", "2008", "qd", "ttg"]),
            ("138/2008/qd-ttg", ["138", "2008", "qd", "ttg"]),
            ("xe; 7,5 %", ["xe", "7", "5"]),
            ("banqlktck@langson.gov.vn", ["banqlktck", "langson", "gov", "vn"]),
            ("Hữu Nghị-Chi Ma", ["huu", "nghi", "chi", "ma"]),
            ("Đồng Đăng -  Lạng Sơn", ["dong", "dang", "lang", "son"]),
            ("Đồng Đăng – Lạng Sơn", ["dong", "dang", "lang", "son"]),
            ("Đồng Đăng —Lạng Sơn", ["dong", "dang", "lang", "son"]),
            ("<b>họp</b>", ["hop"]),
            ("mấy giờ mở cửa?", ["may", "gio", "mo", "cua"]),
        ],
    )
    def test_are_what_stands_between_signs(self, typed, found):
        assert read(typed) == [[word] for word in found]

    def test_of_a_large_number_may_stand_without_its_dots(self):
        assert read("1.477 xe") == [["1 477", "1477"], ["xe"]]
        assert read("(025) 3.875.708,") == [["025"], ["3 875 708", "3875708"]]
        assert read("14.07.2017") == [["14"], ["7"], ["2017"]]

    @pytest.mark.parametrize("typed", ["", " ", "…", '"', '""', "“ ”", "-", "- -- ---", "&|!"])
    def test_are_none_where_only_signs_are(self, typed):
        assert not parse(typed)
        assert parse(typed).phrases == parse(typed).words == ()

    @pytest.mark.parametrize(
        ("typed", "marked"),
        [
            ("cửa", "cưa?"),
            ("CỬA", "cưa?"),
            ("cua", "cua"),
            ("đường", "đương`"),
            ("nghiễng", "nghiêng~"),
            ("quý", "quy^"),
            ("nặng", "năng."),
            ("QĐ", "qđ"),
        ],
    )
    def test_are_known_as_they_are_written_their_tone_at_the_end(self, typed, marked):
        [word] = parse(typed).words

        assert word.marked == marked

    @pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("uỷ", "ủy"), ("Khoẻ", "KHỎE")])
    def test_are_the_same_wherever_their_tone_is_placed(self, old, new):
        assert words_of(old) == words_of(new)

    @pytest.mark.parametrize("typed", ["cua khẩu", "Đ", "hoà"])
    def test_have_marks_when_one_of_them_has(self, typed):
        assert parse(typed).is_marked

    @pytest.mark.parametrize("typed", ["cua khau", "HOP 138", ""])
    def test_have_no_marks_when_none_of_them_has(self, typed):
        assert not parse(typed).is_marked

    def test_are_folded_only_when_a_sign_falls_apart_into_several(self):
        assert words_of("đ a˘b") == (Word("d", "d"), Word("a", "a"), Word("b", "b"))


class TestQuotes:
    @pytest.mark.parametrize(
        "typed",
        [
            '"cửa khẩu" họp',
            "“cửa khẩu” họp",
            "„cửa khẩu” họp",
            "«cửa khẩu» họp",
            "“cửa khẩu“ họp",
            'họp "CUA-KHAU"',
            'họp"cửa khẩu"',
        ],
    )
    def test_of_every_kind_hold_a_phrase(self, typed):
        assert phrases(typed) == ["cua khau"]
        assert sorted(read(typed)) == [["cua khau"], ["hop"]]

    def test_around_one_word_change_nothing(self):
        assert phrases('"cửa"') == []
        assert read('"cửa"') == [["cua"]]

    @pytest.mark.parametrize(
        "typed", ['"cửa khẩu', 'cửa" khẩu', 'cửa khẩu"', "cửa “khẩu", '"" cửa khẩu']
    )
    def test_that_do_not_end_are_signs_like_others(self, typed):
        assert phrases(typed) == []
        assert read(typed) == [["cua"], ["khau"]]

    def test_follow_one_another(self):
        assert phrases('"chi ma" "tân thanh"') == ["chi ma", "tan thanh"]
        assert phrases('"chi ma" "tân thanh') == ["chi ma"]

    def test_keep_their_words_from_standing_for_others(self):
        assert read('"khu kinh tế"') == [["khu kinh te"]]


class TestLeftOut:
    @pytest.mark.parametrize(
        ("typed", "out"),
        [
            ("hội nghị -trực", ["truc"]),
            ("-trực hội nghị", ["truc"]),
            ("họp -trực -tuyến", ["truc", "tuyen"]),
            ("quyết định -138/2008", ["138 2008"]),
            ("xe -công-ten-nơ", ["cong ten no"]),
            ('hội nghị -"trực tuyến"', ["truc tuyen"]),
            ("hội nghị -“trực tuyến”", ["truc tuyen"]),
        ],
    )
    def test_is_what_a_dash_stands_before(self, typed, out):
        assert left_out(typed) == out
        assert not any(word in read(typed) for word in out)

    @pytest.mark.parametrize(
        "typed",
        ["Đồng Đăng -  Lạng Sơn", "Đồng Đăng-Lạng Sơn", "Đồng Đăng – Lạng Sơn", "–trực", "--họp"]
        + ["2021-2025", "họp -", '-"', '-""', "- họp"],
    )
    def test_is_nothing_when_the_dash_is_a_sign(self, typed):
        assert left_out(typed) == []

    def test_alone_asks_for_nothing(self):
        assert not parse("-trực")
        assert parse("-trực").without


class TestSynonyms:
    @pytest.mark.parametrize(
        "typed", ["KKTCK", "kktck", "khu kinh tế cửa khẩu", "Khu kinh te CỬA khau"]
    )
    def test_stand_for_each_other(self, typed):
        [group] = read(typed)

        assert sorted(group) == ["khu kinh te cua khau", "kktck"]

    def test_are_found_the_longest_first(self):
        assert [len(ways) for ways in read("khu kinh tế cửa khẩu")] == [2]
        assert [len(ways) for ways in read("khu kinh tế cửa hàng")] == [2, 1, 1]

    def test_are_found_among_other_words(self):
        assert read("BQL KKT tỉnh") == [["bql"], ["kkt", "khu kinh te"], ["tinh"]]

    def test_may_be_several_of_one(self):
        assert read("ubnd") == [["ubnd", "uy ban nhan dan", "uy ban"]]
        assert read("ủy ban nhân dân") == [["uy ban nhan dan", "ubnd"]]

    def test_begin_with_what_was_typed(self):
        query = parse("UBND họp", SYNONYMS)

        assert [word.folded for word in query.words] == ["ubnd", "hop"]
        assert [len(phrase) for phrase in query.phrases] == [2, 5, 3]

    def test_make_no_more_phrases_than_can_be_looked_for(self):
        assert len(parse("ubnd " * 10, SYNONYMS).phrases) == MAX_PHRASES

    def test_that_say_nothing_or_the_same_are_none(self):
        synonyms = Synonyms([("…", "họp"), ("họp", "-"), ("Hòa", "hoà")])

        for typed in ("họp", "hòa"):
            [group] = parse(typed, synonyms).groups
            assert len(group.alternatives) == 1


class TestLength:
    def test_is_cut_after_some_letters(self):
        query = parse("a" * (MAX_LENGTH + 1))

        assert query.is_cut
        assert query.typed == query.words[0].folded == "a" * MAX_LENGTH
        assert not parse("a" * MAX_LENGTH).is_cut

    def test_is_cut_after_some_words(self):
        query = parse("a " * (MAX_WORDS + 1))

        assert query.is_cut
        assert len(query.groups) == MAX_WORDS
        assert not parse("a " * MAX_WORDS).is_cut

    def test_counts_single_spaces_and_whole_letters(self):
        typed = unicodedata.normalize("NFD", "ệ" * MAX_LENGTH).replace("ệ", "ệ  ")

        assert not parse(typed + " " * 500).is_cut


@pytest.mark.django_db
class TestConditions:
    """As PostgreSQL understands them."""

    def matches(self, condition, title, lead="", body=""):
        return asked(
            "SELECT search_vector(%s, %s, %s, '', '{}') @@ %s::tsquery",
            title,
            lead,
            body,
            condition,
        )

    def test_anywhere_want_every_word_somewhere(self):
        condition = parse("cửa khẩu họp").anywhere()

        assert self.matches(condition, "Cửa", "khau", "<p>hợp</p>")
        assert not self.matches(condition, "Cửa", "khẩu")

    def test_as_written_want_the_marks_that_were_typed(self):
        condition = parse("hoà khau").anywhere_as_written()

        assert self.matches(condition, "hòa khẩu")
        assert not self.matches(condition, "hóa khẩu")

    def test_in_a_title_do_not_look_further(self):
        assert self.matches(parse("cửa họp").in_title(), "Họp ở cữa")
        assert not self.matches(parse("cửa họp").in_title(), "Họp", "cửa")
        assert self.matches(parse("cửa").in_title_as_written(), "Cửa")
        assert not self.matches(parse("cửa").in_title_as_written(), "Cữa", "cửa")

    def test_in_a_title_or_lead_do_not_look_into_the_text(self):
        condition = parse("cửa họp").in_title_or_lead()

        assert self.matches(condition, "cửa", "họp")
        assert not self.matches(condition, "cửa", "", "họp")

    def test_side_by_side_want_the_order(self):
        condition = parse("cửa khẩu").side_by_side()

        assert self.matches(condition, "Mở cửa khẩu")
        assert not self.matches(condition, "Khẩu cửa")
        assert not self.matches(condition, "Cửa và khẩu")
        assert self.matches(parse("cửa khẩu").side_by_side_in_title(), "Mở cửa khẩu")
        assert not self.matches(parse("cửa khẩu").side_by_side_in_title(), "x", "Mở cửa khẩu")
        assert self.matches(parse("cửa").side_by_side_in_title(), "Cửa")

    def test_of_synonyms_want_one_of_them(self):
        query = parse("kktck họp", SYNONYMS)

        for condition in (query.anywhere(), query.in_title(), query.side_by_side()):
            assert self.matches(condition, "Khu kinh tế cửa khẩu họp")
            assert self.matches(condition, "KKTCK họp")
            assert not self.matches(condition, "Khu kinh tế họp")

    def test_of_a_phrase_want_it_except_loosely(self):
        query = parse('"cửa khẩu"')

        assert not self.matches(query.anywhere(), "Cửa và khẩu")
        assert self.matches(query.loosely(), "Cửa và khẩu")

    @pytest.mark.parametrize("typed", ["họp -tỉnh", '-tỉnh "họp"', '-"tỉnh ủy" họp'])
    def test_of_what_is_left_out_refuse_it_everywhere(self, typed):
        query = parse(typed)

        for condition in (query.anywhere(), query.loosely(), query.in_title(), query.begun()):
            assert self.matches(condition, "Họp")
            assert not self.matches(condition, "Họp", "Tỉnh ủy")

    def test_begun_let_only_the_last_word_go_on(self):
        condition = parse("cửa kh").begun()

        assert self.matches(condition, "Cửa khẩu")
        assert self.matches(condition, "kh cửa")
        assert not self.matches(condition, "Cứng khẩu")

    def test_begun_take_a_synonym_too(self):
        condition = parse("họp kktck", SYNONYMS).begun()

        assert self.matches(condition, "Khu kinh tế cửa khẩu họp")
        assert self.matches(condition, "Họp KKTCKX")

    @given(texts | anything)
    def test_are_taken_by_the_database_whatever_was_typed(self, typed):
        query = parse(typed, SYNONYMS)
        if not query:
            return

        for condition in (
            query.anywhere(),
            query.loosely(),
            query.begun(),
            query.anywhere_as_written(),
            query.in_title(),
            query.in_title_as_written(),
            query.in_title_or_lead(),
            query.side_by_side(),
            query.side_by_side_in_title(),
        ):
            asked("SELECT %s::tsquery::text", condition)

    @given(texts)
    def test_find_the_text_they_are_made_of(self, text):
        query = parse(text.replace("-", " ").replace('"', " "))

        if query and not query.is_cut:
            assert self.matches(query.anywhere(), normalize_line(text))


@pytest.mark.django_db
class TestInDatabase:
    """What is written into the index by the database is looked for as Python writes it."""

    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_every_letter_with_every_tone_is_the_same(self, form):
        texts = [
            unicodedata.normalize(form, f"{onset}{letter}{end}")
            for letter in LETTERS
            for onset, end in [("", ""), ("ngh", "ng"), ("Q", ""), ("h", "a"), ("đ", "n X")]
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT search_marked(search_plain(text)), search_words(text)"
                " FROM unnest(%s) WITH ORDINALITY AS each (text, place) ORDER BY place",
                [texts],
            )
            rows = cursor.fetchall()

        assert [marked for marked, _ in rows] == [marked_key(text) for text in texts]
        assert [folded for _, folded in rows] == [
            " ".join(word.folded for word in words_of(text)) for text in texts
        ]
        assert {word.marked for text in texts[::5] for word in words_of(text)} >= {"ê.", "ư~", "đ"}

    @given(texts)
    def test_any_words_are_the_same(self, text):
        words = words_of(text)

        folded = asked("SELECT search_words(%s)", text).split()
        assert with_letters(folded) == [word.folded for word in words]
        if any(word.marked != word.folded for word in words):
            marked = asked("SELECT search_marked(search_plain(%s))", text).split()
            assert with_letters(marked) == [word.marked for word in words]

    @given(st.text(letters))
    def test_any_letters_have_the_same_key(self, text):
        assert asked("SELECT search_marked(lower(normalize(%s, NFC)))", text) == marked_key(text)
