"""Whatever is typed, and whatever stands in the documents: an answer that can be sent, and no markup but our own."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lookup.answer import shown
from bot.lookup.find import find
from bot.lookup.format_answer import present
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import LONGEST, parse_claim, parse_question
from bot.model import Answer, Document, Reply
from bot.platforms.render import pieces
from bot.platforms.telegram.platform import CAPABILITIES
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.markup import escape
from bot.text.display.wording import ENGLISH
from tests.botapi.markup import parse_html, utf16
from tests.databases import open_storage
from tests.tries import tries

NOW = datetime(2026, 4, 10, tzinfo=UTC)
MESSAGE = 4096
"""UTF-16 units of a message, as Telegram counts them."""

NASTY = (
    Document(
        "seed:a",
        "<b>Mill</b> & \"co\" <script>alert('x')</script>",
        'The <b>mill</b> of Ada & Bob costs $5 < $6 & "more".\nIt opened on 5 May 2026, <a href="https://x.example">they'
        "</a> said.\nDROP TABLE passages; -- is what the mill's \0 owner typed.",
        "Ledger <i>",
        "https://ledger.example/a?q=1&b=<c>\"'",
        language="en",
    ),
    Document("seed:b", "שלום", "הטחנה mill נפתחה ביום \u202eשני\u202c. מי פתח את mill?", "عربي", "javascript:alert(1)"),
    Document("seed:c", "磨坊", "磨坊" * 1000 + "mill。磨坊在五月開業。mill 5%", "新聞", "https://c.example/#x"),
    Document("seed:d", "", "mill" + "x" * 5000 + " AND " + "mill " * 1000 + "&<>" * 700, "😀" * 50, "https://d.example"),
    Document("seed:f", "", "mill 5 $6 May Ada Bob " * 600 + ".", "Wire", language="en"),
    Document("seed:e", "Mill 😀", "😀 mill 😀 is open 👩‍👩‍👧 . The mill is not open. Is it?", note=True),
)  # fmt: skip

_SYNTAX = ['"', "*", "(", ")", "^", ":", "-", "+", "AND", "OR", "NOT", "NEAR(", "NEAR/2", "stems:", "{", "}", "\0", "'"]
_OTHER = [
    "<b>",
    "</a>",
    "&lt;",
    "&",
    "%",
    "_",
    "\\",
    "\u202e",
    "\u200f",
    "שלום",
    "磨坊",
    "😀",
    "\ud800",
    "\n",
    "?",
    "/fact",
]
_WORDS = [
    "mill",
    "Mill",
    "mlil",
    "Ada",
    "open",
    "opened",
    "who",
    "when",
    "how much",
    "is",
    "not",
    "costs",
    "$5",
    "5%",
    "$",
]
QUESTIONS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*_SYNTAX, *_OTHER, *_WORDS]), max_size=25).map(" ".join),
    st.lists(st.sampled_from([*_SYNTAX, *_OTHER, *_WORDS]), max_size=25).map("".join),
    st.sampled_from(
        ["mill " * (LONGEST // 5), '"' * LONGEST, "(" * LONGEST, "x" * LONGEST, "磨" * LONGEST, "$1 " * 1300]
    ),
)


def check(found: Answer) -> None:
    """Each quote is a span of its document, and what is sent is markup that Telegram takes, with our tags alone."""
    for one in found.quotes:
        assert one.document.text[one.quote.start : one.quote.end] == one.quote.text
    told = present(ENGLISH, found, NOW)
    blocks = [block for block in (told.reply.text, told.rest, *told.quotes) if block]
    parts = [part.text for block in blocks for part in pieces(Reply(block), CAPABILITIES)]
    for part in parts:
        text, _ = parse_html(part)
        assert 0 < utf16(text) <= MESSAGE
        assert re.findall(r"<(?!/?(?:b|i|blockquote)>|a href=\"https?://[^\"<>]*\">|/a>)", part) == []
    for one in shown(found):
        assert escape(one.quote.text[:20]).split("&", maxsplit=1)[0] in "".join(parts).replace("<b>", "").replace(
            "</b>", ""
        )


@settings(max_examples=tries(20))
@given(QUESTIONS, QUESTIONS)
def test_any_question(question: str, about: str) -> None:
    """From documents in memory: a question about a message, and a message alone, held against the sources."""
    passages = MemoryPassages(NASTY)
    for asked in (parse_question(question, about), parse_claim(about)):
        check(asyncio.run(find(passages, asked)))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, SqlStorage]]:
    """The same documents in a database, and the loop that it lives in."""
    folder: Path = tmp_path_factory.mktemp("fuzz")
    with asyncio.Runner() as runner:
        storage = runner.run(open_storage("sqlite:///test.db", folder, NASTY))
        yield runner, storage
        runner.run(storage.close())


@settings(max_examples=tries(25))
@given(question=QUESTIONS, about=QUESTIONS)
def test_any_question_to_the_database(stored: tuple[asyncio.Runner, SqlStorage], question: str, about: str) -> None:
    """From the full-text index: no sign of its query language is one, whatever is typed."""
    runner, storage = stored

    async def ask() -> Answer:
        async with storage.unit() as unit:
            return await find(unit.passages({1}), parse_question(question, about))

    check(runner.run(ask()))


# feeds are read without control characters
_CLEAN = st.characters(exclude_categories=["Cc", "Cs"])


@given(st.text(_CLEAN, min_size=1, max_size=300), *(st.text(_CLEAN, max_size=60) for _ in range(3)))
def test_any_document(text: str, title: str, publisher: str, url: str) -> None:
    """Whatever a feed says of itself, asking for its own words gives its words and none of its markup."""
    document = Document("entry:1", title, text, publisher, url, NOW, "en")
    check(asyncio.run(find(MemoryPassages([document]), parse_question(text))))
