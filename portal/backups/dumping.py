"""pg_dump and pg_restore."""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
from pyrage import x25519

from core.progress import Progress
from portal.backups import Refused, postgres
from portal.backups.files import Counted, Passed, put, take, written
from portal.backups.finished import Backup
from portal.backups.postgres import Parts

JOBS = max(2, min(8, os.cpu_count() or 2))
SECONDS_BETWEEN_LOOKS = 0.5
# Programs of 17 and newer set it also on servers that do not know it.
HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'


def dump(
    program: Path,
    parts: Parts,
    snapshot: str,
    target: Path,
    key: x25519.Recipient | None,
    passed: Passed,
) -> None:
    """Write the database as *snapshot* sees it to *target*, never unsealed to the disk."""
    wanted = postgres.command(
        program, parts, "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"
    )
    with tempfile.TemporaryFile("w+") as complaint, written(target) as file:
        with subprocess.Popen(stdout=subprocess.PIPE, stderr=complaint, **wanted) as process:
            try:
                put(Counted(process.stdout, passed), Counted(file), key)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            complaint.seek(0)
            raise Refused(f"pg_dump failed: {postgres.last_line(complaint.read())}.")


def load(backup: Backup, parts: Parts, keys: list, scratch: Path, progress: Progress) -> None:
    """Fill the empty database of *parts*; a sealed dump is opened in *scratch* meanwhile."""
    with postgres.connected(parts) as connection:
        newest = max(postgres.major(connection), backup.manifest["programs"])
    program = postgres.program("pg_restore", newest)
    with _opened(backup, keys, scratch) as file, _watched(parts, progress):
        wanted = postgres.command(
            program, parts, "--no-owner", "--no-acl", f"--jobs={JOBS}", str(file)
        )
        done = subprocess.run(stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **wanted)
    if reason := _failure(done.returncode, done.stderr.decode(errors="replace")):
        raise Refused(f"pg_restore failed: {reason}.")
    with postgres.connected(parts) as connection, connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _failure(returncode: int, said: str) -> str:
    """Why pg_restore did not do all of it; "" when it did. Killed, it has nothing to say, and all
    rows may be there without what comes after them: indexes, constraints, triggers."""
    if returncode < 0:
        return f"it was ended by signal {-returncode}"
    errors = re.findall(r"error: (?:could not execute query: )?(?:ERROR: +)?(.+)", said)
    grave = [error.rstrip(".") for error in errors if HARMLESS not in error]
    if not returncode or (errors and not grave):
        return ""
    return grave[0] if grave else postgres.last_line(said)


@contextmanager
def _opened(backup: Backup, keys: list, scratch: Path) -> Iterator[Path]:
    """A dump that several processes can read from."""
    if not backup.is_sealed:
        yield backup.dump
        return
    with tempfile.NamedTemporaryFile(dir=scratch, prefix="dump-") as file:
        take(backup.dump, Counted(file), keys)
        file.flush()
        yield Path(file.name)


@contextmanager
def _watched(parts: Parts, progress: Progress) -> Iterator[None]:
    """Tell the size of the database while it grows."""
    is_done = threading.Event()

    def watch() -> None:
        quietly = suppress(psycopg2.Error, Refused)
        with quietly, postgres.connected(parts) as connection, connection.cursor() as cursor:
            while not is_done.wait(SECONDS_BETWEEN_LOOKS):
                cursor.execute("SELECT pg_database_size(current_database())")
                progress.reach(cursor.fetchone()[0])

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        is_done.set()
        watching.join()
