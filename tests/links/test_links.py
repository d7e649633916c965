import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse

from links.models import Link, LinkGroup
from organization.models import Page
from tests.factories import (
    make_agency,
    make_article,
    make_link,
    make_page,
    make_photo,
    make_section,
)

pytestmark = pytest.mark.django_db

CHOOSE = "/lien-ket/di-toi/"


@pytest.fixture(autouse=True)
def agency():
    return make_agency()


def text_of(response):
    return response.content.decode()


def assert_leaves_nothing_behind(answer):
    assert not answer.cookies
    assert "Set-Cookie" not in answer


class TestGo:
    def test_leads_to_the_stored_address(self, client):
        link = make_link(url="https://langson.gov.vn/?a=1&b=2")

        answer = client.get(link.get_absolute_url())

        assert answer.status_code == 302
        assert answer["Location"] == "https://langson.gov.vn/?a=1&b=2"
        assert_leaves_nothing_behind(answer)

    def test_tells_nobody_where_the_reader_came_from(self, client):
        answer = client.get(make_link().get_absolute_url())

        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"

    def test_heeds_no_address_in_the_request(self, client):
        link = make_link(url="https://langson.gov.vn")

        answer = client.get(
            link.get_absolute_url(),
            {"url": "https://xau.example", "next": "https://xau.example", "den": "7"},
        )

        assert answer["Location"] == "https://langson.gov.vn"

    def test_does_not_find_a_hidden_link(self, client):
        link = make_link(is_visible=False)

        assert client.get(link.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
    def test_does_not_find_what_is_not_stored(self, client, number):
        assert client.get(f"/lien-ket/{number}/").status_code == 404

    @pytest.mark.parametrize("path", ["-1/", "https://xau.example/", "//xau.example/", "1.0/"])
    def test_knows_ids_only(self, client, path):
        make_link()

        assert client.get(f"/lien-ket/{path}").status_code == 404

    def test_may_only_be_read(self, client):
        assert client.post(make_link().get_absolute_url()).status_code == 405


class TestChoose:
    def test_opens_the_link_chosen(self, client):
        link = make_link(name="Cổng tỉnh", url="https://www.langson.gov.vn/trang")

        answer = client.get(CHOOSE, {"den": link.pk})

        assert answer.status_code == 200
        assert answer["Refresh"] == f"0; url={link.get_absolute_url()}"
        assert f'<a href="{link.get_absolute_url()}">langson.gov.vn</a>' in text_of(answer)
        assert_leaves_nothing_behind(answer)

    @pytest.mark.parametrize(
        "junk",
        [
            "",
            "abc",
            "-1",
            "1.0",
            " 1",
            "１",
            "²",
            "1" * 10,
            "\0",
            "https://xau.example",
            "//xau.example",
            "javascript:alert(1)",
            "1; url=https://xau.example",
            "1\r\nLocation: https://xau.example",
        ],
    )
    def test_of_anything_but_an_id_shows_the_list(self, client, junk):
        make_link()

        answer = client.get(CHOOSE, {"den": junk})

        assert answer.status_code == 302
        assert answer["Location"] == "/lien-ket/"
        assert "Refresh" not in answer

    def test_of_nothing_shows_the_list(self, client):
        assert client.get(CHOOSE)["Location"] == "/lien-ket/"

    def test_does_not_find_a_hidden_link(self, client):
        link = make_link(is_visible=False)

        assert client.get(CHOOSE, {"den": link.pk}).status_code == 404

    def test_does_not_find_an_unknown_id(self, client):
        assert client.get(CHOOSE, {"den": "999999999"}).status_code == 404

    def test_shows_a_hostile_name_as_words(self, client):
        link = make_link(name="<script>alert(1)</script>")

        assert "<script>alert" not in text_of(client.get(CHOOSE, {"den": link.pk}))


class TestAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "ftp://langson.gov.vn",
            "//langson.gov.vn",
            "/gioi-thieu/",
            "langson.gov.vn",
            "javascript://langson.gov.vn/%0aalert(1)",
        ],
    )
    def test_that_does_not_go_to_the_web_is_refused(self, url):
        link = make_link()
        link.url = url

        with pytest.raises(ValidationError) as refusal:
            link.full_clean()

        assert "url" in refusal.value.message_dict
        with pytest.raises(IntegrityError, match="link_goes_to_the_web"):
            Link.objects.filter(pk=link.pk).update(url=url)

    def test_stands_once_in_a_group(self):
        link = make_link()

        with pytest.raises(IntegrityError, match="link_once_in_a_group"):
            make_link(group=link.group, url=link.url)

    def test_may_stand_in_two_groups(self):
        link = make_link()

        make_link(group=LinkGroup.objects.create(name="Tỉnh"), url=link.url)

        assert Link.objects.count() == 2

    @pytest.mark.parametrize(
        ("url", "host"),
        [
            ("https://www.langson.gov.vn/a", "langson.gov.vn"),
            ("http://langson.gov.vn", "langson.gov.vn"),
        ],
    )
    def test_is_shown_by_its_host(self, url, host):
        assert Link(url=url).host == host


