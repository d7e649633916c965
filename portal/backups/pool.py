"""Media in a backup: each content once, whatever names it has and however many backups hold it."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from pyrage import x25519

from core.wholefiles import UNFINISHED
from portal.backups.files import SEALED, Counted, Passed, put, settle, written
from portal.backups.finished import stored
from portal.backups.shelf import Shelf

POOL = "media"


class Remembered:
    """The hash of every file that was read before, while its size and time stay what they were."""

    def __init__(self, path: Path):
        self._path = path
        try:
            self._known = json.loads(path.read_bytes())
        except (OSError, ValueError):
            self._known = {}
        self._seen: dict[str, list] = {}

    def get(self, name: str, found: os.stat_result) -> str | None:
        *known, digest = self._known.get(name, [None])
        return self.put(name, found, digest) if known == _state(found) else None

    def put(self, name: str, found: os.stat_result, digest: str) -> str:
        self._seen[name] = [*_state(found), digest]
        return digest

    def save(self) -> None:
        """Keep what was asked for or put; the rest is gone."""
        with written(self._path) as file:
            file.write(json.dumps(self._seen).encode())


def _state(found: os.stat_result) -> list[int]:
    return [found.st_size, found.st_mtime_ns]


class Pool:
    """The media of one shelf, sealed for one key."""

    def __init__(self, shelf: Shelf, key: x25519.Recipient | None, remembered: Remembered):
        self.directory = shelf.directory / name_for(key)
        self._key, self._remembered = key, remembered
        self.stored: dict[str, int] = {}  # by content: bytes here, of all that were put
        self.copied = 0  # of them, how many were not here before

    def put(self, path: Path, name: str, passed: Passed) -> list:
        """Have the content of *path*; return its hash, size and time."""
        found = path.stat()
        digest = self._remembered.get(name, found)
        if digest and self._has(digest, found.st_size):
            passed(found.st_size)
        else:
            digest = self._remembered.put(name, found, self._copy(path, passed))
        self.stored[digest] = self._path(digest).stat().st_size
        return [digest, found.st_size, found.st_mtime_ns]

    def remember(self) -> None:
        self._remembered.save()

    def _copy(self, path: Path, passed: Passed) -> str:
        self.directory.mkdir(mode=0o700, exist_ok=True)
        fresh = self.directory / "new"
        with open(path, "rb") as opened, written(fresh) as file:
            source = Counted(opened, passed)
            put(source, Counted(file), self._key)
        target = self._path(source.digest)
        if self._has(source.digest, source.size):
            fresh.unlink()
        else:
            target.parent.mkdir(exist_ok=True)
            fresh.rename(target)
            settle(target.parent)
            self.copied += 1
        return source.digest

    def _has(self, digest: str, size: int) -> bool:
        """Whether it lies here with at least its size (sealed, it is larger): what a broken disk or
        a full one elsewhere cut short is copied again."""
        path = self._path(digest)
        return path.is_file() and path.stat().st_size >= size

    def _path(self, digest: str) -> Path:
        return stored(self.directory, digest, self._key is not None)


def name_for(key: x25519.Recipient | None) -> str:
    """Another key, another pool: nobody can open what was sealed for the key before."""
    return f"{POOL}-{hashlib.sha256(str(key).encode()).hexdigest()[:8]}" if key else POOL


def media(root: Path) -> Iterator[tuple[Path, str]]:
    """Every finished file below *root* with its name there."""
    for directory, below, names in os.walk(root):
        below[:] = [name for name in below if name != UNFINISHED]
        for name in names:
            path = Path(directory, name)
            yield path, path.relative_to(root).as_posix()


def sweep(shelf: Shelf) -> None:
    """Remove content that no backup holds any more."""
    held: dict[str, set[str]] = {}
    for backup in shelf.backups():  # one that cannot be read: Refused, and nothing is removed
        held.setdefault(backup.manifest["pool"], set()).update(backup.manifest["stored"])
    for pool in shelf.directory.glob(f"{POOL}*"):
        for path in pool.rglob("*"):
            if path.is_file() and path.name.removesuffix(SEALED) not in held.get(pool.name, ()):
                path.unlink()
