"""The client against real servers: what it fetches, and every way in that it closes."""

import asyncio
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_network
from itertools import pairwise
from typing import Any

import brotli
import psutil
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import FeedError, FeedGone, FeedRefused, FeedUnreachable
from bot.net.guard import CLOSED
from bot.net.http import Client, Limits
from tests.feedserver import FeedServer, feed_server
from tests.worded import raises_saying

HERE = ["127.0.0.1/32"]


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """The server that the guard lets pass."""
    async with feed_server() as running:
        yield running


@pytest.fixture
async def trap() -> AsyncIterator[FeedServer]:
    """A server on another loopback address: a request that reaches it has passed the guard."""
    async with feed_server("127.0.0.2") as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    """A client that may reach the server, in a hurry."""
    async with Client(allow=HERE, limits=Limits(seconds=0.5), contact="https://me.example") as client:
        yield client


class Names(AbstractResolver):
    """A resolver for tests: each look-up of a name takes the next of its addresses, the last one for good."""

    def __init__(self, **names: list[str]) -> None:
        self._names = {name.replace("_", "."): addresses for name, addresses in names.items()}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        """See AbstractResolver."""
        left = self._names[host]
        address = left.pop(0) if len(left) > 1 else left[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0)
            for one in address.split()
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def test_fetches(http: Client, server: FeedServer) -> None:
    """A plain answer comes with address, status, lower-case header names and body; the bot says who it is."""
    fetched = await http.get(server.serve("/f", b"body", ETag='"1"'))
    assert (fetched.status, fetched.body, fetched.headers["etag"], fetched.permanent) == (200, b"body", '"1"', "")
    assert fetched.url == server.url + "/f"
    assert server.asked[0].headers["User-Agent"].startswith("Newsbot/")
    assert server.asked[0].headers["User-Agent"].endswith("(+https://me.example)")


async def test_not_modified(http: Client, server: FeedServer) -> None:
    """Conditional headers are passed on, and 304 has no body."""
    url = server.serve("/f", b"body", ETag='"1"')
    fetched = await http.get(url, {"If-None-Match": '"1"'})
    assert (fetched.status, fetched.body) == (304, b"")


async def test_no_cookies_and_no_proxy(http: Client, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cookies are forgotten, and a proxy of the environment is not used."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    url = server.serve("/f", b"body", **{"Set-Cookie": "a=b"})
    await http.get(url)
    await http.get(url)
    assert "Cookie" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307,), False)],
)
async def test_redirects(http: Client, server: FeedServer, statuses: tuple[int, ...], permanent: bool) -> None:
    """Redirects are followed; only a chain of permanent ones says that the feed has moved."""
    for number, status in enumerate(statuses):
        server.redirect(f"/{number}", f"/{number + 1}", status)
    end = server.serve(f"/{len(statuses)}", b"body")
    fetched = await http.get(server.url + "/0")
    assert (fetched.body, fetched.url) == (b"body", end)
    assert fetched.permanent == (end if permanent else "")


async def test_five_redirects_and_no_more(http: Client, server: FeedServer) -> None:
    """The fifth redirect is followed, the sixth is not, and a loop ends."""
    for number in range(6):
        server.redirect(f"/{number}", f"/{number + 1}")
    server.serve("/6", b"end")
    assert (await http.get(server.url + "/1")).body == b"end"
    with raises_saying(FeedUnreachable, match="more than 5 times"):
        await http.get(server.url + "/0")
    with raises_saying(FeedUnreachable, match="more than 5 times"):
        await http.get(server.redirect("/loop", "/loop"))


