"""The buttons below ``/why`` with which admins split and join stories. What they choose is kept, and can be undone."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.chat.admission.rights import is_operator
from bot.chat.formatting import number_in, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.search import day_of, holding_any
from bot.lookup.query import parse_question
from bot.model import Button, Chat, Decided, Entry, Reply, Story
from bot.ports import Unit
from bot.stories.apply_ruling import Judge, join, take_out, undo
from bot.text.display.markup import plain
from bot.text.display.named import named
from bot.text.display.wording import Markup, Wording

LISTED = 8
"""Reports of a story that can be taken out of it with a button: the first ones."""
NEAR = 5
"""Other stories that are offered as the same."""
NEAR_DAYS = timedelta(days=7)
"""How long before or after a story they may have been told."""


def offered(say: Wording, stories: Sequence[tuple[int, Story]]) -> tuple[tuple[Button, ...], ...]:
    """The buttons below ``/why``: one for each story, by its place in the digest, three in a row."""
    one = len(stories) == 1
    buttons = [
        _button(say, "regroup.only_button" if one else "regroup.story_button", f"change {story.id}", place=place)
        for place, story in stories
    ]
    return tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))


async def change(request: ChatRequest, number: str, services: Services) -> Response:
    """Show the reports of one story, each with a button that takes it out."""
    async with services.storage.view() as unit:
        chat, decided = await _reports(unit, request, number)
        if chat is None or not decided:
            return Response(notice=request.say("chat.old_button"))
        (story,) = await unit.stories.seen_by(chat.id, [number_in(number)])
    return answer(_card(request.say, story, decided, chat))


async def part(request: ChatRequest, number: str, services: Services) -> Response:
    """Take a report out of its story."""
    say = request.say
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        entry = await unit.entries.get(number_in(number))
        # no number of a button reaches what other chats follow
        if chat is None or entry is None or entry.feed not in {feed.id for feed in await unit.feeds.of_chat(chat.id)}:
            return Response(notice=say("chat.old_button"))
        judge = _judge(request, chat, services)
        # of what this chat sees: whether others' feeds tell it too is theirs
        here = await unit.stories.decisions(entry.story or 0, chat.id)
        act = await take_out(unit, judge, entry, services.clock.now()) if len(here) > 1 else None
        if act is None:
            return Response(notice=say("regroup.done_already"))
        await unit.commit()
    said = say("regroup.parted", title=short(entry.title or entry.text), where=_where(say, judge))
    return Response((_undoable(say, said, act),), spent=True)


async def near(request: ChatRequest, number: str, services: Services) -> Response:
    """List the stories that come nearest to one, each with a button that joins them."""
    say = request.say
    async with services.storage.view() as unit:
        chat, decided = await _reports(unit, request, number)
        if chat is None or not decided:
            return Response(notice=say("chat.old_button"))
        headline = headline_of(decided)
        found = await _nearest(unit, chat, number_in(number), decided)
    if not found:
        return answer(reply(say("regroup.none_near", headline=headline)))
    lines = [_report(say, place, entry, chat) for place, entry in enumerate(found, 1)]
    buttons = [
        _button(say, "regroup.near_button", f"join {number} {entry.story}", place=place)
        for place, entry in enumerate(found, 1)
    ]
    return answer(reply(say("regroup.near", headline=headline), *lines, buttons=buttons))


async def join_two(request: ChatRequest, numbers: str, services: Services) -> Response:
    """Join two stories."""
    say = request.say
    async with services.storage.unit() as unit:
        both = [await _reports(unit, request, number) for number in numbers.split()[:2]]
        chat = both[0][0] if len(both) == 2 else None
        if chat is None or not all(decided for _, decided in both):
            return Response(notice=say("chat.old_button"))
        one, other = map(number_in, numbers.split()[:2])
        judge = _judge(request, chat, services)
        act = await join(unit, judge, one, other, services.clock.now())
        if act is None:
            return Response(notice=say("regroup.done_already"))
        await unit.commit()
    names = [headline_of(decided) for _, decided in both]
    said = say("regroup.joined", one=names[0], other=names[1], where=_where(say, judge))
    return Response((_undoable(say, said, act),), spent=True)


async def undo_act(request: ChatRequest, number: str, services: Services) -> Response:
    """Undo what a button did."""
    say = request.say
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        if chat is None:
            return Response(notice=say("chat.old_button"))
        ruled = [one for one in await unit.rulings.of_chat(chat.id) if one.act == number_in(number)]
        judge = _judge(request, chat, services)
        done = await undo(unit, judge, number_in(number), services.clock.now())
        if done is None:
            return Response(notice=say("regroup.not_yours" if ruled else "chat.old_button"))
        both = [headline_of(await unit.stories.decisions(one, chat.id)) for one in (done.one, done.other)]
        key = "regroup.parted_again" if done.together else "regroup.joined_again"
        said = say(key, one=both[0], other=both[1], where=_where(say, judge))
        await unit.commit()
    return Response((reply(said),), spent=True)


async def choices(say: Wording, unit: Unit, chat: Chat, story: int) -> list[Markup]:
    """What people chose about a story, as it holds in a chat: one line each."""
    pieces = (await unit.rulings.joined(chat.id)).get(story, (story,))
    lines: dict[str, Markup] = {}
    for ruling in await unit.rulings.of_chat(chat.id):
        mine = [one for one in (ruling.one, ruling.other) if one in pieces]
        if not mine or not ruling.user or (len(mine) == 2) != ruling.together:
            continue
        other = ruling.other if ruling.other not in mine[:1] else ruling.one
        if decided := await _of_piece(unit, chat, other):
            key = "regroup.one_with" if ruling.together else "regroup.apart_from"
            lines[f"{key} {other}"] = say(key, other=headline_of(decided))
    return list(lines.values())


async def _of_piece(unit: Unit, chat: Chat, story: int) -> list[Decided]:
    """What this chat's feeds have of one stored story alone."""
    return [one for one in await unit.stories.decisions(story, chat.id) if one[0].story == story]


