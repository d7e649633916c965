"""Addresses of visitors stay a week in nginx's logs, and the logs a year: logrotate itself runs."""

import gzip
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.personal_data import ACCESS_LOG_STAYS, ADDRESSES_STAY
from tests.processes import ROOT

LOGROTATE = ROOT / "deploy/logrotate"
LINE = '{{"time":"2026-11-20T08:00:00+07:00","from":"{}","path":"/tin-tuc/","status":200}}\n'
TODAY = date(2026, 11, 27)


def dated(logs: Path, days_ago: int, text: str, today: date = TODAY) -> Path:
    file = logs / f"portal.log-{today - timedelta(days=days_ago):%Y%m%d}.gz"
    file.write_bytes(gzip.compress(text.encode()))
    file.chmod(0o640)
    return file


def mask(logs: Path, today: date = TODAY) -> subprocess.CompletedProcess:
    command = [sys.executable, str(LOGROTATE / "mask.py"), str(logs), today.isoformat()]
    return subprocess.run(command, capture_output=True, text=True)


def read(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("8.8.8.8", "8.8.8.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("2001:db8::1", "2001:db8::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("fe80::1", "fe80::"),
        ("300.1.2.3", "300.1.2.3"),  # no address
        ("unix:", "unix:"),
    ],
)
def test_an_address_loses_what_tells_people_apart(tmp_path, address, shown):
    error = (
        f'2026/11/20 08:00:00 [error] 7#7: *1 open() "/x" failed, client: {address}, server: _\n'
    )
    file = dated(tmp_path, 7, LINE.format(address) + error)

    assert mask(tmp_path).returncode == 0

    told = read(file)
    assert told == LINE.format(shown) + error.replace(address, shown)
    assert "08:00:00" in told


def test_only_what_is_a_week_old_is_masked_and_only_once(tmp_path):
    files = [dated(tmp_path, ago, LINE.format("203.0.113.77")) for ago in range(12)]
    (tmp_path / "portal.log").write_text(LINE.format("203.0.113.77"))
    (tmp_path / "other.txt").write_text("203.0.113.77")

    assert mask(tmp_path).returncode == 0
    kept = [ago for ago, file in enumerate(files) if "203.0.113.77" in read(file)]
    before = {file: file.stat().st_mtime_ns for file in files}
    assert mask(tmp_path).returncode == 0

    assert kept == [0, 1, 2, 3, 4, 5]
    assert {file: file.stat().st_mtime_ns for file in files} == before
    assert "203.0.113.77" in (tmp_path / "portal.log").read_text()
    assert (tmp_path / "other.txt").read_text() == "203.0.113.77"
    # Moved in the morning, a file holds the day before: what stays is of a week at most.
    assert (max(kept) + 1) * timedelta(days=1) < ADDRESSES_STAY


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_masked(tmp_path):
    broken = dated(tmp_path, 8, "")
    broken.write_bytes(b"\x1f\x8b no gzip")
    good = dated(tmp_path, 7, LINE.format("203.0.113.77"))

    done = mask(tmp_path)

    assert done.returncode == 1
    assert "portal.log-20261119.gz was not masked" in done.stderr
    assert "Traceback" not in done.stderr
    assert "203.0.113.77" not in read(good)
    assert not list(tmp_path.glob(".*"))


def test_lines_that_are_no_text_stay_as_they_were(tmp_path):
    file = dated(tmp_path, 9, "")
    file.write_bytes(gzip.compress(b"\xff\xfe\x00 1.2.3.4 \xc3\n"))

    assert mask(tmp_path).returncode == 0

    assert gzip.decompress(file.read_bytes()) == b"\xff\xfe\x00 1.2.3.0 \xc3\n"


def test_logrotate_keeps_a_year_and_masks_by_itself(tmp_path):
    logs, today = tmp_path / "log", date.today()
    logs.mkdir()
    old = [dated(logs, ago, LINE.format("203.0.113.77"), today) for ago in (1, 30, 364, 500)]
    for file, ago in zip(old, (1, 30, 364, 500), strict=True):
        days = (today - timedelta(days=ago)).toordinal() - date(1970, 1, 1).toordinal()
        os.utime(file, (days * 86_400, days * 86_400))
    (logs / "portal.log").write_text(LINE.format("198.51.100.9"))
    rules = (LOGROTATE / "nginx").read_text()
    rules = rules.replace("/var/log/nginx", str(logs)).replace("create 0640 www-data adm", "create")
    rules = rules.replace("/srv/portal/current", str(ROOT)).replace("invoke-rc.d nginx rotate", ":")
    (tmp_path / "rules").write_text(rules)
    (tmp_path / "rules").chmod(0o644)

    done = subprocess.run(
        ["logrotate", "--force", "--state", str(tmp_path / "state"), str(tmp_path / "rules")],
        env=os.environ | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (logs / "portal.log").read_text() == ""
    assert "198.51.100.9" in read(logs / f"portal.log-{today:%Y%m%d}.gz")
    assert [file.exists() for file in old] == [True, True, True, False]
    assert ["203.0.113.77" in read(file) for file in old[:3]] == [True, False, False]
    assert int(re.search(r"maxage (\d+)", rules)[1]) == ACCESS_LOG_STAYS.days
