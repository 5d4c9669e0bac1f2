"""The whole program among hundreds of chats, in a storm, and killed at any moment; and what must hold afterwards."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.model import Chat, ChatKey, ChatKind, Feed
from tests.acceptance.process import environment
from tests.acceptance.stage import SLOT, START, Stage
from tests.botapi.faults import Storm
from tests.botapi.markup import parse_html
from tests.databases import open_storage
from tests.feedserver import Item, rss

_SAYS = (
    "The harbour of Wick was closed on {day} after the storm, and {number} boats stay in port for the week.",
    "The council of Wick will pay {number} thousand pounds for the pier, and asks the county for as much again.",
    "Fishermen say that the pier was known to be weak since the winter, and that {number} letters were not answered.",
)


@dataclass(frozen=True)
class Plan:
    """How large a run is. *scale* shortens all times, those of the storm and those of the program alike."""

    chats: int
    kills: int
    scale: float
    rounds: int = 3
    stories: int = 4
    helps: int = 20
    share: float = 0.2
    most_calls: int = 40
    """Between two kills."""
    patience: float = 120.0
    """Seconds that a round may take after its kills, on a machine that has other things to do."""


@dataclass
class Figures:
    """What came of a run."""

    lost: int = 0
    doubled: int = 0
    too_often: list[str] = field(default_factory=list)
    """Messages that stand more often than connections broke for them."""
    disordered: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Sent messages under whose id something else stands."""
    missing: list[str] = field(default_factory=list)
    overwritten: list[tuple[int, str, str]] = field(default_factory=list)
    messages: int = 0
    listed: int = 0
    late: int = 0
    """News that a digest of its day did not hold, since it was not sorted when the digest could wait no longer."""
    broken: int = 0
    cut: int = 0
    kills: int = 0
    unclear: int = 0
    trouble: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def line(self) -> str:
        """For people."""
        return (
            f"{self.messages} messages, lost {self.lost}, listed with a reason {self.listed}, a day late {self.late}, "
            f"doubled {self.doubled}, "
            f"broken after they were taken {self.broken}, cut off by a kill {self.cut}, kills {self.kills}, "
            f"unclear {self.unclear}, overwritten {len(self.overwritten)}, {self.seconds:.0f} s, {dict(self.trouble)}"
        )


class Program:
    """The process of ``tests.chaos.program``; one fork of it at a time is the bot."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._number = 0

    async def start(self) -> None:
        """Start the bot."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"run\n")
        await self._process.stdin.drain()
        self._number = int(await self._line())

    async def end(self, how: signal.Signals) -> None:
        """Send it a signal and wait until it is gone."""
        os.kill(self._number, how)
        assert await self._line() == "ended"
        self._number = 0

    def kill_if_there(self) -> None:
        """When the test ends badly."""
        if self._number:
            os.kill(self._number, signal.SIGKILL)

    async def _line(self) -> str:
        assert self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.readline(), 60)).decode().strip()


@asynccontextmanager
async def _program(folder: Path, scale: float, extra: dict[str, str]) -> AsyncIterator[Program]:
    root = str(Path(__file__).parent.parent.parent)
    with (folder / "stderr.log").open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.chaos.program", str(scale)),
            cwd=folder,
            env=environment({**extra, "PYTHONPATH": root}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )
    program = Program(process)
    try:
        yield program
    finally:
        program.kill_if_there()
        process.kill()
        await process.wait()


