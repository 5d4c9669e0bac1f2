"""How a digest looks: complete, within limits, sound markup, readable aloud."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.atom import as_atom
from bot.digest.formats import as_html, as_json, as_markdown, as_text
from bot.model import Chat, ChatKey, ChatKind, Digest, DigestItem, Quote, Size, Source, SourcedQuote, Story
from bot.platforms.render import messages
from bot.platforms.telegram.platform import CAPABILITIES, Telegram
from bot.text.display.markup import plain
from bot.text.display.split_messages import entities, length
from bot.text.display.wording import ENGLISH, Wording, languages, wording

SLOT = datetime(2026, 11, 20, 7, tzinfo=UTC)


def source(name: str, hours: int = 3) -> Source:
    """A publisher that told it so many hours before the slot."""
    return Source(name, f"https://{name.lower()}.example/1?a=1&b=2", SLOT - timedelta(hours=hours))


def item(
    story: int = 1, sentence: str = "A mill opened.", by: str = "Loom", sources: str = "Loom", **more: object
) -> DigestItem:
    """A story with one sentence; *sources* are names parted by spaces."""
    values: dict[str, object] = {"update": False, "background": "", "headline": f"Story {story}", "also": False, **more}
    quote = SourcedQuote(Quote("entry:1", 0, len(sentence), sentence), source(by))
    return DigestItem(
        story, str(values["headline"]), "https://x.example/1", (quote,), tuple(map(source, sources.split())),
        SLOT - timedelta(hours=3), bool(values["update"]), str(values["background"]), bool(values["also"]),
    )  # fmt: skip


def digest(
    *items: DigestItem, known: int = 0, more: int = 0, upcoming: datetime | None = None, slot: datetime = SLOT
) -> Digest:
    """A digest of these stories."""
    return Digest(1, slot, items, known, more, upcoming, zone="Europe/Berlin")


def shown(made: Digest) -> str:
    """The first message as plain text."""
    return plain(messages(made, ENGLISH, CAPABILITIES)[0].text, addresses=False)


def test_the_header_gives_name_local_time_and_counts() -> None:
    """The hour is the chat's, 08:00 in Berlin for 07:00 UTC."""
    text = shown(digest(item(1), item(2), item(3, update=True)))
    assert text.startswith("News digest, Friday 20 November 2026, 08:00\n2 stories, 1 update\n")


def test_a_quiet_day_says_so_in_one_line() -> None:
    """Without stories there is one line, and the footer."""
    text = shown(digest(known=1, upcoming=SLOT + timedelta(days=1)))
    assert text.split("\n\n") == [
        "News digest, Friday 20 November 2026, 08:00\nNothing new since the last digest.",
        "1 other story brought nothing new.\nNext digest: Saturday 21 November, 08:00.",
    ]


def test_the_footer_says_what_was_held_back() -> None:
    """Each reason is given with its number: what was overtaken did bring something."""
    text = shown(digest(replace(item(), overtakes=(7,)), known=2, more=4))
    below = ["2 other stories brought nothing new.", "1 other story was overtaken by a newer one above."]
    assert text.endswith("\n".join(["", *below, "4 smaller stories not shown."]))


def test_one_source_is_named_once() -> None:
    """A story of one publisher names it below its sentences."""
    assert "A mill opened.\nToday at 05:00, from Loom" in shown(digest(item()))


def quoted(name: str, hours: int, sentence: str) -> SourcedQuote:
    """A sentence that a publisher told so many hours before the slot."""
    return SourcedQuote(Quote("entry:2", 0, len(sentence), sentence), source(name, hours))


def test_who_is_quoted_stands_before_those_that_tell_it_too() -> None:
    """One that is quoted is named once, below; others are no more than counted."""
    text = shown(digest(item(by="Bench", sources="Loom Bench Post Wire Desk")))
    assert "A mill opened.\nToday at 05:00, from Bench; also in Loom, Post and 2 more" in text


def test_a_single_one_that_is_left_is_named() -> None:
    """To count it would be no shorter."""
    assert "from Bench; also in Loom, Post, Wire" in shown(digest(item(by="Bench", sources="Loom Bench Post Wire")))
    assert shown(digest(item(also=True, sources="Loom Bench"))).endswith("1. Story 1 (Loom, Bench)")


