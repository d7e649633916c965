"""`manage.py password`: a new password for the administrator who lost the first."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from accounts.passwords import readable_password

ADMINISTRATOR = "quantri"


class Command(BaseCommand):
    help = f"Give the administrator {ADMINISTRATOR} a new password and show it."
    requires_system_checks = ()

    def handle(self, **options):
        users = get_user_model()
        try:
            administrator = users.objects.get_by_natural_key(ADMINISTRATOR)
        except (users.DoesNotExist, ProgrammingError):
            raise CommandError(
                f"There is no user {ADMINISTRATOR}: `make run` makes one in an empty portal."
            ) from None
        password = readable_password()
        administrator.set_password(password)
        administrator.save(update_fields=["password"])
        self.stdout.write(f"The password of {ADMINISTRATOR} is now {password}")
