"""Sends what waits in the outbox and records each outcome, so that an end at any moment neither loses nor doubles."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.delivery import outcome
from bot.delivery.held_chats import back, hold
from bot.delivery.outcome import Outcome
from bot.delivery.together import Together
from bot.errors import DeliveryError
from bot.model import REPLACED, Chat, KnownPositions, Leased, Message, MessageState, piece
from bot.ports import LEASE, Clock, Sender, Storage, Unit

_log = structlog.get_logger()

AT_ONCE = 100
"""Chats served at the same time: more than can be sent to in a second, so that slow ones do not fill all places."""

ENOUGH = AT_ONCE // 2
"""Chats being served beside which nobody looks for more at once: two seconds of calls at the usual pace."""

IN_DOUBT = 10
"""Of these, the chats in which a message is searched: each look is a call, and those that just send come first."""

LOOK_AGAIN = 1.0
"""Seconds until new messages are looked for while slow chats are still being served."""

RENEW = LEASE.total_seconds() / 3
"""Seconds after which our lease of the platform is renewed while nothing is begun."""

GRACE = 3.0
"""Seconds that calls in flight have to end when we are stopped: a call cut off leaves doubt behind."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages reached which state; *later* counts postponements."""

    sent: int = 0
    later: int = 0
    expired: int = 0
    refused: int = 0
    dropped: int = 0


async def deliver(storage: Storage, sender: Sender, clock: Clock) -> Delivered:
    """
    Send all that is due, each chat in its own order and none waiting for another.

    A message is marked as being sent, and that is committed, before the call; as sent after it; several in one
    transaction where they come at nearly the same time. One found marked had its call cut off: whether it arrived is
    looked up before it is sent again. Must not run twice at once in a process; of several processes the one sends that
    has the platform's lease, for its budgets count what this one has sent.

    Raises: StorageError. Trouble with sending is recorded with the message, never raised.
    """
    round_ = _Round(storage, sender, clock)
    try:
        await round_.run()
    finally:
        await round_.stop()
    return Delivered(**round_.counts)


UNCLEAR = "messages sent again unclear"
"""The name under which it is kept how many may have come twice."""

_Place = tuple[str, str]
"""A platform, and its id of a chat: with all topics, since they share limits and positions."""