def test_where_several_are_quoted_a_source_stands_behind_its_last_sentence() -> None:
    """The moment is that of the report that is quoted first, and so is the source named first."""
    first = item(sources="Bench Loom Post")
    more = (quoted("Loom", 3, "It wove."), quoted("Bench", 1, "It closed."), quoted("Bench", 1, "(It was late.)"))
    text = shown(digest(replace(first, quotes=(*first.quotes, *more))))
    assert "\nA mill opened.\nIt wove. (Loom)\nIt closed. (It was late.) (Bench)\n" in text
    assert "Today at 05:00, from 2 sources: Loom, Bench; also in Post" in text
    bare = replace(first, quotes=(), sources=(source("Bench", 1), source("Loom", 3)))
    assert "Today at 07:00, from 2 sources: Bench, Loom" in shown(digest(bare))


@pytest.mark.parametrize("form", [as_text, as_markdown, as_html, as_atom], ids=["text", "markdown", "html", "atom"])
def test_every_form_closes_with_the_source(form: Callable[[Digest, Wording], str]) -> None:
    """No sentence stands between that of a source and its name."""
    told = (*item().quotes, quoted("Loom", 3, "It wove."), quoted("Bench", 1, "It closed."))
    text = form(digest(replace(item(sources="Loom Bench"), quotes=told)), ENGLISH)
    marks = [text.index(piece) for piece in ("A mill opened.", "It wove. (Loom)", "It closed. (Bench)")]
    assert marks == sorted(marks)


def test_who_has_no_name_is_called_by_the_host() -> None:
    """Nothing else of an address is shown, which may hold a secret; two sites stay two sources."""
    nameless = [
        Source("", f"https://ann:pw@{host}/k?token=s3cret", SLOT) for host in ("www.mill.example:81", "b.example")
    ]
    told = tuple(
        SourcedQuote(Quote("entry:1", 0, 3, text), who) for text, who in zip(("One", "Two"), nameless, strict=True)
    )
    text = shown(digest(replace(item(), quotes=told, sources=tuple(nameless))))
    assert "\nOne (mill.example)\nTwo (b.example)\n" in text
    assert "from 2 sources: mill.example, b.example" in text
    assert shown(digest(replace(item(also=True), sources=tuple(nameless)))).endswith(
        "Story 1 (mill.example, b.example)"
    )
    assert "from a publisher not named" in shown(digest(replace(item(), quotes=(), sources=(Source("", "", SLOT),))))


def test_a_publisher_in_a_line_is_no_markup() -> None:
    """A feed may call itself anything."""
    made = digest(item(1), item(2, also=True, sources="<b>Loom"))
    assert "(&lt;b&gt;Loom)" in messages(made, ENGLISH, CAPABILITIES)[0].text
    assert "(&lt;b&gt;Loom)" in as_html(made, ENGLISH)


def test_who_gives_another_figure_is_quoted() -> None:
    """It stands among the sources; the figure alone is shown, not half of its sentence."""
    first = item(sentence="The mill cost £9 million, Ada says.", sources="Loom Post Bench")
    given = (quoted("Loom", 3, "£9 million"), quoted("Bench", 1, "nearly £12 million"))
    text = shown(digest(replace(first, figures=given)))
    assert "Ada says. (Loom)\nFigures differ: £9 million (Loom); nearly £12 million (Bench).\n" in text
    assert "Today at 05:00, from 2 sources: Loom, Bench; also in Post" in text


@pytest.mark.parametrize("figures", [(), (quoted("Loom", 3, "£9 million"), quoted("Bench", 1, "£12 million"))])
def test_a_story_of_several_sources_without_a_sentence_is_told(figures: tuple[SourcedQuote, ...]) -> None:
    """Where no text has a sentence that can be shown, the headline stands above its sources."""
    text = shown(digest(replace(item(sources="Loom Bench"), quotes=(), figures=figures)))
    assert "Story 1\n" in text
    assert "Bench" in text


def test_a_remark_goes_on_with_its_sentence() -> None:
    """All in brackets, it is no line of its own; what only begins with some is."""
    told = (*item().quotes, quoted("Loom", 3, "(It was late.)"), quoted("Loom", 3, "(Now) it (still) weaves (a bit)"))
    text = shown(digest(replace(item(), quotes=told)))
    assert "A mill opened. (It was late.)\n(Now) it (still) weaves (a bit)\n" in text


def test_a_number_in_a_headline_is_not_ours() -> None:
    """Two in a row would read as one."""
    assert "1. “1. FC Halden wins”\n" in shown(digest(item(headline="1. FC Halden wins")))
    assert "1. 3.2 is out\n" in shown(digest(item(headline="3.2 is out")))


