"""The portal's database, and its replicas: DATABASE_URL names it, else it is the embedded one."""

import os
import re
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import parse_dsn

from portal import embedded

FORM = "postgresql://user:password@host:5432/database"
OLDEST = 150000
SECONDS_TO_CONNECT = 5
LONGEST_WAIT = 3  # seconds a reader waits for a server that does not even refuse
# One "@" at most, and before the first "/": anything else is a password that was not encoded,
# whose pieces would be taken for a host or a port and shown in a message.
BETWEEN_URLS = re.compile(r",(?=\s*postgres)|,\s*$")  # an address may have commas of its own
URL = re.compile(r"postgres(ql)?://([^@/?#]*@)?[^@#]*")
# What libpq and the server say, and what the operator should know.
FAILURES = {
    "could not translate host name": "there is no host called {host}",
    "Connection refused": "nothing answers at {host}, port {port}",
    "No such file or directory": "no server has its socket in {host}",
    "timeout expired": f"{{host}} did not answer within {SECONDS_TO_CONNECT} seconds",
    "password authentication failed": "the user {user} or the password is wrong",
    "no password supplied": "the server wants a password for the user {user}",
    "no pg_hba.conf entry": "the server does not let the user {user} in from this machine",
    'database "{database}" does not exist': "the server has no database called {database}",
    'role "{user}" does not exist': "the server has no user called {user}",
}


def var() -> Path:
    """Where everything that is made at run time lies."""
    return Path(os.environ.get("PORTAL_VAR") or Path(__file__).resolve().parent.parent / "var")


def ensure() -> str:
    """Return DATABASE_URL, starting the embedded server and setting it when nobody did."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded.ensure(var())
    return os.environ["DATABASE_URL"]


def is_embedded(url: str) -> bool:
    """Whether *url* is that of our own server, whoever set it."""
    return url == embedded.EmbeddedServer(embedded.home(var())).url


def settings_for(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings of the database at *url*; an empty one means no database."""
    if not url:
        return {"ENGINE": "django.db.backends.dummy"}
    parts = parts_of(url, variable)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {"connect_timeout": LONGEST_WAIT} | parts,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def replicas(urls: str) -> dict[str, dict[str, Any]]:
    """Django's settings of each replica, by the names it has in the log: replica1, replica2 …

    A connection is not looked at before use: what fails at a replica is asked of the next server.
    """
    each = [url.strip() for url in BETWEEN_URLS.split(urls) if url.strip()]
    return {
        f"replica{number}": settings_for(url, "PORTAL_REPLICAS") | {"CONN_HEALTH_CHECKS": False}
        for number, url in enumerate(each, start=1)
    }


def check(url: str) -> None:
    """Connect once, or end the program with a sentence that never shows the password."""
    parts = parts_of(url)
    try:
        connection = psycopg2.connect(**{"connect_timeout": SECONDS_TO_CONNECT} | parts)
    except (psycopg2.Error, UnicodeError) as error:
        raise SystemExit(
            f"Cannot use the database of DATABASE_URL: {_reason(str(error), parts)}."
        ) from None
    version, encoding = connection.server_version, connection.encoding
    connection.close()
    if version < OLDEST:
        raise SystemExit(
            f"The server of DATABASE_URL is PostgreSQL {version // 10000}: "
            f"the portal needs {OLDEST // 10000} or newer."
        )
    if encoding != "UTF8":
        raise SystemExit(
            f"The database of DATABASE_URL is encoded as {encoding}: make one with ENCODING 'UTF8'."
        )


def parts_of(url: str, variable: str = "DATABASE_URL") -> dict[str, str]:
    """What *url* says in libpq's words, percent-decoded."""
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme not in ("postgresql", "postgres"):
        raise SystemExit(f"{variable} must be a PostgreSQL address: write {FORM}.")
    try:
        parts = parse_dsn(url) if URL.fullmatch(url) else {}
    except psycopg2.Error:
        parts = {}
    ports = [port or "5432" for port in parts.get("port", "").split(",")]
    if not parts or not all(port.isdigit() and 0 < int(port) < 65536 for port in ports):
        raise SystemExit(
            f"{variable} is malformed: write {FORM}, with the special characters of a password "
            "percent-encoded (%40 for @, %2F for /)."
        )
    if not parts.get("dbname"):
        raise SystemExit(f"{variable} names no database: write {FORM}.")
    return parts


def _reason(message: str, parts: dict[str, str]) -> str:
    known = {
        "host": parts.get("host", "this machine"),
        "port": parts.get("port", "5432"),
        "user": parts.get("user", ""),
        "database": parts["dbname"],
    }
    for said, meant in FAILURES.items():
        if said.format(**known) in message:
            return meant.format(**known)
    last_line = message.strip().splitlines()[-1]
    return last_line.rpartition("FATAL:")[2].strip().rstrip(".")
