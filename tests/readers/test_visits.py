"""Visits: which of them count, what counting costs, and what is read most."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from core.pagecache import content_version
from news.models import Section
from readers.models import DailyViews
from readers.popularity import most_read, views_of
from readers.views import VISITS
from tests.factories import (
    make_article,
    make_draft,
    make_expired,
    make_scheduled,
    make_section,
    make_views,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db


def visit(reader, pk, **options):
    return reader.send(reverse("readers:count", args=[pk]), **options)


class TestVisit:
    def test_counts_with_one_statement_each_time(self, reader, django_assert_num_queries):
        article = make_article()

        for _ in range(3):
            with django_assert_num_queries(1):
                answer = visit(reader, article.pk)
            assert (answer.status_code, answer.content) == (204, b"")

        row = DailyViews.objects.get()
        assert (row.article, row.day, row.views) == (article, timezone.localdate(), 3)

    def test_has_the_day_of_the_office(self):
        article = make_article()

        DailyViews.objects.count_one("views", article.pk, date(2017, 7, 14))
        DailyViews.objects.count_one("views", article.pk, date(2017, 7, 15))

        assert DailyViews.objects.count() == 2

    @pytest.mark.parametrize("make", [make_draft, make_scheduled, make_withdrawn, make_expired])
    def test_of_what_nobody_sees_counts_nothing(self, reader, make):
        answer = visit(reader, make().pk)

        assert answer.status_code == 204
        assert not DailyViews.objects.exists()

    @pytest.mark.parametrize("pk", [0, 999_999, 10**30])
    def test_of_an_unknown_number_counts_nothing(self, reader, pk):
        answer = visit(reader, pk)

        assert answer.status_code == 204
        assert not DailyViews.objects.exists()

    @pytest.mark.parametrize(
        ("headers", "cookie", "status"),
        [
            ({"User-Agent": ""}, "", 204),
            ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, "", 204),
            ({"User-Agent": "Mozilla/5.0 HeadlessChrome/130.0"}, "", 204),
            ({}, "any", 204),  # staff, or who was
            ({"Sec-Fetch-Site": "cross-site"}, "", 403),
        ],
    )
    def test_of_robots_staff_and_other_sites_costs_no_statement(
        self, reader, django_assert_num_queries, headers, cookie, status
    ):
        article = make_article()
        if cookie:
            reader.cookies["sessionid"] = cookie

        with django_assert_num_queries(0):
            answer = visit(reader, article.pk, headers=headers)

        assert answer.status_code == status
        assert not DailyViews.objects.exists()

    def test_over_the_limit_of_an_address_counts_no_more(self, reader):
        article = make_article()

        answers = {visit(reader, article.pk).status_code for _ in range(VISITS.count + 5)}

        assert answers == {204}
        assert views_of(article.pk) == VISITS.count

    def test_is_only_sent(self, reader):
        assert reader.get(reverse("readers:count", args=[1])).status_code == 405

    def test_leaves_public_pages_as_they_are_kept(self, reader):
        article = make_article()
        before = content_version()

        visit(reader, article.pk)

        assert content_version() == before


class TestMostRead:
    def test_is_in_the_order_of_visits_of_the_last_days(self, django_assert_num_queries):
        seldom, often, once, never = (make_article() for _ in range(4))
        make_views(seldom, 3)
        make_views(often, 2)
        make_views(often, 4, days_ago=6)
        make_views(once, 100, days_ago=7)
        assert never.pk

        with django_assert_num_queries(2):
            found = most_read(5)
        with django_assert_num_queries(1):  # the ranking stands for ten minutes
            again = most_read(5)

        assert found == again == [often.pk, seldom.pk]

    def test_has_only_public_news(self):
        notices = make_section(is_for_notices=True)
        for article in (make_article(section=notices), make_withdrawn(section=make_section())):
            make_views(article, 9)

        assert not most_read(5)

    def test_is_no_longer_than_asked_for(self):
        for _ in range(3):
            make_views(make_article())

        assert len(most_read(2)) == 2

    def test_puts_the_newer_of_two_first(self):
        now = timezone.now()
        older = make_article(published_at=now - timedelta(days=2))
        newer = make_article(published_at=now - timedelta(days=1))
        for article in (older, newer):
            make_views(article, 5)

        assert most_read(2) == [newer.pk, older.pk]


class TestNumberOnTheArticle:
    TEMPLATE = Template("{% load readers %}{% views_of article as views %}{{ views }}")

    def shown(self, article, *, shows):
        site = SimpleNamespace(agency=SimpleNamespace(shows_view_counts=shows))
        return self.TEMPLATE.render(Context({"site": site, "article": article}))

    def test_is_all_visits_ever(self, django_assert_num_queries):
        article = make_article()
        make_views(article, 1000)
        make_views(article, 477, days_ago=900)

        with django_assert_num_queries(1):
            assert self.shown(article, shows=True) == "1.477"

    def test_is_zero_before_the_first(self):
        assert self.shown(make_article(), shows=True) == "0"

    def test_is_not_even_asked_for_where_the_agency_does_not_show_it(
        self, django_assert_num_queries
    ):
        article = make_article()
        make_views(article, 5)

        with django_assert_num_queries(0):
            assert self.shown(article, shows=False) == "None"


def test_a_day_of_an_article_has_one_row():
    article = make_article()
    make_views(article)

    with pytest.raises(IntegrityError, match="dailyviews_once_a_day"):
        make_views(article)


def test_no_section_takes_the_address_of_what_readers_send():
    with pytest.raises(ValidationError, match="/ban-doc/ đã dành cho một trang có sẵn"):
        Section(name="Bạn đọc", slug="ban-doc").full_clean()


def test_numbers_go_with_their_article():
    article = make_article()
    make_views(article)

    article.delete()

    assert not DailyViews.objects.exists()
