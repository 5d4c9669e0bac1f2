"""Whom the bot serves, what strangers hear, and how much one chat and one person may have it do."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.admission.access import Act, Allowed, Place, Standing, allowed_by, standing, to_ask
from bot.chat.admission.allowed_sender import GuardedSender
from bot.chat.admission.gate import ASK_AGAIN, MOST_REMEMBERED, ONCE_IN, REMEMBERED, Gate, Lately
from bot.chat.dispatch import handle
from bot.chat.follow_feeds import Credit, TooManyFeeds, follow, follow_all
from bot.chat.request import ChatRequest, FeedOffer, Response
from bot.delivery.deliver import deliver
from bot.errors import ChatGone, TryLater
from bot.feeds.opml import Line
from bot.model import Button, ChatKey, ChatKind, KnownPositions, Limits, Lookup, Message, Reply
from bot.platforms.telegram.platform import Telegram
from bot.storage.people import WEEK
from bot.text.display.wording import ENGLISH
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, Room, buttons_of, room_in, text_of

ANN, BEN, OPERATOR, CLUB, CREW, PUBLIC = "11", "12", "13", "-1001", "-1002", "@crew"
HOUR = timedelta(hours=1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room that serves everybody until a test says otherwise."""
    async with room_in(tmp_path) as opened:
        yield opened


def let_in(room: Room, *rules: str, operators: tuple[str, ...] = ()) -> None:
    """Put the rules of ``telegram.allow`` in force."""
    gate = Gate(allowed_by(rules, operators), room.members)
    room.services = replace(room.services, gate=gate, operators=frozenset(operators))


# ---------------------------------------------------------------- the decision

SERVED, STRANGER, UNKNOWN = Standing.SERVED, Standing.STRANGER, Standing.UNKNOWN


@pytest.mark.parametrize(
    ("rules", "act", "member_of", "decided"),
    [
        pytest.param(["everyone"], Act(ANN, ANN), {}, SERVED, id="everyone"),
        pytest.param(["everyone"], Act("", CLUB), {}, SERVED, id="everyone-unknown-person"),
        pytest.param([BEN, "everyone"], Act(ANN, CLUB), {}, SERVED, id="everyone-among-others"),
        pytest.param([], Act(ANN, ANN), {}, STRANGER, id="nobody"),
        pytest.param([], Act(OPERATOR, OPERATOR), {}, SERVED, id="operator-in-private"),
        pytest.param([], Act(OPERATOR, CLUB), {}, SERVED, id="operator-in-a-strange-group"),
        pytest.param([], Act(OPERATOR, ""), {}, SERVED, id="operator-inline"),
        pytest.param([ANN], Act(ANN, ANN), {}, SERVED, id="named-in-private"),
        pytest.param([ANN], Act(ANN, CLUB), {}, SERVED, id="named-in-any-group"),
        pytest.param([ANN], Act(ANN, ""), {}, SERVED, id="named-inline"),
        pytest.param([ANN], Act(BEN, BEN), {}, STRANGER, id="another"),
        pytest.param([ANN], Act("", CLUB), {}, STRANGER, id="anonymous-in-a-strange-group"),
        pytest.param([CLUB], Act(BEN, CLUB), {}, SERVED, id="anybody-in-a-named-group"),
        pytest.param([CLUB], Act("", CLUB), {}, SERVED, id="anonymous-in-a-named-group"),
        pytest.param([CLUB], Act(BEN, BEN), {}, STRANGER, id="its-people-elsewhere"),
        pytest.param([CLUB], Act(BEN, ""), {}, STRANGER, id="its-people-inline"),
        pytest.param([CLUB.removeprefix("-")], Act(BEN, CLUB), {}, STRANGER, id="no-sign-is-lost"),
        pytest.param([CREW], Act(CREW, CLUB), {}, SERVED, id="posting-as-a-named-channel"),
        pytest.param([f"members of {CREW}"], Act(ANN, ANN), {CREW: True}, SERVED, id="member-in-private"),
        pytest.param([f"members of {CREW}"], Act(ANN, CLUB), {CREW: True}, SERVED, id="member-in-a-group"),
        pytest.param([f"members of {CREW}"], Act(ANN, ""), {CREW: True}, SERVED, id="member-inline"),
        pytest.param([f"members of {CREW}"], Act(BEN, BEN), {CREW: False}, STRANGER, id="no-member"),
        pytest.param([f"members of {CREW}"], Act(ANN, ANN), {CREW: None}, UNKNOWN, id="cannot-be-asked"),
        pytest.param([f"members of {CREW}"], Act(ANN, ANN), {}, UNKNOWN, id="was-not-asked"),
        pytest.param([f"members of {CREW}"], Act("", CREW), {}, SERVED, id="anonymous-in-the-chat-itself"),
        pytest.param([f"members of {CREW}"], Act("", CLUB), {}, STRANGER, id="anonymous-elsewhere"),
        pytest.param([f"members of {PUBLIC}"], Act(ANN, ANN), {PUBLIC: True}, SERVED, id="by-name"),
        pytest.param(
            [BEN, f"members of {CREW}", f"members of {PUBLIC}"],
            Act(ANN, ANN),
            {CREW: None, PUBLIC: True},
            SERVED,
            id="one-of-several",
        ),
        pytest.param(
            [f"members of {CREW}", f"members of {PUBLIC}"],
            Act(ANN, ANN),
            {CREW: False, PUBLIC: None},
            UNKNOWN,
            id="one-cannot-be-asked",
        ),
        pytest.param([ANN, CLUB, f"members of {CREW}"], Act(BEN, CLUB), {}, SERVED, id="mixed"),
    ],
)
def test_who_is_served(rules: list[str], act: Act, member_of: Mapping[Place, bool | None], decided: Standing) -> None:
    """Whoever acts is allowed, or the chat is; in doubt nobody is."""
    assert standing(allowed_by(rules, [OPERATOR]), act, member_of) is decided


