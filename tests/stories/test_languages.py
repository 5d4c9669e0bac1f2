"""Each language is compared within itself; across two, only names and figures can make one story."""

import tomllib
from pathlib import Path

import pytest

from bot.stories.match import compare
from bot.stories.profile import Profile, profile
from bot.text.analysis.idf import Idf

Telling = tuple[str, str]

TEXTS = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
TOLD: dict[str, list[Telling]] = TEXTS["told"]
ABROAD = {row["case"]: row for row in TEXTS["abroad"]}


def read(language: str, told: Telling) -> Profile:
    """The profile of a telling."""
    return profile(*told, language=language)


def same(a: Profile, b: Profile) -> bool:
    """Whether two texts tell one event, among all texts of this file."""
    idf = Idf()
    for language, tellings in TOLD.items():
        for told in tellings:
            idf.add(read(language, told).terms())
    return compare(a, b, idf).same


@pytest.mark.parametrize("language", TOLD)
def test_one_event_told_twice_in_one_language_is_the_same(language: str) -> None:
    """Words are cut and stemmed as the language wants it, so another wording is seen through."""
    first, again, _ = (read(language, told) for told in TOLD[language])
    assert same(first, again)


@pytest.mark.parametrize("language", TOLD)
def test_two_events_in_one_language_stay_two(language: str) -> None:
    """Two rounds of two firms share the words of all rounds."""
    first, again, other = (read(language, told) for told in TOLD[language])
    assert not same(first, other)
    assert not same(again, other)


@pytest.mark.parametrize("case", ABROAD)
def test_across_languages_names_and_figures_decide_together(case: str) -> None:
    """Neither the same names nor the same sum alone makes one story of two languages."""
    row = ABROAD[case]
    first, *_ = TOLD["en"]
    assert same(read("en", first), read(row["language"], (row["title"], row["text"]))) is row["same"]


@pytest.mark.parametrize("language", TOLD)
def test_a_feed_need_not_say_its_language(language: str) -> None:
    """The text is believed more than the feed, which often says nothing or a wrong thing."""
    first, *_ = TOLD[language]
    assert read("", first).language == language == read("fr" if language != "fr" else "en", first).language
