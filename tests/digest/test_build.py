"""Building a digest over a real database: what is new to a chat, what it knows, what it may be shown."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.build import Ranking, Scope, build
from bot.digest.compose import Plan
from bot.model import (
    Chat,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    Document,
    Doubt,
    DoubtKind,
    Entry,
    Evidence,
    Feed,
    MessageState,
    Size,
    Story,
    Verdict,
    story_name,
)
from bot.platforms.render import messages
from bot.platforms.telegram.platform import CAPABILITIES, Telegram
from bot.ports import Unit
from bot.text.analysis.sentences import sentences
from bot.text.display.wording import ENGLISH
from tests.databases import open_storage
from tests.stored import add_entry, assign, open_story
from tests.telling import post_and_send

START = datetime(2026, 11, 20, 5, tzinfo=UTC)
"""The chat subscribes and follows its feeds."""
SLOT = datetime(2026, 11, 20, 8, tzinfo=UTC)
SEED = Document("seed:loom", "Halden shows its loom", "Halden showed a loom in May.", note=True)
PRESS = Document(
    "seed:press",
    "Orrin shows its press",
    "Orrin showed a press in May. The press prints 900 sheets an hour and weighs two tons.",
    note=True,
)
FIRST = "Halden Robotics opened a mill in Leeds on Monday. The mill employs 240 people."
LATER = "Halden Robotics opened a mill in Leeds on Monday. A fire closed the new mill on Friday."


class Desk:
    """A chat with feeds in a fresh database, and short ways to bring news."""

    def __init__(self, unit: Unit, chat: Chat, feeds: dict[str, Feed]) -> None:
        self.unit = unit
        self.chat = chat
        self.feeds = feeds

    async def entry(
        self, feed: str, title: str, text: str, hours: float, *, publisher: str = "", backlog: bool = False
    ) -> Entry:
        """Store an entry seen so many hours after START."""
        seen = START + timedelta(hours=hours)
        number = await self.unit.entries.count()
        link = f"https://{feed}.example/{number}"
        made = Entry(
            0, self.feeds[feed].id, str(number), link, link, title, text, publisher or feed, "en", seen, seen,
            backlog=backlog,
        )  # fmt: skip
        return await add_entry(self.unit, made)

    async def news(self, entry: Entry, *, seed: str = "") -> Story:
        """Open a story with *entry*."""
        story = await open_story(self.unit, Story(0, entry.title, entry.seen, entry.seen, seed))
        verdict = Verdict.KNOWN if seed else Verdict.NEW
        await assign(self.unit, entry.id, story.id, Decision(verdict, 1.0, seed=seed), entry.seen)
        return story

    async def joins(self, entry: Entry, story: Story, *, fresh: str = "", copy: bool = False) -> None:
        """Let *entry* join a story; *fresh* is the sentence that holds something new."""
        start = entry.text.index(fresh) if fresh else 0
        decision = Decision(
            Verdict.UPDATE if fresh else Verdict.SAME, 1.0, story.id, story.seed, copy,
            ((start, start + len(fresh)),) if fresh else (),
        )  # fmt: skip
        await assign(self.unit, entry.id, story.id, decision, entry.seen)

    async def build(self, slot: datetime = SLOT, most: int = 10, *, backlog: bool = False) -> Digest:
        """The digest of that moment."""
        return await build(self.unit, self.chat, slot, slot, None, SOURCES_COUNT, Plan(most), Scope(backlog=backlog))

    async def tell(self, slot: datetime = SLOT) -> Digest:
        """Build a digest and keep it as told."""
        digest = await self.build(slot)
        await post_and_send(self.unit, digest)
        return digest


def sources_count(story: Story, decided: Sequence[tuple[Entry, Decision]], _brought: Mapping[int, int]) -> float:
    """How much a story matters here: by its entries."""
    return float(len(decided))


SOURCES_COUNT = Ranking(sources_count, lambda prospect, _: float(prospect.reports))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A chat that follows the feeds loom and wire, and not the feed away."""
    storage = await open_storage("sqlite:///test.db", tmp_path, [SEED, PRESS])
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "")
        before, chat = chat, replace(chat, subscribed=START)
        await unit.chats.update(before, chat)
        feeds = {}
        for name in ("loom", "wire", "away"):
            feed = Feed(0, f"https://{name}.example/feed", name, next_poll=START, interval=timedelta(hours=1))
            feeds[name] = await unit.feeds.add(feed)
            if name != "away":
                await unit.feeds.follow(chat.id, feeds[name].id, START)
        yield Desk(unit, chat, feeds)
    await storage.close()


