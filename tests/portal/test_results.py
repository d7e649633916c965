"""What was found of the agency leads to a page on which it stands, whatever pages are visible."""

import pytest

from organization.models import Appointment, Contact, ContactNumber, Page, Person, Position, Unit
from tests.factories import make_agency, make_page

pytestmark = pytest.mark.django_db

Shows = Page.Shows


@pytest.fixture(autouse=True)
def agency():
    return make_agency()


@pytest.fixture
def unit():
    return Unit.objects.create(name="Văn phòng", duties="<p>Tham mưu.</p>")


@pytest.fixture
def contact():
    contact = Contact.objects.create(label="Trực ban")
    ContactNumber.objects.create(contact=contact, number="0205 3812 345")
    return contact


def address_of(client, typed):
    [result] = client.get("/tim-kiem/", {"q": typed}).context["results"]
    return result.address


def shown_at(client, address):
    response = client.get(address.partition("#")[0])
    assert response.status_code == 200
    return response.content.decode()


class TestUnits:
    def test_lead_to_their_place_on_the_first_visible_page_with_the_chart(self, client, unit):
        make_page(shows=Shows.ORGCHART, is_visible=False, order=1)
        make_page(slug="thu-hai", shows=Shows.ORGCHART, order=3)
        make_page(slug="bo-may", shows=Shows.ORGCHART, order=2)

        address = address_of(client, "văn phòng")

        assert address == unit.get_absolute_url() == "/gioi-thieu/bo-may/#van-phong"
        assert 'id="van-phong"' in shown_at(client, address)

    @pytest.mark.parametrize("pages", [[], [{"slug": "co-cau-to-chuc", "is_visible": False}]])
    def test_lead_to_the_introduction_when_no_page_shows_the_chart(self, client, unit, pages):
        for fields in pages:
            make_page(shows=Shows.ORGCHART, **fields)

        address = address_of(client, "văn phòng")

        assert address == unit.get_absolute_url() == "/gioi-thieu/"
        shown_at(client, address)

    def test_cost_no_statement_each(self, client, unit, django_assert_num_queries):
        make_page(shows=Shows.ORGCHART)
        for number in range(9):
            Unit.objects.create(name=f"Văn phòng {number}")
        client.get("/tim-kiem/", {"q": "văn phòng"})

        with django_assert_num_queries(5):
            client.get("/tim-kiem/", {"q": "văn phòng"})


class TestContacts:
    def test_lead_to_the_directory(self, client, contact):
        make_page(slug="danh-ba", shows=Shows.CONTACTS)

        assert address_of(client, "trực ban") == "/gioi-thieu/danh-ba/"

    @pytest.mark.parametrize("is_hidden", [True, False])
    def test_lead_to_their_numbers_when_no_page_is_the_directory(self, client, contact, is_hidden):
        make_page(slug="danh-ba", shows=Shows.CONTACTS if is_hidden else "", is_visible=False)

        address = address_of(client, "3812")

        assert "0205 3812 345" in shown_at(client, address)


def test_leaders_lead_to_their_page_or_the_introduction(client):
    person = Person.objects.create(full_name="Lưu Vực")
    post = Position.objects.create(name="Trưởng ban", is_leader=True)
    Appointment.objects.create(person=person, position=post, start_date="2020-01-01")
    page = make_page(slug="lanh-dao", shows=Shows.LEADERS)

    assert address_of(client, "lưu vực") == "/gioi-thieu/lanh-dao/"
    page.is_visible = False
    page.save()
    assert address_of(client, "lưu vực") == "/gioi-thieu/"
