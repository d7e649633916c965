"""Which code is running: what a page is made of, besides what the database holds."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".mo"}
PARTS = [
    *("portal", "readers", "news", "links", "accounts", "organization", "photos", "audit"),
    *("search", "core", "templates", "static"),
]


@cache
def release() -> str:
    """The same on every machine that runs the same files; PORTAL_RELEASE may name it instead."""
    if named := os.environ.get("PORTAL_RELEASE"):
        return named
    digest = hashlib.blake2b(digest_size=8)
    for name, content in files():
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()


def files() -> Iterator[tuple[str, bytes]]:
    """What the portal consists of, by names below its directory, and what is in it."""
    for part in PARTS:
        for path in sorted(Path(settings.BASE_DIR, part).rglob("*")):
            if path.suffix in ENDINGS and path.is_file():
                yield path.relative_to(settings.BASE_DIR).as_posix(), path.read_bytes()