async def test_a_new_story_is_told_with_its_sources_and_verbatim_sentences(desk: Desk) -> None:
    """Headline, link, publishers, and sentences that stand at their places in the entries."""
    first = await desk.entry("loom", "Halden opens a mill", FIRST, 1)
    story = await desk.news(first)
    second = await desk.entry("wire", "Mill opens in Leeds", "The Leeds mill of Halden Robotics cost $9 million.", 2)
    await desk.joins(second, story)
    (item,) = (await desk.build()).items
    assert (item.story, item.headline, item.url, item.update) == (story.id, "Halden opens a mill", first.link, False)
    assert [source.publisher for source in item.sources] == ["loom", "wire"]
    assert item.first_seen == first.seen
    texts = {first.doc: first.text, second.doc: second.text}
    assert {sourced.source.publisher for sourced in item.quotes} == {"loom", "wire"}
    for sourced in item.quotes:
        assert texts[sourced.quote.doc][sourced.quote.start : sourced.quote.end] == sourced.quote.text


async def test_nothing_is_told_twice(desk: Desk) -> None:
    """A told story does not come again, nor when another source repeats it."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.tell()
    await desk.joins(await desk.entry("wire", "Halden opens a mill", FIRST, 4), story)
    assert (await desk.build(SLOT + timedelta(hours=2))).items == ()


async def test_a_story_that_grew_comes_back_with_what_is_new_only(desk: Desk) -> None:
    """An update after the telling shows only its fresh sentences, under the update's own headline."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.tell()
    grown = await desk.entry("wire", "Fire closes Halden mill", LATER, 4)
    await desk.joins(grown, story, fresh="A fire closed the new mill on Friday.")
    (item,) = (await desk.tell(SLOT + timedelta(hours=2))).items
    assert item.update
    assert item.headline == "Fire closes Halden mill"
    assert [sourced.quote.text for sourced in item.quotes] == ["A fire closed the new mill on Friday."]
    assert (await desk.build(SLOT + timedelta(hours=4))).items == ()


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        ("Firemen from the town of Vessby put out a blaze in the hall of looms on Friday.", 1),
        ("He added that the blaze closed it on Friday.", 0),
        ("It rained. Firemen from the town of Vessby put out a blaze in the hall of looms on Friday.", 0),
    ],
)
async def test_a_line_of_an_update_says_what_is_new(desk: Desk, new: str, lines: int) -> None:
    """
    Where there is only room for a line, that is the new sentence, if it is clear by itself and stands early in its
    text; no title told again.
    """
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.tell()
    text = f"Halden Robotics opened a mill in Leeds on Monday. {new}"
    await desk.joins(await desk.entry("wire", "Halden has opened its mill", text, 4), story, fresh=new)
    bigger = await desk.news(await desk.entry("loom", "Ann Weaver wins a race", "Ann Weaver won in Ostermoor.", 4))
    for hour in (4, 5, 6):
        await desk.joins(await desk.entry("wire", "Ann Weaver wins", "Ann Weaver won on Friday.", hour), bigger)
    digest = await desk.build(SLOT + timedelta(hours=2), most=1)
    assert [item.headline for item in digest.items if item.also] == [new] * lines


