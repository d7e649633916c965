from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import read, written


class TestWritten:
    @pytest.mark.parametrize(
        ("number", "shown"),
        [
            (0, "0"),
            (999, "999"),
            (1477, "1.477"),
            (1234567, "1.234.567"),
            (-1477, "-1.477"),
            (7.5, "7,5"),
            (73.9, "73,9"),
            (1477.25, "1.477,25"),
            (Decimal("7.50"), "7,50"),
            (1e22, "10.000.000.000.000.000.000.000"),
            (0.0001, "0,0001"),
        ],
    )
    def test_has_dots_for_thousands_and_a_comma_for_decimals(self, number, shown):
        assert written(number) == shown

    @pytest.mark.parametrize(
        ("number", "decimals", "shown"),
        [
            (7, 1, "7,0"),
            (7.25, 1, "7,3"),
            (2.675, 2, "2,68"),
            (-0.25, 1, "-0,3"),
            (1999.96, 1, "2.000,0"),
            (1477.5, 0, "1.478"),
        ],
    )
    def test_is_rounded_to_the_decimals_asked_for(self, number, decimals, shown):
        assert written(number, decimals) == shown


class TestRead:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("1.477", "1477"),
            ("1477", "1477"),
            ("73,9", "73.9"),
            ("1.477,25", "1477.25"),
            ("1477,25", "1477.25"),
            ("-5", "-5"),
            ("−5", "-5"),
            (" 7,50 ", "7.5"),
            ("0", "0"),
            ("0,5", "0.5"),
        ],
    )
    def test_takes_what_offices_write(self, text, number):
        assert read(text) == Decimal(number)

    @pytest.mark.parametrize(
        "text",
        ["", " ", "-", "1.47.7", "1,5,0", "1.4777", "1477.25", "1,477.25", "0.500", ".5", "5."]
        + ["1 477", "+5", "--5", "5 xe", "1e3", "NaN", "１２", "٣"],
    )
    def test_refuses_what_may_be_meant_otherwise(self, text):
        assert read(text) is None

    @given(
        st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.decimals(-(10**9), 10**9)
    )
    def test_brings_back_what_was_written(self, number):
        assert read(written(number)) == Decimal(str(number))

    @given(st.text())
    def test_takes_any_text(self, text):
        assert read(text) is None or read(text) == read(written(read(text)))
