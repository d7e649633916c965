"""Attack the portal as in production, by TLS, with the demonstration site in it: `make attack`.

- observatory: Mozilla's HTTP Observatory grades pages as nginx serves them.
- wapiti, sqlmap: as a stranger, and signed in as a Phóng viên. Limits would refuse scanners after
  a minute, so these go through an nginx that names a new address each time, and limits nothing.

With words, only attacks whose names have one of them. What they found is printed; their reports are
in var/attack/reports. The status is 1 when something was found.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from portal.nginx import program  # noqa: E402
from scripts.production import Production  # noqa: E402
from tests.processes import free_port  # noqa: E402

PLACE = ROOT / "var/attack"
REPORTS = PLACE / "reports"
TOOLS = ROOT / ".venv-attack/bin"
LEAST_SCORE = 115
TOKEN = "csrfmiddlewaretoken"
SECONDS_OF_CRAWL, SECONDS_OF_MODULE = 600, 180

STRANGER, REPORTER = "stranger", "reporter"
SIGN_IN = """
from secrets import choice
from string import ascii_letters
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from accounts.roles import Role
user, _ = User.objects.get_or_create(username="phongvien", is_staff=True)
user.groups.set([Group.objects.get(name=Role.REPORTER.label)])
client = Client(HTTP_HOST="localhost")
client.force_login(user)
token = "".join(choice(ascii_letters) for _ in range(32))
print(client.cookies[settings.SESSION_COOKIE_NAME].value, token)
"""
LOOK = """
from news.models import Article
from photos.models import Photo
print(Article.objects.published().first().get_absolute_url())
print(Photo.objects.first().file.url)
"""
FRONT = """\
daemon off;
{user}
pid {home}/front.pid;
error_log {home}/front.errors;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_max_body_size 60m;
    client_body_temp_path {home}/front.bodies;
    proxy_temp_path {home}/front.answers;
    fastcgi_temp_path {home}/unused; uwsgi_temp_path {home}/unused; scgi_temp_path {home}/unused;
    map $request_id $somebody {{ "~^(....)(....)(....)" "2001:db8:$1:$2:$3::1"; }}
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        location / {{
            proxy_pass http://{socket};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Forwarded-For $somebody;
        }}
    }}
}}
"""
# What scanners take for a finding, as patterns of "name: METHOD path", and why it is none.
EXPLAINED = {
    r"Cross Site Request Forgery: POST /ban-doc/": "pages for everybody hold no token; the browser "
    "says which site a form is from (core.same_origin)",
    r"LDAP Injection: GET /tim-kiem/": "there is no LDAP: other words have other results",
}
# What a scanner would end itself with, and what is another program's.
LEFT_ALONE = ("/quan-tri/dang-xuat/", "/quan-tri/tai-khoan/", "/quan-tri/logout/", "/media/")


class Target:
    """The portal under attack, and what attackers know of it."""

    def __init__(self) -> None:
        shutil.rmtree(PLACE, ignore_errors=True)
        self.production = Production(PLACE, tls=True)
        REPORTS.mkdir()
        self.port = free_port()
        self.url = f"https://localhost:{self.port}"
        self.front: subprocess.Popen | None = None

    def start(self) -> None:
        production = self.production
        production.manage("migrate", "-v0")
        production.collect_static()
        production.manage("demo", "-v0")
        production.manage("tick", "-v0")
        self.article, self.picture = production.manage("shell", "-v0", "-c", LOOK).split()
        production.nodes[0].start()
        production.nodes[0].wait()
        production.start_nginx()
        self._start_front()

    def _start_front(self) -> None:
        home, certificate = PLACE / "nginx", self.production.certificate
        user = "user root;" if os.geteuid() == 0 else ""
        socket = f"unix:{self.production.nodes[0].socket}"
        configuration = FRONT.format(
            user=user, home=home, port=self.port, certificate=certificate, socket=socket
        )
        (home / "front.conf").write_text(configuration)
        self.front = subprocess.Popen([program(), "-c", str(home / "front.conf")])

    def cookie(self) -> str:
        """Of a reporter who has signed in just now: a session that rests for long has ended. With
        the token's own, or every form would be refused."""
        session, token = self.production.manage("shell", "-v0", "-c", SIGN_IN).split()[-2:]
        return f"__Host-sessionid={session}; __Host-csrftoken={token}"

    def end(self) -> None:
        if self.front:
            self.front.terminate()
            self.front.wait()
        self.production.end()


def observatory(target: Target) -> list[str]:
    folder = subprocess.check_output(["scripts/observatory.sh"], text=True).strip()
    paths = ["/", target.article, "/tim-kiem/?q=cua+khau", "/quan-tri/dang-nhap/"]
    paths += ["/khong-co-trang-nay/", target.picture]
    told = subprocess.check_output(
        ["node", "scripts/observatory.mjs", folder, str(target.production.port), *paths],
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(target.production.certificate)},
        text=True,
    )
    print(told)
    grades = [json.loads(line) for line in told.splitlines()]
    return [str(one) for one in grades if one["score"] < LEAST_SCORE]


