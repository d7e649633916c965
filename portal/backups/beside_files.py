"""Media made anew beside those that are there, to take their place when they are complete."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.backups import Refused


@dataclass
class MediaBeside:
    media: Path
    fresh: Path
    kept_as: Path

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Have the new take the place of what is there, for good if all inside goes well."""
        had = self.media.exists()
        if had:
            self.media.rename(self.kept_as)
        self.fresh.rename(self.media)
        try:
            yield
        except BaseException:
            self.media.rename(self.fresh)
            if had:
                self.kept_as.rename(self.media)
            raise
        if had and not any(self.kept_as.iterdir()):
            self.kept_as.rmdir()


@contextmanager
def media_beside(media: Path, stamp: str) -> Iterator[MediaBeside]:
    if os.path.ismount(media):
        raise Refused(f"{media} is a disk of its own and cannot be renamed: mount {media.parent}.")
    made = MediaBeside(
        media, media.with_name(f"{media.name}.new"), media.with_name(f"{media.name}.before-{stamp}")
    )
    media.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(made.fresh, ignore_errors=True)
    made.fresh.mkdir(mode=0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made.fresh, ignore_errors=True)


def own_like(fresh: Path, model: Path) -> None:
    """As root, give *fresh* to the owner of *model*: the portal must write into it."""
    if os.geteuid():
        return
    owner = model.stat()
    for path in [fresh, *fresh.rglob("*")]:
        os.chown(path, owner.st_uid, owner.st_gid)
