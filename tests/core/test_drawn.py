"""What is drawn once, and how much of it is kept."""

import pytest

from core import keeping
from core.drawn import drawn, drawn_pages, shape
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_long_articles_do_not_fill_the_memory(client, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT_BYTES", 200_000)
    articles = [make_article(body=f"<p>{'Cửa khẩu ' * 2_000}</p>") for _ in range(5)]
    held = []

    for article in articles:
        client.get(article.get_absolute_url())
        held.append(sum(len(html) for html in _kept()))

    assert max(held) < 2 * 200_000 / 4
    assert held[-1] > 0


def _kept() -> list[str]:
    return [html for kind in (drawn, drawn_pages) for html in kind._things.values()]


def test_what_may_differ_unseen_is_no_shape():
    with pytest.raises(TypeError, match="Nobody can tell"):
        shape({"articles": [object()]})
