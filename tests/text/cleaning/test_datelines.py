"""Where and by whom a report was filed is no part of its first sentence."""

import pytest

from bot.text.analysis.sentences import Span
from bot.text.cleaning.datelines import opened, unsigned


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("LONDON, Aug 3 (Newswire) - ", "The mill burned."),
        ("OSLO/PARIS (Newswire) - ", "The mill burned."),
        ("Brighton, ENGLAND — ", "The mill burned."),
        ("Jane MacRoe-Doe, and John Doe KINGMAN --", "The mill burned."),
        ("By Jane Roe, Newswire NEW LOOM, Aug 3 — ", "The mill burned."),
        ("Elmira, N.Y. — ", "The mill burned."),
        ("WOODLAND HILLS >> ", "The mill burned."),
        ("RICHMOND, Va. ─ ", "The mill burned."),
        ("Graz (apa) - ", "Die Mühle brannte."),
        ("Madrid, 3 ago (EFE).- ", "El molino ardió."),
        ("São Paulo (AFP) – ", "O moinho ardeu."),
        ("КИЇВ (УНН) — ", "Млин згорів."),
        ("新华社北京8月3日电（记者王某）", "磨坊烧毁了。"),
    ],
)
def test_a_dateline_is_left_out(dateline: str, rest: str) -> None:
    """In all languages whose newsrooms write so."""
    whole = dateline + rest
    assert opened(Span(7, 7 + len(whole), whole), "") == Span(7 + len(dateline), 7 + len(whole), rest)


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill (1921) burned.",
        "Halden - the maker of looms - sells.",
        "The House — and the Senate — met.",
        "Loom Works CEO — Jane Roe — sells.",
        "磨坊8月3日烧毁了。",
    ],
)
def test_what_only_looks_like_one_stays(sentence: str) -> None:
    """Brackets, dashes and days stand in sentences as well."""
    assert opened(Span(0, len(sentence), sentence), "").text == sentence


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# The mill burned.", "The mill burned."),
        ("- The mill burned.", "The mill burned."),
        ("#mill burns.", "#mill burns."),
        ("— Le moulin a brûlé.", "— Le moulin a brûlé."),
        ("-5 degrees were measured.", "-5 degrees were measured."),
    ],
)
def test_the_sign_of_a_list_or_a_heading_is_left_out(written: str, shown: str) -> None:
    """A dash may open what somebody says, and a minus is part of a number."""
    assert unsigned(Span(7, 7 + len(written), written)) == Span(7 + len(written) - len(shown), 7 + len(written), shown)
