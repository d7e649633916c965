"""Addresses of visitors in the logs of nginx: for how long, and what is left of them."""

import gzip
import os
import re
import shutil
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deploy.mask_logs import ADDRESSES_DAYS, DAYS, main, masked
from portal import personal_data
from portal.nginx import ROOT

DEPLOY = ROOT / "deploy"
LINE = '{{"time":"2026-11-27T16:48:20+07:00","from":"{}","path":"/tin-tuc/","status":200}}\n'
DAY = timedelta(days=1)
DATE = re.compile(r"(?<=\.log-)\d{8}")


class TestMasking:
    @pytest.mark.parametrize(
        ("address", "left"),
        [
            ("203.0.113.77", "203.0.113.0"),
            ("255.255.255.255", "255.255.255.0"),
            ("2001:db8:12:34:56:78:9a:bc", "2001:db8:12::"),
            ("2001:ee0:4f5a::1", "2001:ee0:4f5a::"),
            ("2001:DB8:12:34::BEEF", "2001:db8:12::"),
            ("fe80::1%eth0", "fe80::%eth0"),
            ("::1", "::"),
            ("::ffff:203.0.113.77", "::ffff:203.0.113.0"),
            ("::ffff:cb00:714d", "::ffff:203.0.113.0"),
            ("64:ff9b::203.0.113.77", "64:ff9b::"),
            ("2002:cb00:714d::1", "2002:cb00:7100::"),  # 203.0.113.77 by 6to4
        ],
    )
    def test_leaves_the_network_and_nothing_of_the_host(self, address, left):
        assert masked(LINE.format(address).encode()).decode() == LINE.format(left)

    @pytest.mark.parametrize(
        ("line", "left"),
        [
            # nginx's own format, and its log of errors.
            (
                '203.0.113.77 - - [27/Nov/2026:18:30:42 +0700] "GET / HTTP/1.1" 200 5 "-" "x"',
                '203.0.113.0 - - [27/Nov/2026:18:30:42 +0700] "GET / HTTP/1.1" 200 5 "-" "x"',
            ),
            (
                "2026/11/27 18:30:42 [error] 7#7: *1 limiting, client: 2001:db8:1:2::3, server: x",
                "2026/11/27 18:30:42 [error] 7#7: *1 limiting, client: 2001:db8:1::, server: x",
            ),
            ("[2001:db8:1:2::3]:443 203.0.113.77:80", "[2001:db8:1::]:443 203.0.113.0:80"),
            ("a=203.0.113.77,2001:db8:1:2::3;", "a=203.0.113.0,2001:db8:1::;"),
            (":2001:db8:1:2::3", ":2001:db8:1::"),
            # Rather a version too many than an address too few.
            ("Viewer/1.2.3.4", "Viewer/1.2.3.0"),
        ],
    )
    def test_finds_addresses_wherever_they_stand(self, line, left):
        assert masked(line.encode()).decode() == left

    @pytest.mark.parametrize(
        "line",
        [
            b"",
            b"\n",
            b"\xff\xfe\x00\x80 not text",
            b'"time":"2026-11-27T16:48:20+07:00"',
            b"/tin-tuc/quyet-dinh-138.2008-7.html 12:34:56 1:2:3:4",
            b"::::: a::b::c :: : f:f:f:f:f:f:f:f:f",
        ],
    )
    def test_leaves_the_rest_as_it_is(self, line):
        assert masked(line) == line


@pytest.fixture
def nginx_logs(tmp_path):
    directory = tmp_path / "nginx"
    directory.mkdir(mode=0o755)
    return directory


@pytest.fixture
def rotate(nginx_logs, tmp_path):
    """Rotate by the shipped configuration; say whether logrotate found nothing wrong."""
    text = (DEPLOY / "logrotate/nginx").read_text()
    for ours, here in {
        "/var/log/nginx": str(nginx_logs),
        "/srv/portal/current": str(ROOT),
        "invoke-rc.d nginx rotate": "true",
        "create 0640 www-data adm": "create 0640",
    }.items():
        assert ours in text
        text = text.replace(ours, here)
    configuration = tmp_path / "logrotate.conf"
    configuration.write_text(text)
    configuration.chmod(0o644)
    logrotate = shutil.which("logrotate", path=f"{os.environ['PATH']}:/usr/sbin")
    assert logrotate, "install it: apt-get install logrotate"

    def rotate():
        command = [logrotate, "--force", "--state", tmp_path / "state", configuration]
        return subprocess.run(command, capture_output=True, text=True)

    return rotate


def write(log: Path, *addresses: str) -> None:
    with open(log, "a") as lines:
        lines.writelines(LINE.format(address) for address in addresses)


def a_day_passes(directory: Path) -> None:
    """Everything in it is a day older, by its time and by its name."""
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        stamp = path.stat().st_mtime - DAY.total_seconds()
        os.utime(path, (stamp, stamp))
        path.rename(path.with_name(DATE.sub(_the_day_before, path.name)))


def _the_day_before(found: re.Match) -> str:
    return (datetime.strptime(found[0], "%Y%m%d") - DAY).strftime("%Y%m%d")


