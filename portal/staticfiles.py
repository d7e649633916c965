"""Static files as production serves them: hashed, compressed, the style sheets joined."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/main.css"
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\)(?P<media> \w+)?;')
_URL = re.compile(r'url\("(?P<path>[^":]+)"\)')


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins css/main.css and its imports: 20 small files to write, one to load.

    Modules import one another by their hashed names.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and ENTRY in paths:
            # From where they were collected: the copy here is already joined, perhaps of old parts.
            joined = joined_stylesheet(lambda name: _read(*paths[name]))
            self.delete(ENTRY)
            self._save(ENTRY, ContentFile(joined.encode()))
            paths[ENTRY] = (self, ENTRY)
        yield from super().post_process(paths, dry_run, **options)


def _read(storage, path: str) -> str:
    with storage.open(path) as file:
        return file.read().decode()


def joined_stylesheet(read) -> str:
    """Return css/main.css with every import replaced by the file itself, in its layer."""

    def body_of(found: re.Match) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(ENTRY), found["path"]))
        rules = _URL.sub(lambda url: f'url("{_seen_from_entry(path, url["path"])}")', read(path))
        layer = f"@layer {found['layer']} {{\n{rules}}}"
        return f"@media{found['media']} {{\n{layer}\n}}" if found["media"] else layer

    return _IMPORT.sub(body_of, read(ENTRY))


def _seen_from_entry(stylesheet: str, address: str) -> str:
    target = posixpath.join(posixpath.dirname(stylesheet), address)
    return posixpath.relpath(posixpath.normpath(target), posixpath.dirname(ENTRY))
