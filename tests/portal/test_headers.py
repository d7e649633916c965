"""What answers say of themselves to browsers."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import make_agency, make_article

pytestmark = pytest.mark.django_db
STRICT = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'self'")


@pytest.mark.parametrize("path", ["/", "article", "/tim-kiem/?q=tin", "/khong-co/", "/rss/"])
def test_public_answers_allow_nothing_but_what_is_our_own(client, path):
    make_agency()
    article = make_article()

    answer = client.get(article.get_absolute_url() if path == "article" else path)

    policy = answer["Content-Security-Policy"].split("; ")
    assert set(STRICT) <= set(policy)
    assert "report-uri /bao-noi-dung-la/" in policy
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert not answer.cookies


def test_the_desk_says_the_same(admin_client):
    answer = admin_client.get("/quan-tri/")

    assert set(STRICT) <= set(answer["Content-Security-Policy"].split("; "))
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


class TestSecurityTxt:
    """https://www.rfc-editor.org/rfc/rfc9116"""

    def test_names_whom_to_tell_until_when(self, client):
        make_agency(email="bqlktck@langson.gov.vn")

        answer = client.get("/.well-known/security.txt")

        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        assert fields["Contact"] == "mailto:bqlktck@langson.gov.vn"
        assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
        expires = datetime.fromisoformat(fields["Expires"])
        assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)

    def test_is_missing_where_nobody_can_be_told(self, client):
        make_agency(email="")

        assert client.get("/.well-known/security.txt").status_code == 404
