"""What the tick does of the self-watch."""

from datetime import datetime, timedelta

from django.utils import timezone

from portal import tasks
from portal.models import TaskRun
from portal.selfwatch import files, pages, words

BETWEEN = timedelta(minutes=10)


def look(now: datetime) -> int:
    """A part of the store each minute; pages, own files, new attachments every ten; new alarms."""
    found = files.look_at_media(now)
    run = TaskRun.objects.filter(task="selfwatch").first()
    if run is None or run.began_at <= timezone.now() - BETWEEN:
        since = run.began_at if run else now - BETWEEN
        with tasks.recorded("selfwatch") as said:
            new, compared = pages.look()
            new += files.look_at_own_files() + words.look_into_attachments(since)
            said.append(f"{new} báo động mới" if new else "không thấy gì lạ")
            if not compared:
                said.append("không mở được trang nào để so: xin xem PORTAL_ADDRESS")
            found += new
    return found