def test_who_says_we_is_named_once_before_the_first_sentence() -> None:
    """Further down it would look like another speaker. Not where only somebody is quoted who says it."""
    quoting = shown(digest(item(sentence='"We hope," Ada Brandt said.')))
    assert '\n"We hope," Ada Brandt said.\n' in quoting
    first = item(sentence='"We hope," Ada Brandt said.')
    told = (*first.quotes, quoted("Loom", 3, "In our tests it held."), quoted("Loom", 3, "We ran it twice."))
    text = shown(digest(replace(first, quotes=told)))
    assert '\nLoom: "We hope," Ada Brandt said.\nIn our tests it held.\nWe ran it twice.\n' in text


@pytest.mark.parametrize(
    ("hours", "when"),
    [
        (7, "Today at 01:00"),
        (9, "Yesterday at 23:00"),
        (31, "Yesterday at 01:00"),
        (33, "Wednesday 18 November"),
        (8000, "22 December 2025"),
        (-25, "Saturday 21 November"),
    ],
)
def test_days_are_those_of_the_reader(hours: int, when: str) -> None:
    """At 08:00 in Berlin, today began 8 hours ago, and yesterday 32: of the day in the header, whenever it was made."""
    told = SourcedQuote(Quote("entry:1", 0, 2, "No"), source("Loom", hours))
    made = replace(digest(replace(item(), quotes=(told,))), made=SLOT + timedelta(days=1))
    assert f"\n{when}, from Loom" in shown(made)


@pytest.mark.parametrize("language", languages())
def test_no_age_is_told_in_any_language(language: str) -> None:
    """The text stays: an hour and a day are true whenever it is read, and they begin a line."""
    say = wording(language)
    told = [SourcedQuote(Quote("entry:1", 0, 2, "No"), source("Loom", hours)) for hours in (3, 20, 90)]
    lines = as_text(digest(*(replace(item(), quotes=(one,)) for one in told)), say).splitlines()
    when = [line for line in lines if "Loom" in line]
    assert ["05:00" in when[0], "12:00" in when[1], "16" in when[2] or "١٦" in when[2]] == [True] * 3
    assert all(line[0] == line[0].upper() for line in when)


def test_an_update_says_what_is_new_and_how_it_began() -> None:
    """The bot's own notes are marked as such."""
    text = shown(digest(item(update=True, background="Quill shows a pen")))
    assert "1. Update: Story 1\nBackground notes: Quill shows a pen\nNew: A mill" in text


def test_news_of_a_matter_names_the_event_before() -> None:
    """With the day in the chat's zone: half past eleven in the evening in UTC is the next day in Berlin."""
    before = Story(3, "A mill burned", SLOT, datetime(2026, 10, 2, 23, 30, tzinfo=UTC))
    text = shown(digest(replace(item(), before=before)))
    assert "1. Story 1\nEarlier: “A mill burned”, 3 October 2026.\nA mill" in text


def test_an_update_leads_to_what_was_told_before() -> None:
    """By a link where messages have addresses; else the message that tells it answers the earlier one."""
    linked = replace(item(2, update=True), earlier="7", earlier_url="https://t.me/c/5/7")
    (reply,) = messages(digest(item(1), linked), ENGLISH, CAPABILITIES)
    assert 'New since <a href="https://t.me/c/5/7">my earlier message</a>:' in reply.text
    assert reply.reply_to == ""
    (reply,) = messages(digest(item(1), replace(linked, earlier_url="")), ENGLISH, CAPABILITIES)
    assert "New:" in reply.text
    assert reply.reply_to == "7"


@pytest.mark.parametrize(
    ("kind", "key", "url"),
    [
        (ChatKind.SUPERGROUP, ChatKey("telegram", "-1001234"), "https://t.me/c/1234/7"),
        (ChatKind.SUPERGROUP, ChatKey("telegram", "-1001234", "5"), "https://t.me/c/1234/5/7"),
        (ChatKind.CHANNEL, ChatKey("telegram", "-1001234"), "https://t.me/c/1234/7"),
        (ChatKind.GROUP, ChatKey("telegram", "-1234"), ""),
        (ChatKind.PRIVATE, ChatKey("telegram", "1234"), ""),
    ],
)
def test_addresses_of_messages(kind: ChatKind, key: ChatKey, url: str) -> None:
    """Messages of supergroups and channels have addresses, others have none."""
    chat = Chat(1, key, kind, "", "UTC", ())
    assert Telegram().address(chat, "7") == url


