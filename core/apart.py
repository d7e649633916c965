"""Hostile files are read in a process of their own: bound before it begins, killed when it is late.

The process shares nothing with the portal: it has no environment (the portal's holds secrets), is
given one file as its standard input and answers on its standard output. Both are files in memory,
so that neither side waits for the other, nothing touches a disk that may be full, and what is
answered has the size the kernel allows.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_ROOT = Path(__file__).parents[1]
# Each thread would set aside room of its own, and be refused it by the limit of memory.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}


def run(program: str, data: bytes, *arguments: str, seconds: float) -> tuple[bytes, str]:
    """Give *data* to a module ("core.pdftext"); return what it wrote, and why it did not end well.

    What it wrote until then is kept; the reason is "" when it ended by itself. OSError means that
    this machine cannot start a process now.
    """
    with _memory_file() as given, _memory_file() as written:
        given.write(data)
        given.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-m", program, *arguments],
                cwd=_ROOT,
                stdin=given,
                stdout=written,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                timeout=seconds,
            )
            problem = f"status {done.returncode}" if done.returncode else ""
        except subprocess.TimeoutExpired:
            problem = "no time left"
        written.seek(0)
        return written.read(), problem


def limit(*, memory: int, seconds: int, written: int) -> None:
    """Bind this process: bytes of memory and of its answer, seconds of the processor.

    Called by the program itself: a fork of a process with threads must not run Python.
    """
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


@contextmanager
def _memory_file() -> Iterator[BinaryIO]:
    with open(os.memfd_create("apart"), "w+b", buffering=0) as file:
        yield file
