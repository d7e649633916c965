from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from accounts.forms import AccountForm, keep_an_administrator
from accounts.models import Account, password_was_given
from accounts.passwords import readable_password
from accounts.signing_in import events
from core.admin import NormalizedSearch, ReadOnly, RefusingAdmin

admin.site.unregister(Group)  # roles are not made here: accounts/roles.py says what each may do
admin.site.unregister(User)
# Nobody looks at somebody else's keys and sessions.
admin.site.unregister([EmailAddress, Authenticator, UserSession])


@admin.register(User)
class UserSearch(NormalizedSearch, ReadOnly, UserAdmin):
    """Only to be chosen from in other forms: accounts have a screen of their own."""

    search_fields = ["username", "first_name__folded", "last_name__folded"]

    def has_module_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("accounts.view_account")


@admin.register(Account)
class AccountAdmin(NormalizedSearch, RefusingAdmin):
    form = AccountForm
    list_display = ["__str__", "username", "role", "unit", "is_active", "last_login"]
    list_filter = ["groups", "profile__unit", "is_active"]
    list_select_related = ["profile__unit"]
    search_fields = ["username", "first_name__folded", "last_name__folded", "email"]
    ordering = ["-is_active", "username"]
    fieldsets = [
        (None, {"fields": ["full_name", "username", "email"]}),
        ("Vai trò", {"fields": ["role", "unit", "is_limited"]}),
        (None, {"fields": ["is_active"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self):
        renew = self.admin_site.admin_view(self.new_password)
        name = "accounts_account_password"
        return [path("<int:pk>/mat-khau/", renew, name=name), *super().get_urls()]

    @admin.display(description="vai trò")
    def role(self, account):
        names = [group.name for group in account.groups.all()]
        return "Quản trị" if account.is_superuser else ", ".join(names) or "chưa có vai trò"

    @admin.display(description="đơn vị")
    def unit(self, account):
        profile = getattr(account, "profile", None)
        if profile is None or profile.unit is None:
            return "-"
        return f"{profile.unit} (giới hạn)" if profile.is_limited else str(profile.unit)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The last administrator stays: a change that would leave none is undone, and said."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(request.path)

    def save_model(self, request, obj, form, change):
        obj.first_name, obj.last_name = form.cleaned_data["full_name"], ""
        obj.is_staff = True
        if not change:
            obj.set_password(password := readable_password(obj))
            _show_password(request, obj, password)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        form.save_m2m()
        form.save_roles(form.instance)
        if not change:
            password_was_given(form.instance)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(reverse("admin:accounts_account_changelist"))

    def delete_model(self, request, obj):
        with transaction.atomic():
            super().delete_model(request, obj)
            keep_an_administrator()

    def get_deleted_objects(self, objs, request):
        """Who wrote or approved something stays on record: the account is switched off instead."""
        deletable, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = ["Người này đã viết hoặc duyệt bài: xin bỏ dấu “Đang dùng”.", *protected]
        return deletable, counts, lacking, protected

    def lookup_allowed(self, lookup, value, request):
        return "password" not in lookup and super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes themselves."""
        is_self = obj is not None and obj.pk == request.user.pk
        return super().has_delete_permission(request, obj) and not is_self

    def get_actions(self, request):
        return {}

    def new_password(self, request, pk):
        """Give the account another password, and show it once."""
        account = self.get_object(request, str(pk))
        if request.method != "POST" or not self.has_change_permission(request, account):
            raise PermissionDenied
        if account is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        account.set_password(password := readable_password(account))
        account.save(update_fields=["password"])
        password_was_given(account)
        events.password_changed(account)
        _show_password(request, account, password)
        return HttpResponseRedirect(reverse("admin:accounts_account_change", args=[pk]))


def _show_password(request, account, password):
    messages.warning(
        request,
        format_html(
            "Mật khẩu của {}: <strong>{}</strong>. Chỉ hiện một lần: xin chép lại và đưa tận tay.",
            account.username,
            password,
        ),
    )
