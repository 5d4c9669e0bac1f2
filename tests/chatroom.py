"""A place to try commands in: a real database in a folder of its own, and small stand-ins for what lies outside."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.asked_digests import bring, retold
from bot.chat import fact, inline
from bot.chat.dispatch import handle
from bot.chat.missed import WINDOW
from bot.chat.request import ChatRequest, FeedOffer, IncomingFile, Response, Services
from bot.digest.compose import Plan
from bot.errors import DeliveryError, NotAFeed
from bot.feeds.opml import Opml, read_opml
from bot.lookup.ask import Before
from bot.lookup.format_answer import FactReply
from bot.model import Brought, Button, Chat, ChatKey, ChatKind, Document, Feed, Listed, Posting, Reply
from bot.pipeline import post
from bot.platforms.table import PLATFORMS
from bot.ports import Storage
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.markup import plain
from bot.text.display.wording import Wording
from tests.databases import open_storage

NOW = datetime(2026, 4, 10, 6, 30, tzinfo=UTC)
ADMIN, MEMBER = "1", "2"
PRIVATE = ChatKey("telegram", ADMIN)
GROUP = ChatKey("telegram", "-100123")


@dataclass
class MovableClock:
    """A clock that stands until it is moved."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """See ports.Clock."""
        return self.moment


@dataclass
class FakeMembers:
    """Knows who is an admin, or cannot be reached."""

    admins: set[str] = field(default_factory=lambda: {ADMIN})
    down: bool = False
    inside: dict[str, set[str]] = field(default_factory=dict)
    asked: int = 0
    channels: dict[str, Posting] = field(default_factory=dict)

    async def is_admin(self, key: ChatKey, user: str) -> bool:  # noqa: ARG002 - the port's
        """See ports.Members."""
        if self.down:
            raise DeliveryError("no answer")
        return user in self.admins

    def is_id(self, text: str) -> bool:
        """See ports.Members."""
        return text.removeprefix("-").isdecimal() and len(text) <= len(GROUP.chat) and text != "0"

    async def is_member(self, place: str, user: str) -> bool:
        """See ports.Members."""
        self.asked += 1
        if self.down:
            raise DeliveryError("no answer")
        return user in self.inside.get(place, ())

    async def posting(self, named: str, user: str) -> Posting | None:
        """See ports.Members."""
        if self.down:
            raise DeliveryError("no answer")
        found = self.channels.get(named)
        return replace(found, person=found.bot and user in self.admins) if found else None


class Room:
    """Says things in chats and keeps what commands asked of the outside."""

    def __init__(self, storage: SqlStorage, default_feeds: Sequence[str]) -> None:
        self.storage = storage
        self.clock = MovableClock()
        self.members = FakeMembers()
        self.web: dict[str, list[FeedOffer]] = {}
        self.asked: list[tuple[str, str]] = []
        self.found = FactReply(Reply("An answer."))
        self.news = 0
        self.caught_up: list[tuple[int, int]] = []
        self.services = Services(
            storage=storage,
            clock=self.clock,
            members=self.members,
            discover=self._discover,
            read_list=self._read_list,
            digest_now=self._digest_now,
            preview_now=self._digest_now,
            peek=self._peek,
            catch_up=self._catch_up,
            bring=self._bring,
            post_seen=self._post_seen,
            retold=self._retold,
            trends=self._trends,
            default_feeds=tuple(default_feeds),
            interval=timedelta(minutes=30),
        )

    async def _read_list(self, body: bytes) -> Opml:
        return read_opml(body)

    async def say(self, text: str, user: str = ADMIN, key: ChatKey = PRIVATE, *, about_text: str = "") -> Response:
        """Type *text*."""
        return await handle(ChatRequest(key, kind_of(key), user, text=text, about_text=about_text), self.services)

    async def send_file(
        self, name: str, content: bytes, text: str = "", user: str = ADMIN, key: ChatKey = PRIVATE
    ) -> Response:
        """Send a file, with *text* as its caption."""

        async def read(most: int) -> bytes:
            return content[:most]

        file = IncomingFile(name, len(content), read)
        return await handle(ChatRequest(key, kind_of(key), user, text=text, file=file), self.services)

    async def press(self, button: Button, user: str = ADMIN, key: ChatKey = PRIVATE, about: str = "") -> Response:
        """Press a button."""
        return await handle(ChatRequest(key, kind_of(key), user, press=button.data, about=about), self.services)

    async def chat(self, key: ChatKey = PRIVATE) -> Chat | None:
        """The chat as it is stored."""
        async with self.storage.unit() as unit:
            return await unit.chats.by_key(key)

    async def feeds(self, key: ChatKey = PRIVATE) -> list[Feed]:
        """What a chat follows."""
        async with self.storage.unit() as unit:
            chat = await unit.chats.by_key(key)
            return await unit.feeds.of_chat(chat.id) if chat else []

    async def change_feed(self, feed: Feed, **values: object) -> None:
        """Let something have happened to a feed."""
        async with self.storage.unit() as unit:
            await unit.feeds.update(feed, replace(feed, **values))  # type: ignore[arg-type]
            await unit.commit()

    async def answer(
        self,
        _storage: Storage,
        _say: Wording,
        _key: ChatKey,
        question: str,
        about: str,
        _now: datetime,
        *,
        before: Before | None = None,
        **_more: bool,
    ) -> FactReply:
        """In place of ``lookup.ask.ask``: what commands do with an answer is tried here, not how it is found."""
        self.asked.append((question, before.text if before else about))
        return self.found

    async def _discover(self, address: str) -> Sequence[FeedOffer]:
        if address not in self.web:
            raise NotAFeed(address, "the page names no feed.")
        return self.web[address]

    async def _trends(self, _say: Wording, _chat: Chat, topic: str) -> Reply:
        return Reply(f"Trends on {topic or 'all'}.", picture=b"a picture")

    async def _bring(self, chat: Chat) -> Brought:
        return await bring(self.storage, PLATFORMS, chat, self.clock.now() - WINDOW, self.clock.now(), Plan())

    async def _post_seen(self, chat: Chat, slot: datetime) -> bool:
        return await post(self.storage, PLATFORMS, chat, slot, self.clock.now(), Plan()) is not None

    async def _retold(self, chat: Chat, since: datetime) -> Listed:
        return await retold(self.storage, PLATFORMS, chat, since, self.clock.now(), Plan())

    async def _catch_up(self, _chat: Chat, feed: int, last: int) -> int:
        self.caught_up.append((feed, last))
        return self.news

    async def _peek(self, _chat: Chat) -> Listed:
        return Listed([Reply(f"Story {n}") for n in range(1, self.news + 1)])

    async def _digest_now(self, _chat: Chat) -> int:
        return self.news


@asynccontextmanager
async def room_in(
    folder: Path, default_feeds: Sequence[str] = (), seeds: Sequence[Document] = ()
) -> AsyncIterator[Room]:
    """A room with a database in *folder* that holds nothing but *seeds*."""
    storage = await open_storage("sqlite:///room.db", folder, seeds)
    try:
        room = Room(storage, default_feeds)
        with pytest.MonkeyPatch.context() as patch:
            for module in (fact, inline):
                patch.setattr(module, "ask", room.answer)
            yield room
    finally:
        await storage.close()


def kind_of(key: ChatKey) -> ChatKind:
    """Groups have negative numbers."""
    return ChatKind.SUPERGROUP if key.chat.startswith("-") else ChatKind.PRIVATE


def text_of(response: Response) -> str:
    """All that a response shows, as plain text."""
    return "\n".join(plain(reply.text) for reply in response.replies)


def buttons_of(response: Response) -> list[Button]:
    """All buttons of a response, in order."""
    return [button for reply in response.replies for row in reply.buttons for button in row]
