"""`/fact` with its buttons, `/questions`, `/search` and `/seen`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.admission.budget import Turn
from bot.chat.admission.question_limits import MOST, MOST_KEPT, OF_OTHERS, WINDOW, Asking
from bot.chat.dispatch import handle
from bot.chat.fact import fact
from bot.chat.request import ChatRequest
from bot.errors import StorageError
from bot.lookup.ask import Before, ask
from bot.lookup.format_answer import FactReply
from bot.model import Button, ChatKey, Decision, Digest, DigestItem, Entry, Feed, MessageState, Reply, Story, Verdict
from bot.ports import Unit
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, kind_of, room_in, text_of
from tests.stored import add_entry, assign, open_story
from tests.telling import post_and_send

STRANGER = "3"
ENTRY = Entry(0, 0, "g", "", "", "", "", "", "en", None, NOW)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose bot finds nothing."""
    async with room_in(tmp_path) as opened:
        opened.found = FactReply(Reply("I found nothing."), unanswered=True)
        yield opened


async def told(
    room: Room, key: ChatKey, title: str, text: str, *, publisher: str, hours: int, tell: bool, language: str = "en"
) -> None:
    """A story of a feed that the chat follows, which it was told or not."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "")
        feed = await unit.feeds.add(
            Feed(0, f"https://{publisher.lower()}.example/feed", publisher, NOW, timedelta(hours=1))
        )
        await unit.feeds.follow(chat.id, feed.id, NOW)
        moment = NOW - timedelta(hours=hours)
        url = f"https://{publisher.lower()}.example/{hours}"
        entry = await add_entry(unit,
            replace(ENTRY, feed=feed.id, guid=url, url=url, link=url + "?utm_source=x", title=title, text=text,
                    publisher=publisher, published=moment, language=language)
        )  # fmt: skip
        story = await open_story(unit, Story(0, title, moment, moment))
        await assign(unit, entry.id, story.id, Decision(Verdict.NEW, 0.0), NOW)
        if tell:
            item = DigestItem(story.id, title, url, (), (), moment)
            await post_and_send(unit, Digest(chat.id, moment, (item,)), NOW)
        await unit.commit()


async def test_too_many_questions(room: Room) -> None:
    """After six questions in a minute one friendly line, then silence; others, and the next minute, are answered."""
    said = [text_of(await room.say(f"/fact what is {n}", MEMBER, GROUP)) for n in range(MOST + 2)]
    assert said[:MOST] == ["I found nothing."] * MOST
    assert "moment" in said[MOST]
    assert said[MOST + 1] == ""
    assert text_of(await room.say("/fact what is it", ADMIN, GROUP)) == "I found nothing."
    room.clock.moment = NOW + WINDOW
    assert text_of(await room.say("/fact what is new", MEMBER, GROUP)) == "I found nothing."


def test_who_asked_is_not_kept_for_ever() -> None:
    """However many people ask within a minute, the oldest are forgotten; the newest still have to wait."""
    asking = Asking()
    for n in range(2 * MOST_KEPT):
        assert asking.turn(GROUP, str(n), NOW) is Turn.GO
    assert len(asking._asked._held) == MOST_KEPT
    turns = [asking.turn(GROUP, str(2 * MOST_KEPT - 1), NOW) for _ in range(MOST + 1)]
    assert turns == [*[Turn.GO] * (MOST - 1), Turn.ASK_TO_WAIT, Turn.SILENCE]


@pytest.mark.parametrize(("typed", "hinted"), [("asdf", True), ("who leads Otter", False), ("/fact asdf", False)])
async def test_a_bare_word_may_have_meant_a_command(typed: str, hinted: bool, room: Room) -> None:
    """Who types one word and gets nothing is told where the commands stand; whoever asked, asked."""
    said = await room.say(typed)
    assert ("/help" in text_of(said)) is hinted
    assert text_of(said).startswith("I found nothing.")
    assert [button.label for button in buttons_of(said)] == ["Tell me when you know"]
    room.found = FactReply(Reply("An answer."))
    assert text_of(await room.say(typed)) == "An answer."


async def test_a_full_disk_costs_the_button_and_not_the_answer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for a button cannot be kept then."""

    @asynccontextmanager
    async def full() -> AsyncIterator[None]:
        raise StorageError("the disk is full")
        yield

    monkeypatch.setattr(room.storage, "unit", full)
    request = ChatRequest(PRIVATE, kind_of(PRIVATE), ADMIN, text="/fact who leads Otter")
    said = await fact(request, "who leads Otter", room.services)
    assert (text_of(said), buttons_of(said)) == ("I found nothing.", [])


