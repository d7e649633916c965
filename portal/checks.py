"""What `manage.py check --deploy` looks at besides Django's own."""

from django.conf import settings
from django.core.checks import Error, register

from core.lag import watch


@register(deploy=True)
def replicas_can_be_read_from(app_configs, **_options):
    """Each server of PORTAL_REPLICAS answers, and is a replica of DATABASE_URL's."""
    return [
        Error(f"The replica {alias} is not read from: {fault}.", id="portal.E001")
        for alias, fault in watch.faults().items()
    ]


@register(deploy=True)
def signing_in_takes_two_factors(app_configs, **_options):
    if settings.SECOND_FACTOR:
        return []
    return [
        Error(
            "PORTAL_SECOND_FACTOR is 0: a password alone opens the desk. Unset it on a network.",
            id="portal.E002",
        )
    ]