async def test_an_update_without_a_sentence_that_can_be_shown_waits(desk: Desk) -> None:
    """A headline alone tells a chat that had the story nothing it can rest on."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.tell()
    text = "Halden Robotics opened a mill in Leeds on Monday. On Friday a fire closed the"
    await desk.joins(
        await desk.entry("wire", "Fire closes Halden mill", text, 4), story, fresh="On Friday a fire closed the"
    )
    assert (await desk.build(SLOT + timedelta(hours=2))).items == ()


async def test_a_later_event_of_a_matter_names_the_earlier_one(desk: Desk) -> None:
    """If a feed of the chat told that, and both headlines say so; not if it is only like it, or of one kind."""
    fire = await desk.news(await desk.entry("loom", "Fire closes Halden mill", LATER, -600))
    away = await desk.news(await desk.entry("away", "Halden looks for a mill", FIRST, -900))
    late, other = (Doubt(DoubtKind.LATE),), (Doubt(DoubtKind.THIN),)
    kind = (*late, Doubt(DoubtKind.FAMILY))
    for hour, near, against in ((1, fire, late), (2, away, late), (3, fire, other), (4, fire, late), (5, fire, kind)):
        again = await desk.entry("wire", f"{'Leeds' if hour == 4 else 'Halden'} news {hour}", FIRST, hour)
        story = await open_story(desk.unit, Story(0, again.title, again.seen, again.seen))
        evidence = Evidence(near=story_name(near.id), against=against)
        await assign(desk.unit, again.id, story.id, Decision(Verdict.NEW, 0.3, evidence=evidence), again.seen)
    items = {item.headline: item for item in (await desk.build()).items}
    assert {headline: item.before and item.before.headline for headline, item in items.items()} == {
        "Halden news 1": "Fire closes Halden mill",
        "Halden news 2": None,
        "Halden news 3": None,
        "Leeds news 4": None,
        "Halden news 5": None,
    }


@pytest.mark.parametrize(
    ("before", "now", "named"),
    [
        ("Benghazi panel wants more", "What the Benghazi files say", True),
        ("Georgia counts once more", "Election chief of Georgia is fired", False),
        ("North Korea fires a missile", "Japan braces for North Korea", False),
        ("Wisconsin governor asks for help", "Court rules against Wisconsin governor", True),
    ],
)
async def test_what_an_earlier_event_must_share(desk: Desk, before: str, now: str, named: bool) -> None:
    """A very rare word, or several; one name of many is no matter."""
    first = await desk.news(await desk.entry("loom", before, FIRST, -600))
    again = await desk.entry("wire", now, LATER, 1)
    story = await open_story(desk.unit, Story(0, again.title, again.seen, again.seen))
    evidence = Evidence(near=story_name(first.id), against=(Doubt(DoubtKind.LATE),))
    await assign(desk.unit, again.id, story.id, Decision(Verdict.NEW, 0.3, evidence=evidence), again.seen)
    (item,) = (await desk.build()).items
    assert (item.before is not None) is named


async def test_an_update_knows_the_message_that_told_the_story(desk: Desk) -> None:
    """In a private chat it can be answered."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    digest = await desk.build()
    await desk.unit.outbox.post(digest, Telegram().render(digest, "en"), SLOT, SLOT + timedelta(days=1))
    (message,) = await desk.unit.outbox.waiting(SLOT, 9)
    await desk.unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id="42"))
    grown = await desk.entry("wire", "Fire closes Halden mill", LATER, 4)
    await desk.joins(grown, story, fresh="A fire closed the new mill on Friday.")
    (item,) = (await desk.build(SLOT + timedelta(hours=2))).items
    assert (item.earlier, item.earlier_url) == ("42", "")


async def test_an_update_that_was_there_at_the_first_telling_is_no_update(desk: Desk) -> None:
    """What arrived before the story was told is part of the story, not news about it."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.joins(await desk.entry("wire", "Fire", LATER, 2), story, fresh="A fire closed the new mill on Friday.")
    assert [item.update for item in (await desk.tell()).items] == [False]
    assert (await desk.build(SLOT + timedelta(hours=2))).items == ()


async def test_an_update_with_words_that_were_read_already_is_no_update(desk: Desk) -> None:
    """A second source that brings the same new sentence brings nothing new."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.tell()
    again = await desk.entry("wire", "Halden's mill", "The mill employs 240 people!", 4)
    await desk.joins(again, story, fresh="The mill employs 240 people!")
    assert (await desk.build(SLOT + timedelta(hours=2))).items == ()


