import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.search import MAX_QUERY_LENGTH, Query, Vector
from core.text import fold
from core.text import words as words_of
from organization.models import Contact, Page

pytestmark = pytest.mark.django_db

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = LOWER + [letter.upper() for letter in LOWER]
# What Vietnamese newspapers hold; other scripts may be lower-cased differently by the database.
words = st.text(st.characters(min_codepoint=1, max_codepoint=0x24F) | st.sampled_from(LETTERS))
CONSONANTS = "bcdghklmnpqrstvxfjwz"
ALPHABET = LETTERS + list(CONSONANTS + CONSONANTS.upper())
PIECES = ["<p>", "</p>", "<br", ">", "<", "&nbsp;", "&#160;", "&", ";", " – ", "…", "“", "\n", "/"]
written = st.lists(words | st.sampled_from(PIECES + ALPHABET)).map("".join)


def in_database(function, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return cursor.fetchone()[0]


def vn_fold(text):
    return in_database("vn_fold", text)


def vn_words(text):
    return in_database("vn_words", text).split()


def make_named(*names):
    return [Contact.objects.create(label=name) for name in names]


def found_by(typed):
    pages = Page.objects.annotate(vector=Vector("title", "A") + Vector("body", "C"))
    return set(pages.filter(vector=Query(typed)).values_list("title", flat=True))


class TestFold:
    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_is_the_same_in_python_and_in_the_database_for_every_letter(self, form):
        letters = [unicodedata.normalize(form, letter) for letter in LETTERS]
        with connection.cursor() as cursor:
            cursor.execute("SELECT vn_fold(letter) FROM unnest(%s) letter", [letters])
            folded = [row[0] for row in cursor.fetchall()]

        assert len(set(LETTERS)) == 146
        assert folded == [fold(letter) for letter in letters]
        assert set(folded) == set("adeiouy")

    @given(words)
    def test_is_the_same_in_python_and_in_the_database_for_any_words(self, text):
        assert " ".join(vn_fold(text).split()) == fold(text)

    @given(words)
    def test_does_not_care_how_the_words_are_composed(self, text):
        composed = unicodedata.normalize("NFC", text)
        decomposed = unicodedata.normalize("NFD", text)

        assert vn_fold(composed) == vn_fold(decomposed)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("<p>Cửa khẩu</p><p>Hữu Nghị</p>", ["cua", "khau", "huu", "nghi"]),
            ('<a href="https://x.vn" title="ẩn">thấy</a>', ["thay"]),
            ("một<br>hai", ["mot", "hai"]),
            ("Đồng Đăng - Lạng Sơn", ["dong", "dang", "lang", "son"]),
            ("Đồng Đăng – Lạng Sơn", ["dong", "dang", "lang", "son"]),
            ("Đồng Đăng — Lạng Sơn", ["dong", "dang", "lang", "son"]),
            ("138/2008/QĐ-TTg", ["138", "2008", "qd", "ttg"]),
            ("138/2008/qd-ttg", ["138", "2008", "qd", "ttg"]),
            ("138 2008 qd ttg", ["138", "2008", "qd", "ttg"]),
            ("1.477 xe; 7,5 %", ["1", "477", "xe", "7", "5"]),
            ("“Hữu Nghị”… (cũ)", ["huu", "nghi", "cu"]),
            ("Nơi nhận: VT./.", ["noi", "nhan", "vt"]),
            ("1 &lt; 2 &amp; 3&nbsp;&#160;4", ["1", "2", "3", "4"]),
            ("1 < 2 và 3 > 2", ["1", "2", "va", "3", "2"]),
            ("'; DROP TABLE x; --", ["drop", "table", "x"]),
            ("", []),
        ],
    )
    def test_have_no_markup_no_punctuation_and_no_marks(self, text, found):
        assert vn_words(text) == words_of(text) == found

    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_are_the_same_in_python_and_in_the_database_for_every_letter(self, form):
        texts = [
            unicodedata.normalize(form, f"<p>ng{letter}nh-{letter}&nbsp;{letter}</p>{letter}.")
            for letter in ALPHABET
        ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT vn_words(text) FROM unnest(%s) text", [texts])
            found = [row[0].split() for row in cursor.fetchall()]

        assert len(set(ALPHABET)) == 146 + 2 * len(CONSONANTS)
        assert found == [words_of(text) for text in texts]
        assert {len(parts) for parts in found} == {4}

    @given(written)
    def test_are_the_same_in_python_and_in_the_database_for_any_text(self, text):
        assert vn_words(text) == words_of(text)

    def test_are_looked_for_in_the_beginning_of_a_book(self):
        text = "khẩu " * 20_001

        assert len(words_of(text)) == len(vn_words(text)) == 20_000


class TestFoldedLookup:
    @pytest.mark.parametrize("typed", ["huu nghi", "HỮU NGHỊ", "Hữu Nghị", "hưu nghi", "uu ng"])
    def test_finds_names_with_and_without_marks(self, typed):
        friendship, _ = make_named("Cửa khẩu Hữu Nghị", "Cửa khẩu Tân Thanh")

        assert list(Contact.objects.filter(label__folded=typed)) == [friendship]

    @pytest.mark.parametrize("typed", ["hữu nghị", "Ðồng"])
    def test_finds_nothing_where_nothing_is(self, typed):
        make_named("Cửa khẩu Tân Thanh")

        assert not Contact.objects.filter(label__folded=typed).exists()

    @pytest.mark.parametrize("typed", ["100%", "a_b", "\\", "'"])
    def test_takes_signs_as_they_are(self, typed):
        named, _ = make_named(f"Mức {typed} thôi", "Mức 100 aXb thôi")

        assert list(Contact.objects.filter(label__folded=typed)) == [named]


class TestQuery:
    @pytest.fixture(autouse=True)
    def pages(self):
        for title in (
            "Cửa khẩu quốc tế Hữu Nghị",
            "Cửa khẩu Tân Thanh",
            "Quyết định 138/2008/QĐ-TTg",
            "Đồng Đăng – Lạng Sơn",
            "Tỉnh uỷ họp",
            "Ủy ban tỉnh họp",
        ):
            Page.objects.create(title=title)

    @pytest.mark.parametrize(
        "typed",
        [
            "cua khau huu nghi",
            "cửa khẩu hữu nghị",
            "hữu nghị cua khau",
            "HỮU NGHỊ",
            "Hữu nghi, quốc tế!",
            unicodedata.normalize("NFD", "cửa khẩu hữu nghị"),
        ],
    )
    def test_finds_all_the_words_in_any_order_with_or_without_marks(self, typed):
        assert found_by(typed) == {"Cửa khẩu quốc tế Hữu Nghị"}

    def test_wants_every_word(self):
        assert found_by("cua khau") == {"Cửa khẩu quốc tế Hữu Nghị", "Cửa khẩu Tân Thanh"}
        assert found_by("cua khau mong cai") == set()

    @pytest.mark.parametrize(
        "typed", ["138/2008/QĐ-TTg", "138/2008/qd-ttg", "138 2008 qd ttg", "QĐ-TTg 138", "138/2008"]
    )
    def test_finds_documents_by_their_number_in_any_spelling(self, typed):
        assert found_by(typed) == {"Quyết định 138/2008/QĐ-TTg"}

    @pytest.mark.parametrize("dash", ["-", "–", "—", " ", " - "])
    def test_takes_all_dashes_for_one(self, dash):
        assert found_by(f"Đồng Đăng{dash}Lạng Sơn") == {"Đồng Đăng – Lạng Sơn"}

    @pytest.mark.parametrize("typed", ["tỉnh uỷ", "tỉnh ủy", "tinh uy"])
    def test_does_not_care_where_the_tone_is_placed(self, typed):
        assert found_by(typed) == {"Tỉnh uỷ họp", "Ủy ban tỉnh họp"}

    @pytest.mark.parametrize(
        "typed",
        ["", " ", "'", "\\", "!", "& | ! ( ) : *", "a:*", "<->", "%", "友谊", "😀", "x" * 5000],
    )
    def test_finds_nothing_but_never_fails_for_odd_input(self, typed):
        assert found_by(typed) == set()

    def test_reads_no_more_than_a_person_types(self):
        typed = "cua khau huu nghi".ljust(MAX_QUERY_LENGTH) + " khong-co"

        assert found_by(typed) == {"Cửa khẩu quốc tế Hữu Nghị"}

    def test_finds_words_of_the_body_but_not_of_its_markup(self):
        Page.objects.create(title="Trang", body='<p>Xem <a href="/an-giau/">Chi Ma</a></p>')

        assert found_by("chi ma") == {"Trang"}
        assert found_by("href") == set()
        assert found_by("giau") == set()

    @given(words)
    def test_takes_any_words(self, text):
        text = text.replace("\x00", "")

        found_by(text)


def test_the_functions_work_with_an_empty_search_path_as_in_a_restored_dump(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.vn_words('<p>Cửa khẩu</p>')")

        assert cursor.fetchone()[0].strip() == "cua khau"