class _Round:
    """One run of ``deliver``: the chats being served, and what came of it."""

    def __init__(self, storage: Storage, sender: Sender, clock: Clock) -> None:
        self._storage = storage
        self._sender = sender
        self._can = sender.platform.capabilities
        self._lease = piece(Leased.DELIVER, sender.platform.name)
        self._ours_until = 0.0
        """Until when, by the loop's clock, nobody needs to ask whether we are the ones who send."""
        self._clock = clock
        self._running: dict[_Place, asyncio.Task[Message]] = {}
        self._begin = Together(self._begin_all, lambda: len(self._running))
        self._record = Together(self._record_all, lambda: len(self._running))
        self._searching: set[_Place] = set()
        self.counts: Counter[str] = Counter()

    async def run(self) -> None:
        clock = asyncio.get_running_loop().time
        await self._start()
        looked = clock()
        while self._running:
            await asyncio.wait(self._running.values(), timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            self._collect()
            # looking after each message would read a hundred others each time
            if len(self._running) < ENOUGH or clock() - looked >= LOOK_AGAIN:
                await self._start()
                looked = clock()

    async def stop(self) -> None:
        """Let calls in flight end for a moment, then break them off."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)
        await self._begin.end()
        await self._record.end()

    async def _start(self) -> None:
        now, here = self._clock.now(), self._sender.platform.name
        async with self._storage.view() as unit:
            # an id of another platform is somebody else's here, or nobody's
            doubtful = await unit.outbox.doubtful(now, IN_DOUBT + len(self._running), here)
            due = await unit.outbox.waiting(now, AT_ONCE + len(self._running), here)
            chats = await unit.chats.get_all({message.chat for message in due})
        if (due or doubtful) and not await self._is_ours():
            return
        for message in doubtful:
            if len(self._searching) < IN_DOUBT and self._serves(message, None):
                self._searching.add(_place(message))
        for message in due:
            if len(self._running) - len(self._searching) < AT_ONCE:
                self._serves(message, chats.get(message.chat))

    async def _is_ours(self) -> bool:
        """Whether it is for us to send."""
        clock = asyncio.get_running_loop().time
        if clock() < self._ours_until:
            return True
        async with self._storage.unit() as unit:
            ours = self._lease in await unit.leases.take([self._lease])
            await unit.commit()
        self._ours_until = clock() + RENEW if ours else 0.0
        return ours

    def _serves(self, message: Message, chat: Chat | None) -> bool:
        """
        Begin with a message, unless another one to its chat is under way. Returns: whether it was begun.

        Args:
            chat: That of a message that waits; None if it is there no more.
        """
        place = _place(message)
        if place in self._running:
            return False
        self._running[place] = asyncio.create_task(self._serve(message, chat))
        return True

    def _collect(self) -> None:
        for place, task in list(self._running.items()):
            if task.done():
                del self._running[place]
                self._searching.discard(place)
                self.counts[_word(task.result())] += 1

    async def _serve(self, message: Message, chat: Chat | None) -> Message:
        """One message, from whatever it is to whatever it becomes; new trouble with it is logged."""
        done = await self._try(message, chat)
        if done.reason and done.reason != message.reason:
            _log.warning("a message was not delivered", chat=done.key.chat, state=done.state.value, why=done.reason)
        return done

    async def _try(self, message: Message, chat: Chat | None) -> Message:
        if message.state is MessageState.SENDING:
            if not await self._take_over(message):
                return message
            found = await self._search(message)
            if found is not None:
                return await self._record(found)
            message = replace(message, state=MessageState.WAITING)
            chat = await self._chat(message)
        hopeless = outcome.hopeless(message, chat.gone if chat else REPLACED, self._clock.now())
        if hopeless is not None:
            return await self._record(Outcome(hopeless))
        quiet = outcome.disturbing(message, chat, self._clock.now()) if chat else None
        if quiet is not None and not quiet.silent:
            return await self._record(Outcome(quiet))
        message = quiet or message
        gone_since = chat.gone_since if chat else None
        try:
            async with self._sender.turn(message.key):
                begun = await self._begin(message)
                if begun is None:
                    return replace(message, state=MessageState.DROPPED)
                return await self._record(await self._send(begun, gone_since))
        except DeliveryError as error:
            return await self._record(outcome.after_error(message, error, self._clock.now(), self._can, gone_since))

    async def _send(self, message: Message, gone_since: datetime | None) -> Outcome:
        try:
            return Outcome(outcome.sent(message, await self._sender.send(message)))
        except DeliveryError as error:
            return outcome.after_error(message, error, self._clock.now(), self._can, gone_since)

    async def _take_over(self, message: Message) -> bool:
        async with self._storage.unit() as unit:
            ours = await unit.outbox.take_over(message, self._clock.now())
            await unit.commit()
        return ours

    async def _search(self, message: Message) -> Outcome | None:
        """What happened to a message whose call was cut off; None: it was not found, and waits to be sent again."""
        async with self._storage.view() as unit:
            known = await unit.positions.known(message)
        try:
            found = await self._sender.look_up(message, known, self._clock.now())
        except DeliveryError as error:
            return outcome.after_failed_search(message, error, self._clock.now(), self._can)
        if found.until is not None:
            return Outcome(replace(message, not_before=found.until))
        if found.sent_id:
            return Outcome(outcome.sent(message, found.sent_id))
        if found.rivals:
            await self._give_up(message, known)
        else:
            await self._not_found(message, known, unclear=not found.sure)
        return None

    async def _not_found(self, message: Message, known: KnownPositions, *, unclear: int) -> None:
        """Let it wait to be sent again; how many may come twice then is counted in the same transaction."""
        async with self._storage.unit() as unit:
            await unit.outbox.mark(replace(message, state=MessageState.WAITING))
            if unclear:
                await unit.positions.lost_sight(message.key, self._sender.reach(message, known))
                await unit.count_up(UNCLEAR, unclear)
            await unit.commit()

    async def _give_up(self, message: Message, known: KnownPositions) -> None:
        """Let all that are in doubt in a chat wait to be sent again: one sent first would be in the others' way."""
        async with self._storage.unit() as unit:
            rivals = await unit.outbox.release(message.key, self._clock.now())
            await unit.positions.lost_sight(message.key, self._sender.reach(message, known))
            await unit.count_up(UNCLEAR, rivals)
            await unit.commit()

    async def _chat(self, message: Message) -> Chat | None:
        async with self._storage.view() as unit:
            return await unit.chats.get(message.chat)

    async def _begin_all(self, messages: Sequence[Message]) -> list[Message | None]:
        """Messages as they are being sent; None for what was withdrawn, or is not ours, after its wait."""
        async with self._storage.unit() as unit:
            if self._lease not in await unit.leases.take([self._lease]):
                return [None] * len(messages)
            above = await unit.positions.search_from({message.chat for message in messages})
            now = self._clock.now()
            begun = [outcome.begun(message, above[message.chat], now) for message in messages]
            open_ = await unit.outbox.mark_all(begun)
            await unit.commit()
        return [message if message.id in open_ else None for message in begun]

    async def _record_all(self, results: Sequence[Outcome]) -> list[Message]:
        messages = [result.message for result in results]
        async with self._storage.unit() as unit:
            await unit.outbox.mark_all(messages, {result.message.id: result.parts for result in results})
            chats = await unit.chats.get_all({message.chat for message in messages})
            for result in results:
                await self._learn(unit, result, chats.get(result.message.chat))
            await unit.commit()
        return messages

    async def _learn(self, unit: Unit, result: Outcome, chat: Chat | None) -> None:
        """Write down what an outcome tells of the chat."""
        message = result.message
        if result.unknown:
            known = await unit.positions.known(message)
            await unit.positions.lost_sight(message.key, self._sender.reach(message, known))
        if chat is not None and result.gone:
            await hold(unit, chat, result.gone, self._clock.now())
        if chat is not None and message.state is MessageState.SENT:
            await back(unit, chat, self._clock.now())
        if result.moved_to:
            await unit.chats.moved(message.chat, result.moved_to)


def _place(message: Message) -> _Place:
    return message.key.platform, message.key.chat


def _word(message: Message) -> str:
    """The field of Delivered that a message counts for."""
    open_ = {MessageState.WAITING, MessageState.SENDING, MessageState.HELD}
    return "later" if message.state in open_ else message.state.value
