"""What Prometheus is told at /metrics, of all processes of this machine; nginx lets only it ask.

What happens is counted where it happens; how things stand is looked up when somebody asks.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import perf_counter

from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily

from core.lag import watch
from core.pagecache import pages
from portal.logs import view_name
from portal.models import TaskRun

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
REQUESTS = Counter("portal_requests", "Answers.", ["view", "status", "answered"])
SECONDS = Histogram("portal_request_seconds", "Time to answer.", ["answered"], buckets=BOUNDS)
STATEMENTS = Counter("portal_statements", "Statements.", ["database"])
STATEMENT_SECONDS = Counter("portal_statement_seconds", "Time in statements.", ["database"])
EXCEPTIONS = Counter("portal_exceptions", "Exceptions nobody expected.", ["view", "exception"])
KEPT = Gauge("portal_kept_bytes", "Pages kept in memory.", multiprocess_mode="livesum")

# Looking a child up by its labels takes as long as counting.
_requests, _seconds = cache(REQUESTS.labels), cache(SECONDS.labels)
_statements, _statement_seconds = cache(STATEMENTS.labels), cache(STATEMENT_SECONDS.labels)


class MetricsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = perf_counter()
        response = self.get_response(request)
        answered = _how(response)
        match = request.resolver_match
        _requests(match.view_name if match else "", response.status_code, answered).inc()
        _seconds(answered).observe(perf_counter() - began)
        if answered == "made":
            KEPT.set(pages.bytes)
        return response


def _how(response) -> str:
    if response.status_code == 304:
        return "304"
    return "kept" if hasattr(response, "is_kept") else "made"


def count_statement(database: str, seconds: float) -> None:
    _statements(database).inc()
    _statement_seconds(database).inc(seconds)


def _count_exception(sender, request, **_signal) -> None:
    EXCEPTIONS.labels(view_name(), type(sys.exception()).__name__).inc()


got_request_exception.connect(_count_exception)


@require_safe
def metrics(request):
    """All of it, in the words of Prometheus; without the database, what needs none."""
    found = generate_latest(_counted()) + generate_latest(_standing())
    return HttpResponse(found, CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _counted() -> CollectorRegistry:
    home = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not home:
        return REGISTRY
    for path in Path(home).glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        if not Path(f"/proc/{pid}").exists():
            multiprocess.mark_process_dead(pid)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry


def _standing() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Standing())
    return registry


class _Standing:
    def collect(self) -> Iterator[GaugeMetricFamily]:
        lag = GaugeMetricFamily(
            "portal_replica_lag_seconds", "Behind the primary.", None, ["replica"]
        )
        read = GaugeMetricFamily("portal_replica_is_read", "1: it is fresh.", None, ["replica"])
        for replica, seconds in watch.lags().items():
            read.add_metric([replica], replica in watch.fresh())
            if seconds is not None:
                lag.add_metric([replica], seconds)
        yield from (lag, read)
        ages = GaugeMetricFamily("portal_task_age_seconds", "Since it succeeded.", None, ["task"])
        up = GaugeMetricFamily("portal_database_is_up", "1: the primary answers.", 0)
        with suppress(DatabaseError, InterfaceError):
            for run in TaskRun.objects.exclude(succeeded_at=None):
                age = (timezone.now() - run.succeeded_at).total_seconds()
                ages.add_metric([run.task], age)
            up = GaugeMetricFamily("portal_database_is_up", "1: the primary answers.", 1)
        yield from (ages, up)
