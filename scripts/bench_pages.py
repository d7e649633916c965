"""Print what the portal's pages cost among many articles, in the production shape.

    python scripts/bench_pages.py 1000 10000 100000

Articles are made once and kept in var/bench. Each page is asked for, again and again by one reader,

- corrected: before each time, the first article it shows was changed;
- made anew: another article was changed, and the process has the page no more;
- first: the same, and nobody has asked for any page since;
- kept: unchanged, from the process; and 304, by somebody who has it;
- through nginx, by fifty readers at once;

beside three limits: nginx with a file of the same bytes, a bare WSGI function and an empty view of
Django. What counts is the processor's time of the application and of PostgreSQL: on a busy machine
it is steadier than requests a second. All of it is also in var/bench.json.
"""

import contextlib
import gzip
import http.client
import json
import os
import platform
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from portal.database import var  # noqa: E402
from scripts.production import Node, Production, children, load, running  # noqa: E402

SIZES = [1_000, 10_000, 100_000]
HOW = ("corrected", "made", "first", "kept", "same")
SECONDS = 4  # of each run
SECONDS_BETWEEN = 0.001  # changes, while a page is asked for that is another each time
ELSEWHERE = "/gioi-thieu/"  # asked for first, so that what stands around every page is made
GROUP = "/tin-tuc-su-kien/"
SEED = """
import os
from django.db import connection
from news.models import Section
from photos.models import Photo
from tests.search.corpus import Corpus, write
first = 1_000_001
last = first - 1 + int(os.environ["ARTICLES"])
sections = list(Section.objects.exclude(parent=None).values_list("pk", flat=True))
photos = list(Photo.objects.values_list("pk", flat=True))
write(Corpus(), first, last, sections=sections, photos=photos)
with connection.cursor() as cursor:
    cursor.execute("SELECT news_list(ARRAY(SELECT generate_series(%s::bigint, %s)))", [first, last])
    cursor.execute(
        "INSERT INTO readers_dailyviews (article_id, day, views)"
        " SELECT id, current_date - ago, (id * 37 + ago * 11) %% 90 FROM news_article,"
        " generate_series(0, 13) ago WHERE id >= %s AND id %% 10 = 0", [first]
    )
    cursor.execute("VACUUM ANALYZE")
"""


def main(sizes: list[int]) -> None:
    place = var() / "bench"
    production = Production(place)
    try:
        for size in sizes:
            seed(production, size)
        production.collect_static()
        versions = f"Python {platform.python_version()}, PostgreSQL "
        versions += production.ask("SHOW server_version")[0][0]
        measured = {
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {versions}",
            "limits": limits(production),
            "pages": {str(size): pages(place, size) for size in sizes},
        }
    finally:
        production.end()
    (var() / "bench.json").write_text(json.dumps(measured, indent=2, ensure_ascii=False) + "\n")
    grown(measured["pages"])


def seed(production: Production, articles: int) -> None:
    """Make a database of so many articles, unless an earlier run did."""
    name = f"bench_{articles}"
    production.ask("DROP DATABASE IF EXISTS bench_half")
    if not production.ask("SELECT 1 FROM pg_database WHERE datname = %s", name):
        print(f"Making {articles:,} articles …", flush=True)
        production.ask("CREATE DATABASE bench_half")
        url = production.url.replace("/portal?", "/bench_half?")
        for words in (["migrate", "-v0"], ["demo", "-v0"], ["shell", "-v0", "-c", SEED]):
            production.manage(*words, DATABASE_URL=url, ARTICLES=str(articles))
        production.ask(f"ALTER DATABASE bench_half RENAME TO {name}")
    production.manage(
        "migrate", "-v0", DATABASE_URL=production.url.replace("/portal?", f"/{name}?")
    )


# --- Measuring -----------------------------------------------------------------------------------


class Client:
    """One connection to a node, kept open."""

    def __init__(self, node: Node):
        self.connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()


class Editor:
    """Somebody who changes something all the time; nothing of that is measured."""

    def __init__(self, production: Production):
        self.connection = psycopg2.connect(production.url)
        self.connection.autocommit = True
        self.run("SET session_replication_role = replica")  # a correction does all its work later

    def run(self, sql: str, *params: object) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)

    @contextlib.contextmanager
    def changing(self, article: int = 0) -> Iterator[None]:
        """Meanwhile an article is changed again and again."""
        ended = threading.Event()

        def change() -> None:
            while not ended.wait(SECONDS_BETWEEN):
                self.run("UPDATE news_article SET slug = slug WHERE id = %s", article)
                self.run("SELECT content_change()")
                self.run(
                    "DELETE FROM portal_content_change WHERE number <"
                    " (SELECT max(number) FROM portal_content_change)"
                )

        thread = threading.Thread(target=change)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


class Meter:
    """Processor time of the application and of PostgreSQL, but for the editor's."""

    def __init__(self, production: Production, node: Node):
        self.node, self.editor = node, Editor(production)
        lines = (production.server.data / "postmaster.pid").read_text().splitlines()
        self.postmaster = int(lines[0])

    def of(self, path: str, **headers: str) -> dict:
        """Milliseconds of one request, of those that one reader makes in SECONDS; warm."""
        url = self.node.url + path
        load(url, 1, connections=1, **headers)
        before = [processor(pids) for pids in self._processes()]
        run = load(url, SECONDS, connections=1, **headers)
        application, postgresql = (
            sum(now - then.get(pid, 0) for pid, now in processor(pids).items()) / run.requests
            for pids, then in zip(self._processes(), before, strict=True)
        )
        return {
            "application": round(application, 2),
            "postgresql": round(postgresql, 2),
            "p50": run.p50,
            "p99": run.p99,
            "failed": run.failed,
        }

    def _processes(self) -> tuple[list[int], list[int]]:
        mine = self.editor.connection.info.backend_pid
        return self.node.pids, [pid for pid in children(self.postmaster) if pid != mine]


