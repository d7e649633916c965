"""One place that says who is signed in, for how long, and that the desk needs a second factor."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.signing_in import sessions

AFTERWARDS = "after_setting_up"  # in the session: where somebody wanted to go
# What somebody without a second factor may open: the way to one, and out.
WAY_TO_A_FACTOR = {
    *("account_login", "account_logout", "account_reauthenticate", "admin:login", "admin:logout"),
    *("mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"),
}
# And whose password was given to them: to one of their own.
WAY_TO_A_PASSWORD = {"admin:password_change", "admin:jsi18n"}


def lacks_a_factor(user) -> bool:
    """Whether *user* must set up a second factor before anything else."""
    return settings.SECOND_FACTOR and user.is_authenticated and not sessions.has_a_factor(user)


class SigningInMiddleware:
    """After AuthenticationMiddleware. Looks at the session only when somebody asks for the user:
    public pages never do.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = SimpleLazyObject(lambda: _user_of(request))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not _is_at_the_desk(request) or request.resolver_match.view_name in WAY_TO_A_FACTOR:
            return None
        if lacks_a_factor(request.user):
            sentence = "Xin cài đặt xác thực hai bước trước khi làm việc."
            return _led_to("mfa_activate_totp", request, sentence)
        if _must_choose_a_password(request):
            sentence = "Mật khẩu này do người khác cấp. Xin đặt mật khẩu của riêng bạn."
            return _led_to("admin:password_change", request, sentence)
        return None


def _must_choose_a_password(request: HttpRequest) -> bool:
    return (
        request.user.is_authenticated
        and sessions.GIVEN_PASSWORD in request.session
        and request.resolver_match.view_name not in WAY_TO_A_PASSWORD
    )


def _led_to(name: str, request: HttpRequest, sentence: str) -> HttpResponse:
    """What must be done first; whoever asked for a page gets there afterwards."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": sentence}, status=403)
    if request.method == "GET":
        request.session[AFTERWARDS] = request.get_full_path()
    if name not in WAY_TO_A_FACTOR:
        messages.warning(request, sentence)
    return HttpResponseRedirect(reverse(name))


def _user_of(request: HttpRequest):
    user = get_user(request)
    if not user.is_authenticated:
        return user
    if sessions.has_ended(request, user):
        return AnonymousUser()
    if _is_at_the_desk(request):
        if request.resolver_match and request.resolver_match.view_name not in sessions.UNATTENDED:
            sessions.note(request)
    elif lacks_a_factor(user):  # elsewhere they are a reader like any other
        return AnonymousUser()
    return user


def _is_at_the_desk(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))
