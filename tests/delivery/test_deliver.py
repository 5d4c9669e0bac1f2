"""The outbox is emptied: each message once, each chat in its order, whatever goes wrong and whenever we are cut off."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.delivery.deliver import Delivered, deliver
from bot.delivery.held_chats import nudge
from bot.errors import ChatGone, ChatMoved, DeliveryError, Flaw, Refused, TryLater, Uncertain
from bot.model import Button, Chat, ChatKey, ChatKind, Digest, KnownPositions, Lookup, Message, MessageState, Reply
from bot.platforms.telegram import find_lost
from bot.platforms.telegram.platform import Telegram
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        """The moment it shows."""
        return self.moment

    def forward(self, seconds: float) -> None:
        """Move it."""
        self.moment += timedelta(seconds=seconds)


class Pigeon:
    """
    A platform that keeps what it is sent, by chat.

    *troubles* are raised one by one before a message is kept, *late* ones after it was. While *gate* is closed for a
    chat, sending there hangs.
    """

    platform = Telegram()

    def __init__(self) -> None:
        self.kept: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self.troubles: dict[int, list[DeliveryError]] = defaultdict(list)
        self.late: dict[int, list[DeliveryError]] = defaultdict(list)
        self.blind: list[DeliveryError] = []
        self.looked: list[tuple[int, ...]] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.calls = 0
        self._next = 0

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:  # noqa: ARG002 - the port's
        """No limits here."""
        yield

    async def send(self, message: Message) -> str:
        """See ports.Sender."""
        self.calls += 1
        chat = int(message.key.chat)
        if chat in self.gates:
            await self.gates[chat].wait()
        if self.troubles[chat]:
            raise self.troubles[chat].pop(0)
        self._next += 1
        self.kept[chat].append((self._next, message.text))
        if self.late[chat]:
            raise self.late[chat].pop(0)
        return str(self._next)

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:
        """See ports.Sender: as Telegram does."""
        return await find_lost.look_up(self._find, message, known, now)

    def reach(self, message: Message, known: KnownPositions) -> int:
        """See ports.Sender."""
        return find_lost.reach(message, known)

    async def _find(self, message: Message, places: Sequence[int]) -> int | None:
        self.looked.append(tuple(places))
        if self.blind:
            raise self.blind.pop(0)
        found = [number for number, text in self.kept[int(message.key.chat)] if text == message.text]
        return next((number for number in found if number in places), None)

    def texts(self, chat: int) -> list[str]:
        """What a chat was sent, in order."""
        return [text for _, text in self.kept[chat]]


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///test.db", tmp_path, [])
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> HandClock:
    """Stands at NOW."""
    return HandClock()


@pytest.fixture
def pigeon() -> Pigeon:
    """Has sent nothing yet."""
    return Pigeon()


async def _post(
    storage: SqlStorage, chat: int, *texts: str, expires: timedelta = timedelta(hours=12), thread: int | None = None
) -> int:
    """Put messages into a chat's outbox. Returns: the chat's row."""
    async with storage.unit() as unit:
        row = await unit.chats.ensure(
            ChatKey("telegram", str(chat), str(thread or "")), ChatKind.SUPERGROUP, "Somewhere"
        )
        for text in texts:
            await unit.outbox.notify(row.id, Reply(text), NOW, NOW + expires)
        await unit.commit()
    return row.id


async def _open(storage: SqlStorage) -> list[Message]:
    """The messages that have not ended, first of each chat, however far ahead."""
    async with storage.unit() as unit:
        far = NOW + timedelta(days=999)
        return [*await unit.outbox.doubtful(far, 100), *await unit.outbox.waiting(far, 100)]


async def _chat(storage: SqlStorage, row: int) -> Chat:
    async with storage.unit() as unit:
        chat = await unit.chats.get(row)
    assert chat is not None
    return chat


async def test_all_in_order(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """Everything that is due goes out, each chat in its own order, and a second run has nothing left to do."""
    await _post(storage, 1, "a", "b", "c")
    await _post(storage, 2, "x", "y")
    assert await deliver(storage, pigeon, clock) == Delivered(sent=5)
    assert (pigeon.texts(1), pigeon.texts(2)) == (["a", "b", "c"], ["x", "y"])
    assert await deliver(storage, pigeon, clock) == Delivered()


async def test_slow_chat(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A chat whose sending hangs keeps no other waiting, nor what is posted meanwhile."""
    pigeon.gates[1] = asyncio.Event()
    await _post(storage, 1, "stuck")
    await _post(storage, 2, "x", "y")
    running = asyncio.create_task(deliver(storage, pigeon, clock))
    await _until(lambda: pigeon.texts(2) == ["x", "y"])
    await _post(storage, 3, "posted later")
    await _until(lambda: pigeon.texts(3) == ["posted later"])
    pigeon.gates[1].set()
    assert await running == Delivered(sent=4)


