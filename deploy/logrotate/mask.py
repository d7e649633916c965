#!/usr/bin/python3
"""Mask the addresses of visitors in logs that are a week old: `mask.py DIRECTORY [TODAY]`.

logrotate runs it every day after it has moved the logs of nginx (deploy/logrotate/nginx), which
then carry their date: portal.log-20261127.gz. Of an IPv4 address the last number becomes 0, of an
IPv6 address all but the first 48 bits. A file that was masked is read only (0440), so it is not
looked at again. What cannot be masked is told and the exit status is 1: systemd then shows
logrotate.service as failed.

Python alone, of the system: the portal need not be there.
"""

import gzip
import os
import re
import shutil
import sys
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

DAYS = 7  # that an address stays: the log of a day, moved the next morning, and five more
MASKED = 0o440

_DATED = re.compile(r"-(\d{8})(?:\.gz)?$")
# Anything that may be an address; what is none (a time, a version) is left or loses nothing.
_ADDRESS = re.compile(
    rb"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w.:])[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
)


def masked(line: bytes) -> bytes:
    return _ADDRESS.sub(_mask, line)


def _mask(found: re.Match) -> bytes:
    try:
        address = ip_address(found[0].decode())
    except ValueError:
        return found[0]
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    bits = 48 if isinstance(address, IPv6Address) else 24
    return str(ip_network((address, bits), strict=False).network_address).encode()


def is_due(path: Path, today: date) -> bool:
    dated = _DATED.search(path.name)
    if dated is None or path.is_symlink() or not path.is_file():
        return False
    moved = datetime.strptime(dated[1], "%Y%m%d").date()
    return moved <= today - timedelta(days=DAYS - 1) and path.stat().st_mode & 0o777 != MASKED


def mask_file(path: Path) -> None:
    """Write it anew beside itself, then put that in its place: never half a file."""
    about = path.stat()
    new = path.with_name(f".{path.name}.masking")
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as lines, opened(new, "wb") as out:
            out.writelines(map(masked, lines))
        shutil.chown(new, about.st_uid, about.st_gid)
        os.utime(new, ns=(about.st_atime_ns, about.st_mtime_ns))  # by which logrotate tells its age
        new.chmod(MASKED)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def main(directory: str, today: str = "") -> int:
    day = date.fromisoformat(today) if today else date.today()
    failed = 0
    for path in sorted(Path(directory).iterdir()):
        try:
            if is_due(path, day):
                mask_file(path)
        except (OSError, EOFError, ValueError) as problem:
            sys.stderr.write(f"{path} was not masked: {problem}\n")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
