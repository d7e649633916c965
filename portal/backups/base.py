"""Copies of the whole server, from which the archived WAL leads to any second after them.

base/2026-11-27T190000Z/  one copy, named by the time at which it was complete, in UTC
wal/                      what deploy/postgresql/archive.sh keeps
"""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.backups import Refused, postgres
from portal.backups.files import settle
from portal.backups.finished import PARTIAL, TIME
from portal.backups.postgres import Parts

BASE, WAL, VERSION = "base", "wal", "PG_VERSION"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
KEPT = 2


def copies(archive: Path) -> dict[datetime, Path]:
    """The complete copies by their time, oldest first."""
    found = sorted(path for path in (archive / BASE).glob("*") if NAME.fullmatch(path.name))
    return {datetime.strptime(path.name, TIME).replace(tzinfo=UTC): path for path in found}


def copy(archive: Path, parts: Parts) -> Path:
    """Copy the server of *parts*; remove all but the newest copies, and WAL older than they."""
    if not (archive / WAL).is_dir():
        raise Refused(f"There is no {archive / WAL}: docs/backup.md says how to begin an archive.")
    fresh = archive / BASE / f"new{PARTIAL}"
    with postgres.connected(parts) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW archive_mode")
        if cursor.fetchone()[0] == "off":
            raise Refused("The server archives no WAL: docs/backup.md says how to have it do so.")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        version = postgres.major(connection)
        _run(version, "pg_basebackup", parts, f"--pgdata={fresh}", "--format=tar", "--gzip")
        (fresh / VERSION).write_text(f"{version}\n")
        cursor.execute("SELECT now()")
        complete_at = cursor.fetchone()[0]
        for path in fresh.iterdir():
            settle(path)
        finished = fresh.rename(_free(archive / BASE, complete_at))
        settle(finished.parent)
        _remove_old(archive, version, cursor)
    return finished


def _free(directory: Path, complete_at: datetime) -> Path:
    """A name for the whole second after that, or the first one that is free."""
    time = complete_at.astimezone(UTC) + timedelta(seconds=1)
    while (directory / time.strftime(TIME)).exists():
        time += timedelta(seconds=1)
    return directory / time.strftime(TIME)


def _run(version: int, name: str, parts: Parts, *arguments: str) -> None:
    program = postgres.program(name, version)
    wanted = postgres.command(program, parts, "--checkpoint=fast", *arguments)
    done = subprocess.run(capture_output=True, text=True, **wanted)
    if done.returncode:
        raise Refused(f"{name} failed: {postgres.last_line(done.stderr)}.")


def _remove_old(archive: Path, version: int, cursor) -> None:
    *old, _newest = list(copies(archive).values())
    for path in old[: 1 - KEPT]:
        shutil.rmtree(path.rename(path.with_name(f"{path.name}{PARTIAL}")))
    oldest = next(iter(copies(archive).values()))
    manifest = json.loads((oldest / "backup_manifest").read_text())
    cursor.execute("SELECT pg_walfile_name(%s)", [manifest["WAL-Ranges"][0]["Start-LSN"]])
    needed = cursor.fetchone()[0]
    cleaner = postgres.program("pg_archivecleanup", version)
    subprocess.run([cleaner, "-x", ".gz", archive / WAL, needed], check=True)
