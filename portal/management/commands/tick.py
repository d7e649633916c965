"""`manage.py tick`: what should happen now and then, from cron or a timer, every minute or so.

Publication needs no tick: it is a question of the clock. Each task is bounded and may be repeated;
two ticks at once do not meet.
"""

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from accounts import notifications
from audit import retention
from news import schedule, trash

LOCK = 0x7469636B  # "tick"


class Command(BaseCommand):
    help = "Send waiting letters, empty the trash, warn of scheduled articles, forget what is old."

    def handle(self, **options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                self.stdout.write("Another tick is at work.")
                return
            try:
                self._work()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _work(self):
        now = timezone.now()
        done = {
            "letters sent": notifications.send_waiting(now),
            "warnings of scheduled articles": schedule.warn(now),
            "articles deleted for good": trash.empty(now),
            "notifications forgotten": notifications.forget_old(now),
            "log entries forgotten": retention.forget_old(now),
        }
        said = ", ".join(f"{count} {what}" for what, count in done.items() if count)
        self.stdout.write(said or "Nothing to do.")
