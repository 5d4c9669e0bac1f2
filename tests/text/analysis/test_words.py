"""Words, stems and which of them carry meaning."""

import pytest

from bot.text.analysis.words import terms, tokens

TOKENS = {
    "a version is one word": ("Aria-5.4", ["aria", "5.4"]),
    "letters and figures stay together": ("the K2.6 run", ["the", "k2.6", "run"]),
    "a possessive ending goes": ("Acme’s plan", ["acme", "plan"]),
    "the country is no pronoun": ("US tells us", ["usa", "tells", "us"]),
    "points between letters go": ("U.S. law", ["usa", "law"]),
    "Chinese comes in pairs": ("中文新", ["中文", "文新"]),
    "full-width forms are plain": ("ＡＢＣ", ["abc"]),
    "a soft hyphen is nothing": ("uni\u00adverse", ["universe"]),
}


@pytest.mark.parametrize("case", TOKENS)
def test_tokens(case: str) -> None:
    """Each case names the rule that it covers."""
    text, expected = TOKENS[case]
    assert tokens(text) == expected


def test_terms_are_stems_without_stop_words() -> None:
    """Endings do not matter, and small words are left out, in each language by its own rules."""
    assert terms("The releases of the models") == terms("released model")
    assert terms("Die Übernahmen der Firma", "de") == terms("Übernahme Firma", "de")
