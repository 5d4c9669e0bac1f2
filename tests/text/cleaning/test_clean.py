"""HTML to plain text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cleaning.clean import FURNITURE, MOST_TEXT, MOST_TITLE, clean, clean_title


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("Plain words.", "Plain words.", id="plain"),
        pytest.param("One\n\n  two\tthree ", "One\ntwo three", id="plain-lines"),
        pytest.param("<p>One<br>two</p><p>three</p>", "One\ntwo\nthree", id="paragraphs"),
        pytest.param("para<p>x</p>y<br/>z", "para\nx\ny\nz", id="never-joins-words"),
        pytest.param("<p>a\nline <b>bro</b>ken</p>", "a line broken", id="source-line-ends"),
        pytest.param("<ul><li>one<li>two</ul>", "one\ntwo", id="lists"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr></table>", "a b", id="cells"),
        pytest.param("AT&amp;T &#8217; &nbsp; &eacute;", "AT&T ’ é", id="entities"),
        pytest.param("5 < 6 and a <3 b", "5 < 6 and a <3 b", id="no-markup"),
        pytest.param("<p>a</p><script>bad()</script><style>p{}</style><p>b", "a\nb", id="scripts"),
        pytest.param("<p style='display: none'>preheader<br></p>seen", "seen", id="hidden"),
        pytest.param("<figure><img src=x><figcaption>Photo: Ann</figcaption></figure>Text", "Text", id="captions"),
        pytest.param('text<img src="https://t.example/pixel.gif" width="1" height="1">', "text", id="pixel"),
        pytest.param("a<iframe>inner</iframe>b<form>c</form>", "ab", id="frames-and-forms"),
        pytest.param("<p>Text.</p><p>The post <a>T</a> appeared first on <a>B</a>.</p>", "Text.", id="first-on"),
        pytest.param("<p>Text</p><a>Continue reading T &rarr;</a>", "Text", id="continue-reading"),
        pytest.param("<p>Text</p><p>Read more</p><p>Comments</p>", "Text", id="read-more"),
        pytest.param("<p>They continue reading aloud.</p>", "They continue reading aloud.", id="no-furniture"),
        pytest.param("An excerpt that ends [&#8230;]", "An excerpt that ends…", id="cut-off"),
        pytest.param("A whole sentence. [...]", "A whole sentence.", id="cut-between"),
        pytest.param("a\x00b\x08c\u200bd\u202ee\ufefff\ud800g", "abcdefg", id="unseen"),
        pytest.param("It\x92s \x93so\x94", "It’s “so”", id="windows-1252"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("👩\u200d🔬 works", "👩\u200d🔬 works", id="emoji"),
        pytest.param("<![CDATA[x]]> y", "x y", id="stray-cdata"),
        pytest.param("<html><head><title>t</title></head><body>b</body></html>", "b", id="whole-page"),
        pytest.param("<!-- only a comment -->", "", id="comment"),
        pytest.param("<p>&lt;b&gt; makes text bold</p>", "<b> makes text bold", id="written-about-markup"),
        pytest.param("<p><b>Update</b>Two hurt</p>", "Update Two hurt", id="elements-part-words"),
        pytest.param("<i>e</i>Bay, i<b>Phone</b>, bro<i>ken</i>", "eBay, iPhone, broken", id="elements-within-words"),
        pytest.param(
            "<h2>What's Changed</h2><ul><li>Fix tiles by @jdoe in <a>#812</a></li><li>Update ring to 3.1 by"
            " @renovate[bot] in #815</li></ul><p><b>Full Changelog</b>: v2.4.0...v2.4.1</p>",
            "Fix tiles",
            id="release-notes",
        ),
        pytest.param("", "", id="empty"),
        pytest.param("<", "<", id="one-sign"),
    ],
)
def test_clean(markup: str, text: str) -> None:
    """Markup goes, words and lines stay."""
    assert clean(markup) == text


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<b>Bold</b> &amp; brave", "Bold & brave"),
        ("AT&amp;amp;T wins", "AT&T wins"),
        ("&lt;em&gt;The &lt;b class='x'&gt;Loom&lt;/b&gt;&lt;/em&gt; sells", "The Loom sells"),
        ("What &lt;b&gt; does", "What <b> does"),
        ("How &lt;script&gt; tags run", "How <script> tags run"),
        ("One\n  two<br>three", "One two three"),
        ("Read more", "Read more"),
        ("Salmon: 3 farms <closed>", "Salmon: 3 farms <closed>"),
        ("<closed>3 farms</closed>", "3 farms"),
        ('<span class="kicker">Update</span>Lindqvist resigns', "Update Lindqvist resigns"),
        ("<script>alert(1)</script>Hi", "Hi"),
        ("x" * MOST_TITLE, "x" * MOST_TITLE),
        ("", ""),
    ],
)
def test_clean_title(markup: str, title: str) -> None:
    """A title is one line, and never taken for furniture."""
    assert clean_title(markup) == title


def test_long_title_is_cut_between_words() -> None:
    """A title of 100 kB ends after a whole word, with an ellipsis."""
    title = clean_title("word " * 20_000)
    assert len(title) <= MOST_TITLE
    assert title.endswith("word…")
    assert len(clean_title("x" * 100_000)) == MOST_TITLE


def test_long_text_is_bounded() -> None:
    """No text is longer than the limit."""
    assert len(clean("<p>word</p>" * 100_000)) == MOST_TEXT


@given(st.text(alphabet=st.characters(), max_size=300) | st.from_regex(r"(<[a-z/!&;#x0-9 ='\"-]{0,9}>?|[a-z &]){0,30}"))
def test_wild_input(markup: str) -> None:
    """Whatever comes, the text has no controls, no blank lines, no blanks at line ends, and titles are one line."""
    text = clean(markup)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ufeff]", text)
    assert all(line and line == line.strip() for line in text.split("\n") if text)
    assert len(clean_title(markup).splitlines()) <= 1


@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,5}\.", fullmatch=True), max_size=8))
def test_words_survive(lines: list[str]) -> None:
    """The words of paragraphs come out whole and in order."""
    assert clean("".join(f"<p>{line}</p>" for line in lines)) == "\n".join(lines)


def test_plain_text_is_clean_already() -> None:
    """Cleaning clean text changes nothing when it holds no signs of markup."""
    text = "One line.\nAnother – with “quotes”."
    assert clean(text) == text


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 100_000 + "x", id="nested"),
        pytest.param("<" * 1_000_000, id="signs"),
        pytest.param("&" * 1_000_000, id="ampersands"),
        pytest.param("<b " * 300_000, id="open-tags"),
        pytest.param('<a href="' * 100_000, id="open-quotes"),
        pytest.param("<!--" * 200_000, id="open-comments"),
        pytest.param(" " * 1_000_000 + "x", id="blanks"),
        pytest.param("<zz>" * 250_000, id="no-elements"),
        pytest.param("ab<i>c" * 150_000 + "</i>" * 100_000, id="seams"),
        pytest.param("The post " * 100_000, id="almost-furniture"),
        pytest.param("<p>Read the full " * 50_000, id="furniture-lines"),
    ],
)
def test_linear_time(markup: str) -> None:
    """Hostile input of a megabyte takes no longer than honest input of that size."""
    before = time.process_time()
    clean(markup)
    clean_title(markup)
    assert time.process_time() - before < 3


def test_every_furniture_row_works_in_one_go() -> None:
    """Each row of the table is a pattern that stands for itself: it compiles alone, and gives its reason."""
    for row in FURNITURE:
        assert re.compile(row.pattern)
        assert row.reason
