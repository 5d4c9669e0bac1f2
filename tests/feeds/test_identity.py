"""What counts as seen before: told as stories of feeds that misbehave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.identity import marked, unseen
from bot.model import ParsedEntry

DAY = datetime(2026, 11, 20, tzinfo=UTC)
LONG = "It was shown to forty guests on Tuesday, and three of them bought it at once."


def entry(n: int = 1, **changes: object) -> ParsedEntry:
    """An entry of a well-behaved feed."""
    plain = ParsedEntry(
        guid=f"id-{n}",
        link=f"https://acme.example/story-{n}",
        title=f"Story number {n}",
        text=f"{n}. {LONG}",
        published=DAY - timedelta(days=n),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def replayed(*documents: list[ParsedEntry]) -> list[list[str]]:
    """The titles that are new in each document, the first of which is the beginning."""
    known: set[str] = set()
    found = []
    for document in documents:
        entries = marked(document)
        found.append([one.entry.title for one in unseen(entries, known)])
        known.update(mark for one in entries for mark in one.marks)
    return found[1:]


OLD = [entry(1), entry(2), entry(3)]


@pytest.mark.parametrize(
    ("later", "new"),
    [
        pytest.param(OLD, [], id="same"),
        pytest.param([entry(4), *OLD], ["Story number 4"], id="one-more"),
        pytest.param([replace(one, guid="x" + one.guid) for one in OLD], [], id="new-ids"),
        pytest.param([replace(one, guid="") for one in OLD], [], id="ids-gone"),
        pytest.param([replace(one, published=DAY) for one in OLD], [], id="new-dates"),
        pytest.param(
            [replace(one, title=one.title + "!", text="Rewritten. " + one.text) for one in OLD], [], id="edited"
        ),
        pytest.param([replace(one, title="Changed", text="Other") for one in OLD], [], id="rewritten-in-place"),
        pytest.param([replace(one, link=one.link + "/?utm_source=rss") for one in OLD], [], id="tracked-links"),
        pytest.param(
            [replace(one, link=one.link.replace("https://", "http://www.")) for one in OLD], [], id="http-www"
        ),
        pytest.param([replace(one, link=f"https://moved.example/{one.guid}") for one in OLD], [], id="moved-site"),
        pytest.param([replace(one, link="") for one in OLD], [], id="links-gone"),
        pytest.param([replace(one, link="", title="T", text="U") for one in OLD], [], id="links-gone-and-edited"),
        pytest.param(
            [replace(one, guid="n" + one.guid, link=one.link + "-new", published=DAY) for one in OLD],
            [],
            id="re-issued-with-new-ids-links-and-dates",
        ),
        pytest.param(
            [entry(1, link="https://acme.example/next", title="Something else", text="Other news. " + LONG[::-1])],
            ["Something else"],
            id="id-used-again",
        ),
    ],
)
def test_second_document(later: list[ParsedEntry], new: list[str]) -> None:
    """After the first document, only what is really new is new."""
    assert replayed(OLD, later) == [new]


def test_dropped_entries_are_remembered() -> None:
    """What leaves a feed and comes back later is not new."""
    assert replayed(OLD, [], [entry(9)], OLD) == [[], ["Story number 9"], []]


def test_one_id_for_all() -> None:
    """A feed that gives all entries one id is told apart by links."""
    before = [entry(n, guid="same") for n in (1, 2)]
    after = [entry(n, guid="same") for n in (4, 1, 2)]
    assert replayed(before, after, after) == [["Story number 4"], []]


def test_one_link_for_all() -> None:
    """A change log whose entries share a page is told apart by ids, or by titles when there are none."""
    page = "https://acme.example/changes"
    before = [entry(n, link=f"{page}#v{n}") for n in (1, 2)]
    after = [entry(n, link=f"{page}#v{n}") for n in (4, 1, 2)]
    assert replayed(before, after, after) == [["Story number 4"], []]
    nameless = [[replace(one, guid="", text="") for one in document] for document in (before, after, after)]
    assert replayed(*nameless) == [["Story number 4"], []]


def test_front_page_as_link() -> None:
    """A link to a site's front page says nothing, even in a feed of one entry at a time."""
    days = [[entry(n, link="https://acme.example/")] for n in (1, 2, 3)]
    assert replayed(*days) == [["Story number 2"], ["Story number 3"]]


def test_one_id_and_one_link_for_all() -> None:
    """Where neither tells anything, title and text do."""
    documents = [[entry(n, guid="x", link="https://acme.example/") for n in numbers] for numbers in ((1, 2), (4, 1, 2))]
    assert replayed(*documents, documents[1]) == [["Story number 4"], []]


def test_titles_alone() -> None:
    """Entries with nothing but a title are new when their title is."""
    before, after = [[ParsedEntry("", "", title, "") for title in titles] for titles in (["A", "B"], ["C", "A", "B"])]
    assert replayed(before, after, after) == [["C"], []]


def test_the_same_title_every_week() -> None:
    """A weekly column is new each week, as long as its link or its id is."""
    weeks = [[entry(n, title="Open thread", text="Talk here.")] for n in (1, 2, 3)]
    assert replayed(*weeks) == [["Open thread"], ["Open thread"]]


def test_the_same_words_every_day() -> None:
    """A picture of the day with the same words each day is told apart by links once the feed shows two of them."""
    days = [[entry(n, title="Picture of the day", text=LONG) for n in (m, m + 1)] for m in (1, 2, 3)]
    assert replayed(*days) == [["Picture of the day"], ["Picture of the day"]]


def test_listed_twice() -> None:
    """An entry that stands twice in one document is new once."""
    assert replayed([], [entry(1), entry(1)]) == [["Story number 1"]]
    assert replayed([], [entry(1), entry(1, guid="other")]) == [["Story number 1"]]


_WORDS = st.sampled_from(["", "a", "b", "A long enough text to say what it is about, with forty characters and more."])
_ENTRIES = st.lists(
    st.builds(
        ParsedEntry,
        guid=st.sampled_from(["", "1", "2", "3"]),
        link=st.sampled_from(["", "https://a.example/", "https://a.example/1", "https://a.example/2"]),
        title=_WORDS,
        text=_WORDS,
    ),
    max_size=6,
)


@given(_ENTRIES, _ENTRIES)
def test_nothing_is_new_twice(first: list[ParsedEntry], second: list[ParsedEntry]) -> None:
    """Whatever a feed shows, showing the same document again brings nothing new."""
    assert replayed(first, second, second, second)[1:] == [[], []]
    assert replayed(first, first) == [[]]
