"""A process in which somebody publishes and withdraws, beside portals that tests break."""

import subprocess
import sys

from tests.processes import ROOT

PROGRAM = """
import sys, django
django.setup()
from django.db import connection
from django.utils import timezone
from news import workflow
from news.models import Section
from tests.factories import make_agency, make_article, make_section, make_staff
make_agency()
by = make_staff(is_superuser=True)

def section_called(slug):
    return Section.objects.filter(slug=slug).first() or make_section(slug=slug)

def publish(headline, slug):
    article = make_article(headline=headline, section=section_called(slug))
    return article.pk, article.get_absolute_url()

def withdraw(pk):
    return workflow.move(pk, "withdraw", now=timezone.now(), by=by, reason="Nhầm").pk

for line in sys.stdin:
    print(repr(eval(line)), flush=True)
    connection.close()  # the server may be another one by the next line
"""


class Desk:
    def __init__(self, environment: dict):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, call: str):
        self.process.stdin.write(f"{call}\n")
        self.process.stdin.flush()
        return eval(self.process.stdout.readline())

    def publish(self, headline, section="tin-tuc"):
        """The number and the address of a new public article."""
        return self.do(f"publish({headline!r}, {section!r})")

    def withdraw(self, pk):
        self.do(f"withdraw({pk})")

    def end(self):
        self.process.kill()
        self.process.communicate()
