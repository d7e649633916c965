"""From where a request comes."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the address of whoever asks, or None when nothing trustworthy tells it.

    X-Forwarded-For is what anybody may write. Only its last address is believed, and only when the
    settings say that a proxy of ours stands in front and writes it.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or told
    try:
        address = ip_address(told.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address))  # without its scope
    return str(address)
