"""Each statement is counted, and one that takes longer than SLOW_MS is logged."""

import logging
from time import perf_counter

from django.conf import settings

from portal import metrics
from portal.logs import view_name

log = logging.getLogger(__name__)


def watch(connection, **_signal) -> None:
    """Receiver of connection_created."""
    if _watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watched)


def _watched(execute, sql, params, many, context):
    """Run a statement; a slow one is logged without its parameters, which are people's words."""
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = perf_counter() - began
        metrics.count_statement(context["connection"].alias, seconds)
        if seconds * 1000 > settings.SLOW_MS:
            said = (seconds * 1000, view_name() or "no view", " ".join(sql.split()))
            log.warning("%d ms in %s: %s", *said)
