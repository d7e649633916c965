"""Keep what nginx wrote about visits for a year, and the addresses of visitors for a week.

    mask_logs.py /var/log/nginx

logrotate runs it after every rotation (deploy/logrotate/nginx). Each rotated access log that has
no copy yet gets one in DIRECTORY/masked, in which no address tells of one visitor. A log with
addresses goes when its time has come, whether it could be copied or not. Needs nothing but Python.
"""

import gzip
import os
import re
import shutil
import sys
import time
import zlib
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

ADDRESSES_DAYS = 7
DAYS = 366  # the law's twelve months
DAY = 24 * 3600

ROTATED = "*.log-*.gz"
WITH_ADDRESSES = "*.log[-.]*"  # those of nginx's errors too, and of a rotation that numbers them
UNFINISHED = ".unfinished"
# Whatever may be an address, wherever it stands: a version number like 1.2.3.4 is cut too.
IPV4 = re.compile(rb"([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.)[0-9]+")
IPV6 = re.compile(
    rb"(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]*:|::(?:[0-9A-Fa-f:]*:)?)"
    rb"(?:[0-9]+(?:\.[0-9]+){3}|[0-9A-Fa-f]*)"
)


def masked(line: bytes) -> bytes:
    """The line, its addresses without their last octet, of IPv6 without their last 80 bits."""
    return IPV4.sub(rb"\g<1>0", IPV6.sub(_without_host, line))


def _without_host(found: re.Match[bytes]) -> bytes:
    try:
        address = IPv6Address(found[0].decode())
    except ValueError:  # a time of day
        return found[0]
    if inner := address.ipv4_mapped:
        return f"::ffff:{IPv4Address(int(inner) >> 8 << 8)}".encode()
    dropped = 88 if address.sixtofour else 80  # 6to4 has an address of IPv4 before them
    return str(IPv6Address(int(address) >> dropped << dropped)).encode()


def keep(log: Path, copy: Path) -> None:
    """Write the copy whole or not at all, as old and as private as the log."""
    aside = copy.with_name(copy.name + UNFINISHED)
    with gzip.open(log) as lines, gzip.open(aside, "wb") as out:
        out.writelines(map(masked, lines))
    os.chown(aside, log.stat().st_uid, log.stat().st_gid)
    shutil.copystat(log, aside)
    aside.replace(copy)


def main(directory: Path) -> int:
    now, status = time.time(), 0
    copies = directory / "masked"
    copies.mkdir(mode=0o750, exist_ok=True)
    os.chown(copies, directory.stat().st_uid, directory.stat().st_gid)
    for log in sorted(directory.glob(ROTATED)):
        copy = copies / log.name
        try:
            if not copy.exists():
                keep(log, copy)
        except (OSError, EOFError, zlib.error) as error:  # tried again tomorrow
            sys.stderr.write(f"mask_logs.py: {log}: {error}\n")
            status = 1
    for log in directory.glob(WITH_ADDRESSES):
        if log.stat().st_mtime < now - (ADDRESSES_DAYS - 1) * DAY:  # its lines may be a day older
            log.unlink()
    for copy in copies.iterdir():
        if copy.name.endswith(UNFINISHED) or copy.stat().st_mtime < now - DAYS * DAY:
            copy.unlink()
    return status


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: mask_logs.py DIRECTORY")
    sys.exit(main(Path(sys.argv[1])))