async def test_a_story_that_began_before_the_chat_is_told_by_how_it_stands(desk: Desk) -> None:
    """What a feed told before somebody subscribed counts as read; the news is what became of it."""
    vote = "The pilots of Kestrel will strike on Friday."
    story = await desk.news(await desk.entry("loom", "Kestrel pilots vote to strike on Friday", vote, -2))
    off = "The strike at Kestrel on Friday was called off."
    await desk.joins(await desk.entry("wire", "No strike at Kestrel: pilots accept 6.2%", off, 1), story, fresh=off)
    (item,) = (await desk.build()).items
    assert (item.headline, item.quotes[0].quote.text) == ("No strike at Kestrel: pilots accept 6.2%", off)


async def test_what_the_seeds_tell_is_counted_once_and_not_posted(desk: Desk) -> None:
    """A story known from birth appears in the footer of one digest only."""
    await desk.news(await desk.entry("loom", "Halden shows its loom", SEED.text, 1), seed=SEED.id)
    first = await desk.tell()
    assert (first.items, first.known) == ((), 1)
    assert (await desk.build(SLOT + timedelta(days=1))).known == 0


async def test_a_development_of_a_known_story_is_an_update_with_its_background(desk: Desk) -> None:
    """What the seeds do not tell is posted with the note's title; it is no other story that brought nothing new."""
    story = await desk.news(await desk.entry("loom", "Halden shows its loom", SEED.text, 1), seed=SEED.id)
    text = "Halden showed a loom in May. Halden sold its loom to Quill on Thursday."
    await desk.joins(
        await desk.entry("wire", "Quill buys loom", text, 2), story, fresh="Halden sold its loom to Quill on Thursday."
    )
    digest = await desk.build()
    (item,) = digest.items
    assert (item.update, item.background, digest.known) == (True, "Halden showed a loom in May.", 0)
    assert [sourced.quote.text for sourced in item.quotes] == ["Halden sold its loom to Quill on Thursday."]


@pytest.mark.parametrize(
    ("note", "sold", "background"),
    [
        (
            PRESS,
            "Quill bought the press that Orrin showed in May.",
            "The press prints 900 sheets an hour and weighs two tons.",
        ),
        (SEED, "Quill bought the loom that Halden showed in May.", ""),
    ],
)
async def test_a_background_that_the_story_tells_anyway_gives_way(
    desk: Desk, note: Document, sold: str, background: str
) -> None:
    """To another sentence of the note; a note that has no other tells nothing."""
    story = await desk.news(await desk.entry("loom", note.title, note.text, 1), seed=note.id)
    await desk.joins(await desk.entry("wire", "Quill goes shopping", sold, 2), story, fresh=sold)
    (item,) = (await desk.build()).items
    assert [sourced.quote.text for sourced in item.quotes] == [sold]
    assert item.background == background


async def test_feeds_that_the_chat_does_not_follow_stay_out(desk: Desk) -> None:
    """Another chat's feed gives this one no story, no sentence, no source and no headline."""
    away = await desk.entry("away", "Secret scoop", "Halden Robotics will close the secret mill next year.", 0.5)
    story = await desk.news(away)
    assert (await desk.build()).items == ()
    await desk.joins(await desk.entry("loom", "Halden opens a mill", FIRST, 1), story)
    (item,) = (await desk.build()).items
    assert item.headline == "Halden opens a mill"
    assert [source.publisher for source in item.sources] == ["loom"]
    assert all("secret" not in sourced.quote.text for sourced in item.quotes)


async def test_copies_are_no_second_source(desk: Desk) -> None:
    """A text copied by another publisher adds neither a source nor a sentence."""
    story = await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 1))
    await desk.joins(await desk.entry("wire", "Halden opens a mill", FIRST, 2), story, copy=True)
    (item,) = (await desk.build()).items
    assert [source.publisher for source in item.sources] == ["loom"]
    assert len(item.quotes) == 2


