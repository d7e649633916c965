"""Files that nobody has uploaded or deployed: by their names, and by what is in them."""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core import release
from core.wholefiles import UNFINISHED
from portal.media import DOCUMENT, PICTURE
from portal.models import Alarm, ReleaseFile
from portal.selfwatch.alarms import sound

_BEGINS = {"webp": rb"RIFF....WEBP", "jpg": rb"\xff\xd8\xff", "pdf": rb"%PDF-"}
_ZIP = rb"PK\x03\x04"
_TOP = re.compile(rf"photos|documents|{re.escape(UNFINISHED)}")
_PART = re.compile("[0-9a-f]{2}")


def look_at_media(now: datetime) -> int:
    """One part of 256 of the store each time, and its upper directories; return the new alarms."""
    root, part = Path(settings.MEDIA_ROOT), f"{int(now.timestamp() // 60) % 256:02x}"
    strange = [*_above(root), *_below(root, root / "photos" / part)]
    strange += _below(root, root / "documents" / part)
    return sum(sound(Alarm.Kind.MEDIA, name, said) for name, said in strange)


def _above(root: Path) -> Iterator[tuple[str, str]]:
    """What lies where only directories of the portal do."""
    for directory, known in (
        (root, _TOP),
        (root / "photos", _PART),
        (root / "documents", _PART),
    ):
        for entry in _entries(directory):
            if not (known.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)):
                name = Path(entry.path).relative_to(root).as_posix()
                yield name, "không phải tệp do cổng lưu"


def _below(root: Path, directory: Path) -> Iterator[tuple[str, str]]:
    for entry in _entries(directory):
        if entry.is_dir(follow_symlinks=False):
            yield from _below(root, Path(entry.path))
        else:
            path = Path(entry.path)
            name = path.relative_to(root).as_posix()
            if fault := _fault(name, path):
                yield name, fault


def _entries(directory: Path) -> list[os.DirEntry]:
    try:
        with os.scandir(directory) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _fault(name: str, path: Path) -> str:
    if path.is_symlink() or not (PICTURE.fullmatch(name) or DOCUMENT.fullmatch(name)):
        return "không phải tệp do cổng lưu"
    try:
        content = path.read_bytes() if DOCUMENT.fullmatch(name) else _head(path)
    except OSError:
        return ""
    if not re.match(_BEGINS.get(path.suffix[1:], _ZIP), content, re.DOTALL):
        return "nội dung không đúng loại tệp"
    if DOCUMENT.fullmatch(name) and not hashlib.sha256(content).hexdigest().startswith(path.stem):
        return "nội dung đã bị thay"
    return ""


def _head(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(16)


# --- The portal's own files ----------------------------------------------------------------------


def remember_release() -> int:
    """Take the portal's files as they are now for those that were deployed; return how many."""
    rows = [ReleaseFile(name=name, digest=digest) for name, digest in _own_files()]
    with transaction.atomic():
        ReleaseFile.objects.all().delete()
        ReleaseFile.objects.bulk_create(rows)
    return len(rows)


def look_at_own_files() -> int:
    """Compare them with those that were deployed, where that is known; return the new alarms."""
    known = dict(ReleaseFile.objects.values_list("name", "digest"))
    if not known:
        return 0
    present = dict(_own_files())
    strange = [(name, "bị sửa") for name in known.keys() & present.keys()]
    strange = [(name, said) for name, said in strange if known[name] != present[name]]
    strange += [(name, "bị xóa") for name in known.keys() - present.keys()]
    strange += [(name, "mới xuất hiện") for name in present.keys() - known.keys()]
    return sum(sound(Alarm.Kind.CODE, name, said) for name, said in sorted(strange))


def _own_files() -> Iterator[tuple[str, str]]:
    """All of them, whatever they are: what Python loads before a .py, or a list of words."""
    for part in release.PARTS:
        yield from _digests(Path(settings.BASE_DIR, part), part)
    yield from _digests(Path(settings.STATIC_ROOT), "collected")


def _digests(directory: Path, called: str) -> Iterator[tuple[str, str]]:
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            name = f"{called}/{path.relative_to(directory).as_posix()}"
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()
