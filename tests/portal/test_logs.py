"""What the log says of whom: request ids, JSON, slow statements."""

import json
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from portal import logs, statements
from tests.factories import make_agency, make_article

GIVEN = "0123456789abcdef0123456789abcdef"


def answered(**headers):
    """What a request with the headers is called, and the header of its answer."""
    seen = []

    def view(request):
        seen.append(logs.request_id())
        return HttpResponse("x")

    response = logs.RequestIdMiddleware(view)(RequestFactory().get("/", headers=headers))
    return seen[0], response[logs.HEADER]


class TestTheId:
    def test_is_made_here_whatever_a_stranger_sends(self):
        inside, sent = answered(x_request_id=GIVEN)

        assert inside == sent != GIVEN
        assert len(sent) == 32

    def test_is_that_of_the_proxy_that_is_trusted(self, settings):
        settings.TRUSTED_PROXY = True

        assert answered(x_request_id=GIVEN) == (GIVEN, GIVEN)

    @pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g h", "<b>abcdefgh</b>"])
    def test_is_no_other_text(self, settings, given):
        settings.TRUSTED_PROXY = True

        assert answered(x_request_id=given)[0] != given

    def test_is_nothing_outside_a_request(self):
        assert logs.request_id() == ""

    @pytest.mark.django_db
    def test_is_on_no_page_that_caches_share(self, client):
        make_agency()
        path = make_article().get_absolute_url()

        first, again = client.get(path), client.get(path)

        assert logs.HEADER not in first
        assert logs.HEADER not in again
        assert logs.HEADER in client.get("/quan-tri/dang-nhap/")

    @pytest.mark.django_db
    def test_is_shown_when_the_database_is_gone(self, client, no_database):
        answer = client.get("/lien-he/")

        assert answer.status_code == 503
        assert f"<code>{answer[logs.HEADER]}</code>" in answer.content.decode()

    @pytest.mark.urls("tests.portal.broken_urls")
    def test_is_shown_when_the_code_fails(self, client):
        client.raise_request_exception = False
        answer = client.get("/hong/")

        assert answer.status_code == 500
        assert f"<code>{answer[logs.HEADER]}</code>" in answer.content.decode()


def test_a_line_is_one_object_with_the_request_and_without_the_question():
    program = (
        "import django, logging; django.setup();"
        "from django.test import RequestFactory; from portal import logs;"
        "request = RequestFactory().get('/tim-kiem/?q=benh+hiem'); request.id = 'abc';"
        "logs.answering.set(request);"
        "logging.getLogger('x').error('Hỏng %s', 1, extra={'request': request, 'status_code': 500},"
        " exc_info=ValueError('a\\nb'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.environ['PORTAL_LOG'] = 'json'; {program}"],
        capture_output=True,
        text=True,
    )

    (line,) = done.stderr.splitlines()
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "x", "Hỏng 1")
    assert (said["request_id"], said["status_code"]) == ("abc", 500)
    assert "ValueError" in said["exc_info"]
    assert "benh" not in line


@pytest.mark.django_db
class TestASlowStatement:
    @pytest.fixture(autouse=True)
    def at_once(self, settings, caplog):
        settings.SLOW_MS = 20
        with connection.cursor():  # it exists, and is watched
            yield

    def slow(self, seconds, secret="mật"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s),\n  %s::text", [seconds, secret])

    def test_is_logged_without_its_parameters(self, caplog):
        self.slow(0.05)

        (record,) = caplog.records
        assert record.getMessage().endswith(" ms in no view: SELECT pg_sleep(%s), %s::text")
        assert "mật" not in caplog.text

    def test_is_logged_when_it_fails(self, caplog):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 30")
            with pytest.raises(OperationalError):
                cursor.execute("SELECT pg_sleep(1)")

        assert "SELECT pg_sleep(1)" in caplog.text

    def test_is_no_quick_one(self, caplog):
        self.slow(0)

        assert not caplog.records

    def test_is_watched_once_however_often_it_connects(self):
        statements.watch(connection)

        assert connection.execute_wrappers.count(statements._watched) == 1
