"""What machines do by themselves, and how it went: for /readyz and the status page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from portal.models import TaskRun


@contextmanager
def recorded(task: str) -> Iterator[list[str]]:
    """Record that *task* began, and how it ended; what it says goes into the list it is given.

    An exception is a failure, told in its words, and goes on its way.
    """
    said: list[str] = []
    run, _ = TaskRun.objects.update_or_create(task=task, defaults={"began_at": timezone.now()})
    try:
        yield said
    except BaseException as error:
        run.failed_at, run.said = timezone.now(), str(error) or type(error).__name__
        raise
    else:
        run.succeeded_at, run.said = timezone.now(), ", ".join(said)
    finally:
        run.save(update_fields=["succeeded_at", "failed_at", "said"])
