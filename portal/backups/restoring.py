"""Restoring: everything is built beside what is there, compared with what it was, and then takes
its place by renaming. What was there stays under another name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from core.progress import Progress
from core.wholefiles import UNFINISHED
from portal.backups import Refused, dumping, postgres, tables
from portal.backups.beside import beside, has_tables
from portal.backups.beside_files import media_beside, own_like
from portal.backups.files import Counted, take
from portal.backups.finished import Backup
from portal.backups.making import MIB
from portal.backups.postgres import Parts


@dataclass
class Restored:
    """What came back, and where that lies which was there before."""

    tables: int
    files: int
    kept: list[str]


def restore(
    backup: Backup,
    parts: Parts,
    media: Path,
    *,
    keys: list,
    is_forced: bool,
    now: datetime,
) -> Restored:
    """Bring *backup* back; until all of it is there and compared, nothing of now is touched."""
    contents = opened(backup, keys)
    check_known(backup)
    if not is_forced:
        _check_empty(parts, media)
    stamp = now.strftime("%Y%m%d_%H%M%S")
    with beside(parts, stamp) as database, media_beside(media, stamp) as files:
        differences = load(backup, contents, database.fresh, keys, media.parent)
        differences += put_media(backup, contents, files.fresh, keys)
        if differences:
            raise Refused(f"Nothing was restored: {'; '.join(differences)}.")
        own_like(files.fresh, media if media.exists() else media.parent)
        os.sync()
        with files.in_place():
            database.take_place()
    kept = [f"the database {database.kept_as}"] if database.kept_as else []
    kept += [str(files.kept_as)] if files.kept_as.exists() else []
    return Restored(len(contents["tables"]), len(contents["media"]), kept)


def opened(backup: Backup, keys: list) -> dict[str, Any]:
    """What the backup holds, or Refused when it is not whole or cannot be opened."""
    backup.check()
    backup.check_pool()
    return backup.contents(keys)


def check_known(backup: Backup) -> None:
    """Refused when the tables are of a portal newer than this one."""
    on_disk = MigrationLoader(None).disk_migrations
    known = {".".join(name) for name in on_disk}
    known |= {".".join(name) for one in on_disk.values() for name in one.replaces}
    if unknown := sorted(set(backup.manifest["migrations"]) - known):
        raise Refused(
            f"{backup.name} was made by a newer portal, which knows {unknown[0]}: restore it with "
            "that one."
        )


def _check_empty(parts: Parts, media: Path) -> None:
    if has_tables(parts):
        raise Refused(
            f"The database {parts['dbname']} holds tables: with --force they are kept under "
            "another name and replaced."
        )
    if media.exists() and any(path.name != UNFINISHED for path in media.iterdir()):
        raise Refused(
            f"There are files in {media}: with --force they are kept under another name and "
            "replaced."
        )


def load(backup: Backup, contents: dict, parts: Parts, keys, scratch: Path) -> list:
    """Fill the empty database of *parts*; return what is not as it was."""
    with Progress("Database, MB", backup.manifest["bytes"], unit=MIB) as progress:
        dumping.load(backup, parts, keys, scratch, progress)
    with postgres.connected(parts) as connection, connection.cursor() as cursor:
        return tables.differences(contents["tables"], tables.figures(cursor))


def put_media(backup: Backup, contents: dict, fresh: Path | None, keys) -> list[str]:
    """Write all media into *fresh* with their times, or only read them; return what is not as it
    was."""
    differences = []
    total = sum(size for _, size, _ in contents["media"].values())
    with Progress("Media, MB", total, unit=MIB) as progress:
        for name, (digest, _, time) in contents["media"].items():
            with _file(fresh, name, time) as file:
                target = Counted(file, progress.advance)
                try:
                    take(backup.stored(digest), target, keys)
                except Refused as refused:
                    differences.append(f"{name}: {str(refused).rstrip('.')}")
                else:
                    differences += [f"{name} has other content"] * (target.digest != digest)
    return differences


@contextmanager
def _file(fresh: Path | None, name: str, time: int) -> Iterator[Any]:
    path = fresh / name if fresh else Path(os.devnull)
    if fresh and not path.resolve().is_relative_to(fresh.resolve()):
        raise Refused(f"The backup is damaged: it holds a file called {name}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        yield file
    if fresh:
        os.utime(path, ns=(time, time))
