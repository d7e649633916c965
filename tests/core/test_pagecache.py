from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.utils import timezone

from core.pagecache import content_version, kept_per_version
from links.models import LinkGroup
from news.models import Article, ArticlePhoto, Attachment
from organization.models import Appointment, Contact, ContactNumber, Person, Position, Unit
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_front_block,
    make_link,
    make_page,
    make_photo,
    make_scheduled,
    make_section,
    make_site_notice,
    make_staff,
)

pytestmark = pytest.mark.django_db

MIGRATIONS = ("0001_content_version", "0002_site_notices", "0003_front_blocks_are_public")
PUBLIC_TABLES = [
    table
    for name in MIGRATIONS
    for table in import_module(f"portal.migrations.{name}").PUBLIC_TABLES
]
NO_READER_SEES = {
    *("audit_entry", "news_version", "news_workingcopy", "news_presence", "news_correction"),
    *("news_move", "news_previewlink", "news_correctionphoto", "news_sectionrole"),
    *("readers_dailyviews", "readers_dailyrating", "readers_errorreport"),
    *("news_listing", "news_listingcount"),  # which follow from articles, in the same statement
}
OUR_APPS = ("audit", "photos", "organization", "links", "news", "readers")


def make_appointment():
    person = Person.objects.create(full_name="Hoàng Thị Đào")
    position = Position.objects.create(name="Trưởng ban")
    return Appointment.objects.create(person=person, position=position, start_date=date(2020, 1, 1))


def file_in_a_further_section():
    article = make_article()
    article.further_sections.add(make_section())
    return Article.further_sections.through.objects.get()


ROWS = {
    "photos_photo": make_photo,
    "news_frontblock": make_front_block,
    "organization_agency": make_agency,
    "organization_unit": lambda: Unit.objects.create(name="Văn phòng"),
    "organization_position": lambda: Position.objects.create(name="Trưởng ban"),
    "organization_person": lambda: Person.objects.create(full_name="Hoàng Thị Đào"),
    "organization_appointment": make_appointment,
    "organization_page": make_page,
    "organization_contact": lambda: Contact.objects.create(label="Trực ban"),
    "organization_contactnumber": lambda: ContactNumber.objects.create(
        contact=Contact.objects.create(label="Trực ban"), number="0253"
    ),
    "organization_sitenotice": make_site_notice,
    "links_linkgroup": lambda: LinkGroup.objects.create(name="Trung ương"),
    "links_link": make_link,
    "news_section": make_section,
    "news_article": make_article,
    "news_article_further_sections": file_in_a_further_section,
    "news_articlephoto": lambda: ArticlePhoto.objects.create(
        article=make_article(), photo=make_photo()
    ),
    "news_attachment": lambda: Attachment.objects.create(
        article=make_article(), title="Quyết định", file="documents/a.pdf", kind="pdf"
    ),
}


def number_of(version: str) -> str:
    return version.partition("@")[0]


def turn_back_every_change(**ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE portal_content_change SET changed_at = changed_at - %s", [timedelta(**ago)]
        )


class TestContentVersion:
    def test_watches_every_table_of_ours(self):
        ours = {
            model._meta.db_table
            for app in OUR_APPS
            for model in apps.get_app_config(app).get_models(include_auto_created=True)
        }

        assert ours - NO_READER_SEES == set(PUBLIC_TABLES) == ROWS.keys()

    def test_stands_while_nothing_changes(self):
        make_article()

        assert content_version() == content_version()

    @pytest.mark.parametrize("table", ROWS)
    def test_changes_with_a_new_row(self, table):
        before = content_version()

        ROWS[table]()

        assert content_version() != before

    @pytest.mark.parametrize("table", ROWS)
    def test_changes_with_a_saved_row(self, table):
        row = ROWS[table]()
        before = content_version()

        row.save()

        assert content_version() != before

    @pytest.mark.parametrize("table", ROWS)
    def test_changes_with_a_queryset_update(self, table):
        row = ROWS[table]()
        before = content_version()

        type(row)._base_manager.update(id=models.F("id"))

        assert content_version() != before

    @pytest.mark.parametrize("table", ROWS)
    def test_changes_with_a_deleted_row(self, table):
        row = ROWS[table]()
        before = content_version()

        row.delete()

        assert content_version() != before

    @pytest.mark.parametrize("table", ROWS)
    def test_changes_with_a_bulk_create(self, table):
        row = ROWS[table]()
        row.delete()
        before = content_version()

        type(row)._base_manager.bulk_create([row])

        assert content_version() != before

    def test_does_not_change_with_a_user(self):
        before = content_version()

        staff = make_staff()
        staff.save()
        get_user_model().objects.update(first_name="Đào")

        assert content_version() == before


