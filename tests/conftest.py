import pytest
from django.core.management import call_command

from core import images


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Each test has a media directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def demo(request, own_media, monkeypatch):
    """The demonstration site, its pictures in one small size."""
    request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
    monkeypatch.setattr(images, "WIDTHS", (320,))
    call_command("demo", verbosity=0)
