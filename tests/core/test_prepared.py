"""Query sets compiled once, planned once, and rows that are read once."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Prefetch
from django.utils import timezone

from core import standing
from core.drawn import loaded
from core.prepared import planned_each_time, prepared
from news.models import Article, Section
from tests.factories import make_article, make_photo, make_section

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

    among(ids=[])  # which plans it
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


@prepared
def with_section(pk: int):
    return Article.objects.filter(pk=pk).select_related("section__parent", "lead_photo")


class TestRows:
    def test_that_stand_are_read_once(self, django_assert_num_queries):
        article = make_article(section=make_section(parent=make_section()), lead_photo=make_photo())
        (before,) = with_section(pk=article.pk)

        with django_assert_num_queries(1):
            (after,) = with_section(pk=article.pk)

        assert after is before
        assert after.section.parent == article.section.parent

    @pytest.mark.parametrize("changed", ["article", "section", "group", "photo"])
    def test_are_read_anew_when_they_or_what_is_joined_to_them_changed(self, changed):
        group, photo = make_section(name="cũ"), make_photo(caption="cũ")
        section = make_section(parent=group, name="cũ")
        article = make_article(section=section, lead_photo=photo, headline="cũ")
        (before,) = with_section(pk=article.pk)
        rows = {"article": article, "section": section, "group": group, "photo": photo}
        column = {"article": "headline", "photo": "caption"}.get(changed, "name")

        type(rows[changed]).objects.filter(pk=rows[changed].pk).update(**{column: "mới"})
        (after,) = with_section(pk=article.pk)

        joined = {
            "article": after,
            "section": after.section,
            "group": after.section.parent,
            "photo": after.lead_photo,
        }
        assert getattr(joined[changed], column) == "mới"
        assert loaded(after) != loaded(before)

    def test_that_were_changed_twice_in_one_transaction_are_read_twice(self):
        article = make_article(headline="một")
        seen = []

        for headline in ("hai", "ba"):
            Article.objects.filter(pk=article.pk).update(headline=headline)
            seen += [one.headline for one in with_section(pk=article.pk)]

        assert seen == ["hai", "ba"]

    def test_without_what_could_be_joined_to_them(self):
        article = make_article(lead_photo=None)

        for _ in range(2):
            (found,) = with_section(pk=article.pk)
            assert (found.lead_photo, found.section.parent) == (None, None)

    def test_keep_nothing_that_is_asked_for_later(self, django_assert_num_queries):
        @prepared
        def alone(pk: int):
            return Article.objects.filter(pk=pk)

        article = make_article()
        assert alone(pk=article.pk)[0].section.name != "mới"
        Section.objects.update(name="mới")

        assert alone(pk=article.pk)[0].section.name == "mới"

    def test_with_something_more_are_read_each_time(self):
        @prepared
        def shouted(pk: int):
            return Article.objects.filter(pk=pk).extra(select={"loud": "upper(headline)"})

        article = make_article(headline="tin")

        assert [shouted(pk=article.pk)[0].loud for _ in range(2)] == ["TIN", "TIN"]


class TestAnotherServer:
    @pytest.fixture(autouse=True)
    def met(self, monkeypatch):
        monkeypatch.setattr(standing, "_met", None)
        standing.meet(1, "00000001")

    def test_that_is_the_same_changes_nothing(self, django_assert_num_queries):
        article = make_article()
        with_section(pk=article.pk)
        standing.meet(1, "00000001")

        with django_assert_num_queries(1):
            with_section(pk=article.pk)

    @pytest.mark.parametrize("who", [(1, "00000002"), (2, "00000001")])
    def test_or_the_same_from_another_moment_on_is_read_anew(self, who, django_assert_num_queries):
        article = make_article()
        with_section(pk=article.pk)
        standing.meet(*who)

        for _ in range(2):  # nor is anything kept that was on its way
            with django_assert_num_queries(2):
                with_section(pk=article.pk)

    def test_is_looked_for_at_every_new_connection(self):
        standing.meet_again(connection)

        assert standing._met not in (None, (1, "00000001"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "rewrite", ["VACUUM FULL news_article", "CLUSTER news_article USING {key}"]
)
def test_a_table_that_is_written_anew_gives_no_row_for_another(rewrite):
    section = make_section()
    articles = [make_article(section=section) for _ in range(3)]
    Article.objects.update(lead="Một lần sửa cho cả ba")  # so they have one xmin
    for article in articles:
        with_section(pk=article.pk)
    articles[0].delete()
    with connection.cursor() as cursor:
        cursor.execute(rewrite.format(key="news_article_pkey"))

    for article in articles[1:]:
        assert with_section(pk=article.pk) == [article]


@pytest.mark.django_db(transaction=True)
class TestPlans:
    def test_are_made_once_in_a_connection(self):
        @prepared
        def headline(pk: int):
            return Article.objects.filter(pk=pk).values_list("headline")

        article = make_article()
        for _ in range(8):
            headline(pk=article.pk)

        assert _plans("headline") == [(5, 3)]  # after five of its own, one is good for all

    def test_are_made_each_time_where_they_depend_on_the_values(self):
        @planned_each_time
        def newer(moment: datetime):
            return Article.objects.filter(published_at__gt=moment)

        article = make_article()

        assert newer(moment=article.published_at - timedelta(days=1)) == [article]
        assert newer(moment=article.published_at) == []
        assert _plans("newer") == []

    def test_are_not_kept_where_sessions_are_not_ones_own(self, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

        @prepared
        def pooled(pk: int):
            return Article.objects.filter(pk=pk)

        article = make_article()

        assert pooled(pk=article.pk) == pooled(pk=article.pk) == [article]
        assert _plans("pooled") == []

    @pytest.mark.parametrize("sql", ["DEALLOCATE ALL", "DISCARD ALL"])
    def test_are_made_anew_when_the_session_was_reset(self, sql):
        article = make_article()
        with_section(pk=article.pk)
        with connection.cursor() as cursor:
            cursor.execute(sql)

        assert with_section(pk=article.pk) == [article]

    def test_are_left_out_inside_a_transaction(self):
        @prepared
        def inside(pk: int):
            return Section.objects.filter(pk=pk)

        section = make_section()
        with transaction.atomic():
            assert inside(pk=section.pk) == [section]

        assert _plans("inside, which") == []

    def test_hold_a_percent_sign(self):
        @prepared
        def ending(name: str):
            return Section.objects.filter(name=name).extra(where=["name LIKE '%%sửa'"])

        section = make_section(name="đã sửa")

        assert ending(name="đã sửa") == [section]

    def test_are_made_anew_when_a_column_has_another_type(self):
        @prepared
        def titles(pk: int):
            return Section.objects.filter(pk=pk).values_list("name", flat=True)

        section = make_section(name="Tin")
        assert titles(pk=section.pk) == ["Tin"]
        try:
            _alter("text")
            assert titles(pk=section.pk) == ["Tin"]
        finally:
            _alter("varchar(200)")


def _plans(name: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements"
            " WHERE name LIKE %s AND custom_plans > 0",
            [f"%{name}"],
        )
        return cursor.fetchall()


def _alter(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE news_section ALTER name TYPE {kind}")
