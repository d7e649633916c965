from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.site import current_site


def site(request):
    """Agency, menu and links for templates that ask; pages without them make no query."""
    return {"site": SimpleLazyObject(current_site), "now": timezone.now}