async def test_headers_of_an_operator_stay_with_their_host(http: Client, server: FeedServer) -> None:
    """A redirect to another host takes nothing along that was meant for the first one."""
    async with feed_server() as other:
        url = server.redirect("/f", other.serve("/g", b"body"))
        await http.get(url, {"Authorization": "secret", "If-None-Match": '"1"'})
        assert server.asked[0].headers["Authorization"] == "secret"
        assert "Authorization" not in other.asked[0].headers
        assert "If-None-Match" not in other.asked[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "ways",
    ["AB", "AAB", "ABA", "ABAB", "BAB", "AAA", "ABBA"],  # each step of a chain, by the server that is asked
)
async def test_secrets_stay_on_one_origin(http: Client, server: FeedServer, status: int, ways: str) -> None:
    """However servers redirect, what was given for the first reaches no other one, nor comes back to it by another."""
    async with feed_server() as other:
        servers, first = {"A": server, "B": other}, ways[0]
        for number, (here, there) in enumerate(pairwise(ways)):
            servers[here].redirect(f"/{number}", f"{servers[there].url}/{number + 1}", status)
        servers[ways[-1]].serve(f"/{len(ways) - 1}", b"body", **{"Set-Cookie": "a=b; Domain=127.0.0.1"})
        secret = {"Authorization": "Basic abc", "X-Key": "abc", "Cookie": "abc", "If-None-Match": '"1"'}
        assert (await http.get(f"{servers[first].url}/0", secret)).body == b"body"
        home = len(ways) - len(ways.lstrip(first))
        asked = sorted(server.asked + other.asked, key=lambda one: one.path)
        for step, one in enumerate(asked):
            sent = {name for name in secret if name in one.headers}
            assert sent == (set(secret) if step < home else set())


async def test_a_password_in_the_address_stays_on_one_origin(http: Client, server: FeedServer) -> None:
    """It goes along within its server, also where the redirect leaves it out, and to no other one."""
    host = server.url.removeprefix("http://")
    async with feed_server() as other:
        server.redirect("/0", f"{server.url}/1")
        server.redirect("/1", f"//{other.url.removeprefix('http://')}/2")
        other.redirect("/2", f"{server.url}/3")
        server.serve("/3", b"body")
        assert (await http.get(f"http://me:pass@{host}/0")).url == f"{server.url}/3"
        assert ["Authorization" in one.headers for one in server.asked] == [True, True, False]
        assert "Authorization" not in other.asked[0].headers


async def test_why_a_header_did_not_help(http: Client, server: FeedServer) -> None:
    """When the server that a feed redirects to wants a login, the error says why it got none."""
    async with feed_server() as other:
        url = server.redirect("/f", other.status("/g", 401))
        with raises_saying(FeedUnreachable, match="only sent to the server they were given for"):
            await http.get(url, {"Authorization": "secret"})
        with raises_saying(FeedUnreachable, match="401 Unauthorized"):
            await http.get(url, {"If-None-Match": "x"})


async def test_endless_addresses(http: Client, server: FeedServer) -> None:
    """An address longer than any feed's is not asked for, typed or in a redirect."""
    for url in (f"{server.url}/{'a' * 2048}", server.redirect("/r", f"/{'a' * 2048}")):
        with raises_saying(FeedRefused, match=r"longer than 2,048 characters"):
            await http.get(url)
    assert [one.path for one in server.asked] == ["/r"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "[::ffff:127.0.0.2]",
        "[::ffff:7f00:2]",
        pytest.param("2130706434", id="decimal"),
        pytest.param("0x7f.2", id="hexadecimal"),
        pytest.param("0177.0.0.2", id="octal"),
        pytest.param("127.2", id="short"),
        pytest.param("127.0.0.2.", id="final-dot"),
        pytest.param("user@127.0.0.2", id="user"),
        pytest.param("\uff11\uff12\uff17.0.0.2", id="full-width"),
        pytest.param("%31%32%37.0.0.2", id="percent"),
    ],
)
async def test_odd_spellings_reach_nobody(http: Client, trap: FeedServer, host: str) -> None:
    """However an address of this computer is spelt, directly or in a redirect, nothing is asked there."""
    trap.serve("/f", b"secret")
    target = trap.url.replace("127.0.0.2", host) + "/f"
    async with feed_server() as server:
        for url in (target, server.redirect("/r", target)):
            with pytest.raises((FeedRefused, FeedUnreachable)):
                await http.get(url)
    assert not trap.asked


async def test_redirect_into_loopback(http: Client, server: FeedServer, trap: FeedServer) -> None:
    """A redirect meets the same guard, and the refusal says where it led."""
    with raises_saying(FeedRefused, match="leads to this computer"):
        await http.get(server.redirect("/f", trap.serve("/x", b"secret")))
    assert not trap.asked


