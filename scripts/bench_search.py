"""Print what searching costs among many generated articles: server time, index, building it.

    python scripts/bench_search.py 10000 100000 1000000

The articles live in a scratch database. `make bench-search` runs it; a million takes half an hour
on two cores.
"""

import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402

from core.limits import Limits  # noqa: E402
from core.text import fold  # noqa: E402
from portal import searching  # noqa: E402
from tests.factories import make_agency  # noqa: E402
from tests.news.many_articles import scratch_database  # noqa: E402
from tests.search.corpus import Corpus, write  # noqa: E402

BARS = {10_000: 15, 100_000: 20, 1_000_000: 30}  # milliseconds, p95 of a page of results
SUGGESTIONS_BAR = 15
PAGE = "/tim-kiem/"
TWO_YEARS = {"tu": "2015-01-01", "den": "2016-12-31"}
TIMES = 5
WORKERS = 2
WORD_SHARES = [0.9, 0.5, 0.33, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0001, 0.00001]


def main(sizes: list[int]) -> None:
    corpus = Corpus()
    for size in sizes:
        with scratch_database():
            make_agency()
            started = time.perf_counter()
            write(corpus, 1, size)
            print(
                f"\n{size:,} articles ({time.perf_counter() - started:,.0f} s to make)", flush=True
            )
            build(1, size)
            measure(corpus, size)


def build(first: int, last: int) -> None:
    """Index the new articles as `search_put_articles` does, by two at once; then the GIN index."""
    run("DROP INDEX entry_vector")
    run("ALTER TABLE search_entry DISABLE TRIGGER USER")
    started = time.perf_counter()
    steps = range(first, last + 1, 5_000)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda start: put(start, min(start + 4_999, last)), steps))
    words = time.perf_counter() - started
    started = time.perf_counter()
    run("SET maintenance_work_mem = '1GB'")
    run("CREATE INDEX entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)")
    index = time.perf_counter() - started
    run("ALTER TABLE search_entry ENABLE TRIGGER USER")
    started = time.perf_counter()
    run(
        "INSERT INTO search_word SELECT word FROM ts_stat('SELECT vector FROM search_entry"
        " WHERE id % greatest(1, (SELECT count(*) FROM search_entry) / 100000) = 0')"
        " WHERE word ~ '^[a-z]{2,20}$' ON CONFLICT DO NOTHING"
    )
    run(
        "INSERT INTO search_deletion (rest, word_id)"
        " SELECT overlay(word placing '' from place for 1), word"
        " FROM search_word, generate_series(1, length(word)) place"
        " UNION SELECT word, word FROM search_word ON CONFLICT DO NOTHING"
    )
    spelling = time.perf_counter() - started
    run("VACUUM ANALYZE")
    sizes = ask(
        "SELECT pg_size_pretty(pg_relation_size('entry_vector')),"
        " pg_size_pretty(pg_total_relation_size('search_entry')),"
        " pg_size_pretty(pg_total_relation_size('news_article')),"
        " (SELECT count(*) FROM search_word)"
    )[0]
    print(
        f"  vectors {words:,.0f} s by {WORKERS} processes, GIN index {index:,.0f} s,"
        f" words {spelling:,.0f} s\n  GIN index {sizes[0]}, index table with it {sizes[1]},"
        f" articles {sizes[2]}, {sizes[3]} different words",
        flush=True,
    )


def put(first: int, last: int) -> None:
    run("SELECT search_put_articles(ARRAY(SELECT generate_series(%s, %s)))", [first, last])
    connections.close_all()


def measure(corpus: Corpus, size: int) -> None:
    pages = questions(corpus)
    client = Client()
    searching.SEARCHES = Limits(10**9, 60, overall=10**9)
    client.get("/tim-kiem/?q=cua")  # what is kept per process
    taken: list[tuple[float, str]] = []
    for name, queries in pages.items():
        times = [(of(client, PAGE, query), str(query)) for query in queries]
        taken += times
        show(name, times)
    show(f"ALL PAGES (bar {BARS.get(size, '-')} ms)", taken)
    begun = [query["q"][: max(3, len(query["q"]) - 2)] for query in pages["two words"]]
    begun += ["th", "ng", "hoi ng", "cua kh", "xuat nhap kh", "lang s"]
    times = [(of(client, f"{PAGE}goi-y/", {"q": typed}), typed) for typed in begun]
    show(f"SUGGESTIONS (bar {SUGGESTIONS_BAR} ms)", times)
    odd = ["", '"' * 50, "& | !", "và của các", "-a -b", "x" * 200, "🙂 \u202eabc"]
    odd += ["<script>", "' OR 1"]
    times = [(of(client, PAGE, {"q": typed}), typed) for typed in odd]
    show("ODD INPUT (bar 50 ms)", times)


def questions(corpus: Corpus) -> dict[str, list[dict]]:
    """Words that stand in 90 % to 0.001 % of the articles, alone and together."""
    total = ask("SELECT count(*) FROM search_entry")[0][0]
    sample = max(1, total // 20_000)
    rows = ask(
        f"SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_entry WHERE id % {sample} = 0')"
        " WHERE word ~ '^[a-z]+$' ORDER BY ndoc DESC"
    )
    alone = []
    for share in WORD_SHARES:
        near = sorted(rows, key=lambda row: abs(row[1] / (total / sample) - share))[:4]
        alone += [word for word, _ in near]
    titles = [title for (title,) in ask("SELECT headline FROM news_article ORDER BY id LIMIT 12")]
    words = [title.split() for title in titles]
    return {
        "one word": [{"q": word} for word in dict.fromkeys(alone)],
        "one word with marks": [{"q": word} for word in ("bò", "cửa", "và", "nghị", "xe", "số")],
        "two words": [{"q": " ".join(each[1:3])} for each in words],
        "three words": [{"q": " ".join(each[:3])} for each in words],
        "six words, no marks": [{"q": fold(" ".join(each[:6]))} for each in words],
        "phrase": [{"q": f'"{" ".join(each[1:3])}"'} for each in words],
        "six common words": [{"q": " ".join(word for word, _ in rows[:6])}],
        "tenth page": [{"q": word, "trang": 10} for word, _ in rows[:8]],
        "newest first": [{"q": word, "xep": "moi-nhat"} for word, _ in rows[:60:10]],
        "a section": [{"q": word, "muc": "muc-3"} for word, _ in rows[:60:10]],
        "two years": [{"q": word, **TWO_YEARS} for word, _ in rows[:60:10]],
        "one letter wrong": [{"q": "hưu ngị"}, {"q": "xuat khảau"}, {"q": "cuwra khaaur"}],
    }  # fmt: skip


def get(client: Client, path: str, query: dict) -> None:
    status = client.get(f"{path}?{urlencode(query)}").status_code
    assert status in (200, 404), (status, query)


def of(client: Client, path: str, query: dict) -> float:
    """Milliseconds of one page, the median of some times."""
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        get(client, path, query)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def show(name: str, times: list[tuple[float, str]]) -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    worst = f"{ordered[-1][0]:6.1f} {ordered[-1][1][:60]}"
    middle = statistics.median(milliseconds for milliseconds, _ in times)
    print(f"  {name:28} median {middle:6.1f}  p95 {p95[0]:6.1f}  most {worst}", flush=True)


def run(sql: str, params=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def ask(sql: str, params=None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])
