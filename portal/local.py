"""What a checkout needs before Django can read its settings on a machine nobody configured.

Django reads the settings before any command of ours runs, and they ask for a secret key and a
database. So `manage.py` calls `prepare` first. It only fills in what the environment leaves out,
and for a database somebody named it fills in nothing, except for `run`, which serves only this
machine: a portal on a network must be configured on purpose.
"""

import fcntl
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

from portal import database, embedded, nginx, workers
from portal.processes import end_with_parent

WITHOUT_DATABASE = {
    "backup_key",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "recover",
    "startapp",
    "version",
}
HELP = {"-h", "--help", "--version"}
DEFAULTS = {
    "PORTAL_HOSTS": "127.0.0.1,localhost,[::1]",
    "PORTAL_HTTPS": "0",
    "PORTAL_SECOND_FACTOR": "0",
}
SERVING = {"run", "serve"}  # on this machine alone


def prepare(arguments: list[str]) -> None:
    """Make the environment such that the command in *arguments* can run, or end with a sentence."""
    command = arguments[0] if arguments else "help"
    if command in WITHOUT_DATABASE or HELP.intersection(arguments):
        os.environ.setdefault("PORTAL_SECRET_KEY", secrets.token_urlsafe(50))
        return
    end_quietly()
    if command in SERVING:
        check_port()
        workers.share_metrics(os.getpid())
    var = database.var()
    if command in SERVING or not os.environ.get("DATABASE_URL"):
        embedded.make_writable(var)
        if command == "serve":
            os.environ |= _behind_nginx()
        for name, value in DEFAULTS.items():
            os.environ[name] = os.environ.get(name) or value
        if not os.environ.get("PORTAL_SECRET_KEY"):
            os.environ["PORTAL_SECRET_KEY"] = secret_key(var)
    database.check(database.ensure())


def nginx_home() -> Path:
    return database.var() / "nginx"


def _behind_nginx() -> dict[str, str]:
    """What the portal knows of the nginx that `serve` starts."""
    address = f"http://127.0.0.1:{port()}"
    return {
        "PORTAL_ACCEL": "1",
        "PORTAL_TRUSTED_PROXY": "1",
        "PORTAL_ADDRESS": address,
        "PORTAL_FRONTS": address,
        "PORTAL_REFRESH_KEY": nginx.refresh_key(nginx_home()),
    }


def port() -> int:
    """The port PORT names."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SystemExit(f"PORT is {text!r}: set it to a number from 1 to 65535.")
    return int(text)


def check_port() -> None:
    """End the program when PORT cannot be listened on."""
    number = port()
    if os.environ.get("RUN_MAIN"):  # restarted by the autoreloader, which checked before
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError:
            raise SystemExit(f"PORT {number} is for root only: set PORT above 1023.") from None
        except OSError:
            raise SystemExit(
                f"PORT {number} is taken: stop what listens there, or set another one, "
                f"as in `PORT={number + 1 if number < 65535 else 8000} make run`."
            ) from None


def secret_key(var: Path) -> str:
    """The key kept in *var*, made by whoever asks first."""
    path = var / "secret-key"
    try:
        with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            key = file.read().strip()
            if not key:
                key = secrets.token_urlsafe(50)
                file.write(f"{key}\n")
    except OSError:
        raise SystemExit(
            f"Cannot write to {path}: make it writable or set PORTAL_SECRET_KEY."
        ) from None
    return key


def end_quietly() -> None:
    """Let SIGTERM, and the end of the `make` that started us, end us as Ctrl-C does.

    A process that simply dies cannot stop the embedded server it is the last user of.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    if "MAKELEVEL" in os.environ:
        end_with_parent(signal.SIGTERM)
