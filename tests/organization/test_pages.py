from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organization.models import Appointment, Contact, ContactNumber, Page, Person, Position, Unit
from portal.site import current_site
from tests.factories import make_agency, make_page, make_photo

pytestmark = pytest.mark.django_db

Shows = Page.Shows


@pytest.fixture(autouse=True)
def agency():
    return make_agency(fax="(025) 3.875.709")


def text_of(response):
    return response.content.decode()


def hold(post, name, **days):
    """Have a person of that name hold the post; start and end are days from today."""
    today = timezone.localdate()
    return Appointment.objects.create(
        position=post,
        person=Person.objects.create(full_name=name),
        **{field: today + timedelta(days=number) for field, number in days.items()},
    )


class TestChart:
    @pytest.mark.parametrize("slug", ["lanh-dao", "ban-lanh-dao"])
    def test_leads_to_the_leaders_wherever_they_are(self, client, slug):
        chart = make_page(shows=Shows.ORGCHART)
        leaders = make_page(slug=slug, shows=Shows.LEADERS)
        Position.objects.create(name="Trưởng ban", is_leader=True)
        assert f'href="{leaders.get_absolute_url()}"' in text_of(
            client.get(chart.get_absolute_url())
        )

        Page.objects.filter(pk=leaders.pk).update(is_visible=False)

        page = text_of(client.get(chart.get_absolute_url()))
        assert "Trưởng ban" in page
        assert slug not in page


class TestIndex:
    def test_lists_visible_pages_in_order(self, client):
        make_page(title="Danh bạ", order=2)
        make_page(title="Giới thiệu chung", order=1, summary="Ban được lập năm 2008.")
        make_page(title="Trang ẩn", is_visible=False)

        page = text_of(client.get("/gioi-thieu/"))

        assert page.index("Giới thiệu chung") < page.index("Danh bạ")
        assert "Ban được lập năm 2008." in page
        assert "Trang ẩn" not in page

    def test_says_so_when_there_is_none(self, client):
        assert "Nội dung giới thiệu đang được cập nhật." in text_of(client.get("/gioi-thieu/"))