CARRIED = ("::ffff:127.0.0.2", "::127.0.0.2", "64:ff9b::7f00:2", "64:ff9b:1::7f00:2", "2002:7f00:2::1", "2001:0:1::1")


@pytest.mark.parametrize(
    "address", [*(str(ip_network(row.network)[2]) for row in CLOSED if row.network[-4:] != "/128"), *CARRIED]
)
async def test_every_line_of_the_guard(server: FeedServer, address: str) -> None:
    """A name that leads to a closed address, a literal and a redirect are all refused before anything is dialled."""
    dialled: list[str] = []

    class Watched(Client):
        def _socket(self, info: tuple[Any, ...]) -> socket.socket:
            made = super()._socket(info)
            dialled.append(str(info[4][0]))
            return made

    host = f"[{address}]" if ":" in address else address
    async with Watched(allow=HERE, resolver=Names(bad_example=[address]), limits=Limits(seconds=1)) as client:
        for url in ("http://bad.example/", f"http://{host}/", server.redirect("/r", f"http://{host}/")):
            with raises_saying(FeedRefused, match="which is not fetched"):
                await client.get(url)
    assert set(dialled) == {"127.0.0.1"}


async def test_traps_on_ipv6() -> None:
    """A server on ::1 is reached by no spelling of it, nor by ``localhost``."""
    async with feed_server("::1") as trap, Client(allow=HERE, limits=Limits(seconds=1)) as client:
        port = trap.url.rpartition(":")[2]
        for host in ("[::1]", "[0:0:0:0:0:0:0:1]", "[::0001]", "[::]", "localhost", "ip6-localhost"):
            with pytest.raises(FeedError):
                await client.get(f"http://{host}:{port}/")
        assert not trap.asked


async def test_rebinding(server: FeedServer, trap: FeedServer) -> None:
    """A name that points to an allowed address at first and to a closed one later is refused at the dial."""
    port = trap.url.rpartition(":")[2]
    names = Names(evil_example=["127.0.0.1", "127.0.0.2"])
    async with Client(allow=HERE, resolver=names, limits=Limits(seconds=1)) as client:
        ours = server.serve("/f", b"fine").replace("127.0.0.1", "evil.example")
        assert (await client.get(ours)).body == b"fine"
        with raises_saying(FeedRefused, match="this computer"):
            await client.get(f"http://evil.example:{port}/x")
    assert not trap.asked


async def test_name_with_open_and_closed_addresses(server: FeedServer) -> None:
    """Of a name's addresses only those that may be dialled are."""
    names = Names(two_example=["127.0.0.2 127.0.0.1"], none_example=["127.0.0.2 10.0.0.1"])
    async with Client(allow=HERE, resolver=names) as client:
        url = server.serve("/f", b"fine")
        assert (await client.get(url.replace("127.0.0.1", "two.example"))).body == b"fine"
        why = r"^it leads to (this computer|a private network), which is not fetched unless network\.allow "
        with raises_saying(FeedRefused, match=why):
            await client.get(url.replace("127.0.0.1", "none.example"))


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/passwd", "a.example", "", "http://", "http://a b/"])
async def test_only_the_web(http: Client, url: str) -> None:
    """Other schemes and texts that are no address are refused without a look-up."""
    with pytest.raises(FeedRefused):
        await http.get(url)


async def test_redirect_out_of_the_web(http: Client, server: FeedServer) -> None:
    """A redirect to a file is refused."""
    with raises_saying(FeedRefused, match="only http and https"):
        await http.get(server.redirect("/f", "file:///etc/passwd"))


async def test_ports() -> None:
    """A public address on a port that is not open is refused before it is dialled."""
    async with Client(resolver=Names(a_example=["8.8.8.8"])) as client:
        with raises_saying(FeedRefused, match="port 25"):
            await client.get("http://a.example:25/")


