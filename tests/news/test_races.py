"""Many at once on one article, and a process killed while it saves: nothing lost, nothing twice."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.urls import reverse

from news import snapshot
from news.models import Article, Move
from tests.factories import make_draft, make_section, make_staff
from tests.news.desk_forms import FROM_DESK, change_url, form_of
from tests.news.killed_savings import ROUND

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 20
KILLS = 50
SECONDS_FOR_THE_SERVER = 10  # to notice that a client is gone


@pytest.fixture
def clients():
    """As many people, signed in."""
    signed_in = [Client() for _ in range(AT_ONCE)]
    for number, client in enumerate(signed_in):
        client.force_login(make_staff(f"lan{number}"))
    return signed_in


def all_at_once(work, *rows):
    """What *work* returns for each row of arguments, begun together in threads of their own."""
    gate = threading.Barrier(len(rows[0]))

    def one(*arguments):
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return work(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(rows[0])) as threads:
        return list(threads.map(one, *rows))


def save(client, article, headline):
    """Save from the form of *article* as it was read; the status of the answer."""
    typed = form_of(article, headline=headline, _continue="1")
    return client.post(change_url(article), typed, **FROM_DESK).status_code


def press(client, article, step):
    client.post(reverse("desk:step", args=[article.pk]), {"step": step, "reason": "Thiếu nguồn"})


def assert_whole(article):
    """Versions count from 1 without gaps, and the last one is what is stored."""
    article.refresh_from_db()
    numbers = list(article.versions.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, article.version + 1))
    assert article.versions.get(number=article.version).content == snapshot.of_article(article)
    for move in article.moves.all():
        version = article.versions.get(number=move.version)
        assert move.digest == snapshot.digest(version.content)


def assert_steps_follow_each_other(article):
    """Each step begins where the one before it ended: none was taken twice or from nowhere."""
    moves = list(article.moves.order_by("pk"))
    ends = [Article.Status.DRAFT, *(move.target for move in moves)]
    assert [move.source for move in moves] == ends[:-1]
    assert article.status == ends[-1]


def test_of_twenty_who_save_one_text_at_once_one_is_stored_and_the_others_are_asked(clients):
    article = make_draft()
    headlines = [f"Bản thứ {number}" for number in range(AT_ONCE)]

    answers = all_at_once(lambda one, headline: save(one, article, headline), clients, headlines)

    assert sorted(answers) == [200] + [409] * (AT_ONCE - 1)
    assert_whole(article)
    assert article.version == 2
    assert article.headline == headlines[answers.index(200)]


def test_of_twenty_who_take_a_step_at_once_one_takes_it(clients):
    article = make_draft()

    for step in ("submit", "approve", "publish", "withdraw"):
        all_at_once(lambda one, step=step: press(one, article, step), clients)

    taken = Move.objects.order_by("pk").values_list("step", flat=True)
    assert list(taken) == ["submit", "approve", "publish", "withdraw"]
    assert_whole(article)


def test_saving_and_moving_at_once_loses_no_text_and_takes_no_step_twice(clients):
    article = make_draft()
    headlines = [f"Bản thứ {number}" for number in range(AT_ONCE // 2)]

    def save_in_the_end(client, headline):
        while save(client, Article.objects.get(pk=article.pk), headline) == 409:
            pass

    def go_round(client, _):
        for step in ("submit", "approve", "send_back"):
            press(client, article, step)

    works = [save_in_the_end] * len(headlines) + [go_round] * (AT_ONCE - len(headlines))
    words = headlines + [""] * (AT_ONCE - len(headlines))
    all_at_once(lambda work, client, word: work(client, word), works, clients, words)

    assert_whole(article)
    assert_steps_follow_each_other(article)
    kept = article.versions.filter(saved_by__isnull=False).values_list("content__headline")
    assert sorted(kept) == [(headline,) for headline in sorted(headlines)]
    assert Move.objects.filter(step="submit").exists()


def test_a_process_killed_at_any_moment_leaves_every_article_whole():
    make_staff("giet")
    make_section()
    name = connection.settings_dict["NAME"]
    killer = [sys.executable, "-m", "tests.news.killed_savings", name, str(KILLS)]

    subprocess.run(killer, cwd=ROOT, check=True, timeout=120)

    wait_until_alone()
    articles = list(Article.objects.annotate(newest=Max("versions__number")))
    assert sum(article.version for article in articles) > 2 * len(ROUND)
    for article in articles:
        assert article.newest == article.version
        assert_whole(article)
        assert_steps_follow_each_other(article)


def wait_until_alone():
    """Until the server has undone what killed processes had begun."""
    others = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    end = time.monotonic() + SECONDS_FOR_THE_SERVER
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(others)
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.05)
    raise AssertionError("A killed process still has its connection.")
