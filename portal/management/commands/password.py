"""`manage.py password`: the first administrator, and a new password for who lost theirs."""

from django.contrib.auth.models import Group, User
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, transaction

from accounts.models import password_was_given
from accounts.passwords import readable_password
from accounts.roles import Role
from accounts.signing_in import events, sessions

ADMINISTRATOR = "quantri"


class Command(BaseCommand):
    help = (
        "Give an account a new password and show it. In a portal without accounts, make the "
        "first: an administrator."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "user", nargs="?", default=ADMINISTRATOR, help=f"default: {ADMINISTRATOR}"
        )

    @transaction.atomic
    def handle(self, *, user, **options):
        try:
            account = User.objects.get_by_natural_key(user)
        except ObjectDoesNotExist:
            if User.objects.exists():
                raise CommandError(
                    f"There is no user {user}: an administrator makes accounts at the desk."
                ) from None
            password = first_administrator(user)
            password_was_given(User.objects.get_by_natural_key(user))
            self.stdout.write(f"Made the administrator {user}, with the password {password}")
            return
        except ProgrammingError:
            raise CommandError("There are no tables yet: run `manage.py migrate`.") from None
        account.set_password(password := readable_password(account))
        account.save(update_fields=["password"])
        password_was_given(account)
        sessions.end_all(account)
        events.password_changed(account)
        self.stdout.write(f"The password of {user} is now {password}")


def first_administrator(username: str) -> str:
    """Make the account everything begins with, and return its password."""
    password = readable_password()
    account = User.objects.create_user(username, password=password, is_staff=True)
    account.groups.add(Group.objects.get_or_create(name=Role.ADMINISTRATOR.label)[0])
    return password
