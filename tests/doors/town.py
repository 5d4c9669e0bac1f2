"""Two chats with a private feed each, and a public one that both follow: what happened there in two days."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.chat.dispatch import handle
from bot.chat.follow_feeds import follow
from bot.chat.request import ChatRequest, Response
from bot.errors import FeedUnreachable
from bot.model import Chat, ChatKey, ChatKind, Entry, Fetched, KnownPositions, Lookup, Message, MessageState, Reply
from bot.newsbot import Newsbot
from bot.platforms.telegram.platform import Telegram
from bot.platforms.terminal.ports import TerminalMembers
from bot.settings import Settings
from bot.text.display.markup import plain
from tests.chatroom import MovableClock
from tests.databases import assemble
from tests.feedserver import Item, rss

EVENING = datetime(2026, 4, 8, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
PUBLIC = "https://herald.example/feed"
OPERATOR = "900"

FERRY = (
    "The ferry Harbourline sank off Calder Point on Wednesday with 41 people aboard. Rescuers from Port Ansley saved 38"
    " people. The owner Northern Strait Lines ordered an inquiry into the accident. "
)
BEFORE = "The ferry Harbourline of Northern Strait Lines sank off Calder Point on Wednesday."
BRIDGE = (
    "The Elmsford bridge reopened on Wednesday after the flood of the river Wend. Engineers replaced 14 cables. The"
    " repair cost the county of Wendshire $9 million. "
)


@dataclass(frozen=True)
class Reader:
    """A person in a private chat, with a feed that nobody else follows and the words that stand only in it."""

    user: str
    firm: str
    beast: str
    place: str
    later: tuple[str, str]
    """How the story of the ferry goes on for them: end of the headline, and text."""

    @property
    def key(self) -> ChatKey:
        """Where they read."""
        return ChatKey("telegram", self.user)

    @property
    def feed(self) -> str:
        """The address, with what lets them in."""
        return f"https://{self.firm.lower()}.example/feed?token=k7{self.beast}0f9e8d7c6b5a4321"

    @property
    def marks(self) -> tuple[str, ...]:
        """What must stand nowhere else, in lower case."""
        return self.firm.lower(), self.beast, self.place.lower()

    @property
    def link(self) -> str:
        """The page of the story that they have alone."""
        return f"https://{self.firm.lower()}.example/alone"

    def items(self) -> list[Item]:
        """The first day: a story of their own, one that both private feeds tell, one that the public feed tells."""
        alone = f"{self.firm} opened a nursery on Tuesday. It holds 230 animals, and visitors pay 6 euros."
        return [
            self._item("alone", f"{self.firm} opens nursery with 230 animals", alone),
            self._item(
                "ferry", f"Ferry Harbourline sinks off Calder Point, {self.beast} sighted",
                f"{FERRY}A {self.beast} was seen near the wreck.",
            ),
            self._item(
                "bridge", f"Elmsford bridge reopens after flood, {self.place} relieved",
                f"{BRIDGE}{self.place} is glad.",
            ),
        ]  # fmt: skip

    def update(self) -> Item:
        """The second day: what both private feeds tell of the ferry later."""
        title, text = self.later
        return self._item("later", f"Ferry Harbourline: {title}, {self.beast} a witness", f"{text} {BEFORE}")

    def late(self, number: int) -> Item:
        """A story of their own that no digest has told yet."""
        event = LATE[number % len(LATE)]
        return self._item(
            f"late{number}", f"{self.firm} {event}", f"{self.firm} {event}. The {self.beast} desk was there."
        )

    def shows(self) -> list[Item]:
        """Several texts that answer one question, so that an answer leaves some behind its button."""
        told = [f"On day {day} {self.firm} showed a {self.beast} of {10 + day} kilos to guests." for day in range(6)]
        return [self._item(f"show{day}", f"{self.firm} shows number {day}", text) for day, text in enumerate(told)]

    def _item(self, page: str, title: str, text: str) -> Item:
        return Item(title, f"https://{self.firm.lower()}.example/{page}", text, f"{self.firm}-{page}")


LATE = """
sold its bakery to the Wexcombe council
lost a court case over garden walls
hired Tilda Marsh as chief astronomer
planted 5,000 oaks along the Ansley canal
recalled its copper kettles
bought the Quarry theatre for 3 million euros
started a school for violin makers
closed the Darrow lighthouse after a storm
won the contract for ten trams
printed a map of the Wend caves
cut the price of salt by half
sent a glider over the Marrow glacier
found a Roman mosaic below its car park
moved 300 beehives to the airport
named a comet after Ida Fennimore
ended the strike of the lock keepers
baked a pie of 900 apples
tested a tunnel drill near Oldham
""".strip().splitlines()
_FINE = "A court fined Northern Strait Lines $12 million. Judge Mara Lind named a zebrafish as the witness."
_LICENCE = "The harbour board withdrew 5 licences. Its head Olaf Brandt thanked a marmoset for the evidence."
ANN = Reader("100", "Quillonworks", "zebrafish", "Brindlehaven", ("owner fined $12 million", _FINE))
BEA = Reader("200", "Otterdeep", "marmoset", "Saltmarket", ("board withdraws 5 licences", _LICENCE))
READERS = (ANN, BEA)
HERALD = [
    Item("Elmsford bridge reopens after flood", "https://herald.example/bridge", BRIDGE, "h1"),
    Item("Herald quiz of the week", "https://herald.example/quiz", "Which river runs through Wendshire?", "h2"),
]
OLD = [Item("Nothing much", "https://x.example/old", "It was quiet.", "old")]


@dataclass
class Wire:
    """Feeds by address."""

    bodies: dict[str, bytes] = field(default_factory=dict)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002 - the port's
        """See ports.Http."""
        if url not in self.bodies:
            raise FeedUnreachable(url, "nothing is there")
        return Fetched(url, 200, {}, self.bodies[url])


@dataclass
class Post:
    """Implements ports.Sender: keeps what arrives, by chat."""

    sent: dict[ChatKey, list[Message]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    """The platform's id of each message, by ours."""

    platform = Telegram()

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:  # noqa: ARG002 - the port's
        """There are no limits."""
        yield

    async def send(self, message: Message) -> str:
        """Keep it; ids are counted through."""
        self.sent.setdefault(message.key, []).append(message)
        self.numbers[message.id] = 1_000 + sum(map(len, self.sent.values()))
        return str(self.numbers[message.id])

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:  # noqa: ARG002 - the port's
        """Nothing breaks off."""
        return Lookup()

    def reach(self, message: Message, known: KnownPositions) -> int:  # noqa: ARG002 - the port's
        """See ports.Sender."""
        return 0


