"""The demonstration site: the seed article word for word, and a site that looks lived in."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command

from links.models import Link
from news.models import Article, Section
from organization.models import Page, Unit
from photos.models import Photo

SEED = Path(__file__).parent / "seed.txt"

pytestmark = pytest.mark.django_db


def words_of(html: str) -> str:
    visible = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", html, flags=re.S)
    return " ".join(unescape(visible).split())


def test_the_seed_article_is_there_word_for_word(client, demo):
    article = Article.objects.get(byline="Hoàng Thị Đào")
    lines = [" ".join(line.split()) for line in SEED.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]

    page = words_of(client.get(article.get_absolute_url()).content.decode())
    page = re.sub(r"\s+([;,.])", r"\1", page)

    assert len(lines) == 12
    for line in lines[:-3]:
        assert line in page, line
    for line in lines[-3:]:  # the footer's capitals are made by CSS
        assert line.casefold() in page.casefold(), line


def test_loading_again_changes_nothing(demo):
    models = (Article, Section, Page, Unit, Link, Photo)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    call_command("demo", verbosity=0)

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_it_is_large_enough_to_judge_by(demo):
    articles = Article.objects.published()

    assert articles.count() >= 25
    for section in Section.objects.exclude(front_block=None):
        assert articles.filter(section=section).count() >= 3, section
    assert Page.objects.count() == 5
    assert Link.objects.count() >= 16


def test_every_page_of_it_opens(client, demo):
    paths = [row.get_absolute_url() for row in [*Article.objects.all(), *Page.objects.all()]]
    paths += [section.get_absolute_url() for section in Section.objects.all()]

    for path in ["/", "/lien-ket/", "/so-do-cong/", "/rss/", *paths]:
        assert client.get(path).status_code == 200, path


def test_every_demonstration_picture_says_that_it_is_one(demo):
    assert {photo.credit for photo in Photo.objects.all()} == {"Ảnh minh hoạ"}
    assert all(photo.alt for photo in Photo.objects.all())
