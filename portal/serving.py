"""gunicorn in this process, for looking at the portal on one's own machine."""

import signal
from collections.abc import Callable

from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from portal import database
from portal.processes import end_with_parent


def serve(address: str, ready: Callable[[], None]) -> None:
    """Serve the portal on *address* until a signal ends it, calling *ready* once it listens."""
    connections.close_all()  # the workers are forks, and forks must not share a connection
    _Server(
        {
            "bind": address,
            "worker_class": "gthread",
            "workers": 2,
            "threads": 4,
            "preload_app": True,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_tmp_dir": str(database.var()),
            "when_ready": lambda _arbiter: ready(),
            # A worker that outlived its master would keep the port from the next start.
            "post_fork": lambda _arbiter, _worker: end_with_parent(signal.SIGKILL),
        }
    ).run()


class _Server(BaseApplication):
    """gunicorn configured by *options* alone: no command line, file or environment variable."""

    def __init__(self, options: dict[str, object]):
        self.options = options
        super().__init__()

    def load_config(self):
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        return get_internal_wsgi_application()
