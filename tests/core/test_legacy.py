import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.legacy import convert, detect, is_capitals_font, kind_of_font, leaning
from core.text import normalize
from tests.core.word_documents import SENTENCES, TITLE, to_tcvn3, to_vni

# Every letter of the alphabet with a mark, beside its codes in the printed tables of the fonts.
TCVN3_TABLE = (
    "àµ ả¶ ã· á¸ ạ¹ ă¨ ằ» ẳ¼ ẵ½ ắ¾ ặÆ â© ầÇ ẩÈ ẫÉ ấÊ ậË đ® èÌ ẻÎ ẽÏ éÐ ẹÑ êª ềÒ ểÓ ễÔ ếÕ ệÖ ì× ỉØ "
    "ĩÜ íÝ ịÞ òß ỏá õâ óã ọä ô« ồå ổæ ỗç ốè ộé ơ¬ ờê ởë ỡì ớí ợî ùï ủñ ũò úó ụô ư\u00ad ừõ ửö ữ÷ "
    "ứø ựù ỳú ỷû ỹü ýý ỵþ Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§"
)
VNI_TABLE = (
    "áaù àaø ảaû ãaõ ạaï âaâ ấaá ầaà ẩaå ẫaã ậaä ăaê ắaé ằaè ẳaú ẵaü ặaë éeù èeø ẻeû ẽeõ ẹeï êeâ "
    "ếeá ềeà ểeå ễeã ệeä óoù òoø ỏoû õoõ ọoï ôoâ ốoá ồoà ổoå ỗoã ộoä ơô ớôù ờôø ởôû ỡôõ ợôï úuù "
    "ùuø ủuû ũuõ ụuï ưö ứöù ừöø ửöû ữöõ ựöï íí ìì ỉæ ĩó ịò ýyù ỳyø ỷyû ỹyõ ỵî đñ"
)
TCVN3, VNI = TCVN3_TABLE.split(" "), VNI_TABLE.split(" ")
LETTERS = "".join(pair[0] for pair in VNI)
NOT_LEGACY = [
    "",
    "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng - Lạng Sơn",
    "Hoà bình, toà án, khoá học, xoá bỏ",
    "Là có và chú ý bà già lúa mì nhé",
    "Điện thoại: 0205 3 888 999",
    "Customs clearance at the border gate",
    "L’été où le café naïf, voilà : la réalité est née là-bas, dès le thé",
    "il a été créé, à côté du café fermé",
    "Für schöne Mädchen über Köln, täglich größer, müde vor der Tür",
    "No sé qué tú sí más está así; aquí el país, el niño y el año, té",
    "não, mãe, põe é avião, oásis, saúde, irmão, coração, já até você lá está só",
    "Han är på väg från Malmö",
    "25½ kg ở 25°C",
    "25½ kg, 25°C, 3×4, §5, £5, ¥100",
    "Windows® và Office©",
    "Windows® Office© ™ ¶ · « ok »",
    "info@khuktck.example.vn https://khuktck.example.vn/µ¶·¸",
]


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


class TestConvert:
    @pytest.mark.parametrize("pair", TCVN3)
    def test_knows_every_tcvn3_code(self, pair):
        assert convert(pair[1:], "tcvn3") == composed(pair[0])

    @pytest.mark.parametrize("pair", VNI)
    def test_knows_every_vni_code_in_both_cases(self, pair):
        letter, code = composed(pair[0]), pair[1:]

        assert convert(code, "vni") == letter
        assert convert(code.upper(), "vni") == letter.upper()
        assert convert(code[0].upper() + code[1:], "vni") == letter.upper()

    def test_covers_the_whole_alphabet(self):
        assert len({composed(letter) for letter in LETTERS}) == 67  # 134 with the capitals
        assert {composed(pair[0]) for pair in TCVN3 if pair[0].islower()} == set(composed(LETTERS))

    @pytest.mark.parametrize(
        ("typed", "kind", "shown"),
        [
            ("Xin chaøo caùc baïn", "vni", "Xin chào các bạn"),
            ("ÑAØI TRUYEÀN HÌNH, Ñaøi truyeàn hình", "vni", "ĐÀI TRUYỀN HÌNH, Đài truyền hình"),
            ("UÛy ban, Uûy ban, Ñöôøng, öu tieân", "vni", "Ủy ban, Ủy ban, Đường, ưu tiên"),
            ("höõu nghò, roä", "vni", "hữu nghị, rộ"),
            ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
            ("§­êng ®Õn cöa khÈu H÷u NghÞ", "tcvn3", "Đường đến cửa khẩu Hữu Nghị"),
            ("¦u tiªn, thñ t­íng, ngé, r¬i", "tcvn3", "Ưu tiên, thủ tướng, ngộ, rơi"),
            ("29/Q§-BQL, 1.477 xe; “25%” – (a) b", "tcvn3", "29/QĐ-BQL, 1.477 xe; “25%” – (a) b"),
        ],
    )
    def test_reads_what_was_typed(self, typed, kind, shown):
        assert convert(typed, kind) == shown

    def test_gives_capitals_to_words_typed_for_a_font_of_capitals(self):
        assert convert("TØNH L¹NG S¥N", "tcvn3") == "TỈNH LẠNG SƠN"
        assert convert("Hµ Néi, UBND tØnh", "tcvn3") == "Hà Nội, UBND tỉnh"

    @pytest.mark.parametrize("sentence", SENTENCES)
    def test_brings_sentences_back(self, sentence):
        assert convert(to_tcvn3(sentence), "tcvn3") == sentence
        assert convert(to_vni(sentence), "vni") == sentence

    @given(st.text(alphabet=st.sampled_from(LETTERS + LETTERS.upper() + "bcghnt 0,.-/“”")))
    def test_brings_any_vietnamese_letters_back_from_vni(self, text):
        assert convert(to_vni(composed(text)), "vni") == composed(text)

    @given(st.text(alphabet=st.characters(codec="ascii")))
    def test_leaves_plain_letters_and_signs_alone(self, text):
        assert convert(text, "tcvn3") == convert(text, "vni") == text


