"""`manage.py export_account USER`: what the portal keeps about somebody, for them."""

import json

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts import personal_data
from audit import log
from audit.models import Action


class Command(BaseCommand):
    help = (
        "Write all that is kept about an account as JSON, to standard output: for its owner alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("user")

    def handle(self, *, user, **options):
        account = User.objects.filter(username=user).first()
        if account is None:
            raise CommandError(f"There is no user {user}.")
        told = personal_data.export(account)
        log.record(Action.EXPORTED, account, detail="Dữ liệu cá nhân, bằng lệnh trên máy chủ.")
        self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
