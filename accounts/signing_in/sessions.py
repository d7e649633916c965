"""How long a session lasts, kept by the server: half an hour of rest, twelve hours at most."""

import time
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import profile_of
from audit import log
from audit.models import Action
from core.clients import NOWHERE, address_of

REST = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
NOTED_EVERY = 60  # seconds
GIVEN_PASSWORD = "given_password"  # in the session of who signed in with one
# What open pages ask by themselves: nobody need be there.
UNATTENDED = {"desk:beat", "desk:leave", "editor:session"}


def has_a_factor(user) -> bool:
    """Whether *user* has a second factor; recovery codes alone are none."""
    return is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


@receiver(user_logged_in)
def begin(sender, request, user, **_):
    request.session["began"] = request.session["seen"] = int(time.time())
    if has_a_factor(user):
        took_two_steps(request)
    if profile_of(user).has_given_password:
        request.session[GIVEN_PASSWORD] = True


def took_two_steps(request: HttpRequest) -> None:
    """By signing in with the second, or by setting it up."""
    request.session["two_steps"] = True


def began(request: HttpRequest) -> float:
    """When the session was signed in."""
    return request.session.get("began", 0)


def has_ended(request: HttpRequest, user) -> bool:
    """Whether the session has lasted long enough, or is worth less than its owner now has; it is
    gone then."""
    if not (why := _why_it_ends(request, user)):
        return False
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.flush()
    log.record(Action.SIGN_OUT, by=user, detail=why)
    return True


def _why_it_ends(request: HttpRequest, user) -> str:
    session, now = request.session, time.time()
    is_old = now - session.get("seen", 0) >= REST.total_seconds()
    if is_old or now - began(request) >= WHOLE.total_seconds():
        return "Phiên làm việc đã hết hạn."
    # Begun with a password alone, perhaps by a thief of it, before the owner set up the second.
    if settings.SECOND_FACTOR and not session.get("two_steps") and has_a_factor(user):
        return "Phiên này chưa qua bước hai, tài khoản nay đã có xác thực hai bước."
    return ""


def note(request: HttpRequest) -> None:
    """Somebody is at work; noted once a minute."""
    now = int(time.time())
    if now - request.session["seen"] < NOTED_EVERY:
        return
    request.session["seen"] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=timezone.now(), ip=address_of(request) or NOWHERE
    )


def of(user) -> list[UserSession]:
    """Where *user* is signed in now, the newest first."""
    lately = timezone.now() - REST - timedelta(seconds=NOTED_EVERY)
    open_ones = [
        session
        for session in UserSession.objects.purge_and_list(user)
        if session.last_seen_at > lately
    ]
    return sorted(open_ones, key=lambda session: session.last_seen_at, reverse=True)


def end_all(user) -> int:
    """Sign *user* out everywhere."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def forget_old(now: datetime) -> int:
    """Remove sessions that ended by themselves."""
    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.filter(last_seen_at__lt=now - WHOLE).delete()
    return gone
