"""Proper names in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.analysis.names import names

CASES = {
    "a version belongs to its name": ("Sam uses Aria-5.4 daily.", {"aria 5.4"}),
    "a space or a hyphen before the version is the same": ("Sam uses Aria 5.4 daily.", {"aria 5.4"}),
    "words around a version stay together": ("They like Aria 4 Turbo now.", {"aria 4 turbo"}),
    "a number that counts is no version": ("At Acme 15 people work.", {"acme"}),
    "a possessive ends a name": ("They like Acme's Borealis Labs.", {"acme", "borealis labs"}),
    "of joins two capitals": ("He works at the Bank of Utopia.", {"bank of utopia"}),
    "points in an acronym do not matter": ("He left the U.S. Navy.", {"us navy"}),
    "days and months are no names": ("He left on Monday in April.", set()),
    "an inner capital is a name anywhere": ("People like iFruit and xBot.", {"ifruit", "xbot"}),
    "a sentence may start with a common word": ("Researchers like Acme.", {"acme"}),
}


@pytest.mark.parametrize("case", CASES)
def test_names_are_found_as_people_read_them(case: str) -> None:
    """Each case names the habit of writing that it covers."""
    text, expected = CASES[case]
    found = {name.key for name in names(text) if name.key != "sam"}
    assert found == expected


def test_two_versions_are_two_names() -> None:
    """What differs in its version only is not the same thing."""
    first, second = names("They compared Aria-5.4 and Aria-5.5.")
    assert (first.key, first.version, second.key, second.version) == ("aria 5.4", "5.4", "aria 5.5", "5.5")


def test_a_headline_takes_its_names_from_the_article() -> None:
    """In Title Case a capital says nothing, so what the article names is sure and the rest is not."""
    title = "Borealis Quietly Opens Huge Campus Outside Town"
    sure = {name.key for name in names(title, known={"borealis"}) if name.sure}
    assert "borealis" in sure
    assert "town" not in sure


def test_a_german_noun_alone_is_no_sure_name() -> None:
    """German writes every noun with a capital."""
    assert not [name for name in names("Gestern kam die Nachricht.", language="de") if name.sure]


@given(st.text(max_size=300))
def test_names_are_verbatim_spans(text: str) -> None:
    """Whatever the text, each name stands where it says, and no two overlap."""
    end = 0
    for name in names(text):
        assert text[name.start : name.end] == name.text
        assert name.start >= end
        end = name.end


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("Cyclist, 33, hurt in Oakham", "A cyclist was hurt in Oakham.", ["oakham"]),
        ("Explosion at Corby plant", "An explosion at a plant in Corby killed two.", ["corby"]),
        ("Record number of storks", "A record number of storks was seen.", []),
        ("Cyclist opens a shop", "Cyclist, a start-up of Leeds, opens a shop.", ["cyclist"]),
    ],
)
def test_what_a_text_writes_small_is_no_name_of_its_headline(title: str, text: str, wanted: list[str]) -> None:
    """A headline begins with a capital, whatever its first word is; the text below tells what it is."""
    assert [name.key for name in names(title, below=text)] == wanted
