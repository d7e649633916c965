"""The screen to make an account: a name, a role, perhaps a unit. The portal makes the password."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Account, Profile, administrators, profile_of
from accounts.roles import DUTIES, Role, role_of
from audit import log
from audit.models import Action
from core.fields import NormalizedCharField
from core.text import normalize_line
from organization.models import Unit

NO_ROLE = "none"


class MailForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["mail"]
        widgets = {"mail": forms.RadioSelect}


class AccountForm(forms.ModelForm):
    """A role is chosen, never a permission; "none" takes all rights away and keeps the account."""

    full_name = NormalizedCharField(label="Họ và tên", max_length=150)
    role = forms.ChoiceField(
        label="Vai trò",
        choices=[
            *((role.value, f"{role.label}: {DUTIES[role]}") for role in Role),
            (NO_ROLE, "Chưa có vai trò: đăng nhập được nhưng chưa làm được gì."),
        ],
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(Unit.objects.all(), label="Đơn vị", required=False)
    is_limited = forms.BooleanField(
        label="Chỉ làm việc với chuyên mục của đơn vị này", required=False
    )

    class Meta:
        model = Account
        fields = ["username", "email", "is_active"]
        labels = {"username": "Tên đăng nhập", "email": "Thư điện tử", "is_active": "Đang dùng"}
        help_texts = {
            "username": "Chữ không dấu, số và các ký tự @ . + - _, ví dụ: dao.ht",
            "email": "Để nhận thư báo việc.",
            "is_active": "Bỏ dấu này khi người đó nghỉ việc; bài và lịch sử vẫn giữ tên họ.",
        }

        error_messages = {
            "username": {"unique": "Đã có tài khoản tên này. Xin chọn tên khác, ví dụ thêm số."}
        }

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        profile = profile_of(instance) if instance and instance.pk else Profile()
        known = {
            "full_name": instance.get_full_name() if instance else "",
            "role": (role_of(instance) or NO_ROLE)
            if instance and instance.pk and instance.is_active
            else Role.REPORTER,
            "unit": profile.unit_id,
            "is_limited": profile.is_limited,
        }
        super().__init__(*args, instance=instance, initial={**known, **(initial or {})}, **kwargs)

    def clean_full_name(self):
        return normalize_line(self.cleaned_data["full_name"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_limited") and not cleaned.get("unit"):
            self.add_error("unit", "Xin chọn đơn vị, hoặc bỏ dấu “Chỉ làm việc với chuyên mục…”.")
        return cleaned

    @transaction.atomic
    def save_roles(self, account: Account) -> None:
        """Give the saved account its role and its unit; the last administrator stays one."""
        data = self.cleaned_data
        role = Role(data["role"]) if data["role"] in Role.values else None
        group = role and Group.objects.get_or_create(name=role.label)[0]
        account.groups.set([group] if group else [])
        account.is_superuser = account.is_superuser and role == Role.ADMINISTRATOR
        account.save(update_fields=["is_superuser"])
        before = _scope(Profile.objects.filter(user=account.pk).select_related("unit").first())
        profile, _ = Profile.objects.update_or_create(
            user_id=account.pk, defaults={"unit": data["unit"], "is_limited": data["is_limited"]}
        )
        if _scope(profile) != before:
            log.record(Action.ROLE, account, old=before, new=_scope(profile))
        keep_an_administrator()


def _scope(profile: Profile | None) -> dict:
    profile = profile or Profile()
    return {"unit": str(profile.unit or "-"), "is_limited": profile.is_limited}


def keep_an_administrator() -> None:
    """Refuse, inside the transaction that changed accounts, to be left without an administrator.

    Administrators changing or deleting one another at the same moment wait for one another here.
    """
    list(Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR.label))
    if not administrators().exists():
        raise ValidationError(
            "Đây là người quản trị cuối cùng: xin giao vai trò Quản trị cho người khác trước."
        )
