"""``/privacy``, ``/export`` and ``/forgetme``."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.export import LARGEST, written
from bot.chat.forgetme import ASKED_FOR, is_fresh
from bot.chat.privacy import COUNTED
from bot.chat.request import Response
from bot.model import Button, ChatKey, Digest, DigestItem, Quote, Reply, Source, SourcedQuote, Values
from bot.storage.people import WEEK
from bot.tidying import KEPT_FOR_BUTTONS, KEPT_NOTICES, tidy
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

SECRET = "https://b.example/feed?token=k7zebra0f9e8d7c6b5a4321"
LIST = f"""<opml version="2.0"><body><outline text="News"><outline text="A" xmlUrl="https://a.example/feed"/></outline>
<outline text="B" xmlUrl="{SECRET}"/></body></opml>""".encode()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


def values_of(response: Response) -> Values:
    """What stands in the exported file."""
    assert response.file is not None
    found: Values = json.loads(response.file.content)
    return found


async def told(room: Room, key: ChatKey, headline: str, slots: int = 1) -> None:
    """Let digests have been posted in a chat."""
    source = Source("A", "https://a.example/1", NOW)
    quote = SourcedQuote(Quote("entry:1", 0, 8, "It sank."), source)
    item = DigestItem(1, headline, "https://a.example/1", (quote,), (source,), NOW)
    chat = await room.chat(key)
    assert chat is not None
    async with room.storage.unit() as unit:
        for number in range(slots):
            slot = NOW + timedelta(hours=number)
            await unit.outbox.post(Digest(chat.id, slot, (item,)), [Reply(headline)], NOW, NOW)
        await unit.commit()


async def stands(room: Room, question: str, user: str = ADMIN, key: ChatKey = PRIVATE) -> None:
    """Ask something that nobody can answer, and let it stand."""
    room.found = replace(room.found, unanswered=True)
    (button,) = buttons_of(await room.say(f"/fact {question}", user, key))
    await room.press(button, user, key)


async def test_everybody_is_told_their_number(room: Room) -> None:
    """In private, for whoever runs a bot puts theirs into its settings; never where others read it."""
    alone = text_of(await room.say("/privacy", key=PRIVATE, user=MEMBER))
    assert f"Your own number, by which I know you: {MEMBER}" in alone
    assert "Your own number" not in text_of(await room.say("/privacy", key=GROUP, user=MEMBER))


async def test_what_is_kept_is_said(room: Room) -> None:
    """In plain words, with times that are those of the program, and with the way to a copy and to the end of it."""
    said = await room.say("/privacy")
    for words in ("30 days", "90 days", "7 days", "two days", "/export", "/forgetme", "/questions"):
        assert words.lower() in text_of(said).lower().replace("thirty", "30"), words
    assert [button.data for button in buttons_of(said)] == ["export"]
    assert timedelta(days=COUNTED) == WEEK
    assert timedelta(days=2) == 2 * KEPT_FOR_BUTTONS
    assert timedelta(days=7) == KEPT_NOTICES


async def test_in_a_group_anybody_may_ask(room: Room) -> None:
    """There the way leads to a private chat."""
    said = await room.say("/privacy", MEMBER, GROUP)
    assert "in private" in text_of(said)
    await goes_on_there(room, said, "/privacy")


async def goes_on_there(room: Room, said: Response, command: str) -> None:
    """The one button below what was said in a group opens the private chat, where the command is answered."""
    (opens,) = buttons_of(said)
    assert opens.private
    assert await room.say(f"/start {opens.data}") == await room.say(command)


async def test_how_long_questions_are_kept(room: Room) -> None:
    """For the button below the answer, and no longer than that; what stands stays, and says so."""
    room.found = replace(room.found, unanswered=True)
    (button,) = buttons_of(await room.say("/fact who leads the lab"))
    await tidy(room.storage, NOW + timedelta(hours=23), timedelta(days=90))
    said = await room.press(button)
    assert "I keep the question until then" in text_of(said)
    (other,) = buttons_of(await room.say("/fact who pays for it"))
    await tidy(room.storage, NOW + timedelta(hours=48), timedelta(days=90))
    assert "no longer works" in (await room.press(other)).notice
    assert "who leads the lab" in text_of(await room.say("/questions"))


async def test_all_about_a_person(room: Room) -> None:
    """Settings, feeds, what was told, questions, and where their number stands; and the list for other readers."""
    await room.send_file("feeds.opml", LIST)
    await room.say("/subscribe 07:30")
    await told(room, PRIVATE, "Ferry sinks")
    await stands(room, "who leads the lab")
    for text in ("/rule otters source:Ledger -> line", "/quiet 22-7", "/pictures on", "/desk 20", "/alerts 3 sources"):
        await room.say(text)
    await room.send_file("feeds.opml", LIST, "/opml", key=GROUP)
    await stands(room, "who paid", key=GROUP)
    await stands(room, "who sang", MEMBER, GROUP)
    sent = await room.say("/export")
    values = values_of(sent)
    assert values["you"] == ADMIN
    assert values["chat"]["hours"] == ["07:30"]
    assert (values["chat"]["quiet_hours"], values["chat"]["draft_minutes_before"]) == ("22:00 07:00", 20)
    assert [one["rule"] for one in values["rules"]] == ["otters source:Ledger -> line"]
    assert (values["pictures"], values["alerts"]["sources"], values["votes"]) == (True, 3, [])
    assert [feed["url"] for feed in values["feeds"]] == ["https://a.example/feed", SECRET]
    assert values["feeds"][0]["topics"] == ["News"]
    assert [one["stories"][0]["headline"] for one in values["digests"]] == ["Ferry sinks"]
    assert [one["question"] for one in values["open_questions"]] == ["who leads the lab"]
    assert {one["question"] for one in values["kept_for_buttons"]["questions"]} == {"who leads the lab"}
    places = {(one["as"], one["chat"]["id"], one["about"]) for one in values["written_down_in"]}
    assert ("asked a question that is still open", GROUP.chat, "who paid") in places
    assert ("last changed its settings", GROUP.chat, "") in places
    assert ("subscribed the chat", PRIVATE.chat, "") in places
    whole = json.dumps(values)
    assert "who sang" not in whole
    assert MEMBER not in [one["chat"]["id"] for one in values["written_down_in"]]
    # what a group follows is not only theirs
    assert whole.count("k7zebra0f9e8d7c6b5a4321") == 1
    (listed,) = sent.beside
    assert listed.name.endswith(".opml")
    assert b"https://a.example/feed" in listed.content


async def test_a_group_gets_its_own(room: Room) -> None:
    """For admins: without secrets, and without the numbers of people."""
    await room.send_file("feeds.opml", LIST, "/opml", key=GROUP)
    await room.say("/subscribe", ADMIN, GROUP)
    await told(room, GROUP, "Ferry sinks")
    refused = await room.say("/export", MEMBER, GROUP)
    assert refused.file is None
    assert "Only admins" in text_of(refused)
    assert (await room.press(Button("", "export"), MEMBER, GROUP)).file is None
    sent = await room.say("/export", ADMIN, GROUP)
    values = values_of(sent)
    wished = {"rules", "alerts", "votes", "pictures", "reminders", "dropped_stories"}
    assert {*values} - wished == {"made", "chat", "feeds", "open_questions", "watched", "notes", "kept_for_buttons",
                         "notices", "rulings", "digests", "older_digests"}  # fmt: skip
    files = [sent.file, *sent.beside]
    assert not any(b"k7zebra" in file.content for file in files if file)
    assert [one["stories"][0]["headline"] for one in values["digests"]] == ["Ferry sinks"]


async def test_nothing_is_kept_of_a_stranger(room: Room) -> None:
    """Who never wrote hears so; asking for it is what makes the first note of them."""
    assert (await room.say("/export", MEMBER, GROUP)).file is None
    values = values_of(await room.say("/export"))
    assert {*values} == {"made", "you", "last_used", "written_down_in"}


def test_a_file_has_bounds() -> None:
    """Of very long digests the newest are in it, and it says how many are not."""
    item = DigestItem(1, "x" * (LARGEST // 3), "https://a.example/1", (), (), NOW)
    digests = [Digest(1, NOW - timedelta(days=day), (item,)) for day in range(4)]
    values = json.loads(written({"you": "1"}, digests))
    assert [one["slot"] for one in values["digests"]] == [digest.slot.isoformat() for digest in digests[:2]]
    assert (values["older_digests"], values["you"]) == (2, "1")


async def test_forgetting_is_asked_about_once(room: Room) -> None:
    """Nothing happens before the button; after it the chat is unknown, and the group knows nobody any more."""
    await room.send_file("feeds.opml", LIST)
    await room.say("/subscribe")
    await stands(room, "who paid", key=GROUP)
    await room.say("/subscribe", key=GROUP)
    asked = await room.say("/forgetme")
    assert await room.chat()
    button, cancel = buttons_of(asked)
    assert "Nothing was changed" in text_of(await room.press(cancel))
    assert await room.chat()
    await room.say("/fact who runs Otter")
    done = await room.press(button)
    assert "I no longer know you" in text_of(done)
    assert not room.services.asking.last(PRIVATE, ADMIN, room.clock.moment)
    assert done.spent
    assert await room.chat() is None
    group = await room.chat(GROUP)
    assert group is not None
    assert (group.subscribed, group.admin, group.subscribed_by) == (NOW, "", "")
    assert "no open questions" in text_of(await room.say("/questions", MEMBER, GROUP))
    # pressed twice it finds nothing more to erase, and says the same
    assert "I no longer know you" in text_of(await room.press(button))
    assert "Subscribed" in text_of(await room.say("/subscribe"))


async def test_forgetting_in_a_group(room: Room) -> None:
    """Neither command nor a forged button erase anything there, whoever presses it."""
    await room.say("/subscribe", key=GROUP)
    await room.say("/subscribe")
    (button, _) = buttons_of(await room.say("/forgetme"))
    said = await room.say("/forgetme", MEMBER, GROUP)
    assert "private chat" in text_of(said)
    await goes_on_there(room, said, "/forgetme")
    await goes_on_there(room, await room.say("/connect", key=GROUP), "/connect")
    for user in (ADMIN, MEMBER):
        assert "no longer works" in (await room.press(button, user, GROUP)).notice
    assert await room.chat(GROUP)
    assert await room.chat()


async def test_an_old_button_erases_nothing(room: Room) -> None:
    """One that somebody finds months later."""
    await room.say("/subscribe")
    (button, _) = buttons_of(await room.say("/forgetme"))
    room.clock.moment += ASKED_FOR + timedelta(seconds=1)
    assert "no longer works" in (await room.press(button)).notice
    assert await room.chat()


@given(st.text(max_size=40) | st.integers(-(10**12), 10**40).map(str))
def test_what_a_button_may_carry(text: str) -> None:
    """Whatever comes back: only a second of the last quarter of an hour erases."""
    seconds = int(text) if text.isascii() and text.isdigit() else -1
    assert is_fresh(text, NOW) == (0 <= NOW.timestamp() - seconds <= ASKED_FOR.total_seconds() and len(text) == 10)
