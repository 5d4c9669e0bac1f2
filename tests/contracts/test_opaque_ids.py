"""Ids of chats, threads, people and messages mean nothing to the core: it keeps them and gives them back."""

import ast
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot
from bot.chat.admission.access import Act, Standing, allowed_by
from bot.chat.admission.gate import Gate
from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest, Response, Services
from bot.demo import assemble_demo
from bot.digest.stored import values_of
from bot.manage import chat_of
from bot.model import Button, Chat, ChatKey, ChatKind, Entry, Posting, Reply
from bot.newsbot import Newsbot
from bot.platforms.render import pieces
from bot.platforms.table import PLATFORMS
from bot.platforms.telegram.ids import id_of, number_of
from bot.text.display.markup import plain
from tests.contracts.letters import Letters, Rooms, word

CLUB = ChatKey("rooms", word("!club"), word("$news thread"))
ANN, BEN, OLGA = word("@ann"), word("@ben"), word("@olga")


class Club:
    """Implements ports.Members: Ann looks after the room, and both are in it."""

    async def posting(self, named: str, user: str) -> Posting | None:  # noqa: ARG002 - the port's
        """Nobody has a channel."""
        return None

    def is_id(self, text: str) -> bool:
        """Ids are words with their sign."""
        return text in {CLUB.chat, ANN, BEN, OLGA}

    async def is_member(self, place: str, user: str) -> bool:
        """See ports.Members."""
        return place == CLUB.chat and user in {ANN, BEN}

    async def is_admin(self, key: ChatKey, user: str) -> bool:
        """See ports.Members."""
        return key == CLUB and user == ANN


@dataclass
class Talk:
    """A thread of a room on the made-up platform, with a bot that knows the sample day."""

    newsbot: Newsbot
    letters: Letters

    @property
    def services(self) -> Services:
        """What commands call."""
        return self.newsbot.services(Club(), [OLGA])

    async def says(self, text: str = "", user: str = ANN, *, press: str = "", about: str = "") -> Response:
        """Somebody writes in the thread or presses a button there; all of the answer can be shown."""
        request = ChatRequest(CLUB, ChatKind.GROUP, user, "The club", text, press=press, about=about)
        response = await handle(request, self.services)
        for part in (piece for reply in response.replies for piece in pieces(reply, Rooms.capabilities)):
            assert len(part.text) <= 500
        return response

    async def presses(self, button: Button, user: str = ANN, about: str = "") -> Response:
        """The same with a button."""
        return await self.says(user=user, press=button.data, about=about)

    async def delivers(self) -> int:
        """What waits goes out. Returns: how many messages."""
        return (await self.newsbot.deliver(self.letters)).sent

    async def chat(self) -> Chat:
        """The thread as it is stored."""
        async with self.newsbot.storage.view() as unit:
            found = await unit.chats.by_key(CLUB)
        assert found is not None
        return found


@pytest.fixture
async def talk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    """With the platform in the table of platforms, which is all that it takes; feeds are read already."""
    monkeypatch.setitem(PLATFORMS, "rooms", Rooms())
    async with assemble_demo() as newsbot:
        await chat_of(newsbot, None)
        await newsbot.refresh()
        yield Talk(newsbot, Letters(Rooms()))


def words(response: Response) -> str:
    """All that is shown or noted, as plain text."""
    return "\n".join([response.notice, *(plain(reply.text) for reply in response.replies)])


def buttons(response: Response) -> list[Button]:
    """All buttons, in order."""
    return [button for reply in response.replies for row in reply.buttons for button in row]


async def test_settings(talk: Talk) -> None:
    """Who subscribed and who looks after the chat is known, by id alone; another's wish is not obeyed."""
    assert "Subscribed" in words(await talk.says("/subscribe"))
    assert "Only admins" in words(await talk.says("/hours 9:00", BEN))
    await talk.says("/hours 21:15")
    await talk.says("/size full")
    chat = await talk.chat()
    assert (chat.key, chat.admin, chat.subscribed_by) == (CLUB, ANN, ANN)
    assert ([f"{one:%H:%M}" for one in chat.times], chat.size) == (["21:15"], "full")
    assert (await chat_of(talk.newsbot, CLUB.chat)) == chat
    async with talk.newsbot.storage.unit() as unit:
        followed = await unit.feeds.of_chat(chat.id)
        for feed in followed:
            await unit.people.added(chat.id, feed.id, ANN)
        assert await unit.people.chats("rooms", ANN) == 1
        assert await unit.people.feeds("rooms", ANN) == len(followed) > 3
        assert await unit.people.feeds("rooms", BEN) == await unit.people.feeds("telegram", ANN) == 0


