"""Where the processes of one gunicorn keep their counts, so that each can tell of all."""

import os
import shutil
from pathlib import Path

from portal import database

# Memory: what is mapped from a file on a full disk ends the process that writes.
IN_MEMORY = Path("/dev/shm")  # nosec B108 # a directory of our own in it


def share_metrics(group: int) -> None:
    """Have prometheus_client, which is imported later, count for all processes of the process
    group *group*: a gunicorn and its workers, whichever of them loads the application.

    What processes that are gone have left is removed. Where nothing can be made each counts alone.
    """
    place = IN_MEMORY if IN_MEMORY.is_dir() else database.var()
    home = place / f"portal-metrics-{os.geteuid()}"
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        if home.is_symlink() or home.stat().st_uid != os.geteuid():
            return
        for old in home.iterdir():
            if old.name.isdigit() and not _is_alive(int(old.name)):
                shutil.rmtree(old, ignore_errors=True)
        (home / str(group)).mkdir(exist_ok=True)
    except OSError:
        return
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(home / str(group)))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