AFTER = timedelta(minutes=1)


async def test_a_question_goes_on_with_the_last_one(room: Room) -> None:
    """What names nothing takes its subject from what the same person asked just before, and says so."""
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    said = await room.say("/fact and since when?", MEMBER, GROUP)
    assert room.asked[-1] == ("and since when?", "who runs Otter")
    assert text_of(said).startswith("About “who runs Otter”, which you asked before:")
    await room.say("/fact who paid?", MEMBER, GROUP)
    assert room.asked[-1] == ("who paid?", "who runs Otter")
    await room.say("/fact when does the Falcon fly", MEMBER, GROUP)
    assert room.asked[-1] == ("when does the Falcon fly", "")
    await room.say("/fact and why?", MEMBER, GROUP)
    assert room.asked[-1] == ("and why?", "when does the Falcon fly")
    (button,) = buttons_of(await room.say("/fact and how?", MEMBER, GROUP))
    await room.press(button, MEMBER, GROUP)
    assert "and how?" in text_of(await room.say("/questions", MEMBER, GROUP))


async def test_the_first_whole_question_is_gone_on_with(room: Room) -> None:
    """Neither what hangs, nor a sign that asks nothing, is what the next is about; what a year alone makes whole is."""
    await room.say("/fact what did Otter spend in 2026", MEMBER, GROUP)
    year = await room.say("/fact and 2025?", MEMBER, GROUP)
    for between in ("/fact ?", "/fact hm", "/fact how much in euros"):
        await room.say(between, MEMBER, GROUP)
    said = await room.say("/fact and why?", MEMBER, GROUP)
    assert room.asked[1] == ("what did Otter spend in 2025", "")
    assert text_of(year).startswith("I read that as “what did Otter spend in 2025”:")
    assert room.asked[-1] == ("and why?", "what did Otter spend in 2025")
    assert text_of(said).startswith("About “what did Otter spend in 2025”, which you asked before:")


@pytest.mark.parametrize(
    "asked_by",
    [
        pytest.param({"user": STRANGER, "key": GROUP, "later": OF_OTHERS}, id="somebody-else-later"),
        pytest.param({"user": MEMBER, "key": replace(GROUP, thread="7")}, id="another-topic"),
        pytest.param({"user": STRANGER, "key": PRIVATE}, id="somebody-else-in-private"),
        pytest.param({"user": MEMBER, "key": PRIVATE}, id="another-chat"),
        pytest.param({"user": MEMBER, "key": GROUP, "for_chat": True}, id="in-the-chats-name"),
        pytest.param({"user": MEMBER, "key": GROUP, "forwarded": "5"}, id="forwarded"),
        pytest.param({"user": MEMBER, "key": GROUP, "later": timedelta(minutes=5)}, id="later"),
        pytest.param({"user": MEMBER, "key": GROUP, "later": -AFTER}, id="clock-set-back"),
    ],
)
async def test_nobody_goes_on_with_what_they_did_not_ask(asked_by: dict[str, Any], room: Room) -> None:
    """Another topic, chat or hour: a question without a subject gets one line that says what it lacks."""
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    room.clock.moment += asked_by.pop("later", AFTER)
    key = asked_by.pop("key")
    request = ChatRequest(key, kind_of(key), text="/fact and when?", **asked_by)
    assert text_of(await fact(request, "and when?", room.services)).startswith("What is that about?")
    assert len(room.asked) == 1