async def test_a_digest_with_its_buttons_and_answers(talk: Talk) -> None:
    """Told in the thread; the button and a reply say why, each for its own message; a later one answers the first."""
    await talk.says("/subscribe")
    chat = await talk.chat()
    assert await talk.newsbot.preview_now(chat) > 5
    assert await talk.delivers() == len(talk.letters.sent) > 1
    assert {letter.key for letter in talk.letters.sent} == {CLUB}
    shown, carried = [], set()
    for letter in talk.letters.sent:
        async with talk.newsbot.storage.view() as unit:
            told = await unit.outbox.places(chat.id, letter.id)
            assert set((await unit.outbox.told_in(chat.id, [one.story for one in told.values()])).values()) <= {
                one.id for one in talk.letters.sent
            }
        pressed = await talk.presses(letter.buttons[0], BEN, about=letter.id)
        assert words(pressed) == words(await talk.says("/why", BEN, about=letter.id))
        assert all(f"{place}. " in words(pressed) for place in told)
        shown.append(words(pressed))
        carried.add(tuple(told.values()))  # a long story goes over several letters
    assert len(set(shown)) == len(carried) > 5
    assert words(await talk.says("/why", about=word("$strange"))) not in shown
    first = talk.letters.sent[0]
    now = talk.newsbot.clock.now() + timedelta(hours=1)
    async with talk.newsbot.storage.unit() as unit:
        digest = await unit.outbox.digest(1)
        assert digest is not None
        update = replace(digest.items[0], update=True, earlier=first.id)
        again = replace(digest, slot=now, items=(update,))
        assert await unit.outbox.post(again, Rooms().render(again, "en"), now, now + timedelta(days=1))
        assert await unit.outbox.digest(2) == again
        await unit.commit()
    assert values_of(again)["items"][0]["earlier"] == first.id
    assert await talk.delivers() == 0, "it is not yet time"


async def test_an_answer_goes_to_its_message(talk: Talk) -> None:
    """A message that answers another one names it; one whose answer was lost is found, and not sent again."""
    await talk.says("/subscribe")
    chat, now = await talk.chat(), talk.newsbot.clock.now()
    for text in ("First", "Second", "Third"):
        async with talk.newsbot.storage.unit() as unit:
            above = talk.letters.sent[-1].id if talk.letters.sent else ""
            await unit.outbox.notify(chat.id, Reply(text, reply_to=above), now, now + timedelta(hours=1))
            await unit.commit()
        if text == "Second":
            talk.letters.lose()
        await talk.delivers()
        async with talk.newsbot.storage.unit() as unit:
            for doubtful in await unit.outbox.doubtful(now + timedelta(hours=1), 9):
                await unit.outbox.mark(replace(doubtful, not_before=now))
            await unit.commit()
        await talk.delivers()
    first, second, third = talk.letters.sent
    assert [one.text for one in talk.letters.sent] == ["First", "Second", "Third"]
    assert [one.reply_to for one in (first, second, third)] == ["", first.id, second.id]
    async with talk.newsbot.storage.view() as unit:
        assert await unit.outbox.open() == (0, None)
        assert await unit.positions.search_from([chat.id]) == {chat.id: 0}, "nothing is counted where ids have no order"


async def test_what_did_not_come(talk: Talk) -> None:
    """A closed room holds its digest; /missed lists it, and the button brings it when the room is open."""
    await talk.says("/subscribe")
    talk.letters.closed = True
    assert await talk.newsbot.preview_now(await talk.chat()) > 5
    assert await talk.delivers() == 0
    assert (await talk.chat()).gone
    listed = await talk.says("/missed")
    assert "closed" in words(listed)
    talk.letters.closed = False
    (button,) = buttons(listed)
    assert "Only admins" in (await talk.presses(button, BEN)).notice
    assert (await talk.presses(button)).spent
    assert await talk.delivers() > 1
    assert "Nothing is missing" in words(await talk.says("/missed"))
    assert not (await talk.chat()).gone


async def test_a_standing_question(talk: Talk) -> None:
    """It is the asker's, who alone ends it beside admins, and is answered in the thread where it was asked."""
    await talk.says("/subscribe")
    asked = await talk.says("/fact how much did Quillonworks raise", BEN)
    (tell,) = buttons(asked)
    await talk.presses(tell, BEN)
    chat = await talk.chat()
    async with talk.newsbot.storage.view() as unit:
        (one,) = await unit.questions.of_chat(chat.id)
        assert (one.user, await unit.people.questions("rooms", BEN)) == (BEN, 1)
        feed, *_ = await unit.feeds.of_chat(chat.id)
    (end,) = buttons(await talk.says("/questions", OLGA))
    assert "Only the person who asked" in (await talk.presses(end, OLGA)).notice
    now, text = talk.newsbot.clock.now(), "Quillonworks raised $5 million. Its mill opens in May."
    async with talk.newsbot.storage.unit() as unit:
        await unit.entries.add_all([Entry(0, feed.id, "g", "", "", "Mill", text, "Ledger", "en", now, now)])
        await unit.commit()
    await talk.newsbot.answer_waiting()
    assert await talk.delivers() == 1
    (letter,) = talk.letters.sent
    assert letter.key == CLUB
    assert "raised $5 million" in letter.text


