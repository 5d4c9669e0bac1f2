"""Versions that are over: a lower one that was told before a higher one of the same thing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.versions import Headline, Version, superseded, version_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def told(*titles: str) -> list[Headline]:
    """Headlines of one story after the other, an hour apart."""
    return [Headline(at, title, "en", NOON + timedelta(hours=at)) for at, title in enumerate(titles, 1)]


@pytest.mark.parametrize(
    ("title", "version"),
    [
        pytest.param("Fernwhistle 3.10 is now available", Version("fernwhistle", (3, 10), out=True), id="available"),
        pytest.param("Fernwhistle 3.10: adds cards", Version("fernwhistle", (3, 10), out=True), id="adds"),
        pytest.param("Fernwhistle 3.10 erschienen", Version("fernwhistle", (3, 10), out=True), id="another-language"),
        pytest.param(
            "Sedgemill releases Brackwater Voice 2.1", Version("brackwater voice", (2, 1), out=True), id="brought-out"
        ),
        pytest.param("Introducing the new Fernwhistle 3.1", Version("fernwhistle", (3, 1), out=True), id="introduced"),
        pytest.param("A flaw in Fernwhistle 3.1 lets thieves in", None, id="about-something-else"),
        pytest.param("Fernwhistle raises $3.1 million", None, id="a-sum"),
        pytest.param(
            "Fernwhistle 3.1 – a smaller install", Version("fernwhistle", (3, 1), out=False), id="begins-with-it"
        ),
        pytest.param("Fernwhistle is smaller", None, id="none"),
        pytest.param("Halden announces aid after Magnitude 6.4 quake", None, id="something-else-announced"),
        pytest.param("Inflation 3.1 percent in May", None, id="a-rate"),
        pytest.param("Bank announces Rate 3.5 for June", None, id="a-common-word"),
        pytest.param("Bureau releases Inflation 3.1%", None, id="a-rate-that-is-released"),
        pytest.param("Brent 81.5 dollars a barrel", None, id="a-price"),
    ],
)
def test_which_version(title: str, version: Version | None) -> None:
    """A title that begins with a version, or says that it is out, is about it; a measure is none."""
    assert version_of(title, "en") == version


@pytest.mark.parametrize(
    ("titles", "over"),
    [
        pytest.param(["Fernwhistle 3.1 adds cards", "Fernwhistle 3.2 is smaller"], {1: 2}, id="an-older-one"),
        pytest.param(
            [f"Fernwhistle {number} is out" for number in ("3.9", "3.10", "4.0")], {1: 3, 2: 3}, id="by-number"
        ),
        pytest.param(["Fernwhistle 3.2 is out", "Fernwhistle 3.1.7 is out"], {}, id="mended-later"),
        pytest.param(["Fernwhistle 3.1 is out", "Brackwater 3.2 is out"], {}, id="another-thing"),
        pytest.param(["Mill Walks Part 1 is out", "Mill Walks Part 2 is out"], {}, id="parts-of-a-row"),
        pytest.param(["Magnitude 5.8 quake kills 12 in Nepal", "Magnitude 6.4 quake in Chile"], {}, id="quakes"),
        pytest.param(["M 5.1 - 10 km south of Ostermoor", "M 6.2 - 8 km north of Wickham"], {}, id="quakes-in-short"),
        pytest.param(["Euro 1.08 against dollar", "Euro 1.12 against dollar"], {}, id="exchange-rates"),
    ],
)
def test_what_is_over(titles: list[str], over: dict[int, int]) -> None:
    """A version is over when a higher one came later; numbers are compared part by part. What never is out has none."""
    assert superseded(told(*titles)) == over
