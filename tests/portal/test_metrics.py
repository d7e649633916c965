"""What Prometheus is told."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from core import pagecache
from portal import workers
from portal.models import TaskRun
from tests.factories import make_agency, make_article, make_page

pytestmark = pytest.mark.django_db


def told(client, name, **labels):
    """The value of one sample, 0 while there is none."""
    text = client.get("/metrics").content.decode()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if (sample.name, sample.labels) == (name, labels):
                return sample.value
    return 0


def test_an_answer_is_counted_by_view_status_and_how_it_was_given(client, monkeypatch):
    monkeypatch.setattr(pagecache, "KEPT_BYTES", 64 * 2**20)
    make_agency()
    path = make_page().get_absolute_url()
    labels = {"view": "organization:page", "status": "200"}
    before = [
        told(client, "portal_requests_total", **labels, answered=how) for how in ("made", "kept")
    ]

    etag = client.get(path)["ETag"]
    client.get(path)
    client.get(path, headers={"if-none-match": etag})

    after = [
        told(client, "portal_requests_total", **labels, answered=how) for how in ("made", "kept")
    ]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1]
    assert told(
        client,
        "portal_requests_total",
        view="organization:page",
        status="304",
        answered="304",
    )
    assert told(client, "portal_kept_bytes") > 1000
    assert told(client, "portal_request_seconds_count", answered="kept") >= 1
    assert told(client, "portal_statements_total", database="default") >= 3


@pytest.mark.urls("tests.portal.broken_urls")
def test_an_exception_is_counted(client):
    client.raise_request_exception = False
    labels = {"view": "tests.portal.broken_urls.crash", "exception": "RuntimeError"}
    before = REGISTRY.get_sample_value("portal_exceptions_total", labels) or 0

    client.get("/hong/")

    assert REGISTRY.get_sample_value("portal_exceptions_total", labels) == before + 1


def test_the_age_of_what_machines_do_is_told(client):
    then = timezone.now() - timedelta(hours=2)
    TaskRun.objects.create(task="backup", began_at=then, succeeded_at=then)

    assert told(client, "portal_task_age_seconds", task="backup") == pytest.approx(7200, abs=60)
    assert told(client, "portal_database_is_up") == 1


def test_without_the_database_the_rest_is_told(client, no_database):
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "portal_database_is_up 0.0" in answer.content.decode()


def test_an_address_that_is_none_makes_no_name_of_its_own(client):
    make_article()
    client.get("/khong/co/that/")

    assert "khong" not in client.get("/metrics").content.decode()


class TestShared:
    @pytest.fixture(autouse=True)
    def memory(self, monkeypatch, tmp_path):
        monkeypatch.setattr(workers, "IN_MEMORY", tmp_path)
        monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
        monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
        return tmp_path

    def test_directory_is_private_and_what_the_dead_left_is_removed(self, memory, monkeypatch):
        workers.share_metrics(2**22 - 1)  # whose number nobody has
        del os.environ["PROMETHEUS_MULTIPROC_DIR"]

        workers.share_metrics(os.getpid())

        (home,) = memory.iterdir()
        assert home.stat().st_mode & 0o777 == 0o700
        assert [each.name for each in home.iterdir()] == [str(os.getpid())]
        assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(home / str(os.getpid()))
