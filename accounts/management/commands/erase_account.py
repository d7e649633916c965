"""`manage.py erase_account USER`: nothing says any more whose the account of who left was."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from accounts import personal_data
from core import confirming


class Command(BaseCommand):
    help = (
        "Erase name, e-mail, password, second factors, sessions and notifications of an account "
        "that is switched off. What it wrote stays, under another name; the log stays as long as "
        "the law says. This cannot be undone."
    )

    def add_arguments(self, parser):
        parser.add_argument("user")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, user, yes, **options):
        account = User.objects.filter(username=user).first()
        if account is None:
            raise CommandError(f"There is no user {user}.")
        own, work = personal_data.amounts(account)
        for what, counted in (("Erased", own), ("Kept", work)):
            told = ", ".join(f"{number} {name}" for name, number in counted.items())
            self.stdout.write(f"{what}: {told or 'nothing'}.")
        if not yes and not confirming.typed(user, "to erase this account for good"):
            raise CommandError("Nothing was erased.")
        try:
            name = personal_data.erase(account)
        except personal_data.NotYet as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Done. What the account wrote is now of {name}.")
