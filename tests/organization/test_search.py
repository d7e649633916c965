"""What of the agency is found, and that it follows the rows however they change."""

import pytest
from django.utils import timezone

from organization.models import Appointment, Contact, ContactNumber, Person, Position
from search.finding import find
from search.query import parse

pytestmark = pytest.mark.django_db


def found(typed):
    return {(hit.source, hit.object_id) for hit in find(parse(typed)).hits}


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
        post = Position.objects.create(name="Trưởng ban", is_leader=True)
        held = Appointment.objects.create(
            person=old, position=post, start_date=timezone.localdate()
        )
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
