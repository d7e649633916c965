"""The home page in a disaster: what it says, what it costs, and when it is not shown."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from organization.models import Contact, SiteNotice
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_section,
    make_site_notice,
    make_staff,
)

pytestmark = pytest.mark.django_db

DISASTER = SiteNotice.Level.DISASTER
ADD = "/quan-tri/organization/sitenotice/add/"


@pytest.fixture
def agency():
    return make_agency(fax="(025) 3.719.809")


@pytest.fixture
def disaster(agency):
    return make_site_notice(level=DISASTER, text="Lũ quét ở Tân Thanh, xin đi đường khác.")


def texts(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.partition("<body>")[2]).split())


class TestShows:
    def test_the_notice_with_its_times(self, client, disaster):
        page = texts(client.get("/").content.decode())

        assert "Chế độ thiên tai: Lũ quét ở Tân Thanh, xin đi đường khác." in page
        assert re.search(r"Từ \S+ \S+, \d\d/\d\d/\d{4}, \d\d:\d\d đến ", page)

    def test_the_numbers_of_the_country_and_those_the_agency_marks(self, client, disaster):
        contact = Contact.objects.create(label="Trực cửa khẩu")
        contact.numbers.create(number="(025) 3.875.709", is_emergency=True)
        contact.numbers.create(number="(025) 3.875.700")

        page = client.get("/").content.decode()

        for number in ("112", "113", "114", "115", "0253875709", "0253875708"):
            assert f'href="tel:{number}"' in page
        assert "Trực cửa khẩu" in page
        assert "3.875.700" not in page

    def test_the_newest_notices_and_headlines_as_links_and_nothing_unpublished(
        self, client, disaster
    ):
        notice = make_article(section=make_section(is_for_notices=True))
        news, hidden = make_article(section=make_section()), make_draft(headline="Chưa đăng")

        answer = client.get("/")

        assert list(answer.context["notices"]) == [notice]
        assert list(answer.context["articles"]) == [news]
        assert hidden.headline not in answer.content.decode()

    def test_who_speaks_and_every_way_on(self, client, agency, disaster):
        section = make_article().section

        page = client.get("/").content.decode()

        for fact in (agency.responsible, agency.address, agency.phone, agency.fax, agency.email):
            assert fact in page
        for path in (section.get_absolute_url(), "/lien-ket/", "/lien-he/", "/?day-du=1"):
            assert f'href="{path}"' in page
        assert 'rel="canonical" href="http://testserver/"' in page
        assert page.count("<h1") == 1

    def test_no_picture_one_small_style_sheet_and_the_script_that_sets_it(self, client, disaster):
        page = client.get("/").content.decode()

        assert "<img" not in page
        assert re.findall(r'<script src="([^"]+)"', page) == ["/static/js/theme.js"]
        assert not re.findall(r'<script(?! src| type="application/ld\+json")', page)
        assert re.findall(r'rel="stylesheet" href="([^"]+)"', page) == ["/static/css/text.css"]


def test_weighs_less_than_twelve_kilobytes_with_everything_it_loads(client, demo):
    make_site_notice(level=DISASTER, text="Lũ quét. " * 30)

    page = client.get("/").content
    weight = len(gzip.compress(page))
    for name in ("css/text.css", "js/theme.js"):
        weight += len(gzip.compress(Path(finders.find(name)).read_bytes()))

    assert "Bãi xe, phân luồng" in page.decode()
    assert weight < 12_000
    assert len(page) < 50_000


def test_costs_the_same_however_much_there_is(client, disaster, django_assert_num_queries):
    for _ in range(30):
        make_article()
    client.get("/so-do-cong/")  # keeps the site

    with django_assert_num_queries(4):  # content version, numbers, notices, headlines
        client.get("/")


class TestIsNotShown:
    @pytest.mark.parametrize("level", [level for level in SiteNotice.Level if level != DISASTER])
    def test_for_a_notice_of_another_level(self, client, agency, level):
        make_site_notice(level=level)

        assert "home.html" in [template.name for template in client.get("/").templates]

    def test_before_and_after(self, client, agency):
        now, hour = timezone.now(), timedelta(hours=1)
        make_site_notice(level=DISASTER, starts_at=now + hour)
        make_site_notice(level=DISASTER, starts_at=now - 2 * hour, ends_at=now - hour)

        assert "home.html" in [template.name for template in client.get("/").templates]

    def test_to_who_asks_for_the_full_page_which_is_not_indexed_twice(self, client, disaster):
        answer = client.get("/?day-du=1")

        page = answer.content.decode()
        assert "home.html" in [template.name for template in answer.templates]
        assert '<meta name="robots" content="noindex">' in page
        assert 'rel="canonical" href="http://testserver/"' in page
        assert disaster.text in page

    def test_on_other_pages(self, client, disaster):
        page = client.get("/lien-he/").content.decode()

        assert "site-notice--urgent" in page
        assert "<nav" in page


class TestAtTheDesk:
    @pytest.fixture(autouse=True)
    def desk(self, client, agency):
        client.force_login(make_staff())

    def post(self, client, begins):
        return client.post(
            ADD,
            {
                **{"level": "disaster", "text": "Lũ quét."},
                **{"starts_at_0": begins, "starts_at_1": "00:00"},
                **{"ends_at_0": "31/12/2098", "ends_at_1": "00:00"},
            },
            follow=True,
        ).content.decode()

    def test_the_form_says_what_the_level_does(self, client):
        assert "trang chủ chỉ còn chữ" in client.get(ADD).content.decode()

    @pytest.mark.parametrize(
        ("begins", "sentence"),
        [
            ("01/01/2026", "chỉ có chữ và các số khẩn cấp từ bây giờ đến 00:00 Thứ Tư, 31/12/2098"),
            ("01/01/2098", "từ 00:00 Thứ Tư, 01/01/2098 (giờ Việt Nam) đến 00:00 Thứ Tư, 31/12"),
        ],
    )
    def test_saving_says_until_when_the_home_page_is_text(self, client, begins, sentence):
        assert sentence in self.post(client, begins)

    def test_the_saved_notice_leads_to_the_home_page(self, client):
        notice = make_site_notice(level=DISASTER)

        page = client.get(f"/quan-tri/organization/sitenotice/{notice.pk}/change/").content.decode()

        assert '<a href="/">Xem trang chủ</a>' in page
