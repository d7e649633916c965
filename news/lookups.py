"""Articles of any status by what an editor types: words, a number, a writer's name."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from core.text import words
from news.models import Attachment
from search.models import Entry
from search.query import Query


def matching(query: Query) -> Q:
    """What the index finds of the article and its attachments, its number, or its writer."""
    begun = query.begun()
    entries = Entry.objects
    holders = Attachment.objects.filter(pk__in=entries.matching(begun, Entry.Source.ATTACHMENT))
    found = Q(pk__in=entries.matching(begun, Entry.Source.ARTICLE))
    found |= Q(pk__in=holders.values("article_id"))
    if query.typed.isascii() and query.typed.isdigit() and len(query.typed) < 10:
        found |= Q(pk=int(query.typed))
    if writers := _writers(query):
        found |= Q(created_by__in=writers)
    return found


def _writers(query: Query) -> list[int]:
    """Accounts whose name has all the words: there are few of them."""
    typed = {word.folded for word in query.words}
    names = get_user_model().objects.values_list("pk", "last_name", "first_name")
    return [pk for pk, *name in names if typed <= set(words(" ".join(name)))]
