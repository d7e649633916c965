"""Tables for spreadsheet programs, in which no cell can be a formula."""

import csv
from collections.abc import Iterable, Iterator

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """Return *text* as a cell that no spreadsheet program computes."""
    return f"'{text}" if text.startswith(_FORMULA_BEGINS) else text


class _Echo:
    """A file whose write() gives back what it is given: csv.writer makes lines of it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Make lines of a CSV file, one by one; the mark at its beginning tells Excel it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([inert(cell) for cell in row])
