"""Ask the portal behind a socket whether it can serve: python3 ready.py SOCKET [SECONDS]

Ends with 0 once it can; else, after so many seconds (default: at once), with 1 and what it said.
PORTAL_HOSTS names whom it serves.
"""

import os
import socket
import sys
import time
from http.client import HTTPConnection, HTTPException


class Connection(HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.host)


def asked(path: str) -> tuple[bool, str]:
    connection = Connection(path, timeout=5)
    host = os.environ.get("PORTAL_HOSTS", "localhost").split(",")[0].strip()
    try:
        headers = {"Host": host, "X-Forwarded-Proto": "https"}
        connection.request("GET", "/readyz", headers=headers)
        answer = connection.getresponse()
        return answer.status == 200, f"{answer.status} {answer.read().decode()}"
    except (OSError, HTTPException) as error:
        return False, str(error)
    finally:
        connection.close()


def main(path: str, seconds: str = "0") -> str | None:
    end = time.monotonic() + float(seconds)
    while True:
        is_ready, said = asked(path)
        if is_ready:
            return None
        if time.monotonic() > end:
            return f"{path} cannot serve: {said}"
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
