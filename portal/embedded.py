"""A private PostgreSQL beside the checkout, for when nobody set DATABASE_URL.

It listens on a Unix socket only its user (and root) can reach. Processes count themselves by locks
the kernel drops when they end, however they end, and the last one stops the server.

PostgreSQL refuses to run as root, so root's server runs as the user postgres or nobody. When that
user cannot come near the checkout, the data lie in /var/lib and `<var>/postgres` is a link to
them; the modes of the checkout stay as they are.

With PORTAL_SCRATCH_SERVER=1 the server is another one, in `<var>/postgres-scratch`, which may lose
everything when the machine crashes and is faster for it: right for tests, wrong for articles.
"""

import atexit
import contextlib
import errno
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg2

from portal import postgres_programs

USER = DATABASE = "portal"
PORT = 5432  # names the socket; nothing listens on the network
PATIENCE = 60  # seconds; repairing itself after a crash takes the server some
LONGEST_SOCKET_PATH = 100  # bytes; systems allow 103 to 107
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
SETTINGS: dict[str, object] = {
    "port": PORT,
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "checkpoint_timeout": "15min",
    "random_page_cost": 1.1,
    "jit": "off",
}
SCRATCH_SETTINGS: dict[str, object] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def home(var: Path) -> Path:
    """Where the server of *var* keeps its things."""
    scratch = os.environ.get("PORTAL_SCRATCH_SERVER") == "1"
    return var.resolve() / ("postgres-scratch" if scratch else "postgres")


def make_writable(var: Path) -> None:
    """Make *var* when it is missing, or end the program when no file can be made in it."""
    probe = var / f".probe-{os.getpid()}"
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError:
        raise SystemExit(
            f"Cannot write to {var}: make it writable or set PORTAL_VAR to a directory that is."
        ) from None


def ensure(var: Path) -> str:
    """Return the URL of the server of *var*, which runs at least until this process ends."""
    make_writable(var)
    server = EmbeddedServer(home(var))
    atexit.register(server.release)
    server.acquire()
    return server.url


