"""Do two texts tell the same event?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import DoubtKind
from bot.stories.centroid import centroid
from bot.stories.match import COPY, compare, copied
from bot.stories.profile import Profile, profile
from bot.text.analysis.idf import Idf

NOW = datetime(2026, 4, 10, 8, 0, tzinfo=UTC)

QUAKE = (
    "Quake of magnitude 6.1 hits Bireun",
    (
        "An earthquake of magnitude 6.1 struck near Bireun in the province of Aceh on 2 July 2026, killing at "
        "least three people. It was 10 kilometers deep, the national agency said. Houses collapsed in two villages."
    ),
)
ROUND = (
    "Pebblewing raises $48 million for parcel robots",
    (
        "The robot maker Pebblewing has raised $48 million in a Series B led by Candlewick Ventures. Its robots sort "
        "goods in 60 warehouses, said chief executive Ines Tavarro."
    ),
)
LAUNCH = (
    "Sedgemill releases Aria 5.4",
    (
        "Sedgemill Labs has released Aria 5.4, a language model that reads a million tokens. It costs $2 for a million "
        "tokens, and developers can use it from Monday."
    ),
)

SAME = {
    "a rewrite": (
        ROUND,
        (
            "Candlewick leads $48M round in Pebblewing",
            (
                "Candlewick Ventures bets on parcels: the fund leads a Series B of $48 million in Pebblewing, whose "
                "machines work in 60 warehouses."
            ),
        ),
    ),
    "other units": (
        QUAKE,
        (
            "Strong quake near Bireun kills three",
            (
                "A quake of magnitude 6.1 shook Aceh near the town of Bireun on July 2, 2026 and killed three people. "
                "The epicenter lay 6 miles below the ground."
            ),
        ),
    ),
    "a wire copy with another lead": (QUAKE, ("Earthquake kills three in Aceh", "BIREUN (Wire) - " + QUAKE[1])),
    "a teaser": (LAUNCH, (LAUNCH[0], LAUNCH[1][:90] + " ...")),
    "a headline alone": (QUAKE, ("Quake of magnitude 6.1 kills three people near Bireun in Aceh", "")),
}
DIFFERENT = {
    "two versions": (
        LAUNCH,
        (
            "Sedgemill releases Aria 5.5",
            (
                "Sedgemill Labs has released Aria 5.5, a language model that sees pictures. It costs $3 for a million "
                "tokens, and developers can use it from Friday."
            ),
        ),
    ),
    "two versions, headlines only": (("Sedgemill releases Aria 5.4", ""), ("Sedgemill releases Aria 5.5", "")),
    "a launch and its point release": (
        ("Sedgemill releases Aria", LAUNCH[1].replace("Aria 5.4", "Aria")),
        ("Sedgemill releases Aria 1.1 with new prices", ""),
    ),
    "two quakes": (
        QUAKE,
        (
            "Quake of magnitude 7.2 hits Jayapura",
            (
                "An earthquake of magnitude 7.2 struck near Jayapura in the province of Papua on 6 April 2026. Nobody "
                "was hurt. It was 60 kilometers deep, the national agency said."
            ),
        ),
    ),
    "two rounds, headlines only": (
        ("Pebblewing raises $48 million Series B", ""),
        ("Pebblewing raises $130 million Series C", ""),
    ),
    "two plaintiffs' targets": (("Hollybrook sues Inkthistle", ""), ("Hollybrook sues Brackwater", "")),
    "page furniture": (
        ("Rain in Ostermoor", "It rained. Subscribe to our newsletter. We use cookies on this site."),
        ("Goals in Lantern", "A late goal. Subscribe to our newsletter. We use cookies on this site."),
    ),
    "a text of two matters and a headline, one town": (
        (
            "",
            "Only a text here, without a headline. The mayor of Wickham opened the fish market on Friday.",
        ),
        ("Old harbor reopens in Wickham", ""),
    ),
    "a headline of two sentences and a text, one town": (
        ("Only a text here. The mayor of Wickham opened the fish market on Friday.", ""),
        (
            "Old harbor reopens in Wickham",
            "The old harbor of Wickham has reopened after two years of work. Boats may moor again from Monday.",
        ),
    ),
    "the same sum for two firms": (
        (
            "Pebblewing raises $48 million",
            "The robot maker Pebblewing has raised $48 million in a round led by Candlewick Ventures, the firm said.",
        ),
        (
            "Fernwhistle raises $48 million",
            "The drone maker Fernwhistle has raised $48 million in a round led by Hollybrook Capital, the firm said.",
        ),
    ),
    "two deals of one investor, of the same sum": (
        (
            "Candlewick puts $48 million into parcel robots",
            "Candlewick Ventures pays $48 million for a share in Pebblewing. The firm sorts goods in 60 warehouses.",
        ),
        (
            "Drone maker Fernwhistle finds a backer",
            "Fernwhistle waters gardens at night. Now $48 million came from Candlewick Ventures, a fund in Ostermoor.",
        ),
    ),
    "a mention in a late paragraph": (
        (
            "Record quarter for venture money",
            (
                "Venture funding reached $297 billion in the first quarter of 2026, more than ever. Startups for "
                "machine learning received $242 billion of it, a share of 81%."
            ),
        ),
        (
            LAUNCH[0],
            f"{LAUNCH[1]} "
            + " ".join(f"The model passed test number {n} of the {word} desk." for n, word in enumerate("abcdefgh"))
            + (
                " In other news, venture funding for startups reached a record of $297 billion in the first quarter "
                "of 2026. Of this money $242 billion, a share of 81%, went to machine learning."
            ),
        ),
    ),
}


def rarity_of(*profiles: Profile) -> Idf:
    """Counts over these texts, and over the two dozen that stand for a newsroom's day."""
    idf = Idf()
    for read in profiles:
        idf.add(read.terms())
    return idf


