"""Words of adverts that no office publishes."""

import unicodedata

import pytest

from core.unwanted import found_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nhà cái uy tín nhất", ["nhà cái uy tín"]),
        ("NHA CAI UY TIN", ["nha cai uy tin"]),
        ("Tải 8XBET ngay", ["8xbet"]),
        ("nổ\n hũ", ["nổ hũ"]),
        (unicodedata.normalize("NFD", "soi kèo"), ["soi kèo"]),
        ("w88, W88 và fun88", ["w88", "fun88"]),
    ],
)
def test_are_found_however_they_are_written(text, words):
    assert found_in(text) == words


@pytest.mark.parametrize(
    "text",
    [
        *("саsinо", "ｃａｓｉｎｏ", "𝐜𝐚𝐬𝐢𝐧𝐨", "ⓒⓐⓢⓘⓝⓞ", "ᴄᴀꜱɪɴᴏ", "casıno"),
        *("cas\u200bino", "cas\u00adino", "ca\u034fsino", "ca\ufe0fsino", "c\u0336a\u0336sino"),
        *("ca<b>si</b>no", '<a href="https://casino88.example/">x</a>', "ca&shy;sino"),
        *("c.a.s.i.n.o", "C-A-S-I-N-O", "c a s i n o", "casino88", "88casino", "casino_vip"),
    ],
)
def test_are_found_whatever_they_are_made_of(text):
    assert found_in(text) == ["casino"]


@pytest.mark.parametrize(
    "text",
    [
        *("nhà&nbsp;cái", "nh<b>à</b> cái", "<strong>nhà</strong> cái", "nhà-cái", "nhà.cái"),
        *("nhàcái", "nhacai789.com", "n.h.à c.á.i", "nhà\u3164cái", "nhà\u2800cái"),
    ],
)
def test_are_found_however_their_syllables_are_parted(text):
    assert len(found_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nhà cải tạo xong, nhà cấp bốn",
        "quốc lộ 88, nghị quyết số w881",
        "Hội nghị sơ kết thi đua của khối cửa khẩu",
        "vay tiền ngân hàng chính sách",
        "nhà cai nghiện; cả cuộc đời; tỷ lệ kéo giảm",
        "ca-cuoc-doi-vi-bien-gioi, xay-nha-cai-tao",  # addresses of articles
        "<p>Ở trong nhà</p><p>cái bàn</p>",
        "Về nhà. Cái bàn, trong nhà, cái ghế",
        "Anh cao 1m88",
    ],
)
def test_are_not_seen_in_what_an_office_writes(text):
    assert found_in(text) == []
