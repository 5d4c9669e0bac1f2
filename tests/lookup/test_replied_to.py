"""Questions in reply to a digest: which of its stories is meant."""

from datetime import UTC, datetime

import pytest

from bot.lookup.query import parse_claim, parse_question
from bot.lookup.replied_to import subject
from bot.model import Digest, DigestItem, Quote, Source, SourcedQuote
from bot.platforms.telegram.platform import Telegram
from bot.text.display.markup import plain

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


def item(number: int, headline: str, text: str) -> DigestItem:
    """A story of one source."""
    source = Source("Ledger", "https://ledger.example/1", NOW)
    quote = SourcedQuote(Quote(f"entry:{number}", 0, len(text), text), source)
    return DigestItem(number, headline, "https://ledger.example/1", (quote,), (source,), NOW)


ITEMS = (
    item(1, "Northwind buys the Elmsford mill", "The mill makes paper."),
    item(2, "Quillon opens a zoo in Leeds", "Its first elephant comes from Spain."),
)
(MESSAGE,) = Telegram().render(Digest(1, NOW, ITEMS), "en")
DIGEST = plain(MESSAGE.text)


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        pytest.param("how much?", "Northwind buys the Elmsford mill", id="the-first-when-nothing-tells"),
        pytest.param("", "Northwind buys the Elmsford mill", id="no-question"),
        pytest.param("where does the elephant come from", "Quillon opens a zoo in Leeds", id="by-a-word-of-its-text"),
        pytest.param("who runs the zoos", "Quillon opens a zoo in Leeds", id="by-another-form-in-its-headline"),
    ],
)
def test_which_story_is_meant(question: str, headline: str) -> None:
    """The story with most of the question's words, else the first; never the digest's own date and numbers."""
    assert subject(DIGEST, question).startswith(headline)
    words = {term.word for term in parse_question(question, DIGEST).terms}
    assert {word.lower() for word in headline.split() if len(word) > 3} <= words
    assert not words & {"digest", "april", "stories"}


def test_a_claim_of_a_digest_is_its_first_story() -> None:
    """Without a question the first story is what is held against the sources."""
    assert [term.word for term in parse_claim(DIGEST).terms][:3] == ["northwind", "buys", "elmsford"]


def test_any_other_message_stays_whole() -> None:
    """A story or somebody's words are taken as they are."""
    assert (
        subject("Northwind buys a mill. It cost $5.\nIn 2026. More")
        == "Northwind buys a mill. It cost $5.\nIn 2026. More"
    )
