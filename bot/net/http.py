"""
The one way to the network: implements ports.Http with aiohttp.

The guard stands where a socket is made, so it sees the very address that is dialled: literals, odd spellings, redirects
and names that change their address meet one check, and nothing is resolved twice. Proxies and cookies of the
environment are not used: a proxy dials for us, behind the guard, so only an operator may name one.
"""

import asyncio
import errno
import re
import socket
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from ipaddress import ip_address, ip_network
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import FeedError, FeedGone, FeedRefused, FeedUnreachable
from bot.model import Fetched
from bot.net.guard import Network, is_inside, refusal
from bot.reasons import Reason, because
from bot.text.cleaning.urls import LONGEST_ADDRESS, is_web, too_long

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*"
)
_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_NEEDS_LOGIN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_OURS = ("if-none-match", "if-modified-since", "accept")
"""Headers of a request that are no secrets."""
_MARKS = ("etag", "last-modified")
_END_OF_ENTRY = re.compile(rb"</(?:\w{1,20}:)?(?:item|entry)\s*>")
_UNCHANGED = 304
_GONE = 410
# Below this size a body may shrink as it likes: a short answer of one repeated letter harms nobody.
_RATIO_FROM = 64 * 1024
_OPEN_AT_ONCE = 100
_KEEP_OPEN = 5.0
"""Seconds: long enough for a redirect or a robots.txt on the same host; a poll comes back much later."""
_GUARD_SAYS = "the guard says "
"""Before the line of its reason, in an error that comes back through aiohttp as text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost."""

    size: int = 5_000_000
    """Bytes after decompression."""
    ratio: int = 100
    """How many times larger than what came over the wire a body may become."""
    seconds: float = 20.0
    """From the first look-up to the last byte, redirects included."""
    redirects: int = 5


class Client:
    """
    Implements ports.Http.

    Args:
        contact: Where a site's owner can reach the operator; goes into the User-Agent.
        allow: Networks that pass the guard with all ports, like ``127.0.0.1/32``.
        ports: Ports beside 80 and 443 that may be dialled.
        limits: What one fetch may cost.
        proxy: Address of a proxy that fetches for us; empty: none. What it dials is not ours to see: names are looked
            up and judged before it is asked, so a name that changes its address in between is left to the proxy.
        resolver: Looks up names; the system's by default.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        allow: Sequence[Network | str] = (),
        ports: Collection[int] = (),
        limits: Limits = Limits(),
        resolver: AbstractResolver | None = None,
        proxy: str = "",
    ) -> None:
        self._agent = f"Newsbot/{version('newsbot')}" + (f" (+{contact})" if contact else "")
        self._allow = [ip_network(str(network), strict=False) for network in allow]
        self._ports = frozenset(ports)
        self._limits = limits
        self._resolver = resolver
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; the next fetch opens new ones."""
        if self._session:
            await self._session.close()
            self._session = None

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """See ports.Http."""
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, dict(headers or {}))
        except FeedError:
            raise
        except TimeoutError as error:
            raise FeedUnreachable(url, because("feed.too_late", n=self._limits.seconds)) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _ours(url, error) from error

    async def _follow(self, url: str, headers: dict[str, str]) -> Fetched:
        where = _checked(url, url)
        permanent, left_behind = True, False
        for hop in range(self._limits.redirects + 1):
            if self._proxy:
                await self._judge(url, where)
            async with self._open().get(where, headers=headers, allow_redirects=False) as answer:
                if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                    if left_behind and answer.status in _NEEDS_LOGIN:
                        raise FeedUnreachable(url, because("feed.left_behind"), None, answer.status)
                    return await self._take(url, where, answer, moved=permanent and hop > 0)
                permanent = permanent and answer.status in _PERMANENT
                target = where.join(URL(answer.headers["Location"]))
            target = _checked(url, str(target))
            if target.origin() != where.origin():
                left_behind, headers = left_behind or _has_login(where, headers), {}
            elif "@" not in target.raw_authority and "@" in where.raw_authority:
                target = target.with_user(where.user).with_password(where.password)
            where = target
        raise FeedUnreachable(url, because("feed.redirects", n=self._limits.redirects))

    async def _take(self, url: str, where: URL, answer: aiohttp.ClientResponse, *, moved: bool) -> Fetched:
        if answer.status == _GONE:
            raise FeedGone(url, because("feed.gone"))
        if answer.status not in (HTTPStatus.OK, _UNCHANGED):
            rest = _retry_after(answer.headers)
            status = _status(answer.status)
            said = "feed.wants_login" if answer.status == HTTPStatus.UNAUTHORIZED else "feed.status"
            raise FeedUnreachable(url, because("feed.asks_rest" if rest else said, status=status), rest, answer.status)
        body, is_whole = (b"", True) if answer.status == _UNCHANGED else await self._body(url, answer)
        # by its marks the rest of a document that broke off would never be asked for
        left = () if is_whole else _MARKS
        names = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in left}
        return Fetched(str(where), answer.status, names, body, str(where) if moved else "")

    async def _body(self, url: str, answer: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """The body, and whether all of it came: of a feed that breaks off, what there is of it has whole entries."""
        body = bytearray()
        try:
            await self._fill(body, url, answer)
        except aiohttp.ClientPayloadError:
            # what came together with the end of the connection waits behind the error
            answer.content.set_exception(None)  # type: ignore[arg-type]
            body += answer.content.read_nowait(-1)
            if len(body) > self._limits.size or not _END_OF_ENTRY.search(body):
                raise
            return bytes(body), False
        return bytes(body), True

    async def _fill(self, body: bytearray, url: str, answer: aiohttp.ClientResponse) -> None:
        limits = self._limits
        if (answer.content_length or 0) > limits.size:
            raise FeedRefused(url, because("feed.larger", megabytes=limits.size / 1e6))
        async for piece in answer.content.iter_any():
            body += piece
            if len(body) > limits.size:
                raise FeedRefused(url, because("feed.larger", megabytes=limits.size / 1e6))
            wire = answer.content.total_compressed_bytes
            if wire and len(body) > max(_RATIO_FROM, wire * limits.ratio):
                raise FeedRefused(url, because("feed.unpacks", n=limits.ratio))

    async def _judge(self, url: str, where: URL) -> None:
        """
        Refuse an address before a proxy is asked for it.

        A name that cannot be looked up here is the proxy's to judge: it may be the only one who can.
        """
        host = where.raw_host or ""  # as the proxy gets it
        port = where.port or 443
        try:
            addresses = [str(ip_address(host))]
        except ValueError:
            if is_inside(host):
                raise FeedRefused(url, because("feed.leads_to_name")) from None
            addresses = await self._addresses(host, port)
        for address in addresses:
            why = refusal(address, port, self._allow, self._ports)
            if why:
                raise FeedRefused(url, why)

    async def _addresses(self, host: str, port: int) -> list[str]:
        resolver = self._resolver or aiohttp.ThreadedResolver()
        try:
            return [found["host"] for found in await resolver.resolve(host, port, family=socket.AF_UNSPEC)]
        except OSError:
            return []

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                socket_factory=self._socket,
                limit=_OPEN_AT_ONCE,
                keepalive_timeout=_KEEP_OPEN,
                resolver=self._resolver,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._agent, "Accept": _ACCEPT},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                trust_env=False,
                proxy=self._proxy or None,
            )
        return self._session

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        # with a proxy all connections lead to it, which the operator chose
        why = None if self._proxy else refusal(str(address[0]), int(address[1]), self._allow, self._ports)
        if why:
            raise OSError(errno.EACCES, f"{_GUARD_SAYS}{why}")
        return socket.socket(family, kind, protocol)