async def test_the_cap_holds_back_and_the_rest_comes_next_time(desk: Desk) -> None:
    """What does not fit gets a line each, what is more than that is counted and stays a candidate."""
    for number in range(12):
        text = f"Mill {number} opened in Leeds."
        await desk.news(await desk.entry("loom", f"{'ABCDEFGHIJKLM'[number]}alden opens", text, number / 10))
    digest = await desk.build(most=2)
    assert [item.also for item in digest.items] == [False] * 2 + [True] * 8
    assert all(not item.quotes for item in digest.items[2:])
    assert digest.more == 2
    await post_and_send(desk.unit, digest)
    later = await desk.build(SLOT + timedelta(days=1))
    assert (len(later.items), later.more) == (2, 0)


@pytest.mark.parametrize(
    ("own", "plan", "sentences"),
    [(None, Size.BRIEF, 3), (None, Size.FULL, 4), (Size.HEADLINES, Size.FULL, 0), (Size.FULL, Size.HEADLINES, 4)],
)
async def test_the_size_is_the_chats_own_else_the_operators(
    desk: Desk, own: Size | None, plan: Size, sentences: int
) -> None:
    """A chat that chose its size gets that, any other what the operator set."""
    text = (
        "Halden opened a mill in Leeds on Monday. The mill employs 240 weavers. "
        "Shares of Halden rose 6% after the opening. The union asked for a promise on jobs."
    )
    await desk.news(await desk.entry("loom", "First mill", text, 1))
    chat = replace(desk.chat, size=own)
    digest = await build(desk.unit, chat, SLOT, SLOT, None, SOURCES_COUNT, Plan(size=plan))
    assert digest.size is (own or plan)
    assert len(digest.items[0].quotes) == sentences


async def test_a_headline_without_text_is_told_without_sentences(desk: Desk) -> None:
    """A feed that gives titles only still brings its stories."""
    await desk.news(await desk.entry("loom", "Halden opens a mill", "", 1))
    (item,) = (await desk.build()).items
    assert (item.headline, item.quotes) == ("Halden opens a mill", ())


async def test_a_title_that_was_cut_off_is_told_whole(desk: Desk) -> None:
    """Where the text begins with it."""
    text = "Halden opened a mill in Leeds that makes 4,000 metres of cloth a day. It cost nine million."
    await desk.news(await desk.entry("loom", "Halden opened a mill in Leeds that …", text, 1))
    (item,) = (await desk.build()).items
    assert item.headline == "Halden opened a mill in Leeds that makes 4,000 metres of cloth a day."


async def test_a_story_of_several_sources_is_no_bare_headline(desk: Desk) -> None:
    """Even where each text only repeats it."""
    told = [
        await desk.entry(name, "Halden opens mill in Leeds", "Halden opens a mill in Leeds.", 1)
        for name in ("loom", "wire")
    ]
    await desk.joins(told[1], await desk.news(told[0]))
    (item,) = (await desk.build()).items
    assert [quote.quote.text for quote in item.quotes] == ["Halden opens a mill in Leeds."]


async def test_the_headline_is_of_what_is_quoted(desk: Desk) -> None:
    """Of a report that only alarmed nothing is quoted later, so the one that tells the end heads the story."""
    alarm = "Halden cannot be reached since noon. Orders at Halden are still waiting."
    story = await desk.news(await desk.entry("loom", "Halden outage takes orders offline", alarm, 0.5))
    end = "Halden has named the cause of the outage: a cut cable. Halden pays each customer $6 for the outage."
    late = await desk.entry("wire", "Halden blames a cut cable", end, 2)
    await desk.joins(late, story, fresh=end)
    (item,) = (await desk.build()).items
    assert {one.source.publisher for one in item.quotes} == {"wire"}
    assert (item.headline, item.url) == ("Halden blames a cut cable", late.link)


async def test_a_headline_on_how_things_stood_gives_way(desk: Desk) -> None:
    """Though its report is worth quoting, a later one that is quoted knows better."""
    first = "Fire in a transformer stopped 40 looms of Halden Robotics in Leeds on Thursday."
    story = await desk.news(await desk.entry("loom", "Halden looms are still offline", first, 0.5))
    end = "Halden Robotics has bought a second transformer for $3 million. Orders from 90 shops were delayed."
    late = await desk.entry("wire", "Halden weaves again", end, 2)
    await desk.joins(late, story, fresh=late.text)
    (item,) = (await desk.build()).items
    assert "wire" in {one.source.publisher for one in item.quotes}
    assert item.headline == "Halden weaves again"


