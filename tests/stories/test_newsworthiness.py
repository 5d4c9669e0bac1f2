"""How newsworthy words are: grave news above notices, in both directions bounded, and explained."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Decision, Entry, Story, Verdict
from bot.stories.newsworthiness import MOST, heaviest, newsworthiness, signs, weights
from bot.stories.rank import Reason, importance, reasons, weight

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ENTRY = Entry(1, 1, "a", "", "https://a.example/1", "A title", "A text.", "A", "en", NOW, NOW)


def decided(title: str, text: str = "", publisher: str = "A") -> tuple[Entry, Decision]:
    """An entry as the bot weighs it."""
    entry = replace(ENTRY, title=title, text=text, publisher=publisher, link=f"https://{publisher.lower()}.example/1")
    return entry, Decision(Verdict.NEW, 0.0, weight=newsworthiness(title, text, "en"))


def story(title: str) -> Story:
    """A story that opened just now."""
    return Story(1, title, NOW, NOW)


@pytest.mark.parametrize(
    ("graver", "lighter"),
    [
        ("Mill fire in Halden kills 14 workers", "How to keep your oven clean"),
        ("Supreme court rules ferry tax unlawful", "Actor says her new dog is “adorable”"),
        ("Introducing Quill 3, our most capable model", "How Tern Bakery uses Quill to answer mail"),
        ("Parliament votes to ban river dumping", "7 walks for a rainy weekend"),
    ],
)
def test_what_an_editor_would_put_first(graver: str, lighter: str) -> None:
    """Deaths, rulings, bans and releases stand above how-tos, remarks, customers' tales and lists."""
    assert newsworthiness(graver, "", "en") > newsworthiness(lighter, "", "en") + 0.5
    assert importance(story(graver), [decided(graver)], {}) > importance(story(lighter), [decided(lighter)], {})


def test_other_languages_are_average() -> None:
    """What was learned from English says nothing of German."""
    assert newsworthiness("Feuer in Halden: 14 Tote", "", "de") == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_words_decide_only_so_much(title: str, text: str) -> None:
    """Whatever stands there: the points are bounded, and a story is always worth something."""
    assert -MOST <= newsworthiness(title, text, "en") <= MOST
    assert importance(story(title), [decided(title, text)], {}) > 0.0


def test_later_words_do_not_count() -> None:
    """The lead is weighed; what stands far below does not change it."""
    lead = "word " * 40
    assert signs("Title", lead) == signs("Title", f"{lead} Fourteen people were killed.")


def test_what_was_learned_is_sound() -> None:
    """Each sign has its points, none of them alone decides."""
    assert len(weights()) > 1_000
    assert all(abs(points) < 1.5 for points in weights().values())


def test_a_copy_adds_no_words() -> None:
    """The words of a copy are its original's."""
    first, copied = decided("Fire kills 14 in Halden"), decided("How to clean an oven", publisher="B")
    both = [first, (copied[0], replace(copied[1], copy=True))]
    assert weight(both) == weight([first])
    assert weight([]) == 0.0


def test_reasons_are_told_by_strength() -> None:
    """Several sources, words of big news, developments; nothing for everyday news of one source."""
    title = "Mill fire in Halden kills 14 workers"
    told = [decided(title, publisher=name) for name in "ABCDEFGH"]
    assert reasons(story(title), told)[:2] == (Reason.SOURCES, Reason.WORDS)
    grown = (told[1][0], replace(told[1][1], verdict=Verdict.UPDATE))
    assert Reason.GROWS in reasons(story(title), [told[0], grown])
    assert reasons(story("x"), [(ENTRY, Decision(Verdict.NEW, 0.0))]) == ()
    lists = "How to keep your oven clean: 7 tips"
    assert reasons(story(lists), [decided(lists)]) == (Reason.LIGHT,)


def test_the_heaviest_words_are_named() -> None:
    """As they are written in the title, and only those that weigh."""
    assert "kills" in heaviest("Mill fire kills 14 workers", 3)
    assert heaviest("Of the and", 3) == []
