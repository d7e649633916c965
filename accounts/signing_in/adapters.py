"""How django-allauth works here: who may sign in, what is counted, what is said."""

import threading
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.signing_in import attempts, devices, events, held, secrets, sessions
from audit import log
from audit.models import Action
from core.clients import NOWHERE, address_of
from organization.models import Agency

WRONG = (
    "Tên đăng nhập hoặc mật khẩu chưa đúng, hoặc tài khoản đang tạm giữ vì nhiều lần thử sai. "
    "Xin thử lại; vẫn không được thì xin báo người quản trị."
)
BETWEEN_STEPS = "password_at_the_first_step"  # in the session, as the hash Django keeps there
AT_REST = threading.BoundedSemaphore(2)  # of the four threads of a process
FRESH = 10 * 60  # seconds after signing in during which nobody is asked for the password again
SAID = {
    "mfa/messages/totp_activated.txt": "Đã cài ứng dụng tạo mã.",
    "mfa/messages/totp_deactivated.txt": "Đã bỏ ứng dụng tạo mã.",
    "mfa/messages/webauthn_added.txt": "Đã thêm khóa truy cập.",
    "mfa/messages/webauthn_removed.txt": "Đã bỏ khóa truy cập.",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": "Mật khẩu chưa đúng. Xin gõ lại.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address_of(request) or NOWHERE

    def is_ajax(self, request):
        """Scripts that were led to the sign-in page must see that it is one: it is never JSON."""
        is_of_passkeys = request.resolver_match.view_name == "mfa_login_webauthn"
        return is_of_passkeys and super().is_ajax(request)

    def authenticate(self, request: HttpRequest, **credentials: Any):
        """The account, or None: after the same time and work, whatever the reason."""
        began, username = time.monotonic(), credentials["username"]
        try:
            device = devices.known(request, username)
            attempt = attempts.begin(request, f"account {username.casefold()}", device=device)
        except attempts.Held as refusal:
            log.record_sparingly(
                Action.SIGN_IN_FAILED, a_minute=1, name=username[:150], detail=held.RECORDED
            )
            raise ImmediateHttpResponse(held.page(request, refusal.seconds)) from None
        user = authenticate(request, **credentials)
        if user and (attempt.is_account_held or not user.is_staff):
            why = "Đúng mật khẩu, nhưng tài khoản đang tạm giữ." if user.is_staff else ""
            log.record_sparingly(
                Action.SIGN_IN_FAILED, a_minute=10, name=user.get_username(), detail=why
            )
            user = None
        if user is None:
            _cost_the_same(username, credentials["password"])
            _rest_until(began + settings.FAILURE_TAKES)
            return None
        attempt.succeeded()
        return user

    def pre_login(self, request, user, **kwargs):
        """A passkey of somebody who no longer works here is worth no more than their password."""
        request.session.cycle_key()  # whoever may have planted the one before
        request.session[BETWEEN_STEPS] = user.get_session_auth_hash()
        return None if user.is_active and user.is_staff else _back_to_the_start(request)

    def login(self, request, user):
        """What held at the first step must still hold at the last: passwords change between."""
        then, now = request.session.pop(BETWEEN_STEPS, ""), user.get_session_auth_hash()
        if not (user.is_active and user.is_staff and constant_time_compare(then, now)):
            raise ImmediateHttpResponse(_back_to_the_start(request))
        super().login(request, user)

    def is_safe_url(self, url):
        """Only to where one is: other names of the portal may belong to a test."""
        return url_has_allowed_host_and_scheme(
            url, {context.request.get_host()}, require_https=context.request.is_secure()
        )

    def post_login(self, request, user, **kwargs) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        if not devices.known(request, user.get_username()):
            events.signed_in_on_a_new_device(request, user)
        devices.remember(request, response, user)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Not right after signing in: who is led to set up a second factor has just typed it."""
        is_fresh = time.time() - sessions.began(self.request) < FRESH
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        """The first is what is asked; a code is asked at signing in alone."""
        ways = {"account_reauthenticate": "Dùng mật khẩu"}
        if is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
            ways["mfa_reauthenticate_webauthn"] = "Dùng khóa truy cập"
        return [
            {"id": name, "description": says, "url": reverse(name)} for name, says in ways.items()
        ]

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        if sentence := message or SAID.get(message_template or ""):
            messages.add_message(request, level, sentence)

    def send_notification_mail(self, *args, **kwargs):
        """Owners are told by accounts.signing_in.events."""


def _back_to_the_start(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    messages.error(request, WRONG)
    return HttpResponseRedirect(reverse("account_login"))


def _rest_until(moment: float) -> None:
    """So that all failures take the same. In a flood of them it is left out: that hides more, and
    the rest of the portal needs the threads."""
    if AT_REST.acquire(blocking=False):
        try:
            time.sleep(max(0, moment - time.monotonic()))
        finally:
            AT_REST.release()


def _cost_the_same(username: str, password: str) -> None:
    """While somebody has a hash of before, each failure is worked at by both kinds."""
    of_before = set(
        User.objects.filter(password__startswith="pbkdf2_").values_list("username", flat=True)
    )
    if of_before:
        make_password(password, hasher="argon2" if username in of_before else "pbkdf2_sha256")


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Mã chưa đúng hoặc đã dùng rồi. Xin đợi mã mới rồi gõ lại.",
        "cannot_generate_recovery_codes": "Xin cài ứng dụng tạo mã hoặc khóa truy cập trước.",
    }

    def encrypt(self, text):
        return secrets.seal(text)

    def decrypt(self, encrypted_text):
        """A secret sealed by another SECRET_KEY opens nothing: no code fits one made at random."""
        return secrets.unseal(encrypted_text) or generate_totp_secret()

    def get_totp_label(self, user):
        return user.get_username()

    def get_totp_issuer(self):
        return self._get_site_name()

    def _get_site_name(self):
        agency = Agency.objects.first()
        return agency.short_name if agency else "Cổng thông tin"

    def generate_authenticator_name(self, user, type):
        return "Khóa truy cập"
