"""Anything at all in every query parameter and every form of readers: an answer, never a 5xx."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.limits import Limits
from portal import searching, violations
from readers import views as readers
from tests.factories import make_agency, make_article, make_link, make_page

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
OFTEN = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
texts = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "\0",
        "\ud7ff",
        "9" * 400,
        "-1",
        "1e9",
        "٣",
        "' OR 1=1--",
        "%00",
        "../../etc/passwd",
        "\r\nX: y",
    ]
)
PARAMETERS = ["q", "trang", "muc", "tu", "den", "loai", "xep", "day-du", "p", "id", "next", "kieu"]
queries = st.dictionaries(st.sampled_from(PARAMETERS), texts | st.lists(texts, max_size=3))
PATHS = ["/", "/tim-kiem/", "/tim-kiem/goi-y/", "/tim-kiem/rss/", "/lien-ket/", "/lien-ket/di-toi/"]
PATHS += ["/rss/", "/sitemap.xml", "/sitemap-news.xml", "/lien-he/", "section", "article", "page"]


@pytest.fixture
def site(monkeypatch):
    """The paths by their names; no limit stands in the way of fuzzing."""
    make_agency()
    article, page = make_article(), make_page()
    make_link()
    for module, name in (
        (readers, "RATINGS"),
        (readers, "REPORTS"),
        (readers, "VISITS"),
        (violations, "REPORTS"),
        (searching, "SEARCHES"),
    ):
        monkeypatch.setattr(module, name, Limits(10**6, 60, overall=10**6))
    own = {
        "section": article.section.get_absolute_url(),
        "article": article.get_absolute_url(),
        "page": page.get_absolute_url(),
    }
    return {path: own.get(path, path) for path in PATHS} | {"pk": article.pk}


@pytest.mark.parametrize("path", PATHS)
@OFTEN
@given(query=queries)
@example(query={"trang": "1" * 5000})
@example(query={"q": "a" * 200_000})
def test_in_a_query(site, path, query):
    answer = Client().get(site[path], query)

    assert answer.status_code < 500, query
    assert not answer.cookies


@OFTEN
@given(path=st.text(st.characters(codec="utf-8", exclude_characters="?#"), max_size=80))
def test_as_an_address(site, path):
    assert Client().get(f"/{path}").status_code < 500


@OFTEN
@given(
    form=st.dictionaries(
        st.sampled_from(["answer", "kind", "message", "contact", "website", "selected", "token"]),
        texts,
    )
)
def test_in_what_readers_tell(site, form):
    for path in ("danh-gia", "bao-loi", "dem"):
        answer = Client().post(f"/ban-doc/{path}/{site['pk']}/", form)
        assert answer.status_code < 500, form
        answer = Client().post(f"/ban-doc/{path}/{site['pk']}/", urlencode(form), content_type=FORM)
        assert answer.status_code < 500, form
    assert Client().post("/ban-doc/tim/", urlencode(form), content_type=FORM).status_code < 500


@OFTEN
@given(body=st.binary(max_size=300), kind=texts)
def test_in_a_body_of_any_kind(site, body, kind):
    kind = "".join(letter for letter in kind if " " < letter < "\x7f") or FORM
    for path in (f"/ban-doc/danh-gia/{site['pk']}/", "/bao-noi-dung-la/", "/quan-tri/login/"):
        assert Client().post(path, body, content_type=kind).status_code < 500


@OFTEN
@given(
    headers=st.dictionaries(
        st.sampled_from(
            ["HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE"]
            + ["HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_REFERER", "HTTP_USER_AGENT"]
            + ["HTTP_COOKIE", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_ORIGINAL_URL"]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    )
)
def test_in_headers_changes_no_public_page(site, headers):
    plain = Client().get(site["article"])
    answer = Client().get(site["article"], **headers)

    assert answer.status_code in (200, 304)
    if answer.status_code == 200 and "Content-Encoding" not in answer:
        assert answer.content == plain.content
