"""`make check` tells of known holes in pinned packages, from a file that was put there by hand."""

import json
import re
import subprocess
import sys
import zipfile

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.advisories import PINNED, concerns, pins
from tests.processes import ROOT


def ranged(*events, versions=()):
    return {
        "package": {"ecosystem": "PyPI", "name": "Django"},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
        "versions": list(versions),
    }


def advisory(*affected, number="PYSEC-0000-1", **words):
    return {"id": number, "summary": "A hole for tests", "affected": list(affected), **words}


def looked_for(tmp_path, *advisories):
    """What the program says of these, as osv.dev packs them."""
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for number, one in enumerate(advisories):
            archive.writestr(f"{one['id']}-{number}.json", json.dumps(one))
    return run(file)


def run(*files):
    return subprocess.run(
        [sys.executable, "scripts/advisories.py", *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


DJANGO = max(pins()["django"])
OPEN = ({"introduced": "0"}, {"fixed": f"{DJANGO.major + 1}.0"})


class TestConcerns:
    @pytest.mark.parametrize(
        ("events", "inside", "outside"),
        [
            ([{"introduced": "0"}, {"fixed": "5.2.19"}], ["1", "5.2.18", "5.2.19rc1"], ["5.2.19"]),
            ([{"introduced": "5.1"}, {"last_affected": "5.2"}], ["5.1", "5.2"], ["5.0", "5.2.1"]),
            (
                [
                    {"introduced": "4.2"},
                    {"fixed": "4.2.9"},
                    {"introduced": "5.0"},
                    {"fixed": "5.0.3"},
                ],
                ["4.2", "4.2.8", "5.0.2"],
                ["4.1", "4.2.9", "5.0.3"],
            ),
            ([{"fixed": "2.0"}, {"introduced": "0"}], ["1.9"], ["2.0"]),
            ([{"introduced": "10.0"}], ["10.0", "11"], ["9.9"]),
        ],
    )
    def test_ranges_as_the_format_says(self, events, inside, outside):
        assert all(concerns(ranged(*events), Version(one)) for one in inside)
        assert not any(concerns(ranged(*events), Version(one)) for one in outside)

    def test_versions_that_are_named(self):
        assert concerns(ranged(versions=["1.0"]), Version("1.0"))
        assert not concerns(ranged(versions=["1.0"]), Version("1.1"))


class TestProgram:
    def test_names_package_hole_and_the_version_that_closes_it(self, tmp_path):
        done = looked_for(tmp_path, advisory(ranged(*OPEN)))

        assert done.returncode == 1
        assert re.search(
            rf"Django {DJANGO}: PYSEC-0000-1: A hole for tests \(closed in {DJANGO.major + 1}\.0\)",
            done.stdout,
        )

    def test_knows_a_package_by_any_spelling_of_its_name(self, tmp_path):
        hole = ranged({"introduced": "0"})
        hole["package"]["name"] = "DJANGO_CKEditor"

        assert "no version closes it" in looked_for(tmp_path, advisory(hole)).stdout

    @pytest.mark.parametrize(
        "one",
        [
            advisory(ranged({"introduced": "0"}, {"fixed": "1.0"})),
            advisory(ranged(*OPEN), withdrawn="2026-01-01T00:00:00Z"),
            advisory({**ranged(*OPEN), "package": {"ecosystem": "npm", "name": "django"}}),
            advisory({**ranged(*OPEN), "package": {"ecosystem": "PyPI", "name": "not-of-ours"}}),
            advisory(),
        ],
        ids=["closed", "withdrawn", "of another world", "of another package", "of nothing"],
    )
    def test_is_calm_about_what_is_no_hole_here(self, tmp_path, one):
        done = looked_for(tmp_path, one)

        assert (done.returncode, done.stderr) == (0, "")
        assert "No known hole" in done.stdout

    def test_says_of_a_file_that_cannot_be_read_that_nothing_was_looked_for(self, tmp_path):
        (tmp_path / "all.zip").write_bytes(b"no archive")

        done = run(tmp_path / "all.zip")

        assert done.returncode == 2
        assert "cannot be read" in done.stderr


def test_every_package_of_every_list_is_looked_at():
    for name in PINNED:
        lines = (ROOT / name).read_text().splitlines()
        named = {line.split("==")[0].split("[")[0] for line in lines if line[:1].isalnum()}
        assert len(named) > 10
        assert {canonicalize_name(one) for one in named} <= set(pins())
