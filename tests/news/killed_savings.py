"""Save articles as fast as possible in one process after another, each killed at some moment.

`python -m tests.news.killed_savings <database> <times>`: Django is started once; every process that
is killed is a fork of it.
"""

import contextlib
import os
import random
import signal
import sys
import time

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

MOMENTS = (0.2, 1.8)  # of the kill, in the time that one saving takes on this machine
# The headlines an article is given one after the other, and the buttons it is saved with.
ROUND = ["Bản nháp", "Sửa", "Đăng", "Sửa bài đã đăng", "Gỡ"]
BUTTONS = {"Đăng": "_publish", "Gỡ": "_withdraw"}


def main(database: str, times: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    settings.MAY_APPROVE_OWN = True
    django.setup()
    save = saver()
    for _ in ROUND:
        save()  # what is only loaded once is no part of the work
    started = time.monotonic()
    for _ in ROUND:
        save()
    usual = (time.monotonic() - started) / len(ROUND)
    for _ in range(int(times)):
        kill_one_that(save, after=usual * random.uniform(*MOMENTS))


def saver():
    """A function that takes the newest article, or a new one, one saving further."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from news.models import Article, Section
    from tests.news.desk_forms import ADD, FROM_DESK, change_url, form, form_of

    client, section = Client(), Section.objects.get()
    client.force_login(get_user_model().objects.get())

    def save():
        article = Article.objects.order_by("pk").last()
        if article is None or article.headline == ROUND[-1]:
            typed = form(section=section, headline="Bản nháp", lead="Sapô", _submit="1")
            return client.post(ADD, typed, **FROM_DESK)
        headline = ROUND[ROUND.index(article.headline) + 1]
        button = BUTTONS.get(headline, "_continue")
        typed = form_of(article, headline=headline, reason="Có lý do", **{button: "1"})
        return client.post(change_url(article), typed, **FROM_DESK)

    return save


def kill_one_that(save, *, after: float) -> None:
    from django.db import connection, connections

    connections.close_all()  # a fork must not speak through the connection of another
    is_ready, says_so = os.pipe()
    process = os.fork()
    if process == 0:
        with contextlib.suppress(BaseException):
            connection.ensure_connection()
            os.write(says_so, b".")
            while True:
                save()
        os._exit(1)
    os.close(says_so)
    os.read(is_ready, 1)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    os.close(is_ready)
    if not os.WIFSIGNALED(status):
        sys.exit("It ended before it was killed.")


if __name__ == "__main__":
    main(*sys.argv[1:])
