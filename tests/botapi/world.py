"""Chats, people, messages and updates: all that exists on the server. Objects are JSON as the Bot API shows it."""

import asyncio
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}

AS_CHANNEL: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}

SERVICE: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}

UPDATE_KINDS = frozenset(
    "message edited_message channel_post edited_channel_post inline_query chosen_inline_result callback_query "
    "my_chat_member chat_member chat_join_request message_reaction message_reaction_count poll poll_answer".split()
)
# These come only to those who ask for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

SILENT_ADMIN = "administrator who may not post"
"""Of a channel: Telegram's status for it is administrator."""
IN_CHAT = frozenset({"creator", "administrator", SILENT_ADMIN, "member", "restricted"})
ADMINS = frozenset({"creator", "administrator", SILENT_ADMIN})


@dataclass(slots=True)
class Place:
    """One chat. *members* maps user ids to a status; private chats have the user's own id."""

    id: int
    kind: str
    title: str
    username: str = ""
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    messages: dict[int, Json] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    """Ids of the messages that the bot sent; a channel's posts do not show it."""
    muted: bool = False
    """Whether members may not write (the bot is one, unless it is an administrator)."""
    started: bool = False
    """Private: whether the person ever wrote to the bot."""
    blocked: bool = False
    moved_to: int = 0
    ids: "count[int]" = field(default_factory=lambda: count(1))

    def json(self) -> Json:
        """As messages show it."""
        if self.kind == "private":
            shown: Json = {"id": self.id, "type": self.kind, "first_name": self.title}
        else:
            shown = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            shown["username"] = self.username
        if self.forum:
            shown["is_forum"] = True
        return shown


class World:
    """Everything, with the bot *username* in the middle. *private_mode* is the bot's privacy mode in groups."""

    def __init__(self, username: str = "news_test_bot", *, private_mode: bool = True) -> None:
        self.bot: Json = {"id": 4242, "is_bot": True, "first_name": "News", "username": username}
        self.private_mode = private_mode
        self.people: dict[int, Json] = {
            self.bot["id"]: self.bot,
            ANONYMOUS_ADMIN["id"]: ANONYMOUS_ADMIN,
            AS_CHANNEL["id"]: AS_CHANNEL,
            SERVICE["id"]: SERVICE,
        }
        self.places: dict[int, Place] = {}
        self.updates: list[Json] = []
        self.arrived = asyncio.Condition()
        self.allowed: frozenset[str] = UPDATE_KINDS - ON_REQUEST
        self.queries: dict[str, Json] = {}
        self.answers: list[Json] = []
        self.actions: list[Json] = []
        self.commands: dict[str, list[Json]] = {}
        self.overwritten: list[tuple[int, str, str]] = []
        """Chats in which an edit gave a message another text: what it was, and what it became."""
        self.files: dict[str, tuple[str, bytes]] = {}
        self._shared_ids = count(1)
        self._update_ids = count(700_000_001)
        self.odd: dict[int, str] = {}
        self.numbers = count(1)
        self._wakers: set[asyncio.Task[None]] = set()

    @staticmethod
    def now() -> int:
        """Unix time."""
        return int(time.time())

    def next_id(self, place: Place) -> int:
        """A message id: private chats and basic groups of a bot share one counter, other chats have their own."""
        return next(self._shared_ids if place.kind in {"private", "group"} else place.ids)

    def bot_status(self, place: Place) -> str:
        """What the bot is in that chat."""
        return place.members.get(self.bot["id"], "left")

    def put(self, place: Place, content: Json, sender: Json | None, thread: int | None = None) -> Json:
        """Store a message and return it. *sender* None: a post in the chat's own name."""
        message: Json = {"message_id": self.next_id(place), "date": self.now(), "chat": place.json()}
        if sender is not None:
            message["from"] = sender
        else:
            message["sender_chat"] = place.json()
        if thread is not None:
            message["message_thread_id"] = thread
            if thread in place.topics:
                message["is_topic_message"] = True
        message |= content
        place.messages[message["message_id"]] = message
        return message

    def notify(self, kind: str, content: Json) -> None:
        """Put an update into the queue, if the bot asked for its kind when it arises."""
        if kind in self.allowed:
            self.updates.append({"update_id": next(self._update_ids), kind: content})
            self._wake()

    def notify_oddly(self, text: str) -> int:
        """Put an update into the queue that is *text* on the wire, ``NUMBER`` in it replaced. Returns: that number."""
        number = next(self._update_ids)
        self.odd[number] = text.replace("NUMBER", str(number))
        self.updates.append({"update_id": number})
        self._wake()
        return number

    def shown(self, update: Json) -> str:
        """An update as it is on the wire."""
        return self.odd.get(update["update_id"]) or json.dumps(update)

    def _wake(self) -> None:
        task = asyncio.get_running_loop().create_task(self._notify_all())
        self._wakers.add(task)
        task.add_done_callback(self._wakers.discard)

    async def _notify_all(self) -> None:
        async with self.arrived:
            self.arrived.notify_all()

    def confirm(self, offset: int) -> None:
        """Forget updates below *offset*; a negative one keeps only the last ones."""
        if offset < 0:
            self.updates = self.updates[offset:]
        elif offset > 0:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Which updates arise from now on. None changes nothing; nothing valid is the default set."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & UPDATE_KINDS or UPDATE_KINDS - ON_REQUEST
