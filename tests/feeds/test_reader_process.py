"""Reading documents within bounds, in a second process when they are large."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from itertools import product
from math import sqrt
from time import process_time

import psutil
import pytest

from bot.errors import NotAFeed
from bot.feeds.parse import parse
from bot.feeds.reader_process import Answer, BoundedReader
from bot.model import ParsedFeed
from tests.feedserver import Item, rss
from tests.worded import raises_saying, words

URL = "https://acme.example/feed"
SMALL = rss("Small", [Item("One", "https://acme.example/1")])
LARGE = rss("Large", [Item(f"Number {n}", f"https://acme.example/{n}", "Words. " * 50) for n in range(300)])
SLOW = b"<rss><channel>" + b"<" * 4_000_000


@pytest.fixture
async def read() -> AsyncIterator[BoundedReader]:
    """A reader with little patience."""
    reader = BoundedReader(seconds=1.0)
    yield reader
    await reader.close()


async def test_small_and_large(read: BoundedReader) -> None:
    """Documents of both sizes come out the same way."""
    assert (await read(SMALL, URL, "")).title == "Small"
    assert len((await read(LARGE, URL, "")).entries) == 300


async def test_no_feed(read: BoundedReader) -> None:
    """What is no feed is told in the same words from the second process."""
    with raises_saying(NotAFeed, match=r"^this is a web page, not a feed$"):
        await read(b"<html>" + b"<p>x</p>" * 20_000, URL, "")


async def test_slow_document_is_ended(read: BoundedReader) -> None:
    """A document that takes too long is given up, and the next one is read."""
    with raises_saying(NotAFeed, match="more than 1 second"):
        await read(SLOW, URL, "")
    assert len((await read(LARGE, URL, "")).entries) == 300


BEGINNINGS = (b"", b"<rss version='2.0'><channel><item><title>")
ENDLESS = (b"<!-- --> <!--", b"<!--", b"<![CDATA[", b"<!ENTITY ", b"<!DOCTYPE ", b"<item ", b"<a", b"<", b"<?xml ")


async def complaint(read: BoundedReader, body: bytes) -> str:
    """Why a document cannot be read; empty if it can."""
    try:
        await read(body, URL, "")
    except NotAFeed as error:
        return words(error.why)
    return ""


@pytest.mark.long  # each day tests/quality/test_growth.py doubles the same beginnings
async def test_small_documents_are_quick() -> None:
    """What begins thousands of things and ends none is gone through once: small documents are read in this process."""
    # going through them again for each beginning takes minutes, going through them once a moment on any machine
    async with BoundedReader(seconds=10.0, small=0) as reader:
        for begin, again in product(BEGINNINGS, ENDLESS):
            assert "takes more than" not in await complaint(reader, begin + again * (64_000 // len(again))), again


async def test_loop_goes_on(read: BoundedReader) -> None:
    """While a slow document is read, everything else runs."""
    reading = asyncio.create_task(read(SLOW, URL, ""))
    ticks = 0
    while not reading.done():
        await asyncio.sleep(0.02)
        ticks += 1
    assert ticks > 20
    with pytest.raises(NotAFeed):
        await reading


def cost(body: bytes, most: int) -> float:
    """Seconds of processor time that reading so many entries of a document takes here."""
    begin = process_time()
    parse(body, url=URL, most=most)
    return process_time() - begin


async def test_long_archive_is_cut() -> None:
    """Of a document that is too slow as a whole the newest entries are read."""
    paragraph = "&lt;p&gt;Some words of a long text.&lt;/p&gt;" * 60
    archive = rss("Archive", [Item(f"N{n}", f"https://acme.example/{n}", paragraph) for n in range(1_200)])
    # patience between what the newest entries take on this machine and what all of them take
    patience = sqrt(cost(archive, 100) * cost(archive, 1_200))
    feed = None
    for more in range(8):  # a machine with much else to do is slower than it was measured to be
        feed = feed or await _read_within(patience * 1.5**more, archive)
    assert feed
    assert 0 < len(feed.entries) < 1_200
    assert feed.entries[0].title == "N0"
    assert len(feed.entries) + feed.skipped == 1_200


async def _read_within(seconds: float, document: bytes) -> ParsedFeed | None:
    """What is read; None if the machine had too much else to do since its speed was measured."""
    reader = BoundedReader(seconds=seconds)
    try:
        return await reader(document, URL, "")
    except NotAFeed:
        return None
    finally:
        await reader.close()


async def test_cancelled_reading_leaves_nothing_behind(read: BoundedReader) -> None:
    """After a reading was cancelled, the next one gets its own answer."""
    reading = asyncio.create_task(read(LARGE, URL, ""))
    await asyncio.sleep(0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    other = rss("Other", [Item(f"Z{n}", f"https://acme.example/z{n}", "Words. " * 50) for n in range(250)])
    assert (await read(other, URL, "")).title == "Other"


async def test_close_without_use() -> None:
    """A reader that never needed its second process closes at once, twice."""
    reader = BoundedReader()
    await reader.close()
    await reader.close()


def children() -> list[psutil.Process]:
    """The processes of this process that live."""
    return [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]


async def test_process_is_ended() -> None:
    """One second process serves all documents, and none is left when the reader is closed."""
    before = children()
    async with BoundedReader() as read:
        for _ in range(3):
            await asyncio.gather(read(LARGE, URL, ""), read(LARGE, URL, ""))
        assert len(children()) == len(before) + 1
    assert children() == before


async def test_killed_process_is_replaced(read: BoundedReader) -> None:
    """A second process that somebody kills, idle or at work, costs no entry of a document."""
    assert len((await read(LARGE, URL, "")).entries) == 300
    before = set(children())
    for idle in (True, False):
        (helper,) = [one for one in children() if "bot.feeds.reader_process" in one.cmdline()]
        reading = asyncio.create_task(read(LARGE, URL, "")) if not idle else None
        if reading:
            await asyncio.sleep(0.01)
        helper.kill()
        assert len((await (reading or read(LARGE, URL, ""))).entries) == 300
    assert len(children()) == len(before)


async def test_process_that_ends_itself(read: BoundedReader) -> None:
    """A process that is closed while it reads ends, and its reader is told so."""
    reading = asyncio.create_task(read(SLOW, URL, ""))
    await asyncio.sleep(0.2)
    reading.cancel()
    await read.close()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not [one for one in children() if "bot.feeds.reader_process" in one.cmdline()]


BOMB = (
    "<?xml version='1.0'?><!DOCTYPE r ["
    "<!ENTITY a '&#38;#38;#38;'><!ENTITY b '&#38;a;&#38;a;&#38;a;&#38;a;&#38;a;&#38;a;&#38;a;&#38;a;&#38;a;&#38;a;'>"
    "]><rss version='2.0'><channel><title>x</title><item><title>&b;</title></item></channel></rss>"
)
DECLARING = {
    "as it is": BOMB.encode(),
    "in small letters": BOMB.replace("DOCTYPE", "doctype").encode(),
    "behind a mark and blanks": b"\xef\xbb\xbf  \n" + BOMB.encode(),
    "behind a comment": b"<!-- a --><![CDATA[ b ]]>" + BOMB.encode(),
    "a parameter entity": b"<!DOCTYPE r [<!ENTITY % p SYSTEM 'x'>%p;]><rss/>",
    "only a list of attributes": b"<!DOCTYPE r [<!ATTLIST r a CDATA 'b'>]><rss/>",
    "an entity without a document type": b"<!ENTITY a 'b'><rss/>",
    **{name: BOMB.encode(name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "cp500")},
    "UTF-7 that is declared": BOMB.replace("?>", " encoding='utf-7'?>", 1).encode("utf-7"),
    "another charset": BOMB.replace("?>", " encoding='iso-2022-jp'?>", 1).encode("iso-2022-jp"),
    "packed": gzip.compress(BOMB.encode()),
    "thousands of tags": b"<rss>" + b"<a>" * 3_000,
    "thousands of attributes": b"<rss " + b" ".join(b"a%d=''" % n for n in range(3_000)) + b"/>",
    "thousands of references": b"<rss>" + b"&amp;" * 3_000 + b"</rss>",
}


class Counting(BoundedReader):
    """Counts what it gives to its second process."""

    given = 0

    async def _in_time(self, message: tuple[object, ...]) -> Answer | None:
        self.given += 1
        return await super()._in_time(message)


async def test_what_may_unfold_is_read_in_the_second_process() -> None:
    """However small: a few hundred bytes of declarations are seconds of work, so they never cost them here."""
    async with Counting() as reader:
        for name, body in DECLARING.items():
            assert len(body) < 32_000, name
            before = reader.given
            await complaint(reader, body)
            assert reader.given > before, name


async def test_small_plain_documents_are_read_here() -> None:
    """What cannot cost much needs no second process."""
    commented = SMALL.replace(b"<channel>", b"<channel><!-- a comment -->", 1)
    described = rss("A", [Item("One", "https://acme.example/1", "<![CDATA[<p>x</p>]]>")])
    async with Counting() as reader:
        for body in (SMALL, commented, described, b'{"version": "jsonfeed", "title": "a", "items": []}'):
            await complaint(reader, body)
        assert not reader.given