ids = st.sampled_from(["", "-3", "-2", "-1", "1", "2", "3"])


@given(
    st.frozensets(ids),
    st.frozensets(ids),
    st.frozensets(st.sampled_from(["-3", "-2", "-1", PUBLIC])),
    ids,
    ids,
    st.data(),
)
def test_nobody_slips_in(
    named: frozenset[str], runs: frozenset[str], places: frozenset[str], person: str, chat: str, data: st.DataObject
) -> None:
    """Without a rule that fits nobody is served; what need not be asked changes nothing."""
    allowed = Allowed(False, named, tuple(sorted(places)), runs)
    member_of: dict[Place, bool | None] = data.draw(
        st.fixed_dictionaries({place: st.sampled_from([True, False, None]) for place in places})
    )
    act = Act(person, chat)
    fits = (person and person in named | runs | places) or (chat and chat in named | places)
    is_member = bool(person) and True in member_of.values()
    decided = standing(allowed, act, member_of)
    assert (decided is SERVED) == bool(fits or is_member)
    asked = to_ask(allowed, act)
    assert decided is standing(allowed, act, {place: member_of[place] for place in asked})
    assert not (fits and asked)


# ---------------------------------------------------------------- asked when the act happens


async def test_a_membership_ends(room: Room) -> None:
    """Asked once a minute at most; who has left is a stranger by then; while nobody can tell, nobody is served."""
    gate = Gate(allowed_by([f"members of {CREW}"]), room.members)
    room.members.inside[CREW] = {ANN}
    here = Act(ANN, ANN)
    for _ in range(5):
        assert await gate.admits("telegram", here, NOW) is SERVED
    assert room.members.asked == 1
    room.members.inside[CREW].clear()
    assert await gate.admits("telegram", here, NOW + REMEMBERED - timedelta(seconds=1)) is SERVED
    assert await gate.admits("telegram", here, NOW + REMEMBERED) is STRANGER
    room.members.down = True
    later = NOW + 2 * REMEMBERED
    assert await gate.admits("telegram", here, later) is UNKNOWN
    room.members.down, room.members.inside[CREW] = False, {ANN}
    assert await gate.admits("telegram", here, later) is UNKNOWN
    assert await gate.admits("telegram", here, later + ASK_AGAIN) is SERVED
    assert await gate.admits("terminal", Act("1", "1"), NOW) is SERVED


