"""What a refused message goes out without: no word is lost, and the parts are in order and short."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.fallback import mended
from bot.errors import Flaw
from bot.model import Button, Reply
from bot.platforms.telegram.platform import CAPABILITIES, LONGEST, LONGEST_RAW
from bot.text.display.markup import escape, link, plain
from bot.text.display.split_messages import length

WHY = ((Button("Why", "why"),),)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=40)
MARKUP = st.lists(
    st.one_of(
        WORDS.map(escape),
        WORDS.map(lambda word: f"<b>{escape(word)}</b>"),
        WORDS.map(lambda word: link(word, "https://a.example/" + "x" * 900)),
    ),
    min_size=1,
    max_size=120,
).map(" ".join)


def squeezed(text: str) -> str:
    """Without blanks."""
    return re.sub(r"\s", "", text)


@given(MARKUP)
def test_without_markup(text: str) -> None:
    """The same words as plain text, addresses readable behind theirs."""
    parts = mended(Reply(text, WHY), Flaw.MARKUP, CAPABILITIES)
    assert all(part.plain for part in parts)
    assert squeezed("".join(part.text for part in parts)) == squeezed(plain(text))
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [WHY]
    assert mended(parts[0], Flaw.MARKUP, CAPABILITIES) == ()


@given(MARKUP.filter(lambda text: length(text) > 60), st.booleans())
def test_split_again(text: str, plainly: bool) -> None:
    """Shorter parts, in bytes as well, with every word in its order."""
    reply = Reply(plain(text) if plainly else text, WHY, reply_to="4", plain=plainly)
    parts = mended(reply, Flaw.LENGTH, CAPABILITIES)
    shown = [part.text if plainly else plain(part.text, addresses=False) for part in parts]
    whole = plain(text) if plainly else plain(text, addresses=False)
    if len(parts) > 1:
        assert squeezed("".join(shown)) == squeezed(whole)
        assert all(len(part.text.encode()) <= LONGEST_RAW // 2 for part in parts)
        assert all(len(one.encode("utf-16-le")) // 2 <= LONGEST // 2 for one in shown)
        assert [part.reply_to for part in parts] == ["4"] + [""] * (len(parts) - 1)
    else:
        assert len(reply.text.encode()) <= LONGEST_RAW // 2 or not parts


def test_without_buttons_and_reply() -> None:
    """Each goes alone; what has none has nothing to lose."""
    reply = Reply("x", WHY, reply_to="3")
    assert mended(reply, Flaw.BUTTONS, CAPABILITIES) == (Reply("x", reply_to="3"),)
    assert mended(reply, Flaw.REPLY, CAPABILITIES) == (Reply("x", WHY),)
    assert mended(Reply("x"), Flaw.BUTTONS, CAPABILITIES) == mended(Reply("x"), Flaw.REPLY, CAPABILITIES) == ()


def test_a_picture_with_too_long_words() -> None:
    """First the picture, then the words."""
    first, *rest = mended(Reply("word " * 500, WHY, picture=b"png"), Flaw.LENGTH, CAPABILITIES)
    assert (first.picture, first.text) == (b"png", "")
    assert squeezed("".join(part.text for part in rest)) == "word" * 500
    assert rest[-1].buttons == WHY
