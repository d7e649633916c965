"""Making a backup."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pyrage import x25519

from core.progress import Progress
from core.release import release
from portal import postgres_programs
from portal.backups import dumping, pool, postgres, tables
from portal.backups.files import SEALED, Counted, digest_of, put, settle, written
from portal.backups.finished import (
    CONTENTS,
    DATABASE,
    FORMAT,
    MANIFEST,
    PARTIAL,
    SUMS,
    Backup,
)
from portal.backups.shelf import Shelf

MIB = 2**20
REMEMBERED = "media-hashes.json"  # in PORTAL_VAR
SECRET = re.compile(r"SECRET|PASSWORD|_KEY$|URL$")


@dataclass
class Made:
    """A finished backup, and how many of its media are new."""

    backup: Backup
    tables: int
    files: int
    copied: int


def make(shelf: Shelf, key: x25519.Recipient | None, now: datetime) -> Made:
    """Make a backup; until it is finished nothing takes it for one."""
    manifest = {
        "format": FORMAT,
        "release": release(),
        "key": str(key) if key else "",
        "migrations": sorted(map(".".join, MigrationRecorder(connection).applied_migrations())),
    }
    parts = postgres.parts_in_use()
    connection.close()  # idle for long, it would be ended from elsewhere
    partial = shelf.begin(now)
    contents: dict[str, Any] = {"settings": environment()}
    contents["tables"] = _put_database(parts, partial / _name(DATABASE, key), key, manifest)
    media = pool.Pool(shelf, key, pool.Remembered(settings.VAR_DIR / REMEMBERED))
    contents["media"] = _put_media(media)
    _put_text(json.dumps(contents), partial / _name(CONTENTS, key), key)
    manifest |= {"pool": media.directory.name, "stored": media.stored}
    _put_text(json.dumps(manifest, indent=1), partial / MANIFEST, None)
    backup = _finish(partial)
    return Made(backup, len(contents["tables"]), len(contents["media"]), media.copied)


def _put_database(parts, target: Path, key, manifest: dict) -> tables.Figures:
    """Dump the database, and count meanwhile what the dump sees."""
    with tables.snapshot(parts) as (cursor, snapshot):
        manifest["server"] = postgres.major(cursor.connection)
        program = postgres.program("pg_dump", manifest["server"])
        manifest["programs"] = postgres_programs.major(program.parent)
        cursor.execute("SELECT pg_database_size(current_database())")
        manifest["bytes"] = cursor.fetchone()[0]
        with ThreadPoolExecutor(1) as beside, Progress("Database, MB", unit=MIB) as progress:
            figures = beside.submit(tables.figures, cursor)
            dumping.dump(program, parts, snapshot, target, key, progress.advance)
        return figures.result()


def _put_media(media: pool.Pool) -> dict[str, list]:
    root = Path(settings.MEDIA_ROOT)
    files, found = list(pool.media(root)), {}
    total = sum(_size(path) for path, _ in files)
    with Progress("Media, MB", total, unit=MIB) as progress:
        for path, name in files:
            with suppress(FileNotFoundError):  # removed since
                found[name] = media.put(path, name, progress.advance)
    media.remember()
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # removed since
        return 0


def _put_text(text: str, target: Path, key: x25519.Recipient | None) -> None:
    with written(target) as file:
        put(Counted(BytesIO(text.encode())), Counted(file), key)


def _finish(partial: Path) -> Backup:
    """Write the checksums, and give the backup its name once all of it is on the disk."""
    sums = "".join(f"{digest_of(path)}  {path.name}\n" for path in sorted(partial.iterdir()))
    _put_text(sums, partial / SUMS, None)
    settle(partial)
    finished = partial.rename(partial.with_name(partial.name.removesuffix(PARTIAL)))
    settle(finished.parent)
    return Backup(finished)


def _name(name: str, key: x25519.Recipient | None) -> str:
    return f"{name}{SEALED if key else ''}"


def environment() -> dict[str, str]:
    """What differs between machines: every variable of ours; of secrets only that they are set."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PORTAL_") or name in ("DATABASE_URL", "PORT", "PG_BIN")
    }
    return {name: "set" if SECRET.search(name) else value for name, value in sorted(ours.items())}