async def test_a_group_goes_on_with_what_others_asked(room: Room) -> None:
    """Who has asked nothing of late goes on with the last question of the group; one's own is nearer."""
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    room.clock.moment += AFTER
    said = await room.say("/fact and since when?", STRANGER, GROUP)
    assert room.asked[-1] == ("and since when?", "who runs Otter")
    assert text_of(said).startswith("About “who runs Otter”, which was asked here before:")
    await room.say("/fact when does the Falcon fly", MEMBER, GROUP)
    await room.say("/fact how much?", STRANGER, GROUP)
    assert room.asked[-1] == ("how much?", "who runs Otter")
    await room.say("/fact who resigned?", ADMIN, GROUP)
    assert room.asked[-1] == ("who resigned?", ""), "it may be meant of all news"


async def test_others_go_on_with_nothing_that_is_forgotten(room: Room) -> None:
    """Once its asker wants to be forgotten, nobody goes on with a question."""
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    room.services.asking.forget(GROUP.platform, MEMBER)
    said = await room.say("/fact and since when?", STRANGER, GROUP)
    assert text_of(said).startswith("What is that about?")


async def test_what_is_spoken_of_as_known_goes_on(room: Room) -> None:
    """Asked for "the trial", that may be the one of the answer before; without one all news are asked."""
    await room.say("/fact when is the trial", MEMBER, GROUP)
    assert room.asked[-1] == ("when is the trial", "")
    await room.say("/fact who sued Otter", MEMBER, GROUP)
    said = await room.say("/fact when is the trial", MEMBER, GROUP)
    assert room.asked[-1] == ("when is the trial", "who sued Otter")
    assert text_of(said).startswith("About “who sued Otter”")
    room.found = replace(room.found, alone=True)
    said = await room.say("/fact who is mark", MEMBER, GROUP)
    assert text_of(said).startswith("I found nothing.")
    await room.say("/fact and why?", MEMBER, GROUP)
    assert room.asked[-1] == ("and why?", "who is mark")


async def test_a_bare_reply_is_gone_on_with(room: Room) -> None:
    """What /fact alone was sent in reply to is what the next question is about."""
    await room.say("/fact", MEMBER, GROUP, about_text="Falcon flies")
    await room.say("/fact and when?", MEMBER, GROUP)
    assert room.asked[-1] == ("and when?", "Falcon flies")


async def test_what_was_asked_is_soon_forgotten(room: Room) -> None:
    """After five minutes, with the thousandth person, and at once when somebody wants to be forgotten."""
    asking = room.services.asking
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    asking.forget(GROUP.platform, STRANGER)
    assert asking.last(GROUP, MEMBER, room.clock.moment)
    asking.forget(GROUP.platform, MEMBER)
    assert not asking.last(GROUP, MEMBER, room.clock.moment)
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    for number in range(1_000):
        asking.note(GROUP, f"n{number}", "who runs Otter", room.clock.moment)
    assert not asking.last(GROUP, MEMBER, room.clock.moment)
    assert asking.last(GROUP, "n999", room.clock.moment)
    later = room.clock.moment + timedelta(minutes=5)
    asking.note(GROUP, MEMBER, "who runs Otter", later)
    assert not asking.last(GROUP, "n999", room.clock.moment), "the moment it was asked at, and yet it is gone"


