from django.conf import settings
from django.core.checks import Error, register

from audit.retention import LEAST_MONTHS


@register
def entries_are_kept_long_enough(app_configs, **_):
    if settings.AUDIT_MONTHS >= LEAST_MONTHS:
        return []
    return [
        Error(
            f"PORTAL_AUDIT_MONTHS is {settings.AUDIT_MONTHS}: the audit log has to be kept for "
            f"{LEAST_MONTHS} months at least.",
            id="audit.E001",
        )
    ]
