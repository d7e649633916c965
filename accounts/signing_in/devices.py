"""Which devices an account has signed in with before, and what to call one."""

import re
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import Profile

SALT = "accounts.devices 2"
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


def known(request: HttpRequest, username: str) -> str:
    """What tells the device apart, where it says, signed by us, that *username* signed in with it
    and that was not taken back since; else "".
    """
    device, series = _told(request)
    account = User.objects.filter(username=username) if series else User.objects.none()
    for pk, now in account.values_list("pk", "profile__device_series"):
        if series.get(str(pk)) == (now or 0):
            return device
    return ""


def remember(request: HttpRequest, response: HttpResponse, user) -> None:
    """Let the device know, in a cookie of the desk alone, that *user* signed in with it."""
    device, series = _told(request)
    series.pop(str(user.pk), None)
    now = Profile.objects.filter(user=user.pk).values_list("device_series", flat=True).first()
    newest_first = {str(user.pk): now or 0} | series
    kept = dict(list(newest_first.items())[:MOST_ACCOUNTS])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or token_urlsafe(9), kept], salt=SALT),
        max_age=LASTS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_all(user) -> None:
    """No device is one of *user*'s any more: what their cookies say is of an earlier series."""
    Profile.objects.get_or_create(user_id=user.pk)
    Profile.objects.filter(user=user.pk).update(device_series=F("device_series") + 1)


def _told(request: HttpRequest) -> tuple[str, dict[str, int]]:
    """What the cookie tells: the device, and the series of each account by its number."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        device, series = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return "", {}
    return device, series


def _first(patterns: dict[str, str], user_agent: str) -> str:
    return next((name for name, like in patterns.items() if re.search(like, user_agent)), "")