def headline_of(decided: Iterable[Decided], headline: str = "") -> str:
    """A story's headline if one of these reports has it, else that of the first: of no feed that only others follow."""
    titles = [entry.title for entry, _ in decided if entry.title]
    return short(headline if headline in titles or not titles else titles[0])


async def _reports(unit: Unit, request: ChatRequest, number: str) -> tuple[Chat | None, list[Decided]]:
    """The chat, and what its feeds have of the story with that number, as it sees it: nothing of other chats' feeds."""
    chat = await unit.chats.by_key(request.key)
    return chat, await unit.stories.decisions(number_in(number), chat.id) if chat else []


def _card(say: Wording, story: Story, decided: Sequence[Decided], chat: Chat) -> Reply:
    head = say("regroup.card", headline=headline_of(decided, story.headline))
    same = _button(say, "regroup.same_button", f"near {story.id}")
    if len(decided) == 1:
        return reply(head, say("regroup.alone"), buttons=[same])
    entries = [entry for entry, _ in decided[:LISTED]]
    lines = [_report(say, place, entry, chat) for place, entry in enumerate(entries, 1)]
    buttons = [
        _button(say, "regroup.report_button", f"part {entry.id}", place=place) for place, entry in enumerate(entries, 1)
    ]
    return reply(head, say("regroup.which"), *lines, buttons=[*buttons, same])


def _report(say: Wording, place: int, entry: Entry, chat: Chat) -> Markup:
    title, source = short(entry.title or entry.text), named(entry.publisher, entry.link, say)
    return say("regroup.report", place=place, title=title, source=source, day=day_of(say, entry, chat))


async def _nearest(unit: Unit, chat: Chat, story: int, decided: Sequence[Decided]) -> list[Entry]:
    """One entry of each of the nearest other stories."""
    joined = await unit.rulings.joined(chat.id)
    pieces = joined.get(story, (story,))
    moments = [entry.moment for entry, _ in decided]
    first, last = min(moments) - NEAR_DAYS, max(moments) + NEAR_DAYS
    stems = [term.stem for term in parse_question(headline_of(decided)).terms]
    found: dict[int, Entry] = {}
    # only what the chat's digests tell can be joined there
    followed = {feed.id for feed in await unit.feeds.of_chat(chat.id)}
    for entry in await holding_any(unit, stems, followed) if stems else []:
        if entry.story and entry.story not in pieces and first <= entry.moment <= last:
            found.setdefault(joined.get(entry.story, (entry.story,))[0], entry)
    return list(found.values())[:NEAR]


def _judge(request: ChatRequest, chat: Chat, services: Services) -> Judge:
    return Judge(chat.id, request.user, is_operator(request, services))


def _where(say: Wording, judge: Judge) -> Markup:
    return say("regroup.everywhere" if judge.for_all else "regroup.here")


def _undoable(say: Wording, said: Markup, act: int) -> Reply:
    return reply(said, buttons=[_button(say, "regroup.undo_button", f"undo {act}")])


def _button(say: Wording, key: str, data: str, place: int = 0) -> Button:
    return Button(plain(say(key, place=place)), data)
