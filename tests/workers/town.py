"""Feeds, chats and a database on which several processes work, and a judge of what they have done."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bot.model import ChatKey, ChatKind, Feed
from bot.reasons import because
from bot.storage.databases import address_of
from tests.acceptance.asking import eventually
from tests.acceptance.stage import SLOT, START, Stage
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.databases import open_storage
from tests.feedserver import FeedServer, Item, feed_server, rss

INTERVAL = timedelta(hours=1)
GONE = str(because("feed.gone"))
QUESTION = "How many people will Amberamberamberamber employ?"
"""What the first item of the first round answers."""


@dataclass(frozen=True)
class Plan:
    """How much there is to do. *scale* shortens all that the workers wait for, a lease of 45 s among it."""

    hosts: int
    feeds: int
    """Of each host."""
    items: int
    """That each feed brings in a round, beside one that all tell."""
    chats: int
    rounds: int
    unanswered: int
    """Messages of a round that arrive without an answer."""
    follows: int = 0
    """Feeds that a chat follows, each chat others, beside the first one that all follow; 0: all."""
    scale: float = 0.1
    patience: float = 90.0
    """Seconds that a round may take."""


class Town:
    """Feed servers, a Bot API server, and a database with chats that follow all feeds. *killed*: how many processes."""

    def __init__(self, stage: Stage, servers: list[FeedServer], plan: Plan, url: str) -> None:
        self.stage, self.servers, self.plan = stage, servers, plan
        self.url = url
        self.database = create_engine(
            address_of(url, stage.folder).set(drivername=url.partition(":")[0]), pool_pre_ping=True
        )
        self.chats: list[int] = []
        self.items: dict[str, list[Item]] = {}
        self.killed = 0

    async def settle_in(self) -> None:
        """As if all had subscribed yesterday."""
        storage = await open_storage(self.url, self.stage.folder, [])
        async with storage.unit() as unit:
            feeds = [
                await unit.feeds.add(
                    Feed(0, f"{server.url}/{n}", f"P{n}", SLOT, INTERVAL, last_poll=START, last_success=START)
                )
                for server in self.servers
                for n in range(self.plan.feeds)
            ]
            gone = Feed(0, "https://gone.example/feed", "Gone", SLOT, INTERVAL, retired=START, error=GONE)
            feeds.append(await unit.feeds.add(gone))
            for number in range(self.plan.chats):
                self.chats.append(self.stage.api.person(f"P{number}"))
                self.stage.api.world.places[self.chats[-1]].started = True
                chat = await unit.chats.ensure(ChatKey("telegram", str(self.chats[-1])), ChatKind.PRIVATE, "")
                await unit.chats.update(chat, replace(chat, subscribed=START))
                await unit.questions.ask(chat.id, chat.key.chat, QUESTION, "", START)
                for feed in self._followed(feeds, number):
                    await unit.feeds.follow(chat.id, feed.id, START)
            await unit.commit()
        await storage.close()

    def _followed(self, feeds: list[Feed], number: int) -> list[Feed]:
        """What a chat follows of all feeds, the last of which is gone."""
        if not self.plan.follows:
            return feeds
        first, *others, gone = feeds
        begin = number * self.plan.follows
        return [first, gone, *(others[(begin + place) % len(others)] for place in range(self.plan.follows))]

    def bring(self, number: int) -> None:
        """The news of a day: each feed has some of its own, and one that all tell."""
        moment = SLOT + timedelta(days=number, hours=-1)
        for host, server in enumerate(self.servers):
            for feed in range(self.plan.feeds):
                own = [
                    _item(f"{_word(host)}{_word(feed)}{_word(n)}{_word(number)}", f"{number}-{host}-{feed}-{n}")
                    for n in range(self.plan.items)
                ]
                shared = replace(_item(f"everywhere{_word(number)}", f"all-{number}"), link="")
                new = [replace(item, published=moment) for item in (*own, shared)]
                known = self.items.setdefault(f"{server.url}/{feed}", [])
                known += new
                server.serve(f"/{feed}", rss(f"P{host}{feed}", known))

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with self.database.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def owner(self, lease: str) -> int:
        """The number of the process that has a lease, or had it last; 0 if none ever had."""
        found = self.rows("SELECT owner FROM leases WHERE name = :name", name=lease)
        return int(found[0][0].split(":")[1]) if found and found[0][0] else 0

    def sent(self) -> int:
        """How many calls have tried to send."""
        return sum(method.startswith("send") for method, _ in self.stage.api.calls)

    async def all_told(self, rounds: int) -> None:
        """Wait until nothing is under way any more."""
        digests = self.plan.chats * rounds

        def told() -> bool:
            counts = ("digests", "questions", "outbox WHERE state != 'sent'")
            found = [self.rows(f"SELECT count(*) FROM {of}")[0][0] for of in counts]  # noqa: S608 - our own words
            return found == [digests, 0, 0]

        await eventually(told, self.plan.patience, "all digests and answers, sent")

    async def heard_of_trouble(self) -> None:
        """Wait until all chats were told of the feed that is gone."""
        sent = "SELECT count(*) FROM outbox WHERE state = 'sent'"
        await eventually(lambda: self.rows(sent) == [(self.plan.chats,)], self.plan.patience, "a notice for each chat")

    def judge(self, rounds: int) -> None:
        """Nothing was done twice, and nothing is missing."""
        polled = Counter(
            (server.url, asked.path) for server in self.servers for asked in server.asked if asked.path != "/robots.txt"
        )
        # who is killed while a server answers has asked in vain: of each host that may be one feed a kill
        again = sum(count - rounds for count in polled.values())
        print(f"polls {polled.total()}, of these again after a kill {again}, sent {self.sent()}")
        assert set(polled) == {(server.url, f"/{n}") for server in self.servers for n in range(self.plan.feeds)}
        assert min(polled.values()) >= rounds
        assert again <= self.killed * len(self.servers)
        items = sum(map(len, self.items.values()))
        assert self.rows("SELECT count(*), count(DISTINCT feed || guid) FROM entries") == [(items, items)]
        assert self.rows("SELECT count(*) FROM decisions") == [(items,)]
        own = len(self.items) * self.plan.items * rounds
        # the index of the one who takes over knows what the other has sorted
        assert self.rows("SELECT count(*) FROM stories") == [(own + rounds,)]
        assert self.rows("SELECT chat FROM digests GROUP BY chat, slot HAVING count(*) > 1") == []
        assert self.rows("SELECT story FROM told GROUP BY chat, story HAVING count(*) > 1") == []
        # of the feed that is gone, and what was asked: each chat hears once
        beside = "SELECT chat, count(*) FROM outbox WHERE digest IS NULL GROUP BY chat"
        assert [count for _, count in self.rows(beside)] == [2] * self.plan.chats
        for chat in self.chats:
            standing = self.stage.api.bot_messages(chat)
            assert len(standing) == len({message["text"] for message in standing}), f"something stands twice in {chat}"
            held = self.rows(
                "SELECT sent_id FROM outbox o JOIN chats c ON c.id = o.chat WHERE c.chat = :chat", chat=str(chat)
            )
            assert sorted(held) == sorted((str(message["message_id"]),) for message in standing)
        assert self.stage.api.world.overwritten == []


_WORDS = "amber birch cedar dover ember fjord grove haven islet jetty kelso larch".split()


def _word(number: int) -> str:
    """Another word for each number; several in a row can be told apart, for no other holds "zo"."""
    rest, last = divmod(number, len(_WORDS))
    return _WORDS[last] + (f"zo{_word(rest - 1)}" if rest else "")


def _item(word: str, guid: str) -> Item:
    name = word.title()
    return Item(
        f"{name} opens a plant in {name}stead",
        f"https://{word}.example/{guid}",
        f"{name} will employ hundreds of people in {name}stead, the mayor {name}ina said. {name} makes {word} lamps.",
        guid,
    )


@asynccontextmanager
async def a_town(folder: Path, plan: Plan, url: str = "sqlite:///newsbot.db") -> AsyncIterator[Town]:
    """A town; the test starts the processes that work in it, and ends them."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi.running())
        servers = [await stack.enter_async_context(feed_server(f"127.0.0.{2 + n}")) for n in range(plan.hosts)]
        (folder / "seeds").mkdir()
        (folder / "config.toml").write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"\n'
            f'[storage]\nurl = "{url}"\n'
            '[feeds]\npages = false\n[seeds]\npath = "seeds"\n[network]\nallow = ["127.0.0.0/8"]\n'
        )
        api.limits.on = False
        town = Town(Stage(folder, api, servers[0]), servers, plan, url)
        stack.callback(town.database.dispose)
        town.stage.at(START)
        await town.settle_in()
        yield town
    assert api.violations == []
