"""What of the agency is found, and that it follows the rows however they change."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from organization import indexing
from organization.models import Appointment, Contact, ContactNumber, Person, Position
from search.finding import find
from search.models import Entry
from search.query import parse

pytestmark = pytest.mark.django_db


def found(typed):
    return {(hit.source, hit.object_id) for hit in find(parse(typed)).hits}


def hold(person, title, **days):
    """Have somebody hold a leader's post; start and end are days from today."""
    today = timezone.localdate()
    dates = {field: today + timedelta(days=number) for field, number in days.items()}
    post = Position.objects.get_or_create(name=title, is_leader=True)[0]
    return Appointment.objects.create(person=person, position=post, **dates)


def let_days_pass(number):
    """All that is written stays; it was written so many days earlier."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE organization_appointment DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE organization_appointment"
            " SET start_date = start_date - %(days)s, end_date = end_date - %(days)s;"
            "UPDATE search_entry SET indexed_at = indexed_at - make_interval(days => %(days)s),"
            " visible_until = visible_until - make_interval(days => %(days)s)",
            {"days": number},
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE organization_appointment ENABLE TRIGGER USER")


class TestOffice:
    @pytest.fixture
    def person(self):
        return Person.objects.create(full_name="Lưu Vực")

    def test_names_a_person_by_the_titles_of_today(self, person):
        hold(person, "Chánh Văn phòng", start_date=-90, end_date=-1)
        hold(person, "Phó Trưởng ban", start_date=0, end_date=0)
        hold(person, "Bí thư", start_date=-9)
        hold(person, "Cố vấn", start_date=1)

        assert found("lưu vực") == found("phó trưởng ban") == found("bí thư")
        assert found("lưu vực") == {("person", person.pk)}
        assert found("chánh văn phòng") == found("cố vấn") == set()

    def test_is_not_held_between_two_posts(self, person):
        hold(person, "Phó Trưởng ban", start_date=-90, end_date=-1)
        hold(person, "Trưởng ban", start_date=1)

        assert found("lưu vực") == set()

    def test_ends_with_the_last_post_of_today(self, person):
        hold(person, "Phó Trưởng ban", start_date=-90, end_date=1)
        hold(person, "Bí thư", start_date=-90, end_date=4)
        hold(person, "Trưởng ban", start_date=9)

        entry = Entry.objects.get(source=Entry.Source.PERSON)

        assert timezone.localtime(entry.visible_until).time().isoformat() == "00:00:00"
        assert timezone.localdate(entry.visible_until) == timezone.localdate() + timedelta(days=5)

    def test_begins_with_a_day_on_which_nobody_writes_anything(self, person, capsys):
        hold(person, "Trưởng ban", start_date=1)
        let_days_pass(1)

        call_command("tick")

        assert "1 people who came into office or left it" in capsys.readouterr().out
        assert found("lưu vực") == found("trưởng ban") == {("person", person.pk)}

    def test_of_one_post_ends_so_while_another_is_held(self, person):
        hold(person, "Bí thư", start_date=-9, end_date=1)
        hold(person, "Trưởng ban", start_date=-9)
        let_days_pass(2)

        indexing.follow_the_days(timezone.now())

        assert found("bí thư") == set()
        assert found("trưởng ban") == {("person", person.pk)}

    def test_ends_so_before_another_begins(self, person):
        hold(person, "Bí thư", start_date=-9, end_date=1)
        hold(person, "Trưởng ban", start_date=3)
        let_days_pass(2)

        assert indexing.follow_the_days(timezone.now()) == 1
        assert found("lưu vực") == set()
        let_days_pass(1)
        assert indexing.follow_the_days(timezone.now()) == 1
        assert found("lưu vực") == found("trưởng ban") == {("person", person.pk)}

    @pytest.mark.parametrize(
        ("days", "passed", "count"),
        [
            ({"start_date": 0}, 0, 0),
            ({"start_date": -1}, 1, 0),
            ({"start_date": 1}, 0, 0),
            ({"start_date": 1}, 1, 1),
            ({"start_date": 2}, 1, 0),
            ({"start_date": -9, "end_date": 0}, 0, 0),
            ({"start_date": -9, "end_date": 1}, 1, 0),  # the last day is not over
            ({"start_date": -9, "end_date": 0}, 1, 1),
            ({"start_date": -9, "end_date": -1}, 1, 0),
            ({"start_date": 1, "end_date": 2}, 9, 1),
        ],
    )
    def test_is_written_once_for_each_day_that_changes_it(self, person, days, passed, count):
        hold(person, "Trưởng ban", **days)
        let_days_pass(passed)

        assert indexing.follow_the_days(timezone.now()) == count
        assert indexing.follow_the_days(timezone.now()) == 0

    def test_is_written_anew_for_whom_it_changes_only(self, person):
        other = Person.objects.create(full_name="Hoàng Đào")
        hold(other, "Phó Trưởng ban", start_date=-9)
        clerk = Position.objects.create(name="Văn thư")
        tomorrow = timezone.localdate() + timedelta(days=1)
        Appointment.objects.create(person=other, position=clerk, start_date=tomorrow)
        hold(person, "Trưởng ban", start_date=1)
        hold(person, "Bí thư", start_date=1)
        let_days_pass(1)

        assert indexing.follow_the_days(timezone.now()) == 1


class TestMoving:
    def test_a_number_to_another_contact_leaves_the_old_one(self):
        old, new = (Contact.objects.create(label=label) for label in ("Trực ban", "Văn thư"))
        number = ContactNumber.objects.create(contact=old, number="0205 3812 345")
        assert found("3812") == {("contact", old.pk)}

        number.contact = new
        number.save()

        assert found("3812") == {("contact", new.pk)}

    def test_an_appointment_to_another_person_leaves_the_old_one(self):
        old, new = (Person.objects.create(full_name=name) for name in ("Lưu Vực", "Hoàng Đào"))
        held = hold(old, "Trưởng ban", start_date=0)
        assert found("trưởng ban") == {("person", old.pk)}

        held.person = new
        held.save()

        assert found("trưởng ban") == {("person", new.pk)}
        assert found("lưu vực") == set()

    def test_a_deletion_leaves_the_owner(self):
        contact = Contact.objects.create(label="Trực ban")
        number = ContactNumber.objects.create(contact=contact, number="0205 3812 345")
        number.delete()

        assert found("3812") == set()
        assert found("trực ban") == {("contact", contact.pk)}
        contact.delete()
        assert found("trực ban") == set()