def processor(pids: list[int]) -> dict[int, float]:
    """Milliseconds that each of these processes, with its threads, has had."""
    times = {}
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):  # it ended just now
            told = [
                (task / "schedstat").read_text() for task in Path(f"/proc/{pid}/task").iterdir()
            ]
            times[pid] = sum(int(each.split()[0]) for each in told) / 1e6
    return times


def limits(production: Production) -> dict:
    """What there is to be reached: the least that an answer can cost here."""
    found = {}
    node = production.nodes[0]
    for name in ("bare", "empty()"):
        with running(node, f"scripts.bench_application:{name}", workers=1):
            found[name.strip("()")] = Meter(production, node).of("/")
    print(
        f"\nA bare WSGI function: {cost(found['bare'])}; an empty Django view: "
        f"{cost(found['empty'])} (application + PostgreSQL, ms of processor)"
    )
    return found


def pages(place: Path, size: int) -> dict:
    """Each page among so many articles."""
    production = Production(place, f"bench_{size}")
    node, found = production.nodes[0], {}
    print(
        f"\n{size:,} articles    corrected    made anew    first        kept         304       "
        "statements  bytes   nginx /s    file /s  p50/p99 ms",
        flush=True,
    )
    try:
        with running(node, "scripts.bench_application:counted()", workers=1):
            client = Client(node)
            paths, statements, lengths = addresses(client), {}, {}
            for name, path in paths.items():
                client.get(path)
                production.ask("SELECT content_change()")
                client.get(ELSEWHERE)
                status, headers, body = client.get(path)
                assert status == 200, path
                statements[name], lengths[name] = int(headers["X-Statements"]), len(body)
        for name, path in paths.items():
            found[name] = {"path": path, "statements": statements[name], "bytes": lengths[name]}
            found[name] |= costs(production, path)
        with running(node):
            production.start_nginx()
            for name, path in paths.items():
                found[name] |= through_nginx(production, path)
                show(name, found[name])
    finally:
        production.end()
    return found


def addresses(client: Client) -> dict[str, str]:
    """The pages to be measured; the longer list's last and middle page among them."""
    text = gzip.decompress(client.get(GROUP)[2]).decode()
    last = max(int(number) for number in re.findall(r"trang=(\d+)", text))
    return {
        "home": "/",
        "section": f"{GROUP}tin-cua-khau/",
        "group": GROUP,
        "page in the middle": f"{GROUP}?trang={last // 2}",
        "last page": f"{GROUP}?trang={last}",
        "article": re.search(r'href="(/[^"]+-1\d{6}\.html)"', text)[1],
    }


def costs(production: Production, path: str) -> dict:
    node, found = production.nodes[0], {}
    meter = Meter(production, node)
    with running(node, "scripts.bench_application:unkept()", workers=1):
        found["made"] = meter.of(path)
    with running(node, workers=1):
        _, headers, body = Client(node).get(path)
        found["kept"] = meter.of(path)
        found["same"] = meter.of(path, If_None_Match=headers["ETag"])
        with meter.editor.changing():
            found["first"] = meter.of(path)
        with meter.editor.changing(article_in(path, body)):
            found["corrected"] = meter.of(path)
    return found


def article_in(path: str, body: bytes) -> int:
    """The article of that address, or the first one on the page."""
    page = gzip.decompress(body).decode().partition("<main")[2]
    number = re.search(r"-(\d+)\.html$", path) or re.search(r'href="/[^"]+-(\d+)\.html"', page)
    return int(number[1])


def through_nginx(production: Production, path: str) -> dict:
    """Fifty readers at once, and the same bytes as a file."""
    url = f"http://127.0.0.1:{production.port}"
    page = production.get(path)
    file = production.place / "static/bench.html"
    file.write_bytes(page.body)
    kept, static = [], []
    for _ in range(2):  # in turns: the machine is not always equally busy
        static.append(load(f"{url}/static/bench.html", SECONDS))
        kept.append(load(url + path, SECONDS))
    file.unlink()
    best = max(kept, key=lambda run: run.per_second)
    return {
        "nginx": {
            "per_second": round(best.per_second),
            "p50": best.p50,
            "p99": best.p99,
            "failed": sum(run.failed for run in kept),
        },
        "file": round(max(run.per_second for run in static)),
    }


# --- Showing -------------------------------------------------------------------------------------


def cost(measured: dict) -> str:
    return f"{measured['application']:.2f} + {measured['postgresql']:.2f}"


def show(name: str, page: dict) -> None:
    costs = "  ".join(f"{cost(page[how]):12}" for how in HOW)
    nginx = page["nginx"]
    print(
        f"  {name:18} {costs} {page['statements']:6} {page['bytes']:9,} {nginx['per_second']:10,}"
        f" {page['file']:10,}  {nginx['p50']:.1f} / {nginx['p99']:.1f}",
        flush=True,
    )


def grown(sizes: dict[str, dict]) -> None:
    """How much dearer pages are among the most articles than among the fewest."""
    if len(sizes) < 2:
        return
    fewest, *_, most = sizes.values()
    for name, page in most.items():
        before, after = (
            each["made"]["application"] + each["made"]["postgresql"]
            for each in (fewest[name], page)
        )
        print(
            f"  {name:18} {100 * (after / before - 1):+.0f} % from {min(sizes, key=int)} "
            f"to {max(sizes, key=int)} articles"
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