async def test_statuses(http: Client, server: FeedServer) -> None:
    """410 is gone for good; other statuses are told with their names."""
    with pytest.raises(FeedGone):
        await http.get(server.status("/f", 410))
    for status, words in [(404, "404 Not Found"), (500, "500 Internal Server Error"), (599, "599"), (204, "204")]:
        with raises_saying(FeedUnreachable, match=words):
            await http.get(server.status("/f", status))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("120", 120, 120),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 10**9, 10**10),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("soon", 0, 0),
        ("-5", 0, 0),
        ("9" * 400, 1, 10**10),
    ],
)
async def test_retry_after(http: Client, server: FeedServer, text: str, least: int, most: int) -> None:
    """Retry-After is understood as seconds and as a date; nonsense and the past are nothing."""
    with pytest.raises(FeedUnreachable) as caught:
        await http.get(server.status("/f", 503, Retry_After=text))
    wait = caught.value.retry_after
    assert least <= (wait.total_seconds() if wait else 0) <= most


async def test_too_large(server: FeedServer) -> None:
    """A body over the limit is refused, whether its length is announced or not."""
    async with Client(allow=HERE, limits=Limits(size=1_000)) as client:
        with raises_saying(FeedRefused, match=r"larger than 0.001 MB"):
            await client.get(server.serve("/f", bytes(1_001)))
        with raises_saying(FeedRefused, match="larger"):
            await client.get(server.raw("/g", bytes(1_001)))
        assert len((await client.get(server.serve("/h", bytes(1_000)))).body) == 1_000


async def test_bombs(http: Client, server: FeedServer) -> None:
    """A gzip bomb is stopped early, by its ratio or by its size; memory does not grow with it."""
    process = psutil.Process()
    before = process.memory_info().rss
    with raises_saying(FeedRefused, match=r"larger than 5 MB|100 times"):
        await http.get(server.bomb("/f", 200_000_000))
    with raises_saying(FeedRefused, match="100 times"):
        await http.get(server.bomb("/g", 3_000_000))
    assert process.memory_info().rss - before < 100_000_000


async def test_slow(http: Client, server: FeedServer) -> None:
    """A drip, an endless answer and silence before the headers all end with the time limit."""

    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    for url in (server.raw("/a", b"x" * 1000, 0.01), server.raw("/b", b"x", hang=True), server.on("/c", silent)):
        with raises_saying(FeedUnreachable, match=r"no complete answer within 0.5 seconds"):
            await http.get(url)


async def test_endless(server: FeedServer) -> None:
    """A body without end is cut at the size limit."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(65_536))

    async with Client(allow=HERE, limits=Limits(size=300_000)) as client:
        with raises_saying(FeedRefused, match="larger"):
            await client.get(server.on("/f", endless))


async def _answering(answer: bytes) -> tuple[asyncio.Server, str]:
    """A server that sends *answer* as it is and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(b"", "closed the connection without an answer", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "the answer was cut off", id="truncated"),
        pytest.param(b"\x00\x01\x02 no http\r\n\r\n", "not valid HTTP", id="garbage"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "not valid HTTP", id="huge-header"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
            "the answer was cut off",
            id="broken-gzip",
        ),
    ],
)
async def test_broken_servers(http: Client, answer: bytes, why: str) -> None:
    """What is no whole HTTP answer is told in words."""
    server, url = await _answering(answer)
    async with server:
        with raises_saying(FeedUnreachable, match=why):
            await http.get(url)


