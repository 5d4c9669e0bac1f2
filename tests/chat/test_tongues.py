"""
A chat is spoken to in its own language, in every word; another beside it stays English.

The language is made here: each English sentence in brackets, with its placeholders kept. What comes out of brackets was
said by nobody's catalogue, unless a feed wrote it.
"""

import gzip
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from zoneinfo import available_timezones

import pytest
from babel import Locale

from bot import __version__
from bot.chat.dispatch import handle
from bot.chat.feed_trouble import tell_of_trouble
from bot.chat.formatting import short
from bot.chat.request import ChatRequest, Response
from bot.delivery.held_chats import hold
from bot.demo import assemble_demo
from bot.digest.backtest import Change, Compared, in_words
from bot.errors import FeedError
from bot.feeds.discover import guess
from bot.feeds.opml import read_opml
from bot.feeds.packs import packs
from bot.feeds.parse import parse
from bot.manage import chat_of
from bot.model import ChatKey, ChatKind, Reply
from bot.net.http import Client
from bot.newsbot import Newsbot
from bot.platforms.terminal.ports import TerminalMembers
from bot.reasons import Reason, because, reason_of
from bot.text.display import wording as module
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, catalogue, languages, wording

MADE = ("pl", "he")
"""Polish has four plural forms, Hebrew is written from right to left."""
TYPED = (
    "/start", "/help", "/nonsense", "/subscribe 25:99", "/subscribe", "/subscribe", "/hours", "/hours 7:30 18:00",
    "/hours 8 Nowhereland", "/timezone", "/timezone Atlantis", "/timezone Berlin", "/timezone 3:33", "/size",
    "/size huge", "/size full", "/feeds", "/addfeed", "/removefeed", "/removefeed 99", "/movefeed",
    "/movefeed 99 a.example", "/packs", "/packs nothing", "/missed", "/opml", "/trends", "/trends muse",
    "/trends zzzz", "/fact", "/fact avocado codename", "/fact who ate the moon cheese", "/search", "/search muse",
    "/search zzzz", "/seen", "/seen zzzz yyyy", "/questions", "/digest", "/why", "/why 99", "/status", "/removefeed 1",
    "/timezone Rosja", "/timezone UTC+2", "/packs labs", "/addfeed hello", "/addfeed https://nowhere.example/feed",
    "/unsubscribe", "/digest",
)  # fmt: skip
ISOLATES = dict.fromkeys([0x2068, 0x2069])
"""Marks around what is written the other way round, which nobody sees."""
POLISH, ENGLISHMAN = "11", "12"
PUBLISHED = datetime(2026, 4, 10, 8, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Catalogues of the made languages beside the English one."""
    home = Path(str(module.HOME))
    for language in ("en", *MADE):
        (tmp_path / language).mkdir()
        for part in (home / "en").glob("*.toml"):
            (tmp_path / language / part.name).write_text(
                part.read_text(encoding="utf-8") if language == "en" else _in_brackets(part.stem, language),
                encoding="utf-8",
            )
    with monkeypatch.context() as patch:
        patch.setattr(module, "HOME", tmp_path)
        _forget()
        yield
    _forget()


def _forget() -> None:
    for cached in (wording, languages, module._catalogue):
        cached.cache_clear()


def _in_brackets(part: str, language: str) -> str:
    lines: list[str] = []
    tables: list[str] = []
    for key, text in catalogue("en").items():
        if key.partition(".")[0] != part:
            continue
        name = key.partition(".")[2]
        if isinstance(text, str):
            lines.append(f"{name} = {json.dumps(_wrapped(text))}")
        else:
            other = text["other"]
            forms = sorted({*Locale.parse(language).plural_form.tags, "other"})
            tables += [f"[{name}]", *(f"{form} = {json.dumps(_wrapped(f'{form}: {other}'))}" for form in forms)]
    return "\n".join([*lines, *tables]) + "\n"


def _wrapped(sentence: str) -> str:
    """A sentence in brackets but for its placeholders: what fills them must be made of such sentences, too."""
    pieces = Formatter().parse(sentence)
    return "".join(
        (f"⟦{text}⟧" if text else "") + ("" if name is None else f"{{{name}{':' if spec else ''}{spec}}}")
        for text, name, spec, _ in pieces
    )


@pytest.fixture
async def demo(made: None) -> AsyncIterator[Newsbot]:
    """The sample day, read and sorted."""
    async with assemble_demo() as newsbot:
        await chat_of(newsbot, None)
        await newsbot.refresh()
        yield newsbot


def _outside(text: str) -> list[str]:
    """What of a text stands in no brackets."""
    pieces: list[str] = []
    deep, piece = 0, ""
    for sign in f"{text}\n":
        deep += (sign == "⟦") - (sign == "⟧")
        if deep or sign in "⟧\n":
            pieces, piece = ([*pieces, piece] if piece else pieces), ""
        else:
            piece += sign
    return [found for found in (re.sub(r"^\W+|\W+$", "", one) for one in pieces) if re.search(r"[^\W\d_]", found)]


def _shown(response: Response) -> str:
    """All that somebody sees of a response."""
    return "\n".join([response.notice, response.file.caption if response.file else "", *map(_seen, response.replies)])


def _seen(reply: Reply) -> str:
    labels = [button.label for row in reply.buttons for button in row]
    return "\n".join([plain(reply.text, addresses=False), *labels])


async def _wrote(newsbot: Newsbot, chat: str) -> str:
    """All that feeds, background notes, packs and the person say."""
    async with newsbot.storage.view() as unit:
        feeds = await unit.feeds.all()
        entries = [one for feed in feeds for one in await unit.entries.newest(feed.id, 1000)]
        documents = await unit.passages(()).documents({f"seed:{name}" for name in ("muse", "small-and-fast")})
    texts = [text for one in entries for text in (one.title, one.text, one.publisher)]
    lists = [text for pack in packs() for feed in pack.feeds for text in (feed.name, feed.language)]
    others = [*(feed.title for feed in feeds), *(doc.text for doc in documents.values()), chat, "Europe/Berlin"]
    return " ".join([*texts, *lists, *others, *TYPED, *(pack.name for pack in packs())])


def _ages(language: str) -> set[str]:
    """What the library says of moments and places, and the names of time zones."""
    lengths = [timedelta(**{unit: n}) for unit in ("seconds", "minutes", "hours", "days", "weeks") for n in range(60)]
    say = wording(language)
    moments = {say.from_now(sign * one) for one in lengths for sign in (1, -1)}
    return {*map(say.span, lengths), *moments, *available_timezones(), *map(str, say.locale.territories.values())}


async def _said(newsbot: Newsbot, person: str, language: str) -> str:
    services = newsbot.services(TerminalMembers(), [person])
    key = ChatKey("telegram", person)
    shown: list[str] = []
    for text in TYPED:
        request = ChatRequest(key, ChatKind.PRIVATE, person, text=text, language=language)
        response = await handle(request, services)
        shown.append(_shown(response))
        if text == "/subscribe":
            shown.append(_shown(await handle(replace(request, text="", press="preview"), services)))
            presses = ("skip", "more 0", "tell 0", "change 0", "undo 0", "whole", "bring", "nothing", "size brief")
            shown += [_shown(await handle(replace(request, text="", press=press), services)) for press in presses]
    async with newsbot.storage.view() as unit:
        waiting = await unit.outbox.waiting(newsbot.clock.now(), 100)
        shown += [plain(one.text, addresses=False) for one in waiting if one.key == key]
    return "\n".join(shown)


async def test_every_word_is_in_the_language_of_the_chat(demo: Newsbot) -> None:
    """Commands, buttons and the digest; the chat beside it is told the same in English."""
    theirs, english = await _said(demo, POLISH, "pl"), await _said(demo, ENGLISHMAN, "en")
    wrote = " ".join((await _wrote(demo, POLISH)).split())
    # what stands in a list was written by somebody, and the list is made as in Polish
    pieces = {part for piece in _outside(theirs) for part in re.split(", | i ", " ".join(piece.split()))}
    # a headline begins with a capital also where a label stood before it
    wrote = wrote.casefold()
    left = [piece for piece in pieces if piece.casefold() not in wrote and piece not in _ages("pl")]
    assert not left, " | ".join(left)
    assert theirs.count("⟦") == theirs.count("⟧") > len(TYPED)
    assert [line for line in english.splitlines() if "⟦" in line] == []


@pytest.mark.parametrize("language", MADE)
async def test_notices_and_digests(demo: Newsbot, language: str) -> None:
    """What goes out by itself is in the language that the chat has, whoever asked for it; reasons as well."""
    now = demo.clock.now()
    async with demo.storage.unit() as unit:
        keys = [ChatKey("telegram", str(number)) for number in (21, 22)]
        theirs, english = [await unit.chats.ensure(key, ChatKind.PRIVATE, "", tag) for key, tag in
                           zip(keys, (language, ""), strict=True)]  # fmt: skip
        feed, *_ = await unit.feeds.all()
        for chat in (theirs, english):
            await unit.feeds.follow(chat.id, feed.id, now)
            await unit.chats.update(chat, replace(chat, subscribed=now - timedelta(days=1), admin=chat.key.chat))
            topic = await unit.chats.ensure(ChatKey("telegram", f"-{chat.key.chat}"), ChatKind.GROUP, "A group")
            group = replace(topic, subscribed=now, admin=chat.key.chat)
            await unit.chats.update(topic, group)
            await hold(unit, group, str(because("delivery.no_rights")), now)
        failed = str(because("delivery.unconfirmed", why=because("delivery.no_answer")))
        lost = replace(feed, title="", failures=99, error=failed, last_success=now - timedelta(days=30))
        await unit.feeds.update(feed, lost)
        await unit.commit()
    await tell_of_trouble(demo.storage, now)
    async with demo.storage.view() as unit:
        sent = await unit.outbox.waiting(now, 100)
    mine, others = ([one for one in sent if one.key == key] for key in keys)
    assert mine
    assert others
    ages = {*_ages(language), "A group"}
    for message in mine:
        words = "\n".join([plain(message.text, addresses=False), *(b.label for row in message.buttons for b in row)])
        assert [piece for piece in _outside(words) if piece not in feed.url and piece not in ages] == []
    assert not any("⟦" in message.text for message in others)


def _filled(code: str) -> Reason:
    """A reason of that code: numbers where its sentence has numbers, and another reason where it has words."""
    text = catalogue("en")[code]
    pieces = list(Formatter().parse(text if isinstance(text, str) else text["other"]))
    numbers = {"n", "line", "port", *(str(name) for _, name, spec, _ in pieces if spec)}
    return because(
        code, **{name: 7 if name in numbers else because("feed.private") for _, name, _, _ in pieces if name}
    )


def _why(made: Reason, language: str) -> str:
    said = wording(language).reason(str(made))
    assert "⟦" in said, made
    assert _outside(said) == [], said
    return said


@pytest.mark.parametrize("language", MADE)
async def test_why_feeds_fail(demo: Newsbot, language: str) -> None:
    """Each reason that a feed can have is said in the language of the chat, wherever feeds are shown."""
    # of a site that asks for a rest lists say until when
    codes = [code for code in catalogue("en") if code.startswith("feed.") and code != "feed.asks_rest"]
    person = "31"
    services = demo.services(TerminalMembers(), [person])
    request = ChatRequest(ChatKey("telegram", person), ChatKind.PRIVATE, person, text="/subscribe", language=language)
    await handle(request, services)
    while codes:
        async with demo.storage.unit() as unit:
            chat = await unit.chats.by_key(request.key)
            assert chat
            feeds = await unit.feeds.of_chat(chat.id)
            stored = [_filled(codes.pop()) for _ in feeds if codes]
            for feed, why in zip(feeds, stored, strict=False):
                await unit.feeds.update(feed, replace(feed, title="", failures=9, error=str(why)))
            await unit.commit()
        listed = " ".join(_shown(await handle(replace(request, text="/feeds"), services)).split())
        status = _shown(await handle(replace(request, text="/status"), services))
        listed, status = (text.translate(ISOLATES) for text in (listed, status))
        assert all(short(_why(why, language)).translate(ISOLATES).rstrip("….") in listed for why in stored)
        known = f"{' '.join(feed.url for feed in feeds)} {__version__}"
        assert [one for one in _outside(status) if one not in known and one not in _ages(language)] == []


BODIES = (
    b"", b"<html>", b"hello", b"{}", b"\x1f\x8bbroken", gzip.compress(bytes(20_000_000)), b"<rss>" + b"<a>" * 9_000,
    b"<rss version='2.0'><channel><title>T</title><link>https://a.exam",
)  # fmt: skip
ADDRESSES = (
    "ftp://a.example/", "http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/", "http://8.8.8.8:25/", "http://a b/",
    f"http://a.example/{'a' * 3000}", "http://nothing.invalid/",
)  # fmt: skip
LINES = (
    b'<outline type="rss"/><outline type="rss" text="" xmlUrl="file:///x"/><outline xmlUrl="https://a.example/"/>'
    b'<outline xmlUrl="https://a.example/"/><outline xmlUrl="https://a.example/' + b"a" * 3000 + b'"/>'
)


async def _complaints() -> AsyncIterator[FeedError]:
    """What is raised by documents and addresses that are none."""
    for body in BODIES:
        with pytest.raises(FeedError) as caught:
            parse(body, url="")
        yield caught.value
    async with Client() as http, Client(proxy="http://127.0.0.1:1/") as through:
        for client, url in [*((http, url) for url in ADDRESSES), (through, "http://x.internal/")]:
            with pytest.raises(FeedError) as caught:
                await client.get(url)
            yield caught.value
    for typed in ("hello", "ftp://a.example", "a" * 3000):
        with pytest.raises(FeedError) as caught:
            guess(typed)
        yield caught.value


async def test_what_is_raised_is_in_the_language(made: None) -> None:
    """Whatever a document, an address, a list of feeds or the database has that cannot be used."""
    raised = [error async for error in _complaints()]
    assert len({reason.code for error in raised if (reason := reason_of(error.why))}) > 12
    problems = read_opml(b"<opml><body>" + LINES + b"</body></opml>").problems
    assert len({problem.code for problem in problems}) == 3
    database = [_filled(code) for code in catalogue("en") if code.startswith("database.")]
    whys: list[str | Reason] = [*(error.why for error in raised), *problems, *database]
    for why in whys:
        said = wording("pl").reason(why)
        assert "⟦" in said
        assert [one for one in _outside(said) if one not in ("https://a.example", "file:///x")] == []


def test_a_plain_sentence_is_seen(made: None) -> None:
    """What these tests rest on: English that comes from no catalogue is found."""
    assert _outside(wording("pl").reason("the server is down")) == ["the server is down"]
    assert _outside(wording("pl").reason(because("feed.none_beside", why="it is bad"))) == ["it is bad"]


@pytest.mark.parametrize(("n", "form"), [(1, "one"), (3, "few"), (5, "many"), (22, "few")])
def test_four_plural_forms(made: None, n: int, form: str) -> None:
    """A language has as many forms as it needs, not two."""
    assert wording("pl")("common.feeds", n=n) == f"⟦{form}: ⟧{n}⟦ feeds⟧"


@pytest.mark.parametrize(
    ("tag", "spoken"), [("pl-PL", "pl"), ("PL", "pl"), ("de", "en"), ("", "en"), ("x" * 99, "en"), ("../en", "en")]
)
def test_the_nearest_language(made: None, tag: str, spoken: str) -> None:
    """A region's speech is that of its language; what nobody has translated, or made up, is English."""
    assert wording(tag).language == spoken


def test_the_clis_words(made: None) -> None:
    """A comparison of settings is in one language as well."""
    one = Compared(PUBLISHED, 1, 1, (Change("A mill", "line"),), (Change("A loom", "none"),))
    assert [piece for piece in _outside(in_words([one], UTC, wording("he"))) if piece not in "A mill A loom"] == []


def test_old_sentences_stay_readable() -> None:
    """What older versions stored, and what a server says, is shown as it stands, and so is what is no code of ours."""
    for line in ("the bot was blocked", "delivery.nothing_like_it", "delivery.late_for", "a.b|{", 'a.b|{"x": [[[1]]]}'):
        assert ENGLISH.reason(line) == line
    for values in ("", '{"n": "x"}', '{"n": NaN}', '{"n": 1e999}', '{"n": null}', '{"n": []}'):
        line = f"feed.too_late|{values}"
        assert ENGLISH.reason(line) == line
    nested = because("delivery.late_for", why=because("delivery.unconfirmed", why="<b>&"))
    assert ENGLISH.reason(str(nested)) == "not delivered in time: no confirmation (<b>&)"


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        pytest.param("en", "OpenAI opens", "OpenAI opens", id="the-same-way"),
        pytest.param("en", "افتتاح المصنع", "\u2068افتتاح المصنع\u2069", id="arabic-in-english"),
        pytest.param("he", "OpenAI opens", "\u2068OpenAI opens\u2069", id="english-in-hebrew"),
        pytest.param("he", "שלום", "שלום", id="hebrew-in-hebrew"),
        pytest.param("he", "12", "12", id="figures"),
        pytest.param("en", "א\u202e\u2069x", "\u2068אx\u2069", id="no-way-out"),
    ],
)
def test_each_text_runs_its_own_way(made: None, language: str, value: str, shown: str) -> None:
    """What runs the other way is set apart, so that it turns nothing around it, whatever marks somebody put into it."""
    said = wording(language)("chat.unknown_command", command=value)
    assert shown in said
    assert said.count("\u2068") == said.count("\u2069") == shown.count("\u2068")


def test_each_piece_of_a_list_keeps_its_order() -> None:
    """Names of both directions side by side."""
    pieces = ["OpenAI", "المصنع"]
    in_english, in_arabic = wording("en"), wording("ar")
    for joined in (in_english.listed, in_english.row, in_english.apart):
        assert "\u2068المصنع\u2069" in joined(pieces)
        assert "\u2068OpenAI" not in joined(pieces)
    for joined in (in_arabic.listed, in_arabic.row, in_arabic.apart):
        assert "\u2068OpenAI\u2069" in joined(pieces)
        assert "\u2068المصنع" not in joined(pieces)
