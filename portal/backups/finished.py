"""One finished backup: its files, and what they say."""

import json
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.backups import Refused
from portal.backups.files import SEALED, Counted, digest_of, take

FORMAT = 1
TIME = "%Y-%m-%dT%H%M%SZ"
PARTIAL = ".partial"
SUMS, MANIFEST, CONTENTS, DATABASE = "SHA256SUMS", "manifest.json", "contents.json", "database.dump"


class Backup:
    """One finished backup."""

    def __init__(self, directory: Path):
        self.directory = directory

    @property
    def name(self) -> str:
        return self.directory.name

    @cached_property
    def made_at(self) -> datetime:
        return datetime.strptime(self.name, TIME).replace(tzinfo=UTC)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the backup says of itself, or Refused when it is none."""
        if self.name.endswith(PARTIAL):
            raise Refused(f"{self.directory} was never finished: take another backup.")
        try:
            manifest = json.loads((self.directory / MANIFEST).read_bytes())
            format = int(manifest["format"])
        except OSError:
            raise Refused(
                f"{self.directory} is not a backup: there is no {MANIFEST} in it."
            ) from None
        except (ValueError, TypeError, KeyError):
            raise Refused(f"The backup is damaged: {self.directory / MANIFEST}.") from None
        if format > FORMAT:
            raise Refused(f"{self.name} was made by a newer portal: restore it with that one.")
        return manifest

    @property
    def is_sealed(self) -> bool:
        return bool(self.manifest["key"])

    @property
    def dump(self) -> Path:
        return self._file(DATABASE)

    def check(self) -> None:
        """Refused unless the files of this directory are what they were when it was made."""
        paths = [self._file(CONTENTS), self.dump, self.directory / MANIFEST]
        expected = self._sums()
        for path in paths:
            if not path.is_file():
                raise Refused(f"The backup is not whole: {path} is missing.")
            if digest_of(path) != expected.get(path.name):
                raise Refused(f"The backup is damaged: {path} is not what was written.")

    def check_pool(self) -> None:
        """Refused unless all media are there in their size; their content is read when taken."""
        for digest, size in self.manifest["stored"].items():
            path = self.stored(digest)
            if not path.is_file():
                raise Refused(f"The backup is not whole: {path} is missing.")
            if path.stat().st_size != size:
                raise Refused(f"The backup is damaged: {path} is not what was written.")

    def contents(self, keys: list) -> dict[str, Any]:
        """What every table, file and setting was; a sealed backup needs one of *keys*."""
        if self.is_sealed and not keys:
            raise Refused(f"{self.name} is sealed: name the private key with --identity.")
        read = bytearray()
        take(self._file(CONTENTS), Counted(_Into(read)), keys)
        return json.loads(read)

    def stored(self, digest: str) -> Path:
        """Where the file with this content lies."""
        return stored(self.directory.parent / self.manifest["pool"], digest, self.is_sealed)

    def _file(self, name: str) -> Path:
        return self.directory / f"{name}{SEALED * self.is_sealed}"

    def _sums(self) -> dict[str, str]:
        try:
            lines = (self.directory / SUMS).read_text(errors="replace").splitlines()
        except OSError:
            raise Refused(f"The backup is not whole: {self.directory / SUMS} is missing.") from None
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


class _Into:
    """What is written goes into *read*."""

    def __init__(self, read: bytearray):
        self.write, self.flush = read.extend, lambda: None


def stored(pool: Path, digest: str, is_sealed: bool) -> Path:
    return pool / digest[:2] / f"{digest}{SEALED * is_sealed}"
