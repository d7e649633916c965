"""Signing in as people do, in tests: by the forms."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

LOGIN = "/quan-tri/dang-nhap/"
SECOND_STEP = "/quan-tri/dang-nhap/buoc-hai/"
SET_UP = "/quan-tri/bao-mat/ung-dung/"
PASSWORD = "mat-khau-de-thu"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of the examples in RFC 6238


def sign_in(client, user, password=PASSWORD, **more):
    """Type the name and the password of *user* (or any name)."""
    name = getattr(user, "username", user)
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def code_now(secret=SECRET, *, periods=0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def give_app(user) -> Authenticator:
    """*user* has set up an app with SECRET, and has recovery codes."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, SECRET).instance


def recovery_codes(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
