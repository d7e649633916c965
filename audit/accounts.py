"""What happens to accounts: signing in and out, what they may do, their passwords and roles.

Told by Django's signals, so whoever does it: the desk, a command, another package.
QuerySet.update sends none. Passwords and their hashes are never written.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver

from audit.log import record, record_sparingly
from audit.models import Action

User = get_user_model()

FAILURES_A_MINUTE = 10  # from one address: what somebody guesses at is worth seeing
TYPED_LENGTH = 150
FIELDS = ("username", "email", "is_active", "is_staff", "is_superuser")
MEMBERSHIPS = {
    User.groups.through: "groups",
    User.user_permissions.through: "user_permissions",
    Group.permissions.through: "permissions",
}


@receiver(user_logged_in)
def signed_in(sender, user, **_):
    record(Action.SIGN_IN, by=user)


@receiver(user_logged_out)
def signed_out(sender, user, **_):
    if user is not None:  # whose session had ended already
        record(Action.SIGN_OUT, by=user)


@receiver(user_login_failed)
def failed_to_sign_in(sender, credentials, **_):
    typed = str(credentials.get("username", ""))[:TYPED_LENGTH]
    record_sparingly(Action.SIGN_IN_FAILED, a_minute=FAILURES_A_MINUTE, name=typed)


@receiver(pre_save)
def remember_account(sender, instance, update_fields, **_):
    """Keep what is stored now beside what is about to be; proxies of the user count too."""
    if not issubclass(sender, User):
        return
    instance._before = None
    if update_fields is not None and not {*FIELDS, "password"} & set(update_fields):
        return  # last_login, at each signing in
    if update_fields is not None and set(update_fields) == {"password"} and not instance._password:
        return  # Django hashes the same password anew (AbstractBaseUser.check_password)
    stored = sender._base_manager.filter(pk=instance.pk)
    instance._before = stored.values(*FIELDS, "password").first()


@receiver(post_save)
def account_saved(sender, instance, created, **_):
    if not issubclass(sender, User):
        return
    before = instance.__dict__.pop("_before", None)
    now = {name: getattr(instance, name) for name in FIELDS}
    if created:
        record(Action.ACCOUNT, instance, new=now, detail="Tạo tài khoản.")
    elif before:
        changed = [name for name in FIELDS if before[name] != now[name]]
        has_new_password = before["password"] != instance.password
        if changed or has_new_password:
            record(
                Action.ACCOUNT,
                instance,
                old={name: before[name] for name in changed},
                new={name: now[name] for name in changed},
                detail="Đổi mật khẩu." if has_new_password else "",
            )


def roles_changed(sender, instance, action, reverse, model, pk_set, **_):
    """Record for each account or group concerned which roles it had and which it has.

    Saving a form removes some and then adds others: that is two entries.
    """
    field = MEMBERSHIPS[sender]
    if action.startswith("pre_"):
        instance._roles_before = [
            (owner, _names(owner, field))
            for owner in _owners(instance, field, model, pk_set, reverse=reverse)
        ]
        return
    for owner, before in instance.__dict__.pop("_roles_before", ()):
        after = _names(owner, field)
        if after != before:
            record(Action.ROLE, owner, old={field: before}, new={field: after})


for through in MEMBERSHIPS:
    m2m_changed.connect(roles_changed, sender=through)


def _owners(instance, field, model, pk_set, *, reverse):
    """Whose roles change: the row itself or, from the other side (group.user_set), *pk_set*."""
    if not reverse:
        return [instance]
    if pk_set is not None:
        return model.objects.filter(pk__in=pk_set)
    return model.objects.filter(**{field: instance})  # all of them: .clear()


def _names(owner, field) -> list[str]:
    if field == "groups":
        return sorted(owner.groups.values_list("name", flat=True))
    rights = getattr(owner, field).values_list("content_type__app_label", "codename")
    return sorted(".".join(right) for right in rights)
