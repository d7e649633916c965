"""How often signing in may fail, counted in one small table for all processes and nodes.

A count ends by itself some minutes after it began, and trying on does not prolong it: nobody can
be kept out for good. Who typed, and from where, is kept as a digest alone.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.core.internal.cryptokit import normalize_user_code
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Attempts
from core.clients import network_of


@dataclass(frozen=True)
class Rule:
    """So many failures of one kind, counted from the first for so long."""

    name: str
    most: int
    lasts: timedelta

    def key(self, of: str) -> str:
        return salted_hmac(f"attempts {self.name}", of, algorithm="sha256").hexdigest()

    def count(self, of: str, now: datetime) -> tuple[int, datetime]:
        """Count one more of *of*; return how many there are now, and when the count ends."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [self.key(of), now + self.lasts, now, now])
            return cursor.fetchone()

    def take_back(self, of: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_BACK, [self.key(of)])

    def forget(self, of: str) -> None:
        Attempts.objects.filter(key=self.key(of)).delete()


_COUNT = """
    INSERT INTO accounts_attempts AS kept (key, times, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        times = CASE WHEN kept.ends_at <= %s THEN 1 ELSE kept.times + 1 END,
        ends_at = CASE WHEN kept.ends_at <= %s THEN excluded.ends_at ELSE kept.ends_at END
    RETURNING times, ends_at
"""
_TAKE_BACK = "UPDATE accounts_attempts SET times = times - 1 WHERE key = %s AND times > 0"

OF_BOTH = Rule("account and address", 5, timedelta(minutes=15))
OF_ADDRESS = Rule("address", 30, timedelta(minutes=15))
OF_ACCOUNT = Rule("account", 20, timedelta(hours=1))
OF_CODE = Rule("code", 1, timedelta(seconds=90))  # three periods of 30 seconds: MFA_TOTP_TOLERANCE


class Held(Exception):
    """The address or the device has tried too often; the same whether the account exists."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Attempt:
    """One try, counted before it is looked at: many at once cannot pass together."""

    counted: list[tuple[Rule, str]]
    is_account_held: bool = False  # by tries from any address; nobody is told

    def succeeded(self) -> None:
        for rule, of in self.counted:
            if rule is OF_BOTH:
                rule.forget(of)
            else:
                rule.take_back(of)


def begin(request: HttpRequest, subject: str, *, device: str, now=timezone.now) -> Attempt:
    """Count a try at *subject*, or raise Held.

    A *device* the account has signed in with before is counted by itself, wherever it is: it is not
    held by what others try, not even those who share its address, and whoever took it away cannot
    try from many.
    """
    moment = now()
    if device:
        counted = [(OF_BOTH, f"{subject}\n{device}")]
        _count(counted, moment)
        return Attempt(counted)
    network = network_of(request)
    counted = [(OF_BOTH, f"{subject}\n{network}"), (OF_ADDRESS, network)]
    _count(counted, moment)
    times, _ = OF_ACCOUNT.count(subject, moment)
    return Attempt([*counted, (OF_ACCOUNT, subject)], is_account_held=times > OF_ACCOUNT.most)


def _count(rules: list[tuple[Rule, str]], moment: datetime) -> None:
    for rule, of in rules:
        times, ends_at = rule.count(of, moment)
        if times > rule.most:
            raise Held(max(1, math.ceil((ends_at - moment).total_seconds())))


def is_first_use(user, code: str) -> bool:
    """Whether nobody has used this code of the account yet; asking uses it.

    Signs and spaces in it make no other code: they do not where codes are compared.
    """
    return OF_CODE.count(f"{user.pk}\n{normalize_user_code(code)}", timezone.now())[0] == 1


def forget_old(now: datetime) -> int:
    return Attempts.objects.filter(ends_at__lt=now).delete()[0]
