"""Templates drawn once: what they show stands on many pages, and outlives most changes."""

from functools import cache

from django.conf import settings
from django.db.models import Model
from django.template.loader import get_template
from django.utils.safestring import SafeString

MOST_KEPT = 5_000  # some 20 MB
drawn: dict[tuple, SafeString] = {}


def once(name: str, shown: tuple, **context) -> SafeString:
    """The template *name*, as it was drawn when it last showed the same.

    *shown* tells everything that may differ in what is drawn, but for plain values of *context*.
    """
    plain = [value for value in context.values() if isinstance(value, str | int)]
    key = (name, *plain, shown)
    html = drawn.get(key)
    if html is None or settings.DEBUG:
        html = get_template(name).render(context)
        if len(drawn) >= MOST_KEPT:
            drawn.clear()
        drawn[key] = html
    return html


def loaded(row: Model | None) -> tuple:
    """All columns that were loaded of *row* and of the rows that were joined to it."""
    if row is None:
        return ()
    columns = (value for name, value in row.__dict__.items() if name[0] != "_")
    plain = (repr(value) if isinstance(value, list | dict) else value for value in columns)
    joined = row._state.fields_cache
    return (*plain, *(loaded(joined[name]) for name in _keys(row._meta) if name in joined))


@cache
def _keys(meta) -> list[str]:
    return [field.name for field in meta.fields if field.is_relation]
