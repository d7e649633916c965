import unicodedata
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from core import dates
from core.templatetags import vietnamese

AFTERNOON = datetime(2017, 7, 14, 9, 48, tzinfo=UTC)  # 16:48 in Lạng Sơn


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2017, 7, 10), "Thứ Hai, 10/07/2017"),
        (date(2017, 7, 11), "Thứ Ba, 11/07/2017"),
        (date(2017, 7, 12), "Thứ Tư, 12/07/2017"),
        (date(2017, 7, 13), "Thứ Năm, 13/07/2017"),
        (date(2017, 7, 14), "Thứ Sáu, 14/07/2017"),
        (date(2017, 7, 15), "Thứ Bảy, 15/07/2017"),
        (date(2017, 7, 16), "Chủ Nhật, 16/07/2017"),
    ],
)
def test_long_date_names_the_day_of_the_week(day, shown):
    assert dates.long_date(day) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2017, 7, 14), "ngày 14 tháng 7 năm 2017"),
        (date(2018, 2, 5), "ngày 05 tháng 02 năm 2018"),
        (date(2018, 1, 31), "ngày 31 tháng 01 năm 2018"),
        (date(2018, 3, 9), "ngày 09 tháng 3 năm 2018"),
        (date(2018, 12, 10), "ngày 10 tháng 12 năm 2018"),
        (date(2018, 10, 1), "ngày 01 tháng 10 năm 2018"),
    ],
)
def test_official_date_has_the_zeros_offices_write(day, shown):
    assert dates.official_date(day) == shown


