import itertools
from urllib.parse import urlencode

import pytest
from django.test import Client

from core.same_origin import FORM

_numbers = itertools.count(1)
BROWSER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


class Reader(Client):
    """A browser with an address of its own; it sends forms as pages do."""

    def __init__(self):
        super().__init__(
            enforce_csrf_checks=True,
            REMOTE_ADDR=f"203.0.{next(_numbers) % 250}.7",
            headers={"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin"},
        )

    def send(self, path, data=None, **options):
        body = urlencode(data or {})
        return self.generic("POST", path, body, CONTENT_TYPE=FORM, **options)


@pytest.fixture
def reader():
    return Reader()
