"""Filters that print dates, sizes and numbers the Vietnamese way."""

from functools import lru_cache

from django import template
from django.utils.html import format_html

from core import dates
from core.numbers import written

register = template.Library()
register.filter("short_date", dates.short_date)
register.filter("long_date", dates.long_date)
register.filter("day_and_month", dates.day_and_month)
register.filter("clock", dates.clock)
register.filter("iso_time", dates.iso)
register.filter("number", written)


@register.simple_tag
def time(moment, style="long_datetime"):
    """Print a <time> element; *style* is the name of a function in core.dates."""
    return _time_element(moment, style)


@lru_cache(maxsize=10_000)  # lists show the same moments again and again
def _time_element(moment, style):
    shown = getattr(dates, style)(moment)
    return format_html('<time datetime="{}">{}</time>', dates.iso(moment), shown)


@register.filter
def file_size(size: int) -> str:
    """1.234.567 → 1,2 MB"""
    if size < 2**20:
        return f"{written(max(1, size / 2**10), 0)} KB"
    if size < 2**30:
        return f"{written(size / 2**20, 1)} MB"
    return f"{written(size / 2**30, 1)} GB"


@register.filter
def iso_date(moment) -> str:
    return dates.local(moment).strftime("%Y-%m-%d")


@register.filter
def phone_address(number: str) -> str:
    """(025) 3.875.708 (máy lẻ 12) → 0253875708: what a telephone dials."""
    outside = number.split("(máy lẻ")[0]
    return "".join(char for char in outside if char.isdigit() or char == "+")
