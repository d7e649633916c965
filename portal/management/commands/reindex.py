from contextlib import contextmanager
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import progress
from links.models import Link
from news.models import Article, Attachment
from organization.indexing import PEOPLE
from organization.models import Contact, Page, Unit
from search import reindexing
from search.models import Entry
from search.reindexing import Part

Source = Entry.Source
LOCK = 0x72656978  # "reix"
PARTS = (
    Part(Source.ARTICLE, Article, "search_put_articles"),  # and their attachments
    Part(Source.PAGE, Page, "search_put_pages"),
    Part(Source.UNIT, Unit, "search_put_units"),
    Part(Source.CONTACT, Contact, "search_put_contacts"),
    PEOPLE,
    Part(Source.LINK, Link, "search_put_links"),
)
TABLES = {Source.ATTACHMENT: Attachment, **{part.source: part.model for part in PARTS}}


class Command(BaseCommand):
    help = (
        "Write the index of the search anew from the tables, while the portal is used. Stopped, it "
        "goes on where it was when run again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--afresh", action="store_true", help="begin anew, whatever an earlier run has written"
        )

    def handle(self, *, afresh, verbosity, **options):
        self.tell = self.stdout.write if verbosity else lambda line: None
        with _alone():
            began_at = reindexing.begin(afresh=afresh)
            written, added = self._write(began_at)
            removed = sum(reindexing.remove_orphans(*table) for table in TABLES.items())
            self.tell("Looking for words that stand nowhere any more.")
            reindexing.learn_words()
            forgotten = reindexing.forget_words()
            reindexing.finish()
        self.tell(
            f"{written} rows written, {added} of them were missing; {removed} entries removed "
            f"whose row is gone; {forgotten} words forgotten."
        )

    def _write(self, began_at) -> tuple[int, int]:
        total = sum(part.model.objects.count() for part in PARTS)
        waiting = sum(reindexing.waiting(part, began_at).count() for part in PARTS)
        before, started, written, added = total - waiting, monotonic(), 0, 0
        if before:
            self.tell(f"{before} of {total} were written already.")
        for part in PARTS:
            for rows, missing in reindexing.write(part, began_at):
                written, added = written + rows, added + missing
                self.tell(
                    f"{progress.share(before + written, total)} {part.source}, "
                    f"{progress.left(written, waiting, monotonic() - started)}"
                )
        return written, added


@contextmanager
def _alone():
    """Two at once would only wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CommandError("The index is being written already.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
