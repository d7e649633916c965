"""Writing the index anew from the tables while it serves; whatever befell it, it is right again.

Each batch is a transaction. What was written since the run began is not written again, whoever
wrote it: so a run that was interrupted goes on, and what editors save meanwhile stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from psycopg2.errors import LockNotAvailable

from search.models import Entry, Reindexing

BATCH = 200  # rows at most; fewer when they take longer than a second
TRIES = 100
PATIENCE = "500ms"  # less than deadlock_timeout: of the two, an editor's saving goes on
WORDS = 1_000  # deleted at once


@dataclass(frozen=True)
class Part:
    """A table, and the function in the database that writes the entries of its rows."""

    source: Entry.Source
    model: type[Model]
    function: str


def begin(*, afresh: bool = False) -> datetime:
    """Since when entries count as written: the beginning of a run that was interrupted, or now."""
    if afresh:
        finish()
    Reindexing.objects.get_or_create(pk=1)
    return Reindexing.objects.get().began_at


def finish() -> None:
    Reindexing.objects.all().delete()


def waiting(part: Part, began_at: datetime) -> QuerySet:
    """The rows whose entries are not written yet."""
    entries = Entry.objects.filter(source=part.source, object_id=OuterRef("pk"))
    return part.model.objects.filter(~Exists(entries.filter(indexed_at__gte=began_at)))


def write(part: Part, began_at: datetime) -> Iterator[tuple[int, int]]:
    """Write the entries of the rows that wait, in the order of their ids.

    Yield after each batch how many rows it had, and how many of them had no entry.
    """
    rows, size, last = waiting(part, began_at).order_by("pk"), BATCH, 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        started, last = monotonic(), ids[-1]
        yield len(ids), put(part, ids)
        size = max(1, min(BATCH, int(len(ids) / (monotonic() - started))))


def remove_orphans(source: Entry.Source, model: type[Model]) -> int:
    """Delete the entries whose row is gone; return how many."""
    rows = model.objects.filter(pk=OuterRef("object_id"))
    return Entry.objects.filter(~Exists(rows), source=source).delete()[0]


def learn_words() -> None:
    """Know every word that stands in the index, and what it is with a letter less."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_word SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [sorted(_standing(cursor))],
        )
        cursor.execute(
            "INSERT INTO search_deletion (rest, word_id)"
            " SELECT overlay(word placing '' from place for 1), word"
            "   FROM search_word, generate_series(1, length(word)) place"
            " UNION SELECT word, word FROM search_word"
            " ON CONFLICT DO NOTHING"
        )


def forget_words() -> int:
    """Delete the words that stand nowhere any more; return how many."""
    with connection.cursor() as cursor:
        standing = _standing(cursor)
        cursor.execute("SELECT word FROM search_word ORDER BY word")
        gone = [word for (word,) in cursor.fetchall() if word not in standing]
        return sum(
            _forget(cursor, gone[start : start + WORDS]) for start in range(0, len(gone), WORDS)
        )


def put(part: Part, ids: list[int]) -> int:
    """Write the entries of these rows; return how many had none.

    An entry is locked before its row is read: whoever saves the row at that moment is waited for,
    or comes later and writes what is newer. What is not there cannot be locked, and is made first,
    for nobody to see.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
                cursor.execute(
                    "INSERT INTO search_entry (source, object_id, kind, sections, is_public,"
                    " title_words, title_marked, vector)"
                    " SELECT %s, id, 'page', '{}', false, '', '', ''"
                    " FROM unnest(%s::bigint[]) id ON CONFLICT DO NOTHING",
                    [part.source, ids],
                )
                made = cursor.rowcount
                cursor.execute(
                    "SELECT FROM search_entry WHERE source = %s AND object_id = ANY(%s)"
                    " ORDER BY object_id FOR UPDATE",
                    [part.source, ids],
                )
                cursor.execute(f"SELECT {part.function}(%s::bigint[])", [ids])
            return made
        except OperationalError as error:
            if not tries_left or not isinstance(error.__cause__, LockNotAvailable):
                raise
    raise AssertionError("The last try has returned or raised.")


def _standing(cursor) -> set[str]:
    """The words as search_learn_words takes them: folded, with a place in a text."""
    cursor.execute(
        "SELECT word FROM ts_stat('SELECT vector FROM search_entry', 'abcd')"
        " WHERE word ~ '^[a-z]{2,20}$'"
    )
    return {word for (word,) in cursor.fetchall()}


@transaction.atomic
def _forget(cursor, words: list[str]) -> int:
    """Delete those of *words* that were written by nobody in the meantime."""
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute(
        "SELECT word FROM unnest(%s::text[]) word WHERE NOT EXISTS ("
        "  SELECT FROM search_entry WHERE vector @@ plainto_tsquery('simple', word))",
        [words],
    )
    gone = [word for (word,) in cursor.fetchall()]
    cursor.execute("DELETE FROM search_deletion WHERE word_id = ANY(%s)", [gone])
    cursor.execute("DELETE FROM search_word WHERE word = ANY(%s)", [gone])
    return len(gone)
