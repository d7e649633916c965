#!/usr/bin/env python
"""Django's command-line utility for administrative tasks."""

import os
import sys


def main():
    """Run administrative tasks."""
    sys.excepthook = say_nothing_when_interrupted
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        raise SystemExit("Run `make setup` first, or use .venv/bin/python.") from None
    from portal import local

    try:
        local.prepare(sys.argv[1:])
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None


def say_nothing_when_interrupted(kind, error, traceback):
    """Show a traceback of mistakes, not of Ctrl-C or of what stumbled over it."""
    cause = error
    while cause and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__context__
    if not cause:
        sys.__excepthook__(kind, error, traceback)


if __name__ == "__main__":
    main()