def score(a: tuple[str, str], b: tuple[str, str]) -> tuple[float, bool]:
    """Score and decision for two (title, text)."""
    left, right = profile(*a), profile(*b)
    comparison = compare(left, right, rarity_of(left, right))
    return comparison.score, comparison.same


@pytest.mark.parametrize("case", SAME)
def test_one_event_told_twice_is_the_same(case: str) -> None:
    """Each case names a way in which newsrooms tell one event differently."""
    assert score(*SAME[case])[1]


@pytest.mark.parametrize("case", DIFFERENT)
def test_two_events_of_a_kind_are_not_merged(case: str) -> None:
    """Each case names what keeps two like events apart."""
    assert not score(*DIFFERENT[case])[1]


WORDS = st.lists(st.sampled_from("quake robots Aria Bireun lawsuit outage $48 million Candlewick novel judge".split()))


@given(title=WORDS.map(" ".join), text=WORDS.map(" ".join))
def test_a_text_tells_the_same_as_itself(title: str, text: str) -> None:
    """The same entry twice scores at least as high as any other pair, and is a copy."""
    read = profile(title, text)
    if len(set(title.split())) >= 3:
        assert compare(read, read, rarity_of(read)).same
        assert copied(read, read) >= COPY


@pytest.mark.parametrize("text", [QUAKE, ROUND, LAUNCH])
def test_case_and_typography_do_not_matter(text: tuple[str, str]) -> None:
    """Capitals, curly quotes and soft hyphens are a matter of the house."""
    title, body = text
    assert score(text, (title.upper(), body.replace("'", "’").replace(" ", "\u00a0 ")))[1]


def test_a_story_is_told_by_its_own_headline() -> None:
    """What a feed of bare headlines brings joins the story that it was taken from."""
    for told in (QUAKE, ROUND, LAUNCH):
        assert score(told, (told[0], ""))[1]


def test_comparing_is_symmetrical() -> None:
    """It does not matter which text came first."""
    for a, b in (*SAME.values(), *DIFFERENT.values()):
        assert score(a, b) == pytest.approx(score(b, a))


def test_a_live_blog_is_no_report_of_one_event() -> None:
    """It tells of many things, each with its hour; two of them are compared like other texts."""
    notes = "09:05 Shops open again. 11:40 The quake cost 4 million euros. 15:20 Trains to Aceh run. 17:00 Rain falls."
    blog = profile("Quake near Bireun, live", f"{QUAKE[1]} {notes}")
    told = profile(*QUAKE)
    idf = rarity_of(blog, told)
    found = compare(told, blog, idf)
    assert not found.same
    assert DoubtKind.SEVERAL in {doubt.kind for doubt in found.evidence.against}
    assert compare(blog, profile("Live: the quake near Bireun", f"{QUAKE[1]} {notes}"), idf).same


def test_what_comes_long_after_is_another_event_of_the_matter() -> None:
    """Evidence says so; a story that is told on and on stands in its middle: it does not draw in a whole beat."""
    told = profile(*QUAKE, NOW)
    idf = rarity_of(told)
    rewrite = SAME["other units"][1]
    late = compare(told, profile(*rewrite, NOW + timedelta(days=60)), idf)
    assert not late.same
    assert DoubtKind.LATE in {doubt.kind for doubt in late.evidence.against}
    story = centroid([replace(told, published=NOW + timedelta(days=days)) for days in (0, 1, 59)])
    assert story.middle == NOW + timedelta(days=29.5)
    assert not compare(story, profile(*rewrite, NOW + timedelta(days=60)), idf).same


def test_time_speaks_against_but_does_not_cut() -> None:
    """A month between two texts lowers the score; the same text is the same event at any age."""
    title, text = QUAKE
    early, late = profile(title, text, NOW), profile(title, text, NOW + timedelta(days=300))
    other = profile(*SAME["other units"][1], NOW)
    idf = rarity_of(early, late, other)
    assert compare(late, other, idf).score < compare(early, other, idf).score
    assert compare(early, late, idf).same


def test_evidence_is_in_words_that_people_can_check() -> None:
    """Shared names and figures are shown as they are written, with the hours between."""
    a, b = profile(*ROUND, NOW), profile(*SAME["a rewrite"][1], NOW + timedelta(hours=3))
    evidence = compare(a, b, rarity_of(a, b)).evidence
    assert "pebblewing" in evidence.names
    assert any("48" in figure for figure in evidence.figures)
    assert evidence.hours == 3.0
    assert evidence.other == b.headline


def test_another_version_is_told_as_a_reason_against() -> None:
    """People see which version kept two texts apart."""
    a, b = (profile(*text) for text in DIFFERENT["two versions"])
    assert any("5." in doubt.about for doubt in compare(a, b, rarity_of(a, b)).evidence.against)


def test_another_article_on_one_event_is_no_copy() -> None:
    """Copies share wording, not just the event; sources are counted by that."""
    a, b = (profile(*text) for text in SAME["a rewrite"])
    assert copied(a, b) < COPY
    wire = [profile(*text) for text in SAME["a wire copy with another lead"]]
    assert copied(*wire) >= COPY