async def test_a_feed_that_breaks_off(http: Client) -> None:
    """Shorter than its server said, it is read as far as it came, and asked for as a whole the next time."""
    body = b"<rss><channel><item><title>One</title></item><item><ti"
    server, url = await _answering(b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: 9000\r\n\r\n' + body)
    async with server:
        fetched = await http.get(url)
    assert fetched.body == body
    assert "etag" not in fetched.headers


async def test_unreachable_in_words(http: Client) -> None:
    """No server under the name, nobody listening, no TLS: each has its own line."""
    with raises_saying(FeedUnreachable, match="no connection could be made"):
        await http.get("http://127.0.0.1:1/")
    with raises_saying(FeedUnreachable, match="there is no server of this name"):
        await http.get("http://nothing.invalid/")
    async with feed_server() as server:
        with raises_saying(FeedUnreachable, match="no secure connection"):
            await http.get(server.url.replace("http:", "https:"))


async def test_usable_after_close(server: FeedServer) -> None:
    """A closed client opens anew when it is used again."""
    url = server.serve("/f", b"body")
    client = Client(allow=HERE)
    assert (await client.get(url)).body == b"body"
    await client.close()
    assert (await client.get(url)).body == b"body"
    await client.close()


async def test_brotli(http: Client, server: FeedServer) -> None:
    """Brotli is asked for and unpacked, and meets the limits of size and ratio."""
    process = psutil.Process()
    before = process.memory_info().rss
    small = brotli.compress(b"<rss>words</rss>")
    fetched = await http.get(server.serve("/f", small, **{"Content-Encoding": "br"}))
    assert fetched.body == b"<rss>words</rss>"
    assert "br" in server.asked[0].headers["Accept-Encoding"]
    bomb = brotli.compress(bytes(100_000_000), quality=1)
    with raises_saying(FeedRefused, match=r"larger than 5 MB|100 times"):
        await http.get(server.serve("/g", bomb, **{"Content-Encoding": "br"}))
    assert process.memory_info().rss - before < 100_000_000
    with raises_saying(FeedUnreachable, match="cut off"):
        await http.get(server.serve("/h", b"\xff\xff\xff", **{"Content-Encoding": "br"}))


@pytest.fixture
async def proxy() -> AsyncIterator[FeedServer]:
    """A server that answers whatever it is asked for as a proxy."""
    async with feed_server("127.0.0.3") as running:
        running.serve("/f", b"by proxy")
        yield running


async def test_proxy(proxy: FeedServer) -> None:
    """With a proxy everything goes through it, although it stands in a private network."""
    async with Client(proxy=proxy.url, resolver=Names(a_example=["8.8.8.8"])) as client:
        assert (await client.get("http://a.example/f")).body == b"by proxy"
        assert (await client.get("http://8.8.8.8/f")).body == b"by proxy"
    assert [asked.host for asked in proxy.asked] == ["a.example", "8.8.8.8"]


class NoNames(Names):
    """A resolver that knows nothing."""

    async def resolve(self, host: str, *_: object, **__: object) -> list[ResolveResult]:
        """See AbstractResolver."""
        raise OSError(host)


async def test_proxy_is_left_what_only_it_can_look_up(proxy: FeedServer) -> None:
    """A name that is not known here is the proxy's to judge."""
    async with Client(proxy=proxy.url, resolver=NoNames()) as client:
        assert (await client.get("http://a.example/f")).body == b"by proxy"


@pytest.mark.parametrize(
    "host",
    [
        "x.localhost",
        "db.internal",
        "api.default.svc",
        "printer.local",
        "nas.home.arpa",
        "metadata.goog",
        "127.0.0.2",
        "[::1]",
        "evil.example",
        "localhost",
        "intranet",
        "127.1",
        "0x7f.2",
        "2130706434",
        "127.0.0.2.",
    ],
)
async def test_proxy_is_not_asked_for_private_addresses(proxy: FeedServer, host: str) -> None:
    """The guard judges addresses and names before a proxy is asked, also after a redirect."""
    proxy.redirect("/r", f"http://{host}/f")
    async with Client(proxy=proxy.url, resolver=Names(evil_example=["10.0.0.1"], a_example=["8.8.8.8"])) as client:
        with raises_saying(FeedRefused, match="it leads to"):
            await client.get(f"http://{host}/f")
        with raises_saying(FeedRefused, match="it leads to"):
            await client.get("http://a.example/r")
    assert [asked.path for asked in proxy.asked] == ["/r"]


async def test_words_of_errors_hold_no_address(http: Client, server: FeedServer) -> None:
    """No error shows the address that was asked for: it may hold a password or a token."""
    host = server.url.removeprefix("http://")
    server.redirect("/r", "http://u:secret@127.0.0.2:1/?token=secret")
    server.redirect("/s", "gopher://u:secret@x/")
    for path in ("missing?token=secret", "r", "s"):
        with pytest.raises(FeedError) as caught:
            await http.get(f"http://u:secret@{host}/{path}")
        assert "secret" not in str(caught.value)
    for url in ("http://u:secret@nothing.invalid/", "http://u:secret@127.0.0.1:1/", "secret://x", "http://[secret"):
        with pytest.raises(FeedError) as caught:
            await http.get(url)
        assert "secret" not in str(caught.value)
