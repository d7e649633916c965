"""Break the portal in every way it promises to survive, and print what readers saw.

    python scripts/drill.py [words]

The production shape is started in a directory of its own: a primary, a replica, two nodes of the
application, nginx. While readers go on asking, one thing after the other is killed, frozen, filled
up or flooded. Readers ask for *kept* addresses, which nginx has, and for *new* ones, which nobody
has asked for before: of those every answer must be right, or a calm 503 in less than a second. With
words, only drills whose name has one of them. The exit status tells whether all went well.
"""

import contextlib
import io
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import psycopg2
from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.production import PATIENCE, Answer, Production, steady  # noqa: E402
from tests.servers import PRIMARY, Replica, freeze, kill, thaw  # noqa: E402

READERS = 6
EDITORS = 4
SECONDS = 30  # of what goes on for some time
LONGEST = 1.0  # seconds until a calm word
SECONDS_TO_RECOVER = 15
SECONDS_TO_BE_SEEN = 2
CALM = "Cổng đang tạm ngừng"
SETTINGS = PRIMARY | {"max_connections": 40, "max_wal_size": "64MB", "min_wal_size": "32MB"}
MEGABYTES = 400  # of the disk that PostgreSQL has


# --- Readers -------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What readers were answered while something was broken."""

    kept: Counter = field(default_factory=Counter)  # right, wrong
    new: Counter = field(default_factory=Counter)  # right, calm, slow, wrong
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0

    @property
    def is_well(self) -> bool:
        return not (self.kept["wrong"] or self.new["wrong"] or self.new["slow"])


class Readers:
    """Ask without pause for what nginx keeps, and for what nobody asked for before."""

    def __init__(self, production: Production, kept: dict[str, str]):
        self.production, self.kept = production, kept
        self.seen, self._stop = Seen(), threading.Event()
        self._numbers = itertools.count(1)
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(READERS)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            for path, words in self.kept.items():
                answer = self.production.get(path)
                is_right = answer.status == 200 and words in answer.text
                self._note(self.seen.kept, "right" if is_right else "wrong", path, answer)
            path = f"/tim-kiem/?q=khong-ai-hoi-{next(self._numbers)}"
            answer = self.production.get(path)
            self._note(self.seen.new, self._judge(answer), path, answer)
            time.sleep(0.7)  # searches are limited: ten a second for one address

    def _judge(self, answer: Answer) -> str:
        if answer.status == 503 and CALM in answer.text:
            return "calm" if answer.seconds < LONGEST else "slow"
        return "right" if answer.status in (200, 429) else "wrong"

    def _note(self, counts: Counter, how: str, path: str, answer: Answer) -> None:
        counts[how] += 1
        self.seen.slowest = max(self.seen.slowest, answer.seconds)
        if how in ("wrong", "slow"):
            self.seen.wrong.append(f"{path}: {answer.status} after {answer.seconds:.1f} s")


# --- The portal they read ------------------------------------------------------------------------

# Run inside the portal: who writes, and what is there to read.
BEGIN = """
import time
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from news.models import Article
user = get_user_model().objects.create_superuser("dien-tap")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session["began"] = session["seen"] = time.time()
session.save()
print(session.session_key)
for article in Article.objects.published().newest_first()[:8]:
    print(article.get_absolute_url(), article.headline, sep="\\t")
"""
# An editor at work: each line says what to do, and is answered by the article's address.
EDIT = """
import sys
from django.contrib.auth import get_user_model
from django.utils import timezone
from news import history, workflow
from news.models import Article, Section
from tests.factories import make_draft
by = get_user_model().objects.get(username="dien-tap")
section = Section.objects.exclude(parent=None).first()
for line in sys.stdin:
    step, words = line.rstrip("\\n").split("\\t")
    now = timezone.now()
    if step == "publish":
        article = make_draft(headline=words, lead=words, section=section)
        article = workflow.move(article.pk, "publish", now=now, by=by)
    elif step == "change":
        article.headline = words
        article.save()
        history.record(article, by)
        workflow.changed(article, now=now, by=by)
    else:
        workflow.move(article.pk, "withdraw", now=now, by=by, reason=words)
    print(article.get_absolute_url(), flush=True)
"""