class TestGroup:
    def test_with_links_cannot_be_deleted(self):
        link = make_link()

        with pytest.raises(ProtectedError):
            link.group.delete()

    def test_has_a_name_of_its_own(self):
        LinkGroup.objects.create(name="Trung ương")

        with pytest.raises(IntegrityError):
            LinkGroup.objects.create(name="Trung  ương\u200b")


class TestList:
    def test_shows_groups_and_links_in_order(self, client):
        second = LinkGroup.objects.create(name="Tỉnh Lạng Sơn", order=2)
        first = LinkGroup.objects.create(name="Trung ương", order=1)
        make_link(group=second, name="Cổng tỉnh", order=1)
        make_link(group=first, name="Bộ Công Thương", order=2)
        make_link(group=first, name="Chính phủ", order=1)
        make_link(group=first, name="Trang ẩn", is_visible=False)

        page = text_of(client.get(reverse("links:index")))

        headings = re.findall(r'<h2 class="block__title"[^>]*>([^<]+)</h2>', page)
        names = re.findall(r'<a href="/lien-ket/\d+/">([^<]+)</a>', page)
        assert headings == ["Trung ương", "Tỉnh Lạng Sơn"]
        assert names == ["Chính phủ", "Bộ Công Thương", "Cổng tỉnh"]
        assert "Trang ẩn" not in page

    def test_shows_no_group_without_visible_links(self, client):
        LinkGroup.objects.create(name="Nhóm rỗng")

        page = text_of(client.get(reverse("links:index")))

        assert "Nhóm rỗng" not in page
        assert "Chưa có liên kết nào." in page

    def test_leads_out_by_the_stored_id_only(self, client):
        make_link(url="https://noi-khac.example")

        assert 'href="https://noi-khac.example' not in text_of(client.get(reverse("links:index")))

    def test_shows_hosts_notes_and_logos(self, client):
        make_link(url="https://www.langson.gov.vn", note="Tiếng Anh", logo=make_photo())

        page = text_of(client.get(reverse("links:index")))

        assert "langson.gov.vn</span>" in page
        assert "Tiếng Anh" in page
        assert "<img" in page.partition('<ul class="linkgroup__list">')[2]

    def test_sets_no_cookie(self, client):
        make_link()

        assert_leaves_nothing_behind(client.get(reverse("links:index")))

    @pytest.mark.parametrize("links", [1, 15])
    def test_costs_the_same_however_long(self, client, django_assert_num_queries, links):
        for _ in range(links):
            make_link(logo=make_photo())
        client.get(reverse("links:index"))

        with django_assert_num_queries(1):  # the content version; the rest is kept
            client.get(reverse("links:index"))


class TestSelect:
    PATHS = {
        "home": lambda: "/",
        "search": lambda: "/tim-kiem/?q=hop",
        "site map": lambda: "/so-do-cong/",
        "introduction": lambda: "/gioi-thieu/",
        "contact": lambda: "/lien-he/",
        "links": lambda: "/lien-ket/",
        "section": lambda: make_section().get_absolute_url(),
        "article": lambda: make_article().get_absolute_url(),
        **{
            f"page with {shows or 'words'}": lambda shows=shows: make_page(
                shows=shows
            ).get_absolute_url()
            for shows in Page.Shows.values
        },
    }

    @pytest.mark.parametrize("kind", PATHS)
    def test_is_on_every_kind_of_page_once(self, client, kind):
        link = make_link(name="Cổng <tỉnh>")
        make_link(name="Trang ẩn", is_visible=False)

        answer = client.get(self.PATHS[kind]())

        page = text_of(answer)
        assert answer.status_code == 200
        assert page.count('<select class="field" id="lien-ket" name="den">') == 1
        assert f'<form class="weblinks__form" action="{CHOOSE}" method="get">' in page
        assert f'<option value="{link.pk}">Cổng &lt;tỉnh&gt;</option>' in page
        assert '<optgroup label="Trung ương">' in page
        assert "Trang ẩn" not in page
        assert_leaves_nothing_behind(answer)

    def test_is_left_out_while_there_are_no_links(self, client):
        assert 'name="den"' not in text_of(client.get("/"))

    def test_sends_ids_without_dots(self, client):
        link = make_link()
        Link.objects.filter(pk=link.pk).update(id=1477)

        assert '<option value="1477">' in text_of(client.get("/"))