class TestPage:
    def test_shows_its_words_and_when_they_changed(self, client):
        page = make_page(title="Giới thiệu chung", summary="Tóm tắt.", body="<p>Nội dung.</p>")

        shown = text_of(client.get(page.get_absolute_url()))

        assert '<h1 id="tieu-de">Giới thiệu chung</h1>' in shown
        assert "Tóm tắt." in shown
        assert "<p>Nội dung.</p>" in shown
        assert "Cập nhật: <time" in shown

    def test_shows_no_markup_typed_into_its_title(self, client):
        page = make_page(title="<script>alert(1)</script>", body="<script>alert(2)</script>")

        shown = text_of(client.get(page.get_absolute_url()))

        assert "<script>alert" not in shown

    @pytest.mark.parametrize("shows", Shows.values)
    def test_of_every_kind_opens_before_there_is_anything_to_show(self, client, shows):
        page = make_page(shows=shows)

        assert client.get(page.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("shows", Shows.values)
    def test_that_is_hidden_is_not_found(self, client, shows):
        page = make_page(shows=shows, is_visible=False)

        assert client.get(page.get_absolute_url()).status_code == 404

    def test_that_never_was_is_not_found(self, client):
        assert client.get("/gioi-thieu/khong-co/").status_code == 404

    def test_may_only_be_read(self, client):
        assert client.post(make_page().get_absolute_url()).status_code == 405


class TestFormerAddress:
    def test_leads_to_the_page(self, client):
        page = make_page(slug="cu")
        page.slug = "moi"
        page.save()

        answer = client.get("/gioi-thieu/cu/")

        assert answer.status_code == 301
        assert answer["Location"] == "/gioi-thieu/moi/"

    def test_of_a_hidden_page_is_not_found(self, client):
        page = make_page(slug="cu", is_visible=False)
        page.slug = "moi"
        page.save()

        assert client.get("/gioi-thieu/cu/").status_code == 404

    def test_taken_by_another_page_shows_that_page(self, client):
        page = make_page(slug="cu")
        page.slug = "moi"
        page.save()
        make_page(slug="cu", title="Trang khác")

        assert "Trang khác" in text_of(client.get("/gioi-thieu/cu/"))

    def test_of_two_pages_leads_to_the_one_that_had_it_last(self, client):
        for slug in ("mot", "hai"):
            page = make_page(slug="cu")
            page.slug = slug
            page.save()

        answer = client.get("/gioi-thieu/cu/")

        assert answer.status_code == 301
        assert answer["Location"] == "/gioi-thieu/hai/"


class TestOrgchart:
    def test_shows_units_below_units_in_order_with_their_duties(self, client):
        office = Unit.objects.create(
            name="Văn phòng", head="Chánh Văn phòng", order=2, duties="<p>Tham mưu.</p>"
        )
        Unit.objects.create(name="Phòng Kế hoạch", summary="Thẩm định dự án", order=1)
        Unit.objects.create(name="Tổ lái xe", parent=office)

        page = text_of(client.get(make_page(shows=Shows.ORGCHART).get_absolute_url()))

        assert page.index("Phòng Kế hoạch") < page.index("Văn phòng") < page.index("Tổ lái xe")
        assert "Chánh Văn phòng" in page
        assert "<p>Tham mưu.</p>" in page
        assert "Thẩm định dự án" in page

    def test_is_where_the_address_of_a_unit_leads(self, client):
        make_page(shows=Shows.ORGCHART)
        unit = Unit.objects.create(name="Văn phòng")

        path, _, anchor = unit.get_absolute_url().partition("#")

        assert f'id="{anchor}"' in text_of(client.get(path))


class TestLeaders:
    @pytest.fixture
    def address(self):
        return make_page(slug="lanh-dao", shows=Shows.LEADERS).get_absolute_url()

    @pytest.fixture
    def post(self):
        return Position.objects.create(
            name="Trưởng ban", is_leader=True, duties="<p>Lãnh đạo chung.</p>", order=1
        )

    def test_show_the_post_its_duties_and_who_holds_it(self, client, address, post):
        held = hold(post, "Hoàng Thị Đào", start_date=-10)
        held.person.portrait = make_photo(alt="Chân dung")
        held.person.biography = "<p>Sinh năm 1970.</p>"
        held.person.save()

        page = text_of(client.get(address))

        for part in (
            "Trưởng ban",
            "Hoàng Thị Đào",
            "<p>Lãnh đạo chung.</p>",
            "<p>Sinh năm 1970.</p>",
            'alt="Chân dung"',
        ):
            assert part in page

    @pytest.mark.parametrize(
        "days", [{"start_date": -10, "end_date": -1}, {"start_date": 1}], ids=["former", "coming"]
    )
    def test_do_not_show_who_does_not_hold_the_post_now(self, client, address, post, days):
        hold(post, "Hoàng Thị Đào", **days)

        page = text_of(client.get(address))

        assert "Hoàng Thị Đào" not in page
        assert "Thông tin người giữ chức danh đang được cập nhật." in page

    def test_stand_in_the_order_of_rank(self, client, address, post):
        Position.objects.create(name="Phó Trưởng ban", is_leader=True, order=2)
        Position.objects.create(name="Chánh Văn phòng")

        page = text_of(client.get(address))

        assert page.index("Trưởng ban</h2>") < page.index("Phó Trưởng ban</h2>")
        assert "Chánh Văn phòng" not in page


class TestContacts:
    @pytest.fixture(autouse=True)
    def duty(self):
        duty = Contact.objects.create(
            label="Trực ban", email="trucban@langson.gov.vn", note="24/24 giờ"
        )
        numbers = [
            (ContactNumber.Kind.PHONE, "(025) 3.875.708 (máy lẻ 12)"),
            (ContactNumber.Kind.HOTLINE, "0912 345 678"),
            (ContactNumber.Kind.FAX, "(025) 3.875.799"),
        ]
        for order, (kind, number) in enumerate(numbers):
            ContactNumber.objects.create(contact=duty, kind=kind, number=number, order=order)
        return duty

    @pytest.mark.parametrize("is_own_page", [False, True])
    def test_can_be_dialled_and_written_to(self, client, is_own_page):
        page = make_page(shows=Shows.CONTACTS)

        shown = text_of(client.get(page.get_absolute_url() if is_own_page else "/lien-he/"))

        assert '<a href="tel:0253875708">(025) 3.875.708 (máy lẻ 12)</a>' in shown
        assert '<a href="tel:0912345678">0912 345 678</a>' in shown
        assert '<a href="mailto:trucban@langson.gov.vn">' in shown
        assert "24/24 giờ" in shown

    def test_do_not_dial_a_fax(self, client):
        shown = text_of(client.get("/lien-he/"))

        assert "<dt>Fax</dt><dd>(025) 3.875.799</dd>" in shown

    def test_begin_with_the_agency(self, client, agency):
        shown = text_of(client.get("/lien-he/"))

        assert shown.index(agency.address) < shown.index("Trực ban")
        assert agency.fax in shown

    def test_say_so_when_there_are_none(self, client, duty):
        duty.delete()

        assert "Danh bạ đang được cập nhật." in text_of(client.get("/lien-he/"))


class TestCost:
    """One statement asks for the content version; what is around the page is kept."""

    @pytest.mark.parametrize("rows", [1, 15])
    @pytest.mark.parametrize(
        ("shows", "statements"),
        [
            (Shows.NOTHING, 2),  # version, page
            (Shows.ORGCHART, 4),  # and units, leaders' posts
            (Shows.LEADERS, 4),  # and leaders' posts, who holds them
            (Shows.CONTACTS, 4),  # and contacts, their numbers
        ],
    )
    def test_of_a_page_is_the_same_however_long(
        self, client, django_assert_num_queries, shows, statements, rows
    ):
        fill(rows)
        page = make_page(shows=shows)
        current_site()

        with django_assert_num_queries(statements):
            client.get(page.get_absolute_url())

    @pytest.mark.parametrize("rows", [1, 15])
    def test_of_the_contact_page_is_the_same_however_long(
        self, client, django_assert_num_queries, rows
    ):
        fill(rows)
        current_site()

        with django_assert_num_queries(3):  # version, contacts, their numbers
            client.get(reverse("organization:contact"))


def fill(rows):
    top = Unit.objects.create(name="Văn phòng")
    portrait = make_photo()
    for number in range(rows):
        unit = Unit.objects.create(name=f"Tổ {number}", parent=top)
        post = Position.objects.create(name=f"Phó Trưởng ban {number}", is_leader=True)
        held = hold(post, f"Nguyễn Văn {number}", start_date=-1)
        held.person.portrait = portrait
        held.person.save()
        contact = Contact.objects.create(label=f"Trực ban {number}", unit=unit)
        ContactNumber.objects.create(contact=contact, number="0253")
