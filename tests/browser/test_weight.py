"""What a first visit costs a phone, as production sends it: compressed, style sheets joined."""

import brotli
import pytest
from django.contrib.staticfiles import finders

from news.models import Article
from portal.staticfiles import SCRIPTS, joined_script, joined_stylesheet

KB = 1024


@pytest.fixture
def article(live_server, demo):
    return Article.objects.filter(gallery__isnull=False).first()


def sizes(open_page, path) -> dict[str, int]:
    """Bytes of everything but pictures, by kind; nothing may come from elsewhere, nor a cookie."""
    page, answers = open_page(width=390), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    assert not page.context.cookies()
    assert all(answer.url.startswith(page.evaluate("location.origin")) for answer in answers)
    found = {"style": len(brotli.compress(joined_stylesheet(read).encode()))}
    for answer in answers:
        kind = answer.request.resource_type
        if kind == "document":
            found[kind] = int(answer.headers["content-length"])
            assert answer.headers["content-encoding"] == "gzip"
        elif kind == "font":
            found[kind] = found.get(kind, 0) + len(answer.body())
        elif kind == "script" and answer.url.endswith(SCRIPTS):
            script = joined_script(read, answer.url.partition("/static/")[2])
            found[kind] = found.get(kind, 0) + len(brotli.compress(script.encode()))
        elif answer.url.endswith("/js/theme.js"):
            found[kind] = found.get(kind, 0) + len(brotli.compress(answer.body()))
        elif answer.url.endswith(".svg"):
            found["drawing"] = found.get("drawing", 0) + len(brotli.compress(answer.body()))
    return found


def read(name):
    with open(finders.find(name), encoding="utf-8") as file:
        return file.read()


def test_the_home_page_is_light(open_page, article):
    found = sizes(open_page, "/")

    assert sum(found.values()) <= 50 * KB, found


def test_an_article_is_light_for_who_comes_to_it_first(open_page, article):
    found = sizes(open_page, article.get_absolute_url())

    assert sum(found.values()) <= 45 * KB, found


def test_scripts_are_few(open_page, article, client):
    worker = client.get("/sw.js", headers={"accept-encoding": "gzip"})
    found = sizes(open_page, article.get_absolute_url())

    assert found["script"] + int(worker["Content-Length"]) <= 10 * KB, found
