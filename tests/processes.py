"""gunicorn and a port for it, for tests and drills that serve the portal for real."""

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_gunicorn(
    bind: str,
    environment: dict[str, str],
    *options: str,
    application: str = "portal.wsgi",
    workers: int = 2,
    log=subprocess.DEVNULL,
) -> subprocess.Popen:
    """Serve *application* on *bind*, in a process group that can be killed as a whole."""
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4"]
    command += ["--workers", str(workers), "--bind", bind, *options, application]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
    )