def _checked(url: str, target: str) -> URL:
    """The address to go to next. Raises: FeedRefused when it is none of the web, or too long."""
    if too_long(target):
        code = "feed.its_too_long" if url == target else "feed.leads_too_far"
        raise FeedRefused(url, because(code, n=LONGEST_ADDRESS))
    if not is_web(target):
        raise FeedRefused(url, because("feed.no_web" if url == target else "feed.leads_elsewhere"))
    return URL(target.strip())


def _has_login(where: URL, headers: Mapping[str, str]) -> bool:
    """Whether a password stands in the address, or an operator added headers."""
    return where.raw_user is not None or any(name.lower() not in _OURS for name in headers)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After as seconds or as a date; None when it is missing, unreadable or past."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)
    return wait if wait > timedelta(0) else None


def _ours(url: str, error: Exception) -> FeedError:
    """An error of the client as one of ours, with a reason that people understand."""
    if isinstance(error, aiohttp.ClientConnectorError) and _GUARD_SAYS in str(error.os_error):
        # one name can have several addresses, and then the errors of all stand in one line
        return FeedRefused(url, str(error.os_error).partition(_GUARD_SAYS)[2].partition(", [Errno")[0])
    if isinstance(error, (aiohttp.InvalidURL, ValueError)):
        return FeedRefused(url, because("feed.no_web_address"))
    for kind, why in _WHY:
        if isinstance(error, kind):
            return FeedUnreachable(url, why)
    return FeedUnreachable(url, because("feed.not_fetched", error=type(error).__name__))


# The first match counts, so the narrow ones come first.
_WHY: tuple[tuple[type[Exception], Reason], ...] = (
    (aiohttp.ClientConnectorDNSError, because("feed.no_server")),
    (aiohttp.ClientConnectorCertificateError, because("feed.bad_certificate")),
    (aiohttp.ClientSSLError, because("feed.not_secure")),
    (aiohttp.ClientConnectorError, because("feed.no_connection")),
    (aiohttp.ServerDisconnectedError, because("feed.closed_early")),
    (aiohttp.ClientPayloadError, because("feed.answer_broke_off")),
    (aiohttp.ClientOSError, because("feed.connection_broke_off")),
    (aiohttp.ClientResponseError, because("feed.unsound_http")),
)
