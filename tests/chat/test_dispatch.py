"""Which command a message or a button means, and who may use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.admission.refusals import MOST_KEPT, PAUSE, Refusals
from bot.chat.dispatch import LONGEST, handle
from bot.chat.request import ChatRequest, Response
from bot.model import Button, ChatKey, ChatKind
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        pytest.param("/fact who leads Acme?", "who leads Acme?", id="plain"),
        pytest.param("/fact@news_bot who leads Acme?", "who leads Acme?", id="named-bot"),
        pytest.param("\u200e/fact who leads Acme?", "who leads Acme?", id="copied-from-arabic"),
        pytest.param("/FACT who leads Acme?", "who leads Acme?", id="capitals"),
        pytest.param("/fact\nwho\nleads Acme?", "who\nleads Acme?", id="several-lines"),
        pytest.param("who leads Acme?", "who leads Acme?", id="no-command"),
        pytest.param("/fact <b>&amp; 🤖</b>", "<b>&amp; 🤖</b>", id="markup-and-emoji"),
        pytest.param("/fact \x00who\x1b[2J?", "who[2J?", id="control-characters"),
        pytest.param("/fact " + "x" * 4000, "x" * (LONGEST - 6), id="4000-characters"),
    ],
)
async def test_a_question_reaches_the_answerer(room: Room, typed: str, question: str) -> None:
    """In a private chat a question is answered with or without its command, whatever stands in it."""
    assert text_of(await room.say(typed)) == "An answer."
    assert room.asked == [(question, "")]


async def test_a_question_in_reply_knows_what_it_is_about(room: Room) -> None:
    """The text replied to goes along, and is enough by itself."""
    await room.say("/fact how much?", about_text="Lab raises money")
    await room.say("/fact", about_text="Lab raises money")
    assert room.asked == [("how much?", "Lab raises money"), ("", "Lab raises money")]


async def test_fact_without_a_question_gives_a_hint(room: Room) -> None:
    """Nothing is looked up when nothing was asked."""
    assert "/fact What" in text_of(await room.say("/fact   "))
    assert room.asked == []


async def test_unknown_commands(room: Room) -> None:
    """A private chat gets a hint, with what was typed shown as text; a group hears nothing."""
    private = await room.say("/<b>what now")
    assert private.replies[0].text.startswith("I don't know /&lt;b&gt;what.")
    assert await room.say("/what now", key=GROUP) == Response()
    addressed = await room.say("/foo@news_test_bot now", MEMBER, GROUP)
    assert addressed.replies[0].text == "I don't know /foo. /help lists what I can do."


async def test_a_group_is_left_alone(room: Room) -> None:
    """What is no command in a group is none of the bot's business."""
    assert await room.say("hello all", key=GROUP) == Response()
    assert await room.say("https://a.example/feed", key=GROUP) == Response()
    assert room.asked == []


@pytest.mark.parametrize(
    "typed", ["/subscribe", "/unsubscribe", "/addfeed a.example", "/removefeed 1", "/hours 8", "/timezone Berlin"]
)
async def test_members_change_nothing(room: Room, typed: str) -> None:
    """Who is no admin of a group gets one short line, and nothing is written."""
    refused = await room.say(typed, user=MEMBER, key=GROUP)
    name, _, args = typed.partition(" ")
    lines = (f"Only admins can use {name} here. Please", f"Only admins can change this with {name}. Please")
    assert text_of(refused).startswith(lines), args
    assert await room.chat(GROUP) is None


async def test_refusals_do_not_flood_a_group(room: Room) -> None:
    """
    Who tries again and again hears of it once in a while, of another command at once, but not of one after the other.

    Others, other chats and presses are not silenced.
    """
    assert text_of(await room.say("/subscribe", user=MEMBER, key=GROUP))
    assert text_of(await room.say("/addfeed a.example", user=MEMBER, key=GROUP))
    for _ in range(5):
        assert await room.say("/addfeed a.example", user=MEMBER, key=GROUP) == Response()
        assert await room.say("/subscribe 8", user=MEMBER, key=GROUP) == Response()
    tried = [text_of(await room.say(f"/{name} 1", user=MEMBER, key=GROUP)) for name in ("hours", "pause", "removefeed")]
    assert list(map(bool, tried)) == [True, False, False]
    assert text_of(await room.say("/subscribe", user="3", key=GROUP))
    assert text_of(await room.say("/subscribe", user=MEMBER, key=ChatKey("telegram", "-7")))
    assert (await room.press(Button("Subscribe", "subscribe"), user=MEMBER, key=GROUP)).notice
    room.clock.moment += PAUSE
    assert text_of(await room.say("/subscribe", user=MEMBER, key=GROUP))


