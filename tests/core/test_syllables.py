import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.syllables import is_syllable

SYLLABLES = (
    "cửa khẩu đường người nghiêng quốc quý quạu gì giếng giữa giặt thuở khuỷu khuya ngoéo hươu "
    "hữu xoong moóc oẳn ỷ yêu yến thuyền huệ huỳnh ngoằn ngoèo ăn ấm ở ô ưu uỷ ủy hoà hòa "
    "Quỳnh quýt quỵt huýt tuýp Đắk Lắk"
)
STRANGERS = "cử̉a khâủs cka ghe1 wa zo facebook covid xuat cac2 cap cắ câ qanh fa ja 138 a.b cưua"


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_real_syllables_are_known_in_any_case_and_composition(word):
    assert is_syllable(word)
    assert is_syllable(word.upper())
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["", " ", "cửa khẩu", *STRANGERS.split()])
def test_what_is_no_syllable_is_refused(word):
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["các", "cạp", "tết", "ếch"])
def test_a_syllable_that_ends_in_a_stop_has_a_rising_or_a_heavy_tone(word):
    toneless = "".join(
        part for part in unicodedata.normalize("NFD", word) if part not in "\u0301\u0323"
    )

    assert is_syllable(word)
    assert not is_syllable(toneless)
    assert not is_syllable(toneless + "\u0300")


@given(st.text())
def test_any_text_gets_an_answer(text):
    assert is_syllable(text) in (True, False)
