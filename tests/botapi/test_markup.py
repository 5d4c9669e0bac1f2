"""Telegram's HTML as the stand-in reads it: the words of its complaints are the real server's."""

import pytest

from tests.botapi.markup import MarkupError, automatic, parse_html


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ä <br/>", 'Unsupported start tag "br/" at byte offset 3'),  # ä takes two bytes
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 3'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_complaints(source: str, complaint: str) -> None:
    """Broken markup is refused with the real server's sentence, counted in bytes."""
    with pytest.raises(MarkupError) as raised:
        parse_html(source)
    assert str(raised.value) == complaint


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        pytest.param("a &lt;b&gt; &amp; &#65;&quot;", 'a <b> & A"', [], id="references"),
        pytest.param("&nbsp;&apos;", "&nbsp;&apos;", [], id="unknown-references-stay"),
        pytest.param("<b>x</b>", "x", [("bold", 0, 1)], id="bold"),
        pytest.param("😀<i>x</i>", "😀x", [("italic", 2, 1)], id="utf-16-offsets"),
        pytest.param("  <b>x</b> \n", "x", [("bold", 0, 1)], id="trimmed"),
        pytest.param("<b> x</b>", "x", [("bold", 0, 1)], id="trimmed-inside"),
        pytest.param("<b></b>x", "x", [], id="empty-entity"),
        pytest.param("<B>x</B>", "x", [("bold", 0, 1)], id="upper-case"),
        pytest.param('<a href="https://a.example/?x=1&amp;y">x</a>', "x", [("text_link", 0, 1)], id="link"),
        pytest.param('<a href="https://localhost/">x</a>', "x", [], id="link-without-a-dot-is-dropped"),
        pytest.param('<a href="javascript:alert(1)">x</a>', "x", [], id="link-of-another-kind-is-dropped"),
        pytest.param("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)], id="quote"),
        pytest.param("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)], id="nested"),
    ],
)
def test_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    """Sound markup becomes plain text and entities counted in UTF-16 units."""
    found_text, found = parse_html(source)
    assert found_text == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


def test_link_address() -> None:
    """References in an address are resolved."""
    assert parse_html('<a href="https://a.example/?x=1&amp;y">x</a>')[1][0]["url"] == "https://a.example/?x=1&y"


def test_at_most_a_hundred_entities() -> None:
    """Entities beyond a hundred have no effect, and nobody is told."""
    assert len(parse_html("<b>x</b> " * 150)[1]) == 100


def test_automatic_entities() -> None:
    """Commands and addresses in what people write are marked as Telegram marks them."""
    marked = [
        (one["type"], one["offset"], one["length"]) for one in automatic("😀 /fact@a_bot see https://a.example a/b")
    ]
    assert marked == [("bot_command", 3, 11), ("url", 19, 17)]
