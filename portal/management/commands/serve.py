"""`manage.py serve`: the production shape on one machine, with PostgreSQL, gunicorn and nginx."""

from django.conf import settings
from django.core.management.base import CommandError

from portal import database, local
from portal.management.commands.run import Command as Run
from portal.nginx import Missing, Nginx, Refused, program
from portal.serving import serve


class Command(Run):
    help = "Prepare everything as `run` does, and serve it on PORT behind nginx."

    def add_arguments(self, parser):
        """Restarting for every change is for `run`."""

    def handle(self, **options):
        try:
            program()
        except Missing as missing:
            raise CommandError(str(missing)) from None
        address = f"127.0.0.1:{local.port()}"
        socket = f"unix:{database.var() / 'gunicorn.sock'}"
        nginx = Nginx(local.nginx_home(), address, [socket], settings.VAR_DIR)
        password = self.prepare()
        try:
            nginx.start()
            serve(socket, ready=lambda: self.introduce(address, password))
        except Refused as refused:
            raise CommandError(f"nginx does not start: {refused}") from None
        finally:
            nginx.stop()
