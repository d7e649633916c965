"""Who is in office, as the index of the search has it, kept true while days pass.

Triggers write an entry when a row changes (organization/migrations/0004_search.py); that a post
begins or ends today changes no row.
"""

from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from organization.models import Appointment, Person
from search import reindexing
from search.models import Entry
from search.reindexing import Part

PEOPLE = Part(Entry.Source.PERSON, Person, "search_put_people")


def follow_the_days(now: datetime) -> int:
    """Write anew the entries of leaders who came into office or left it since they were written;
    return of how many people."""
    today = timezone.localdate(now)
    entries = Entry.objects.filter(source=PEOPLE.source, object_id=OuterRef("person"))
    written = Subquery(entries.values(day=TruncDate("indexed_at")))
    has_begun = Q(start_date__gt=F("written"), start_date__lte=today)
    has_ended = Q(end_date__gte=F("written"), end_date__lt=today)
    changed = (
        Appointment.objects.filter(position__is_leader=True)
        .annotate(written=written)
        .filter(has_begun | has_ended)
    )
    people = sorted(set(changed.values_list("person", flat=True)))
    if people:
        reindexing.put(PEOPLE, people)
    return len(people)
