"""“Lượt đọc” at the desk."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from organization.models import Unit
from readers import statistics
from readers.models import DailyViews
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_rating,
    make_section,
    make_views,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db

PAGE = "/quan-tri/readers/dailyviews/"


@pytest.fixture
def desk(client):
    make_agency()
    client.force_login(make_account(Role.EDITOR))
    return client


def lines(desk, query=""):
    found = desk.get(PAGE + query).context["lines"]
    return [(line.article, line.views, line.rated.useful, line.rated.not_useful) for line in found]


class TestChart:
    @pytest.mark.parametrize("days", statistics.PERIODS)
    def test_has_every_day_of_the_period(self, days):
        article = make_article()
        make_views(article, 3)
        make_views(article, 4, days_ago=days - 1)
        make_views(article, 100, days_ago=days)
        make_views(make_article(), 2)

        chart = statistics.chart(DailyViews.objects.all(), days)

        values = [bar.value for bar in chart.bars]
        assert (len(values), values[0], values[-1], sum(values)) == (days, 4, 5, 9)


class TestSections:
    def test_have_their_part_of_the_whole(self):
        first, second = make_section(), make_section()
        make_views(make_article(section=first), 1)
        make_views(make_article(section=second), 1)
        make_views(make_article(section=second), 2)

        found = [(one.name, one.views, one.percent) for one in statistics.by_section(7)]

        assert found == [(second.name, 3, 75), (first.name, 1, 25)]


class TestPage:
    def test_counts_the_chosen_period(self, desk):
        article = make_article()
        make_views(article, 1477)
        make_views(article, 1, days_ago=40)
        make_rating(article, useful=3, not_useful=1)

        assert lines(desk) == [(article, 1477, 3, 1)]
        assert lines(desk, "?ngay=90") == [(article, 1478, 3, 1)]
        assert lines(desk, "?ngay=-5") == [(article, 1477, 3, 1)]
        page = desk.get(PAGE).content.decode()
        assert "<strong>1.477</strong> lượt đọc trong 30 ngày qua" in page
        assert "75%" in page
        assert " style=" not in page

    def test_lists_the_most_read_or_what_most_found_not_useful(self, desk):
        read, disliked = make_article(), make_article()
        make_views(read, 9)
        make_views(disliked, 2)
        make_rating(disliked, useful=1, not_useful=5)
        make_rating(read, useful=5)

        assert lines(desk) == [(read, 9, 5, 0), (disliked, 2, 1, 5)]
        assert lines(desk, "?xep=can-xem-lai") == [(disliked, 2, 1, 5)]

    def test_has_no_more_than_twenty_articles(self, desk):
        for _ in range(statistics.TOP_ARTICLES + 1):
            make_views(make_article())

        assert len(lines(desk)) == statistics.TOP_ARTICLES

    @pytest.mark.parametrize("articles", [1, 15])
    @pytest.mark.parametrize("query", ["", "?xep=can-xem-lai"])
    def test_costs_the_same_however_much_is_read(
        self, desk, django_assert_num_queries, articles, query
    ):
        for _ in range(articles):
            article = make_article(section=make_section())
            make_views(article)
            make_rating(article, not_useful=1)

        with django_assert_num_queries(13):
            desk.get(PAGE + query)

    @pytest.mark.parametrize("query", ["", "?xep=can-xem-lai"])
    def test_says_so_when_nothing_was_read(self, desk, query):
        page = desk.get(PAGE + query).content.decode()

        assert "Chưa có lượt đọc nào trong 30 ngày qua." in page
        assert "chart__drawing" not in page

    def test_lists_only_articles_one_may_see(self, client):
        make_agency()
        unit = Unit.objects.create(name="Phòng")
        own = make_article(section=make_section(unit=unit))
        other = make_withdrawn(section=make_section())
        for article in (own, other):
            make_views(article)
        client.force_login(make_account(Role.EDITOR, unit=unit, is_limited=True))

        assert lines(client) == [(own, 1, 0, 0)]
        addresses = [reverse("admin:readers_dailyviews_article", args=[a.pk]) for a in (own, other)]
        assert [client.get(address).status_code for address in addresses] == [200, 404]

    def test_is_not_for_reporters(self, client):
        client.force_login(make_account(Role.REPORTER))

        assert client.get(PAGE).status_code == 403


class TestPageOfAnArticle:
    def test_has_its_own_numbers(self, desk):
        article = make_article()
        make_views(article, 5)
        make_views(article, 1000, days_ago=400)
        make_views(make_article(), 77)
        make_rating(article, useful=2, not_useful=1)

        page = desk.get(reverse("admin:readers_dailyviews_article", args=[article.pk]))

        text = page.content.decode()
        assert page.context["chart"].total == 5
        assert "từ trước đến nay 1.005 lượt" in text
        assert "67% thấy hữu ích: 2 người chọn Có, 1 người chọn Chưa." in text

    def test_says_so_when_nobody_came(self, desk):
        page = desk.get(reverse("admin:readers_dailyviews_article", args=[make_article().pk]))

        text = page.content.decode()
        assert "<strong>0</strong> lượt đọc" in text
        assert "Chưa có ai trả lời" in text