class EmbeddedServer:
    """One PostgreSQL that keeps its things in *home*; the directory above must exist.

    *settings* are PostgreSQL's own, in place of ours.
    """

    patience = PATIENCE

    def __init__(self, home: Path, **settings: object):
        self.home = home
        self.settings = settings
        self.account = _account(home / "data")
        self._as_account: dict[str, Any] = {"cwd": "/", "env": ENVIRONMENT}
        if self.account:
            self._as_account["user"] = self.account.pw_uid
            self._as_account["group"] = self.account.pw_gid
            self._as_account["extra_groups"] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._users: IO[str] | None = None
        self._counted = 0  # the process that was; its forks are not

    @property
    def data(self) -> Path:
        return self.home.resolve() / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def socket_directory(self) -> Path:
        """In *home*, or in /tmp when the path is too long or has a comma, where libpq splits it."""
        inside = self.home.resolve() / "socket"
        length = len(os.fsencode(inside / f".s.PGSQL.{PORT}"))
        if length > LONGEST_SOCKET_PATH or "," in str(inside):
            return Path("/tmp", f"portal-{_digest(inside)}")  # nosec B108 # made for us alone below
        return inside

    @property
    def url(self) -> str:
        host = quote(str(self.socket_directory), safe="")
        return f"postgresql://{USER}@/{DATABASE}?host={host}&port={PORT}"

    def acquire(self) -> None:
        """Count this process as a user, starting the server when it does not run."""
        programs = self._programs()
        major = postgres_programs.major(programs)
        with self._gate():
            self._make_home()
            self._users = open(self.home / "users", "a")  # noqa: SIM115 - held until release
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._counted = os.getpid()
            if self.account and not self._reaches(programs / "postgres"):
                programs = postgres_programs.copy(programs, self.home.resolve() / "programs")
            self._make_data(programs, major)
            self._start(programs)

    def release(self) -> None:
        """Stop counting this process, and stop the server when no other one is counted."""
        if self._users is None or self._counted != os.getpid():
            return
        with contextlib.suppress(OSError), self._gate():
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stop()
        self._users.close()
        self._users = None

    def discard(self) -> None:
        """Stop the server, whoever uses it, and remove all that it keeps."""
        with self._gate():
            self._stop()
            for kept in (self.socket_directory, self.home.resolve()):
                shutil.rmtree(kept, ignore_errors=True)
            if self.home.is_symlink():
                self.home.unlink()
        if self._users:
            self._users.close()
            self._users = None
        Path(f"{self.home}.gate").unlink()

    def _programs(self) -> Path:
        return postgres_programs.find()

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        with open(f"{self.home}.gate", "a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    # --- Directories ----------------------------------------------------------------------------

    def _make_home(self) -> None:
        if self.account and not self.home.is_symlink() and not self._reaches(self.home.parent):
            self._make_home_elsewhere(self.account.pw_name)
        self.home.mkdir(exist_ok=True)
        if not self.home.is_symlink():
            self.home.chmod(0o755 if self.account else 0o700)
        self._make_private(self.socket_directory)

    def _make_home_elsewhere(self, name: str) -> None:
        """Put *home* where the server's user can reach it, and leave a link.

        Without that link, what lies there belonged to a *home* somebody removed.
        """
        if self.home.exists():
            raise SystemExit(
                f"The user {name} can no longer reach {self.home}, where the database lies: "
                "make the directories above it passable, or set PORTAL_VAR or DATABASE_URL."
            )
        place = Path("/var/lib", f"portal-{_digest(self.home)}")
        shutil.rmtree(place, ignore_errors=True)
        try:
            place.mkdir(parents=True)
            place.chmod(0o755)
        except OSError:
            raise SystemExit(
                f"The user {name} cannot reach {self.home} and nothing can be made in /var/lib: "
                "set PORTAL_VAR or DATABASE_URL."
            ) from None
        self.home.symlink_to(place)

    def _make_private(self, directory: Path) -> None:
        """Make *directory* one that only the server's user can enter, unless it is."""
        with contextlib.suppress(FileExistsError):
            directory.mkdir(mode=0o700)
        found = directory.lstat()
        if self.account and found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode):
            os.chown(directory, self.account.pw_uid, self.account.pw_gid)
            found = directory.lstat()
        owner = self.account.pw_uid if self.account else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise SystemExit(
                f"{directory} is not a private directory of the database: remove it and try again."
            )

    def _make_data(self, programs: Path, major: int) -> None:
        """Make the data directory when it is missing; it has its name once it is complete."""
        if self.data.exists():
            self._check_data(major)
            return
        fresh = self.home.resolve() / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_private(fresh)
        locale = (
            ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if major >= 17
            else ["--locale=C.UTF-8"]
        )
        options = ["--encoding=UTF8", "--auth=trust", "--no-instructions", *locale]
        made = self._run(programs / "initdb", "-D", fresh, "-U", USER, *options)
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise SystemExit(
                f"PostgreSQL cannot make {self.data} ({_last_complaint(made.stdout)}): "
                "correct that or set DATABASE_URL."
            )
        fresh.rename(self.data)

    def _check_data(self, major: int) -> None:
        try:
            made_by = (self.data / "PG_VERSION").read_text().strip()
        except OSError:
            raise SystemExit(
                f"{self.data} is not a whole database (no PG_VERSION): "
                f"bring it back from a copy, or remove {self.home} to start afresh."
            ) from None
        if made_by != str(major):
            raise SystemExit(
                f"{self.data} was made by PostgreSQL {made_by} and this is {major}: "
                f"set PG_BIN to the programs of {made_by}, or remove {self.home} to start afresh."
            )

    # --- The server -----------------------------------------------------------------------------

    def _start(self, programs: Path) -> None:
        """Return when the database answers, launching the server unless it listens already."""
        deadline = time.monotonic() + self.patience
        if not self._listens():
            self._stop()  # one whose socket was removed serves nobody
            self._launch(programs)
        while not self._answers():
            if time.monotonic() > deadline:
                raise SystemExit(f"PostgreSQL does not answer: see {self.log}.")
            if self._is_gone():
                complaint = _last_complaint(self.log.read_text(errors="replace"))
                if "still in use" not in complaint:  # killed a moment ago, and not all of it ended
                    raise SystemExit(f"PostgreSQL does not start, see {self.log}: {complaint}.")
                time.sleep(0.3)
                self._launch(programs)
            time.sleep(0.03)

    def _launch(self, programs: Path) -> None:
        settings = SETTINGS | (SCRATCH_SETTINGS if self._is_scratch() else {}) | self.settings
        quoted = str(self.socket_directory).replace('"', '""')
        settings["unix_socket_directories"] = f'"{quoted}"'
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        for leftover in self.socket_directory.glob(".s.PGSQL.*"):
            leftover.unlink()
        environment = ENVIRONMENT
        if (stale := self._noted_pid()) and _has_proc():
            # Pids are reused: otherwise the server takes whoever has its old one for itself.
            environment = ENVIRONMENT | {"PG_GRANDPARENT_PID": str(stale)}
        with open(self.log, "w") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we stop it when nobody uses it
                **self._as_account | {"env": environment},
            )

    def _stop(self) -> None:
        """Stop the server, if one serves *data*, and wait until it has written everything."""
        deadline = time.monotonic() + PATIENCE
        if pid := self._pid():
            os.kill(pid, signal.SIGINT)
            while self._pid() == pid and time.monotonic() < deadline:
                time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_directory / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
            return True

    def _answers(self) -> bool:
        try:
            self._connect(DATABASE).close()
        except psycopg2.OperationalError as error:
            if "does not exist" in str(error) and f'"{DATABASE}"' in str(error):
                self._create_database()
                return True
            return False
        return True

    def _create_database(self) -> None:
        connection = self._connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()

    def _connect(self, database: str) -> Any:
        return psycopg2.connect(
            host=str(self.socket_directory),
            port=PORT,
            user=USER,
            dbname=database,
            connect_timeout=PATIENCE,
        )

    def _is_gone(self) -> bool:
        launched = self._process is not None and self._process.poll() is None
        return not launched and not self._listens()

    def _is_scratch(self) -> bool:
        return self.home.name.endswith("-scratch")

    def _pid(self) -> int | None:
        """The process that serves *data* now."""
        if self._process:
            self._process.poll()
        pid = self._noted_pid()
        return pid if pid and self._is_server(pid) else None

    def _noted_pid(self) -> int | None:
        """The process that last said it serves *data*; another one may have its number today."""
        try:
            return int((self.data / "postmaster.pid").read_text().partition("\n")[0])
        except (OSError, ValueError):
            return None

    def _is_server(self, pid: int) -> bool:
        if not _has_proc():
            return self._listens()
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self.data) in arguments

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user."""
        try:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                **self._as_account,
            )
        except PermissionError as error:
            if error.errno != errno.EPERM:
                raise
            raise SystemExit(
                "Root may not become another user here, as PostgreSQL demands: "
                "run this as an ordinary user or set DATABASE_URL."
            ) from None

    def _reaches(self, path: Path) -> bool:
        return self._run("test", "-x", path).returncode == 0


def _account(data: Path) -> pwd.struct_passwd | None:
    """Whom the server runs as instead of root: the owner of its data, else one without rights."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(OSError, KeyError):
        if owner := data.stat().st_uid:
            return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit(
        "PostgreSQL does not run as root and there is no user postgres or nobody: "
        "run this as an ordinary user or set DATABASE_URL."
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _has_proc() -> bool:
    return os.path.exists("/proc/self/cmdline")


def _last_complaint(output: str) -> str:
    """The line of *output* that says what went wrong, without the server's time and rank."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    serious = [line for line in lines if "FATAL:" in line or "error:" in line] or lines[-1:]
    return (
        serious[-1].partition("FATAL:")[2].strip() or serious[-1] if serious else "no reason given"
    )
