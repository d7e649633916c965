"""Templates drawn once: what they show stands on many pages, and outlives most changes."""

from functools import cache

from django.conf import settings
from django.db.models import Model
from django.template.loader import get_template
from django.utils.safestring import SafeString

KEPT_BYTES = 20 * 2**20  # in one process


class _Drawn:
    """What was drawn, until it takes KEPT_BYTES: then all of it is forgotten at once."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._kept: dict[tuple, SafeString] = {}
        self.bytes = 0

    def get(self, key: tuple) -> SafeString | None:
        return self._kept.get(key)

    def keep(self, key: tuple, html: SafeString) -> None:
        weight = _weight(html)
        if self.bytes + weight > KEPT_BYTES:
            self.clear()
        self._kept[key] = html
        self.bytes += weight


def _weight(html: SafeString) -> int:
    """Bytes in memory, about: letters take two, and the key has most of those that are drawn."""
    return 2048 + 4 * len(html)


drawn = _Drawn()


def once(name: str, shown: tuple, **context) -> SafeString:
    """The template *name*, as it was drawn when it last showed the same.

    *shown* tells everything that may differ in what is drawn, but for plain values of *context*.
    """
    plain = [value for value in context.values() if isinstance(value, str | int)]
    key = (name, *plain, shown)
    html = drawn.get(key)
    if html is None or settings.DEBUG:
        html = get_template(name).render(context)
        drawn.keep(key, html)
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
