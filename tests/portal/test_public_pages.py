"""Pages that are the same for everybody: kept, answered by 304, shared with caches, and safe."""

import gzip

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core import pagecache
from core.pagecache import NotPublic, public
from news.models import Article
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_link,
    make_page,
    make_section,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(nothing_kept, monkeypatch):
    """As in production."""
    monkeypatch.setattr(pagecache, "KEPT_BYTES", 64 * 2**20)


@pytest.fixture
def site():
    make_agency()
    make_link()
    return make_article(headline="Cửa khẩu Hữu Nghị", section=make_section(name="Tin tức"))


@pytest.fixture
def paths(site):
    return [
        "/",
        site.section.get_absolute_url(),
        site.get_absolute_url(),
        site.get_print_url(),
        f"/bai/{site.pk}/",
        make_page().get_absolute_url(),
        *("/gioi-thieu/", "/lien-he/", "/lien-ket/", "/so-do-cong/", "/rss/", "/robots.txt"),
        *("/tim-kiem/", "/tim-kiem/?q=cua+khau", "/tim-kiem/goi-y/?q=cua+kh"),
        *(
            "/tim-kiem/rss/?q=cua+khau",
            "/sitemap.xml",
            "/sitemap-news.xml",
            "/sitemap-articles.xml",
        ),
        "/manifest.webmanifest",
    ]


class TestEveryPublicAddress:
    def test_says_that_caches_may_keep_it(self, client, paths):
        for path in paths:
            response = client.get(path)

            assert response.status_code in (200, 301), path
            assert response["Cache-Control"] == pagecache.CACHE_CONTROL, path
            assert response["ETag"].startswith('W/"'), path
            assert response["Last-Modified"].endswith("GMT"), path
            assert response["Vary"] == "Accept-Encoding", path
            assert not response.cookies, path

    def test_is_made_once_while_nothing_changes(self, client, paths, django_assert_num_queries):
        for path in paths:
            first = client.get(path)
            if first.status_code == 301:
                continue
            with django_assert_num_queries(1):
                again = client.get(path)

            assert (again.status_code, again.content) == (first.status_code, first.content), path
            assert dict(again.items()) == dict(first.items()), path

    def test_is_not_sent_again_to_whoever_has_it(self, client, paths, django_assert_num_queries):
        for path in paths:
            first = client.get(path)
            pagecache.pages.clear()
            with django_assert_num_queries(1):
                again = client.get(path, headers={"if-none-match": first["ETag"]})

            assert (again.status_code, again.content) == (304, b""), path
            assert again["ETag"] == first["ETag"], path
            assert again["Cache-Control"] == pagecache.CACHE_CONTROL, path

    def test_is_the_same_for_staff(self, client, paths):
        strangers = {path: client.get(path).content for path in paths}
        pagecache.pages.clear()
        client.force_login(make_staff())

        for path in paths:
            response = client.get(path)
            assert response["Cache-Control"] == pagecache.CACHE_CONTROL, path
            if "tim-kiem/?q" not in path:  # its question is signed with the time
                assert response.content == strangers[path], path


class TestAChange:
    def test_is_seen_at_once(self, client, site):
        path = site.get_absolute_url()
        before = client.get(path)

        Article.objects.filter(pk=site.pk).update(headline="Cửa khẩu Chi Ma")

        after = client.get(path, headers={"if-none-match": before["ETag"]})
        assert "Cửa khẩu Chi Ma" in after.content.decode()
        assert after["ETag"] != before["ETag"]

    def test_that_withdraws_leaves_nothing_behind(self, client, site):
        path = site.get_absolute_url()
        etag = client.get(path)["ETag"]

        Article.objects.filter(pk=site.pk).update(status=Article.Status.WITHDRAWN)

        response = client.get(path, headers={"if-none-match": etag})
        assert response.status_code == 404
        assert response["Cache-Control"] == pagecache.CACHE_CONTROL
        assert "ETag" not in response

    def test_of_what_only_the_desk_sees_is_none(self, client, site):
        draft = make_draft(section=site.section)
        etag = client.get("/")["ETag"]

        Article.objects.filter(pk=draft.pk).update(headline="Đang viết")
        make_draft(section=site.section)

        assert client.get("/")["ETag"] == etag


class TestTheQuery:
    def test_counts_only_where_the_view_says_so(self, client, site, django_assert_num_queries):
        path = site.section.get_absolute_url()
        first = client.get(path)

        with django_assert_num_queries(1):
            other = client.get(path, {"utm_source": "zalo", "fbclid": "x" * 200})
        assert other.content == first.content
        assert other["ETag"] == first["ETag"]
        assert client.get(path, {"trang": 2}).status_code == 404

    def test_that_is_not_known_is_in_no_page(self, client, site):
        path = site.section.get_absolute_url()
        assert b"khong-ai-biet" not in client.get(path, {"khong-ai-biet": "1"}).content

    def test_makes_no_more_pages_than_fit(self, client, site, monkeypatch):
        monkeypatch.setattr(pagecache, "KEPT_BYTES", 200_000)
        for number in range(60):
            client.get("/tim-kiem/goi-y/", {"q": f"a{number}" * 40})

        kept = list(pagecache.pages._pages)
        assert 10 < len(kept) < 50  # some 4 KB each, and the question
        assert kept[-1][2].startswith("q=a59")
        client.get("/")
        assert kept[-1] in pagecache.pages._pages

    def test_makes_nothing_of_addresses_that_lead_elsewhere(self, client, site):
        for number in range(20):
            assert client.get(f"/x{number}/bai-{site.pk}.html").status_code == 301

        assert not pagecache.pages._pages


