"""Uploaded files, whole or not at all."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.uploads import UploadRefused, store
from core.wholefiles import UNFINISHED, WholeFiles, forget_unfinished

# Files of this process end after a hundred bytes: a disk that is full.
WRITE = """
import resource, signal, sys
from django.conf import settings
settings.configure()
from core.uploads import UploadRefused, store
from core.wholefiles import WholeFiles
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    store({"a/short.webp": b"1" * 50, "a/long.webp": b"2" * 500}, WholeFiles(location=sys.argv[1]))
except UploadRefused as refused:
    print(refused)
"""


def files_below(place: Path) -> list[str]:
    return [path.name for path in place.rglob("*") if path.is_file()]


def test_a_full_disk_leaves_nothing_of_a_file_or_of_those_before_it(tmp_path):
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}

    said = subprocess.run(
        [sys.executable, "-c", WRITE, tmp_path], env=environment, capture_output=True, text=True
    )

    assert "Máy chủ không ghi được tệp" in said.stdout, said.stderr
    assert files_below(tmp_path) == []


def test_a_file_has_the_rights_and_the_name_it_was_given():
    name = default_storage.save("photos/a/1.webp", ContentFile(b"one"))

    path = Path(settings.MEDIA_ROOT, "photos/a/1.webp")
    assert name == "photos/a/1.webp"
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o644
    assert files_below(path.parents[2]) == ["1.webp"]


def test_the_same_file_twice_at_once_is_one_file(tmp_path):
    storage = WholeFiles(location=tmp_path)

    for _ in range(2):
        assert storage.save("a.webp", ContentFile(b"one")) == "a.webp"

    assert files_below(tmp_path) == ["a.webp"]


def test_a_place_that_cannot_be_written_to_is_said(tmp_path):
    (tmp_path / "a").write_text("a file where a folder should be")

    with pytest.raises(UploadRefused):
        store({"a/1.webp": b"one"}, WholeFiles(location=tmp_path))

    assert files_below(tmp_path) == ["a"]


def test_what_a_killed_process_had_begun_is_forgotten_after_an_hour():
    place = Path(settings.MEDIA_ROOT, UNFINISHED)
    place.mkdir(parents=True)
    for name in ("now", "long-ago"):
        (place / name).write_bytes(b"half")
    moment = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(place / "long-ago", (moment, moment))

    assert forget_unfinished(timezone.now()) == 1
    assert files_below(place) == ["now"]
    assert forget_unfinished(timezone.now()) == 0
