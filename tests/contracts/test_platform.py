"""
What every platform must keep: the terminal, Telegram (the real library against a strict server), and those made up in
``letters.py``, which stand for any new one.
"""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import asked_digests
from bot.delivery.deliver import Delivered, deliver
from bot.delivery.pace import Rate
from bot.demo import assemble_demo
from bot.digest.stored import digest_of, values_of
from bot.errors import Flaw, Uncertain
from bot.manage import chat_of
from bot.model import (
    Chat,
    ChatKey,
    ChatKind,
    KnownPositions,
    Lookup,
    Message,
    MessageState,
    Reply,
    Story,
)
from bot.platforms.render import pieces
from bot.platforms.table import PLATFORMS
from bot.platforms.telegram.connection import open_bot
from bot.platforms.telegram.sender import Limits, TelegramSender
from bot.platforms.terminal.chat import TERMINAL_CHAT
from bot.platforms.terminal.ports import TerminalSender
from bot.platforms.terminal.screen import Screen, visible
from bot.ports import Clock, Platform, Sender
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.markup import plain
from bot.text.display.split_messages import entities
from tests.botapi import BotApi
from tests.contracts.letters import Letters, Postbox, Rooms, word
from tests.databases import open_storage
from tests.stored import open_story
from tests.tools.golden import SOME, golden

NOBODY = KnownPositions(top=0, taken=frozenset(), open=0, rivals=(), kind=ChatKind.PRIVATE)


HERE = ChatKey("postbox", word("!room"))
THREAD = ChatKey("rooms", word("!room"), word("$thread"))


@dataclass
class Stage:
    """One platform with a chat on it, and what people see there: plain texts in order."""

    sender: Sender
    key: ChatKey
    seen: Callable[[], list[str]]
    lose: Callable[[], object] | None
    """Lets the next message arrive without an answer; None: nothing gets lost there."""

    @property
    def platform(self) -> Platform:
        """See ports.Platform."""
        return self.sender.platform

    def message(self, reply: Reply) -> Message:
        """A message that is being sent to the chat."""
        now = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
        mended = (Flaw.MARKUP,) if reply.plain else ()
        return Message(1, 1, self.key, reply.text, MessageState.SENDING, now, now, now, mended=mended)


@dataclass
class Still(Clock):
    """Stands still."""

    moment: datetime = field(default_factory=lambda: datetime.fromisoformat("2026-11-20T08:00:00+00:00"))

    def now(self) -> datetime:
        """See ports.Clock."""
        return self.moment