class TestReadDate:
    @pytest.mark.parametrize(
        "text",
        [
            "14/07/2017",
            "14/7/2017",
            "14-7-2017",
            "14.07.2017",
            "2017-07-14",
            "ngày 14 tháng 7 năm 2017",
            "Ngày 14 tháng 07 năm 2017",
            "14 tháng 7 năm 2017",
            "Thứ Sáu, 14/07/2017",
            "thứ sáu, ngày 14 tháng 7 năm 2017",
            "  Thứ\u00a0Sáu 14/07/2017 ",
            unicodedata.normalize("NFD", "ngày 14 tháng 7 năm 2017"),
        ],
    )
    def test_knows_the_forms_offices_write(self, text):
        assert dates.read_date(text) == date(2017, 7, 14)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "31/02/2017",
            "29/02/2017",
            "07/14/2017",
            "00/07/2017",
            "14/07/1899",
            "14/07/2101",
            "14/07/17",
            "14/07",
            "14/07-2017",
            "14/07/2017, 16:48",
            "2017-7-14",
            "2017/07/14",
            "tháng 7 năm 2017",
            "thứ sáu",
            "số 14/07/2017/QĐ",
            "14/thứ sáu 07/2017",
            "١٤/٠٧/٢٠١٧",
        ],
    )
    def test_names_no_day_when_none_is_meant_for_sure(self, text):
        assert dates.read_date(text) is None

    @given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    def test_brings_back_what_was_written(self, day):
        for write in (dates.short_date, dates.long_date, dates.official_date, dates.iso):
            assert dates.read_date(write(day)) == day

    @given(st.text() | st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"))
    def test_takes_any_text(self, text):
        day = dates.read_date(text)

        assert day is None or 1900 <= day.year <= 2100


class TestMoments:
    def test_are_shown_in_the_time_of_the_office(self):
        assert dates.long_datetime(AFTERNOON) == "Thứ Sáu, 14/07/2017, 16:48"

    def test_after_five_in_the_afternoon_utc_belong_to_the_next_day(self):
        evening = datetime(2017, 7, 14, 17, 5, tzinfo=UTC)

        assert dates.long_datetime(evening) == "Thứ Bảy, 15/07/2017, 00:05"
        assert dates.short_date(evening) == "15/07/2017"
        assert dates.official_date(evening) == "ngày 15 tháng 7 năm 2017"

    def test_have_a_clock_of_24_hours(self):
        assert dates.clock(AFTERNOON) == "16:48"
        assert dates.clock(datetime(2017, 7, 14, 1, 5)) == "01:05"

    def test_without_a_zone_are_taken_as_written(self):
        assert dates.long_datetime(datetime(2017, 7, 14, 16, 48)) == "Thứ Sáu, 14/07/2017, 16:48"

    def test_in_logs_have_seconds_and_their_offset(self):
        assert dates.stamp(datetime(2026, 11, 23, 0, 0, 5, tzinfo=UTC)) == (
            "23/11/2026 07:00:05 +07:00"
        )

    def test_of_early_years_keep_their_zeros(self):
        assert dates.short_date(date(1986, 1, 2)) == "02/01/1986"


class TestTemplates:
    def test_have_a_time_element_that_machines_read(self):
        template = Template('{% time moment %} {% time moment "long_date" %}')

        html = template.render(Context({"moment": AFTERNOON}))

        assert html == (
            '<time datetime="2017-07-14T16:48:00+07:00">Thứ Sáu, 14/07/2017, 16:48</time> '
            '<time datetime="2017-07-14T16:48:00+07:00">Thứ Sáu, 14/07/2017</time>'
        )

    def test_print_dates_for_metadata(self):
        assert vietnamese.iso_date(datetime(2017, 7, 14, 17, 5, tzinfo=UTC)) == "2017-07-15"
        assert dates.iso(AFTERNOON) == "2017-07-14T16:48:00+07:00"

    @pytest.mark.parametrize(
        ("size", "shown"),
        [
            (0, "1 KB"),
            (1, "1 KB"),
            (1536, "2 KB"),
            (500 * 1024, "500 KB"),
            (2**20, "1,0 MB"),
            (1_234_567, "1,2 MB"),
            (25 * 2**20, "25,0 MB"),
        ],
    )
    def test_print_sizes_with_a_comma(self, size, shown):
        assert vietnamese.file_size(size) == shown

    @pytest.mark.parametrize(
        ("number", "dialled"),
        [
            ("(025) 3.875.708", "0253875708"),
            ("(025) 3.875.708 (máy lẻ 12)", "0253875708"),
            ("+84 25 3875 708", "+84253875708"),
            ("", ""),
        ],
    )
    def test_print_numbers_a_telephone_can_dial(self, number, dialled):
        assert vietnamese.phone_address(number) == dialled


class TestAdminFormats:
    """Django's own forms for `vi` are not what offices write; core.formats says so."""

    @pytest.fixture(autouse=True)
    def in_vietnamese(self):
        with translation.override("vi"):
            yield

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (1477, "1.477"),
            (7.5, "7,5"),
            (1234567.25, "1.234.567,25"),
            (date(2017, 7, 4), "04/07/2017"),
        ],
    )
    def test_write_as_people_do(self, value, shown):
        assert formats.localize(value, use_l10n=True) == shown

    def test_write_moments_with_24_hours(self):
        assert formats.date_format(datetime(2017, 7, 14, 16, 48), "DATETIME_FORMAT") == (
            "16:48 14/07/2017"
        )

    def test_start_the_week_on_monday(self):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1

    @pytest.mark.parametrize(
        ("typed", "read"),
        [("1.477", "1477"), ("1477", "1477"), ("7,5", "7.5"), ("1.234.567,25", "1234567.25")],
    )
    def test_read_numbers_back(self, typed, read):
        assert formats.sanitize_separators(typed) == read

    @pytest.mark.parametrize("typed", ["14/07/2017", "14-07-2017", "14.07.2017", "2017-07-14"])
    def test_read_dates_back(self, typed):
        read = formats.get_format("DATE_INPUT_FORMATS")

        assert date(2017, 7, 14) in [_parsed(typed, form) for form in read]


def _parsed(typed, form):
    try:
        return datetime.strptime(typed, form).date()
    except ValueError:
        return None
