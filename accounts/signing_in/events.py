"""What happened to the keys of an account: recorded in the log, and told to its owner."""

from datetime import timedelta

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import notifications
from accounts.signing_in import attempts, devices
from audit import log
from audit.models import Action
from core import dates
from core.clients import address_of

FAILURES_A_MINUTE = 10
WRONG_CODES = attempts.Rule("wrong codes, told to the owner", 3, timedelta(days=1))
NAMES = {
    Authenticator.Type.TOTP: "ứng dụng tạo mã",
    Authenticator.Type.WEBAUTHN: "khóa truy cập",
    Authenticator.Type.RECOVERY_CODES: "mã dự phòng",
}
NOT_YOU = "Nếu không phải bạn, xin đổi mật khẩu và báo ngay người quản trị."


def signed_in_on_a_new_device(request: HttpRequest, user) -> None:
    device = devices.in_words(request.headers.get("User-Agent", ""))
    where = address_of(request) or "địa chỉ không rõ"
    tell(user, f"Tài khoản vừa đăng nhập từ máy mới: {device}, địa chỉ {where}.")


def password_changed(user) -> None:
    devices.forget_all(user)
    tell(user, "Mật khẩu của bạn vừa được đổi.")


def factors_removed(user) -> None:
    """By somebody who looks after the server."""
    devices.forget_all(user)
    log.record(Action.SECOND_FACTOR, user, detail="Gỡ xác thực hai bước bằng lệnh trên máy chủ.")
    tell(user, "Xác thực hai bước của bạn đã được người quản trị gỡ. Lần tới xin cài lại.")


@receiver(signals.authenticator_added)
def factor_added(sender, user, authenticator, **_):
    _changed(user, "Đã thêm", authenticator)


@receiver(signals.authenticator_removed)
def factor_removed(sender, user, authenticator, **_):
    _changed(user, "Đã bỏ", authenticator)


@receiver(signals.authenticator_reset)
def codes_made_anew(sender, user, authenticator, **_):
    _changed(user, "Đã tạo lại", authenticator)


@receiver(signals.authenticator_used)
def factor_used(sender, user, authenticator, **_):
    log.record(Action.SECOND_FACTOR, user, by=user, detail=f"Đã dùng {NAMES[authenticator.type]}.")


@receiver(signals.authentication_failed)
def code_was_wrong(sender, request, user, **_):
    log.record_sparingly(
        Action.SIGN_IN_FAILED,
        a_minute=FAILURES_A_MINUTE,
        name=user.get_username(),
        detail="Đúng mật khẩu, sai mã ở bước hai.",
    )
    if devices.known(request, user.get_username()):
        return  # who owns it types wrongly at times
    times, _ends_at = WRONG_CODES.count(str(user.pk), timezone.now())
    if times == WRONG_CODES.most:
        where = address_of(request) or "không rõ"
        tell(user, f"Có người biết mật khẩu của bạn, gõ sai mã bước hai {times} lần từ {where}.")


def _changed(user, deed: str, authenticator: Authenticator) -> None:
    log.record(Action.SECOND_FACTOR, user, by=user, detail=f"{deed} {NAMES[authenticator.type]}.")
    if authenticator.type != Authenticator.Type.RECOVERY_CODES or deed == "Đã tạo lại":
        tell(user, f"{deed} {NAMES[authenticator.type]} để đăng nhập vào tài khoản của bạn.")


def tell(user, sentence: str) -> None:
    """By bell, and by a letter that the next tick sends: nobody waits for a mail server."""
    moment = dates.stamp(timezone.now())
    notifications.warn(user, f"{sentence} Lúc {moment}. {NOT_YOU}", reverse("mfa_index"))
