"""Query sets compiled once."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Prefetch
from django.utils import timezone

from core.prepared import prepared
from news.models import Article
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db


def test_gives_what_the_query_set_gives_for_each_of_its_values():
    @prepared
    def since(section: int, moment: datetime):
        return (
            Article.objects.filter(section=section, published_at__gte=moment)
            .exclude(published_at__lt=moment)
            .select_related("section")
            .newest_first()[:3]
        )

    now = timezone.now()
    sections = [make_section(), make_section()]
    articles = [
        make_article(section=sections[number % 2], published_at=now - timedelta(days=number))
        for number in range(8)
    ]

    for section in sections:
        for days in (0, 3, 9):
            moment = now - timedelta(days=days, minutes=1)
            expected = [one for one in articles if one.section == section]
            expected = [one for one in expected if one.published_at >= moment][:3]

            found = since(section=section.pk, moment=moment)

            assert found == expected
            assert {one.section.name for one in found} <= {section.name}


@pytest.mark.parametrize("chosen", [[], [0], [0, 2, 3]])
def test_takes_lists_of_any_length(chosen, django_assert_num_queries):
    @prepared
    def among(ids: list[int]):
        related = Prefetch("further_sections", to_attr="also")
        return Article.objects.filter(pk__any=ids).prefetch_related(related).order_by("pk")

    articles = [make_article() for _ in range(4)]
    ids = [articles[place].pk for place in chosen]

    with django_assert_num_queries(2 if chosen else 1):
        found = among(ids=ids)

    assert [(one.pk, one.also) for one in found] == [(pk, []) for pk in ids]


def test_gives_values_and_unions_too():
    @prepared
    def both(first: int, second: int):
        one = Article.objects.filter(pk=first).values_list("pk", "headline")
        return one.union(Article.objects.filter(pk=second).values_list("pk", "headline"))

    one, other = make_article(), make_article()

    assert set(both(first=one.pk, second=other.pk)) == {
        (one.pk, one.headline),
        (other.pk, other.headline),
    }


def test_a_number_that_no_row_can_have_is_not_looked_for(django_assert_num_queries):
    @prepared
    def by_pk(pk: int):
        return Article.objects.filter(pk=pk)

    with django_assert_num_queries(0):
        assert by_pk(pk=10**19) == by_pk(pk=-(10**19)) == []


def test_compiles_once(monkeypatch):
    made = []

    @prepared
    def by_pk(pk: int):
        made.append(pk)
        return Article.objects.filter(pk=pk)

    for _ in range(3):
        by_pk(pk=make_article().pk)

    assert len(made) == 1


def test_refuses_a_parameter_that_is_no_value_of_a_condition():
    @prepared
    def first(many: int):
        return Article.objects.order_by("pk")[:many]

    with pytest.raises(TypeError, match="many"):
        first(many=3)