class TestAKeptPage:
    def test_is_answered_without_a_look_at_anything_but_the_version(
        self, client, site, django_assert_num_queries, monkeypatch
    ):
        first = client.get("/")
        monkeypatch.setattr(SessionMiddleware, "process_request", None)  # nobody gets that far

        with django_assert_num_queries(1):
            again = client.get("/")

        assert (again.content, again.headers) == (first.content, first.headers)

    def test_that_is_another_by_now_is_made_by_one_look_at_the_version(self, client, site):
        client.get("/")
        site.save()

        with CaptureQueriesContext(connection) as asked:
            client.get("/")

        versions = [query for query in asked if "content_version" in query["sql"]]
        assert len(versions) == 1

    def test_is_for_who_asks_the_same_of_the_same_host(self, client, site):
        path = site.section.get_absolute_url()
        for _ in range(13):
            make_article(section=site.section)
        second, first = client.get(f"{path}?trang=2"), client.get(path)

        assert client.get(path, headers={"host": "evil.example"}).status_code == 400
        assert client.post(path).status_code == 405
        assert client.get(f"{path}?trang=%32").content == second.content
        assert client.get(f"{path}?trang=1&trang=2").content == second.content
        assert client.get(f"{path}?trang=3").status_code == 404
        assert client.get(f"{path}?x=trang=2").content == first.content

    def test_has_the_headers_of_one_that_was_made_when_it_is_the_same_still(self, client, site):
        made = client.get("/")

        same = client.get("/", headers={"if-none-match": made["ETag"]})

        assert same.status_code == 304
        for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
            assert same[name] == made[name], name


class TestEncoding:
    def test_is_kept_as_it_was_sent(self, client, site):
        plain = client.get("/")
        packed = [client.get("/", headers={"accept-encoding": "gzip, br"}) for _ in range(2)]

        assert packed[0].content == packed[1].content
        assert gzip.decompress(packed[1].content) == plain.content == client.get("/").content
        assert packed[1]["Content-Encoding"] == "gzip"
        assert packed[1]["Content-Length"] == str(len(packed[1].content))


class TestAPublicView:
    """What it may not look at: a page made with it would be shown to everybody."""

    @pytest.mark.parametrize(
        "reach",
        [
            lambda request: request.user.is_authenticated,
            lambda request: bool(request.user),
            lambda request: request.session.get("a"),
            lambda request: request.session["a"],
            lambda request: request.session.__setitem__("a", 1),
            lambda request: list(request._messages),
            lambda request: render_to_string("admin/login.html", request=request),
        ],
    )
    def test_cannot_reach_for_who_asks(self, reach, rf):
        view = public()(lambda request: HttpResponse(str(reach(request))))

        with pytest.raises((NotPublic, TypeError, AttributeError)):
            view(rf.get("/", headers={"cookie": "sessionid=abc"}))

    def test_is_given_no_cookie_header_or_address(self):
        seen = []
        view = public("a")(lambda request: seen.append(request) or HttpResponse("x"))
        request = RequestFactory().get(
            "/x/?a=1&b=2",
            REMOTE_ADDR="203.0.113.7",
            headers={"cookie": "csrftoken=b", "accept-language": "fr", "user-agent": "x"},
        )

        view(request)

        (bare,) = seen
        assert bare.COOKIES == {}
        assert bare.GET.dict() == {"a": "1"}
        assert bare.get_full_path() == "/x/"
        assert bare.build_absolute_uri("/y") == "http://testserver/y"
        assert "203.0.113.7" not in repr(dict(bare.META))
        assert {name for name in bare.META if name.startswith("HTTP_")} <= {
            "HTTP_HOST",
            "HTTP_X_FORWARDED_PROTO",
        }

    def test_called_by_itself_leaves_nobody_waiting(self, rf):
        public()(lambda request: HttpResponse("x"))(rf.get("/"))

        assert not any(flight.locked() for flight in pagecache._flights)

    def test_that_says_no_store_is_not_shared(self):
        @public()
        def view(request):
            return HttpResponse("x", headers={"Cache-Control": "no-store"})

        response = pagecache.PageCacheMiddleware(view)(RequestFactory().get("/x/"))

        assert response["Cache-Control"] == "no-store"
        assert not pagecache.pages._pages

    def test_that_sets_a_cookie_is_not_kept(self, client, site, monkeypatch):
        @public()
        def view(request):
            response = HttpResponse("x")
            response.set_cookie("a", "b")
            return response

        request = RequestFactory().get("/x/")
        response = pagecache.PageCacheMiddleware(view)(request)

        assert "Cache-Control" not in response
        assert not pagecache.pages._pages
