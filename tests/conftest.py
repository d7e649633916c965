import shutil

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase, override_settings

from core import images, keeping, pagecache
from core.keeping import forget_everything
from core.limits import Limits
from portal import searching
from readers import popularity
from tests import emptying, prepared


def pytest_collection_modifyitems(items):
    """The longest test first: begun last, one worker would wait for it alone."""
    items.sort(key=lambda item: item.path.name != "test_run.py")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """The database of each worker is a copy of one that was migrated once."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = prepared.template(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tables as migrations leave them; every test that commits leaves them so again."""
    with django_db_blocker.unblock():
        emptying.remember()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: emptying.restore())
        yield


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Each test has a media directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Every page is made anew, for tests that look at how; tests/portal/test_public_pages.py is
    about those that are kept."""
    monkeypatch.setattr(pagecache, "KEPT_BYTES", 0)
    pagecache.pages.clear()
    forget_everything()
    monkeypatch.setattr(keeping, "_nothing_until", 0.0)
    popularity.ranking.cache_clear()


@pytest.fixture(autouse=True)
def searches_of_this_test_alone(monkeypatch):
    """All tests of a worker come from one address."""
    monkeypatch.setattr(searching, "SEARCHES", Limits(300, 60, overall=3000))


@pytest.fixture(scope="session")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration site, loaded once: its rows in a schema, its files in this directory."""
    media = tmp_path_factory.mktemp("demonstration")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(images, "WIDTHS", (320,))
        call_command("demo", verbosity=0)
        emptying.remember("as_demonstrated")
        emptying.restore()
    return media


@pytest.fixture
def demo(request, demonstration, own_media, settings, monkeypatch):
    """The demonstration site, its pictures in one small size."""
    request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
    monkeypatch.setattr(images, "WIDTHS", (320,))
    shutil.copytree(demonstration, settings.MEDIA_ROOT, dirs_exist_ok=True)
    emptying.bring_back("as_demonstrated")
