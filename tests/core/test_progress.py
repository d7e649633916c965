import io

import pytest

from core.progress import Progress, left, share


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [(0, 8, "0/8 (0 %)"), (3, 8, "3/8 (37 %)"), (9, 8, "9/8 (100 %)"), (0, 0, "0/0 (100 %)")],
)
def test_a_share_is_told_in_percent(done, total, said):
    assert share(done, total) == said


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [(1, 4, 10, "0:00:30 left"), (4, 4, 10, "0:00:00 left"), (0, 4, 0, "0:00:00 left")],
)
def test_the_rest_takes_as_long_as_what_is_done_took(done, total, seconds, said):
    assert left(done, total, seconds) == said


def test_a_terminal_has_one_line_that_is_empty_in_the_end():
    terminal = Terminal()

    with Progress("Media, MB", 4 * 2**20, unit=2**20, out=terminal):
        pass

    assert terminal.getvalue() == "\rMedia, MB: 0/4 (0 %), 0:00:00 left\x1b[K\r\x1b[K"


def test_what_has_no_known_end_is_counted():
    terminal = Terminal()

    with Progress("Rows", out=terminal):
        pass

    assert terminal.getvalue().startswith("\rRows: 0\x1b[K")


def test_nothing_is_told_elsewhere():
    file = io.StringIO()

    with Progress("Rows", 2, out=file) as progress:
        progress.advance()

    assert file.getvalue() == ""
