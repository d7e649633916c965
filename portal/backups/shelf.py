"""A directory of backups, and what lies in it under which name.

    2026-11-27T190000Z/          one backup, named by its time in UTC
      SHA256SUMS                 of the other three, as sha256sum writes and checks it
      manifest.json              what is needed without the private key
      contents.json              what every table, file and setting was
      database.dump              pg_dump's
    2026-11-28T190000Z.partial/  one that was not finished
    media/ab/abcdef…             files under their SHA-256, shared by all backups
    media-1f2e3d4c/              the same, sealed for one key

Sealed files end in .age.
"""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.backups import Refused
from portal.backups.finished import PARTIAL, TIME, Backup

PLACE = "backups"  # in PORTAL_VAR, when nobody names another
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")


class Busy(Refused):
    """Somebody else is at work there; it is no failure."""


class Shelf:
    """The backups in *directory*."""

    def __init__(self, directory: Path):
        self.directory = directory

    def backups(self) -> list[Backup]:
        """The finished ones, oldest first."""
        found = self.directory.iterdir() if self.directory.is_dir() else []
        return sorted(
            (Backup(path) for path in found if NAME.fullmatch(path.name) and path.is_dir()),
            key=lambda backup: backup.name,
        )

    def newest(self) -> Backup:
        if backups := self.backups():
            return backups[-1]
        raise Refused(f"There is no backup in {self.directory}: make one with `manage.py backup`.")

    def make(self, media: Path) -> None:
        """Have the directory, outside of *media*: it would be copied into itself."""
        ours, theirs = self.directory.resolve(), media.resolve()
        if ours.is_relative_to(theirs) or theirs.is_relative_to(ours):
            raise Refused(f"{self.directory} and the media in {media} must lie apart.")
        if not ours.parent.is_dir():
            raise Refused(f"There is no {ours.parent}: is the disk for backups there?")
        self.directory.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process at a time change what lies here, while nobody reads it."""
        with open(self.directory / "lock", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(f"{self.directory} is in use by another backup or restore.") from None
            yield

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Have nothing removed from here; a disk that cannot be written to needs no lock."""
        try:
            lock = open(self.directory / "lock")  # noqa: SIM115 - held until the end
        except OSError:
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    def begin(self, now: datetime) -> Path:
        """A directory for the files of a new backup; those left unfinished are removed."""
        for left in self.directory.glob(f"*{PARTIAL}"):
            shutil.rmtree(left)
        while (self.directory / _name(now)).exists():
            now += timedelta(seconds=1)
        partial = self.directory / f"{_name(now)}{PARTIAL}"
        partial.mkdir()
        return partial

    def remove(self, backup: Backup) -> None:
        """What is half removed is no backup any more."""
        doomed = backup.directory.rename(f"{backup.directory}{PARTIAL}")
        shutil.rmtree(doomed)


def _name(time: datetime) -> str:
    return time.astimezone(UTC).strftime(TIME)
