"""Files of a backup: written whole or not at all, counted and digested as they pass, sealed for
whoever holds the private key."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage import x25519

from portal.backups import Refused

CHUNK = 2**20
SEALED = ".age"
Passed = Callable[[int], None]


class Counted:
    """*file* with the number and SHA-256 of what passes, and the error that stopped it."""

    def __init__(self, file: BinaryIO, passed: Passed = lambda size: None):
        self._file, self._passed, self._sha = file, passed, hashlib.sha256()
        self.size, self.error = 0, None

    @property
    def digest(self) -> str:
        return self._sha.hexdigest()

    def read(self, size: int = -1) -> bytes:
        data = self._tried(self._file.read, size)
        self._count(data)
        return data

    def write(self, data: bytes) -> int:
        self._tried(self._file.write, data)
        self._count(data)
        return len(data)

    def flush(self) -> None:
        self._tried(self._file.flush)

    def _count(self, data: bytes) -> None:
        self._sha.update(data)
        self.size += len(data)
        self._passed(len(data))

    def _tried(self, do: Callable, *arguments: Any) -> Any:
        try:
            return do(*arguments)
        except OSError as error:
            self.error = error  # sealing would hide it in one of its own
            raise


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that is at *path* once all of it is on the disk; until then it has another name.

    It is for its owner alone.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        with open(temporary, "wb", opener=_privately) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def settle(directory: Path) -> None:
    """Have the names in *directory* survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path, passed: Passed = lambda size: None) -> str:
    with open(path, "rb") as file:
        counted = Counted(file, passed)
        while counted.read(CHUNK):
            pass
    return counted.digest


# --- Sealing -------------------------------------------------------------------------------------


def recipient(key: str) -> x25519.Recipient | None:
    """Whom backups are sealed for; nobody without a key."""
    try:
        return x25519.Recipient.from_str(key) if key else None
    except pyrage.RecipientError:
        raise Refused(
            "PORTAL_BACKUP_KEY is no public key of age: it begins with age1, docs/backup.md says "
            "how to make one."
        ) from None


def identities(path: Path | None) -> list[x25519.Identity]:
    """The private keys in the file at *path*, as age-keygen and `manage.py backup_key` write it."""
    if path is None:
        return []
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise Refused(f"{path} holds no private key of age: it begins with AGE-SECRET-KEY-1.")
    return found


def put(source: Counted, target: Counted, key: x25519.Recipient | None) -> None:
    """Copy *source* to *target*, sealed when there is a *key*."""
    try:
        if key is None:
            shutil.copyfileobj(source, target, CHUNK)
        else:
            pyrage.encrypt_io(source, target, [key])
    except (OSError, pyrage.EncryptError) as error:
        raise source.error or target.error or error from None


def take(path: Path, target: Counted, keys: Sequence[x25519.Identity]) -> None:
    """Copy what was put at *path* to *target*, opened with one of *keys* when it is sealed."""
    try:
        with open(path, "rb") as source:
            if path.suffix == SEALED:
                pyrage.decrypt_io(source, target, keys)
            else:
                shutil.copyfileobj(source, target, CHUNK)
    except FileNotFoundError:
        raise Refused(f"The backup is not whole: {path} is missing.") from None
    except (OSError, pyrage.DecryptError) as error:
        if target.error:
            raise target.error from None
        if "No matching keys" in str(error):
            raise Refused("The private key is not the one this backup was sealed for.") from None
        raise Refused(f"The backup is damaged: {path} cannot be read ({error}).") from None
