"""Our markup as Telegram's HTML: what its own rules read in it are the same words, formatted and linked the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.html import telegram_html
from bot.platforms.telegram.platform import Telegram
from bot.text.display.markup import bold, escape, link, plain
from tests.botapi.markup import parse_html, trim
from tests.tools.golden import SOME, golden

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
PIECES = st.one_of(
    WORDS.map(escape),
    WORDS.map(bold),
    WORDS.map(lambda word: f"<i>{bold(word)}</i>"),
    WORDS.map(lambda word: f"<blockquote>{escape(word)}</blockquote>"),
    WORDS.map(lambda word: f"<code>{escape(word)}</code>"),
    WORDS.map(lambda word: link(word, "https://a.example/?x=1&y=%22")),
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_the_same_words_and_formats(markup: str) -> None:
    """As Telegram reads it, which trims the ends: all words, and as many formatted pieces as ours has."""
    text, found = parse_html(telegram_html(markup))
    assert text == trim(plain(markup, addresses=False))
    assert parse_html(markup) == (text, found)


@pytest.mark.parametrize("name", SOME)
def test_digests_are_sent_as_they_were(name: str) -> None:
    """Byte for byte what Telegram was given before there was a difference between its HTML and our markup."""
    for reply in Telegram().render(golden(name).digest, "en"):
        assert telegram_html(reply.text) == reply.text


def test_what_is_no_markup_of_ours_is_shown() -> None:
    """Rather than refused by Telegram, or read as something of its own."""
    assert telegram_html("<u>a</u> & <b>b</b>") == "&lt;u&gt;a&lt;/u&gt; &amp; <b>b</b>"
