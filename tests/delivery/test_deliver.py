"""The outbox is emptied: each message once, each chat in its order, whatever goes wrong and whenever we are cut off."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.delivery.deliver import Delivered, deliver
from bot.errors import ChatGone, ChatMoved, DeliveryError, Refused, TryLater, Uncertain
from bot.model import Chat, ChatKey, ChatKind, Message, MessageState, Reply
from bot.storage.unit import SqlStorage, open_storage

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

    async def send(self, message: Message) -> int:
        """See ports.Sender."""
        self.calls += 1
        chat = message.key.chat
        if chat in self.gates:
            await self.gates[chat].wait()
        if self.troubles[chat]:
            raise self.troubles[chat].pop(0)
        self._next += 1
        self.kept[chat].append((self._next, message.text))
        if self.late[chat]:
            raise self.late[chat].pop(0)
        return self._next

    async def find(self, message: Message, places: Sequence[int]) -> int | None:
        """See ports.Sender."""
        self.looked.append(tuple(places))
        if self.blind:
            raise self.blind.pop(0)
        found = [number for number, text in self.kept[message.key.chat] if text == message.text]
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
        row = await unit.chats.ensure(ChatKey("telegram", chat, thread), ChatKind.SUPERGROUP, "Somewhere")
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
    """A chat that is gone is asked once; all its messages end with the reason, and it gets no more digests."""
    pigeon.troubles[1] = [ChatGone("bot was blocked by the user")]
    row = await _post(storage, 1, "a", "b", "c")
    assert await deliver(storage, pigeon, clock) == Delivered(dropped=3)
    assert pigeon.calls == 1
    assert (await _chat(storage, row)).gone == "bot was blocked by the user"


async def test_moved(storage: SqlStorage, pigeon: Pigeon, clock: HandClock) -> None:
    """A chat that has moved gets everything under its new id, in order."""
    pigeon.troubles[-5] = [ChatMoved(-1005)]
    row = await _post(storage, -5, "a", "b")
    assert await deliver(storage, pigeon, clock) == Delivered(sent=2, later=1)
    assert (pigeon.texts(-5), pigeon.texts(-1005)) == ([], ["a", "b"])
    assert (await _chat(storage, row)).key.chat == -1005


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
    """The chat's row and the reason; the same again is no news, and neither is a message that arrives."""
    row = await _post(storage, 1, "private words")
    pigeon.troubles[1] = [TryLater("Telegram cannot be reached", timedelta(0)) for _ in range(3)]
    with capture_logs() as logged:
        for _ in range(4):
            await deliver(storage, pigeon, clock)
            clock.forward(600)
    assert pigeon.texts(1) == ["private words"]
    (line,) = logged
    assert (line["chat"], line["state"], line["why"]) == (row, "waiting", "Telegram cannot be reached")
    assert "words" not in str(line)
