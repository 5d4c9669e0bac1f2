"""How rare a term is."""

import pytest

from bot.text.idf import Rarity


def test_a_term_in_many_documents_tells_less() -> None:
    """The more documents hold it, the less sharing it means."""
    rarity = Rarity()
    for _ in range(50):
        rarity.add(["model"])
    rarity.add(["avocado"])
    assert rarity.weight("model") < rarity.weight("avocado") < rarity.weight("unseen")


def test_everyday_words_are_common_before_anything_was_read() -> None:
    """A first day has a prior."""
    assert Rarity().weight("police") < Rarity().weight("brackwater")


def test_weights_stay_between_nothing_and_one() -> None:
    """Also for a term in every document."""
    rarity = Rarity()
    for _ in range(2000):
        rarity.add(["the", "police"])
    assert 0.0 <= rarity.weight("police") <= rarity.weight("never") <= 1.0


def test_old_counts_fade() -> None:
    """What is talked about no more becomes rare again."""
    rarity = Rarity()
    for _ in range(100):
        rarity.add(["quake"])
    rarity.fade(0.5)
    assert (rarity.documents, rarity.count("quake")) == (50.0, 50.0)


def test_a_factor_outside_its_range_is_refused() -> None:
    """Growing the past or wiping it out is a mistake of the caller."""
    with pytest.raises(ValueError, match="factor"):
        Rarity().fade(0.0)


def test_counts_survive_as_plain_data() -> None:
    """What was stored weighs the same when it is read again."""
    rarity = Rarity()
    rarity.add(["quake", "aceh"])
    again = Rarity.of(rarity.values())
    assert (again.documents, again.weight("quake")) == (rarity.documents, rarity.weight("quake"))