async def test_a_short_question_may_be_of_all_news(room: Room) -> None:
    """Without a question before it "who resigned?" is asked of everything; and a reply has its subject already."""
    assert text_of(await room.say("/fact who resigned?", MEMBER, GROUP)) == "I found nothing."
    assert room.asked == [("who resigned?", "")]
    await room.say("/fact who runs Otter", MEMBER, GROUP)
    said = await room.say("/fact and when?", MEMBER, GROUP, about_text="Falcon flies")
    assert (room.asked[-1], text_of(said)) == (("and when?", "Falcon flies"), "I found nothing.")
    await room.say("/fact how much?", MEMBER, GROUP)
    assert room.asked[-1] == ("how much?", "Falcon flies")


async def test_more_quotes(room: Room) -> None:
    """Further quotes stand behind a button, which goes when it was used."""
    room.found = FactReply(Reply("First."), rest="Second.\n\nThird.")
    (button,) = buttons_of(await room.say("/fact what is lace"))
    assert button.label == "More"
    assert len(button.data.encode()) <= 64
    pressed = await room.press(button)
    assert text_of(pressed) == "Second.\n\nThird."
    assert pressed.spent


async def test_a_question_stands_and_ends(room: Room) -> None:
    """Pressed once it stands; the asker or an admin ends it, nobody else."""
    (button,) = buttons_of(await room.say("/fact when is lunch <b>", MEMBER, GROUP))
    assert "when is lunch <b>" in text_of(await room.press(button, MEMBER, GROUP))
    assert "already" in (await room.press(button, STRANGER, GROUP)).notice
    listed = await room.say("/questions", STRANGER, GROUP)
    assert "1. when is lunch <b> (asked just now)" in text_of(listed)
    (end,) = buttons_of(listed)
    assert "Only the person who asked" in (await room.press(end, STRANGER, GROUP)).notice
    assert "stopped looking" in text_of(await room.press(end, MEMBER, GROUP))
    assert "There are no open questions" in text_of(await room.say("/questions", STRANGER, GROUP))


async def test_admins_end_others_questions(room: Room) -> None:
    """An admin of the chat may end what a member asked."""
    (button,) = buttons_of(await room.say("/fact when is lunch", MEMBER, GROUP))
    await room.press(button, MEMBER, GROUP)
    (end,) = buttons_of(await room.say("/questions", ADMIN, GROUP))
    assert "stopped looking" in text_of(await room.press(end, ADMIN, GROUP))


@pytest.mark.parametrize("data", ["more 0123456789abcdef", "tell 0123456789abcdef", "end 1", "end x", "more", "tell"])
async def test_buttons_of_elsewhere(room: Room, data: str) -> None:
    """A button of another chat, an old or an invented one does nothing but say so."""
    (button,) = buttons_of(await room.say("/fact when is lunch", MEMBER, GROUP))
    await room.press(button, MEMBER, GROUP)
    pressed = await room.press(Button("x", data))
    assert pressed.notice
    assert pressed.replies == ()


async def test_search(room: Room) -> None:
    """Stories with all words, newest first, with source, day and an address without tracking."""
    await told(room, PRIVATE, "Mill opens", "A paper mill opens.", publisher="old", hours=30, tell=False)
    await told(room, PRIVATE, "Mills close", "Two paper mills close.", publisher="new", hours=3, tell=False)
    await told(room, PRIVATE, "Paper is dear", "Prices of paper rise.", publisher="other", hours=1, tell=False)
    lines = text_of(await room.say("/search paper mill")).split("\n")
    assert lines == [
        "2 stories, newest first, for paper mill:",
        "1. Mills close (https://new.example/3) (new, 10 April 2026)",
        "2. Mill opens (https://old.example/30) (old, 9 April 2026)",
    ]
    assert "No story" in text_of(await room.say("/search zebra"))
    assert "for example" in text_of(await room.say("/search the"))


async def test_search_reads_titles(room: Room) -> None:
    """A story whose title alone has the words, or one that has no text, is found; a part of a word is none."""
    await told(room, PRIVATE, "Companies flee 100% tariff", "They went abroad.", publisher="a", hours=3, tell=False)
    await told(room, PRIVATE, "Ferry sinks", "", publisher="b", hours=2, tell=False)
    assert "1. Companies flee" in text_of(await room.say("/search tariff company"))
    assert "1. Ferry sinks" in text_of(await room.say("/search ferry"))
    assert "No story" in text_of(await room.say("/search fer_y"))
    assert "No story" in text_of(await room.say("/search err"))


