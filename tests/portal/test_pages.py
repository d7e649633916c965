"""The pages that look across apps, and what every public page promises."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    make_agency,
    make_article,
    make_link,
    make_page,
    make_photo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make_agency()


class TestSiteMaps:
    def test_the_index_leads_to_maps_that_hold_every_public_page(self, client, agency):
        article, page = make_article(), make_page()

        index = ET.fromstring(client.get("/sitemap.xml").content)
        addresses = set()
        for entry in index.findall(".//{*}loc"):
            sitemap = ET.fromstring(
                client.get(entry.text.removeprefix("http://testserver")).content
            )
            addresses |= {loc.text for loc in sitemap.findall(".//{*}loc")}

        for path in (article, page, article.section):
            assert f"http://testserver{path.get_absolute_url()}" in addresses
        assert "http://testserver/lien-ket/" in addresses

    def test_the_news_part_holds_two_days(self, client, agency):
        fresh = make_article(headline="Tin & mới")
        make_article(headline="Tin cũ", published_at=timezone.now() - timedelta(days=3))

        text = client.get("/sitemap-news.xml").content.decode()

        assert fresh.get_absolute_url() in text
        assert "Tin &amp; mới" in text
        assert "Tin cũ" not in text

    def test_the_text_map_links_every_part(self, client, agency):
        article, page = make_article(), make_page()

        text = client.get("/so-do-cong/").content.decode()

        for path in (article.section.get_absolute_url(), page.get_absolute_url(), "/lien-he/"):
            assert f'href="{path}"' in text


def test_robots_txt_names_the_site_map_and_keeps_the_desk_out(client):
    text = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /quan-tri/" in text


class TestErrors:
    def test_an_unknown_address_gets_a_page_with_a_search_box(self, client, agency):
        response = client.get("/khong/co/trang-nay/")

        assert response.status_code == 404
        assert 'name="q"' in response.content.decode()

    def test_a_crash_gets_a_calm_page_made_without_the_database(
        self, client, settings, django_assert_num_queries
    ):
        client.raise_request_exception = False
        settings.ROOT_URLCONF = "tests.portal.broken_urls"

        with django_assert_num_queries(0):
            response = client.get("/hong/")

        assert response.status_code == 500
        assert "Trang đang gặp sự cố" in response.content.decode()
        assert 'name="q"' in response.content.decode()

    def test_an_unknown_host_is_refused_in_vietnamese(self, client):
        response = client.get("/", headers={"host": "ac-y.example"})

        assert response.status_code == 400
        assert "Yêu cầu không hợp lệ" in response.content.decode()

    def test_a_form_without_its_token_is_refused_in_vietnamese(self):
        client = Client(enforce_csrf_checks=True)

        response = client.post("/quan-tri/dang-nhap/", {"login": "a", "password": "b"})

        assert response.status_code == 403
        assert "tải lại trang" in response.content.decode()

    @pytest.mark.parametrize(
        "path",
        [
            "/media/photos/../../etc/passwd",
            "/media/x",
            "/media/%00",
            "/media/photos/" + "a" * 300,
            "/%00/",
        ],
    )
    def test_media_serves_only_what_was_uploaded(self, client, path):
        assert client.get(path).status_code == 404


class TestEveryPage:
    @pytest.fixture
    def paths(self, agency):
        article = make_article(lead_photo=make_photo())
        page = make_page(shows="orgchart")
        make_link()
        return [
            "/",
            article.get_absolute_url(),
            article.section.get_absolute_url(),
            page.get_absolute_url(),
            "/gioi-thieu/",
            "/lien-he/",
            "/lien-ket/",
            "/tim-kiem/?q=bai",
            "/so-do-cong/",
            "/khong-co/",
        ]

    def test_has_one_heading_metadata_and_the_identity_the_law_asks_for(
        self, client, agency, paths
    ):
        for path in paths:
            page = client.get(path).content.decode()

            assert page.count("<h1") == 1, path
            assert '<html lang="vi">' in page, path
            assert "Liên kết Website" in page, path
            for name in ("title", "creator", "publisher", "description", "identifier", "date"):
                found = re.search(rf'name="DC\.{name}" content="([^"]*)"', page)
                assert found, (path, name)
                assert found[1], (path, name)
            for fact in (agency.full_name, agency.responsible, agency.address, agency.phone):
                assert fact in page, (path, fact)

    def test_offers_the_website_links_without_script(self, client, paths):
        for path in paths:
            page = client.get(path).content.decode()

            assert page.count('action="/lien-ket/di-toi/"') == 1, path
            assert "<optgroup" in page, path

    def test_names_no_other_host_in_what_it_loads(self, client, paths):
        for path in paths:
            page = client.get(path).content.decode()

            loaded = re.findall(
                r'(?:src|srcset)="([^"]+)"|<link rel="(?:stylesheet|preload)" href="([^"]+)"', page
            )
            assert all(address.startswith("/") for pair in loaded for address in pair if address)
            assert " style=" not in page, path
