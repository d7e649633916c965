"""nginx in front of the portal on one's own machine, by the files deploy/ has for real ones."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from portal.processes import end_with_parent

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("429.html", "503.html")  # templates that nginx shows by itself: deploy/nginx/pages
CONFIGURATION = """\
daemon off;
{user}
worker_processes 2;
pid nginx.pid;
error_log {errors} warn;
events {{ worker_connections 4096; }}
http {{
    include {types};
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path bodies;
    proxy_temp_path answers;
    fastcgi_temp_path unused; uwsgi_temp_path unused; scgi_temp_path unused;
    proxy_cache_path cache levels=1:2 keys_zone=pages:16m max_size=512m inactive=7d
                     use_temp_path=off;
    upstream portal {{
        {servers}
        keepalive 32;
    }}
    include portal/http.conf;
    server {{
        listen {address};
        {tls}
        set $portal_var {var};
        set $portal_pages portal/pages;
        set $portal_scheme {scheme};
        include portal/locations.conf;
    }}
}}
"""


class Missing(Exception):
    """There is no nginx on this machine."""


class Refused(Exception):
    """nginx does not start with what it was given."""


def program() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing("make serve needs nginx: install it with: apt-get install nginx-light")
    return found


class Nginx:
    """One nginx in *home*, listening on *address* for the portals at *sockets*.

    With a *certificate*, one PEM file with its key, it speaks TLS.
    """

    def __init__(
        self,
        home: Path,
        address: str,
        sockets: list[str],
        var: Path,
        errors="stderr",
        certificate: Path | None = None,
    ):
        self.home, self.address, self.sockets = home, address, sockets
        self.var, self.errors, self.certificate = var, errors, certificate
        self.process: subprocess.Popen | None = None

    def write(self) -> None:
        """Make what nginx reads; the refresh key stays what it was."""
        refresh_key(self.home)
        link = self.home / "portal"
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT / "deploy/nginx")
        servers = "\n        ".join(f"server {socket} max_fails=0;" for socket in self.sockets)
        configuration = CONFIGURATION.format(
            user=_user_of(self.home),
            errors=self.errors,
            types=_types(),
            servers=servers,
            address=self.address + (" ssl" if self.certificate else ""),
            scheme="https" if self.certificate else "http",
            tls=_tls(self.certificate) if self.certificate else "",
            var=self.var,
        )
        (self.home / "nginx.conf").write_text(configuration)

    def start(self) -> None:
        """Start it; Refused says what is wrong with its configuration."""
        self.write()
        command = [program(), "-p", str(self.home), "-c", "nginx.conf", "-e", self.errors]
        tried = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True)
        if tried.returncode:
            raise Refused(tried.stderr.strip() or Path(self.errors).read_text())
        self.process = subprocess.Popen(
            command,
            preexec_fn=lambda: end_with_parent(signal.SIGTERM),  # noqa: PLW1509
        )

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def refresh_key(home: Path) -> str:
    """What the portal shows nginx to have a page fetched anew; made by whoever asks first."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "portal-refresh.key"
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f'"{secrets.token_urlsafe(30)}" 1;\n')
    return path.read_text().split('"')[1]


def _tls(certificate: Path) -> str:
    return f"ssl_certificate {certificate}; ssl_certificate_key {certificate};"


def _user_of(home: Path) -> str:
    """As root, workers become the owner of *home*: what they read and write is there."""
    return f"user {pwd.getpwuid(home.stat().st_uid).pw_name};" if os.geteuid() == 0 else ""


def _types() -> str:
    candidates = ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types")
    return next((path for path in candidates if os.path.exists(path)), candidates[0])