async def test_search_where_the_feed_names_no_language(room: Room) -> None:
    """Its words are read as those that people type: found by other forms of them, in title, text and /seen."""
    await told(
        room, PRIVATE, "Bridges closed", "Ships were ordered to wait.", publisher="a", hours=3, tell=False, language=""
    )
    for words in ("bridge", "closing bridge", "order"):
        assert "1. Bridges closed" in text_of(await room.say(f"/search {words}"))
    assert "not posted here" in text_of(await room.say("/seen Bridge closes"))


async def test_search_keeps_to_the_chats_feeds(room: Room) -> None:
    """What only other chats follow is not listed, and not known to /seen."""
    await told(room, GROUP, "Mill opens", "A paper mill opens.", publisher="theirs", hours=3, tell=True)
    await room.say("/start")
    assert "No story" in text_of(await room.say("/search paper mill"))
    assert "haven't seen" in text_of(await room.say("/seen https://theirs.example/3"))
    assert "haven't seen" in text_of(await room.say("/seen Mill opens"))


async def test_seen(room: Room) -> None:
    """By link, with whatever tracking, or by headline: whether it was told here, when, and who had it first."""
    await told(room, PRIVATE, "Northwind opens paper mill", "A mill opens.", publisher="Ledger", hours=3, tell=True)
    await told(room, PRIVATE, "Zoo gets an elephant", "It is grey.", publisher="Wire", hours=2, tell=False)
    by_link = text_of(await room.say("/seen", about_text="look: https://Ledger.example/3?utm_medium=y !"))
    assert by_link.split("\n") == ["Posted here just now: Northwind opens paper mill", "First by Ledger, 3 hours ago."]
    assert text_of(await room.say("/seen Northwind opens a paper mill")) == by_link
    assert text_of(await room.say("/seen https://wire.example/2")).startswith("Seen, but not posted here: Zoo")
    assert "haven't seen" in text_of(await room.say("/seen Northwind closes its shipyard in Leeds for good"))
    assert "in reply" in text_of(await room.say("/seen"))


async def test_seen_first(room: Room) -> None:
    """Of a story that was told again as an update it is the first time."""
    await told(room, PRIVATE, "Northwind opens paper mill", "A mill opens.", publisher="Ledger", hours=3, tell=True)
    room.clock.moment = NOW + timedelta(days=2)
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat
        (story,) = await unit.chats.told_at(chat.id)
        item = DigestItem(story, "It opened", "https://ledger.example/3", (), (), NOW)
        await post_and_send(unit, Digest(chat.id, room.clock.moment, (item,)), room.clock.moment)
        await unit.commit()
    assert "Posted here 2 days ago" in text_of(await room.say("/seen Northwind opens paper mill"))


async def sent_as(unit: Unit, digest: Digest, *stories: int) -> None:
    """Send a digest of those stories in one message."""
    await unit.outbox.post(digest, [Reply("A digest.", stories=stories)], NOW, NOW + timedelta(days=1))
    (message,) = await unit.outbox.waiting(NOW, 9)
    await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id="7"))


