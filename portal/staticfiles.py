"""Static files as production serves them: hashed, compressed, style sheets and scripts joined."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/main.css"
SCRIPTS = ("js/site.js", "js/article.js")
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\)(?P<media> \w+)?;')
_SCRIPT = re.compile(r'import "\./(?P<path>[^"]+)";')
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_LINE_OF_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
_URL = re.compile(r'url\("(?P<path>[^":]+)"\)')


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins css/main.css and its imports: 20 small files to write, one to load; scripts likewise.

    Modules import one another by their hashed names.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        # From where they were collected: the copies here are already joined, perhaps of old parts.
        def read(name):
            return _read(*paths[name])

        if not dry_run and ENTRY in paths:
            joined = {ENTRY: joined_stylesheet(read)}
            joined |= {name: joined_script(read, name) for name in SCRIPTS}
            for name, content in joined.items():
                self.delete(name)
                self._save(name, ContentFile(content.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def _read(storage, path: str) -> str:
    with storage.open(path) as file:
        return file.read().decode()


def joined_stylesheet(read) -> str:
    """Return css/main.css with every import replaced by the file itself, in its layer.

    Comments are for who writes; readers are not sent them.
    """

    def body_of(found: re.Match) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(ENTRY), found["path"]))
        rules = _URL.sub(lambda url: f'url("{_seen_from_entry(path, url["path"])}")', read(path))
        layer = f"@layer {found['layer']} {{\n{rules}}}"
        return f"@media{found['media']} {{\n{layer}\n}}" if found["media"] else layer

    return _COMMENT.sub("", _IMPORT.sub(body_of, read(ENTRY)))


def joined_script(read, name: str) -> str:
    """Return a script with every module it imports in its place, each apart from the others.

    One that fails is told of in the console and takes no other with it.
    """

    def body_of(found: re.Match) -> str:
        body = _LINE_OF_COMMENT.sub(
            "", read(posixpath.join(posixpath.dirname(name), found["path"]))
        )
        return f"try {{\n{body}}} catch (error) {{\n  console.error(error);\n}}"

    return _SCRIPT.sub(body_of, _LINE_OF_COMMENT.sub("", read(name)))


def _seen_from_entry(stylesheet: str, address: str) -> str:
    target = posixpath.join(posixpath.dirname(stylesheet), address)
    return posixpath.relpath(posixpath.normpath(target), posixpath.dirname(ENTRY))
