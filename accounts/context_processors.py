from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accounts.models import Notification

SHOWN = 10


def bell(request):
    """What the desk's bell shows; asked of the database only where a template draws it."""

    def read():
        unread = Notification.objects.unread().filter(user=request.user).newest_first()
        rows = list(unread[: SHOWN + 1])
        return {"rows": rows[:SHOWN], "count": f"{SHOWN}+" if len(rows) > SHOWN else len(rows)}

    return {"bell": SimpleLazyObject(read)}


def second_factor(request):
    """Whether the desk must warn that a password alone opens it."""
    return {"is_without_second_factor": not settings.SECOND_FACTOR}