async def test_seen_of_what_another_story_stood_for(room: Room) -> None:
    """What only counts as told was not posted: the answer says what was."""
    await told(room, PRIVATE, "Fernwhistle 3.1 is out", "It runs.", publisher="Ledger", hours=3, tell=False)
    await told(room, PRIVATE, "Fernwhistle 3.2 is out", "It runs.", publisher="Ledger", hours=2, tell=False)
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat
        feed = (await unit.feeds.of_chat(chat.id))[0].id
        new, old = [entry.story or 0 for entry in await unit.entries.newest(feed, 2)]
        item = DigestItem(new, "Fernwhistle 3.2 is out", "https://ledger.example/2", (), (), NOW, told_with=(old,))
        await sent_as(unit, Digest(chat.id, room.clock.moment, (item,)), new, old)
        await unit.commit()
    assert text_of(await room.say("/seen Fernwhistle 3.1 is out")).startswith(
        "Not posted by itself: Fernwhistle 3.1 is out. Posted here just now in its place: Fernwhistle 3.2 is out"
    )
    assert text_of(await room.say("/seen Fernwhistle 3.2 is out")).startswith("Posted here just now: Fernwhistle 3.2")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.UPDATE, "Seen, but not posted yet: It shuts again. Posted here 2 hours ago, before it: It opened"),
        (Verdict.SAME, "Not posted by itself: It shuts again. Posted here 2 hours ago in its place: It opened"),
    ],
)
async def test_seen_of_what_came_later(verdict: Verdict, said: str, room: Room) -> None:
    """What came after a story was told was not posted with it."""
    await told(room, PRIVATE, "Northwind opens mill", "A mill opens.", publisher="Ledger", hours=3, tell=False)
    later = NOW + timedelta(hours=2)
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat
        (feed,) = await unit.feeds.of_chat(chat.id)
        (first,) = await unit.entries.newest(feed.id, 1)
        item = DigestItem(first.story or 0, "It opened", first.link, (), (), NOW)
        await sent_as(unit, Digest(chat.id, NOW, (item,), made=NOW), first.story or 0)
        url = "https://ledger.example/later"
        new = await add_entry(
            unit, replace(first, id=0, guid=url, url=url, title="It shuts again", story=None, seen=later)
        )
        await assign(unit, new.id, first.story or 0, Decision(verdict, 0.9), later)
        await unit.commit()
    room.clock.moment = later
    assert text_of(await room.say(f"/seen {url}")).startswith(said)
    assert text_of(await room.say("/seen Northwind opens mill")).startswith("Posted here 2 hours ago")


async def test_seen_by_any_title(room: Room) -> None:
    """Of a story any entry's title is known, though another entry has more of its words far down in the text."""
    await told(
        room, PRIVATE, "Weavers walk out in Elmsford", "Looms stand still.", publisher="Ledger", hours=5, tell=True
    )
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat
        feed = (await unit.feeds.of_chat(chat.id))[0].id
        (first,) = await unit.entries.newest(feed, 1)
        filler = "The town sits at a bend of the river and has lived off cloth for two hundred years. " * 5
        long = filler + "A strike empties every mill: weavers walk out in Elmsford, cloth halls close."
        late = replace(ENTRY, feed=feed, guid="late", title="Quiet in the valley", text=long, publisher="Wire")
        mine = replace(late, guid="mine", title="Strike empties every cloth mill", text="Nobody came to work.")
        for entry, hours in ((mine, 3), (late, 1)):
            stored = await add_entry(unit, replace(entry, published=NOW - timedelta(hours=hours)))
            await assign(unit, stored.id, first.story or 0, Decision(Verdict.NEW, 0.0), NOW)
        await unit.commit()
    for title in ("Weavers walk out in Elmsford", "Strike empties every cloth mill", "Quiet in the valley"):
        answer = text_of(await room.say(f"/seen {title}"))
        assert "Weavers walk out in Elmsford" in answer, title
        assert "First by Ledger, 5 hours ago." in answer, title


async def test_inline(room: Room) -> None:
    """At most five quotes to choose from, none while a word is begun, nothing when nothing answers."""
    room.found = FactReply(Reply("."), quotes=tuple(f"quote {n}" for n in range(7)))
    asked = ChatRequest(PRIVATE, kind_of(PRIVATE), ADMIN, text="who is it", inline=True)
    shown = await handle(asked, room.services)
    assert [reply.text for reply in shown.replies] == [f"quote {n}" for n in range(5)]
    assert (await handle(replace(asked, text=" w "), room.services)).replies == ()
    room.found = FactReply(Reply("I found nothing."), unanswered=True)
    assert (await handle(asked, room.services)).replies == ()


