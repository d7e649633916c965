"""Entries in the words of those who read them."""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_datetime

from audit.models import Entry
from core import dates

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


def kind(entry: Entry) -> str:
    """What sort of object it was: "bài viết"."""
    model = _model(entry)
    return str(model._meta.verbose_name) if model else entry.object_kind


def differences(entry: Entry) -> list[Difference]:
    """What was before and what came after, field by field."""
    old, new = entry.old or {}, entry.new or {}
    model = _model(entry)
    found = []
    for name in dict.fromkeys([*old, *new]):
        field = _field(model, name)
        choices = dict(getattr(field, "flatchoices", None) or ())
        found.append(
            Difference(
                str(getattr(field, "verbose_name", name)),
                *(_readable(side.get(name), choices) for side in (old, new)),
            )
        )
    return found


def _model(entry):
    try:
        return apps.get_model(entry.object_kind)
    except (LookupError, ValueError):
        return None


def _field(model, name):
    try:
        return model and model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _readable(value: Any, choices: dict) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        return ", ".join(_readable(part, choices) for part in value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return dates.stamp(parse_datetime(value))
    return str(choices.get(value, value)) if isinstance(value, (str, int)) else str(value)
