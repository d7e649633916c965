from django.core.management.base import BaseCommand

from news import indexing
from news.models import Attachment


class Command(BaseCommand):
    help = (
        "Read the words inside attachments, so that search finds them: those never read, which "
        "`tick` also does little by little. Stopped, it goes on where it was when run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="read all of them anew")

    def handle(self, *, again, verbosity, **options):
        attachments = Attachment.objects.all() if again else Attachment.objects.unread()
        total = attachments.values("file").distinct().count()
        without = 0
        for number, (name, text) in enumerate(indexing.read(attachments), start=1):
            without += not text
            if verbosity:
                self.stdout.write(f"{number}/{total} {name}: {len(text)} characters")
        if verbosity:
            self.stdout.write(f"{total} files read, {without} of them without text.")
