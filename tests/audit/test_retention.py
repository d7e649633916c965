from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.checks import run_checks
from django.utils import timezone

from audit import retention
from audit.models import Action, Entry
from audit.retention import forget_old, forget_old_lines
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def make_entries(*ages_in_days):
    now = timezone.now()
    for days in ages_in_days:
        Entry.objects.create(action=Action.SETTING, at=now - timedelta(days=days), detail=str(days))


def left():
    return sorted(int(entry.detail) for entry in Entry.objects.all())


class TestForgetOld:
    def test_deletes_what_is_older_than_the_setting_says(self, settings):
        settings.AUDIT_MONTHS = 24
        make_entries(1, 370, 730, 750, 2000)

        gone = forget_old(timezone.now())

        assert gone == 2
        assert left() == [1, 370, 730]

    def test_keeps_a_year_whatever_the_setting_says(self, settings):
        settings.AUDIT_MONTHS = 1
        make_entries(40, 360, 380)

        forget_old(timezone.now())

        assert left() == [40, 360]

    def test_works_through_more_than_one_batch(self, monkeypatch):
        monkeypatch.setattr(retention, "BATCH", 2)
        make_entries(5, *range(1000, 1005))

        gone = forget_old(timezone.now())

        assert gone == 5
        assert left() == [5]

    def test_finds_nothing_in_an_empty_log(self):
        assert forget_old(timezone.now()) == 0


def test_lines_of_django_s_admin_go_with_entries_of_their_age(settings):
    settings.AUDIT_MONTHS = 24
    user, now = make_staff(), timezone.now()
    for days in (1, 740, 750):
        LogEntry.objects.create(
            user=user, action_flag=CHANGE, object_repr="Liên kết", action_time=now - timedelta(days)
        )

    gone = forget_old_lines(now)

    assert gone == 1
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize(("months", "errors"), [(11, ["audit.E001"]), (12, []), (24, [])])
def test_a_setting_below_a_year_is_an_error(settings, months, errors):
    settings.AUDIT_MONTHS = months

    found = [error.id for error in run_checks() if error.id and error.id.startswith("audit")]

    assert found == errors