class TestScheduledTimes:
    @pytest.mark.parametrize(
        "moments",
        [
            {"published_at": -1},
            {"published_at": -72, "pinned_until": -1},
            {"published_at": -72, "expires_at": -1},
        ],
    )
    def test_change_the_version_when_they_pass(self, moments):
        now = timezone.now()
        make_article(**{name: now + timedelta(hours=hours) for name, hours in moments.items()})
        before = content_version()

        turn_back_every_change(hours=2)  # as if the last change had been before that moment

        assert content_version() != before

    def test_change_the_version_each(self):
        now = timezone.now()
        for hours in (1, 3):
            make_article(published_at=now - timedelta(hours=hours))

        turn_back_every_change(hours=2)
        after_one = content_version()
        turn_back_every_change(hours=2)

        assert content_version() != after_one

    @pytest.mark.parametrize(
        "moments", [{"starts_at": -1, "ends_at": 9}, {"starts_at": -72, "ends_at": -1}]
    )
    def test_of_site_notices_change_it_too(self, moments):
        now = timezone.now()
        hours = {name: now + timedelta(hours=hours) for name, hours in moments.items()}
        make_site_notice(**hours)
        before = content_version()

        turn_back_every_change(hours=2)

        assert content_version() != before

    def test_change_nothing_before_they_come(self):
        make_scheduled()
        make_site_notice(starts_at=timezone.now() + timedelta(hours=1))
        before = number_of(content_version())

        turn_back_every_change(hours=2)

        assert number_of(content_version()) == before

    def test_of_drafts_change_nothing(self):
        draft = make_draft()
        Article.objects.filter(pk=draft.pk).update(published_at=timezone.now() - timedelta(hours=1))
        before = number_of(content_version())

        turn_back_every_change(hours=2)

        assert number_of(content_version()) == before


def test_changes_of_some_minutes_ago_are_forgotten_whatever_changes():
    make_article()
    turn_back_every_change(minutes=6)

    Article.objects.update(headline="Khác")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_content_change")
        assert cursor.fetchone() == (1,)


class TestKeptPerVersion:
    @pytest.fixture
    def made(self):
        return []

    @pytest.fixture
    def current(self, made):
        @kept_per_version
        def current():
            made.append(content_version())
            return len(made)

        return current

    def test_is_made_once_while_the_version_stands(self, current):
        assert [current(), current(), current()] == [1, 1, 1]

    def test_is_made_again_after_a_change(self, current):
        current()

        make_page()

        assert [current(), current()] == [2, 2]

    def test_is_made_again_when_a_scheduled_time_passes(self, current):
        make_article(published_at=timezone.now() - timedelta(hours=1))
        current()

        turn_back_every_change(hours=2)

        assert current() == 2

    def test_is_made_again_on_another_day(self, current, monkeypatch):
        current()
        tomorrow = timezone.localdate() + timedelta(days=1)

        monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

        assert [current(), current()] == [2, 2]

    def test_is_not_made_again_for_a_user(self, current):
        current()

        make_staff()

        assert current() == 1

    def test_costs_one_statement_while_it_is_kept(self, current, django_assert_num_queries):
        current()

        with django_assert_num_queries(1):
            current()

    def test_keeps_nothing_of_an_attempt_that_failed(self):
        attempts = []

        @kept_per_version
        def fragile():
            attempts.append(1)
            if len(attempts) == 1:
                raise RuntimeError("the database went away")
            return "made"

        with pytest.raises(RuntimeError):
            fragile()

        assert fragile() == "made"

    def test_keeps_nothing_as_well_as_something(self):
        attempts = []
        kept = kept_per_version(lambda: attempts.append(1))

        kept()
        kept()

        assert attempts == [1]


def test_writers_of_different_rows_do_not_wait_and_the_later_commit_counts(transactional_db):
    first, second = make_article(), make_article()
    other = connection.copy()
    try:
        with transaction.atomic():
            Article.objects.filter(pk=first.pk).update(kicker="Một")
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
                cursor.execute("UPDATE news_article SET kicker = 'Hai' WHERE id = %s", [second.pk])
                cursor.execute("SELECT content_version()")
                between = cursor.fetchone()[0]
        after = content_version()
    finally:
        other.close()

    assert after != between
