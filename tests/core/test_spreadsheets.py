import csv
import io

import pytest

from core.spreadsheets import csv_lines, inert


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_is_made_text(begin):
    assert inert(f"{begin}1+1") == f"'{begin}1+1"


@pytest.mark.parametrize("text", ["", "Đồng Đăng - Lạng Sơn", "1+1", "'=1"])
def test_other_cells_stay_as_they_are(text):
    assert inert(text) == text


def test_a_file_begins_with_its_mark_and_is_read_back_cell_by_cell():
    rows = [["Lúc", "Việc"], ["07:00", 'Nói "vâng", rồi\nđi'], ["=1", "ế"]]

    text = "".join(csv_lines(rows))

    assert text[0] == "\ufeff"
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [*rows[:2], ["'=1", "ế"]]


def test_lines_are_made_as_they_are_asked_for():
    made = []
    lines = csv_lines(made.append(number) or [str(number)] for number in range(3))

    first = [next(lines), next(lines)]

    assert first == ["\ufeff", "0\r\n"]
    assert made == [0]
