"""`manage.py tick`: what should happen now and then, from cron or a timer, every minute or so.

Publication needs no tick: it is a question of the clock. Each task is bounded and may be repeated;
two ticks at once do not meet. A backup takes longer: it has a lock of its own, and is made by the
process of the tick itself, as systemd ends whatever a service leaves running.
"""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts import notifications
from accounts.signing_in import attempts, sessions
from audit import retention
from core import wholefiles
from news import indexing, schedule, trash
from news import retention as work
from organization import indexing as offices
from portal import tasks, violations
from portal.backups import Refused, nightly
from portal.selfwatch import work as selfwatch
from readers import reports
from search import questions

LOCK = 0x7469636B  # "tick"
TASKS = {
    "letters sent": notifications.send_waiting,
    "warnings of scheduled articles": schedule.warn,
    "articles deleted for good": trash.empty,
    "unfinished texts and preview links forgotten": work.forget_old,
    "notifications forgotten": notifications.forget_old,
    "sessions forgotten": sessions.forget_old,
    "failures to sign in forgotten": attempts.forget_old,
    "error reports forgotten": reports.forget_old,
    "questions of readers forgotten": questions.forget,
    "log entries forgotten": retention.forget_old,
    "lines of histories forgotten": retention.forget_old_lines,
    "refused contents forgotten": violations.forget_old,
    "unfinished files removed": wholefiles.forget_unfinished,
    "alarms of the self-watch": selfwatch.look,
    "attachments read": indexing.read_waiting,
    "people who came into office or left it": offices.follow_the_days,
}
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Send waiting letters, empty the trash, warn of scheduled articles, forget what is old, "
        "read new attachments, have the search know who is in office today; every night back up "
        "into PORTAL_BACKUPS."
    )

    def handle(self, **options):
        try:
            self._minutely()
        finally:
            self._nightly()

    def _minutely(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                self.stdout.write("Another tick is at work.")
                return
            try:
                with tasks.recorded("tick") as said:
                    self._work(said)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _nightly(self):
        """Without the lock: the next ticks go on while a backup is made."""
        try:
            for said in nightly.work(timezone.now()):
                self.stdout.write(said)
        except Refused as refused:
            logger.error("tick: %s", refused)
            raise CommandError(str(refused)) from None

    def _work(self, said):
        now, failed = timezone.now(), []
        for what, task in TASKS.items():
            try:
                if count := task(now):
                    said.append(f"{count} {what}")
            except Exception:  # one task that fails must not stop the others, every minute
                logger.exception("tick: %s", what)
                failed.append(what)
        self.stdout.write(", ".join(said) or "Nothing to do.")
        if failed:
            raise CommandError(f"Failed, see the log: {', '.join(failed)}.")
