"""What deploy/ holds for real servers: units, the example of variables, containers, programs."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from portal import database
from portal.nginx import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
COMPOSE = DEPLOY / "compose.yaml"
READ = re.compile(
    r"""(?:env|env_list|environ\.get|environ\.setdefault|getenv)\(\s*"([A-Z][A-Z0-9_]+)"|"""
    r"""environ\["([A-Z][A-Z0-9_]+)"\]"""
)
OURS = re.compile(r"PORTAL_\w+|DATABASE_URL|PORT|PG_BIN|VNU_JAR")
NEEDED = {"PORTAL_SECRET_KEY", "PORTAL_HOSTS", "DATABASE_URL", "PORTAL_VAR", "PORTAL_ADDRESS"}
NEEDED |= {"PORTAL_TRUSTED_PROXY", "PORTAL_ACCEL", "PORTAL_FRONTS", "PORTAL_REFRESH_KEY"}
HARDENED = {
    "NoNewPrivileges=true",
    "ProtectSystem=strict",
    "ProtectHome=true",
    "PrivateTmp=true",
    "CapabilityBoundingSet=",
    "SystemCallFilter=@system-service",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
}


def names_in(path: Path) -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", path.read_text(), re.MULTILINE))


def example() -> dict[str, str]:
    lines = (DEPLOY / "portal.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and line[0] != "#")


def compose() -> dict:
    return yaml.safe_load(COMPOSE.read_text())


class TestVariables:
    def test_every_one_the_code_reads_is_in_the_list_of_all(self):
        packages = ("accounts", "audit", "core", "links", "news", "organization", "photos")
        packages += ("portal", "readers", "search")
        sources = [path for name in packages for path in (ROOT / name).rglob("*.py")]

        read = {one or other for path in sources for one, other in READ.findall(path.read_text())}

        assert {name for name in read if OURS.fullmatch(name)} <= names_in(ROOT / ".env.example")

    def test_the_example_for_servers_has_all_that_are_needed_and_none_of_its_own(self):
        assert NEEDED <= example().keys() <= names_in(ROOT / ".env.example")

    def test_the_example_means_the_same_to_a_shell_and_to_systemd(self):
        for name, value in example().items():
            assert value == f"'{value[1:-1]}'", name
            assert "'" not in value[1:-1], name

    def test_its_database_is_one_the_portal_can_read(self):
        url = shlex.split(example()["DATABASE_URL"])[0]

        assert database.parts_of(url) == {"dbname": "portal", "host": "/var/run/postgresql"}


class TestUnits:
    @pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
    @pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
    def test_systemd_understands_each(self, unit, tmp_path):
        for other in UNITS:  # with programs that are on this machine
            text = re.sub(r"/srv/portal/current/\.venv/bin/\w+", "/bin/true", other.read_text())
            (tmp_path / other.name).write_text(text)
        name = unit.name.replace("@", "@1")

        checked = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / name],
            env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
            capture_output=True,
            text=True,
        )

        assert tmp_path.name not in checked.stderr, checked.stderr
        assert checked.returncode == 0, checked.stderr

    @pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
    def test_the_services_may_do_little(self, unit):
        assert set(unit.read_text().splitlines()) >= HARDENED
        assert "\nUser=portal\n" in unit.read_text()

    def test_what_starts_the_portal_is_an_invocation_gunicorn_knows(self):
        line = re.search(r"^ExecStart=\S+/gunicorn (.*)", unit_text("portal@.service"), re.M)[1]
        line = line.replace("%i", "1").replace("portal.wsgi", "--check-config portal.wsgi")

        checked = subprocess.run(
            [sys.executable, "-m", "gunicorn", *line.split()],
            cwd=ROOT,
            env=os.environ | {"PORTAL_SECRET_KEY": "x", "DATABASE_URL": "postgresql:///portal"},
            capture_output=True,
            text=True,
        )

        assert checked.returncode == 0, checked.stderr
        assert "--preload" in line

    def test_nginx_asks_both_instances(self):
        for configuration in ("nginx/portal.conf", "compose/templates/portal.conf.template"):
            text = (DEPLOY / configuration).read_text()
            sockets = re.findall(r"server unix:/run/portal/(\d)/gunicorn.sock max_fails=0;", text)
            assert sockets == ["1", "2"]


def unit_text(name: str) -> str:
    return (DEPLOY / "systemd" / name).read_text()


class TestContainers:
    def test_hold_no_secret_and_ask_for_each_they_need(self):
        asked = set(re.findall(r"\$\{(\w+):\?\}", COMPOSE.read_text()))
        given = compose()["services"]["portal-1"]["environment"]

        assert asked >= {"PORTAL_SECRET_KEY", "PORTAL_REFRESH_KEY", "DATABASE_PASSWORD"}
        assert given.keys() >= NEEDED
        for name in given:
            if name.endswith(("KEY", "PASSWORD")):
                assert given[name].startswith(f"${{{name}:"), name
        assert given.keys() - {"INSTANCE"} <= names_in(ROOT / ".env.example")

    def test_the_instances_differ_in_nothing_but_their_number(self):
        first, second = (compose()["services"][f"portal-{number}"] for number in "12")

        assert first["environment"].pop("INSTANCE") == "1"
        assert second["environment"].pop("INSTANCE") == "2"
        assert first == second

    def test_each_that_serves_says_whether_it_is_well(self):
        services = compose()["services"]

        assert services["database"]["image"] == "postgres:18"
        for name in ("database", "portal-1", "portal-2", "nginx"):
            assert "healthcheck" in services[name]

    def test_every_volume_and_network_is_declared(self):
        whole = compose()

        for name, service in whole["services"].items():
            volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
            volumes = {volume for volume in volumes if volume[0] not in "./$"}
            assert volumes <= whole["volumes"].keys(), name
            assert set(service["networks"]) <= whole["networks"].keys(), name


class TestReady:
    """deploy/ready.py, which updates and containers wait with."""

    def ask(self, path, **variables):
        command = [sys.executable, DEPLOY / "ready.py", str(path)]
        return subprocess.run(
            command, env=os.environ | variables, capture_output=True, text=True, check=False
        )

    @pytest.fixture
    def answers(self, tmp_path):
        """Serve one answer on a socket; returns its path and what was asked."""
        asked = []

        class Handler(BaseHTTPRequestHandler):
            status = 200

            def do_GET(self):
                asked.append((self.path, self.headers["Host"]))
                self.send_response(self.status)
                self.end_headers()
                self.wfile.write(b'{"database": "gone"}')

            def address_string(self):
                return "socket"

            def log_message(self, *_): ...

        class Server(HTTPServer):
            address_family = socket.AF_UNIX

            def server_bind(self):
                self.socket.bind(self.server_address)
                self.server_name, self.server_port = "socket", 0

        server = Server(str(tmp_path / "s"), Handler)
        threading.Thread(target=server.serve_forever).start()
        yield tmp_path / "s", asked, Handler
        server.shutdown()
        server.server_close()

    def test_ends_well_when_the_portal_can_serve(self, answers):
        path, asked, _ = answers

        done = self.ask(path, PORTAL_HOSTS="portal.example, www.portal.example")

        assert (done.returncode, done.stderr) == (0, "")
        assert asked == [("/readyz", "portal.example")]

    def test_says_what_is_wrong_when_it_cannot(self, answers):
        path, _, handler = answers
        handler.status = 503

        done = self.ask(path)

        assert done.returncode == 1
        assert '503 {"database": "gone"}' in done.stderr

    def test_says_that_nobody_listens(self, tmp_path):
        done = self.ask(tmp_path / "none")

        assert done.returncode == 1
        assert "cannot serve" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_the_shell_understands_each_program(script):
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert os.access(script, os.X_OK)