class Drilled(Production):
    """A portal with the demonstration in it, two nodes, and somebody who writes."""

    def __init__(self, place: Path):
        print("Preparing the portal …", flush=True)
        self._disks = contextlib.ExitStack()
        with contextlib.suppress(Failed):  # as root alone; the drill that needs it says so
            self._disks.enter_context(small_disk(place / "postgres", MEGABYTES))
        super().__init__(place, **SETTINGS)
        self.manage("migrate", "-v0")
        self.collect_static()
        self.manage("demo", "-v0")
        self.session, *articles = self.manage("shell", "-v0", "-c", BEGIN).splitlines()
        self.articles = dict(line.split("\t") for line in articles)
        self.replica = Replica(self.place / "replica", self.server, **SETTINGS)
        self.replica.acquire()
        self.environment |= {"PORTAL_REPLICAS": self.replica.url}
        self.nodes[0].environment |= self.environment | {"PORTAL_VAR": str(self.place)}
        self.add_node("second")
        for node in self.nodes:
            node.start()
        self.start_nginx()

    def end(self) -> None:
        self.replica.release()
        super().end()
        self._disks.close()

    @property
    def kept(self) -> dict[str, str]:
        """Addresses nginx has, and words their pages show."""
        first = next(iter(self.articles.values()))
        return {"/": "Liên kết Website", "/gioi-thieu/": "Giới thiệu", **self.articles} | {
            next(iter(self.articles)): lxml.html.fromstring("<p>" + first).text_content()
        }

    def warm(self) -> None:
        for path in self.kept:
            wait_until(lambda path=path: self.get(path).status == 200)

    def post(self, path: str, fields: dict[str, str], **files: bytes) -> Answer:
        """As the editor who has signed in."""
        token, start = "a" * 32, '--a-boundary\r\nContent-Disposition: form-data; name="'
        parts = [f'{start}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        for name, data in files.items():
            head = f'{start}{name}"; filename="tep.png"\r\nContent-Type: image/png\r\n\r\n'
            parts.append(head.encode() + data + b"\r\n")
        return self.get(
            path,
            method="POST",
            body=b"".join([*parts, b"--a-boundary--\r\n"]),
            Cookie=f"sessionid={self.session}; csrftoken={token}",
            X_CSRFToken=token,
            Content_Type="multipart/form-data; boundary=a-boundary",
        )

    def upload(self, picture: bytes) -> Answer:
        return self.post("/quan-tri/anh/tai-len/?kieu=dan", {}, upload=picture)

    def save(self, form: str, **changes: str) -> Answer:
        """Send the form of an article as it is, but for *changes*."""
        shown = self.get(form, Cookie=f"sessionid={self.session}")
        page = lxml.html.fromstring(shown.text)
        fields = dict(page.get_element_by_id("article_form").form_values())
        del fields["csrfmiddlewaretoken"]  # of another token than ours
        return self.post(form, fields | {"_continue": "1"} | changes)

    @contextlib.contextmanager
    def editor(self) -> Iterator[Callable[[str, str], str]]:
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", EDIT]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True
        ) as process:

            def do(step: str, words: str) -> str:
                process.stdin.write(f"{step}\t{words}\n")
                process.stdin.flush()
                return process.stdout.readline().strip()

            yield do
            process.stdin.close()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> float:
    """Seconds it took; longer than *seconds* is a failure of the drill."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failed(f"not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began


class Failed(Exception):
    """The portal did not do what it promises; says what."""


# --- Drills --------------------------------------------------------------------------------------


def fault(portal: Drilled, break_it, mend_it, seconds: float = 6) -> str:
    """Readers ask while something is broken for some *seconds*, and until all is well again."""
    portal.warm()
    with Readers(portal, portal.kept) as readers:
        time.sleep(1)
        break_it()
        time.sleep(seconds)
        mend_it()
        asked = itertools.count()
        recovered = wait_until(
            lambda: (
                portal.get(f"/lien-he/?{next(asked)}").status in (200, 404)
                and portal.get(f"/tim-kiem/?q=lai-{next(asked)}").status in (200, 429)
            ),
            SECONDS_TO_RECOVER,
        )
        time.sleep(1)
    seen = readers.seen
    told = (
        f"kept {seen.kept['right']:,} right, {seen.kept['wrong']} wrong; new {seen.new['right']} "
        f"right, {seen.new['calm']} calm, {seen.new['slow'] + seen.new['wrong']} not; slowest "
        f"{seen.slowest:.2f} s; well again after {recovered:.1f} s"
    )
    if not seen.is_well:
        raise Failed(f"{told}: {seen.wrong[0]}")
    return told


def application_killed(portal: Drilled) -> str:
    nodes = portal.nodes
    return fault(
        portal,
        lambda: [node.kill() for node in nodes],
        lambda: [node.start() for node in nodes],
    )


def one_node_killed(portal: Drilled) -> str:
    return fault(portal, portal.nodes[0].kill, portal.nodes[0].start)


def application_restarted(portal: Drilled) -> str:
    """As systemd does for a deployment: one node after the other, each finishing what it has."""
    portal.warm()
    with Readers(portal, portal.kept) as readers:
        for node in portal.nodes:
            time.sleep(1)
            node.stop()
            node.start()
        time.sleep(1)
    seen = readers.seen
    answers = seen.kept.total() + seen.new.total()
    if not seen.is_well or seen.new["calm"]:
        raise Failed(f"of {answers} requests {len(seen.wrong) + seen.new['calm']} failed")
    return f"{answers:,} requests, none failed; slowest {seen.slowest:.2f} s"


def migrated_while_serving(portal: Drilled) -> str:
    portal.warm()
    with Readers(portal, portal.kept) as readers:
        portal.manage("migrate", "-v0", "portal", "0006")
        portal.manage("migrate", "-v0")
    seen = readers.seen
    if not seen.is_well or seen.new["calm"]:
        raise Failed(f"{seen.wrong[:1]}, {seen.new['calm']} calm")
    return f"{seen.kept.total() + seen.new.total():,} requests, none failed"


def database_stopped(portal: Drilled) -> str:
    return fault(portal, portal.server.release, portal.server.acquire)


def database_killed(portal: Drilled) -> str:
    def again() -> None:
        portal.server.release()
        portal.server.acquire()

    return fault(portal, lambda: kill(portal.server), again)


def database_frozen(portal: Drilled) -> str:
    return fault(portal, lambda: freeze(portal.server), lambda: thaw(portal.server), seconds=10)


def replica_killed(portal: Drilled) -> str:
    def again() -> None:
        portal.replica.release()
        portal.replica.acquire()

    return fault(portal, lambda: kill(portal.replica), again)


def replica_frozen(portal: Drilled) -> str:
    return fault(portal, lambda: freeze(portal.replica), lambda: thaw(portal.replica))


def database_full_of_connections(portal: Drilled) -> str:
    held = []

    def hold() -> None:
        for node in portal.nodes:  # else they keep what they have
            node.stop()
        with contextlib.suppress(psycopg2.OperationalError):
            while True:
                held.append(psycopg2.connect(portal.url))
        for node in portal.nodes:
            node.start()

    def let_go() -> None:
        for connection in held:
            connection.close()

    return fault(portal, hold, let_go)


def published_changed_withdrawn(portal: Drilled) -> str:
    """Seen through nginx, which asks both nodes, while a thousand requests a second come in."""
    portal.warm()
    took: dict[str, list[float]] = {"publish": [], "change": [], "withdraw": []}
    address = f"http://127.0.0.1:{portal.port}/"
    with ThreadPoolExecutor() as pool, portal.editor() as edit:
        running = pool.submit(steady, address, 1_000, SECONDS)
        number = 0
        while not running.done():
            number += 1
            words = f"Diễn tập lần {number}"
            path = edit("publish", words)
            took["publish"].append(max(until_shown(portal, words, "/", path)))
            words += ", đã sửa"
            edit("change", words)
            took["change"].append(max(until_shown(portal, words, "/", path)))
            edit("withdraw", "Diễn tập")
            took["withdraw"].append(until_gone(portal, words, path))
    readers = running.result()
    worst = {step: max(times) for step, times in took.items()}
    told = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in worst.items())
    told = f"{number} times beside {readers.per_second:,.0f} requests/s: at worst {told}"
    if max(worst.values()) > SECONDS_TO_BE_SEEN or readers.failed:
        raise Failed(f"{told}; {readers.failed} requests failed")
    return told


def until_shown(portal: Drilled, words: str, *paths: str) -> list[float]:
    """Seconds until the pages show *words*, through nginx."""
    return [wait_until(lambda path=path: words in portal.get(path).text, 10) for path in paths]


def until_gone(portal: Drilled, words: str, path: str) -> float:
    gone = wait_until(lambda: portal.get(path).status == 404, 10)
    return gone + wait_until(lambda: words not in portal.get("/").text, 10)


def two_hundred_publishes_a_minute(portal: Drilled) -> str:
    """By several editors; each is seen on the home page within five seconds."""
    portal.warm()
    address, done = f"http://127.0.0.1:{portal.port}/", threading.Event()
    published: dict[str, float] = {}
    seen: dict[str, float] = {}

    def watch() -> None:
        while not done.is_set():
            text = portal.get("/").text
            now = time.monotonic()
            seen.update((words, now) for words in published.keys() - seen.keys() if words in text)
            time.sleep(0.05)

    def write(number: int) -> None:
        with portal.editor() as edit:
            edit("publish", f"Tin mở đầu {number}")
            ready.wait()
            due = time.monotonic() + number * 0.3
            while time.monotonic() < began + SECONDS:
                time.sleep(max(0, due - time.monotonic()))
                words = f"Tin nhanh {number}-{len(published)} của đợt diễn tập"
                edit("publish", words)
                published[words] = time.monotonic()
                due += EDITORS * 0.3

    ready = threading.Barrier(EDITORS + 1)
    with ThreadPoolExecutor() as pool:
        writing = [pool.submit(write, number) for number in range(EDITORS)]
        began = time.monotonic() + PATIENCE
        ready.wait(PATIENCE)
        began = time.monotonic()
        reading, watching = pool.submit(steady, address, 1_000, SECONDS), pool.submit(watch)
        for each in writing:
            each.result()
        rate = 60 * len(published) / (time.monotonic() - began)
        time.sleep(5)
        done.set()
        watching.result()
    readers = reading.result()
    late = [words for words in published if seen.get(words, 1e9) - published[words] > 5]
    told = (
        f"{rate:.0f} a minute beside {readers.per_second:,.0f} requests/s, each seen after "
        f"{max(seen[words] - published[words] for words in seen):.1f} s at most; p99 of readers "
        f"{readers.p99:.0f} ms"
    )
    if late or readers.failed or rate < 190:
        raise Failed(f"{told}; {len(late)} late, {readers.failed} requests failed")
    return told


def cold_caches(portal: Drilled) -> str:
    """Nothing is kept anywhere, and five hundred readers come at once."""
    paths = list(portal.kept)
    portal.nginx.stop()
    for node in portal.nodes:
        node.stop()
        node.start()
    portal.start_nginx()
    with ThreadPoolExecutor(500) as pool:
        answers = list(
            pool.map(lambda number: portal.get(paths[number % len(paths)]), range(2_000))
        )
    fetched = Counter()
    for number, answer in enumerate(answers):
        if answer.headers.get("X-Cache") in ("MISS", "EXPIRED"):
            fetched[paths[number % len(paths)]] += 1
    statuses = Counter(answer.status for answer in answers)
    worst = max(answer.seconds for answer in answers)
    told = (
        f"2,000 requests for {len(paths)} addresses: {dict(statuses)}, at most "
        f"{max(fetched.values())} fetched from the application for one; slowest {worst:.1f} s"
    )
    if statuses != {200: 2000} or max(fetched.values()) > 1:
        raise Failed(told)
    return told


def slow_connections(portal: Drilled) -> str:
    """Two thousand readers who send a letter a second, and one more with a telephone."""
    portal.warm()
    slow = []
    for _ in range(900):  # for one address; nginx lets one have a thousand
        slow.append(socket.create_connection(("127.0.0.1", portal.port)))
        slow[-1].sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    for place in range(1_100):
        one = socket.socket()
        one.bind((f"127.0.0.{2 + place % 4}", 0))
        one.connect(("127.0.0.1", portal.port))
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        slow.append(one)
    answers = []
    ended = time.monotonic() + 8
    while time.monotonic() < ended:
        for one in slow:
            with contextlib.suppress(OSError):
                one.sendall(b"a")
        answers += [portal.get("/"), portal.get(f"/tim-kiem/?q=cham-{len(answers)}")]
        time.sleep(0.2)  # searches are limited
    for one in slow:
        one.close()
    worst = max(answer.seconds for answer in answers)
    told = f"{len(slow):,} slow; {len(answers)} others were served, the slowest in {worst:.2f} s"
    if {answer.status for answer in answers} != {200} or worst > LONGEST:
        raise Failed(told)
    return told


def many_questions(portal: Drilled) -> str:
    """Ten thousand spellings of one address: no pages of their own, and no work."""
    portal.warm()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: portal.get(f"/?fbclid={number}"), range(10_000)))
    fetched = sum(answer.headers.get("X-Cache") in ("MISS", "EXPIRED") for answer in answers)
    statuses = Counter(answer.status for answer in answers)
    told = f"10,000 answers {dict(statuses)}, {fetched} of them made for that"
    if statuses != {200: 10_000} or fetched > 5:
        raise Failed(told)
    return told


def disk_full_while_uploading(portal: Drilled) -> str:
    """A sentence, nothing left of it, and the next upload goes well."""
    count = "SELECT count(*) FROM photos_photo"
    with small_disk(portal.place / "media", megabytes=8) as disk:
        before = portal.ask(count)
        with full(disk):
            answer = portal.upload(noise(600))
            left = [path for path in disk.rglob("*") if path.is_file() and path.name != FILLER]
        rows = portal.ask(count)
        again = portal.upload(noise(300))
    told = f"{answer.status} “{sentence_of(answer)}”, {len(left)} files left; then {again.status}"
    if answer.status not in (400, 503, 507) or left or rows != before or again.status != 200:
        raise Failed(told)
    return told


def disk_full_while_saving(portal: Drilled) -> str:
    """The database cannot write: who saves is told so, who reads reads on, nothing is lost."""
    portal.warm()
    path = portal.ask("SELECT id FROM news_article WHERE status = 'published' LIMIT 1")[0][0]
    form = f"/quan-tri/news/article/{path}/change/"
    before = portal.ask("SELECT count(*), sum(length(content::text)) FROM news_version")
    with full(portal.place / "postgres"):
        answer = portal.save(form, body=f"<p>{os.urandom(2_000_000).hex()}</p>")
        read = [portal.get(path).status for path in portal.kept]
    during = portal.ask("SELECT count(*), sum(length(content::text)) FROM news_version")
    wait_until(lambda: portal.save(form).status == 302, SECONDS_TO_RECOVER)
    told = f"{answer.status} “{sentence_of(answer)}”; readers {dict(Counter(read))}; then saved"
    if answer.status != 503 or set(read) != {200} or during != before:
        raise Failed(told)
    return told


def disk_full_while_logging(portal: Drilled) -> str:
    node = portal.nodes[-1]
    node.stop()
    with small_disk(node.socket.parent / "log", megabytes=1) as disk:
        node.log = disk / "gunicorn.log"
        node.start()
        with full(disk):
            answers = [portal.get(f"/khong-co-{number}/").status for number in range(60)]
            answers += [portal.get(path).status for path in portal.kept]
        node.stop()
    node.log = node.socket.with_suffix(".log")
    node.start()
    told = f"{len(answers)} requests that log: {dict(Counter(answers))}"
    if not set(answers) <= {200, 404}:
        raise Failed(told)
    return told


FILLER = "filler"


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own at *place*, which is what was there again afterwards."""
    place.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", place]
    if subprocess.run(command, capture_output=True).returncode:
        raise Failed("needs root, to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """No byte is free on the file system of *disk*."""
    filler = disk / FILLER
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(2**10)):
            pass
    try:
        yield
    finally:
        filler.unlink()


def noise(side: int) -> bytes:
    """A picture that does not compress."""
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(file, "PNG")
    return file.getvalue()


def sentence_of(answer: Answer) -> str:
    """What the answer says to people."""
    text = answer.text
    with contextlib.suppress(ValueError):
        return json.loads(text)["error"]["message"]
    if not text:
        return ""
    page = lxml.html.fromstring(text)
    said = page.find_class("errornote") or page.find_class("errorlist") or page.xpath("//h1")
    return " ".join(said[0].text_content().split()) if said else text[:80]


def absurd_pages(portal: Drilled) -> str:
    group = "/tin-tuc-su-kien/"
    answers = [
        portal.get(f"{group}?trang={number}") for number in ("1000000000", "999999", "-1", "x")
    ]
    told = ", ".join(f"{answer.status} in {1000 * answer.seconds:.0f} ms" for answer in answers)
    if answers[1].status != 404 or not {answer.status for answer in answers} <= {200, 404}:
        raise Failed(told)
    return told


DRILLS: dict[str, Callable[[Drilled], str]] = {
    "application killed": application_killed,
    "one node killed": one_node_killed,
    "application restarted": application_restarted,
    "migrated while serving": migrated_while_serving,
    "PostgreSQL stopped": database_stopped,
    "PostgreSQL killed": database_killed,
    "PostgreSQL frozen": database_frozen,
    "replica killed": replica_killed,
    "replica frozen": replica_frozen,
    "PostgreSQL out of connections": database_full_of_connections,
    "published, changed, withdrawn": published_changed_withdrawn,
    "200 publishes a minute": two_hundred_publishes_a_minute,
    "cold caches, 500 readers": cold_caches,
    "2,000 slow connections": slow_connections,
    "10,000 query strings": many_questions,
    "?trang=10^9": absurd_pages,
    "disk full while uploading": disk_full_while_uploading,
    "disk full while saving": disk_full_while_saving,
    "disk full while logging": disk_full_while_logging,
}


def main(words: list[str]) -> int:
    chosen = {
        name: drill
        for name, drill in DRILLS.items()
        if not words or any(word in name for word in words)
    }
    place = Path(tempfile.mkdtemp(prefix="portal-drill-"))
    place.chmod(0o755)
    portal, failures = Drilled(place), 0
    try:
        for name, drill in chosen.items():
            try:
                told, mark = drill(portal), "well"
            except Failed as failure:
                told, mark, failures = str(failure), "FAILED", failures + 1
            print(f"{mark:7} {name:32} {told}", flush=True)
    finally:
        portal.end()
        shutil.rmtree(place, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
