"""PostgreSQL servers for tests that need more than one, or one to be cruel to."""

import contextlib
import os
import shutil
import signal
from pathlib import Path

from portal.embedded import USER, EmbeddedServer

PRIMARY = {"wal_level": "replica", "max_wal_senders": 5, "hot_standby": "on"}


class Replica(EmbeddedServer):
    """A streaming replica of *primary*, which was begun with the settings PRIMARY."""

    def __init__(self, home: Path, primary: EmbeddedServer, **settings: object):
        super().__init__(home, **PRIMARY | settings)
        self.primary = primary

    def _make_data(self, programs: Path, major: int) -> None:
        if self.data.exists():
            return
        self._make_private(self.home.resolve() / "data.new")
        fresh = self.home.resolve() / "data.new"
        copied = self._run(
            programs / "pg_basebackup",
            *("-h", self.primary.socket_directory, "-p", "5432", "-U", USER),
            *("-D", fresh, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast"),
        )
        if copied.returncode:
            shutil.rmtree(fresh)
            raise AssertionError(copied.stdout)
        fresh.rename(self.data)


def freeze(server: EmbeddedServer) -> None:
    """Stop every process of *server* where it stands: it takes connections and never answers."""
    for pid in _processes(server):
        os.kill(pid, signal.SIGSTOP)


def thaw(server: EmbeddedServer) -> None:
    for pid in _processes(server):
        with contextlib.suppress(ProcessLookupError):  # its client had gone: it ends at once
            os.kill(pid, signal.SIGCONT)


def kill(server: EmbeddedServer) -> None:
    """End *server* as a power cut does."""
    for pid in _processes(server):
        os.kill(pid, signal.SIGKILL)


def _processes(server: EmbeddedServer) -> list[int]:
    first = int((server.data / "postmaster.pid").read_text().partition("\n")[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]