async def test_nobody_is_asked_about_whom_it_is_clear(room: Room) -> None:
    """Operators and those who are named cost no question, nor does anything while all are served."""
    cases: list[list[str]] = [["everyone"], [ANN, f"members of {CREW}"]]
    for rules in cases:
        assert await Gate(allowed_by(rules, [OPERATOR]), room.members).admits("telegram", Act(ANN, CLUB), NOW) is SERVED
    gate = Gate(allowed_by([f"members of {CREW}"], [OPERATOR]), room.members)
    assert await gate.admits("telegram", Act(OPERATOR, CLUB), NOW) is SERVED
    assert room.members.asked == 0


def test_memory_is_bounded() -> None:
    """However many strangers come by, so much is remembered and no more; the newest stays."""
    lately = Lately(most=100)
    for n in range(1_000):
        lately.put(n, value=True, until=NOW + HOUR)
    assert len(lately._held) == 100
    assert lately.get(999, NOW)
    assert lately.get(999, NOW + HOUR) is None
    assert lately.get(0, NOW) is None
    assert Lately()._most == MOST_REMEMBERED


# ---------------------------------------------------------------- what strangers hear


async def test_a_stranger_hears_it_once_a_day(room: Room) -> None:
    """One friendly line with the number to hand on, then silence until tomorrow, whatever is tried."""
    let_in(room, BEN)
    key = ChatKey("telegram", ANN)
    first = text_of(await room.say("/start", ANN, key))
    assert "private" in first
    assert str(ANN) in first
    for text in ("/fact who leads it?", "hello", "https://a.example/feed", "/nonsense", "/status", "/addfeed x"):
        assert await room.say(text, ANN, key) == Response()
    assert await room.send_file("feeds.opml", b"<opml/>", user=ANN, key=key) == Response()
    assert room.asked == []
    assert await room.chat(key) is None
    room.clock.moment += ONCE_IN
    assert text_of(await room.say("hello", ANN, key))


ASKED = "/fact who leads Acme?"


async def test_strangers_who_write_without_end(room: Room) -> None:
    """They hear their one line and nothing else, and use up nothing that others could have."""
    let_in(room, ADMIN)
    heard = 0
    for n in range(400):
        who = (ANN, BEN)[n % 2]
        heard += len((await room.say(f"/fact number {n}?", who, ChatKey("telegram", who))).replies)
    assert heard == 2
    assert room.asked == []
    assert text_of(await room.say(ASKED, ADMIN, ChatKey("telegram", ADMIN))) == "An answer."


async def test_strangers_in_a_group_hear_it_once(room: Room) -> None:
    """A group of strangers hears one line a day for all of them, and plain talk in it gets none."""
    let_in(room, ADMIN)
    assert await room.say("good morning", ANN, GROUP) == Response()
    assert str(GROUP.chat) in text_of(await room.say(ASKED, ANN, GROUP))
    assert await room.say(ASKED, BEN, GROUP) == Response()
    assert await room.say(ASKED, ANN, ChatKey("telegram", "-77")) == Response(), "this person knows it"
    assert text_of(await room.say(ASKED, BEN, ChatKey("telegram", "-78")))
    assert text_of(await room.say(ASKED, ADMIN, GROUP)) == "An answer.", "who is let in is served anywhere"


async def test_inline_and_buttons_of_strangers(room: Room) -> None:
    """An inline question finds nothing; a press is answered to the presser alone, and changes nothing."""
    let_in(room, ADMIN)
    question = ChatRequest(ChatKey("telegram", ANN), ChatKind.PRIVATE, ANN, text="who leads it?", inline=True)
    assert await handle(question, room.services) == Response()
    pressed = await room.press(Button("Subscribe", "subscribe"), ANN, GROUP)
    assert (pressed.replies, pressed.spent, bool(pressed.notice)) == ((), False, True)
    assert len(pressed.notice) <= 200
    assert room.asked == []
    assert await room.chat(GROUP) is None


async def test_acts_in_a_chats_own_name(room: Room) -> None:
    """An anonymous admin and a channel's post are the chat's: served where the chat is, whoever that may be."""
    let_in(room, ADMIN, CLUB, operators=(OPERATOR,))
    post = ChatRequest(ChatKey("telegram", CLUB), ChatKind.CHANNEL, "", text="/help", for_chat=True)
    assert "What I can do here" in text_of(await handle(post, room.services))
    for user in (ADMIN, OPERATOR, ""):
        strange = replace(post, key=ChatKey("telegram", "-4"), user=user)
        assert "What I can do here" not in text_of(await handle(strange, room.services))


