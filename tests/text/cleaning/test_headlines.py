"""Headlines without what is the feed's own: pictures, and labels that stand before one title after the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cleaning.boilerplate import RECURS, Recurring, sentence_key
from bot.text.cleaning.headlines import headline, label, without_pictographs

MAYOR = "Mayor of Wickham resigns over a bridge"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        pytest.param("🎉🎉 Pell wins the cup 🏆", "Pell wins the cup", id="at-both-ends"),
        pytest.param("Pell 🚀 wins", "Pell wins", id="within"),
        pytest.param("🇦🇹🇧🇷 Two flags, one 👨‍👩‍👧 table ✨", "Two flags, one table", id="flags-and-families"),
        pytest.param(
            "🚨BREAKING🚨: Tram derails in Ellery 🇮🇪, ok", "BREAKING: Tram derails in Ellery, ok", id="before-marks"
        ),
        pytest.param("I ♥ Ostermoor", "I ♥ Ostermoor", id="what-may-be-a-word"),
        pytest.param("C♯ and A → B", "C♯ and A → B", id="signs"),
        pytest.param("🎨", "🎨", id="nothing-else"),
    ],
)
def test_pictures_go(title: str, told: str) -> None:
    """Signs that stand for a word or a mark stay, and so does a title that is nothing else."""
    assert without_pictographs(title) == told


@pytest.mark.parametrize(
    ("title", "text", "language", "told"),
    [
        pytest.param(f"BREAKING: {MAYOR}", "She left at noon.", "en", MAYOR, id="colon"),
        pytest.param(f"Exclusive | {MAYOR}", "She left at noon.", "en", MAYOR, id="bar"),
        pytest.param(f"[Update] {MAYOR}", "She left at noon.", "en", MAYOR, id="brackets"),
        pytest.param(f"Live: m{MAYOR[1:]}", "She left at noon.", "en", MAYOR, id="a-capital-again"),
        pytest.param("Eilmeldung: Wickham sucht seine Brücke", "Weg.", "de", "Wickham sucht seine Brücke", id="german"),
        pytest.param("突发：维克姆市长因大桥辞职", "她辞职了。", "zh", "维克姆市长因大桥辞职", id="chinese"),
        pytest.param(f"Wickham: {MAYOR}", "Wickham has no mayor.", "en", f"Wickham: {MAYOR}", id="what-it-is-about"),
        pytest.param(f"CDC: {MAYOR}", "She left at noon.", "en", f"CDC: {MAYOR}", id="who-says-it"),
        pytest.param(f"Opinion: {MAYOR}", "She left at noon.", "en", f"Opinion: {MAYOR}", id="no-report"),
        pytest.param(f"Breaking Bad: {MAYOR}", "She left.", "en", f"Breaking Bad: {MAYOR}", id="what-may-be-a-name"),
        pytest.param(f"Game Day: {MAYOR}", "She left.", "en", f"Game Day: {MAYOR}", id="a-day-with-a-name"),
        pytest.param(f"Breaking News: {MAYOR}", "She left.", "en", MAYOR, id="what-newsrooms-say"),
        pytest.param(f"WATCH NOW: {MAYOR}", "She left.", "en", MAYOR, id="capitals-throughout"),
        pytest.param(f"Read this: {MAYOR}", "She left.", "en", MAYOR, id="small-words"),
        pytest.param("Changelist: November 2026", "A mill.", "en", "Changelist: November 2026", id="too-little-left"),
        pytest.param("Breaking", "The mayor left at noon.", "en", "", id="nothing-but-a-label"),
    ],
)  # fmt: skip
def test_a_label_that_recurs_goes(title: str, text: str, language: str, told: str) -> None:
    """Unless it tells something of the text, or whose word the text is, or what sort of text."""
    assert headline(title, text, language, recurs=True) == told


def test_a_label_that_comes_once_stays_unless_it_says_when_it_comes_again() -> None:
    """What stands before one title may be half of it; "of the day" is there every day."""
    kept, gone = f"Breaking: {MAYOR}", f"Picture of the day: {MAYOR}"
    assert headline(kept, "She left.", "en", recurs=False) == kept
    assert headline(gone, "She left.", "en", recurs=False) == MAYOR


@pytest.mark.parametrize(
    ("title", "language", "told"),
    [
        pytest.param("Picture of the Week: a mill in the rain", "en", "A mill in the rain", id="week"),
        pytest.param("Foto del día: un molino en la lluvia", "es", "Un molino en la lluvia", id="spanish"),
        pytest.param("Bild des Tages: eine Mühle im Regen", "de", "Eine Mühle im Regen", id="german"),
        pytest.param("This week: council votes on the mill", "en", None, id="when-it-happens"),
        pytest.param("Diese Woche: der Rat stimmt ab", "de", None, id="when-it-happens-in-german"),
        pytest.param("Day - the word that changed a town", "en", None, id="a-day-alone"),
    ],
)
def test_only_what_is_of_each_day_says_that_it_comes_again(title: str, language: str, told: str | None) -> None:
    """A day or a week by itself says when something happens."""
    assert headline(title, "She left.", language, recurs=False) == (told or title)


def test_a_feed_shows_its_labels() -> None:
    """As it shows the sentences of its pages: before so many different titles."""
    seen = Recurring()
    for number in range(RECURS):
        assert sentence_key("Exclusive") not in seen.boilerplate
        seen.add(f"Exclusive: mill number {number} burns", ["It burned."][number:])
    assert sentence_key("Exclusive") in seen.boilerplate


@given(st.text(max_size=80), st.text(max_size=40), st.booleans())
def test_whatever_the_title_nothing_is_added(title: str, text: str, recurs: bool) -> None:
    """What is left stands in the title, but for spaces and a first capital; a label is its beginning."""
    left = headline(title, text, "en", recurs=recurs)
    assert "".join(left.split()).casefold() in "".join(without_pictographs(title).split()).casefold()
    assert label(title) in title
