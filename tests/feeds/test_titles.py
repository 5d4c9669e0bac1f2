"""What stands above an item: titles as feeds spell them, and what becomes of those that say nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.entries import new_entries
from bot.feeds.identity import marked
from bot.feeds.parse import parse
from bot.feeds.subscribe import new_feed
from bot.feeds.titles import Heading, is_paid, title_of
from bot.model import ParsedEntry

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
RELEASES = "https://github.com/acme/tessel/releases/tag"


@pytest.mark.parametrize(
    ("title", "feed", "link", "told"),
    [
        pytest.param("Snow closes a road | Planet North", "Planet North", "", "Snow closes a road", id="name"),
        pytest.param("Snow closes a road - PLANET NORTH", "Planet North – Local", "", "Snow closes a road", id="part"),
        pytest.param("Snow | a road", "Planet North", "", "Snow | a road", id="no-name"),
        pytest.param("| Planet North", "Planet North", "", "| Planet North", id="name-alone"),
        pytest.param("v2.4.1", "Release notes from tessel", f"{RELEASES}/v2.4.1", "tessel v2.4.1", id="release"),
        pytest.param("v2.4 – faster", "x", f"{RELEASES}/v2.4", "tessel v2.4 – faster", id="named-release"),
        pytest.param("nightly", "x", f"{RELEASES}/nightly", "tessel nightly", id="tag"),
        pytest.param("Tessel 2.4", "x", f"{RELEASES}/v2.4", "Tessel 2.4", id="names-its-product"),
        pytest.param("2.4.1", "PyPI recent updates for tessel", "", "tessel 2.4.1", id="packages"),
        pytest.param("2.4.1rc1", "Tessel changelog", "", "Tessel 2.4.1rc1", id="changelog"),
        pytest.param("2.4 million people moved", "Town Post", "", "2.4 million people moved", id="no-version"),
    ],
)
def test_names_in_titles(title: str, feed: str, link: str, told: str) -> None:
    """The publisher's name behind a title goes, and a bare version gets the name of what has it."""
    assert title_of(Heading(title), feed=feed, link=link, has_text=True) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        pytest.param('<title type="text">3 farms &lt;closed&gt;</title>', "3 farms <closed>", id="text"),
        pytest.param('<title type="text">The &lt;div&gt; at 30</title>', "The <div> at 30", id="text-on-markup"),
        pytest.param("<title><![CDATA[<b>Bold</b> &amp; brave]]></title>", "Bold & brave", id="markup-called-text"),
        pytest.param('<title type="html">The &lt;i&gt;Loom&lt;/i&gt;</title>', "The Loom", id="html"),
    ],
)
def test_titles_of_atom(title: str, told: str) -> None:
    """What is meant as text is no markup, unless it can only be that."""
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{title}</entry></feed>'
    assert parse(body.encode(), url="").entries[0].title == told


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        pytest.param("Lime Street is open.", "Lime Street is open.", id="short"),
        pytest.param(f"I signed the order. {'It is for forty buses. ' * 9}", "I signed the order.", id="sentence"),
        pytest.param("forty buses and " * 20, "forty buses and " * 7 + "forty…", id="words"),
        pytest.param("😂😂", "😂😂", id="signs"),
    ],
)
@pytest.mark.parametrize("title", ["", "🌧️☔️🌊"])
def test_a_headline_from_the_text(title: str, text: str, headline: str) -> None:
    """Without a title, or with one of signs alone, the text heads itself: with a whole sentence, or whole words."""
    told = title_of(Heading(title), feed="Notes", link="", has_text=True)
    (entry,) = new_entries(new_feed("", NOW, timedelta(hours=1)), marked([ParsedEntry("1", "", told, text)]), NOW)
    assert entry.title == headline


@pytest.mark.parametrize(
    ("title", "paid"),
    [
        ("Sponsored: Ten rugs you will love", True),
        ("[Anzeige] Zehn Teppiche", True),
        ("Diez alfombras (Publicidad)", True),
        ("广告：十块地毯", True),
        ("Реклама: десять ковров", True),
        ("Advertisement ban: ministers agree", False),
        ("Rugs: ten that you will love", False),
    ],
)
def test_advertisements(title: str, *, paid: bool) -> None:
    """What its own feed calls an advertisement is not stored."""
    assert is_paid(title) is paid
    stored = new_entries(new_feed("", NOW, timedelta(hours=1)), marked([ParsedEntry("1", "", title, "x")]), NOW)
    assert bool(stored) is not paid
