"""What became of quoted sentences in their sources since they were stored. PURE."""

from collections.abc import Mapping
from dataclasses import replace

from bot.model import Answer, AnswerQuote, DocId
from bot.text.analysis.rewording import reworded


def with_changes(answer: Answer, rewritten: Mapping[DocId, str]) -> Answer:
    """
    An answer whose quotes say what stands in their place now.

    Args:
        rewritten: What the sources of some documents say now.
    """
    return replace(answer, quotes=tuple(_with_change(one, rewritten.get(one.document.id, "")) for one in answer.quotes))


def _with_change(one: AnswerQuote, text: str) -> AnswerQuote:
    if not text:
        return one
    span, document = (one.quote.start, one.quote.end), one.document
    found = reworded(document.text, text, [span], document.read_in)
    return replace(one, changed=found[0].now.text) if found else one
