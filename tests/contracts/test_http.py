"""What every ports.Http must keep, whether it reads the web or a folder."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.errors import FeedRefused, FeedUnreachable
from bot.net.file_feeds import FileSource
from bot.net.http import Client
from bot.ports import Http
from tests.feedserver import feed_server

BODY = b"<rss version='2.0'><channel/></rss>"


class Source(NamedTuple):
    """An Http with the address of a feed that is there, and of one that is not."""

    http: Http
    there: str
    missing: str


@pytest.fixture(params=["web", "folder"])
async def source(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Source]:
    """Each implementation, ready to be asked."""
    if request.param == "folder":
        (tmp_path / "f.xml").write_bytes(BODY)
        there, missing = "https://acme.example/f", "https://acme.example/g"
        files = {there: tmp_path / "f.xml", missing: tmp_path / "g.xml"}
        yield Source(FileSource(files), there, missing)
        return
    async with feed_server() as server, Client(allow=["127.0.0.1/32"]) as client:
        yield Source(client, server.serve("/f", BODY), server.url + "/g")


async def test_gives_the_body(source: Source) -> None:
    """A feed that is there comes whole, with status 200 and its address."""
    fetched = await source.http.get(source.there)
    assert (fetched.status, fetched.body, fetched.url, fetched.permanent) == (200, BODY, source.there, "")


async def test_takes_conditions(source: Source) -> None:
    """Conditions that do not hold change nothing."""
    assert (await source.http.get(source.there, {"If-None-Match": '"other"'})).body == BODY


async def test_missing_is_unreachable(source: Source) -> None:
    """What is not there may come back: it is unreachable, and the error carries address and reason."""
    with pytest.raises(FeedUnreachable) as caught:
        await source.http.get(source.missing)
    assert caught.value.url == source.missing
    assert caught.value.why == str(caught.value)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "../secret.xml", "http://", "ftp://x/"])
async def test_other_addresses_are_refused(source: Source, url: str) -> None:
    """No implementation reads files by other addresses."""
    with pytest.raises(FeedRefused):
        await source.http.get(url)


def test_files_in_their_order(tmp_path: Path) -> None:
    """A source of files lists the addresses that it knows in the order in which it was told of them."""
    assert FileSource({"https://b.example/": tmp_path, "https://a.example/": tmp_path}).addresses() == [
        "https://b.example/",
        "https://a.example/",
    ]
