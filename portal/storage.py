"""Where uploaded files lie: in PORTAL_VAR/media, or in a bucket that several machines share."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

FORM = "s3://key:secret@bucket?endpoint=https://s3.example&region=vn"
KNOWN = {"endpoint": "endpoint_url", "region": "region_name"}
IN_FILES = {"BACKEND": "core.wholefiles.WholeFiles"}


def settings_for(url: str) -> dict[str, Any]:
    """Django's settings of the storage at *url*; an empty one means files of this machine.

    Without key and secret they are looked for where S3 programs look for them: the environment, a
    file of the user, the role of the machine.
    """
    if not url:
        return IN_FILES
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    is_whole = bool(parts.username) == bool(parts.password) and parts.path in ("", "/")
    if parts.scheme != "s3" or not parts.hostname or not is_whole or query.keys() - KNOWN.keys():
        raise SystemExit(
            f"PORTAL_MEDIA_URL is malformed: write {FORM}, with the special characters of key and "
            "secret percent-encoded (%2F for /)."
        )
    options = {"bucket_name": parts.hostname} | {KNOWN[name]: query[name] for name in query}
    if parts.username:
        options["access_key"] = unquote(parts.username)
        options["secret_key"] = unquote(parts.password or "")
    return {"BACKEND": "portal.bucket.Bucket", "OPTIONS": options}
