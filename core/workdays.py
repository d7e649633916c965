"""Working days of Vietnamese offices: Monday to Friday without public holidays, Tết and Giỗ Tổ too.

Days exchanged by the government, and Saturdays worked for them, count as its decisions say; those
of years to come are known only after the package `holidays` has learnt them.
"""

from datetime import date

from holidays.countries.vietnam import Vietnam

_calendar = Vietnam()


def is_working_day(day: date) -> bool:
    return _calendar.is_working_day(day)


def working_days_before(day: date, count: int) -> date:
    """Return the *count*-th working day before *day*, which itself does not count."""
    return _calendar.get_nth_working_day(day, -count)
