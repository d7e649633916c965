"""Uploaded files in a bucket of an S3 server. Loaded, and boto3 with it, where one is set alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

SECONDS_SIGNED = 60  # an address that nginx fetches at once
IN_MEMORY = 2**20
PATIENCE = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"total_max_attempts": 2},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
)


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    """Whatever the server or the way to it says becomes an OSError, which is expected of files."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(" ".join(str(error).split())) from error


class Bucket(S3Storage):
    """Private objects: readers ask the portal for them (portal.media), as for files of a disk."""

    def __init__(self, **options):
        super().__init__(client_config=PATIENCE, max_memory_size=IN_MEMORY, **options)

    def url(self, name, *args, **kwargs) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def signed(self, name: str) -> str:
        """Path and query by which the server gives the object to anybody, for a minute."""
        address = urlsplit(super().url(name, expire=SECONDS_SIGNED))
        return f"{address.path}?{address.query}"

    def _open(self, name, mode="rb"):
        with _as_of_a_disk():
            file = super()._open(name, mode)
            file.file  # noqa: B018 - fetched now, while somebody expects it to fail
            return file

    def _save(self, name, content):
        with _as_of_a_disk():
            return super()._save(name, content)

    def delete(self, name):
        with _as_of_a_disk():
            super().delete(name)

    def exists(self, name):
        with _as_of_a_disk():
            return super().exists(name)

    def size(self, name):
        with _as_of_a_disk():
            return super().size(name)
