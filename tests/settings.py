"""The portal's settings with what slows tests changed, on a scratch database of the same server."""

import os

os.environ.setdefault("PORTAL_SCRATCH_SERVER", "1")
os.environ.setdefault("PORTAL_SECRET_KEY", "for-tests-only")
os.environ["PORTAL_DEBUG"] = "0"
os.environ["PORTAL_HTTPS"] = os.environ["PORTAL_ACCEL"] = "0"
os.environ["PORTAL_SECOND_FACTOR"] = "0"  # tests/accounts/test_second_factor.py is about it

from portal import database

database.ensure()

from portal.settings import *  # noqa: E402, F403

# A name per run, shared by its workers: two runs at once do not meet.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
DATABASES["default"]["TEST"] = {"NAME": f"test_portal_{RUN}"}  # noqa: F405

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FAILURE_TAKES = 0
STORAGES = {  # hashed names need a collectstatic; tests/portal/test_staticfiles.py makes its own
    "default": STORAGES["default"],  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Else pages would get what `make run` collected.
STATIC_ROOT = VAR_DIR / "not-collected"  # noqa: F405
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
