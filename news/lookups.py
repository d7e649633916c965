"""Articles of any status by what an editor types: words, a number, a writer's name."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db.models import Q

from core.keystrokes import decode
from core.text import words
from news.models import Attachment
from search.correcting import respelled
from search.finding import Filters
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


def meant(query: Query) -> Iterator[str]:
    """What may be meant where nothing is found: keys written out, then words a letter away.

    Of those words the ones that stand together in what is public come first.
    """
    decoded = decode(query.typed)
    if decoded != query.typed:
        yield decoded
    if query:
        yield from respelled([word.folded for word in query.words], Filters())


def _writers(query: Query) -> list[int]:
    """Accounts whose name has all the words: there are few of them."""
    typed = {word.folded for word in query.words}
    names = get_user_model().objects.values_list("pk", "last_name", "first_name")
    return [pk for pk, *name in names if typed <= set(words(" ".join(name)))]
