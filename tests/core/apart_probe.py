"""A program for core.apart that does what the argument says: tests/core/test_apart.py runs it."""

import os
import sys
import time

from core import apart

MEGABYTE = 2**20


def main(what: str) -> None:
    apart.limit(memory=256 * MEGABYTE, seconds=1, written=MEGABYTE)
    data = sys.stdin.buffer.read()
    match what:
        case "answer":
            os.write(1, data[::-1])
        case "tell the environment":
            os.write(1, "\n".join(sorted(os.environ)).encode())
        case "take memory":
            os.write(1, b"so far")
            bytearray(512 * MEGABYTE)
        case "write a flood":
            while True:
                os.write(1, bytes(MEGABYTE // 4))
        case "think without end":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "crash":
            os.abort()


if __name__ == "__main__":
    main(sys.argv[1])
