"""django-allauth's views on pages of the desk, and the list of open sessions."""

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import personal_data
from accounts.signing_in import devices, sessions
from accounts.signing_in.forms import NewPasswordForm
from accounts.signing_in.middleware import AFTERWARDS, lacks_a_factor
from audit import log
from audit.models import Action
from core.limits import Limits, in_minutes, to_wait

CHALLENGES = Limits(30, 60, overall=600)  # in one process


class OnDesk:
    """What the desk's templates ask of every page."""

    title = ""

    @method_decorator(never_cache)  # some show a secret
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)

    def get_context_data(self, **kwargs):
        return {
            **admin.site.each_context(self.request),
            "title": self.title,
            "is_first_factor": lacks_a_factor(self.request.user),
            **super().get_context_data(**kwargs),
        }


class SetsUp(OnDesk):
    """Whoever sets up a second factor has shown that they have it."""

    def form_valid(self, form):
        answer = super().form_valid(form)
        sessions.took_two_steps(self.request)
        return answer


class SignIn(OnDesk, LoginView):
    title = "Đăng nhập"
    template_name = "signing_in/sign_in.html"


class SecondStep(OnDesk, AuthenticateView):
    title = "Bước hai"
    template_name = "signing_in/second_step.html"


class SignInByPasskey(LoginWebAuthnView):
    """Gives a script what it needs, and takes what the device answered.

    What it gives is remembered in a session, of which strangers must not make any number.
    """

    def get(self, request, *args, **kwargs):
        if seconds := CHALLENGES.wait(request):
            sentence = f"Xin chờ {in_minutes(seconds)} rồi thử lại."
            return to_wait(JsonResponse({"error": sentence}, status=429), seconds)
        return super().get(request, *args, **kwargs)


class PasswordAgain(OnDesk, ReauthenticateView):
    title = "Xác nhận mật khẩu"
    template_name = "signing_in/password_again.html"


class PasskeyAgain(OnDesk, ReauthenticateWebAuthnView):
    title = "Xác nhận bằng khóa truy cập"
    template_name = "signing_in/passkey_again.html"

    def form_invalid(self, form):
        for sentence in form.errors.get("credential", []):
            messages.error(self.request, sentence)
        return HttpResponseRedirect(self.request.get_full_path())


class Factors(OnDesk, IndexView):
    title = "Bảo mật tài khoản"
    template_name = "signing_in/factors.html"


class AddApp(SetsUp, ActivateTOTPView):
    title = "Cài ứng dụng tạo mã"
    template_name = "signing_in/add_app.html"


class RemoveApp(OnDesk, DeactivateTOTPView):
    title = "Bỏ ứng dụng tạo mã"
    template_name = "signing_in/remove.html"


class AddPasskey(SetsUp, AddWebAuthnView):
    title = "Thêm khóa truy cập"
    template_name = "signing_in/add_passkey.html"


class RemovePasskey(OnDesk, RemoveWebAuthnView):
    title = "Bỏ khóa truy cập"
    template_name = "signing_in/remove.html"
    success_url = reverse_lazy("mfa_index")


class Codes(OnDesk, ViewRecoveryCodesView):
    title = "Mã dự phòng"
    template_name = "signing_in/codes.html"

    def get_context_data(self, **kwargs):
        afterwards = self.request.session.pop(AFTERWARDS, reverse("admin:index"))
        return {**super().get_context_data(**kwargs), "afterwards": afterwards}


class NewCodes(OnDesk, GenerateRecoveryCodesView):
    title = "Tạo lại mã dự phòng"
    template_name = "signing_in/new_codes.html"


class NewPassword(PasswordChangeView):
    form_class = NewPasswordForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")

    def get_success_url(self):
        """Whoever was led here goes on to where they wanted."""
        if wanted := self.request.session.pop(AFTERWARDS, ""):
            messages.success(self.request, "Đã đổi mật khẩu.")
        return wanted or super().get_success_url()

    def form_valid(self, form):
        answer = super().form_valid(form)
        UserSession.objects.create_from_request(self.request)  # Django has numbered it anew
        devices.remember(self.request, answer, form.user)
        return answer


@require_POST
def start_again(request):
    """Out of a sign-in that was half done, or out of the desk."""
    if request.user.is_authenticated:
        log.record(Action.SIGN_OUT, by=request.user)
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_member_required
def open_sessions(request):
    """Nơi đang đăng nhập: where one is signed in, and signing out there."""
    if request.method == "POST":
        return _sign_out_elsewhere(request)
    rows = [
        {
            "session": session,
            "device": devices.in_words(session.user_agent),
            "is_here": session.session_key == request.session.session_key,
        }
        for session in sessions.of(request.user)
    ]
    context = {
        **admin.site.each_context(request),
        "title": "Nơi đang đăng nhập",
        "rows": rows,
        "has_others": any(not row["is_here"] for row in rows),
    }
    return render(request, "signing_in/sessions.html", context)


@never_cache
@require_POST
@staff_member_required
def own_data(request):
    """What is kept about whoever asks, as a file."""
    told = personal_data.export(request.user)
    log.record(Action.EXPORTED, request.user, detail="Tự tải dữ liệu cá nhân của mình.")
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return answer


def _sign_out_elsewhere(request):
    """The chosen session of one's own, or all but this one; this device alone stays known."""
    chosen = UserSession.objects.filter(user=request.user)
    others = chosen.exclude(session_key=request.session.session_key)
    number = request.POST.get("session", "")
    if number:
        others = others.filter(pk=number if number.isdecimal() else 0)
    ended = [session.end() for session in others]
    if ended:
        log.record(Action.SIGN_OUT, detail=f"Đăng xuất {len(ended)} nơi khác.")
        messages.success(request, f"Đã đăng xuất {len(ended)} nơi khác.")
    answer = HttpResponseRedirect(reverse("usersessions_list"))
    if ended or not number:
        devices.forget_all(request.user)
        devices.remember(request, answer, request.user)
    return answer