class Chaos:
    """One run."""

    def __init__(self, stage: Stage, plan: Plan, seed: int) -> None:
        self._stage = stage
        self._api = stage.api
        self._plan = plan
        self._chance = random.Random(seed)
        self._chats: dict[ChatKey, ChatKind] = {}
        self._people: list[int] = []
        self._cut: Counter[int] = Counter()
        self._refused: set[int] = set()
        self._titles: list[str] = []
        self._words = [name + thing for name in _NAMES for thing in _THINGS]
        self._chance.shuffle(self._words)
        self._figures = Figures()

    async def run(self) -> Figures:
        """All rounds, each with its kills, and each until nothing is under way any more."""
        begun = time.monotonic()
        self._settle_in()
        await self._subscribe()
        self._api.limits.on = False
        slow = (1.5 * self._plan.scale, 25.0 * self._plan.scale)
        self._api.faults.storm = Storm(self._chance, self._plan.share, slow)
        async with _program(self._stage.folder, self._plan.scale, self._stage.extra) as program:
            for number in range(self._plan.rounds):
                await self._round(program, number)
            self._figures.late = len(self._not_told())
            if self._figures.late:
                await self._calm(program)
            self._figures.trouble = self._api.faults.storm.kinds
        self._judge()
        self._figures.seconds = time.monotonic() - begun
        return self._figures

    # ------------------------------------------------------------ what happens

    def _settle_in(self) -> None:
        """Half of the chats are people, the others groups, supergroups, channels, and topics of forums."""
        api = self._api
        for number in range(self._plan.chats):
            if number % 2 == 0:
                self._people.append(api.person(f"P{number}"))
                api.world.places[self._people[-1]].started = True
                self._chats[ChatKey("telegram", str(self._people[-1]))] = ChatKind.PRIVATE
            elif number % 10 == 9:
                forum = api.group(f"F{number}", forum=True)
                for topic in ("Science", "Sports"):
                    self._chats[ChatKey("telegram", str(forum), str(api.topic(forum, topic)))] = ChatKind.SUPERGROUP
            else:
                kind = (ChatKind.GROUP, ChatKind.SUPERGROUP, ChatKind.CHANNEL)[number // 2 % 3]
                status = "administrator" if kind is ChatKind.CHANNEL else "member"
                self._chats[ChatKey("telegram", str(api.group(f"G{number}", kind=kind.value, bot=status)))] = kind

    async def _subscribe(self) -> None:
        """As if all had done so yesterday: that they may is not what is tested here."""
        url = f"{self._stage.feeds.url}/feed.xml"
        storage = await open_storage("sqlite:///newsbot.db", self._stage.folder, [])
        async with storage.unit() as unit:
            feed = await unit.feeds.add(
                Feed(0, url, "Plain News", START, timedelta(seconds=60), last_poll=START, last_success=START)
            )
            for key, kind in self._chats.items():
                chat = await unit.chats.ensure(key, kind, "Somewhere")
                await unit.chats.update(chat, _subscribed(chat))
                await unit.feeds.follow(chat.id, feed.id, START)
            await unit.commit()
        await storage.close()

    async def _round(self, program: Program, number: int) -> None:
        """The news of a day, its slot, kills while it is told, and then as long as it takes."""
        now = SLOT + timedelta(days=number)
        items = self._news(number)
        self._titles += [item.title for item in items]
        self._stage.feeds.serve("/feed.xml", rss("Plain News", items))
        self._stage.at(now + timedelta(seconds=5))
        kills = self._plan.kills // self._plan.rounds
        helps = self._plan.helps // self._plan.rounds
        for one in range(kills):
            self._ask(helps // kills + (one < helps % kills))
            await program.start()
            wanted = self._writes() + self._chance.randint(1, self._plan.most_calls)
            await self._until(lambda wanted=wanted: self._writes() >= wanted, 6, or_not=True)  # type: ignore[misc]
            await self._kill(program)
        await program.start()
        await self._until(lambda: self._told(now) and not self._under_way(), self._plan.patience)
        if number < self._plan.rounds - 1:
            await self._kill(program)
        else:
            await program.end(signal.SIGTERM)

    async def _calm(self, program: Program) -> None:
        """One more day, without news and kills: what is news still, because no digest has told it, comes now."""
        now = SLOT + timedelta(days=self._plan.rounds)
        self._stage.at(now + timedelta(seconds=5))
        await program.start()
        await self._until(lambda: self._told(now) and not self._under_way(), self._plan.patience)
        await program.end(signal.SIGTERM)

    async def _kill(self, program: Program) -> None:
        await program.end(signal.SIGKILL)
        self._figures.kills += 1
        self._count_cut_off()

    def _news(self, number: int) -> list[Item]:
        day = SLOT + timedelta(days=number, hours=-2)
        # no two of a run are alike: the bot would take them for one story, and rightly tell it once
        words = [self._words.pop() for _ in range(self._plan.stories)]
        return [
            Item(
                f"{word.title()} {place} reports loss number {number}{place}",
                f"https://x.example/{number}/{place}",
                " ".join(says.format(day=f"{day:%A}", number=self._chance.randint(2, 900)) for says in _SAYS).replace(
                    "Wick", f"{word.title()}{number}{place}"
                ),
                f"{number}-{place}",
                day + timedelta(minutes=place),
            )
            for place, word in enumerate(words)
        ]

    def _writes(self) -> int:
        """How many calls have tried to write: between two kills there are some."""
        return sum(method.startswith(("send", "edit")) for method, _ in self._api.calls)

    def _ask(self, number: int) -> None:
        for _ in range(number):
            person = self._chance.choice(self._people)
            self._api.says(person, person, "/help")

    async def _until(self, true: Callable[[], object], seconds: float, *, or_not: bool = False) -> None:
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                states = self._rows("SELECT state, count(*), max(reason) FROM outbox GROUP BY 1")
                assert or_not, f"waited {seconds} s in vain: {states}"
                return
            await asyncio.sleep(0.1)

    # ------------------------------------------------------------ what is in the database

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self._stage.folder / "newsbot.db", timeout=30)) as database:
            return database.execute(query, values).fetchall()

    def _under_way(self) -> int:
        """Messages that will go out soon: what is behind a held one waits until its chat takes something again."""
        query = (
            "SELECT count(*) FROM outbox o JOIN chats c ON c.id = o.chat "
            "WHERE o.state IN ('sending', 'waiting') AND c.gone = ''"
        )
        (found,) = self._rows(query)[0]
        return int(str(found))

    def _told(self, slot: datetime) -> bool:
        """Whether each chat that can be reached has its digest for a slot."""
        query = (
            "SELECT count(*) FROM chats WHERE gone = '' AND subscribed IS NOT NULL "
            "AND id NOT IN (SELECT chat FROM digests WHERE slot >= ?)"
        )
        return self._rows(query, f"{slot:%Y-%m-%d %H:%M:%S.%f}") == [(0,)]

    def _count_cut_off(self) -> None:
        """What was being sent when the process was killed: whether Telegram took it, nobody can know."""
        query = "SELECT c.chat FROM outbox o JOIN chats c ON c.id = o.chat WHERE o.state = 'sending' AND o.reason = ''"
        for (chat,) in self._rows(query):
            self._cut[int(str(chat))] += 1

    # ------------------------------------------------------------ what must hold

    def _judge(self) -> None:
        figures, api = self._figures, self._api
        broken = Counter(values["chat_id"] for method, values in api.broken if method.startswith("send"))
        figures.broken, figures.cut = broken.total(), self._cut.total()
        figures.overwritten = api.world.overwritten
        (kept,) = [*self._rows("SELECT number FROM counters WHERE name = 'messages sent again unclear'"), ("0",)][:1]
        figures.unclear = int(str(kept[0]))
        self._judge_messages()
        standing = self._standing()
        for key in self._chats:
            told = standing[key]
            news = Counter(text for text in told if any(title in text for title in self._titles))
            figures.doubled += news.total() - len(news)
            for title in self._titles:
                times = sum(title in text for text in told)
                if times > 1 + broken[int(key.chat)] + self._cut[int(key.chat)]:
                    figures.too_often.append(f"{title} stands {times} times in {key}")
        figures.missing = self._not_told()
        figures.lost = len(figures.missing)

    def _not_told(self) -> list[str]:
        """News that stands nowhere in a chat which took all that it was sent."""
        standing = self._standing()
        return [
            f"{title} in {key}"
            for key in self._chats
            if not self._excused(key)
            for title in self._titles
            if not any(title in text for text in standing[key])
        ]

    def _standing(self) -> dict[ChatKey, list[str]]:
        found: dict[ChatKey, list[str]] = defaultdict(list)
        for chat in {key.chat for key in self._chats}:
            for message in self._api.bot_messages(int(chat)):
                thread = str(message.get("message_thread_id", ""))
                found[ChatKey("telegram", chat, thread)].append(message.get("text", ""))
        return {key: found[key] for key in self._chats}

    def _excused(self, key: ChatKey) -> bool:
        """Whether something to this chat was finally refused, or could not be sent in time, and says why."""
        query = (
            "SELECT count(*) FROM outbox o JOIN chats c ON c.id = o.chat WHERE c.chat = ? AND c.thread = ? "
            "AND (c.gone != '' OR (o.state NOT IN ('sent', 'waiting', 'sending') AND o.reason != ''))"
        )
        return self._rows(query, key.chat, key.thread) != [(0,)]

    def _judge_messages(self) -> None:
        """Each stored message against what stands in its chat."""
        query = (
            "SELECT c.chat, c.thread, o.text, o.state, o.reason || c.gone, o.sent_id, o.digest FROM outbox o "
            "JOIN chats c ON c.id = o.chat ORDER BY c.id, coalesce(o.place, o.id), o.id"
        )
        last: dict[tuple[object, object], int] = defaultdict(int)
        for chat, thread, text, state, reason, sent_id, digest in self._rows(query):
            self._figures.messages += 1
            if state != "sent":
                assert reason, f"a message in {chat} ended as {state} without a reason"
                self._figures.listed += 1
                continue
            if digest is None:
                continue  # an answer that broke off: it comes when it can, beside the digests
            number = int(str(sent_id))
            stands = self._api.world.places[int(str(chat))].messages.get(number, {})
            if stands.get("text") not in {parse_html(str(text))[0], str(text)}:
                self._figures.strange.append(f"{chat} {number}")
            if number < last[(chat, thread)]:
                self._figures.disordered.append(f"{chat} {thread}: {number} after {last[(chat, thread)]}")
            last[(chat, thread)] = number


_NAMES = "amber birch cedar dover ember fjord grove haven islet jetty kelso larch".split()
_THINGS = "works mill bank line press foods motors glass".split()


def _subscribed(chat: Chat) -> Chat:
    return replace(chat, subscribed=START)
