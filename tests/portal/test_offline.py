"""The worker, its page and the manifest; in a browser they are in tests/browser/test_offline.py."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from portal import offline
from tests.factories import make_agency


def weight(data: bytes) -> int:
    return len(gzip.compress(data))


class TestWorker:
    def test_stands_at_the_root_and_is_asked_for_anew(self, client):
        answer = client.get("/sw.js")

        assert answer["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer["Cache-Control"] == "no-cache"
        assert re.search(r'OWN = "own-[0-9a-f]{12}"', answer.content.decode())

    def test_names_the_files_its_version_depends_on(self, client):
        needed = re.search(r"NEEDED = \[(.*)\]", client.get("/sw.js").content.decode())[1]

        assert re.findall(r'"/static/([^"]+)"', needed) == list(offline.FILES)

    def test_is_light(self, client):
        assert weight(client.get("/sw.js").content) < 2048
        with open(finders.find("js/offline.js"), "rb") as script:
            assert weight(script.read()) < 600


class TestPage:
    def test_is_made_of_fixed_files_alone(self, client):
        page = client.get("/ngoai-tuyen/").content.decode()

        loaded = re.findall(r'(?:src|stylesheet" href|rel="icon" href)="/static/([^"]+)"', page)
        assert set(loaded) == set(offline.FILES)

    def test_says_what_it_can_without_scripts(self, client):
        page = client.get("/ngoai-tuyen/").content.decode()

        assert "Trình duyệt đang tắt JavaScript" in page
        assert page.count("<h1") == 1


@pytest.mark.django_db
class TestManifest:
    def test_has_the_agency_s_name_and_pictures_of_their_size(self, client):
        agency = make_agency()

        answer = client.get("/manifest.webmanifest")

        found = answer.json()
        assert answer["Content-Type"] == "application/manifest+json"
        assert (found["name"], found["short_name"]) == (agency.full_name, agency.short_name)
        assert (found["lang"], found["start_url"]) == ("vi", "/")
        for icon in found["icons"]:
            with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
                assert "{}x{}".format(*picture.size) == icon["sizes"]

    def test_is_named_by_public_pages(self, client):
        make_agency()

        page = client.get("/lien-he/").content.decode()

        assert '<link rel="manifest" href="/manifest.webmanifest">' in page
        assert '<script src="/static/js/site.js" type="module">' in page