def wapiti(target: Target, who: str) -> list[str]:
    report, log = REPORTS / f"wapiti-{who}.json", REPORTS / f"wapiti-{who}.log"
    is_stranger = who == STRANGER
    command = [str(TOOLS / "wapiti"), "--url", f"{target.url}/{'' if is_stranger else 'quan-tri/'}"]
    command += ["--scope", "domain" if is_stranger else "folder", "--max-files-per-dir", "12"]
    command += ["--module", "all,-nikto,-buster,-brute_login_form,-wapp,-takeover,-log4shell,-htp"]
    command += ["--format", "json", "--output", str(report), "--flush-session", "-v", "1"]
    command += ["--max-scan-time", str(SECONDS_OF_CRAWL), "--no-bugreport", "--tasks", "4"]
    command += ["--max-attack-time", str(SECONDS_OF_MODULE), "--max-parameters", "200"]
    command += ["--store-session", str(REPORTS / f"wapiti-{who}")]
    for path in LEFT_ALONE:
        command += ["--exclude", f"{target.url}{path}*"]
    if is_stranger:
        for path in ("/tim-kiem/?q=cua+khau&tu=01/01/2024", target.article):
            command += ["--start", f"{target.url}{path}"]
    else:
        command += ["--cookie-value", target.cookie()]
    with open(log, "w") as out:
        subprocess.run(command, stdout=out, stderr=out, check=False)
    told = json.loads(report.read_text())
    found = [
        f"{who}: {name}: {one['method']} {one['path']}"
        for kind in ("vulnerabilities", "anomalies")
        for name, ones in told[kind].items()
        for one in ones
    ]
    pages = {line.split()[2] for line in log.read_text().splitlines() if line.startswith("[+]")}
    print(f"wapiti as a {who}: {told['infos']['crawled_pages_nbr']} found, {len(pages)} tried")
    return unexplained(found)


def unexplained(found: list[str]) -> list[str]:
    for pattern, reason in EXPLAINED.items():
        explained = [one for one in found if re.search(pattern, one)]
        found = [one for one in found if one not in explained]
        if explained:
            print(f"{len(explained)} times {pattern}: {reason}")
    return found


def sqlmap(target: Target, who: str) -> list[str]:
    """What addresses ask for and what forms send, one after the other: only forms have a token."""
    return [
        found
        for kind, options in (("queries", []), ("forms", ["--forms", "--csrf-token", TOKEN]))
        for found in _sqlmap(target, who, kind, options)
    ]


def _sqlmap(target: Target, who: str, kind: str, options: list[str]) -> list[str]:
    log = REPORTS / f"sqlmap-{who}-{kind}.log"
    start = "tim-kiem/?q=cua+khau" if who == STRANGER else "quan-tri/news/article/?q=cua"
    command = [str(TOOLS / "sqlmap"), "--batch", "--crawl", "2", "--smart", "--disable-coloring"]
    command += ["--url", f"{target.url}/{start}", "--output-dir", str(log.with_suffix(""))]
    command += ["--level", "2", "--risk", "2", "--dbms", "postgresql", "--technique", "BEUST"]
    command += ["--time-sec", "3", "--timeout", "20", *options]
    command += ["--crawl-exclude", "dang-xuat|tai-khoan|logout|media"]
    if who != STRANGER:
        command += ["--cookie", target.cookie()]
    with open(log, "w") as out:
        subprocess.run(command, stdout=out, stderr=out, check=False, timeout=3600)
    lines = log.read_text().splitlines()
    tried = {line.partition("testing if ")[2] for line in lines if "testing if" in line}
    print(f"sqlmap as a {who}, {kind}: {len(tried)} parameters")
    return [
        f"{who}: {line}" for line in lines if " is vulnerable" in line or "injection point" in line
    ]


ATTACKS: dict[str, Callable[[Target], list[str]]] = {
    "observatory": observatory,
    **{f"wapiti {who}": partial(wapiti, who=who) for who in (STRANGER, REPORTER)},
    **{f"sqlmap {who}": partial(sqlmap, who=who) for who in (STRANGER, REPORTER)},
}


def main(words: list[str]) -> int:
    os.chdir(ROOT)
    target = Target()
    try:
        target.start()
        chosen = [name for name in ATTACKS if not words or any(word in name for word in words)]
        found = [f"{name}: {one}" for name in chosen for one in ATTACKS[name](target)]
    finally:
        target.end()
    print("\n".join(found) or "Nothing was found.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
