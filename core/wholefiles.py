"""Uploaded files on this machine: one has its name once all of it is on the disk.

Names come from contents, and what exists is taken for right: half a file under its name, of a full
disk or a power cut, would be what everybody gets from then on.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, default_storage

UNFINISHED = ".unfinished"
FORGOTTEN_AFTER = timedelta(hours=1)


class WholeFiles(FileSystemStorage):
    def __init__(self, **options):
        super().__init__(allow_overwrite=True, **options)

    def _save(self, name, content):
        unfinished = f"{UNFINISHED}/{uuid4().hex}"
        try:
            super()._save(unfinished, content)
            _settle(self.path(unfinished))
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
            os.replace(self.path(unfinished), self.path(name))
        except BaseException:
            with suppress(OSError):
                self.delete(unfinished)
            raise
        return name


def _settle(path: str) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def forget_unfinished(now: datetime) -> int:
    """Remove what processes that were killed had begun to write; say how many files."""
    if not isinstance(default_storage._wrapped or default_storage, WholeFiles):
        return 0
    oldest = (now - FORGOTTEN_AFTER).timestamp()
    forgotten = 0
    with suppress(FileNotFoundError):
        for file in list(os.scandir(default_storage.path(UNFINISHED))):
            if file.stat().st_mtime < oldest:
                os.unlink(file.path)
                forgotten += 1
    return forgotten
