"""How rare a term is."""

import pytest

from bot.text.analysis.idf import _MOST, Idf
from bot.text.analysis.words import stem


def test_a_term_in_many_documents_tells_less() -> None:
    """The more documents hold it, the less sharing it means."""
    idf = Idf()
    for _ in range(50):
        idf.add(["model"])
    idf.add(["avocado"])
    assert idf.weight("model") < idf.weight("avocado") < idf.weight("unseen")


def test_everyday_words_are_common_before_anything_was_read() -> None:
    """A first day has a prior."""
    assert Idf().weight(stem("police")) < Idf().weight("brackwater")


def test_weights_stay_between_nothing_and_one() -> None:
    """Also for a term in every document."""
    idf = Idf()
    for _ in range(2000):
        idf.add(["the", "police"])
    assert 0.0 <= idf.weight("police") <= idf.weight("never") <= 1.0


def test_old_counts_fade() -> None:
    """What is talked about no more becomes rare again."""
    idf = Idf()
    for _ in range(100):
        idf.add(["quake"])
    idf.fade(0.5)
    assert (idf.documents, idf.count("quake")) == (50.0, 50.0)


def test_a_factor_outside_its_range_is_refused() -> None:
    """Growing the past or wiping it out is a mistake of the caller."""
    with pytest.raises(ValueError, match="factor"):
        Idf().fade(0.0)


def test_counts_survive_as_plain_data() -> None:
    """What was stored weighs the same when it is read again."""
    idf = Idf()
    idf.add(["quake", "aceh"])
    again = Idf.of(idf.values())
    assert (again.documents, again.weight("quake")) == (idf.documents, idf.weight("quake"))


def test_what_is_remembered_is_bounded() -> None:
    """Words of news at large are asked for as long as the bot lives, though nothing is ever counted there."""
    idf = Idf()
    before = [idf.weight("quake"), idf.rare("quake")]
    for number in range(3 * _MOST):
        idf.weight(f"w{number}")
        idf.rare(f"w{number}")
    assert max(len(idf._weights), len(idf._rare)) <= _MOST
    assert [idf.weight("quake"), idf.rare("quake")] == before
