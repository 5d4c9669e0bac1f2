"""A digest as the database keeps it: whatever it says comes back, and all that was made of it can be made again."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked_digests import post_preview
from bot.cli_choices import Form
from bot.corpus import bundled
from bot.demo import assemble_demo
from bot.digest.atom import as_atom
from bot.digest.formats import as_html, as_json, as_markdown, as_text
from bot.digest.stored import digest_of, values_of
from bot.errors import BotError, StorageError
from bot.jobs.clock import FixedClock
from bot.manage import chat_of
from bot.model import ChatKey, ChatKind, Digest, DigestItem, Quote, Size, Source, SourcedQuote, Story
from bot.net.file_feeds import sample_source
from bot.platforms.table import PLATFORMS
from bot.preview import posted
from bot.settings import Feeds, Settings
from bot.text.display.wording import ENGLISH
from bot.wiring import assemble
from tests.databases import open_storage
from tests.tools.golden import SOME, golden

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
T = TypeVar("T")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.integers(0, 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))
SOURCES = st.builds(Source, ANY_TEXT, ANY_TEXT, MOMENTS)
IDS = st.integers(1, 2**62)


@st.composite
def sourced(draw: st.DrawFn) -> SourcedQuote:
    """A quote at its place."""
    text, start = draw(ANY_TEXT), draw(st.integers(0, 10**6))
    return SourcedQuote(Quote(draw(ANY_TEXT), start, start + len(text), text), draw(SOURCES))


def several(one: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """A few of them."""
    return st.lists(one, max_size=3).map(tuple)


ITEMS = st.builds(
    DigestItem,
    IDS, ANY_TEXT, ANY_TEXT, several(sourced()), several(SOURCES), MOMENTS, st.booleans(), ANY_TEXT, st.booleans(),
    several(sourced()), ANY_TEXT, ANY_TEXT, ANY_TEXT,
    st.none() | st.builds(Story, IDS, ANY_TEXT, MOMENTS, MOMENTS, ANY_TEXT, several(ANY_TEXT), st.floats(0, 1)),
    ANY_TEXT,
)  # fmt: skip
DIGESTS = st.builds(
    Digest,
    IDS, MOMENTS, several(ITEMS), st.integers(0, 99), st.integers(0, 99), st.none() | MOMENTS,
    st.sampled_from(Size), st.booleans(), st.none() | MOMENTS, st.sampled_from(["UTC", "Asia/Kolkata"]), st.just("en"),
)  # fmt: skip

FORMS: list[Callable[[Digest], object]] = [
    as_json,
    *(partial(form, say=ENGLISH) for form in (as_text, as_markdown, as_html, as_atom)),
    *(partial(platform.render, language="en") for platform in PLATFORMS.values()),
]


@given(DIGESTS)
def test_whatever_it_says_comes_back(digest: Digest) -> None:
    """Through JSON as text, as the database writes it."""
    assert digest_of(json.loads(json.dumps(values_of(digest)))) == digest


@pytest.mark.parametrize("name", SOME)
def test_all_forms_are_made_of_it(name: str) -> None:
    """Of each golden digest: page, Atom feed, Markdown, text, JSON, and every platform's messages."""
    digest = golden(name).digest
    again = digest_of(json.loads(json.dumps(values_of(digest))))
    for form in FORMS:
        assert form(again) == form(digest)


def test_what_is_no_digest_is_refused() -> None:
    """Another version, a missing part, a part of another kind, a quote that does not fit its place."""
    values = values_of(golden("weekday").digest)
    shorter = json.loads(json.dumps(values))
    shorter["items"][0]["quotes"][0]["quote"]["end"] -= 1
    without = {name: value for name, value in values.items() if name != "items"}
    for bad in (values | {"version": 0}, without, values | {"slot": "noon"}, values | {"items": [7]}, shorter):
        with pytest.raises(ValueError, match=r"digest|quote"):
            digest_of(bad)


async def test_a_posted_digest_is_made_again_from_the_database() -> None:
    """Long after, when the chat has moved to another zone: the very messages that went out, page and feed."""
    async with assemble_demo() as newsbot:
        chat = await chat_of(newsbot, None)
        await newsbot.refresh()
        made = await post_preview(newsbot.storage, PLATFORMS, chat, newsbot.clock.now(), newsbot.plan)
        assert made is not None
        async with newsbot.storage.unit() as unit:
            await unit.chats.update(chat, replace(chat, zone="Asia/Tokyo"))
            await unit.commit()
        async with newsbot.storage.view() as unit:
            (message,) = await unit.outbox.waiting(newsbot.clock.now() + timedelta(days=1), 10)
            again = await unit.outbox.digest(message.digest or 0)
            assert await unit.outbox.digest(10**6) is None
    assert again == made
    assert [one.text for one in PLATFORMS["terminal"].render(again, again.language)] == [message.text]
    for form in FORMS:
        assert form(again) == form(made)


async def test_a_posted_digest_is_printed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command line, in each form; it says so when there is none, or none that was stored whole."""
    folder, clock = bundled("seeds/sample"), FixedClock(datetime(2026, 4, 10, 6, tzinfo=UTC))
    source = sample_source(folder)
    settings = Settings(feeds=Feeds(default=tuple(source.addresses())), folder=tmp_path)
    async with assemble(settings, clock, source) as newsbot:
        chat = await chat_of(newsbot, None)
        await newsbot.refresh()
        made = await post_preview(newsbot.storage, PLATFORMS, chat, clock.now(), newsbot.plan)
    assert made is not None
    capsys.readouterr()
    for form, wanted in ((Form.TEXT, as_text(made, ENGLISH)), (Form.ATOM, as_atom(made, ENGLISH))):
        await posted(settings, clock, None, 1, form, None)
        assert capsys.readouterr().out == wanted
    with pytest.raises(BotError, match="posted to this chat so far: 1;"):
        await posted(settings, clock, None, 2, Form.TEXT, None)
    with closing(sqlite3.connect(tmp_path / "newsbot.db")) as connection, connection:
        connection.execute("UPDATE digests SET value = NULL")
    with pytest.raises(BotError, match="before digests were stored;"):
        await posted(settings, clock, None, 1, Form.TEXT, None)


async def test_a_damaged_one_is_one_line(tmp_path: Path) -> None:
    """Nobody is shown a wrong digest; one made before digests were kept is none."""
    storage = await open_storage("sqlite:///a.db", tmp_path, [])
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
        number = await unit.outbox.post(Digest(chat.id, NOW, ()), [], NOW, NOW)
        await unit.commit()
    assert number is not None
    found: list[Digest | str | None] = []
    for value in ('{"version": 9}', '{"version": 1, "slot": 7}', "null", None):
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
            connection.execute("UPDATE digests SET value = ?", (value,))
        async with storage.view() as unit:
            try:
                found.append(await unit.outbox.digest(number))
            except StorageError as error:
                found.append(str(error))
    await storage.close()
    assert found[0] == "digest 1 cannot be read: a digest of another version"
    assert str(found[1]).startswith("digest 1 cannot be read: no digest: ")
    assert found[2:] == [None, None]
