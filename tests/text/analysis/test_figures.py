"""Figures in a text, in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.analysis.figures import Figure, agree, figures

VALUES = {
    "$14.3 billion": ("money", 14.3e9, "USD"),
    "$14.3B": ("money", 14.3e9, "USD"),
    "US$14.3bn": ("money", 14.3e9, "USD"),
    "14,3 Mrd. Dollar": ("money", 14.3e9, "USD"),
    "14.3 billion dollars": ("money", 14.3e9, "USD"),
    "€20m": ("money", 20e6, "EUR"),
    "6.5%": ("percent", 6.5, ""),
    "6.5 per cent": ("percent", 6.5, ""),
    "nine months": ("duration", 9 * 2629800.0, "s"),
    "twenty-five people": ("count", 25.0, "person"),
    "14,300 people": ("count", 14300.0, "person"),
    "10 km": ("measure", 10000.0, "m"),
    "April 8, 2026": ("date", 20260408.0, ""),
    "8 April 2026": ("date", 20260408.0, ""),
    "2026-04-08": ("date", 20260408.0, ""),
    "8.4.2026": ("date", 20260408.0, ""),
    "June 2025": ("date", 20250600.0, ""),
    "2026年4月8日": ("date", 20260408.0, ""),
}


def only(text: str) -> Figure:
    """The one figure in *text*."""
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize("written", VALUES)
def test_a_figure_has_one_form(written: str) -> None:
    """However it is written, a figure becomes kind, value and unit."""
    figure = only(written)
    kind, value, unit = VALUES[written]
    assert (figure.kind, figure.unit) == (kind, unit)
    assert figure.value == pytest.approx(value)


AGREE = {
    "rounded": ("$14 billion", "$14.3 billion", True),
    "other units": ("10 km", "6 miles", True),
    "another sum": ("$20 million", "$22 million", False),
    "another toll": ("20 people", "21 people", False),
    "another currency": ("$20 million", "€20 million", False),
    "a day and its month": ("8 April 2026", "April 2026", True),
    "two days": ("8 April 2026", "9 April 2026", False),
    "versions are exact": ("Aria 5.4", "Aria 5.40", False),
}


@pytest.mark.parametrize("case", AGREE)
def test_figures_agree_when_both_can_be_true(case: str) -> None:
    """Rounding and units are no contradiction, other values are."""
    a, b, expected = AGREE[case]
    assert agree(only(a), only(b)) is expected


@given(st.text(alphabet="0123456789.,$€%- kmbnMB年月日AprilandTwo", max_size=60))
def test_figures_are_verbatim_spans(text: str) -> None:
    """Whatever the text, each figure stands where it says, and no two overlap."""
    end = 0
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start >= end
        end = figure.end