def text_of(directory: Path) -> str:
    """All that stands in any file below *directory*."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    read = [gzip.open if path.suffix == ".gz" else open for path in files]
    return "".join(opened(path, "rt").read() for opened, path in zip(read, files, strict=True))


def live_for(days: int, directory: Path, rotate) -> None:
    """Visitors come every day, from addresses with its number; logs are rotated every night."""
    for day in range(1, days + 1):
        for name in ("portal.log", "access.log", "error.log"):
            write(directory / name, f"203.0.113.{day}", f"2001:db8:{day}:beef::1")
        a_day_passes(directory)
        rotate()


class TestRotation:
    def test_keeps_no_address_for_more_than_a_week_and_the_rest_of_every_line(
        self, nginx_logs, rotate
    ):
        live_for(11, nginx_logs, rotate)

        everything = text_of(nginx_logs)
        for day in range(1, 12):
            age = 12 - day  # of the first of that day's lines
            for address in (f"203.0.113.{day}", f"2001:db8:{day}:beef::1"):
                found = f'"{address}"' in everything
                assert found is (age <= 5), (day, address)
            assert f'"2001:db8:{day}::"' in everything
        kept = text_of(nginx_logs / "masked")
        assert kept.count('"203.0.113.0"') == 11 * 2  # of the logs of visits, not of errors
        assert kept.count('"path":"/tin-tuc/"') == 11 * 4
        assert "beef" not in kept

    def test_complains_of_nothing_and_lets_others_read_no_more_than_before(
        self, nginx_logs, rotate
    ):
        write(nginx_logs / "portal.log", "203.0.113.77")
        (nginx_logs / "portal.log").chmod(0o640)

        done = rotate()

        assert (done.returncode, done.stderr) == (0, "")
        (copy,) = (nginx_logs / "masked").glob("portal*")
        assert copy.stat().st_mode & 0o777 == 0o640
        assert copy.parent.stat().st_mode & 0o007 == 0

    def test_lets_go_of_addresses_on_days_without_visitors(self, nginx_logs, rotate):
        live_for(1, nginx_logs, rotate)

        for _ in range(6):
            a_day_passes(nginx_logs)
            rotate()

        assert '"203.0.113.1"' not in text_of(nginx_logs)

    def test_lets_go_of_addresses_when_nothing_can_be_copied(self, nginx_logs, rotate):
        (nginx_logs / "masked").write_text("in the way")

        live_for(8, nginx_logs, rotate)
        done = rotate()

        assert done.returncode != 0
        everything = text_of(nginx_logs)
        assert '"203.0.113.1"' not in everything
        assert '"203.0.113.8"' in everything

    def test_copies_what_could_not_be_copied_the_night_before(self, nginx_logs, rotate):
        (nginx_logs / "masked").write_text("in the way")
        live_for(3, nginx_logs, rotate)
        (nginx_logs / "masked").unlink()

        live_for(1, nginx_logs, rotate)

        assert text_of(nginx_logs / "masked").count('"203.0.113.0"') == 4 * 2


def packed(path: Path, text: str, *, days: float = 0) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    made = time.time() - days * DAY.total_seconds()
    os.utime(path, (made, made))
    return path


class TestTheProgram:
    def test_leaves_a_damaged_log_and_copies_the_others(self, nginx_logs, capsys):
        good = packed(nginx_logs / "portal.log-20261126.gz", LINE.format("203.0.113.77"))
        cut = packed(nginx_logs / "portal.log-20261125.gz", LINE.format("203.0.113.77") * 99)
        cut.write_bytes(cut.read_bytes()[:-20])
        (nginx_logs / "portal.log-20261124.gz").write_bytes(b"no archive at all")

        status = main(nginx_logs)

        assert status == 1
        assert [path.name for path in (nginx_logs / "masked").iterdir()] == [good.name]
        said = capsys.readouterr().err
        assert "20261125" in said
        assert "20261124" in said

    def test_makes_each_copy_once(self, nginx_logs):
        packed(nginx_logs / "portal.log-20261126.gz", LINE.format("203.0.113.77"))
        main(nginx_logs)
        (copy,) = (nginx_logs / "masked").iterdir()
        before = copy.stat().st_ino

        main(nginx_logs)

        assert copy.stat().st_ino == before

    def test_keeps_copies_for_twelve_months(self, nginx_logs):
        (nginx_logs / "masked").mkdir()
        young = packed(nginx_logs / "masked/portal.log-20251128.gz", "x", days=DAYS - 1)
        packed(nginx_logs / "masked/portal.log-20251126.gz", "x", days=DAYS + 1)
        (nginx_logs / "masked/portal.log-20251125.gz.unfinished").write_bytes(b"x")

        main(nginx_logs)

        assert DAYS >= 366
        assert list((nginx_logs / "masked").iterdir()) == [young]

    def test_removes_what_a_rotation_of_before_or_a_machine_that_slept_has_left(self, nginx_logs):
        for name in ("portal.log.9.gz", "error.log.12.gz", "portal.log-20261101.gz"):
            packed(nginx_logs / name, LINE.format("203.0.113.77"), days=ADDRESSES_DAYS)
        young = packed(nginx_logs / "error.log.1.gz", "x")
        (nginx_logs / "portal.log").write_text("of today")

        main(nginx_logs)

        left = {path.name for path in nginx_logs.iterdir()}
        assert left == {"portal.log", young.name, "masked"}
        assert "203.0.113.0" in text_of(nginx_logs / "masked")


def test_the_rotation_keeps_less_than_the_program_would_remove():
    text = (DEPLOY / "logrotate/nginx").read_text()

    assert text.count("\tdaily\n") == 2
    kept = [int(number) for number in re.findall(r"\trotate (\d+)", text)]
    assert len(kept) == 2
    assert max(kept) + 1 < ADDRESSES_DAYS


def test_readers_are_told_what_is_so():
    assert timedelta(days=ADDRESSES_DAYS) == personal_data.ADDRESSES_STAY
    assert timedelta(days=DAYS) == personal_data.ACCESS_LOG_STAYS