@pytest.fixture(params=["terminal", "telegram", "postbox", "rooms"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Each platform, ready to be written to."""
    if request.param == "terminal":
        out = io.StringIO()
        yield Stage(TerminalSender(Screen(out)), TERMINAL_CHAT, lambda: [out.getvalue()], None)
    elif request.param in ("postbox", "rooms"):
        letters, key = (Letters(), HERE) if request.param == "postbox" else (Letters(Rooms()), THREAD)
        yield Stage(letters, key, letters.texts, letters.lose)
    else:
        async with BotApi.running() as api:
            api.limits.on = False
            ann = api.person("Ann")
            api.says(ann, ann, "/start")
            async with open_bot(api.token, api.base_url, api.base_file_url) as bot:
                sender = TelegramSender(bot, Limits(chat=(), group=(), overall=Rate(100, 0.0)))
                lose = partial(api.faults.order, "sendMessage", "reset after")
                yield Stage(sender, ChatKey("telegram", str(ann)), lambda: api.bot_texts(ann), lose)
        assert api.violations == []


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///test.db", tmp_path, [])
    yield opened
    await opened.close()


def words(text: str) -> str:
    """Without blanks, signs that nobody sees, and the addresses that some platforms show behind their words."""
    return re.sub(r"\s", "", re.sub(r"\(https?://[^\s()]*\)", "", visible(text)))


def shown(reply: Reply) -> str:
    """What people read of a message."""
    return reply.text if reply.plain else plain(reply.text, addresses=False)


@pytest.mark.parametrize("name", SOME)
def test_a_digest_keeps_to_what_the_platform_takes(name: str) -> None:
    """Lengths, formats, buttons; no story is lost, each message names those that it tells, in order."""
    digest = golden(name).digest
    everyone: tuple[Platform, ...] = (*PLATFORMS.values(), Postbox(), Rooms())
    for platform in everyone:
        can, made = platform.capabilities, platform.render(digest, "en")
        for reply in made:
            assert can.longest_message is None or can.measure(shown(reply)) <= can.longest_message
            assert can.longest_raw is None or len(reply.text.encode()) <= can.longest_raw
            assert can.most_formats is None or entities(reply.text) <= can.most_formats
            assert can.buttons or not reply.buttons
            assert can.replies or not reply.reply_to
            assert can.markup or reply.plain
            data = [button.data for row in reply.buttons for button in row]
            assert all(can.longest_button is None or len(one.encode()) <= can.longest_button for one in data)
        told = [story for reply in made for story in reply.stories]
        carried = [story for item in digest.items for story in (item.story, *item.told_with)]
        assert list(dict.fromkeys(told)) == list(dict.fromkeys(carried))
        everything = words("".join(map(shown, made)))
        for item in digest.items:
            assert all(words(quote.quote.text) in everything for quote in (*item.quotes, *item.figures)), platform.name
        assert platform.render(digest_of(values_of(digest)), "en") == made


@pytest.mark.parametrize("name", ["sample", "follow-ups", "markup", "burst"])
async def test_a_digest_goes_out(name: str, stage: Stage, storage: SqlStorage) -> None:
    """Through outbox and delivery: people see all of it once, it counts as sent, and a second round sends nothing."""
    clock = Still()
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(stage.key, ChatKind.PRIVATE, "")
        made_of = await asyncio.to_thread(golden, name)  # it runs a loop of its own
        digest = replace(made_of.digest, chat=chat.id)
        for _ in range(max(story for item in digest.items for story in (item.story, *item.told_with))):
            await open_story(unit, Story(0, "A story", clock.now(), clock.now()))
        made = stage.platform.render(digest, "en")
        assert await unit.outbox.post(digest, made, clock.now(), clock.now() + timedelta(days=1))
        await unit.commit()
    assert await deliver(storage, stage.sender, clock) == Delivered(sent=len(made))
    assert await deliver(storage, stage.sender, clock) == Delivered()
    assert words("".join(stage.seen())).count(words(shown(made[0]))[:60]) == 1
    for reply in made:
        assert words(shown(reply)) in words("".join(stage.seen()))
    async with storage.view() as unit:
        assert (await unit.outbox.open())[0] == 0
        told = await unit.outbox.places(chat.id)
        assert [told[place].story for place in sorted(told)] == list(dict.fromkeys(item.story for item in digest.items))


async def test_a_long_reply_is_cut(stage: Stage) -> None:
    """Into messages that the platform takes, every word of it in order, no markup torn."""
    text = "\n\n".join(f"<b>Feed {number}</b> tells <i>{'much ' * 9}</i>&amp; more" for number in range(300))
    parts = pieces(Reply(text), stage.platform.capabilities)
    for part in parts:
        await stage.sender.send(stage.message(part))
    assert words("".join(shown(part) for part in parts)) == words(plain(text, addresses=False))
    assert words("".join(map(shown, parts))) in words("".join(stage.seen()))


async def test_each_call_takes_its_turn(stage: Stage) -> None:
    """Those to one chat go one after the other, in the order in which they came, also after one that fails."""
    order: list[str] = []

    async def say(text: str) -> None:
        (reply,) = pieces(Reply(text), stage.platform.capabilities)
        async with stage.sender.turn(stage.key):
            await stage.sender.send(stage.message(reply))
            order.append(text)

    async def fail() -> None:
        async with stage.sender.turn(stage.key):
            raise LookupError

    for text in ("One", "Two"):
        await say(text)
        with pytest.raises(LookupError):
            await fail()
    await say("Three")
    assert order == ["One", "Two", "Three"]
    seen = words("".join(stage.seen()))
    assert [seen.count(text) for text in order] == [1, 1, 1]
    assert sorted(order, key=seen.index) == order


async def test_how_far_a_lost_message_may_stand(stage: Stage) -> None:
    """At or above what is known already, or nowhere."""
    (reply,) = pieces(Reply("Hello"), stage.platform.capabilities)
    top = 12
    reach = stage.sender.reach(stage.message(reply), replace(NOBODY, top=top))
    assert reach == 0 or reach >= top


async def test_what_has_arrived_is_found(stage: Stage) -> None:
    """Also when its answer was lost; looking changes nothing that people see, and takes nothing for another message."""
    (first,), (other,) = (pieces(Reply(text), stage.platform.capabilities) for text in ("Hello", "Good day"))
    if stage.lose is None:
        await stage.sender.send(stage.message(first))
    else:
        stage.lose()
        with pytest.raises(Uncertain):
            await stage.sender.send(stage.message(first))
    before = stage.seen()
    found = await stage.sender.look_up(stage.message(first), NOBODY, Still().now())
    assert bool(found.sent_id) == (stage.lose is not None)
    position = (stage.platform.position(found.sent_id) if found.sent_id else None) or 0
    known = replace(NOBODY, top=position, taken=frozenset([position]))
    missed = await stage.sender.look_up(replace(stage.message(other), id=2), known, Still().now())
    assert missed == Lookup()
    assert stage.seen() == before


def test_addresses_are_addresses(stage: Stage) -> None:
    """A web address, or none."""
    for kind in ChatKind:
        chat = Chat(1, replace(stage.key, chat="-1001234", thread=""), kind, "", "UTC", ())
        assert re.fullmatch(r"(https://\S+/7)?", stage.platform.address(chat, "7"))


async def test_positions_rise_where_there_are_any(stage: Stage) -> None:
    """A message has a higher one than those before it; or none of a platform has any."""
    told = pieces(Reply("Hello"), stage.platform.capabilities) * 12
    positions = [stage.platform.position(await stage.sender.send(stage.message(one))) for one in told]
    known = [position for position in positions if position is not None]
    assert known == sorted(set(known))
    assert len(known) in (0, len(positions))
    assert all(position > 0 for position in known)


async def test_a_new_platform_needs_no_change_in_the_core() -> None:
    """The sample day on a platform that is made up: stories chosen, digest posted, delivered, told, made again."""
    letters = Letters()
    async with assemble_demo() as newsbot:
        await chat_of(newsbot, None)  # it follows the feeds of the sample day
        await newsbot.refresh()
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(HERE, ChatKind.GROUP, "A room")
            for feed in await unit.feeds.all():
                await unit.feeds.follow(chat.id, feed.id, newsbot.clock.now() - timedelta(days=2))
            await unit.commit()
        here = {**newsbot.platforms, "postbox": letters.platform}
        made = await asked_digests.post_preview(newsbot.storage, here, chat, newsbot.clock.now(), newsbot.plan)
        assert made is not None
        assert len(made.items) > 5
        done = await deliver(newsbot.storage, letters, newsbot.clock)
        async with newsbot.storage.view() as unit:
            told = await unit.outbox.places(chat.id)
    assert done == Delivered(sent=len(letters.sent))
    assert len(letters.sent) > 1
    assert {letter.key for letter in letters.sent} == {HERE}
    assert {one.story for one in told.values()} == {item.story for item in made.items}
    assert letters.texts() == [one.text for one in Postbox().render(made, "en")]