async def _until(look: Callable[[], bool]) -> None:
    """Wait until *look* says yes."""
    for _ in range(500):
        if look():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited in vain")


async def test_patience(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """Asked to wait 37 seconds, a chat gets nothing before and everything after, in order."""
    pigeon.troubles[1] = [TryLater("busy", timedelta(seconds=37))]
    await _post(storage, 1, "a", "b")
    assert await deliver(storage, pigeon, clock) == Delivered(later=1)
    clock.forward(36.9)
    assert await deliver(storage, pigeon, clock) == Delivered()
    clock.forward(0.1)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)
    assert pigeon.texts(1) == ["a", "b"]


async def test_in_doubt_but_there(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A message that arrived although its call broke off is found and not sent again."""
    pigeon.late[1] = [Uncertain("reset")]
    await _post(storage, 1, "a", "b")
    assert await deliver(storage, pigeon, clock) == Delivered(later=1)
    clock.forward(60)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)
    assert pigeon.texts(1) == ["a", "b"]


async def test_in_doubt_and_lost(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A message that did not arrive when its call broke off is sent again."""
    pigeon.troubles[1] = [Uncertain("reset")]
    await _post(storage, 1, "a", "b")
    await deliver(storage, pigeon, clock)
    clock.forward(60)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)
    assert pigeon.texts(1) == ["a", "b"]


async def test_in_doubt_beside_a_topic(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """While a message is in doubt none goes to another topic of its chat: nobody could tell the two apart."""
    pigeon.troubles[-5] = [Uncertain("reset")]
    await _post(storage, -5, "the news")
    await deliver(storage, pigeon, clock)
    await _post(storage, -5, "the news", thread=7)
    assert await deliver(storage, pigeon, clock) == Delivered()
    clock.forward(60)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)
    assert pigeon.texts(-5) == ["the news", "the news"]


async def test_in_doubt_and_blind(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """As long as nobody can look whether it arrived, nothing is sent to that chat."""
    pigeon.late[1] = [Uncertain("reset")]
    pigeon.blind = [Uncertain("reset"), TryLater("busy", timedelta(seconds=5))]
    await _post(storage, 1, "a", "b")
    for _ in range(5):
        await deliver(storage, pigeon, clock)
        clock.forward(60)
    assert pigeon.texts(1) == ["a", "b"]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_in_mid_call(storage: SqlStorage, pigeon: Pigeon, clock: HandClock, moment: str) -> None:
    """Whether the end came before or after a message arrived, the next start sends it exactly once."""
    pigeon.gates[1] = asyncio.Event()
    await _post(storage, 1, "a", "b")
    running = asyncio.create_task(deliver(storage, pigeon, clock))
    await _until(lambda: pigeon.calls == 1)
    assert [message.state for message in await _open(storage)] == [MessageState.SENDING]
    await _kill(running)
    if moment == "after":
        pigeon.kept[1].append((1, "a"))
    del pigeon.gates[1]
    assert await deliver(storage, pigeon, clock) == Delivered(), "the call may still be carried out"
    clock.forward(30)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)
    assert pigeon.texts(1) == ["a", "b"]


