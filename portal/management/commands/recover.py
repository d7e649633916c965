from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.backups import Refused
from portal.backups.command import BackupCommand
from portal.backups.recovery import Recovered
from portal.embedded import EmbeddedServer
from portal.management.commands.base_backup import named_archive

LATEST = "latest"
HOW_TO_GO_ON = """\
The server as of {when} runs beside the other one, which was left alone.
To look at it:      DATABASE_URL='{url}' .venv/bin/python manage.py run
To go on with it:   DATABASE_URL='{url}' .venv/bin/python manage.py backup
                    .venv/bin/python manage.py restore THAT-BACKUP --force
To be rid of it:    .venv/bin/python manage.py recover --remove {home}"""


class Command(BackupCommand):
    help = "Make the server anew as it was at any second, beside the one that is there."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--to", help='a time, as in "2026-11-27 10:15:00" or "… 10:15:00+07:00", or "latest"'
        )
        what.add_argument("--remove", type=Path, help="end and remove a server that was recovered")
        parser.add_argument("--archive", type=Path, help="default: PORTAL_WAL_ARCHIVE")
        parser.add_argument(
            "--data", type=Path, help="where to make it (default: recovered-TIME in PORTAL_VAR)"
        )

    def work(self, *, to, remove, archive, data, **options):
        if remove:
            return self.remove(remove)
        target = None if to == LATEST else _time(to)
        archive = archive or named_archive()
        home = data or settings.VAR_DIR / f"recovered-{_stamp(target)}"
        named = settings.DATABASES["default"]
        user, database = named.get("USER") or "portal", named.get("NAME") or "portal"
        server = Recovered(home.absolute(), archive, target, user=user, database=database)
        server.recover()
        when = f"{timezone.localtime(target):%Y-%m-%d %H:%M:%S}" if target else "the last archived"
        return HOW_TO_GO_ON.format(when=when, url=server.url, home=home)

    def remove(self, home: Path) -> str:
        if not (home / "data" / "PG_VERSION").exists() or not (home / "hba_file").exists():
            raise Refused(f"{home} is not a server that was recovered.")
        EmbeddedServer(home.absolute()).discard()
        return f"{home} is removed."


def _time(text: str) -> datetime:
    try:
        time = parse_datetime(text)
    except ValueError:
        time = None
    if time is None:
        raise Refused(f'{text!r} is no time: write it as in "2026-11-27 10:15:00+07:00".')
    return time if time.tzinfo else timezone.make_aware(time)


def _stamp(target: datetime | None) -> str:
    return f"{timezone.localtime(target):%Y%m%d-%H%M%S}"
