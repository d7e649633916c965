"""What is forgotten of work at the desk (`manage.py tick`)."""

from datetime import datetime, timedelta

from news.models import Presence, PreviewLink, WorkingCopy

LINKS_KEPT_FOR = timedelta(days=90)  # after their end; those that decided something stay


def forget_old(now: datetime) -> int:
    """Delete texts in work and windows nobody has touched for a month, and links that ended."""
    ended = PreviewLink.objects.filter(decision="", expires_at__lt=now - LINKS_KEPT_FOR)
    old = (WorkingCopy.objects.forgotten(now), Presence.objects.gone(now), ended)
    return sum(rows.delete()[0] for rows in old)
