import gc
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from core import patience
from portal import workers

if not os.environ.get("DATABASE_URL"):  # else every page would fail, one by one
    raise ImproperlyConfigured("Set the DATABASE_URL environment variable.")
if os.environ.get("PORTAL_WEB_URL"):  # a role that can change no table
    os.environ["DATABASE_URL"] = os.environ["PORTAL_WEB_URL"]
if os.environ.get("PORTAL_POOL_URL"):  # for many processes; commands need sessions of their own
    os.environ["DATABASE_URL"] = os.environ["PORTAL_POOL_URL"]
workers.share_metrics(os.getpgrp())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
patience.install()

# What was loaded stays: the search for garbage need not go through it again and again, which took
# as long as a page.
gc.collect()
gc.freeze()
