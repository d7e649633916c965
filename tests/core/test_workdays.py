from datetime import date

import pytest

from core.workdays import is_working_day, working_days_before


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 22), False),
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam
        (date(2026, 2, 16), False),  # the eve of Tết
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2027, 2, 10), False),  # Tết met a weekend
        (date(2025, 4, 7), False),  # Giỗ Tổ, by the moon
        (date(2026, 4, 27), False),  # Giỗ Tổ was a Sunday
        (date(2026, 9, 1), False),
        (date(2026, 8, 31), False),  # exchanged …
        (date(2026, 8, 22), True),  # … for this Saturday
    ],
)
def test_offices_work_on_weekdays_that_are_no_holidays(day, is_worked):
    assert is_working_day(day) is is_worked


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 19)),
        (date(2026, 11, 20), 7, date(2026, 11, 11)),
        (date(2026, 11, 22), 7, date(2026, 11, 12)),  # a Sunday
        (date(2026, 12, 1), 7, date(2026, 11, 19)),  # over a holiday and two weekends
        (date(2026, 2, 23), 7, date(2026, 2, 5)),  # over Tết
    ],
)
def test_counting_back_leaves_out_days_off_and_the_day_itself(day, count, before):
    assert working_days_before(day, count) == before