async def test_when_nobody_can_tell(room: Room) -> None:
    """A clear line, not again and again; a notice for presses; nothing happens."""
    let_in(room, f"members of {CREW}")
    room.members.down = True
    key = ChatKey("telegram", ANN)
    assert "can't check" in text_of(await room.say(ASKED, ANN, key))
    assert await room.say(ASKED, ANN, key) == Response()
    assert "can't check" in (await room.press(Button("x", "subscribe"), ANN, key)).notice
    assert room.asked == []


async def test_the_terminal_is_exempt(room: Room) -> None:
    """Whoever sits at the machine runs it."""
    let_in(room)
    assert text_of(await room.say(ASKED, "1", ChatKey("terminal", "1"))) == "An answer."


# ---------------------------------------------------------------- what is due


class Arrived:
    """A sender whose messages all arrive."""

    def __init__(self) -> None:
        self.turns: list[ChatKey] = []

    platform = Telegram()

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:
        """See ports.Sender."""
        self.turns.append(key)
        yield

    async def send(self, message: object) -> str:  # noqa: ARG002 - the port's
        """See ports.Sender."""
        return "1"

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:  # noqa: ARG002 - the port's
        """See ports.Sender."""
        return Lookup()

    def reach(self, message: Message, known: KnownPositions) -> int:  # noqa: ARG002 - the port's
        """See ports.Sender."""
        return 0


async def _sends(sender: GuardedSender, key: ChatKey) -> None:
    async with sender.turn(key):
        pass


async def test_digests_end_with_the_permission(room: Room) -> None:
    """A private chat's with its person's, a group's with that of the group and of who subscribed it; and come back."""
    alone, group = ChatKey("telegram", ANN), GROUP
    room.members.admins.add(ANN)
    for key in (alone, group):
        assert "Subscribed" in text_of(await room.say("/subscribe", ANN, key))
    room.members.inside[CREW] = {ANN}
    cases: list[tuple[list[str], list[ChatKey]]] = [
        (["everyone"], []),
        ([ANN], []),
        ([f"members of {CREW}"], []),
        ([GROUP.chat], [alone]),
        ([BEN], [alone, group]),
        ([], [alone, group]),
    ]
    for rules, held in cases:
        sender = Arrived()
        guarded = GuardedSender(sender, Gate(allowed_by(rules), room.members), room.storage, room.clock)
        for key in (alone, group):
            if key in held:
                with pytest.raises(ChatGone, match=r"access\.held"):
                    await _sends(guarded, key)
            else:
                await _sends(guarded, key)
        assert sender.turns == [key for key in (alone, group) if key not in held]
    room.members.down = True
    guarded = GuardedSender(Arrived(), Gate(allowed_by([f"members of {CREW}"]), room.members), room.storage, room.clock)
    with pytest.raises(TryLater):
        await _sends(guarded, alone)


async def test_what_is_due_is_held_and_comes_later(room: Room) -> None:
    """Without the permission nothing is sent and nothing lost; with it again, what was held arrives."""
    key = ChatKey("telegram", ANN)
    await room.say("/subscribe", ANN, key)
    chat = await room.chat(key)
    assert chat is not None
    async with room.storage.unit() as unit:
        await unit.outbox.notify(chat.id, Reply("News."), NOW, NOW + timedelta(days=2))
        await unit.commit()
    sender = Arrived()
    closed = GuardedSender(sender, Gate(allowed_by([BEN]), room.members), room.storage, room.clock)
    done = await deliver(room.storage, closed, room.clock)
    assert (done.sent, sender.turns) == (0, [])
    let_in(room, BEN, operators=(OPERATOR,))
    told = text_of(await room.say("/status", OPERATOR, ChatKey("telegram", OPERATOR)))
    assert "1 chat gets nothing for now, because telegram.allow no longer covers it." in told
    room.clock.moment += HOUR
    opened = GuardedSender(sender, Gate(allowed_by([ANN]), room.members), room.storage, room.clock)
    done = await deliver(room.storage, opened, room.clock)
    assert (done.sent, sender.turns) == (1, [key])


# ---------------------------------------------------------------- quotas


