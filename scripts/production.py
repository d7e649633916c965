"""The production shape of the portal, for what measures it and what breaks it: PostgreSQL, gunicorn
and nginx of its own, on this machine alone."""

import contextlib
import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from portal.embedded import EmbeddedServer  # noqa: E402
from portal.nginx import Nginx, refresh_key  # noqa: E402
from tests.processes import free_port, start_gunicorn  # noqa: E402

PATIENCE = 60
STEADY = 4  # connections
COLLECT = "from portal.management.commands.run import Command; Command().collect_static()"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Node:
    """One gunicorn: *application* on a socket of its own."""

    def __init__(self, place: Path, environment: dict[str, str]):
        self.socket, self.log = place / "gunicorn.sock", place / "gunicorn.log"
        self.port = free_port()  # the same, for what does not know sockets
        self.environment = environment | {"PORTAL_VAR": str(place)}
        self.process: subprocess.Popen | None = None

    def start(self, application: str = "portal.wsgi", workers: int = 2) -> None:
        options = [
            "--bind",
            f"127.0.0.1:{self.port}",
            "--preload",
            "--keep-alive",
            "60",
            "--log-level",
            "critical",
        ]
        with open(self.log, "a") as log:
            self.process = start_gunicorn(
                f"unix:{self.socket}",
                self.environment,
                *options,
                application=application,
                workers=workers,
                log=log,
            )
        self.wait()

    def wait(self) -> None:
        """Until it listens."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(str(self.socket)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit(f"gunicorn does not start: see {self.log}.")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def kill(self) -> None:
        """End it and its workers as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pids(self) -> list[int]:
        """Of the workers."""
        return children(self.process.pid)


class Production:
    """A portal in the directory *place* with one node; more may be added, nginx asks them all.

    *tls*: at https://localhost, as on a network.
    """

    def __init__(
        self, place: Path, database: str = "portal", *, tls: bool = False, **settings: object
    ):
        place.mkdir(parents=True, exist_ok=True)
        self.place = place.resolve()
        self.server = EmbeddedServer(self.place / "postgres", **settings)
        self.server.acquire()
        self.url = self.server.url.replace("/portal?", f"/{database}?")
        self.port = free_port()
        self.certificate = self._make_certificate() if tls else None
        address = f"https://localhost:{self.port}" if tls else f"http://127.0.0.1:{self.port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL")}
        self.environment = clean | {
            "DATABASE_URL": self.url,
            "PORTAL_VAR": str(self.place),
            "PORTAL_SECRET_KEY": "on this machine alone",
            "PORTAL_HTTPS": "1" if tls else "0",
            "PORTAL_SECOND_FACTOR": "0",
            "PORTAL_TRUSTED_PROXY": "1",
            "PORTAL_ADDRESS": address,
            "PORTAL_FRONTS": address,
            "PORTAL_REFRESH_KEY": refresh_key(self.place / "nginx"),
        }
        self.nodes = [Node(self.place, self.environment)]
        self.nginx: Nginx | None = None

    def _make_certificate(self) -> Path:
        """One that nobody knows, with its key, for https://localhost."""
        key, certificate = self.place / "localhost.pem", self.place / "localhost.crt"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]
        command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        command += ["-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, capture_output=True)
        key.write_text(key.read_text() + certificate.read_text())
        return key

    def manage(self, *words: str, **variables: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment | variables,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def collect_static(self) -> None:
        self.manage("shell", "-v0", "-c", COLLECT)

    def add_node(self, name: str) -> Node:
        """Another application, with nothing of its own but what is collected."""
        place = self.place / name
        place.mkdir(exist_ok=True)
        for shared in ("static", "media"):
            with contextlib.suppress(FileExistsError):
                (place / shared).symlink_to(self.place / shared)
        self.nodes.append(Node(place, self.environment))
        return self.nodes[-1]

    def start_nginx(self) -> None:
        shutil.rmtree(self.place / "nginx/cache", ignore_errors=True)
        self.nginx = Nginx(
            self.place / "nginx",
            f"127.0.0.1:{self.port}",
            [f"unix:{node.socket}" for node in self.nodes],
            self.place,
            str(self.place / "nginx.errors"),
            self.certificate,
        )
        self.nginx.start()
        deadline = time.monotonic() + PATIENCE
        while self.get("/healthz").status == 0:
            if time.monotonic() > deadline:
                raise SystemExit(f"nginx does not answer: see {self.place / 'nginx.errors'}.")
            time.sleep(0.05)

    def get(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Through nginx, by a connection of its own; no answer has the status 0."""
        began = time.monotonic()
        connection = self._connect()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {"Accept-Encoding": "gzip"} | names)
            answer = connection.getresponse()
            read = answer.read()
            return Answer(answer.status, dict(answer.headers), read, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, b"", time.monotonic() - began)
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self.certificate is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        trusting = ssl.create_default_context(cafile=self.certificate)
        return http.client.HTTPSConnection("localhost", self.port, timeout=30, context=trusting)

    def ask(self, sql: str, *params: object) -> list[tuple]:
        """Ask the database, in a transaction of its own."""
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def end(self) -> None:
        if self.nginx:
            self.nginx.stop()
        for node in self.nodes:
            node.stop()
        self.server.release()


@contextlib.contextmanager
def running(node: Node, *arguments, **options) -> Iterator[Node]:
    node.start(*arguments, **options)
    try:
        yield node
    finally:
        node.stop()


def children(pid: int) -> list[int]:
    """The processes that *pid* has begun."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(one) for one in (task / "children").read_text().split()]
    return found


@dataclass(frozen=True)
class Load:
    """What wrk saw of many requests at once."""

    requests: int
    per_second: float
    p50: float  # milliseconds
    p99: float
    failed: int


def steady(url: str, per_second: int, seconds: int) -> Load:
    """Ask for *url* so many times a second, by a few connections that stay open."""
    address = urlsplit(url)
    times: list[float] = []
    failed = 0
    ended = time.monotonic() + seconds

    def read() -> None:
        nonlocal failed
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        due = time.monotonic()
        while (now := time.monotonic()) < ended:
            due += STEADY / per_second
            time.sleep(max(0, due - now))
            began = time.monotonic()
            connection.request("GET", address.path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            failed += answer.status != 200
            times.append(1000 * (time.monotonic() - began))

    with ThreadPoolExecutor(STEADY) as pool:
        list(pool.map(lambda _: read(), range(STEADY)))
    at = statistics.quantiles(times, n=100)
    return Load(len(times), len(times) / seconds, at[49], at[98], failed)


def load(url: str, seconds: int, connections: int = 50, **headers: str) -> Load:
    """Ask for *url* as fast as it is answered."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("The benchmark needs wrk: install it with: apt-get install wrk")
    command = [program, f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s"]
    for name, value in {"Accept-Encoding": "gzip", **headers}.items():
        command += ["-H", f"{name.replace('_', '-')}: {value}"]
    told = subprocess.run([*command, "--latency", url], capture_output=True, text=True, check=True)
    units = {"us": 0.001, "ms": 1, "s": 1000}
    at = {
        share: float(number) * units[unit]
        for share, number, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", told.stdout)
    }
    failed = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", told.stdout)))
    failed += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", told.stdout)))
    requests, per_second = (
        float(re.search(pattern, told.stdout)[1])
        for pattern in (r"(\d+) requests in", r"Requests/sec:\s+([\d.]+)")
    )
    return Load(int(requests), per_second, at["50"], at["99"], failed)
