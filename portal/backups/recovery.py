"""The server as it was at any second, made anew from a copy and the WAL archived since."""

import re
import shlex
import subprocess
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import psycopg2
from django.utils import timezone

from portal.backups import Refused, postgres
from portal.backups.base import VERSION, WAL, copies
from portal.embedded import PORT, EmbeddedServer

FILES = ("config_file", "hba_file", "ident_file")  # of our own: Debian keeps them elsewhere
LETS_IN = "local all all trust\n"  # whoever reaches the private socket
ENDED_EARLY = "recovery ended before configured recovery target was reached"
LAST = re.compile(r"last completed transaction was at log time (.*)")


def copy_before(archive: Path, target: datetime | None) -> Path:
    """The newest copy that was complete before *target*."""
    found = copies(archive)
    if not found:
        raise Refused(
            f"There is no copy of the server in {archive}: `manage.py base_backup` makes one."
        )
    fit = [path for time, path in found.items() if target is None or time <= target]
    if not fit:
        raise Refused(f"The oldest copy is of {_told(next(iter(found)))}: name a later time.")
    return fit[-1]


class Recovered(EmbeddedServer):
    """The server of *archive* as of *target*, else as of the last that was archived.

    It keeps its things in *home*, which must not exist; it answers once it is recovered.
    """

    patience = 6 * 3600

    def __init__(
        self, home: Path, archive: Path, target: datetime | None, *, user: str, database: str
    ):
        if home.exists():
            raise Refused(f"{home} exists already: name another directory with --data.")
        if not home.parent.is_dir():
            raise Refused(f"There is no {home.parent}: name another directory with --data.")
        self.base, self.wal = copy_before(archive, target), archive / WAL
        self.user, self.database = user, database
        super().__init__(home, **_settings(home, self.wal, target))

    @property
    def url(self) -> str:
        host = quote(str(self.socket_directory), safe="")
        return f"postgresql://{quote(self.user)}@/{quote(self.database)}?host={host}&port={PORT}"

    def recover(self) -> None:
        """Return when the server has become what it was; leave nothing when it cannot."""
        try:
            self.acquire()
        except (SystemExit, Refused) as failure:
            reason = self._reason(failure)
            self.discard()
            raise Refused(reason) from None
        except BaseException:
            self.discard()
            raise

    def _programs(self) -> Path:
        return postgres.programs(int((self.base / VERSION).read_text()))

    def _make_data(self, programs: Path, major: int) -> None:
        if not self._reaches(self.wal):
            raise Refused(f"PostgreSQL's user cannot read {self.wal}: run this as root.")
        for name in FILES:
            (self.home / name).write_text(LETS_IN if name == "hba_file" else "")
        fresh = self.home.resolve() / "data.new"
        self._make_private(fresh)
        self._unpack("base.tar.gz", fresh)
        self._unpack("pg_wal.tar.gz", fresh / "pg_wal")
        self._run("touch", fresh / "recovery.signal")
        fresh.rename(self.data)

    def _unpack(self, name: str, target: Path) -> None:
        with open(self.base / name, "rb") as packed:
            done = subprocess.run(
                ["tar", "-xzf", "-", "-C", target],
                stdin=packed,
                capture_output=True,
                text=True,
                **self._as_account,
            )
        if done.returncode:
            reason = postgres.last_line(done.stderr)
            raise Refused(f"{self.base / name} cannot be unpacked: {reason}.")

    def _answers(self) -> bool:
        """Nobody is let in before the server is what it was."""
        try:
            psycopg2.connect(self.url).close()
        except psycopg2.OperationalError as error:
            if "does not exist" in str(error):
                raise Refused(f"It has not what DATABASE_URL names: {_last(error)}.") from None
            return False
        return True

    def _reason(self, failure: BaseException) -> str:
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        if ENDED_EARLY not in said:
            return str(failure)
        last = [datetime.fromisoformat(time) for time in LAST.findall(said)]
        ends = f"at {_told(last[-1])}" if last else f"with the copy {self.base.name}"
        return f"The archive ends {ends}: name an earlier time, or --to latest."


def _settings(home: Path, wal: Path, target: datetime | None) -> dict[str, object]:
    files = {name: home.resolve() / name for name in FILES}
    kept = shlex.quote(str(wal.resolve())).replace("%", "%%")
    until = {"recovery_target_time": target.isoformat(" ")} if target else {}
    return {
        **files,
        **until,
        "restore_command": f'gzip -dc {kept}/%f.gz > "%p"',
        "recovery_target_action": "promote",
        "hot_standby": "off",
        "wal_level": "replica",
        "archive_mode": "off",  # it must not write into the archive it was made from
    }


def _told(time: datetime) -> str:
    return f"{timezone.localtime(time):%Y-%m-%d %H:%M:%S}"


def _last(error: Exception) -> str:
    return postgres.last_line(str(error))
