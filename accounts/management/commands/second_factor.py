"""`manage.py second_factor`: who has one, and a new start for who lost theirs."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.signing_in import events, sessions
from core import confirming


class Command(BaseCommand):
    help = (
        "List who has a second factor. With --remove USER, take it from an account whose owner "
        "lost it: they set up another at their next sign-in."
    )

    def add_arguments(self, parser):
        parser.add_argument("--remove", metavar="USER", help="whose second factor is removed")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, remove, yes, **options):
        if remove is None:
            self.list()
            return
        user = User.objects.filter(username=remove).first()
        if user is None:
            raise CommandError(f"There is no user {remove}.")
        factors = Authenticator.objects.filter(user=user)
        if not factors.exists():
            raise CommandError(f"{remove} has no second factor.")
        why = "once you know by their face or voice that they ask"
        if not yes and not confirming.typed(remove, why):
            raise CommandError("Nothing was removed.")
        with transaction.atomic():
            factors.delete()
            sessions.end_all(user)
            events.factors_removed(user)
        self.stdout.write(f"{remove} sets up a second factor at the next sign-in.")

    def list(self):
        for user in User.objects.filter(is_active=True, is_staff=True).order_by("username"):
            kinds = Authenticator.objects.filter(user=user).order_by("type")
            named = ", ".join(str(kind) for kind in kinds.values_list("type", flat=True))
            self.stdout.write(f"{user.username}: {named or 'none'}")
