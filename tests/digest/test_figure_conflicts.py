"""Figures side by side: only what several sources give differently for one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.figure_conflicts import Told, differing


def shown(*texts: str, seen: int | None = None) -> list[str]:
    """The figures side by side, as written; the reader sees the whole first text, or its first *seen* characters."""
    sources = [Told(f"P{n}", text, "en", () if n else ((0, seen or len(text)),)) for n, text in enumerate(texts)]
    return [sources[place.source].text[place.start : place.end] for place in differing(sources)]


@pytest.mark.parametrize(
    ("texts", "figures"),
    [
        pytest.param(
            ["Halden sold its mill for $14 billion on Monday.", "The mill of Halden was sold for nearly $16 billion."],
            ["$14 billion", "nearly $16 billion"],
            id="money",
        ),
        pytest.param(
            [
                "Halden sold its mill for £14 million on Monday.",
                "The mill of Halden was sold for £14.3 million.",
                "Halden sold its mill for nearly £15 million.",
            ],
            [],
            id="rounded",
        ),
        pytest.param(
            [
                "The mill of Halden cost £9 million, the company says.",
                "The mill of Halden cost nearly £10 million, analysts think.",
            ],
            ["£9 million", "nearly £10 million"],
            id="no-half-of-what-somebody-says",
        ),
        pytest.param(
            ["Halden employs about 240 new weavers in Leeds.", "In Leeds, Halden employs 270 weavers."],
            ["about 240 new weavers", "270 weavers"],
            id="a-count-with-its-hedge-and-thing",
        ),
        pytest.param(
            [
                "Shares of Halden rose 6% on Friday.",
                "Halden shares rose 7% on Friday.",
                "Halden shares rose 5% Friday.",
            ],
            ["6%", "7%", "5%"],
            id="three-sources",
        ),
        pytest.param(
            ["Halden of Leeds pays 44% to Vessby.", "Halden of Leeds owes Vessby 55%."],
            [],
            id="nothing-says-what-both-are-of",
        ),
        pytest.param(
            ["Halden employs more than 240 weavers in Leeds.", "In Leeds, Halden employs 246 weavers."],
            [],
            id="one-says-roughly-what-the-other-says",
        ),
        pytest.param(
            ["Halden employs 240 weavers in Leeds.", "In Leeds, Halden employs 250 other weavers."],
            [],
            id="the-others-beside-them",
        ),
        pytest.param(
            ["Halden sold 30% of its cloth abroad in 2024.", "Halden sold 35% of its cloth abroad in 2025."],
            [],
            id="another-year",
        ),
        pytest.param(
            ["Halden sold its mill for £9m.", "Halden sold its mill for 9 million pounds."], [], id="one-value-two-ways"
        ),
        pytest.param(
            ["The mill employs 240 weavers.", "The mill makes 300 metres of cloth."], [], id="different-things"
        ),
        pytest.param(
            ["Halden employs 240 weavers in Leeds.", "A strike of 300 weavers closed all ports in Kent."],
            [],
            id="different-events",
        ),
        pytest.param(
            ["Halden employs 240 weavers.", "Halden employs 250 weavers. Last year Halden said 240 weavers."],
            [],
            id="the-other-gives-both",
        ),
        pytest.param(
            ["Halden employs 240 weavers, up from 200 weavers.", "Halden employs 250 weavers."],
            [],
            id="two-in-one-sentence",
        ),
        pytest.param(
            ["Halden sold its mill for $14 billion.", "Halden sold its mill for $90 billion."], [], id="too-far-apart"
        ),
        pytest.param(["Halden opened on 3 May 2026.", "Halden opened on 4 May 2026."], [], id="no-dates"),
    ],
)
def test_side_by_side(texts: list[str], figures: list[str]) -> None:
    """What differs is shown as written, what agrees or measures something else is not."""
    assert shown(*texts) == figures


def test_only_what_the_reader_sees() -> None:
    """A figure of a sentence that is not shown is not put beside another."""
    first = "Halden opened a mill. Halden sold its old mill for $14 billion."
    assert shown(first, "Halden sold its old mill for $15 billion.", seen=21) == []


def test_one_publisher_does_not_differ_from_itself() -> None:
    """A later report of the same publisher corrects the first one; nobody disagrees."""
    texts = ["Halden employs 240 weavers.", "Halden employs 250 weavers."]
    assert differing([Told("P", text, "en", ((0, len(text)),)) for text in texts]) == ()


@given(st.lists(st.text(alphabet="Halden 0123456789.,$%€ employs weavers\n", max_size=80), max_size=4))
def test_whatever_the_texts_the_places_are_in_them(texts: list[str]) -> None:
    """Places are within their texts, the first within what is shown, and values of different sources."""
    sources = [Told(f"P{n}", text, "en", ((0, len(text)),)) for n, text in enumerate(texts)]
    found = differing(sources)
    assert all(0 <= one.start < one.end <= len(texts[one.source]) for one in found)
    assert len({one.source for one in found}) == len(found)
