"""What may be kept between requests: anything public, for as long as the content version stands.

The version changes in the transaction that changes anything public (triggers made in
portal/migrations) and when a scheduled time passes. Asking for it is one cheap statement.

A view says that its pages are the same for everybody with `public`. Such a page is kept in the
process while the version stands, answered by 304 to whoever has it, and may be kept by caches.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, wraps
from threading import Lock
from types import MappingProxyType
from typing import NoReturn, TypeVar

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags

from core.release import release
from core.replicas import DATABASE_GONE, read, reader, refuse_older

T = TypeVar("T")
_version: ContextVar[str] = ContextVar("version", default="")  # of the page that is being made

# Browsers always ask. Caches between ask every second, answer meanwhile with what they have, and
# for a week when nobody answers them.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=604800"
KEPT_BYTES = 64 * 2**20  # of pages in one process
LONGEST_KEPT = 2**20
SECONDS_IN_FLIGHT = 5
SECONDS_CLOCKS_DIFFER = 120  # of application and database
SHARED_STATUS = (200, 301, 304, 404)


def content_version() -> str:
    """Return the version of everything public, as of now: "number-of-it@seconds".

    It is that of the server this request reads from, so a page never claims to be newer than what
    it was made of; Behind when that is older than what this process has shown.
    """
    with reader().cursor() as cursor:
        cursor.execute("SELECT content_version()")
        (version,) = cursor.fetchone()
    refuse_older(int(version.partition("-")[0]))
    return version


def kept_per_version(make: Callable[[], T]) -> Callable[[], T]:
    """Keep what *make* returns in the process until the content version changes, or the day.

    The version is read before *make* runs: what is kept may be newer than its version, never older.
    """
    kept: tuple[tuple, T] | None = None

    @wraps(make)
    def current() -> T:
        nonlocal kept
        edition = (_version.get() or content_version(), timezone.localdate())
        if kept is None or kept[0] != edition:
            kept = (edition, make())
        return kept[1]

    return current


# --- Pages ---------------------------------------------------------------------------------------


def public(*parameters: str, every: timedelta | None = None):
    """A view whose answers to GET are the same for everybody.

    It is given the *parameters* of the query and no others, no cookie, and no user, session or
    token: to reach for one raises NotPublic. *every* is how long its pages stand at most, for what
    changes without a content version.
    """
    known = frozenset(parameters)

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            query = _only(request.GET, known)
            if settings.DEBUG:  # templates change without a release
                return view(stripped(request, query), *args, **kwargs)
            return read(
                lambda: (
                    _kept(request, _asked(request, query.urlencode(), every))
                    or _made(request, lambda: view(stripped(request, query), *args, **kwargs))
                )
            )

        return answer

    return decorate


def _only(query: QueryDict, parameters: frozenset[str]) -> QueryDict:
    known = QueryDict(mutable=True)
    for name in sorted(parameters & query.keys()):
        known[name] = query[name]  # the last of several, as views read it
    known._mutable = False
    return known


def _takes_gzip(request) -> bool:
    """Whether core.compression will compress the answer."""
    is_accepted = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    return is_accepted and settings.SESSION_COOKIE_NAME not in request.COOKIES


class NotPublic(Exception):
    """A public view reached for something of whoever asks."""


class _Unreachable:
    """Stands where a public request has no user, no session and no messages."""

    def __init__(self, name: str):
        self.__dict__["name"] = name

    def _refuse(self, *args, **kwargs) -> NoReturn:
        raise NotPublic(f"A public view must not look at request.{self.__dict__['name']}.")

    __getattr__ = __setattr__ = __getitem__ = __setitem__ = _refuse
    __iter__ = __len__ = __bool__ = __str__ = __contains__ = _refuse


def stripped(request: HttpRequest, query: QueryDict) -> HttpRequest:
    """The request as a public view is given it; the original stays as it is."""
    bare = HttpRequest()
    bare.method = "GET"
    bare.path, bare.path_info = request.path, request.path_info
    bare.resolver_match = request.resolver_match
    bare.META = MappingProxyType(  # read alone: a token cannot be put into it either
        {name: request.META[name] for name in _OF_ALL & request.META.keys()}
    )
    bare._get_scheme = request._get_scheme
    bare.GET = query
    for name in ("user", "session", "_messages"):
        setattr(bare, name, _Unreachable(name))
    return bare


_OF_ALL = frozenset(
    ["HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME"]
    + ["PATH_INFO", "REQUEST_METHOD", "wsgi.url_scheme"]
)


def _asked(request: HttpRequest, query: str, every: timedelta | None) -> "_Asked":
    """The question as the middleware has asked it just now, unless that was another server."""
    before = getattr(request, "_asked_before", None)
    if before and (before.query, before.server) == (query, reader().alias):
        return before
    return _Asked(request, query, every)


def _host(request: HttpRequest) -> str:
    """With its scheme; DisallowedHost when it is none of ours."""
    return f"{request.scheme}://{request.get_host()}"


class _Asked:
    """One public page as somebody asks for it, now."""

    def __init__(self, request: HttpRequest, query: str, every: timedelta | None):
        self.path, self.host = request.path, _host(request)
        self.query, self.every = query, every
        self.is_gzipped = _takes_gzip(request)
        self.server = reader().alias
        self.version, self.now = content_version(), timezone.localtime()

    @cached_property
    def address(self) -> tuple:
        return self.host, self.path, self.query, self.is_gzipped

    @cached_property
    def began_at(self) -> int:
        """Since when the page may look as it does, in seconds: a change of what is public,
        midnight, a turn of *every*; and once more when clocks that differ a little agree on it."""
        now, since = self.now.timestamp(), int(self.version.rpartition("@")[2])
        turns = [since, self.now.replace(hour=0, minute=0, second=0).timestamp()]
        if self.every:
            turns.append(now - now % self.every.total_seconds())
        if now > since + SECONDS_CLOCKS_DIFFER:
            turns.append(since + SECONDS_CLOCKS_DIFFER)
        return int(max(turns))

    @cached_property
    def edition(self) -> str:
        """Another one whenever the page may be another."""
        return f"{self.version} {self.began_at} {release()}"

    @cached_property
    def etag(self) -> str:
        known = f"{self.edition} {self.host} {self.path} {self.query}"
        return f'W/"{hashlib.blake2b(known.encode(), digest_size=12).hexdigest()}"'

    @property
    def last_modified(self) -> str:
        return http_date(self.began_at)


@dataclass(frozen=True)
class _Page:
    edition: str
    headers: dict[str, str]
    content: bytes
    every: timedelta | None
    match: ResolverMatch | None


class _Pages:
    """The pages asked for last, the newest edition of each address."""

    def __init__(self):
        self._pages: OrderedDict[tuple, _Page] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def get(self, asked: _Asked) -> _Page | None:
        with self._lock:
            page = self._pages.get(asked.address)
            if page is None or page.edition != asked.edition:
                return None
            self._pages.move_to_end(asked.address)
            return page

    def any_edition(self, address: tuple) -> _Page | None:
        """What was kept last of the page, which may be another by now."""
        return self._pages.get(address)

    def put(self, asked: _Asked, page: _Page) -> None:
        if len(page.content) > LONGEST_KEPT:
            return
        with self._lock:
            self._drop(asked.address)
            self._pages[asked.address] = page
            self._bytes += _weight(asked.address, page)
            while self._bytes > KEPT_BYTES:
                self._drop(next(iter(self._pages)))

    @property
    def bytes(self) -> int:
        return self._bytes

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _drop(self, address: tuple) -> None:
        if page := self._pages.pop(address, None):
            self._bytes -= _weight(address, page)


def _weight(address: tuple, page: _Page) -> int:
    """Bytes in memory, about: headers and objects are some 4 KB."""
    return 4096 + len(page.content) + 4 * sum(map(len, address[:3]))


pages = _Pages()
_flights = [Lock() for _ in range(64)]


def _kept(request: HttpRequest, asked: _Asked) -> HttpResponse | None:
    """What needs no view: that nothing changed, or the page as it was sent before. Of many who ask
    for a page at once one makes it; the others wait for that."""
    request._asked_for_page = asked
    if response := _same(request, asked):
        return response
    if getattr(request, "_page_flight", request) is None:  # the middleware keeps it, then lets go
        flight = _flights[hash(asked.address) % len(_flights)]
        if flight.acquire(timeout=SECONDS_IN_FLIGHT):
            request._page_flight = flight
        if page := pages.get(asked):
            return _answer(page)
    return None


def _unchanged(request: HttpRequest) -> HttpResponse | None:
    """The same for a page that was asked for in the same words before; so nothing else need look at
    the request."""
    try:
        host = _host(request)
    except DisallowedHost:
        return None
    query = request.META.get("QUERY_STRING", "")
    page = pages.any_edition((host, request.path, query, _takes_gzip(request)))
    if page is None or request.method not in ("GET", "HEAD") or settings.DEBUG:
        return None
    request.resolver_match = page.match
    try:
        return read(lambda: _ask_again(request, query, page.every))
    except DATABASE_GONE:
        return None  # and is told by whoever tells it


def _ask_again(request: HttpRequest, query: str, every: timedelta | None) -> HttpResponse | None:
    request._asked_before = asked = _Asked(request, query, every)
    return _same(request, asked)


def _same(request: HttpRequest, asked: "_Asked") -> HttpResponse | None:
    if asked.etag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponseNotModified()
        _share(asked, response)
        return response
    page = pages.get(asked)
    return _answer(page) if page else None


def _made(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """What the view makes; all that it keeps per version goes by the one that was asked for."""
    token = _version.set(request._asked_for_page.version)
    try:
        response = view()
        if hasattr(response, "render"):  # here, where it reads what its version is of
            response.render()
        return response
    finally:
        _version.reset(token)


def _answer(page: _Page) -> HttpResponse:
    response = HttpResponse(page.content, headers=page.headers)
    response.is_kept = True  # and says already what _share would say
    return response


class PageCacheMiddleware:
    """Says of public answers that caches may keep them, and keeps them: outside of all that changes
    an answer, so that what is kept is what was sent, compressed and all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if response := _unchanged(request):
            return response
        request._page_flight = None
        try:
            response = self.get_response(request)
            asked = getattr(request, "_asked_for_page", None)
            if asked and not hasattr(response, "is_kept") and _is_public(response):
                _share(asked, response)
                _keep(asked, response, request.resolver_match)
            return response
        finally:
            if request._page_flight:
                request._page_flight.release()


def _is_public(response: HttpResponse) -> bool:
    """Whether nothing on its way made it an answer for somebody."""
    if response.status_code not in SHARED_STATUS or response.streaming or response.cookies:
        return False
    said = response.get("Cache-Control", "")
    is_private = "private" in said or "no-store" in said
    return not (is_private or "cookie" in response.get("Vary", "").lower())


def _share(asked: _Asked, response: HttpResponse) -> None:
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code != 404:
        response["ETag"] = asked.etag
        response["Last-Modified"] = asked.last_modified


def _keep(asked: _Asked, response: HttpResponse, match: ResolverMatch | None) -> None:
    if response.status_code == 200:
        headers = dict(response.items())
        pages.put(asked, _Page(asked.edition, headers, response.content, asked.every, match))
