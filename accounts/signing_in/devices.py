"""Which devices an account has signed in with before, and what to call one."""

import re

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SALT = "accounts.devices"
LASTS = 180 * 24 * 3600  # seconds
MOST_ACCOUNTS = 5  # of one device

_BROWSERS = {
    "Cốc Cốc": r"coc_coc",
    "Edge": r"Edg",
    "Opera": r"OPR/|Opera",
    "Firefox": r"Firefox|FxiOS",
    "Chrome": r"Chrom|CriOS",
    "Safari": r"Safari",
}
_SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Windows": r"Windows",
    "máy Mac": r"Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux",
}


def in_words(user_agent: str) -> str:
    """Chrome trên Windows."""
    browser = _first(_BROWSERS, user_agent) or "Trình duyệt lạ"
    system = _first(_SYSTEMS, user_agent)
    return f"{browser} trên {system}" if system else browser


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether the device says, signed by us, that *username* signed in with it."""
    return username in _accounts(request)


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Let the device know, in a cookie of the desk alone, that *username* signed in with it."""
    others = [name for name in _accounts(request) if name != username]
    accounts = [username, *others][:MOST_ACCOUNTS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(accounts, salt=SALT),
        max_age=LASTS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _accounts(request: HttpRequest) -> list[str]:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []


def _first(patterns: dict[str, str], user_agent: str) -> str:
    return next((name for name, like in patterns.items() if re.search(like, user_agent)), "")
