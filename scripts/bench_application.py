"""What bench_pages.py measures the portal against: the same bytes from a bare WSGI function, and an
empty view of Django; and the portal in two forms, one that counts its statements (X-Statements) and
one that makes every page anew."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"x" * int(os.environ.get("BENCH_BYTES", 30_000))
USUAL = [  # what startproject puts into MIDDLEWARE
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def bare(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]


def empty():
    """Django alone: an application that answers with a constant."""
    apps = [f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")]
    settings.configure(
        SECRET_KEY="of nothing",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="scripts.bench_application",
        MIDDLEWARE=USUAL,
        INSTALLED_APPS=apps,
    )
    django.setup()
    return get_wsgi_application()


urlpatterns = [path("", lambda request: HttpResponse(PAGE))]


def unkept():
    """The portal, keeping no page: what pages are made of stays known."""
    from core.pagecache import pages
    from portal.wsgi import application

    def unkeeping(environ, start_response):
        pages.clear()
        return application(environ, start_response)

    return unkeeping


def counted():
    """The portal, saying how many statements an answer took."""
    from django.db import connection

    from portal.wsgi import application

    def counting(environ, start_response):
        statements = 0

        def count(execute, *arguments):
            nonlocal statements
            statements += 1
            return execute(*arguments)

        def started(status, headers, *rest):
            return start_response(status, [*headers, ("X-Statements", str(statements))], *rest)

        with connection.execute_wrapper(count):
            return application(environ, started)

    return counting
