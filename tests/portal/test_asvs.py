"""The table of requirements does not rot: what it names is there."""

import re

import pytest

from tests.processes import ROOT

TABLE = (ROOT / "docs/asvs.md").read_text()
ROWS = re.findall(r"^\| ([\d.–, ]+) \| ([12]?) \| .+? \| ([a-z ]+) \| .+ \|$", TABLE, re.MULTILINE)
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]+|[\w-]+\.(?:py|txt|md|sh)|Makefile|\.env\.example)`")


def test_every_row_has_a_status():
    assert len(ROWS) > 200
    assert {status for _, _, status in ROWS} == {"met", "part", "not met", "not ours"}
    assert len({number for number, _, _ in ROWS}) == len(ROWS)


def test_the_counts_at_its_head_are_those_of_its_rows():
    counted = re.search(r"\*\*(\d+) met, (\d+) in part, (\d+) not met\*\*", TABLE)
    several = 2  # 1.4.1–1.4.3 is one row
    statuses = [status for _, _, status in ROWS]

    assert [int(number) for number in counted.groups()] == [
        statuses.count("met") + several,
        statuses.count("part"),
        statuses.count("not met"),
    ]


@pytest.mark.parametrize("path", sorted(set(PATH.findall(TABLE))))
def test_what_it_names_is_in_the_repository(path):
    is_of_the_machine = path.startswith(("etc/", "var/log"))

    assert is_of_the_machine or (ROOT / path).exists()
