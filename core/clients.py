"""From where a request comes, and from what kind of program."""

import re
from datetime import date
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

NOWHERE = "0.0.0.0"  # nosec B104 # where an address must be told and none is known
# In the names of programs that call themselves Mozilla. Cubot makes telephones.
_ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|headless|phantom|lighthouse|preview|monitor|uptime"
    r"|validat|archive|scan|https?://|mediapartners|google-|googleother|facebookexternalhit",
    re.IGNORECASE,
)


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


def network_of(request: HttpRequest) -> str:
    """The address, as limits count: who has one of IPv6 has a whole network of them."""
    address = address_of(request) or ""
    return str(IPv6Network((address, 64), strict=False)) if ":" in address else address


def key_of(request: HttpRequest, day: date) -> bytes:
    """Something that tells visitors apart on one *day* and names nobody."""
    salt = f"core.clients {day}"
    return salted_hmac(salt, network_of(request), algorithm="sha256").digest()


def is_robot(user_agent: str) -> bool:
    """Whether a program asks by itself; browsers begin so, and some robots do."""
    return not user_agent.startswith(("Mozilla/", "Opera/", "UCWEB/")) or bool(
        _ROBOT.search(user_agent)
    )
