"""The desk of the three lower apps: every page opens, and what editors do there works."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from links.models import LinkGroup
from organization.models import (
    OVERLAP,
    Agency,
    Appointment,
    Contact,
    ContactNumber,
    Page,
    Person,
    Position,
    Unit,
)
from tests.factories import (
    make_agency,
    make_link,
    make_page,
    make_photo,
    make_site_notice,
    make_staff,
)

pytestmark = pytest.mark.django_db

APPS = ("organization", "links", "photos")
MODELS = [model for model in admin.site._registry if model._meta.app_label in APPS]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)

MAKERS = {
    "organization.agency": make_agency,
    "organization.page": make_page,
    "organization.unit": lambda: Unit.objects.create(name="Văn phòng"),
    "organization.position": lambda: make_appointment().position,
    "organization.person": lambda: make_appointment().person,
    "organization.contact": lambda: make_contact(),
    "organization.sitenotice": make_site_notice,
    "links.linkgroup": lambda: make_link().group,
    "links.link": make_link,
    "photos.photo": make_photo,
}


def make_appointment(**fields):
    defaults = {
        "person": Person.objects.create(full_name="Hoàng Thị Đào"),
        "position": Position.objects.create(name="Trưởng ban"),
        "start_date": date(2020, 1, 1),
    }
    return Appointment.objects.create(**{**defaults, **fields})


def make_contact():
    contact = Contact.objects.create(label="Trực ban")
    ContactNumber.objects.create(contact=contact, number="0253")
    return contact


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def inline(prefix, rows, stored=0):
    """The fields of an inline formset as the browser sends them."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": stored}
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


class TestEveryModel:
    def test_has_a_row_to_be_tried_with(self):
        assert {model._meta.label_lower for model in MODELS} == MAKERS.keys()

    @every_model
    def test_has_a_list_that_opens_empty(self, desk, model):
        assert desk.get(address(model, "changelist")).status_code == 200

    @every_model
    def test_has_a_list_that_opens(self, desk, model):
        row = MAKERS[model._meta.label_lower]()

        page = desk.get(address(model, "changelist"), follow=True)

        assert page.status_code == 200
        assert str(row) in page.content.decode()

    @every_model
    def test_has_a_form_for_a_new_row(self, desk, model):
        assert desk.get(address(model, "add")).status_code == 200

    @every_model
    def test_has_a_form_for_its_row(self, desk, model):
        row = MAKERS[model._meta.label_lower]()

        assert desk.get(address(model, "change", row.pk)).status_code == 200

    @every_model
    def test_can_be_searched_for_anything(self, desk, model):
        MAKERS[model._meta.label_lower]()

        page = desk.get(address(model, "changelist"), {"q": "' \\ % _ Ðồng <script>"}, follow=True)

        assert page.status_code == 200
        assert "Ðồng <script>" not in page.content.decode()

    @every_model
    def test_refuses_to_change_with_a_sentence_not_an_error(self, desk, model):
        row = MAKERS[model._meta.label_lower]()

        assert desk.post(address(model, "change", row.pk), {}).status_code in (200, 302)

    @every_model
    def test_tells_who_made_a_change(self, desk, model):
        row = MAKERS[model._meta.label_lower]()

        assert desk.get(address(model, "history", row.pk)).status_code == 200

    @every_model
    def test_is_closed_to_visitors(self, client, model):
        answer = client.get(address(model, "changelist"))

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))

    @every_model
    def test_is_closed_to_staff_without_the_right(self, client, model):
        client.force_login(make_staff(is_superuser=False))

        assert client.get(address(model, "changelist")).status_code == 403


