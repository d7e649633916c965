from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from organization.models import Agency, Appointment, Page, Person, Position, Unit
from tests.factories import make_agency, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return Person.objects.create(full_name="Hoàng Thị Đào")


@pytest.fixture
def post():
    return Position.objects.create(name="Trưởng ban")


def appoint(person, post, start, end=None):
    return Appointment.objects.create(person=person, position=post, start_date=start, end_date=end)


class TestAgency:
    def test_is_one_however_often_it_is_saved(self):
        make_agency(short_name="Cũ")

        Agency(full_name="Ban Quản lý", short_name="Mới").save()

        assert Agency.objects.get().short_name == "Mới"

    def test_is_one_for_the_database_too(self):
        agency = make_agency()
        agency.pk = 2

        with pytest.raises(IntegrityError, match="one_agency"):
            Agency.objects.bulk_create([agency])

    def test_is_named_with_its_place_apart(self):
        agency = Agency(full_name="Ban Quản lý Đồng Đăng - Lạng Sơn", place="Đồng Đăng - Lạng Sơn")

        assert agency.name_before_place == "Ban Quản lý"
        assert Agency(full_name="Ban Quản lý").name_before_place == "Ban Quản lý"

    def test_is_named_with_its_province(self):
        agency = Agency(full_name="Ban Quản lý", province="tỉnh Lạng Sơn")

        assert agency.name_with_province == "Ban Quản lý, tỉnh Lạng Sơn"
        assert Agency(full_name="Ban Quản lý").name_with_province == "Ban Quản lý"

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://langson.gov.vn", "langson"])
    def test_leads_only_to_a_portal_on_the_web(self, url):
        agency = make_agency()
        agency.portal_url = url

        with pytest.raises(ValidationError) as refusal:
            agency.full_clean()

        assert refusal.value.message_dict["portal_url"]


class TestUnitTree:
    def test_may_have_levels(self):
        office = Unit.objects.create(name="Văn phòng")
        team = Unit(name="Tổ lái xe", parent=office)

        team.full_clean()

    def test_cannot_hold_itself_in_the_database(self):
        unit = Unit.objects.create(name="Văn phòng")

        with pytest.raises(IntegrityError, match="unit_is_not_its_own_parent"):
            Unit.objects.filter(pk=unit.pk).update(parent=unit)

    @pytest.mark.parametrize("depth", [0, 1, 2])
    def test_cannot_hold_a_circle(self, depth):
        unit = top = Unit.objects.create(name="Văn phòng")
        for level in range(depth):
            unit = Unit.objects.create(name=f"Tổ {level}", parent=unit)
        top.parent = unit

        with pytest.raises(ValidationError) as refusal:
            top.full_clean()

        assert "Đơn vị không thể thuộc đơn vị nằm dưới nó." in refusal.value.messages


class TestAppointment:
    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (date(2020, 1, 1), date(2020, 12, 31)),  # the same
            (date(2020, 6, 1), None),
            (date(2019, 1, 1), date(2020, 1, 1)),  # the last day is the first
            (date(2020, 12, 31), date(2021, 6, 1)),
            (date(2019, 1, 1), None),
        ],
    )
    def test_of_one_person_to_one_post_cannot_overlap(self, person, post, start, end):
        first = appoint(person, post, date(2020, 1, 1), date(2020, 12, 31))

        second = Appointment(person=person, position=post, start_date=start, end_date=end)
        with pytest.raises(ValidationError) as refusal:
            second.full_clean()

        assert refusal.value.messages == [
            "Người này đã giữ chức danh đó trong khoảng thời gian này."
        ]
        assert second.overlaps(first)
        assert first.overlaps(second)
        with pytest.raises(IntegrityError, match="appointments_do_not_overlap"):
            Appointment.objects.bulk_create([second])

    def test_to_the_same_post_again_may_follow_at_once(self, person, post):
        first = appoint(person, post, date(2020, 1, 1), date(2020, 12, 31))
        second = Appointment(person=person, position=post, start_date=date(2021, 1, 1))

        second.full_clean()
        second.save()

        assert not second.overlaps(first)
        assert person.appointments.count() == 2

    def test_of_one_person_to_two_posts_may_overlap(self, person, post):
        appoint(person, post, date(2020, 1, 1))
        further = Position.objects.create(name="Bí thư Đảng ủy")

        appoint(person, further, date(2020, 1, 1))

        assert person.appointments.count() == 2

    def test_of_two_people_to_one_post_may_overlap(self, person, post):
        appoint(person, post, date(2020, 1, 1))
        deputy = Person.objects.create(full_name="Nguyễn Văn An")

        appoint(deputy, post, date(2020, 1, 1))

        assert post.appointments.count() == 2

    def test_can_be_changed_without_meeting_itself(self, person, post):
        appointment = appoint(person, post, date(2020, 1, 1))

        appointment.end_date = date(2020, 6, 1)
        appointment.full_clean()

    def test_cannot_end_before_it_starts(self, person, post):
        backwards = Appointment(
            person=person,
            position=post,
            start_date=date(2020, 6, 1),
            end_date=date(2020, 5, 31),
        )

        with pytest.raises(ValidationError) as refusal:
            backwards.full_clean()

        assert refusal.value.messages == ["Ngày kết thúc phải sau ngày bắt đầu."]
        with pytest.raises(IntegrityError):
            backwards.save()


class TestCurrent:
    @pytest.mark.parametrize(
        ("starts", "ends", "is_current"),
        [
            (-100, None, True),
            (-100, 100, True),
            (0, 0, True),
            (-100, 0, True),
            (-100, -1, False),
            (1, None, False),
        ],
    )
    def test_holds_from_the_first_day_to_the_last(self, person, post, starts, ends, is_current):
        today = timezone.localdate()
        appoint(
            person,
            post,
            today + timedelta(days=starts),
            None if ends is None else today + timedelta(days=ends),
        )

        assert Appointment.objects.current().exists() is is_current


class TestNames:
    def test_of_posts_say_their_unit_but_those_of_leaders_do_not(self):
        office = Unit(pk=7, name="Văn phòng")

        assert str(Position(name="Chánh Văn phòng", unit=office)) == "Chánh Văn phòng - Văn phòng"
        assert str(Position(name="Trưởng ban", unit=office, is_leader=True)) == "Trưởng ban"
        assert str(Position(name="Trưởng ban")) == "Trưởng ban"


class TestPages:
    def test_visible_leaves_out_hidden_ones(self):
        shown = make_page()
        make_page(is_visible=False)

        assert list(Page.objects.visible()) == [shown]

    def test_stand_in_the_order_given(self):
        last, first = make_page(order=2), make_page(order=1)

        assert list(Page.objects.in_order()) == [first, last]