async def test_who_is_let_in(talk: Talk) -> None:
    """People and rooms by their ids, members of a room, operators; /status is for these alone, in private."""
    now = talk.newsbot.clock.now()
    for rules, served in (
        ([], []),
        ([ANN], [ANN]),
        ([CLUB.chat], [ANN, BEN]),
        ([f"members of {CLUB.chat}"], [ANN, BEN]),
    ):
        gate = Gate(allowed_by(rules, [OLGA]), Club())
        known = [who for who in (ANN, BEN) if await gate.admits("rooms", Act(who, CLUB.chat), now) is Standing.SERVED]
        assert known == served
        assert await gate.admits("rooms", Act(OLGA, ""), now) is Standing.SERVED
    for who, said in ((OLGA, "Newsbot"), (ANN, "")):
        private = ChatRequest(ChatKey("rooms", word(f"!{who}")), ChatKind.PRIVATE, who, text="/status")
        told = words(await handle(private, talk.services))
        assert (said in told) == ("digests" in told) or who == ANN


# ---------------------------------------------------------------- nobody reads anything from an id

IDS = {
    "sent_id", "reply_to", "thread", "admin", "subscribed_by", "added_by", "user", "person", "actor",
    "new_chat", "moved_to", "platform_chat",
}  # fmt: skip
"""Names of ids. ``chat`` is one behind a key or a table of chats, elsewhere it is the number of a row."""
FIELDS = {("request", "about"), ("item", "earlier"), ("first", "earlier")}
"""Ids whose names mean something else elsewhere."""
ORDERING = {"int", "float", "abs", "max", "min", "sum", "sorted", "range", "round", "nlargest", "nsmallest"}
READING = {name for name in dir(str) if not name.startswith("_")} - {"join", "format", "encode"} | {"desc", "asc"}
AT_HOME = ("platforms/telegram/", "storage/migrations/", "settings.py")


def is_id(node: ast.AST) -> bool:
    """Whether an expression is an id by its name."""
    if isinstance(node, ast.Attribute) and node.attr == "chat":
        holder = node.value
        name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
        of_table = isinstance(holder, ast.Attribute) and holder.attr == "c" and getattr(holder.value, "id", "") in CHATS
        return name.endswith("key") or of_table
    if isinstance(node, ast.Attribute) and (getattr(node.value, "id", ""), node.attr) in FIELDS:
        return True
    return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) in IDS


CHATS = {"chats", "other", "place"}


def reads_ids(source: str) -> Iterator[int]:
    """The lines in which an id is ordered, counted with, or taken apart."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(
            isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in node.ops
        ):
            looked = [node.left, *node.comparators]
        elif isinstance(node, ast.BinOp):
            looked = [node.left, node.right] if not isinstance(node.op, ast.BitOr | ast.BitAnd) else []
        elif isinstance(node, ast.UnaryOp):
            looked = [node.operand] if isinstance(node.op, ast.USub | ast.UAdd) else []
        elif isinstance(node, ast.Subscript):
            looked = [node.value]
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            looked = list(node.args) if name in ORDERING else []
            looked += [node.func.value] if name in READING and isinstance(node.func, ast.Attribute) else []
        else:
            looked = []
        if any(map(is_id, looked)):
            yield getattr(node, "lineno", 0)


@pytest.mark.parametrize(
    "line",
    [
        "key.chat < 0", "max(message.sent_id, 3)", "-request.user", "chat.admin + 1", "func.min(chats.c.chat)",
        "int(request.about)", "chat.key.chat.startswith('-')", "outbox.c.sent_id.desc()", "x or user > 3", "thread - 1",
        "request.key.chat[1:]",
    ],
)  # fmt: skip
def test_what_reads_an_id_is_found(line: str) -> None:
    """Each way that we know of."""
    assert list(reads_ids(line)) == [1]


def test_only_a_platform_reads_its_ids() -> None:
    """Everywhere else they are compared for equality at most. That they are no numbers, the types say."""
    folder = Path(bot.__file__).parent
    read = {
        f"{file.relative_to(folder)}:{line}"
        for file in folder.rglob("*.py")
        if not str(file.relative_to(folder)).startswith(AT_HOME)
        for line in reads_ids(file.read_text(encoding="utf-8"))
    }
    assert read == set()


@pytest.mark.parametrize("number", [1, -1, 5_000_000_001, -1_001_234_567_890, 2**63 - 1, 1 - 2**63])
def test_telegrams_own_come_back(number: int) -> None:
    """As the number that they are."""
    assert number_of(id_of(number)) == number


@pytest.mark.parametrize(
    "text",
    ["", "0", "-0", "+5", "007", " 5", "5 ", "5.0", "1_0", "１２", "five", "@club", "!a:b", "9" * 19, "9" * 5000],
)
def test_nothing_else_becomes_a_number(text: str) -> None:
    """What is no id of Telegram's names nobody there."""
    assert number_of(text) == 0


def test_no_number_names_nobody() -> None:
    """Zero is no id, and what is no number, or one too large, is refused."""
    assert id_of(0) == ""
    for odd in ("5", 5.0, None, True, 2**63):
        with pytest.raises(TypeError):
            id_of(odd)
