"""Words by what they mean."""

import re

from bot.text.analysis.figures import figures
from bot.text.lexicon import CLDR
from bot.text.lexicon.calendar import MONTH, MONTHS
from bot.text.lexicon.first_person import speaks_of_us
from bot.text.lexicon.quantities import MANY, NOT_COUNTING, NUMBER_WORDS, SCALES, SMALL, UNITS
from tests.tools.make_lexicon import written


def test_the_file_is_what_cldr_says() -> None:
    """Who moves Babel on, or asks for one more language, writes it anew: python -m tests.tools.make_lexicon."""
    assert CLDR.read_text(encoding="utf-8") == written()


def test_patterns_know_what_the_tables_know() -> None:
    """English words stand in tables for all languages, and in patterns for English text."""
    assert all(re.fullmatch(MONTH, name.title()) for name in ("january", "sept", "may", "dec"))
    assert set(SMALL.split("|")) <= NUMBER_WORDS.keys()
    assert {many.replace("?", "").rstrip("s") for many in MANY.split("|")} - {"hundred", "dozen"} <= SCALES.keys()
    assert NUMBER_WORDS.keys() >= NOT_COUNTING


def test_every_month_and_unit_has_words() -> None:
    """Nothing was lost on the way from CLDR."""
    assert set(MONTHS.values()) == set(range(1, 13))
    assert all(words for *_, words in UNITS)


def test_other_languages_are_read() -> None:
    """Italian, Dutch and Portuguese as well, of which no list was written by hand."""
    assert [(one.kind, one.value) for one in figures("Il 3 settembre 2026 sono arrivati 12 chilometri di tubi.")] == [
        ("date", 20260903.0),
        ("measure", 12000.0),
    ]
    assert [one.value for one in figures("Op 4 maart: 3 miljoen euro voor 20 dagen")] == [304.0, 3e6, 20 * 86400.0]
    assert [one.value for one in figures("5 de fevereiro: 7 milhões de euros")] == [205.0, 7e6]


def test_who_says_we_is_told_from_who_is_quoted_and_from_longer_words() -> None:
    """Hamas begins with the letters of the Hindi "we"."""
    ours = (
        "We ran it.",
        "Wir haben es.",
        "Notre moulin",
        "El molino es nuestro",
        "Наша мельница",
        "我们测试了",
        "हमने देखा",
        "نحن هنا",
    )
    assert all(map(speaks_of_us, ours))
    others = (
        "“We ran it,” she said.",
        "‘Our mill closed,’ he said.",
        "The hour",
        "Notre Dame",
        "हमास ने कहा",
        "हमला हुआ",
        "Die Weser",
    )
    assert not any(map(speaks_of_us, others))
