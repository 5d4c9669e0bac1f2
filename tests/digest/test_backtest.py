"""Back-tests: what other settings would have made of past days."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.digest.backtest import compare, in_words, replay
from bot.digest.compose import Plan
from bot.digest.tellings import News
from bot.model import Chat, ChatKey, ChatKind, Decided, Decision, Digest, Entry, Story, Verdict
from bot.text.display.wording import ENGLISH

DAY = datetime(2026, 11, 18, 8, tzinfo=UTC)
MOMENTS = [DAY + timedelta(days=days) for days in range(3)]
CHAT = Chat(1, ChatKey("terminal", "1"), ChatKind.PRIVATE, "", "UTC", (time(8),))


def entry(number: int, name: str, text: str, came: datetime, *, backlog: bool = False) -> Entry:
    """An entry that came at that moment, or stood in the backlog when it was read days later."""
    link = f"https://loom.example/{number}"
    seen = came + timedelta(days=9) if backlog else came
    return Entry(number, 1, link, link, link, f"{name} opens", text, f"{name} Post", "en", came, seen, backlog=backlog)


def story(number: int, name: str, came: datetime, *, backlog: bool = False) -> News:
    """A story of one entry."""
    told = entry(number, name, f"{name} opened a mill on Monday.", came, backlog=backlog)
    decision = Decision(Verdict.NEW, 1.0, made=told.seen)
    return Story(number, told.title, came, came), [(told, decision)]


def weight(_story: Story, decided: Sequence[Decided], _brought: Mapping[int, int]) -> float:
    """The later numbers weigh a little more."""
    return 1.0 + decided[0][0].id / 100


def made(news: Sequence[News], most: int = 10) -> list[Digest]:
    """The digests of three days."""
    return replay(CHAT, news, {}, MOMENTS, weight, Plan(most))


def stories(digests: Sequence[Digest]) -> list[list[int]]:
    """What each told in full."""
    return [[item.story for item in digest.items if not item.also] for digest in digests]


@pytest.mark.parametrize("backlog", [False, True])
def test_a_story_is_told_in_the_first_digest_after_it_came(backlog: bool) -> None:
    """Nothing is told before it was there, nothing twice; of the backlog counts when it was published."""
    news = [
        story(1, "Halden", DAY - timedelta(hours=1), backlog=backlog),
        story(2, "Tern", DAY + timedelta(hours=1), backlog=backlog),
        story(3, "Quill", DAY + timedelta(days=5), backlog=backlog),
    ]
    assert stories(made(news)) == [[1], [2], []]


def test_what_was_held_comes_later_while_it_is_news() -> None:
    """A smaller digest leaves more for a line, and tells no more than it may."""
    news = [story(number, name, DAY - timedelta(hours=1)) for number, name in enumerate(["Halden", "Tern", "Quill"])]
    assert stories(made(news, 2)) == [[2, 1], [], []]
    assert [item.also for item in made(news, 2)[0].items] == [False, False, True]


def test_an_update_comes_once() -> None:
    """What a story gained after it was told is told in the next digest only."""
    (opened, decided) = story(1, "Halden", DAY - timedelta(hours=1))
    text = "Halden opened a mill on Monday. A fire closed the mill on Tuesday."
    grown = entry(2, "Halden", text, DAY + timedelta(hours=5))
    start = text.index("A fire")
    update = Decision(Verdict.UPDATE, 1.0, 1, fresh=((start, len(text)),), made=grown.seen)
    digests = made([(opened, [*decided, (grown, update)])])
    assert [[item.update for item in digest.items] for digest in digests] == [[False], [True], []]
    assert [quote.quote.text for quote in digests[1].items[0].quotes] == ["A fire closed the mill on Tuesday."]


def test_the_comparison_names_what_goes_and_what_comes() -> None:
    """Each change with what becomes of the story on the other side; and the sums."""
    names = ["Halden", "Tern", "Quill", "Murk"]
    news = [story(number, name, DAY - timedelta(hours=1)) for number, name in enumerate(names)]
    news.append(story(9, "Vessby", DAY + timedelta(hours=1)))
    text = in_words(compare(made(news), made(news, 2)), UTC, ENGLISH)
    assert text == (
        "Wednesday 18 November, 08:00, told in full: 4 before, 2 after\n"
        "  - Tern opens (would become one line)\n"
        "  - Halden opens (would become one line)\n\n"
        "Thursday 19 November, 08:00, told in full: 1 before, 1 after\n\n"
        "In 3 digests, stories told in full: 5 before, 3 after; "
        "2 would drop out, 0 would come in. Nothing was changed.\n"
    )
    (first, *_) = compare(made(news, 2), made(news))
    assert [(change.headline, change.fate) for change in first.comes] == [
        ("Tern opens", "line"),
        ("Halden opens", "line"),
    ]


def test_other_hours_are_slots_of_their_own() -> None:
    """A story moves to another slot when the hours change: it goes there and comes here."""
    news = [story(1, "Halden", DAY - timedelta(hours=1))]
    later = replay(CHAT, news, {}, [moment + timedelta(hours=2) for moment in MOMENTS], weight, Plan())
    compared = compare(made(news), later)
    assert [(len(one.goes), len(one.comes)) for one in compared] == [(1, 0), (0, 1), (0, 0), (0, 0), (0, 0), (0, 0)]
    assert compared[0].goes[0].fate == compared[1].comes[0].fate == "other"