async def test_a_terminal_asks_as_it_likes(room: Room) -> None:
    """Whoever sits at the machine waits for nobody."""
    here = ChatKey("terminal", "1")
    said = {text_of(await room.say(f"/fact what is {n}", key=here)) for n in range(3 * MOST)}
    assert said == {"I found nothing."}


SUIT = "Mira Holt sued Otterworks over a map. A first hearing is set for 12 June. The recordings are not shared."
ELSEWHERE = "The hearing of Lund on the bridge is on 3 May. Fans can get the recordings of the concert in Lund today."


@pytest.mark.parametrize(
    ("question", "told_of", "alone"),
    [
        ("when is the hearing", "12 June", False),
        ("can i get the recordings", "are not shared", False),
        ("when is the hearing of lund", "3 May", True),
        ("which fans can get the recordings of the concert", "Lund today", True),
    ],
)
async def test_what_is_known_is_sought_in_what_was_quoted(question: str, told_of: str, alone: bool, room: Room) -> None:
    """What the last answer quoted tells what "the hearing" is, not another story, unless that one is named."""
    await told(room, GROUP, "Otterworks is sued", SUIT, publisher="one", hours=3, tell=False)
    await told(room, GROUP, "Lund", ELSEWHERE, publisher="two", hours=2, tell=False)

    async def asked(text: str, before: Before | None = None) -> FactReply:
        return await ask(room.storage, ENGLISH, GROUP, text, "", NOW, public=False, notes=True, before=before)

    first = await asked("who sued Otterworks")
    assert len(first.docs) == 1
    found = await asked(question, Before("who sued Otterworks", first.docs, loosely=True))
    assert (told_of in plain(found.reply.text).split("— ")[0], found.alone) == (True, alone)
    if alone:
        assert found.reply.text == (await asked(question)).reply.text, "what was asked before changes nothing"


async def test_an_everyday_word_may_be_a_name(room: Room) -> None:
    """Who asks who Mark is, in small letters too, asks for him and not for who was asked about before."""
    text = "Ada Byron runs Otterworks under its founder Mark Venn. Bo Ek works there."
    await told(room, GROUP, "Otterworks", text, publisher="one", hours=3, tell=False)
    before = Before("who is ada byron", frozenset(), loosely=False)
    for question, alone in (("who is mark", True), ("who is next", False)):
        found = await ask(room.storage, ENGLISH, GROUP, question, "", NOW, public=False, notes=True, before=before)
        assert found.alone is alone


async def test_what_answers_one_half_may_answer_the_other(room: Room) -> None:
    """Of two questions the second, which names nothing, is answered by the sentence that answers the first."""
    text = "Lazy layers saved 34% of the energy, while precision fell by 2%. Bo Ek wrote the study."
    await told(room, GROUP, "Lazy layers save energy", text, publisher="one", hours=3, tell=False)
    both = "how much energy do lazy layers save and how much accuracy goes missing"
    found = await ask(room.storage, ENGLISH, GROUP, both, "", NOW, public=False, notes=True)
    assert plain(found.reply.text).split("goes missing?")[1].count("fell by 2%") == 1


async def test_two_questions_that_name_something_go_on_with_nothing(room: Room) -> None:
    """Though the second half says "they", the first says who that is."""
    await told(room, GROUP, "Otterworks is sued", SUIT, publisher="one", hours=3, tell=False)
    both = "who sued otterworks and when is their hearing"
    before = Before("who is ada byron", frozenset(), loosely=True)
    found = await ask(room.storage, ENGLISH, GROUP, both, "", NOW, public=False, notes=True, before=before)
    assert found.alone
    assert "12 June" in found.reply.text
