"""Verifying: a backup is restored into a server made for that, and compared with what it was."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from portal import database
from portal.backups import Refused
from portal.backups.finished import Backup
from portal.backups.postgres import Parts
from portal.backups.restoring import load, opened, put_media
from portal.embedded import EmbeddedServer

HOME = "verify-scratch"  # in PORTAL_VAR; of a name that is allowed to forget in a power cut
LARGE = {"maintenance_work_mem": "256MB", "max_wal_size": "4GB"}
NAMED = 10


def verify(backup: Backup, keys: list) -> str:
    """Return how it went in one sentence, or raise Refused with what differs."""
    if backup.is_sealed and not keys:
        backup.check()
        backup.check_pool()
        return (
            f"{backup.name} is whole as it was stored; it is sealed, and was not opened without "
            "--identity."
        )
    contents = opened(backup, keys)
    with scratch_server(settings.VAR_DIR) as parts:
        differences = load(backup, contents, parts, keys, settings.VAR_DIR)
    differences += put_media(backup, contents, None, keys)
    if differences:
        more = f"; and {len(differences) - NAMED} more" * (len(differences) > NAMED)
        raise Refused(f"{backup.name} differs: {'; '.join(differences[:NAMED])}{more}.")
    rows = sum(rows for rows, _ in contents["tables"].values())
    return (
        f"{backup.name} restores to what was backed up: {len(contents['tables'])} tables with "
        f"{rows} rows, {len(contents['media'])} files."
    )


@contextmanager
def scratch_server(var: Path) -> Iterator[Parts]:
    """The empty database of a server of our own: it needs no right on any other, and no other
    one gets slower for it."""
    with open(var / f"{HOME}.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("Another backup is being verified.") from None
        server = EmbeddedServer(var / HOME, **LARGE)
        server.discard()  # what a verification left that was killed
        try:
            server.acquire()
            yield database.parts_of(server.url)
        finally:
            server.discard()
