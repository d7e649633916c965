"""The role that serves reads and writes rows, and can change no table."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from accounts.roles import Role
from news.models import Article
from readers.models import DailyRating
from tests.factories import make_account, make_agency, make_article

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
ROLE = "portal_web_of_tests"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def serving():
    """What follows is done as the role that serves; all of it is undone with the transaction."""
    make_agency()
    run(f"CREATE ROLE {ROLE}")
    call_command("grant", ROLE, verbosity=0)
    yield lambda: run(f"SET LOCAL ROLE {ROLE}")
    run("RESET ROLE")


def test_shows_pages_and_lets_people_write(serving):
    client = Client()
    client.force_login(make_account(Role.CHIEF))
    article = make_article(headline="Trước")
    serving()

    assert client.get("/").status_code == 200
    assert "Trước" in client.get(article.get_absolute_url()).content.decode()
    article.headline = "Sau"
    article.save()
    Article.objects.create(headline="Mới", section=article.section, created_by=article.created_by)
    assert client.get(f"/quan-tri/news/article/{article.pk}/change/").status_code == 200
    client.post(f"/ban-doc/danh-gia/{article.pk}/", "answer=useful", content_type=FORM)
    assert DailyRating.objects.get(article=article).useful == 1


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x ()",
        "DROP TABLE news_article",
        "ALTER TABLE news_article ADD x int",
        "TRUNCATE audit_entry",
        "DROP TRIGGER content_inserted ON news_article",
        "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION content_version() RETURNS text LANGUAGE sql AS $$SELECT ''$$",
        "SET session_replication_role = replica",
        "COPY auth_user TO '/tmp/x'",
        "COPY auth_user FROM PROGRAM 'id'",
        "DELETE FROM django_migrations",
        "UPDATE portal_releasefile SET digest = ''",
        "CREATE ROLE y",
    ],
)
def test_cannot(serving, sql):
    serving()

    with (
        pytest.raises(ProgrammingError, match="permission denied|must be owner"),
        transaction.atomic(),
    ):
        run(sql)


def test_must_be_there_and_be_another_than_the_owner(serving):
    with pytest.raises(CommandError, match="createuser khong_co"):
        call_command("grant", "khong_co")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(CommandError, match="role of its own"):
        call_command("grant", owner)