def limited(room: Room, **limits: int) -> None:
    """Set some limits low."""
    room.services = replace(room.services, limits=replace(Limits(), **limits))


async def _adds(room: Room, n: int, user: str, key: ChatKey) -> str:
    url = f"https://{n}.example/feed"
    room.web[url] = [FeedOffer(url, f"Feed {n}")]
    return text_of(await room.press(buttons_of(await room.say(f"/addfeed {url}", user, key))[0], user, key))


async def test_feeds_of_one_person(room: Room) -> None:
    """They count over all chats; another person has their own; removing makes room; operators are not counted."""
    limited(room, feeds_per_person=2)
    room.members.admins |= {ANN, BEN}
    alone = ChatKey("telegram", ANN)
    assert "Added" in await _adds(room, 1, ANN, alone)
    assert "Added" in await _adds(room, 2, ANN, GROUP)
    assert "limit of feeds (2" in await _adds(room, 3, ANN, alone)
    assert "Added" in await _adds(room, 3, BEN, GROUP)
    await room.say("/removefeed 1", ANN, alone)
    assert "Added" in await _adds(room, 4, ANN, alone)
    room.services = replace(room.services, operators=frozenset({ANN}))
    assert "Added" in await _adds(room, 5, ANN, alone)


async def test_moving_a_feed_is_no_way_round(room: Room) -> None:
    """A feed at its new address counts for whoever moved it."""
    limited(room, feeds_per_person=1)
    alone = ChatKey("telegram", ANN)
    await _adds(room, 1, ANN, alone)
    url = "https://new.example/feed"
    room.web[url] = [FeedOffer(url, "New")]
    moving = await room.say(f"/movefeed 1 {url}", ANN, alone)
    for button in buttons_of(moving)[:1]:
        await room.press(button, ANN, alone)
    assert [feed.url for feed in await room.feeds(alone)] == [url]
    assert "You have reached your limit of feeds" in await _adds(room, 2, ANN, alone)


async def test_feeds_of_all(room: Room) -> None:
    """The bot follows so many; one that it follows already can still be added."""
    limited(room, feeds=2)
    await _adds(room, 1, ANN, ChatKey("telegram", ANN))
    await _adds(room, 2, ANN, ChatKey("telegram", ANN))
    assert "I have reached my limit of feeds (2)" in await _adds(room, 3, BEN, ChatKey("telegram", BEN))
    assert "Added" in await _adds(room, 1, BEN, ChatKey("telegram", BEN))


async def test_a_list_is_taken_in_as_far_as_it_goes(room: Room) -> None:
    """Of a list so many are added as there is room for, and what stopped the rest is said."""
    limits = Limits(feeds_per_chat=9, feeds_per_person=5, feeds=7)
    lines = [Line(f"https://{n}.example/") for n in range(8)]
    async with room.storage.unit() as unit:
        one, two = [await unit.chats.ensure(ChatKey("telegram", n), ChatKind.PRIVATE, "") for n in (ANN, BEN)]
        done = await follow_all(unit, one.id, lines, HOUR, NOW, Credit(ANN, "telegram", limits))
        assert (done.added, done.over) == (5, 3)
        assert "your limit of feeds (5" in ENGLISH.reason(str(done.why))
        done = await follow_all(unit, two.id, lines, HOUR, NOW, Credit(limits=limits))
        assert (done.added, done.over) == (7, 1)
        assert "I have reached my limit" in ENGLISH.reason(str(done.why))
        with pytest.raises(TooManyFeeds):
            await follow(unit, two.id, "https://x.example/", "", HOUR, NOW, Credit(limits=limits))


async def test_chats_of_one_person(room: Room) -> None:
    """So many groups can be subscribed; the own private chat always can; /unsubscribe makes room."""
    limited(room, chats_per_person=2)
    room.members.admins.add(ANN)
    keys = [ChatKey("telegram", str(-n)) for n in (1, 2, 3)]
    for key in keys[:2]:
        assert "Subscribed" in text_of(await room.say("/subscribe", ANN, key))
    assert "limit of subscribed chats (2)" in text_of(await room.say("/subscribe", ANN, keys[2]))
    assert "Subscribed" in text_of(await room.say("/subscribe", ANN, ChatKey("telegram", ANN)))
    assert "08:00" in text_of(await room.say("/subscribe", ANN, keys[0])), "again is no other chat"
    await room.say("/unsubscribe", ANN, ChatKey("telegram", ANN))
    await room.say("/unsubscribe", ANN, keys[0])
    assert "Subscribed" in text_of(await room.say("/subscribe", ANN, keys[2]))


