"""What is drawn once, and how much of it is kept."""

import pytest

from core import drawn
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_long_articles_do_not_fill_the_memory(client, monkeypatch):
    monkeypatch.setattr(drawn, "KEPT_BYTES", 200_000)
    articles = [make_article(body=f"<p>{'Cửa khẩu ' * 2_000}</p>") for _ in range(5)]
    held = []

    for article in articles:
        client.get(article.get_absolute_url())
        held.append(sum(len(html) for html in drawn.drawn._kept.values()))

    assert max(held) < 200_000 / 4
    assert held[-1] > 0
