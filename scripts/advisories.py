"""Compare the pinned packages with known holes: `advisories.py [FILE…]`.

FILE is what osv.dev publishes of PyPI, a zip of JSON or such a JSON (https://google.github.io/osv.dev
/data/, format: https://ossf.github.io/osv-schema/). Without any, what lies in var/advisories, so
that a machine without the internet is given the file by hand. Prints each hole that stands open and
the version that closes it, and ends with 1 if there is one; ends with 2 if a file cannot be read.

An advisory that does not concern the portal stands in scripts/advisories.toml with the reason.
"""

import json
import re
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "var/advisories"
ACCEPTED = ROOT / "scripts/advisories.toml"
# Not what attacks the portal: it is asked by nobody but its owner, and pins what is old itself.
PINNED = ("requirements.txt", "requirements-dev.txt", "requirements-scan.txt")
OLD = 14  # days, after which a file is said to be old
SOURCE = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins() -> dict[str, set[Version]]:
    """The versions of each package that is installed, on servers and beside the code."""
    found: dict[str, set[Version]] = {}
    for file in (ROOT / name for name in PINNED):
        for name, version in _PIN.findall(file.read_text()):
            found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def advisories(files: Iterable[Path]) -> Iterator[dict]:
    """Those that stand, from zips and single files; ValueError for what is neither."""
    for file in files:
        try:
            if file.suffix == ".zip":
                with zipfile.ZipFile(file) as archive:
                    names = [name for name in archive.namelist() if name.endswith(".json")]
                    told = [json.loads(archive.read(name)) for name in names]
            else:
                told = [json.loads(file.read_bytes())]
        except (OSError, ValueError, zipfile.BadZipFile) as problem:
            raise ValueError(f"{file} cannot be read: {problem}") from None
        yield from (one for one in told if not one.get("withdrawn"))


def concerns(affected: dict, version: Version) -> bool:
    """Whether an entry of `affected` speaks of *version*: by name, or by a range."""
    if str(version) in affected.get("versions", ()):
        return True
    return any(
        _is_within(one["events"], version)
        for one in affected.get("ranges", ())
        if one["type"] == "ECOSYSTEM"
    )


def _is_within(events: list[dict[str, str]], version: Version) -> bool:
    """The last event at or before *version* decides, as the format says ("Evaluation")."""
    inside = False
    for told, event in sorted((_version(event), sorted(event)[0]) for event in events):
        if told > version:
            break
        inside = event == "introduced" or (event == "last_affected" and told == version)
    return inside


def _version(event: dict[str, str]) -> Version:
    try:
        return Version(next(iter(event.values())))
    except InvalidVersion:
        return Version("0")


def fixed_in(affected: dict, version: Version) -> str:
    later = [
        _version(event)
        for one in affected.get("ranges", ())
        for event in one["events"]
        if "fixed" in event and one["type"] == "ECOSYSTEM" and _version(event) > version
    ]
    return f"closed in {min(later)}" if later else "no version closes it"


def main(files: list[Path]) -> int:
    files = files or sorted([*PLACE.glob("*.zip"), *PLACE.glob("*.json")])
    if not files:
        print(f"Known holes were not looked for: no file in var/advisories, such as {SOURCE}")
        return 0
    pinned, accepted = pins(), tomllib.loads(ACCEPTED.read_text())
    open_holes, seen = [], 0
    try:
        for advisory in advisories(files):
            seen += 1
            for affected in advisory.get("affected", ()):
                package = affected.get("package", {})
                if package.get("ecosystem") != "PyPI" or advisory["id"] in accepted:
                    continue
                for version in pinned.get(canonicalize_name(package["name"]), ()):
                    if concerns(affected, version):
                        summary = advisory.get("summary") or advisory.get("details", "")[:100]
                        open_holes.append(
                            f"{package['name']} {version}: {advisory['id']}: {summary} "
                            f"({fixed_in(affected, version)})"
                        )
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    age = (time.time() - max(file.stat().st_mtime for file in files)) / 86_400
    if age > OLD:
        print(f"The file with known holes is {age:.0f} days old: fetch {SOURCE} anew.")
    print("\n".join(sorted(set(open_holes))) or f"No known hole among {seen} advisories.")
    return 1 if open_holes else 0


if __name__ == "__main__":
    raise SystemExit(main([Path(word) for word in sys.argv[1:]]))