class TestDetect:
    @pytest.mark.parametrize("text", NOT_LEGACY)
    def test_is_silent_about_unicode_and_other_languages(self, text):
        assert detect(text) == ""

    @pytest.mark.parametrize("sentence", [TITLE, *SENTENCES])
    def test_knows_both_codings(self, sentence):
        assert detect(to_tcvn3(sentence)) == "tcvn3"
        assert detect(to_vni(sentence)) == "vni"
        assert detect(sentence) == ""

    @pytest.mark.parametrize(
        "headline",
        ["Hà Nội hôm nay", "Thông báo tuyển dụng", "Hướng dẫn thủ tục", "Quyết định số 29/QĐ-BQL"],
    )
    def test_knows_short_headlines(self, headline):
        assert detect(to_tcvn3(headline)) == "tcvn3"
        assert detect(to_vni(headline)) == "vni"

    def test_looks_past_markup(self):
        source = f'<p class="lead"><strong>{to_tcvn3(TITLE)}</strong></p>'

        assert detect(source) == "tcvn3"

    @pytest.mark.parametrize("piece", ["a", "<p ", "<", "&a", "a@", "a://", "µ", "aµ "])
    def test_takes_time_in_proportion_to_the_text(self, piece):
        begin = time.process_time()
        detect("Ð\u00ad" + piece * 200_000)
        normalize("Ð\u00ad" + piece * 200_000)

        assert time.process_time() - begin < 3

    @given(st.text())
    def test_takes_any_text(self, text):
        assert detect(text) in ("", "tcvn3", "vni")


class TestLeaning:
    def test_speaks_for_single_words_a_font_explains(self):
        assert leaning("Tæng", "tcvn3") > 0
        assert leaning("Toång", "vni") > 0

    def test_speaks_against_unicode_in_an_old_font(self):
        assert leaning("Tổng", "tcvn3") < 0
        assert leaning("có", "vni") < 0

    def test_says_nothing_of_plain_letters(self):
        assert leaning("Ban Giao thong 2026", "tcvn3") == 0


@pytest.mark.parametrize(
    ("name", "kind", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnTimeH", "tcvn3", True),
        (".VnArial NarrowH", "tcvn3", True),
        (".VnArial Narrow", "tcvn3", False),
        (".vntime", "tcvn3", False),
        ("VNI-Times", "vni", False),
        ("VNI-Helve-Condense", "vni", False),
        ("Times New Roman", "", False),
        ("VNTimes Unicode", "", False),
        ("", "", False),
    ],
)
def test_fonts_name_their_coding(name, kind, capitals):
    assert kind_of_font(name) == kind
    assert is_capitals_font(name) == capitals


class TestNormalize:
    def test_keeps_the_letters_of_tcvn3_that_look_like_nothing_or_a_wrong_letter(self):
        typed = to_tcvn3("Đường về cửa khẩu được ưu tiên, bé nhỏ")

        assert normalize(typed) == typed
        assert convert(normalize(typed), "tcvn3") == "Đường về cửa khẩu được ưu tiên, bé nhỏ"

    def test_keeps_them_in_the_one_old_paragraph_of_a_page(self):
        old = f"<p>{to_tcvn3('Người dân được ưu tiên')}</p>"

        assert normalize(f"<p>Cửa\u00ad khẩu</p>{old}") == f"<p>Cửa khẩu</p>{old}"

    def test_still_drops_soft_hyphens_of_other_text(self):
        assert normalize("thông\u00adtin, hyphen\u00adation, Ðồng") == "thôngtin, hyphenation, Đồng"

    @given(st.text(alphabet=st.sampled_from("aươđÐð\u00ad\u200b¹®éµ <p>\nTn")))
    def test_changes_nothing_the_second_time(self, text):
        assert normalize(normalize(text)) == normalize(text)