async def _kill(running: "asyncio.Task[Delivered]") -> None:
    """End a run as a power cut does: nothing is tidied up or written any more."""
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            task.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_stop_lets_calls_end(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """When we are stopped, a call in flight may end and is recorded; nothing new is begun."""
    pigeon.gates[1] = asyncio.Event()
    await _post(storage, 1, "a", "b")
    running = asyncio.create_task(deliver(storage, pigeon, clock))
    await _until(lambda: pigeon.calls == 1)
    running.cancel()
    await asyncio.sleep(0)
    pigeon.gates[1].set()
    await asyncio.gather(running, return_exceptions=True)
    assert pigeon.texts(1) == ["a"]
    assert [(message.text, message.state) for message in await _open(storage)] == [("b", MessageState.WAITING)]


async def test_gone(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A chat that takes nothing is asked once; its messages wait, and come in order when it does again."""
    pigeon.troubles[1] = [ChatGone("bot was blocked by the user")]
    row = await _post(storage, 1, "a", "b", "c")
    assert await deliver(storage, pigeon, clock) == Delivered(later=1)
    assert pigeon.calls == 1
    chat = await _chat(storage, row)
    assert (chat.gone, chat.gone_since) == ("bot was blocked by the user", NOW)
    assert await deliver(storage, pigeon, clock) == Delivered()
    clock.forward(600)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=3)
    assert pigeon.texts(1) == ["a", "b", "c"]
    chat = await _chat(storage, row)
    assert (chat.gone, chat.gone_since) == ("", None)


@pytest.mark.parametrize("step", [1200, pytest.param(300, marks=pytest.mark.long)])
async def test_held_is_tried_ever_more_rarely(storage: SqlStorage, pigeon: Pigeon, clock: HandClock, step: int) -> None:
    """In two days of a closed topic about a dozen calls are made, and the first after it opened brings everything."""
    pigeon.troubles[-5] = [ChatGone("the topic is closed")] * 1000
    await _post(storage, -5, "a", "b", expires=timedelta(days=9), thread=7)
    for _ in range(0, 2 * 24 * 3600, step):
        await deliver(storage, pigeon, clock)
        clock.forward(step)
    assert 5 <= pigeon.calls <= 16
    pigeon.troubles[-5] = []
    clock.forward(6 * 3600)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)


async def test_a_sign_of_life_in_doubt(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A search that found the chat closed is made again soon after something comes from there, not hours later."""
    pigeon.late[1] = [Uncertain("reset")]
    pigeon.blind = [ChatGone("the topic is closed")]
    await _post(storage, 1, "a", "b")
    await deliver(storage, pigeon, clock)
    clock.forward(60)
    assert await deliver(storage, pigeon, clock) == Delivered(later=1)
    async with storage.unit() as unit:
        assert await nudge(unit, ChatKey("telegram", "1"), clock.now())
        assert not await nudge(unit, ChatKey("telegram", "1"), clock.now())
        await unit.commit()
    clock.forward(30)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2)
    assert pigeon.texts(1) == ["a", "b"]


async def test_a_sign_of_life(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """What is held for a chat or its topics is tried at once when something comes from there, and only that."""
    for chat in (-5, -6):
        pigeon.troubles[chat] = [ChatGone("the topic is closed")]
        await _post(storage, chat, "a", thread=7)
    await deliver(storage, pigeon, clock)
    async with storage.unit() as unit:
        assert await nudge(unit, ChatKey("telegram", "-5"), clock.now())
        await unit.commit()
    assert await deliver(storage, pigeon, clock) == Delivered(sent=1)
    assert (pigeon.texts(-5), pigeon.texts(-6)) == (["a"], [])


async def test_admins_are_told_once(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """Where an admin can read it: in private; for a topic in General; and not again at each try."""
    async with storage.unit() as unit:
        await unit.chats.ensure(ChatKey("telegram", "9"), ChatKind.PRIVATE, "Ann")
        for number, admin in ((-5, 9), (-6, 0)):
            chat = await unit.chats.ensure(ChatKey("telegram", str(number), "7"), ChatKind.SUPERGROUP, "Mills & looms")
            await unit.chats.update(chat, replace(chat, subscribed=NOW, admin=str(admin or "")))
            await unit.outbox.notify(chat.id, Reply("the news"), NOW, NOW + timedelta(days=9))
        await unit.commit()
    closed = ChatGone("the topic is closed")
    pigeon.troubles[-5], pigeon.troubles[-6] = [closed] * 3, [closed]
    for _ in range(100):
        await deliver(storage, pigeon, clock)
        clock.forward(300)
    (private,) = pigeon.texts(9)
    assert "Mills &amp; looms" in private
    assert "the topic is closed" in private
    assert pigeon.texts(-5) == ["the news"]
    assert len(pigeon.texts(-6)) == 2
    assert "the topic is closed" in "".join(pigeon.texts(-6))


async def test_mended(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """What is refused for one flaw after another loses each once, and its parts go out in its place, in order."""
    pigeon.troubles[1] = [
        Refused("", Flaw.BUTTONS), Refused("", Flaw.REPLY), Refused("", Flaw.MARKUP), Refused("", Flaw.LENGTH),
    ]  # fmt: skip
    text = f'<b>Looms</b> <a href="https://a.example/x">read</a> {"word " * 700}end'
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "")
        long = Reply(text, ((Button("Why", "why"),),), reply_to="3")
        for reply in (long, Reply("behind it")):
            await unit.outbox.notify(chat.id, reply, NOW, NOW + timedelta(hours=1))
        await unit.commit()
    assert (await deliver(storage, pigeon, clock)).refused == 0
    *parts, last = pigeon.texts(1)
    assert last == "behind it"
    assert len(parts) > 1
    assert " ".join(parts).split() == f"Looms read (https://a.example/x) {'word ' * 700}end".split()


async def test_refused_twice_for_the_same(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A message that is refused again for what it has no more ends, with the reason; the others go on."""
    pigeon.troubles[1] = [Refused("odd markup", Flaw.MARKUP)] * 2
    await _post(storage, 1, "<b>a</b>", "b")
    assert await deliver(storage, pigeon, clock) == Delivered(later=1, refused=1, sent=1)
    assert pigeon.texts(1) == ["b"]


async def test_withdrawn_in_mid_turn(storage: SqlStorage, clock: HandClock) -> None:
    """A message that was withdrawn while it waited for its turn is not sent."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "")
        await unit.outbox.post(Digest(chat.id, NOW, ()), [Reply("old")], NOW, NOW + timedelta(hours=1))
        await unit.commit()

    class Slow(Pigeon):
        @asynccontextmanager
        async def turn(self, key: ChatKey) -> AsyncIterator[None]:  # noqa: ARG002 - the port's
            async with storage.unit() as unit:
                await unit.outbox.withdraw(chat.id)
                await unit.commit()
            yield

    pigeon = Slow()
    assert await deliver(storage, pigeon, clock) == Delivered(dropped=1)
    assert pigeon.texts(1) == []


async def test_moved(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A chat that has moved gets everything under its new id, in order."""
    pigeon.troubles[-5] = [ChatMoved("-1005")]
    row = await _post(storage, -5, "a", "b")
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2, later=1)
    assert (pigeon.texts(-5), pigeon.texts(-1005)) == ([], ["a", "b"])
    assert (await _chat(storage, row)).key.chat == "-1005"


async def test_refused(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A message that is not taken does not hold up those behind it."""
    pigeon.troubles[1] = [Refused("message is too long")]
    await _post(storage, 1, "a", "b")
    assert await deliver(storage, pigeon, clock) == Delivered(sent=1, refused=1)
    assert pigeon.texts(1) == ["b"]


async def test_expired(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """What is older than its time is not sent any more."""
    await _post(storage, 1, "old", expires=timedelta(hours=1))
    await _post(storage, 1, "new")
    clock.forward(3600)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=1, expired=1)
    assert pigeon.texts(1) == ["new"]


async def test_arrived_although_expired(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A message that had arrived counts as sent even when we learn of it after its time."""
    pigeon.late[1] = [Uncertain("reset")]
    await _post(storage, 1, "a", expires=timedelta(hours=1))
    await deliver(storage, pigeon, clock)
    clock.forward(7200)
    assert await deliver(storage, pigeon, clock) == Delivered(sent=1)


async def test_trouble_is_logged_once_without_names_and_texts(
    storage: SqlStorage, pigeon: Pigeon, clock: HandClock
) -> None:
    """The platform's id of the chat and the reason; the same again is no news, and neither is what arrives."""
    await _post(storage, 1, "private words")
    pigeon.troubles[1] = [TryLater("Telegram cannot be reached", timedelta(0)) for _ in range(3)]
    with capture_logs() as logged:
        for _ in range(4):
            await deliver(storage, pigeon, clock)
            clock.forward(600)
    assert pigeon.texts(1) == ["private words"]
    (line,) = logged
    assert (line["chat"], line["state"], line["why"]) == ("1", "waiting", "Telegram cannot be reached")
    assert "words" not in str(line)
