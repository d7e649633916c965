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
        "",
        "Nhà cải tạo xong, nhà cấp bốn",
        "quốc lộ 88, nghị quyết số w881",
        "Hội nghị sơ kết thi đua của khối cửa khẩu",
        "vay tiền ngân hàng chính sách",
    ],
)
def test_are_not_seen_in_what_an_office_writes(text):
    assert found_in(text) == []
