"""What can be said of backups without one: which stay, what differs, who may open them."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.backups import Refused, files, keeping, nightly, tables
from portal.backups.keeping import Rule, kept


def at(day, hour, minute=0):
    return timezone.make_aware(datetime(2026, 11, day, hour, minute))


NOW = at(27, 12)


@pytest.mark.parametrize(
    ("hours_ago", "rule", "kept_ago"),
    [
        ([0, 1, 23], Rule(1, 1, 1), [0, 1, 23]),  # the last day as a whole
        ([0, 24, 25, 48, 72], Rule(3, 0, 0), [0, 24, 48]),
        ([0, 24 * 7, 24 * 8, 24 * 14], Rule(0, 2, 0), [0, 24 * 7]),
        ([0, 24 * 30, 24 * 31, 24 * 61], Rule(0, 0, 2), [0, 24 * 30]),
        ([24 * 400], Rule(0, 0, 0), [24 * 400]),  # never the newest
        ([], Rule(7, 5, 12), []),
    ],
)
def test_the_last_of_each_period_is_kept(hours_ago, rule, kept_ago):
    times = [NOW - timedelta(hours=hours) for hours in hours_ago]

    assert kept(times, rule) == {NOW - timedelta(hours=hours) for hours in kept_ago}


@pytest.mark.parametrize("text", ["", "7", "7,5", "7,5,x", "7,-5,12"])
def test_a_rule_that_is_none_is_refused(text):
    with pytest.raises(Refused, match="PORTAL_BACKUPS_KEPT"):
        keeping.rule(text)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"a": [2, "7"]}, []),
        ({"a": [2, "8"]}, ["table a has other content"]),
        ({"a": [3, "7"]}, ["table a has 3 rows instead of 2"]),
        ({}, ["table a is missing"]),
        ({"a": [2, "7"], "b": [0, "0"]}, ["table b is new"]),
    ],
)
def test_what_differs_is_told(now, said):
    assert tables.differences({"a": [2, "7"]}, now) == said


def test_a_key_is_made_for_whoever_has_no_age(tmp_path, capsys):
    call_command("backup_key")
    said = capsys.readouterr().out
    (tmp_path / "key").write_text(said)

    (private,) = files.identities(tmp_path / "key")

    assert f"# public key: {private.to_public()}\n" in said


@pytest.mark.parametrize(
    ("now", "newest", "began", "is_due"),
    [
        (at(27, 2), at(26, 2), None, True),
        (at(27, 1, 59), at(26, 2), None, False),
        (at(27, 15), at(26, 2), None, True),  # the machine was off at night
        (at(27, 15), at(27, 2), None, False),
        (at(27, 15), at(26, 15), None, True),
        (at(27, 15), None, None, True),
        (at(27, 3, 30), at(26, 2), at(27, 2, 31), False),  # it is being made, or just failed
        (at(27, 3, 32), at(26, 2), at(27, 2, 31), True),
    ],
)
def test_a_backup_is_due_once_a_night(now, newest, began, is_due):
    assert nightly.backup_is_due(now, newest, began) is is_due


@pytest.mark.parametrize(
    ("now", "succeeded", "began", "is_due"),
    [
        (at(27, 3), None, None, True),
        (at(27, 3), at(20, 3), at(20, 3), True),
        (at(27, 3), at(21, 3), at(21, 3), False),
        (at(27, 3), at(10, 3), at(27, 2, 5), False),  # it failed tonight
        (at(27, 3), at(10, 3), at(26, 2, 5), True),
    ],
)
def test_a_verification_is_due_once_a_week(now, succeeded, began, is_due):
    assert nightly.verification_is_due(now, succeeded, began) is is_due