@dataclass
class Town:
    """The bot with what it told."""

    newsbot: Newsbot
    clock: MovableClock
    wire: Wire
    post: Post = field(default_factory=Post)
    late: int = 0

    async def asks(
        self, reader: Reader, text: str = "", *, press: str = "", about: str = "", user: str = "", about_text: str = "",
        inline: bool = False,
    ) -> Response:  # fmt: skip
        """A reader types or presses something; a minute passes, so that nobody asks too often."""
        self.clock.moment += timedelta(minutes=1)
        services = self.newsbot.services(TerminalMembers(), [OPERATOR])
        request = ChatRequest(
            reader.key, ChatKind.PRIVATE, user or reader.user,
            text=text, press=press, about=about, about_text=about_text, inline=inline,
        )  # fmt: skip
        return await handle(request, services)

    async def row(self, reader: Reader) -> Chat:
        """A reader's chat as it is stored."""
        async with self.newsbot.storage.unit() as unit:
            chat = await unit.chats.by_key(reader.key)
        assert chat is not None
        return chat

    async def entries(self, reader: Reader) -> list[Entry]:
        """What the reader's private feed brought."""
        async with self.newsbot.storage.unit() as unit:
            feed = next(one for one in await unit.feeds.all() if one.url == reader.feed)
            return await unit.entries.newest(feed.id, 20)

    async def tick(self) -> None:
        """Each job once; publishing comes first as well, for it has the feeds of whom it is time for read first."""
        await self.newsbot.publish()
        await self.newsbot.read()
        await self.newsbot.sort()
        await self.newsbot.answer_waiting()
        await self.newsbot.publish()
        await self.newsbot.deliver(self.post)

    async def more_news(self) -> None:
        """Each private feed tells one more story, which waits for the next digest."""
        self.late += 1
        await _bring(self, HERALD, lambda reader: [reader.late(self.late), reader.update(), *reader.items()])
        await self.newsbot.sort()

    async def many_tell(self) -> None:
        """Each private feed tells one thing several times."""
        await _bring(self, HERALD, lambda reader: [*reader.shows(), reader.update(), *reader.items()])
        await self.newsbot.sort()

    async def lose(self, reader: Reader) -> None:
        """A digest of what is new is refused."""
        await self.newsbot.deliver(self.post)
        await self.asks(reader, "/digest")
        async with self.newsbot.storage.unit() as unit:
            waiting = await unit.outbox.waiting(self.clock.now(), 10)
            for message in waiting:
                if message.key == reader.key:
                    await unit.outbox.mark(replace(message, state=MessageState.REFUSED, reason="refused"))
            await unit.commit()

    def arrived(self, reader: Reader) -> list[Message]:
        """What was sent to a reader."""
        return self.post.sent.get(reader.key, [])


