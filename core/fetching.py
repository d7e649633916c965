"""The one way to ask a foreign address for something.

Whatever address an editor typed, or a page redirects to, the portal asks nobody inside its own
network (OWASP ASVS 5.0, 1.3.6): a name is resolved once, every address it has must be public, and
the connection goes to one of those. Redirects are followed by hand, each looked at like the first.
All of it together takes SECONDS at most, and of an answer no more than MOST_BYTES are read.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

SECONDS = 5.0
MOST_BYTES = 2**20
MOST_REDIRECTS = 5
LONGEST_ADDRESS = 2000
PORTS = {80, 443, 8080, 8443}
NAME = "DongDangPortal-LinkCheck/1.0"
ALREADY = "/?&=%:@!$'()*+,;~-._#[]"  # what an address may have in it as it is
MOVED = (301, 302, 303, 307, 308)
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class Refused(ValueError):
    """The address is none that may be asked; nobody was asked."""


class Failed(OSError):
    """There was no answer, or none that can be understood, in time."""


@dataclass(frozen=True)
class Answer:
    """What came at last; *body* is cut at MOST_BYTES. *trail* is every address that was asked."""

    status: int
    headers: dict[str, str]  # names in small letters
    body: bytes
    trail: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.trail[-1]


def is_public(address: Address) -> bool:
    """Whether anybody in the world may have the address; what is mapped is looked at inside."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(inside)
        if address.teredo:
            return False
    return address.is_global and not address.is_multicast


def fetch(
    url: str,
    *,
    method: str = "GET",
    seconds: float = SECONDS,
    allows: Callable[[Address], bool] = is_public,
    ports: set[int] | None = None,
    agent: str = NAME,
    referer: str = "",
    follows: bool = True,
) -> Answer:
    """Ask *url*, and whatever it redirects to, where it *follows*.

    Raises Refused when one of the addresses must not be asked, Failed when one does not answer.
    """
    deadline = monotonic() + seconds
    trail: list[str] = []
    while len(trail) <= MOST_REDIRECTS:
        trail.append(url)
        told = {"User-Agent": agent, **({"Referer": referer} if referer else {})}
        request = _Request(url, method, deadline, allows, ports or PORTS, told)
        status, headers, body = request.answer()
        if status not in MOVED or "location" not in headers or not follows:
            return Answer(status, headers, body, trail)
        url = urljoin(url, headers["location"].strip())
        if status == 303:
            method = "GET"
    raise Failed(f"more than {MOST_REDIRECTS} redirects")


class _Request:
    """One address, asked once."""

    def __init__(self, url, method, deadline, allows, ports, told):
        self.method, self.deadline, self.allows, self.told = method, deadline, allows, told
        if len(url) > LONGEST_ADDRESS or any(ord(letter) <= 32 for letter in url):
            raise Refused("the address is too long, or has spaces")
        try:
            parts = urlsplit(url)
            port, host = parts.port, (parts.hostname or "").encode("idna").decode()
        except ValueError as error:  # UnicodeError is one
            raise Refused(f"no address: {error}") from None
        if parts.scheme not in ("http", "https") or not host:
            raise Refused("only http and https")
        if parts.username is not None or parts.password is not None:
            raise Refused("an address with a user in it")
        self.is_secure, self.host = parts.scheme == "https", host
        self.port = port or (443 if self.is_secure else 80)
        if self.port not in ports:
            raise Refused(f"port {self.port}")
        path = parts.path or "/"
        self.target = f"{path}?{parts.query}" if parts.query else path
        self.shown_host = host if port is None else f"{host}:{port}"

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, self.port)
        try:
            line = self._connected()
            with line.dup() as end, self._cut_off(end):
                connection.sock = self._secured(line) if self.is_secure else line
                answer = self._asked(connection)
                self._left()  # else it was cut off, and only looks like a whole one
                return answer
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, Refused | Failed):
                raise
            said = "no answer in time" if monotonic() >= self.deadline else _said(error)
            raise Failed(said) from error
        finally:
            connection.close()

    @contextlib.contextmanager
    def _cut_off(self, line: socket.socket) -> Iterator[None]:
        """Whoever sends a letter a second is cut off when time is over: time-outs of single reads
        are not enough."""
        cut = threading.Timer(self._left(), _cut, [line])
        cut.start()
        try:
            yield
        finally:
            cut.cancel()

    def _asked(self, connection) -> tuple[int, dict[str, str], bytes]:
        headers = {"Host": self.shown_host, "Accept": "*/*", **self.told}
        headers |= {"Accept-Encoding": "identity", "Connection": "close"}
        connection.request(self.method, quote(self.target, safe=ALREADY), headers=headers)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, answer.read(MOST_BYTES)

    def _connected(self) -> socket.socket:
        """A connection to the first public address that takes one."""
        failure: OSError = Failed("no address")
        for address in self._addresses():
            try:
                return socket.create_connection((str(address), self.port), self._left())
            except OSError as error:
                failure = error
        raise failure

    def _secured(self, line: socket.socket) -> ssl.SSLSocket:
        return ssl.create_default_context().wrap_socket(line, server_hostname=self.host)

    def _addresses(self) -> list[Address]:
        """All addresses of the name; Refused when one of them is not public."""
        found: list[tuple] = []

        def look() -> None:
            with contextlib.suppress(OSError, UnicodeError):
                found.extend(socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM))

        looking = threading.Thread(target=look, daemon=True)  # a resolver may take half a minute
        looking.start()
        looking.join(self._left())
        if not found:
            raise Failed("the name is not known")
        addresses = [ip_address(info[4][0].partition("%")[0]) for info in found]
        if not all(map(self.allows, addresses)):
            raise Refused("an address inside a network")
        return list(dict.fromkeys(addresses))

    def _left(self) -> float:
        left = self.deadline - monotonic()
        if left <= 0:
            raise Failed("no answer in time")
        return left


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    return " ".join(str(error).split()) or type(error).__name__
