"""
The whole way with wild input: bytes of a feed to messages, and a question to quotes.

Nothing may raise, nothing may be set aside (``ports.Failures``), and the sound item beside the wild ones must be told.
Text comes from each part of Unicode with the same chance, numbers have any length, addresses any form, and dates lie
anywhere between the years 1 and 9999, with any offset.
"""

import asyncio
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from hashlib import sha256
from html import escape
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import pipeline
from bot.digest.compose import Plan
from bot.feeds.due import after_success
from bot.feeds.poll import poll
from bot.feeds.subscribe import add_feed
from bot.lookup.find import find
from bot.lookup.format_answer import present
from bot.lookup.query import parse_claim, parse_question
from bot.model import ChatKey, ChatKind, Feed, Fetched, Reply, Size
from bot.platforms.render import pieces
from bot.platforms.table import PLATFORMS
from bot.platforms.telegram.platform import CAPABILITIES, Telegram
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.text.cleaning.mask_secrets import without_secrets
from bot.text.cleaning.urls import canonical, is_web, publisher, untracked
from bot.text.display.wording import ENGLISH
from tests.botapi.markup import parse_html, utf16
from tests.databases import open_storage

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MESSAGE = 4096
_AREA = 128
"""Code points that are drawn from together: no block of Unicode is smaller than an eighth of it."""
_SAMPLES = (
    "ʼs",
    "ʼ",
    "ŉ",
    "'s",
    "’",
    "ʼ.s.",
    "İ",
    "ß",
    "ﬁ",
    "K",
    "⅓",
    "²",
    "x̂",
    "\u202e",
    "\ufeff",
    "<b>",
    "&#x0;",
    "]]>",
)
_AROUND = (
    "${}", "{} people", "{} %", "aged {}", "in {}", "{} million euros", "{}-year-old", "5 May {}", "{}:00", "v{}",
    "{}.5 km", "€{}bn", "GPT-{}", "{} dead", "{}日", "{}年", "page={}", "{}th", "No. {}", "Aria {}", "{}s ago", "{}",
)  # fmt: skip
_ADDRESSES = (
    "http://xn--0.example/x", "http://1[::1]2@/", "http://[::1", "http://a:99999/", "//[x]", "[", "http:// /",
    "http://℀.example/", "javascript:alert(1)", "http://" + "a" * 300 + ".example/", "https://a.example/" + "%" * 50,
    "http://xn--" + "a" * 60 + ".example", "http://@:@/", "HTTP://A.EXAMPLE:0/", "http://a.example:８０/",
)  # fmt: skip