def headings(made: Digest) -> list[str]:
    """The headings of the sections, each with the number of the story below it."""
    lines = shown(made).splitlines()
    known = ("Top story", "More news", "Updates", "In brief")
    return [f"{line} {lines[at + 1].partition('.')[0]}" for at, line in enumerate(lines) if line in known]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param("ns n n u a", ["Top story 1", "More news 2", "Updates 4", "In brief 5"], id="all"),
        pytest.param("n n n u", ["Updates 4"], id="a-first-story-of-one-source-is-no-top-story"),
        pytest.param("ns n u", ["Updates 3"], id="no-top-story-of-two"),
        pytest.param("u u a", ["In brief 3"], id="updates-alone-need-no-heading"),
        pytest.param("ns n n", ["Top story 1", "More news 2"], id="news-alone"),
        pytest.param("n", [], id="one"),
        pytest.param("a a", ["In brief 1"], id="lines-alone"),
    ],
)
def test_sections_are_headed_once(items: str, expected: list[str]) -> None:
    """A heading stands where a section begins, and only where it tells something."""
    made = [
        item(at, sources="Loom Bench" if "s" in kind else "Loom", update="u" in kind, also="a" in kind)
        for at, kind in enumerate(items.split())
    ]
    assert headings(digest(*made)) == expected


def test_below_follow_ups_nothing_says_that_it_is_an_update() -> None:
    """The heading says so already; where there is none, the story does."""
    made = digest(item(1), item(2, update=True))
    assert "\nUpdates\n2. Story 2\n" in shown(made)
    assert "\n1. Update: Story 1\n" in shown(digest(item(1, update=True)))


def test_what_was_also_seen_is_a_line_each() -> None:
    """Lines below each other, numbered on, with the first source and how many more; counted apart."""
    made = digest(item(1), item(2, also=True), item(3, also=True, update=True, sources="Loom Bench Post"))
    text = shown(made)
    assert "\n1 story, 2 in brief\n" in text
    assert text.endswith("\nIn brief\n2. Story 2 (Loom)\n3. Update: Story 3 (Loom and 2 more)")


def test_headlines_are_lines_without_sections() -> None:
    """The shortest size is a list, updates marked as such."""
    made = replace(digest(item(1), item(2, also=True), item(3, update=True)), size=Size.HEADLINES)
    header, _, lines = shown(made).partition("\n\n")
    assert header.endswith("\n2 stories, 1 update")
    assert lines == "1. Story 1 (Loom)\n2. Story 2 (Loom)\n3. Update: Story 3 (Loom)"


def test_a_long_headline_without_blanks_is_cut() -> None:
    """Chinese has no words to cut between; what fits stays."""
    assert f"{'洪' * 199}…" in shown(digest(replace(item(1), headline="洪" * 300)))


def test_a_quiet_day_is_named() -> None:
    """One line says that the bar was lower."""
    assert shown(replace(digest(item()), quiet=True)).splitlines()[2].startswith("A quiet day, ")


def test_what_a_feed_wrote_is_never_markup() -> None:
    """Tags and quotes of a feed come out as they were written."""
    nasty = '<b>"A" & <a href="https://evil.example">B</a>'
    made = digest(item(sentence=nasty, by="<i>", sources="<i> B", headline=nasty))
    (reply,) = messages(made, ENGLISH, CAPABILITIES)
    assert plain(reply.text, addresses=False).count(nasty) == 2
    assert 'href="https://evil.example"' not in reply.text
    assert 'href="https://evil.example"' not in as_html(made, ENGLISH)


@given(st.lists(st.text(max_size=2000), min_size=1, max_size=8), st.integers(300, 4096))
def test_messages_stay_within_the_limit_and_name_their_stories(sentences: list[str], limit: int) -> None:
    """Whatever the texts: no message too long, each story in some message, all but the first silent, numbered."""
    made = digest(*(item(number, text, headline=text) for number, text in enumerate(sentences)))
    replies = messages(made, ENGLISH, replace(CAPABILITIES, longest_message=limit))
    assert all(length(reply.text) <= limit and entities(reply.text) <= 100 for reply in replies)
    assert {story for reply in replies for story in reply.stories} == set(range(len(sentences)))
    assert [reply.silent for reply in replies] == [False] + [True] * (len(replies) - 1)
    if len(replies) > 1:
        assert plain(replies[1].text).startswith(f"Part 2 of {len(replies)}\n\n")
        assert f"\nPart 1 of {len(replies)}" in plain(replies[0].text)


