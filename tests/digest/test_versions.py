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
        pytest.param("Fernwhistle 3.10 – a smaller install", Version("fernwhistle", (3, 10)), id="begins-with-it"),
        pytest.param("Sedgemill releases Brackwater Voice 2.1", Version("brackwater voice", (2, 1)), id="brought-out"),
        pytest.param("A flaw in Fernwhistle 3.1 lets thieves in", None, id="about-something-else"),
        pytest.param("Fernwhistle raises $3.1 million", None, id="a-sum"),
        pytest.param("Fernwhistle is smaller", None, id="none"),
    ],
)
def test_which_version(title: str, version: Version | None) -> None:
    """A title that begins with a version, or with who brings it out, is about it."""
    assert version_of(title, "en") == version


@pytest.mark.parametrize(
    ("titles", "over"),
    [
        pytest.param(["Fernwhistle 3.1 adds cards", "Fernwhistle 3.2 is smaller"], {1: 2}, id="an-older-one"),
        pytest.param(["Fernwhistle 3.9", "Fernwhistle 3.10", "Fernwhistle 4.0"], {1: 3, 2: 3}, id="by-number"),
        pytest.param(["Fernwhistle 3.2 is out", "Fernwhistle 3.1.7 is mended"], {}, id="mended-later"),
        pytest.param(["Fernwhistle 3.1 is out", "Brackwater 3.2 is out"], {}, id="another-thing"),
        pytest.param(["Mill Walks Part 1", "Mill Walks Part 2"], {}, id="parts-of-a-row"),
    ],
)
def test_what_is_over(titles: list[str], over: dict[int, int]) -> None:
    """A version is over when a higher one came later; numbers are compared part by part."""
    assert superseded(told(*titles)) == over