Items = Callable[[Reader], list[Item]]


def said(response: Response) -> str:
    """All that a response shows: words, labels, what buttons carry, files."""
    parts = [shown(one) for one in response.replies] + [plain(response.notice)]
    for file in filter(None, (response.file, *response.beside)):
        parts += [file.name, file.content.decode(), file.caption]
    return "\n".join(parts)


def shown(reply: Reply | Message) -> str:
    """A reply, its links and its buttons."""
    return "\n".join([reply.text, *(f"[{one.label}] {one.data}" for row in reply.buttons for one in row)])


@asynccontextmanager
async def town(folder: Path, reach: str = "chat") -> AsyncIterator[Town]:
    """A town after its first day, in a database in *folder*."""
    (folder / "notes").mkdir(exist_ok=True)
    chosen = {"seeds": {"path": "notes"}, "feeds": {"pages": False}, "fact": {"reach": reach}}
    settings = Settings.model_validate({"folder": folder, **chosen})
    clock = MovableClock(EVENING)
    wire = Wire({url: rss(url.split("/")[2], OLD) for url in (PUBLIC, *(reader.feed for reader in READERS))})
    async with assemble(settings, clock, wire) as newsbot:
        here = Town(newsbot, clock, wire)
        for reader in READERS:
            await here.asks(reader, "/subscribe 08:00 18:00")
            async with newsbot.storage.unit() as unit:
                chat = await unit.chats.by_key(reader.key)
                assert chat is not None
                for url in (PUBLIC, reader.feed):
                    await follow(unit, chat.id, url, "", HOUR, clock.now())
                await unit.commit()
        await here.tick()
        for reader in READERS:
            asked = await here.asks(reader, "/fact how many people were aboard the ferry Harbourline")
            (button,) = asked.replies[0].buttons[0]
            await here.asks(reader, press=button.data)
        await _tells(here, HERALD, lambda reader: reader.items(), EVENING + timedelta(hours=11, minutes=30))
        clock.moment = EVENING + timedelta(hours=12, minutes=1)
        await here.tick()
        await _tells(here, HERALD, lambda reader: [reader.update(), *reader.items()], EVENING + timedelta(hours=21))
        clock.moment = EVENING + timedelta(hours=22, minutes=1)
        await here.tick()
        yield here


async def _tells(here: Town, herald: list[Item], items: Items, when: datetime) -> None:
    """All feeds tell something at a moment, and everything that is due is done."""
    here.clock.moment = when
    await _bring(here, herald, items)
    await here.tick()


async def _bring(here: Town, herald: list[Item], items: Items) -> None:
    """All feeds tell something now, and are read."""
    here.wire.bodies[PUBLIC] = rss("The Herald", herald)
    for reader in READERS:
        here.wire.bodies[reader.feed] = rss(f"{reader.firm} Gazette", items(reader))
    async with here.newsbot.storage.unit() as unit:
        await unit.feeds.update_all(
            [(feed, replace(feed, next_poll=here.clock.now())) for feed in await unit.feeds.all()]
        )
        await unit.commit()
    await here.newsbot.read()
