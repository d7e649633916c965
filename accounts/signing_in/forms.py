"""django-allauth's forms with labels in Vietnamese and every try counted."""

import logging
import struct

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm

from accounts.models import Profile
from accounts.signing_in import attempts, devices, events, held, secrets, sessions
from core.text import normalize_line

ODD = (AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
logger = logging.getLogger(__name__)


def _label(field: forms.Field, label: str, **attributes: str) -> None:
    """Say what the field is above it, never only inside it."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attributes


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _label(self.fields["login"], "Tên đăng nhập", autofocus="", autocapitalize="none")
        _label(self.fields["password"], "Mật khẩu")
        self.fields["password"].help_text = ""

    def clean_login(self):
        return normalize_line(self.cleaned_data["login"])


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _label(self.fields["password"], "Mật khẩu", autofocus="")


class SecondStepForm(AuthenticateForm):
    """A code of the app, or one of those kept for worse days."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _label(self.fields["code"], "Mã xác thực", autofocus="", inputmode="numeric")

    def clean_code(self):
        attempt = _begin(context.request, f"code {self.user.pk}", self.user.get_username())
        if attempt.is_account_held:
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()
        is_of_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_of_app and not attempts.is_first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        attempt.succeeded()
        return code


class AppForm(ActivateTOTPForm):
    """While an app is set up its secret waits in the session, sealed as it will be afterwards."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.secret = secrets.unseal(self.secret) or self.secret
        context.request.session[SECRET_SESSION_KEY] = secrets.seal(self.secret)
        _label(self.fields["code"], "Mã 6 chữ số", autofocus="", inputmode="numeric")

    def clean_code(self):
        code = super().clean_code()
        attempts.is_first_use(self.user, code)  # whoever saw it typed here cannot sign in with it
        return code


class OfADevice:
    """What no device would answer is a wrong answer: libraries fail over it in many ways."""

    def full_clean(self):
        try:
            super().full_clean()
        except ODD as problem:
            logger.info("An answer no device would give: %r", problem)
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class SignInByPasskeyForm(OfADevice, LoginWebAuthnForm):
    pass


class PasskeyStepForm(OfADevice, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(OfADevice, ReauthenticateWebAuthnForm):
    passwordless = True  # a finger, a face or a PIN: whoever found the desk open has the key too


class PasskeyForm(OfADevice, AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _label(self.fields["name"], "Đặt tên cho khóa")
        self.fields["passwordless"].label = "Đăng nhập bằng khóa này mà không cần mật khẩu"
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


class NewPasswordForm(AdminPasswordChangeForm):
    """The desk's own form for a new password, which knows the limits and tells the owner."""

    def clean_old_password(self):
        name = self.user.get_username()
        attempt = _begin(context.request, f"account {name.casefold()}", name)
        if attempt.is_account_held:
            raise forms.ValidationError(self.error_messages["password_incorrect"])
        old = super().clean_old_password()
        attempt.succeeded()
        return old

    def clean(self):
        super().clean()
        new = self.cleaned_data.get("new_password1")
        if new and new == self.cleaned_data.get("old_password"):
            self.add_error("new_password1", "Mật khẩu này bạn đang dùng. Xin chọn mật khẩu khác.")
        return self.cleaned_data

    def save(self, commit=True):
        user = super().save(commit)
        Profile.objects.filter(user=user).update(has_given_password=False)
        context.request.session.pop(sessions.GIVEN_PASSWORD, None)
        events.password_changed(user)
        return user


def _begin(request, subject: str, username: str) -> attempts.Attempt:
    try:
        return attempts.begin(request, subject, device=devices.known(request, username))
    except attempts.Held as refusal:
        raise ImmediateHttpResponse(held.page(request, refusal.seconds)) from None