async def _asks(room: Room, question: str, user: str, key: ChatKey) -> Response:
    room.found = replace(room.found, unanswered=True)
    return await room.press(buttons_of(await room.say(f"/fact {question}", user, key))[0], user, key)


async def test_questions_of_one_person(room: Room) -> None:
    """They count over all chats; anonymous admins of two groups are not one person."""
    limited(room, questions_per_person=2, questions_per_chat=3)
    assert text_of(await _asks(room, "who leads a?", ANN, GROUP))
    assert text_of(await _asks(room, "who leads b?", ANN, ChatKey("telegram", ANN)))
    assert "your limit of open questions" in (await _asks(room, "who leads c?", ANN, GROUP)).notice
    assert text_of(await _asks(room, "who leads d?", BEN, GROUP))
    assert text_of(await _asks(room, "who leads e?", MEMBER, GROUP))
    assert (
        "This chat has reached its limit of open questions (3)"
        in (await _asks(room, "who leads f?", "99", GROUP)).notice
    )
    anonymous = "1087968824"
    one, two = [
        ChatRequest(ChatKey("telegram", str(chat)), ChatKind.SUPERGROUP, anonymous, for_chat=True).actor
        for chat in (-1, -2)
    ]
    assert (one, two) == ("-1", "-2")


async def test_questions_of_all_together(room: Room) -> None:
    """However many people ask; and whoever is answered makes room."""
    limited(room, questions=2)
    for number in range(2):
        assert text_of(
            await _asks(room, f"who leads {'ab'[number]}?", str(70 + number), ChatKey("telegram", str(70 + number)))
        )
    third = ChatKey("telegram", "72")
    assert "from everybody together" in (await _asks(room, "who leads c?", "72", third)).notice
    async with room.storage.unit() as unit:
        one = (await unit.questions.all())[0]
        await unit.questions.end(one.chat, one.id)
        await unit.commit()
    assert text_of(await _asks(room, "who leads c?", "72", third))


# ---------------------------------------------------------------- counts for the operator


async def test_status_counts_and_names_nobody(room: Room) -> None:
    """Chats by kind, people of a week, feeds, questions, limits that were reached, strangers: numbers only."""
    let_in(room, ANN, BEN, GROUP.chat, operators=(OPERATOR,))
    limited(room, feeds_per_person=1, chats_per_person=2)
    room.members.admins.add(ANN)
    alone = ChatKey("telegram", ANN)
    for key in (alone, GROUP):
        await room.say("/subscribe", ANN, key)
    await _adds(room, 1, ANN, alone)
    await _asks(room, "who leads a?", BEN, GROUP)
    for n in range(3):
        for _ in range(2):
            await room.say("/help", str(70 + n), ChatKey("telegram", str(70 + n)))
    told = text_of(await room.say("/status", OPERATOR, ChatKey("telegram", OPERATOR)))
    assert "3 people used me in the last 7 days." in told
    assert "Digests go to 1 private chat and 1 supergroup." in told
    assert "1 feed, all well" in told
    assert "Open questions: 1." in told
    assert "At a limit: chats 0, people 1." in told
    assert "Strangers were turned away 3 times" in told
    assert str(ANN) not in told.replace(str(NOW.year), "")
    assert "who leads" not in told


async def test_people_are_forgotten_after_a_week(room: Room) -> None:
    """Who acted is known for so long and no longer; strangers are not written down at all."""
    let_in(room, ANN, BEN)
    await room.say("/help", ANN, ChatKey("telegram", ANN))
    await room.say("/help", "99", ChatKey("telegram", "99"))
    room.clock.moment += WEEK + HOUR
    await room.say("/help", BEN, ChatKey("telegram", BEN))
    async with room.storage.unit() as unit:
        usage = await unit.people.usage(room.clock.now(), Limits())
        assert usage.people == 1
        assert (await unit.people.usage(NOW, Limits())).people == 1, "the row of the first is gone"
