"""The words inside attachments, read out of their files once and kept for search.

A file is read after the commit that attached it, within a time limit; what had to wait is read by
`manage.py tick`. So an upload costs nothing more, and no row is locked while a file is read. Files
never change: a name stands for one content, whichever attachments hold it.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from core import documents
from news.models import Article, Attachment

SECONDS_OF_A_SAVING = 2  # and the file being read then; each takes some ten at most
SECONDS_OF_A_TICK = 20
logger = logging.getLogger(__name__)


def read_soon(article: Article) -> None:
    """Read the new attachments of the article when the transaction commits."""
    new = article.attachments.unread()
    transaction.on_commit(lambda: _read_for(SECONDS_OF_A_SAVING, new), robust=True)


def read_waiting(now: datetime) -> int:
    """Read what had to wait; return how many files."""
    return _read_for(SECONDS_OF_A_TICK, Attachment.objects.unread())


def read(attachments) -> Iterator[tuple[str, str]]:
    """Read the file of each of *attachments*, and yield its name and its words once they are kept.

    A file without words, or none at all, counts as read, and so is not tried again. One whose words
    the database refuses is logged, and those after it are read.
    """
    files = dict(attachments.order_by("file").values_list("file", "kind"))
    for name, kind in files.items():
        text = _text_of(name, kind)
        try:
            with transaction.atomic():
                Attachment.objects.filter(file=name).update(text=text, read_at=timezone.now())
        except DatabaseError:
            logger.exception("The words of an attachment could not be kept: %s", name)
        else:
            yield name, text


def _read_for(seconds: float, attachments) -> int:
    began, names = monotonic(), []
    for name, _ in read(attachments):
        names.append(name)
        if monotonic() - began > seconds:
            break
    return len(names)


def _text_of(name: str, kind: str) -> str:
    try:
        with default_storage.open(name) as file:
            return documents.text_of(file, kind)
    except FileNotFoundError:
        logger.warning("An attachment has no file: %s", name)
        return ""
