"""What readers see when something is not there or went wrong."""

import pytest
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string

from tests.factories import (
    make_agency,
    make_article,
    make_section,
    make_staff,
    make_withdrawn,
)

CALM = ["400.html", "403.html", "403_csrf.html", "404_plain.html", "500.html", "503.html"]


@pytest.mark.django_db
class TestNotFound:
    @pytest.fixture(autouse=True)
    def section(self):
        make_agency()
        self.section = make_article(section=make_section(slug="tin-tuc")).section

    def test_leads_on_when_it_is_certain_what_was_meant(self, client):
        answer = client.get("/Tin-T%E1%BB%A9c/")

        assert answer.status_code == 302
        assert answer["Location"] == "/tin-tuc/"

    def test_leads_nobody_on_who_sends_something(self, client):
        assert client.post("/tin-t%E1%BB%A9c/").status_code == 404

    def test_asks_whether_something_near_was_meant_and_keeps_the_words(self, client):
        article = make_article(headline="Giờ làm việc ở Chi Ma", section=self.section)

        answer = client.get("/tin/gi%E1%BB%9D-l%C3%A0m-vi%E1%BB%87c-chi-ma-m%E1%BB%9Bi")

        page = answer.content.decode()
        assert answer.status_code == 404
        assert "Có phải bạn tìm:" in page
        assert f'<a href="{article.get_absolute_url()}">{article.headline}</a>' in page
        assert 'value="giờ làm việc chi ma mới"' in page

    def test_escapes_what_was_asked_for(self, client):
        page = client.get('/tin/"><script>alert(1)').content.decode()

        assert "<script>alert" not in page

    def test_says_nothing_of_what_was_withdrawn(self, client):
        hidden = make_withdrawn(headline="Tin đã gỡ vì sai", section=self.section)

        page = client.get(hidden.get_absolute_url()).content.decode()

        assert hidden.headline not in page
        assert "Có phải bạn tìm" not in page

    def test_costs_two_statements(self, client, django_assert_num_queries):
        client.get("/x/y/z")  # keeps the site

        with django_assert_num_queries(2):  # content version, articles
            assert client.get("/cu/tin-tuc/hoi-nghi-so-ket").status_code == 404

    def test_that_lacks_only_a_slash_costs_nothing(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            answer = client.get("/hoi-nghi-so-ket")

        assert answer["Location"] == "/hoi-nghi-so-ket/"

    @pytest.mark.parametrize(
        "path",
        [
            "/" + "a-" * 2000,
            "/" + "a" * 2000 + "/",
            "/%00/",
            "/%FF%FE",
            "/media/photos/x.webp",
            "/static/x.css",
        ],
    )
    def test_of_files_and_nonsense_costs_nothing(self, client, django_assert_num_queries, path):
        with django_assert_num_queries(0):
            answer = client.get(path)

        assert answer.status_code == 404
        assert "Không tìm thấy trang này" in answer.content.decode()

    @pytest.mark.parametrize("path", ["/quan-tri/tin-tuc/", "/xem-truoc/a/b/tin-tuc"])
    def test_guesses_nothing_at_the_desk(self, client, path):
        make_article(headline="Tin tức", section=self.section)
        client.force_login(make_staff())

        assert client.get(path).context["places"] == ()

    def test_is_whole_without_the_database(self, client, no_database):
        answer = client.get("/khong/co/trang-nay")

        assert answer.status_code == 404
        assert "Về trang chủ" in answer.content.decode()


@pytest.mark.django_db
class TestUnavailable:
    @pytest.fixture(autouse=True)
    def gone(self, no_database):
        """Also for whatever the test client asks."""

    @pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/tim-kiem/?q=a", "/sitemap.xml", "/rss/"])
    def test_is_said_calmly_and_for_how_long(self, client, path):
        answer = client.get(path)

        assert answer.status_code == 503
        assert answer["Retry-After"] == "30"
        assert answer["Cache-Control"] == "no-store"
        assert "Cổng đang tạm ngừng trong ít phút" in answer.content.decode()
        assert not answer.cookies

    def test_tells_who_sent_a_form_that_the_text_is_still_there(self, client):
        answer = client.post("/quan-tri/dang-nhap/", {"login": "a", "password": "b"})

        assert answer.status_code == 503
        assert "Chữ đã gõ vẫn còn trên máy này" in answer.content.decode()

    def test_is_said_to_scripts_in_their_language(self, client):
        answer = client.get("/", headers={"accept": "application/json"})

        assert answer.status_code == 503
        assert "Chữ đã gõ vẫn còn" in answer.json()["error"]

    def test_is_said_even_when_the_session_cannot_be_read(self, client):
        client.cookies["sessionid"] = "a" * 32
        client.raise_request_exception = False  # before any view

        assert client.get("/quan-tri/").status_code == 503


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_what_fails_outside_a_view_gets_the_same_page(client, settings, error):
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.portal.broken_urls"
    settings.MIDDLEWARE = [f"tests.portal.broken_urls.{error.__name__}Middleware"]

    assert client.get("/hong/").status_code == 503


def test_another_failure_is_no_outage(client, settings):
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.portal.broken_urls"

    assert client.get("/hong/").status_code == 500


@pytest.mark.parametrize("name", CALM)
def test_calm_pages_lead_on_and_need_nothing(name):
    page = render_to_string(name)

    assert page.count("<h1") == 1
    assert '<html lang="vi">' in page
    assert 'href="/"' in page
    assert 'href="/ngoai-tuyen/"' in page
    assert "<script" not in page
