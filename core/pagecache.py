"""What may be kept between requests: anything public, for as long as the content version stands.

The version changes in the transaction that changes anything public (triggers made in
portal/migrations) and when a scheduled time passes. Asking for it is one cheap statement.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def content_version() -> str:
    """Return the version of everything public, as of now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_version()")
        return cursor.fetchone()[0]


def kept_per_version(make: Callable[[], T]) -> Callable[[], T]:
    """Keep what *make* returns in the process until the content version changes.

    The version is read before *make* runs: what is kept may be newer than its version, never older.
    """
    kept: tuple[str, T] | None = None

    @wraps(make)
    def current() -> T:
        nonlocal kept
        version = content_version()
        if kept is None or kept[0] != version:
            kept = (version, make())
        return kept[1]

    return current
