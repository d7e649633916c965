"""Lists of sections, as triggers keep them, against what the articles themselves say."""

from contextlib import closing
from datetime import timedelta
from random import Random

import pytest
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.utils import timezone

from news import workflow
from news.models import Article, Listing, ListingCount, Section, SectionList
from tests.factories import make_article, make_draft, make_scheduled, make_section

pytestmark = pytest.mark.django_db
Status = Article.Status


def listed(section: Section) -> list[int]:
    articles = SectionList(section)
    return [article.pk for article in articles[0 : articles.count()]] if articles.count() else []


def said_by_the_articles(section: Section) -> list[int]:
    articles = Article.objects.published().in_section(section).newest_first()
    return list(articles.values_list("pk", flat=True))


def test_a_list_holds_what_is_filed_in_the_section_below_it_and_in_it_besides():
    group = make_section()
    section, other = make_section(parent=group), make_section()
    filed, below, besides = (
        make_article(section=group),
        make_article(section=section),
        make_article(section=other),
    )
    besides.further_sections.add(group, section)
    make_article(section=other)

    assert set(listed(group)) == {filed.pk, below.pk, besides.pk}
    assert set(listed(section)) == {below.pk, besides.pk}


def test_what_waits_and_what_is_over_is_neither_listed_nor_counted():
    section = make_section()
    shown = make_article(section=section)
    make_draft(section=section)
    make_scheduled(section=section)
    now = timezone.now()
    make_article(section=section, expires_at=now - timedelta(minutes=1))
    make_article(
        section=section,
        published_at=now + timedelta(days=2),
        expires_at=now + timedelta(days=3),
    )

    assert SectionList(section).count() == 1
    assert listed(section) == [shown.pk]


def test_any_history_of_articles_leaves_the_lists_as_the_articles_say():
    random = Random(7)
    groups = [make_section() for _ in range(2)]
    sections = groups + [make_section(parent=random.choice(groups)) for _ in range(4)]
    articles = [make_draft(section=random.choice(sections)) for _ in range(25)]

    for _ in range(150):
        article = random.choice(articles)
        moment = timezone.now() - timedelta(days=random.randint(-20, 400))
        over = random.choice([None, moment + timedelta(days=random.randint(1, 300))])
        match random.randrange(6):
            case 0 | 1:
                article.status, article.published_at = Status.PUBLISHED, moment
                article.expires_at = over
            case 2:
                article.status = random.choice([Status.WITHDRAWN, Status.DRAFT])
            case 3:
                article.section = random.choice(sections)
            case 4:
                article.further_sections.set(random.sample(sections, random.randrange(3)))
            case 5 if article.pk and article.status != Status.PUBLISHED:
                article.further_sections.clear()
                Article.objects.filter(pk=article.pk).delete()
                article.pk = None
        article.save()
    moved = sections[-1]
    moved.parent = groups[0] if moved.parent == groups[1] else groups[1]
    moved.save()

    for section in sections:
        assert listed(section) == said_by_the_articles(section)
    assert sum(count.articles for count in ListingCount.objects.all()) == Listing.objects.count()


def test_many_articles_are_listed_by_one_statement_of_the_trigger():
    section = make_section()
    articles = [
        Article(
            headline=f"Bài {n}",
            slug=f"bai-{n}",
            section=section,
            status=Status.PUBLISHED,
            published_at=timezone.now() - timedelta(days=30 * n),
        )
        for n in range(1, 40)
    ]

    Article.objects.bulk_create(articles)
    Article.objects.filter(pk__in=[one.pk for one in articles[:9]]).update(status=Status.WITHDRAWN)

    assert listed(section) == said_by_the_articles(section)
    assert SectionList(section).count() == 30


def test_an_emptied_table_leaves_no_counts_behind():
    make_article()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE news_article CASCADE")

    assert not ListingCount.objects.exists()


@pytest.mark.parametrize("per_page", [1, 4, 7])
def test_every_page_of_a_list_follows_the_one_before_it(per_page):
    section = make_section()
    for days in [0, 0, 0, 1, 3, 40, 40, 41, 70, 400, 401, 402, 900]:
        make_article(section=section, published_at=timezone.now() - timedelta(days=days, hours=1))
    make_article(section=section, expires_at=timezone.now() - timedelta(minutes=1))

    pages = Paginator(SectionList(section), per_page)
    read = [article.pk for page in pages for article in page]

    assert read == said_by_the_articles(section)


def test_a_deep_page_is_found_without_walking_over_those_above_it():
    section = make_section()
    now = timezone.now()
    Article.objects.bulk_create(
        Article(
            headline=f"Bài {number}",
            slug=f"bai-{number}",
            section=section,
            status=Status.PUBLISHED,
            published_at=now - timedelta(days=number),
        )
        for number in range(2_000)
    )

    articles = SectionList(section)
    explained = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT news_listed(%s, %s, 1990, 2)"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE news_listing")
        cursor.execute(explained, [section.pk, now])
        plan = cursor.fetchone()[0][0]["Plan"]

    assert [article.headline for article in articles[1990:1992]] == ["Bài 1990", "Bài 1991"]
    assert plan["Shared Hit Blocks"] < 300  # a walk over 1990 rows takes as many


@pytest.mark.django_db(transaction=True)
def test_a_section_moves_while_somebody_works_on_its_articles():
    section, group = make_section(parent=make_section()), make_section()
    article = make_article(section=section)
    elsewhere = connection.copy()

    with transaction.atomic(), closing(elsewhere), elsewhere.cursor() as cursor:
        workflow.locked(article.pk)
        cursor.execute("SET lock_timeout = '2s'")
        cursor.execute(
            "UPDATE news_section SET parent_id = %s WHERE id = %s", [group.pk, section.pk]
        )

    assert listed(group) == [article.pk]