def test_a_story_that_goes_on_is_named_again() -> None:
    """Above the rest of it stands its headline; not above the footer, which is no rest of a story."""
    long = item(headline="2. Mill opens", sentence="It wove on. " * 30)
    replies = messages(digest(item(), long, known=1), ENGLISH, replace(CAPABILITIES, longest_message=350))
    first, second, third = (plain(reply.text, addresses=False) for reply in replies)
    assert first.startswith("News digest, Friday 20 November 2026, 08:00\n2 stories\nPart 1 of 3\n\n1. Story 1\n")
    assert second.startswith("Part 2 of 3\n\n2. “2. Mill opens”\nIt wove")
    assert third.startswith("Part 3 of 3\n\n2. “2. Mill opens” (continued)\nIt wove")
    ends = item(headline="Mill opens", sentence="It wove on. " * 18)
    replies = messages(digest(item(), ends, known=1), ENGLISH, replace(CAPABILITIES, longest_message=350))
    assert plain(replies[-1].text) == "Part 3 of 3\n\n1 other story brought nothing new."


@given(st.integers(1, 12), st.integers(1, 8), st.integers(500, 2000))
def test_no_message_holds_only_the_header_or_the_footer(stories: int, sentences: int, limit: int) -> None:
    """Wherever the cuts fall, each message tells a story, as long as the stories are shorter than messages."""
    items = [item(number, "A mill opened in Leeds. " * sentences) for number in range(1, stories + 1)]
    made = digest(*items, known=1, more=1, upcoming=SLOT + timedelta(days=1))
    told = [reply.stories for reply in messages(made, ENGLISH, replace(CAPABILITIES, longest_message=limit))]
    assert all(told)
    assert [story for part in told for story in part] == list(range(1, stories + 1))


def test_an_address_is_printed_once_a_story() -> None:
    """In plain text the link of the headline is not repeated behind its source, but given again in the next story."""
    made = digest(item(1, sources="X"), item(2, sources="X"))
    text = as_text(replace(made, items=tuple(replace(one, url=one.sources[0].url) for one in made.items)), ENGLISH)
    assert text.count("https://x.example/1?a=1&b=2") == 2


def test_a_message_with_stories_has_the_button_why() -> None:
    """No button stands where it could not answer."""
    assert [[button.data for button in row] for row in messages(digest(item()), ENGLISH, CAPABILITIES)[0].buttons] == [
        ["why"],
        ["like 1", "dislike 1"],
    ]
    both = messages(digest(item(), item(story=2)), ENGLISH, CAPABILITIES)[0].buttons
    assert [[button.data for button in row] for row in both] == [["why"]]
    assert messages(digest(), ENGLISH, CAPABILITIES)[0].buttons == ()


def test_json_holds_all_values_plainly() -> None:
    """What a program reads: times with zone, quotes with their places."""
    values = json.loads(json.dumps(as_json(digest(item(), known=2, more=1, upcoming=SLOT))))
    (story,) = values["stories"]
    assert (values["slot"], values["known"], values["more"]) == ("2026-11-20T07:00:00+00:00", 2, 1)
    assert story["quotes"][0] | {"source": None} == {
        "text": "A mill opened.", "doc": "entry:1", "start": 0, "end": 14, "source": None,
    }  # fmt: skip


class _Page(HTMLParser):
    """Notes the tags that are left open, and what would be loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [value or "" for name, value in attrs if name in {"src", "srcset"} or tag == "link"]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing() -> None:
    """Every tag is closed, nothing comes from elsewhere, phones and dark screens are thought of."""
    html = as_html(digest(item(), item(2, update=True), known=1), ENGLISH)
    page = _Page()
    page.feed(html)
    assert (page.open, page.loaded) == ([], [])
    assert "prefers-color-scheme: dark" in html
    assert 'name="viewport"' in html
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("form", [as_text, as_markdown, as_html], ids=["text", "markdown", "html"])
def test_every_form_tells_the_same(form: object) -> None:
    """Headline, sentence, source, footer are in each."""
    made = digest(item(headline="A mill", sources="Loom Bench"), known=1, more=1, upcoming=SLOT)
    text = form(made, ENGLISH)  # type: ignore[operator]
    wanted = ["A mill", "A mill opened.", "Bench", "Today at 05:00", "1 other story", "1 smaller story", "Next digest"]
    assert [piece for piece in wanted if piece not in text] == []


def test_markdown_signs_of_a_feed_are_shown_as_they_are() -> None:
    """Stars and brackets of a headline do not become markup."""
    text = as_markdown(digest(item(headline="*New* [model] `x` <b>")), ENGLISH)
    assert "\\*New\\* \\[model\\] \\`x\\` \\<b\\>" in text