class TestAgency:
    def test_list_opens_its_one_row(self, desk):
        make_agency()

        answer = desk.get(address(Agency, "changelist"))

        assert answer["Location"] == address(Agency, "change", 1)

    def test_cannot_be_made_twice_nor_deleted(self, desk):
        make_agency()

        assert desk.get(address(Agency, "add")).status_code == 403
        assert desk.get(address(Agency, "delete", 1)).status_code == 403

    def test_can_be_set_up_on_an_empty_portal(self, desk):
        answer = desk.post(
            address(Agency, "add"),
            {
                "full_name": "Ban Quản lý",
                "short_name": "BQL",
                "parent_name": "Ủy ban nhân dân tỉnh",
                "address": "Số 7",
                "phone": "0253",
                "email": "a@langson.gov.vn",
                "responsible": "Trưởng ban",
                "portal_name": "Cổng tỉnh",
                "portal_url": "https://langson.gov.vn",
                "quotation_notice": "Ghi rõ nguồn.",
            },
        )

        assert answer.status_code == 302
        assert Agency.objects.get().pk == 1


class TestPages:
    FIELDS = {"title": "Danh bạ", "shows": "contacts", "is_visible": "on", "order": "1"}

    def test_get_their_address_from_their_title(self, desk):
        desk.post(address(Page, "add"), self.FIELDS)

        assert Page.objects.get().get_absolute_url() == "/gioi-thieu/danh-ba/"

    def test_with_a_title_already_taken_are_refused_with_a_sentence(self, desk):
        make_page(title="Danh bạ", slug="danh-ba")

        answer = desk.post(address(Page, "add"), self.FIELDS)

        assert "Địa chỉ này đã có trang khác dùng." in answer.content.decode()
        assert Page.objects.count() == 1

    def test_are_stored_clean(self, desk):
        desk.post(address(Page, "add"), {**self.FIELDS, "body": "<p onclick=x>A</p><script>"})

        assert Page.objects.get().body == "<p>A</p>"

    def test_can_be_ordered_in_the_list(self, desk):
        first, second = make_page(order=1), make_page(order=2)

        desk.post(
            address(Page, "changelist"),
            {
                **inline("form", [{"id": first.pk, "order": 5}, {"id": second.pk, "order": 4}], 2),
                "_save": "1",
            },
        )

        assert list(Page.objects.in_order()) == [second, first]

    def test_show_themselves_on_the_site(self, desk):
        page = make_page()

        form = desk.get(address(Page, "change", page.pk)).content.decode()

        assert f'href="{page.get_absolute_url()}"' in form


class TestUnits:
    def test_in_a_circle_are_refused_with_a_sentence(self, desk):
        office = Unit.objects.create(name="Văn phòng")
        team = Unit.objects.create(name="Tổ lái xe", parent=office)

        answer = desk.post(
            address(Unit, "change", office.pk),
            {"name": "Văn phòng", "parent": team.pk, "order": 0, **inline("positions", [])},
        )

        assert "Đơn vị không thể thuộc đơn vị nằm dưới nó." in answer.content.decode()

    def test_in_use_are_not_deleted(self, desk):
        office = Unit.objects.create(name="Văn phòng")
        Position.objects.create(name="Chánh Văn phòng", unit=office)

        answer = desk.post(address(Unit, "delete", office.pk), {"post": "yes"})

        assert "Chánh Văn phòng" in answer.content.decode()
        assert Unit.objects.exists()


