"""Templates drawn once: what they show stands on many pages, and outlives most changes."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import Model
from django.template.loader import get_template
from django.utils.safestring import SafeString

from core.keeping import Kept

drawn: Kept[SafeString] = Kept()
drawn_pages: Kept[SafeString] = Kept()  # apart: a hundred of them are all that is kept


def once(name: str, shown: tuple, **context) -> SafeString:
    """The template *name*, as it was drawn when it last showed the same.

    *shown* tells everything that may differ in what is drawn, but for plain values of *context*.
    """
    plain = [value for value in context.values() if isinstance(value, str | int)]
    key = (name, *plain, shown)
    html = drawn.get(key)
    if html is None or settings.DEBUG:
        html = get_template(name).render(context)
        drawn.keep(key, html, len(html))
    return html


def loaded(row: Model | None) -> tuple:
    """What differs whenever something differs that was loaded of *row* and of those joined to it:
    the versions it has of core.prepared, or all its columns."""
    if row is None:
        return ()
    if version := getattr(row._state, "version", None):
        return version
    joined = row._state.fields_cache
    return (*_columns(row), *(loaded(joined[name]) for name in _keys(row._meta) if name in joined))


def _columns(row: Model) -> tuple:
    columns = (value for name, value in row.__dict__.items() if name[0] != "_")
    return tuple(repr(value) if isinstance(value, list | dict) else value for value in columns)


@cache
def _keys(meta) -> list[str]:
    return [field.name for field in meta.fields if field.is_relation]


def shape(value: Any) -> Hashable:
    """What differs whenever something differs that *value* has to show: rows, what is plain, and
    lists, dicts, dataclasses and pages of them; TypeError for anything else."""
    if value is None or isinstance(value, str | int | float | date):
        return value
    if isinstance(value, Model):
        return loaded(value)
    if isinstance(value, list | tuple):
        return tuple(map(shape, value))
    if isinstance(value, dict):
        return tuple((name, shape(part)) for name, part in value.items())
    if isinstance(value, Page):
        return value.number, value.paginator.num_pages, *map(shape, value)
    if is_dataclass(value):
        return tuple(shape(getattr(value, field.name)) for field in fields(value))
    raise TypeError(f"Nobody can tell when {value!r} shows something else.")


def all_shown(**context) -> dict:
    """A context for templates that show nothing else but the site ({% standing %})."""
    return context | {"all_shown": shape(context)}
