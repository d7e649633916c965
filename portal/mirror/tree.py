"""The files of a mirror in their directory, and mirror.json, which says what they are.

Whatever is new is first written aside; only when all of it is there does it get its place, and what
is no longer to be shown is removed last. Files that no mirror wrote are never touched.
"""

import errno
import fcntl
import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from portal.mirror import Refused

MANIFEST, ASIDE = "mirror.json", ".mirror-new"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Settled:
    files: int
    written: int
    removed: int


@dataclass
class Tree:
    root: Path
    before: dict[str, str]  # file: SHA-256
    now: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, Path] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def at(cls, root: Path) -> Iterator[Self]:
        """The mirror in *root*, which may be new; left in the middle, it is what it was.

        Its files are for everybody to read.
        """
        umask = os.umask(0o022)
        try:
            root.mkdir(parents=True, exist_ok=True)
            with _alone(root):
                tree = cls(root, _known(root))
                try:
                    tree._aside.mkdir(exist_ok=True)
                    yield tree
                finally:
                    shutil.rmtree(tree._aside, ignore_errors=True)
        except OSError as error:
            raise _plainly(error, root) from None
        finally:
            os.umask(umask)

    @property
    def _aside(self) -> Path:
        return self.root / ASIDE

    def put(self, file: str, content: bytes) -> None:
        self.now[file] = hashlib.sha256(content).hexdigest()
        path = self._own(file)
        if not path.is_file() or path.read_bytes() != content:
            self._next(file).write_bytes(content)

    def copy(self, file: str, source: Path) -> None:
        """Put what is in *source*; when it was copied before, its time and size say so."""
        path = self._own(file)
        if not path.is_file() or not filecmp.cmp(source, path):
            fresh = self._next(file)
            shutil.copy2(source, fresh)
            fresh.chmod(0o644)
        elif file in self.before:
            self.now[file] = self.before[file]
            return
        with open(source, "rb") as content:
            self.now[file] = hashlib.file_digest(content, "sha256").hexdigest()

    def settle(self) -> Settled:
        """Show what was put, and remove what was not."""
        gone = self.before.keys() - self.now.keys()
        self._write_manifest(self.before | self.now)  # stopped here, all are still known as ours
        for file, path in self.fresh.items():
            path.replace(self.root / file)
        for file in gone:
            self._remove(file)
        self._write_manifest(self.now)
        return Settled(len(self.now), len(self.fresh), len(gone))

    def _own(self, file: str) -> Path:
        path = self.root / file
        if file not in self.before and path.exists():
            raise Refused(f"{path} is there already and no mirror wrote it: move it away.")
        return path

    def _next(self, file: str) -> Path:
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        path = self.fresh[file] = self._aside / str(len(self.fresh))
        return path

    def _remove(self, file: str) -> None:
        """With the directories that held nothing else."""
        path = self.root / file
        path.unlink(missing_ok=True)
        for directory in path.parents:
            if directory == self.root or not directory.is_dir() or any(directory.iterdir()):
                return
            directory.rmdir()

    def _write_manifest(self, files: dict[str, str]) -> None:
        path = self._aside / MANIFEST
        path.write_text(json.dumps(dict(sorted(files.items())), indent=0) + "\n")
        path.replace(self.root / MANIFEST)


def _known(root: Path) -> dict[str, str]:
    try:
        return dict(json.loads((root / MANIFEST).read_text()))
    except FileNotFoundError:
        if {path.name for path in root.iterdir()} - {ASIDE}:
            raise Refused(f"{root} is neither empty nor a mirror: name another one.") from None
        return {}
    except (ValueError, TypeError):
        raise Refused(
            f"{root / MANIFEST} cannot be read: name another directory, or empty this one."
        ) from None


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one process at a time write there; one that dies lets go of it."""
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused(f"The mirror in {root} is being written already.") from None
    finally:
        os.close(handle)


def _plainly(error: OSError, root: Path) -> Refused:
    if error.errno in FULL:
        return Refused(f"There is no room left on the disk of {root}: the mirror is as it was.")
    where = f" ({error.filename})" if error.filename else ""
    return Refused(f"{error.strerror or error}{where}.")