def test_refusals_are_not_kept_for_ever() -> None:
    """However many people try their luck, at once or when the clock was ahead, the oldest are forgotten."""
    refusals = Refusals()
    for n in range(2 * MOST_KEPT):
        assert refusals.worth_saying(GROUP, str(n), NOW + n % 2 * 9 * PAUSE)
    assert len(refusals._last._held) == MOST_KEPT
    assert not refusals.worth_saying(GROUP, str(2 * MOST_KEPT - 2), NOW)
    assert refusals.worth_saying(GROUP, "0", NOW)


async def test_rights_are_checked_when_a_button_is_pressed(room: Room) -> None:
    """A button offered to an admin does nothing for a member, who alone is told."""
    button = Button("Subscribe", "subscribe")
    refused = await room.press(button, user=MEMBER, key=GROUP)
    assert (refused.replies, refused.spent) == ((), False)
    assert "Only admins" in refused.notice
    await room.press(button, user=ADMIN, key=GROUP)
    chat = await room.chat(GROUP)
    assert chat is not None
    assert chat.subscribed is not None


async def test_rights_end_with_the_office(room: Room) -> None:
    """Somebody who was an admin when the button was made, but no longer is, is refused."""
    offer = buttons_of(await room.say("/start", key=GROUP))[0]
    room.members.admins.clear()
    assert "Only admins" in (await room.press(offer, key=GROUP)).notice


async def test_nothing_happens_while_rights_are_unknown(room: Room) -> None:
    """When the platform cannot tell who is an admin, nothing is changed, and it is said."""
    room.members.down = True
    assert "couldn't check" in text_of(await room.say("/subscribe", key=GROUP))
    assert await room.chat(GROUP) is None


async def test_acts_in_the_chats_own_name_are_an_admins(room: Room) -> None:
    """An anonymous admin and a channel's post need no member to be asked for."""
    request = ChatRequest(GROUP, ChatKind.CHANNEL, "", text="/subscribe", for_chat=True)
    assert "Subscribed" in text_of(await handle(request, room.services))


async def test_help_lists_what_one_may_use(room: Room) -> None:
    """Members of a group do not see the commands of admins; a private chat shows all."""
    every = Button("", "help all")
    member = text_of(await room.say("/help", user=MEMBER, key=GROUP))
    assert "/fact your question" in member
    assert "/missed" not in member
    assert "/addfeed" not in text_of(await room.press(every, user=MEMBER, key=GROUP))
    first = await room.say("/help")
    assert "just type a question" in text_of(first)
    assert "/missed" in text_of(first)
    assert [button.data for button in buttons_of(first)] == [every.data]
    private = text_of(await room.press(every))
    assert "/addfeed address" in private
    assert "/subscribe [hours] – get digests in this chat" in private
    assert "/digest" not in private, "no command stands in both"


async def test_buttons_that_are_no_more(room: Room) -> None:
    """A button that no version of the bot knows any more says so and goes away."""
    old = await room.press(Button("?", "forgotten 7"))
    assert (old.replies, old.spent) == ((), True)
    assert old.notice


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["", "/fact ", "/removefeed ", "/addfeed ", "/feeds ", "/"]), st.text(max_size=200))
async def test_any_text_is_answered(room: Room, command: str, text: str) -> None:
    """Nothing that can be typed is an error, and nothing typed becomes markup."""
    response = await room.say(f"{command}<i>{text}")
    assert all("<i>" not in reply.text for reply in response.replies)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["", "add ", "pick ", "why ", "leave ", "preview "]), st.text(max_size=64))
async def test_any_button_is_answered(room: Room, command: str, data: str) -> None:
    """Invented button data does no harm."""
    response = await room.press(Button("?", f"{command}{data}" or "x"), key=PRIVATE)
    assert isinstance(response, Response)
