"""Dates as Vietnamese offices write them; Django's own `vi` formats are not (it prints "Thứ 6")."""

import re
from contextlib import suppress
from datetime import date, datetime

from django.utils import timezone

from core.text import normalize_line

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_YEARS = range(1900, 2101)
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OFFICIAL = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})")
_WEEKDAY = re.compile(f"^(?:{'|'.join(_WEEKDAYS)}),? ".lower())


def local(moment: date) -> date:
    """Return a datetime in the portal's time zone; dates and naive times pass through."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def iso(moment: date) -> str:
    """2017-07-14T16:48:00+07:00, for machines; HTML allows no more than milliseconds."""
    moment = local(moment)
    return moment.isoformat("T", "seconds") if isinstance(moment, datetime) else moment.isoformat()


def short_date(moment: date) -> str:
    """14/07/2017"""
    moment = local(moment)
    return f"{moment.day:02}/{moment.month:02}/{moment.year}"


def long_date(moment: date) -> str:
    """Thứ Sáu, 14/07/2017"""
    moment = local(moment)
    return f"{_WEEKDAYS[moment.weekday()]}, {short_date(moment)}"


def day_and_month(moment: date) -> str:
    """14/07, beside things of these days"""
    return short_date(moment)[:5]


def clock(moment: datetime) -> str:
    """16:48"""
    return f"{local(moment):%H:%M}"


def long_datetime(moment: datetime) -> str:
    """Thứ Sáu, 14/07/2017, 16:48"""
    return f"{long_date(moment)}, {clock(moment)}"


def appointment(moment: datetime) -> str:
    """07:00 Thứ Hai, 23/11/2026 (giờ Việt Nam): when something is going to happen."""
    return f"{clock(moment)} {long_date(moment)} (giờ Việt Nam)"


def official_date(moment: date) -> str:
    """ngày 05 tháng 02 năm 2018: a zero before days under ten and before months 1 and 2."""
    moment = local(moment)
    month = f"{moment.month:02}" if moment.month <= 2 else str(moment.month)
    return f"ngày {moment.day:02} tháng {month} năm {moment.year}"


def stamp(moment: datetime) -> str:
    """23/11/2026 07:00:05 +07:00, for logs: to the second, and with its offset."""
    offset = iso(moment)[-6:]
    return f"{short_date(moment)} {local(moment):%H:%M:%S} {offset}"


def read_date(text: str) -> date | None:
    """The day that *text* names in one of the forms offices write, or 2017-07-14; None if none.

    The name of a day of the week may stand before it, and is not checked.
    """
    text = _WEEKDAY.sub("", normalize_line(text).lower())
    if found := _DAY_FIRST.fullmatch(text):
        day, _, month, year = found.groups()
    elif found := _OFFICIAL.fullmatch(text):
        day, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    else:
        return None
    with suppress(ValueError):  # 31/02
        return date(int(year), int(month), int(day)) if int(year) in _YEARS else None
    return None