@cache
def _areas() -> tuple[int, ...]:
    """Where those parts of Unicode begin in which there is any character; halves of pairs are no characters."""
    assigned = sorted(
        {point // _AREA for point in range(0x110000) if unicodedata.category(chr(point)) not in ("Cn", "Cs")}
    )
    return tuple(area * _AREA for area in assigned)


def words() -> st.SearchStrategy[str]:
    """Some characters that stand near each other."""
    # not ``st.characters``, which looks through all of Unicode for each part
    places = st.lists(st.integers(0, _AREA - 1), min_size=1, max_size=12)
    # looked for when the first is drawn: each process that only lists the tests would look as well
    lows = st.deferred(lambda: st.sampled_from(_areas()))
    return st.builds(lambda low, places: "".join(chr(low + n) for n in places), lows, places)


NUMBERS = st.builds(
    lambda digit, length, mark, every, around: around.format(_marked(digit * length, mark, every)),
    st.sampled_from("0123456789٣７"),
    st.one_of(st.integers(1, 30), st.sampled_from([31, 200, 309, 400, 4300, 4301, 6000])),
    st.sampled_from(["", ",", ".", " ", "'"]),
    st.integers(1, 4),
    st.sampled_from(_AROUND),
)
PIECES = st.one_of(
    words(), NUMBERS, st.sampled_from(_SAMPLES), st.sampled_from(["The mill", "opened.", "Ada", "said", "\n"])
)
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map(" ".join)
ADDRESSES = st.one_of(
    st.sampled_from(_ADDRESSES),
    st.builds("http://{}/{}?{}".format, words(), words(), words()),
    st.builds("https://a.example/{}".format, NUMBERS),
    TEXTS,
)
MOMENTS = st.builds(
    lambda moment, minutes: moment.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.one_of(st.datetimes(), st.sampled_from([datetime.min, datetime.max, datetime(1, 1, 2), datetime(9999, 12, 30)])),  # noqa: DTZ001, DTZ901 - the zone comes with the offset
    st.integers(-1439, 1439),
)
DATES = st.one_of(
    MOMENTS.map(datetime.isoformat),
    MOMENTS.map(lambda moment: f"Fri, {moment.day:02} Dec {moment.year:04} 23:59:59 {moment:%z}"),
    NUMBERS,
)


def _marked(number: str, mark: str, every: int) -> str:
    return mark.join(number[at : at + every] for at in range(0, len(number), every)) if mark else number


@dataclass(frozen=True, slots=True)
class WildItem:
    """What an item says of itself."""

    title: str
    text: str
    link: str
    guid: str
    author: str
    date: str


ITEMS = st.lists(st.builds(WildItem, TEXTS, TEXTS, ADDRESSES, ADDRESSES, TEXTS, DATES), min_size=1, max_size=4)


def as_rss(items: list[WildItem]) -> str:
    """As RSS 2.0."""
    told = "".join(
        f"<item><title>{escape(one.title)}</title><description>{escape(escape(one.text))}</description>"
        f"<link>{escape(one.link)}</link><guid>{escape(one.guid)}</guid><author>{escape(one.author)}</author>"
        f"<pubDate>{escape(one.date)}</pubDate></item>"
        for one in items
    )
    return f"<rss version='2.0'><channel><title>Wild</title>{told}</channel></rss>"


def as_atom(items: list[WildItem]) -> str:
    """As Atom 1.0."""
    told = "".join(
        f"<entry><title type='html'>{escape(one.title)}</title><content type='html'>{escape(one.text)}</content>"
        f"<link href='{escape(one.link)}'/><id>{escape(one.guid)}</id>"
        f"<author><name>{escape(one.author)}</name></author>"
        f"<updated>{escape(one.date)}</updated></entry>"
        for one in items
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Wild</title>{told}</feed>"


def as_json(items: list[WildItem]) -> str:
    """As JSON Feed; what is no text is escaped, halves of pairs among it."""
    told = [
        {
            "id": one.guid + "\ud800",
            "url": one.link,
            "title": one.title,
            "content_text": one.text + "\udfff",
            "date_published": one.date,
            "authors": [{"name": one.author}],
        }
        for one in items
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wild", "items": told})


@dataclass(frozen=True, slots=True)
class _Way:
    """A bot without a network: the loop that it lives in, its database and its book."""

    runner: asyncio.Runner
    storage: SqlStorage
    cache: CachedIndex


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Way]:
    """One for all examples: each also meets the stories of those before it."""
    folder: Path = tmp_path_factory.mktemp("whole")
    with asyncio.Runner() as runner:
        storage = runner.run(open_storage("sqlite:///bot.db", folder, []))
        yield _Way(runner, storage, CachedIndex(()))
        runner.run(storage.close())


_numbers = count(1)


async def go(way: _Way, body: str, sound: str) -> None:
    """One document, from its bytes to the messages of a chat that follows it."""
    number = next(_numbers)
    url, now = f"https://feed{number}.example/", NOW + timedelta(minutes=number)
    storage = way.storage
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, "Ann")
        before, chat = chat, replace(chat, subscribed=now - HOUR, size=Size.FULL)
        await unit.chats.update(before, chat)
        feed, _ = await add_feed(unit, chat.id, url, now - HOUR, HOUR)
        await unit.feeds.update(feed, replace(feed, last_success=now - 2 * HOUR))
        await unit.commit()

    class Wire:
        async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002 - the port's
            """See ports.Http."""
            return Fetched(url, 200, {}, body.encode())

    done = await poll(storage, Wire(), now)
    assert done.failed == 0
    await pipeline.sort(storage, way.cache, now)
    digest = await pipeline.post(storage, PLATFORMS, chat, now, now, replace(Plan(), max_stories=200))
    async with storage.unit() as unit:
        assert await unit.failures.counts() == {}
        titles = [entry.title for entry in await unit.entries.newest(feed.id, 200)]
        assert all(entry.story for entry in await unit.entries.newest(feed.id, 200))
        await unit.feeds.unfollow(chat.id, feed.id)
        await unit.commit()
    assert sound in titles
    assert digest is not None
    said = ""
    for message in Telegram().render(digest, "en"):
        text, _ = parse_html(message.text)
        assert 0 < utf16(text) <= MESSAGE
        said += text
    assert sound in said


def run_feed(way: _Way, items: list[WildItem], kind: int) -> None:
    """The document of *kind* with the wild items and a sound one."""
    # words of its own, so that no example tells the story of another
    word = sha256(str(next(_numbers)).encode()).hexdigest()
    sound = f"{word[:9].capitalize()} opens a mill in {word[9:18].capitalize()}ton"
    plain = WildItem(sound, f"{sound}.", f"https://a.example/{sound.replace(' ', '-')}", "", "Ann", NOW.isoformat())
    way.runner.run(go(way, (as_rss, as_atom, as_json)[kind]([*items, plain]), sound))


def run_question(way: _Way, question: str, about: str) -> None:
    """An answer that can be sent, from all that the examples before left."""

    async def ask() -> None:
        for asked in (parse_question(question, about), parse_claim(about)):
            async with way.storage.unit() as unit:
                every = [feed.id for feed in await unit.feeds.all()]
                told = present(ENGLISH, await find(unit.passages(every), asked), NOW)
            for block in (told.reply.text, told.rest, *told.quotes):
                for part in pieces(Reply(block), CAPABILITIES) if block else []:
                    assert 0 < utf16(parse_html(part.text)[0]) <= MESSAGE

    way.runner.run(ask())


_FEW = settings(max_examples=6, suppress_health_check=list(HealthCheck))
_MANY = settings(max_examples=300, suppress_health_check=list(HealthCheck))


@_FEW
@given(items=ITEMS, kind=st.integers(0, 2))
def test_any_feed(way: _Way, items: list[WildItem], kind: int) -> None:
    """Whatever its items hold, each is read, stored, sorted and told."""
    run_feed(way, items, kind)


@_FEW
@given(question=TEXTS, about=TEXTS)
def test_any_question(way: _Way, question: str, about: str) -> None:
    """Whatever is asked."""
    run_question(way, question, about)


@pytest.mark.long
@_MANY
@given(items=ITEMS, kind=st.integers(0, 2))
def test_any_of_many_feeds(way: _Way, items: list[WildItem], kind: int) -> None:
    """The same with many."""
    run_feed(way, items, kind)


@pytest.mark.long
@_MANY
@given(question=TEXTS, about=TEXTS)
def test_any_of_many_questions(way: _Way, question: str, about: str) -> None:
    """The same with many."""
    run_question(way, question, about)


@settings(max_examples=40)
@example({"expires": f"Fri, 31 Dec {10**30} 23:59:59 GMT"}, HOUR)
@given(
    headers=st.dictionaries(
        st.sampled_from(["expires", "date", "cache-control", "etag"]),
        st.one_of(
            DATES,
            TEXTS,
            NUMBERS.map("max-age={}".format),
            st.just("Fri, 31 Dec 9999 23:59:59 +9999"),
        ),
    ),
    interval=st.timedeltas(timedelta(minutes=1), timedelta(days=7)),
)
def test_any_headers(headers: dict[str, str], interval: timedelta) -> None:
    """Whatever a server says of freshness, the feed is polled again within days."""
    feed = Feed(1, "https://a.example/", "A", NOW, interval)
    assert NOW < after_success(feed, NOW, headers).next_poll < NOW + timedelta(days=10)


@pytest.mark.parametrize("kind", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_each_odd_word(way: _Way, kind: int) -> None:
    """As title, as text, as all of it."""
    items = [
        WildItem(title, text, "", f"{word}{title}", "", "")
        for word in _SAMPLES
        for title, text in ((word, ""), ("", f"{word}."), (word, f"{word} {word}"))
    ]
    run_feed(way, items, kind)
    for word in _SAMPLES:
        run_question(way, word, word)


@pytest.mark.parametrize("length", [400, pytest.param(4301, marks=pytest.mark.long)])
def test_each_long_number(way: _Way, length: int) -> None:
    """Wherever a number may stand."""
    items = [
        WildItem(around.format("1" + "0" * length), f"It is {around.format('7' * length)} now.", "", str(n), "", "")
        for n, around in enumerate(_AROUND)
    ]
    run_feed(way, items, 0)
    for around in _AROUND:
        run_question(way, f"who had {around.format('7' * length)}?", around.format("1" + "0" * length))


@pytest.mark.parametrize("address", _ADDRESSES)
def test_each_odd_address(address: str) -> None:
    """All that is made of an address."""
    for made in (canonical, publisher, untracked, is_web, without_secrets):
        made(address)