async def test_an_entry_without_title_is_headed_by_its_sentence(desk: Desk) -> None:
    """A post without a title gets its best sentence as headline."""
    await desk.news(await desk.entry("loom", "", "Halden Robotics opened a mill in Leeds on Monday.", 1))
    (item,) = (await desk.build()).items
    assert item.headline == "Halden Robotics opened a mill in Leeds on Monday."


async def test_the_backlog_is_told_only_when_asked(desk: Desk) -> None:
    """What was in a feed before is no news, but a new reader may look at it."""
    await desk.news(await desk.entry("loom", "Halden opens a mill", FIRST, 0.5, backlog=True))
    assert (await desk.build()).items == ()
    assert len((await desk.build(backlog=True)).items) == 1


async def test_every_quote_is_one_whole_sentence(desk: Desk) -> None:
    """No quote is stitched or cut."""
    text = "(Leeds) Halden Robotics opened a mill. It employs 240 people. The mill cost $9 million, the firm said."
    entry = await desk.entry("loom", "Halden opens a mill", text, 1)
    await desk.news(entry)
    (item,) = (await desk.build()).items
    joined = {span.text for span in sentences(entry.text)}
    assert all(any(whole.endswith(sourced.quote.text) for whole in joined) for sourced in item.quotes)


async def test_two_stories_that_tell_one_event_are_shown_and_told_as_one(desk: Desk) -> None:
    """Unless an admin ruled that they are two."""
    text = "A fire closed the Halden mill in Leeds on Monday night, and 240 weavers stay at home."
    first = await desk.news(await desk.entry("loom", "Fire closes Halden mill in Leeds", text, 1))
    again = text.replace("A fire closed", "A blaze has shut").replace("stay", "were sent")
    second = await desk.news(await desk.entry("wire", "Blaze shuts the Halden mill", again, 2))
    (item,) = (await desk.build()).items
    assert {item.story, *item.told_with} == {first.id, second.id}
    assert {source.publisher for source in item.sources} == {"loom", "wire"}
    digest = await desk.build()
    told = [story for reply in messages(digest, ENGLISH, CAPABILITIES) for story in reply.stories]
    assert sorted(told) == sorted([first.id, second.id])
    await desk.unit.rulings.rule([desk.chat.id], [(first.id, second.id)], "1", SLOT, together=False)
    assert len((await desk.build()).items) == 2


async def test_a_version_that_is_over_is_not_told_beside_the_next_one(desk: Desk) -> None:
    """It counts as told with that, and as overtaken; alone it is news."""
    old = await desk.news(await desk.entry("loom", "Fernwhistle 3.1 adds older cards", FIRST, 1))
    assert [item.story for item in (await desk.build()).items] == [old.id]
    new = await desk.news(await desk.entry("loom", "Fernwhistle 3.2 is out", LATER, 2))
    digest = await desk.tell()
    (item,) = digest.items
    assert (item.story, item.told_with, digest.known, digest.overtaken) == (new.id, (old.id,), 0, 1)
    assert (await desk.build(SLOT + timedelta(hours=1))).items == ()


async def test_a_version_is_news_where_a_later_one_is_not_told(desk: Desk) -> None:
    """The later one is in one report and falls below what fits; several have the version before it."""
    stories = {}
    for title in ("Fernwhistle 3.1 is out", *"Leeds Lisbon Oslo Quito Perth Osaka Turin Basel Kyoto".split()):
        stories[title] = await desk.news(await desk.entry("loom", title, f"{title} was told of.", 1))
        await desk.joins(await desk.entry("wire", title, f"{title} was told of.", 1), stories[title])
    new = await desk.news(await desk.entry("loom", "Fernwhistle 3.2 is out", "Fernwhistle 3.2 was told of.", 2))
    old = stories["Fernwhistle 3.1 is out"]
    shown = {item.story for item in (await desk.build(most=1)).items}
    assert (old.id in shown, new.id in shown) == (True, False)
    shown = {item.story for item in (await desk.build(most=2)).items}
    assert (old.id in shown, new.id in shown) == (False, True)