class TestAppointments:
    def appoint(self, desk, person, *periods):
        post = Position.objects.first()
        rows = [
            {"position": post.pk, "start_date": start, "end_date": end} for start, end in periods
        ]
        return desk.post(
            address(Person, "change", person.pk),
            {"full_name": person.full_name, **inline("appointments", rows)},
        )

    @pytest.fixture
    def person(self):
        Position.objects.create(name="Trưởng ban")
        return Person.objects.create(full_name="Hoàng Thị Đào")

    def test_are_written_as_offices_write_dates(self, desk, person):
        answer = self.appoint(desk, person, ("05/02/2018", "31.12.2020"), ("1-1-2021", ""))

        assert answer.status_code == 302
        assert list(
            person.appointments.order_by("start_date").values_list("start_date", "end_date")
        ) == [(date(2018, 2, 5), date(2020, 12, 31)), (date(2021, 1, 1), None)]

    @pytest.mark.parametrize(
        ("period", "sentence"),
        [
            (("01/06/2020", "31/05/2020"), "Ngày kết thúc phải sau ngày bắt đầu."),
            (("01/06/2020", "hôm qua"), "Nhập một ngày hợp lệ."),
        ],
    )
    def test_that_cannot_be_are_refused_with_a_sentence(self, desk, person, period, sentence):
        answer = self.appoint(desk, person, period)

        assert answer.status_code == 200
        assert sentence in answer.content.decode()
        assert not Appointment.objects.exists()

    @pytest.mark.parametrize("is_stored", [False, True])
    def test_that_overlap_are_refused_with_a_sentence(self, desk, person, is_stored):
        post = Position.objects.get()
        rows = [
            {"person": person.pk, "position": post.pk, "start_date": start}
            for start in ("01/01/2020", "01/06/2020")
        ]
        if is_stored:
            rows[0]["id"] = make_appointment(person=person, position=post).pk
        sent = inline("appointments", rows, stored=int(is_stored))

        answers = [
            desk.post(address(Person, "change", person.pk), {"full_name": "Đào", **sent}),
            desk.post(address(Position, "change", post.pk), {"name": "T", "order": 0, **sent}),
        ]

        for answer in answers:
            assert OVERLAP in answer.content.decode()
        assert Appointment.objects.count() == is_stored

    def test_may_take_the_place_of_one_that_is_deleted(self, desk, person):
        stored = make_appointment(person=person, position=Position.objects.get())
        rows = [
            {"id": stored.pk, "position": stored.position_id, "start_date": "01/01/2020"},
            {"position": stored.position_id, "start_date": "01/06/2020"},
        ]
        rows[0]["DELETE"] = "on"

        answer = desk.post(
            address(Person, "change", person.pk),
            {"full_name": "Đào", **inline("appointments", rows, stored=1)},
        )

        assert answer.status_code == 302
        assert person.appointments.get().start_date == date(2020, 6, 1)


class TestLinks:
    @pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://langson.gov.vn", "langson"])
    def test_that_do_not_go_to_the_web_are_refused_with_a_sentence(self, desk, url):
        group = LinkGroup.objects.create(name="Trung ương")
        row = {"name": "Cổng tỉnh", "url": url, "is_visible": "on", "order": 0}

        answer = desk.post(
            address(LinkGroup, "change", group.pk),
            {"name": "Trung ương", "order": 0, **inline("links", [row])},
        )

        assert "Địa chỉ phải bắt đầu bằng http:" in answer.content.decode()
        assert not group.links.exists()

    def test_twice_in_a_group_are_refused_with_a_sentence(self, desk):
        link = make_link(url="https://langson.gov.vn")

        answer = desk.post(
            reverse("admin:links_link_add"),
            {"group": link.group_id, "name": "Nữa", "url": link.url, "order": 0},
        )

        assert "Nhóm này đã có liên kết tới địa chỉ đó." in answer.content.decode()

    def test_groups_in_use_are_not_deleted(self, desk):
        link = make_link(name="Cổng tỉnh")

        answer = desk.post(address(LinkGroup, "delete", link.group_id), {"post": "yes"})

        assert "Cổng tỉnh" in answer.content.decode()
        assert LinkGroup.objects.exists()


@pytest.mark.parametrize(
    ("model", "typed"),
    [(Unit, "van phong"), (Position, "TRUONG BAN"), (Person, "dao"), (Contact, "truc ban")],
)
def test_search_finds_names_without_their_marks(desk, model, typed):
    row = MAKERS[model._meta.label_lower]()

    answer = desk.get(address(model, "changelist"), {"q": typed})

    assert list(answer.context["cl"].result_list) == [row]
