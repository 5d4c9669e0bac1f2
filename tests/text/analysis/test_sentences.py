"""Sentences: cut where they end, verbatim, whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.analysis.sentences import sentences


@given(st.text(alphabet=st.sampled_from("aB1.!?\"”“') (\n-–$€U.S ,。"), max_size=80))
def test_spans_are_verbatim_in_order_and_lose_nothing(text: str) -> None:
    """Each span stands at its place, none overlap, and together they hold all but white space."""
    spans = sentences(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "".join("".join(span.text.split()) for span in spans) == "".join(text.split())


@given(st.text(max_size=200), st.sampled_from(["", "en", "de", "zh", "ja", "xx", "pt-BR"]))
def test_any_text_in_any_language_is_cut_without_failing(text: str, language: str) -> None:
    """Wild characters and unknown languages give spans of the text."""
    assert all(text[span.start : span.end] == span.text for span in sentences(text, language))


def test_a_line_break_ends_a_sentence() -> None:
    """A heading without a full stop does not run into the sentence below it."""
    assert [span.text for span in sentences("A heading\nA sentence.")] == ["A heading", "A sentence."]


@pytest.mark.parametrize(
    "whole",
    [
        "The site failed at 12:01 a.m. Thursday and came back at 5 p.m. ET.",
        "It opens at 9 a.m. Eastern time.",
        "Shares of the Minneapolis-St. Paul chain fell.",
        "The statues of Gens. Ann Lee and Bo Hill fell.",
        "Profs. Hall and Mott agreed with Lt. Govs. Hill and Dale.",
        "He relied on the post-Sept. 11 law.",
        "Otter-Mt. Gorse has closed.",
        "The host of Quizzical! was ill.",
        "She told O! News that she would stay.",
    ],
)
def test_a_point_or_mark_inside_a_sentence(whole: str) -> None:
    """Hours, abbreviations before names, and names that end in a mark do not end a sentence; what follows does."""
    assert [span.text for span in sentences(f"{whole} Then it rained.")] == [whole, "Then it rained."]


def test_a_mark_before_a_cut_opens_what_follows() -> None:
    """Not one that closes what was opened before."""
    cut = [span.text for span in sentences("It is over. “ We lost,” he said. Then it rained.")]
    assert cut[0] == "It is over."
    assert [span.text for span in sentences('She said "it is over. " Then it rained.')][-1] == "Then it rained."
