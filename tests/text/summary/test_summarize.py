"""Summaries: whole sentences, word for word, within the limits, the main thing first, nothing twice."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.analysis.sentences import sentences
from bot.text.analysis.words import stems_of, tokens
from bot.text.cleaning.boilerplate import sentence_key
from bot.text.summary.hanging import Above, Earlier, hanging, hanging_at_least, looks_of
from bot.text.summary.introduced import Introduced, names_in
from bot.text.summary.repeats import retelling, states_again
from bot.text.summary.summarize import LONGEST, Pick, SourceText, summarize

MILL = (
    "Halden Robotics opened its first mill in Leeds on Thursday. The mill makes 4,000 metres of cloth a day. "
    "Weather in the north stays mild. It cost £9 million. Chief executive Ada Brandt kept all 240 weavers. "
    "The hall was built in 1931 and had stood empty since 2008."
)
MILL_TOO = (
    "Halden Robotics has opened its first mill in Leeds. Shares in Halden rose 6% to 412 pence on Friday. "
    "The GMW union said it would watch the promise to keep all weavers."
)


def told(*texts: str, max_sentences: int | None = None, max_words: int | None = None) -> list[str]:
    """The summary of some texts."""
    sources = [SourceText("", text) for text in texts]
    return [pick.text for pick in summarize(sources, max_sentences=max_sentences, max_words=max_words)]


def test_news_tells_the_main_thing_first() -> None:
    """One article: at most three sentences, the first among them."""
    found = told(MILL)
    assert found[0] == "Halden Robotics opened its first mill in Leeds on Thursday."
    assert len(found) <= 3


@pytest.mark.parametrize("place", ["NEW DELHI", "DUBAI", "WASHINGTON"])
def test_a_lead_with_a_dateline_in_capitals_is_told(place: str) -> None:
    """Newsrooms that file so begin each report with where it is from."""
    report = (
        f"{place}: The government approved a steel mill in Leeds on Thursday, the minister said. "
        "Weather in the north stays mild. The hall was built in 1931. Trains run each hour."
    )
    assert told(report, max_sentences=1)[0].startswith(f"{place}: The government approved a steel mill")


def test_sources_do_not_repeat_each_other() -> None:
    """Several sources: the common fact once, and something that only one of them adds."""
    found = told(MILL, MILL_TOO)
    assert sum("opened its first mill" in sentence for sentence in found) == 1
    assert len({sentence for sentence in found if sentence in MILL}) < len(found)


def test_a_new_figure_is_no_repetition() -> None:
    """A sentence that shares nearly all its words may still bring a price."""
    text = "Halden opened a mill in Leeds. The Halden mill in Leeds cost $9 million."
    assert len(told(text)) == 2


def test_nobody_is_called_by_a_surname_before_they_were_named() -> None:
    """Unless the headline names them, or nothing else can be told; whom all news know need not be named."""
    blamed = "Vandermoor blamed the price of steel and gas for the closure of the Halden plant in Leeds."
    text = f"The plant of Halden closed. Tom Vandermoor spoke to the press there. {blamed}"
    headline = "Halden plant in Leeds closes"
    (unnamed,) = summarize([SourceText(headline, text)], max_sentences=1, headline=headline)
    assert unnamed.text == "Tom Vandermoor spoke to the press there."
    asked = text.replace("Tom Vandermoor spoke to the press there.", "Did Tom Vandermoor speak to the press there?")
    headline = "Vandermoor closes Halden plant in Leeds"
    (named,) = summarize([SourceText(headline, asked)], max_sentences=1, headline=headline)
    assert named.text == blamed
    byron = Introduced(["Ada Byron led.", "Byron left.", "Mr. Byron and Ada Byron met."])
    assert [byron.called_short(at) for at in (2, 0, 1)] == [{"Byron"}, frozenset(), {"Byron"}]
    assert Introduced(["Barack Obama spoke.", "Obama left."]).called_short(1) == frozenset()
    assert Introduced(["Die Neue Fabrik steht.", "Fabrik zu."], "de").called_short(1) == frozenset()


HANGING = (
    "Brandt also said the mill that burned would open again.",
    "Mr. Orrin told the weavers, Lindqvist and Osei that the legendary owner of the works left.",
    "“It closes,” Brandt said, and the union of the weavers agreed with the minister.",
    "The report shows that the river rose and the ferry sank.",
)


@given(st.sampled_from(HANGING), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.integers(0, 20))
def test_what_a_sentence_leaves_open_is_bounded_unread(
    sentence: str, above: set[int], before: set[int], place: int
) -> None:
    """Whatever the text before it tells, a sentence leaves at least so much open as is known without reading it."""
    looks, terms = looks_of(sentence), frozenset(stems_of(tokens(sentence)))
    known = [*sorted(terms), *sorted(names_in(sentence))]
    shown = frozenset(known[at] for at in above if at < len(known))
    told_before = frozenset(known[at] for at in before if at < len(known))
    stands = Above(shown, shown, bool(place % 2))
    earlier = Earlier(told_before.__contains__, told_before.__contains__, place)
    assert hanging_at_least(looks, terms, stands, place) <= hanging(looks, terms, stands, earlier)


def test_what_was_told_of_before_is_not_taken_for_known() -> None:
    """The amendment after an amendment, this gap after a gap: only below what tells of it, or what was read."""
    text = (
        "Parliament voted on the ferry tax on Monday after a debate of nine hours in Halden. Members added an amendment"
        " on islands, which the government had opposed. The amendment means that islanders pay half. Ferries leave a"
        " gap in the timetable at noon. Smugglers use this gap."
    )
    for most in (1, 2, 3, 4):
        picks = summarize([SourceText("Ferry tax passes", text)], headline="Ferry tax passes", max_sentences=most)
        told = " ".join(pick.text for pick in picks)
        assert "The amendment" not in told or "an amendment" in told
        assert "this gap" not in told or "a gap" in told
    whole = Introduced(
        ["An old mill and a new gate burned.", "The mill stood; the river rose.", "This gate, this week."]
    )
    assert [whole.points_back(at) for at in (1, 0, 2)] == [{"mill"}, frozenset(), {"gate"}]
    assert Introduced(["Un pont.", "The mill."], "fr").points_back(1) == frozenset()


def test_an_update_may_speak_of_what_its_reader_knows() -> None:
    """Only what is new is told: who gets it has read the rest."""
    text = "Halden opened a mill on Monday. A fire closed the mill on Tuesday."
    only = ((text.index("A fire"), len(text)),)
    (pick,) = summarize([SourceText("Halden opens", text, only=only)], headline="Halden opens")
    assert pick.text == "A fire closed the mill on Tuesday."


def test_a_later_text_knows_better_how_things_stand() -> None:
    """Of an outage that has ended nobody is told that it goes on; where nobody told later, it stays."""
    down = "Pages of Orrin cannot be reached in Leeds since Monday."
    up = "The servers of Orrin came back in Leeds on Tuesday after an engineer mended a route."
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    early = SourceText("", f"{down} Orrin sells maps of the hills.", told=now - timedelta(hours=2))
    late = SourceText("", up, told=now)
    assert down not in [pick.text for pick in summarize([early, late], max_sentences=2)]
    assert down in [pick.text for pick in summarize([early, replace(late, told=early.told)], max_sentences=2)]


def test_the_first_sentence_of_another_text_is_judged_like_any_other() -> None:
    """Under a headline it may hang on that; of another text nobody sees the title."""
    hangs = "It also runs without a network in Leeds and costs nothing for schools."
    first, second = SourceText("Otter", hangs), SourceText("Otter", f"{MILL} {hangs}")
    assert [pick.text for pick in summarize([first], max_sentences=1)] == [hangs]
    found = summarize([replace(second, text=MILL), first], max_sentences=5)
    assert hangs not in [pick.text for pick in found]


LIMITS = [
    ("one sentence", {"max_sentences": 1}),
    ("five words", {"max_words": 5}),
    ("both", {"max_sentences": 2, "max_words": 20}),
    ("many", {"max_sentences": 50}),
    ("all words", {"max_words": 1000}),
]


@pytest.mark.parametrize("limits", [case[1] for case in LIMITS], ids=[case[0] for case in LIMITS])
@pytest.mark.parametrize("texts", [(MILL,), (MILL, MILL_TOO)], ids=["one", "two"])
def test_limits_hold(texts: tuple[str, ...], limits: dict[str, int]) -> None:
    """At most so many sentences, and at most so many words in all."""
    found = told(*texts, **limits)
    assert len(found) <= limits.get("max_sentences", 99)
    assert sum(len(sentence.split()) for sentence in found) <= limits.get("max_words", 9999)


NOT_SHOWN = [
    ("teaser question", "Who needs weavers now?"),
    ("byline", "By Jonas Weir, Staff Writer."),
    ("newsletter", "Subscribe to our newsletter for more on mills."),
    ("cookies", "This site uses cookies to count the readers of mills."),
    ("read more", "Read more: five mills that changed Leeds."),
    ("caption", "The new mill in Leeds on Thursday (AP Photo/L. Holt)."),
    ("dangling it", "It also made Halden the largest maker of mills."),
    ("dangling he", "“The mill is the best mill,” he said."),
    ("cut off", "The Halden mill in Leeds is the first mill that…"),
    ("heading", "More mills and more looms in Leeds"),
]


@pytest.mark.parametrize("sentence", [case[1] for case in NOT_SHOWN], ids=[case[0] for case in NOT_SHOWN])
def test_what_cannot_stand_alone_is_left_out(sentence: str) -> None:
    """However many main words it has, it is not shown."""
    text = f"Weavers in Hull struck on Monday.\nWhat comes next?\n{sentence}\n{MILL}"
    assert sentence not in told(text, max_sentences=4)


def test_a_sentence_that_needs_the_one_before_comes_right_after_it() -> None:
    """A pronoun is shown only behind what it stands for."""
    text = "Tern 2 maps bird flights by sound. It runs on any phone and needs no network. Rain fell in Graz."
    found = told(text)
    assert (
        found.index("It runs on any phone and needs no network.")
        == found.index("Tern 2 maps bird flights by sound.") + 1
    )


DATELINES = [
    ("agency", "LEEDS (Courier Wire) — Halden opened a mill."),
    ("agency only", "(Newswire) Halden opened a mill."),
    ("date", "LEEDS, Nov 20 - Halden opened a mill."),
    ("clock", "Updated Nov 20, 2026 6:40 PM ET Halden opened a mill."),
    ("arrows", "NORTH LEEDS >> Halden opened a mill."),
    ("bar", "LEEDS ―Halden opened a mill."),
]


@pytest.mark.parametrize("text", [case[1] for case in DATELINES], ids=[case[0] for case in DATELINES])
def test_datelines_are_left_out(text: str) -> None:
    """Where and by whom a piece was filed is not part of its first sentence."""
    assert told(text) == ["Halden opened a mill."]


def test_a_piece_begins_with_its_dateline() -> None:
    """What stands before it may be a caption: the sentence with the dateline is a first one as well."""
    caption = "Two weavers look on as a robot mends a thread. A dog in the hall sits on a red mat by the robot. "
    text = f"{caption}LEEDS (Newswire) — {MILL}"
    lead = "Halden Robotics opened its first mill in Leeds on Thursday."
    assert lead in told(text, max_sentences=2)
    assert f"LEEDS, it seems: {lead}" not in told(text.replace(" (Newswire) —", ", it seems:"), max_sentences=2)


@pytest.mark.parametrize(
    ("publisher", "start"),
    [
        pytest.param("The Loom | Leeds Press", "The Loom Weekly News: ", id="its-own-name"),
        pytest.param("The Loom", "The Loom: ", id="bare"),
        pytest.param("", "", id="nameless"),
    ],
)
def test_a_publishers_own_name_is_left_out(publisher: str, start: str) -> None:
    """Some begin every text with it; the sentence begins behind it."""
    text = f"{start}A mill with sixty robots opened in Leeds on Monday."
    (pick,) = summarize([SourceText("", text, publisher=publisher)])
    assert pick.text == "A mill with sixty robots opened in Leeds on Monday."
    assert text[pick.start : pick.end] == pick.text


def test_who_speaks_is_not_left_out() -> None:
    """A colon behind any other name belongs to the sentence."""
    text = "Ada Brandt of Halden: We will open a second mill in Leeds."
    assert [pick.text for pick in summarize([SourceText("", text, publisher="The Loom")])] == [text]


def test_a_text_that_only_repeats_its_title_gives_nothing() -> None:
    """A title is no sentence of the story, whoever's headline stands above."""
    sources = [
        SourceText("Mill opens", "A mill opened in Leeds on Monday."),
        SourceText("Robots weave", "Robots weave"),
    ]
    assert [pick.source for pick in summarize(sources, headline="Mill opens")] == [0]
    assert summarize(sources[1:], headline="Mill opens") == []


def test_the_headline_is_not_told_again() -> None:
    """A sentence that only repeats what stands above is left out; the next may lean on it."""
    text = "Tern 2 is out now. It maps bird flights by sound."
    found = summarize([SourceText("Tern 2 is out", text)], headline="Tern 2 is out")
    assert [pick.text for pick in found] == ["It maps bird flights by sound."]


def test_only_wanted_spans_are_taken() -> None:
    """An update shows its new sentences, and no others."""
    start = MILL.index("Chief")
    source = SourceText("", MILL, only=((start, start + 10),))
    assert [pick.text for pick in summarize([source])] == ["Chief executive Ada Brandt kept all 240 weavers."]


def test_a_text_of_poor_sentences_gives_the_best_of_them() -> None:
    """A feed that gives only a line without an end is shown with that line rather than with nothing."""
    assert told("The Halden mill in Leeds is the first mill") == ["The Halden mill in Leeds is the first mill"]


EMPTY = [
    ("cut off", "The Halden mill in Leeds is the first mill that…"),
    ("question", "How can a mill in Leeds run without weavers?"),
    ("call to read on", "Learn how the Halden mill in Leeds runs without weavers."),
]


@pytest.mark.parametrize("text", [case[1] for case in EMPTY], ids=[case[0] for case in EMPTY])
def test_what_tells_nothing_is_never_shown(text: str) -> None:
    """Half a sentence and a question are no better than the headline alone."""
    assert told(text) == []


def test_a_line_that_has_nothing_to_do_with_the_headline_is_not_shown() -> None:
    """A letter to readers below the headlines of a newsletter is not what they tell."""
    text = "My daughter loves cats and yellow hats."
    assert told(text) == [text]
    assert summarize([SourceText("", text)], headline="Mill opens in Leeds") == []


def test_what_one_publisher_tells_begins_with_the_text_of_the_headline() -> None:
    """Three texts of one publisher are no three witnesses: what stands right below a headline is on it."""
    mine = SourceText("Mill hires 40", "The mill in Leeds hired 40 weavers last week.", publisher="The Loom")
    others = [SourceText("Looms", f"{MILL} Looms of the mill {n} run.", publisher="The Loom") for n in range(3)]
    assert summarize([mine, *others], headline="Mill hires 40")[0].source == 0


def test_the_headline_needs_no_second_telling() -> None:
    """The first sentence says what the headline means; the next tells something else."""
    text = (
        "Crane & Co. leads a $48 million round for Quill, the maker of pens. In a round for Quill Crane & Co. leads. "
        "Quill wants to hire 200 people by June."
    )
    found = summarize([SourceText("", text)], headline="Crane leads $48 million round for Quill", max_sentences=2)
    assert [pick.text for pick in found][-1] == "Quill wants to hire 200 people by June."


BLOG = (
    "I have had a shed full of lamps since spring. We tried 14 of them there. My shed is dry and dark. "
    "We left each lamp on for a week. Three lamps went out in the first night. "
    "In our test the Murk Mini used 40% less power than any other lamp."
)


def test_a_blog_is_not_told_by_its_beginning() -> None:
    """Who tells of himself comes to the point late; the news begins with it."""
    found = summarize([SourceText("The Murk Mini used 40% less power in our test", BLOG)], max_sentences=2)
    assert found[-1].text == "In our test the Murk Mini used 40% less power than any other lamp."
    news = BLOG.replace("I have", "Orrin has").replace("We ", "They ").replace("My ", "The ").replace(" our ", " one ")
    title = "The Murk Mini used 40% less power in one test"
    assert "used 40% less" not in " ".join(pick.text for pick in summarize([SourceText(title, news)], max_sentences=2))


def test_a_sum_of_its_own_is_told_by_a_second_source() -> None:
    """If the sum is most of what it tells; neither a sum by the way nor an age is a reason to tell a fact again."""
    first = "Halden Robotics opened its first mill in Leeds on Thursday, and robots weave there."
    for again, picked in (
        ("Halden Robotics opened its mill in Leeds for $9 million on Thursday.", 2),
        ("The weaving firm Halden Robotics, known for a $99 toy loom, began work at its mill in Leeds on Thursday.", 1),
        ("Halden Robotics, 31, opened its mill in Leeds on Thursday.", 1),
    ):
        sources = [
            SourceText("Halden opens mill", first, publisher="Ash"),
            SourceText("Mill opened in Leeds", again, publisher="Birch"),
        ]
        assert len(summarize(sources, headline="Halden opens mill")) == picked


def test_what_was_expected_gives_way_to_what_came() -> None:
    """A later report knows whether it happened."""
    headline, morning = "Halden mill", datetime(2026, 11, 20, 8, tzinfo=UTC)
    plan = "The Halden mill in Leeds is expected to reopen with 240 weavers on Friday."
    done = "The Halden mill in Leeds reopened with 240 weavers, the mayor said."
    sources = [
        SourceText(headline, plan, publisher="Ash", told=morning),
        SourceText(headline, done, publisher="Birch", told=morning + timedelta(hours=3)),
    ]
    assert [pick.text for pick in summarize(sources, headline=headline)] == [done]


def test_nothing_but_its_texts_first_sentence_stands_above_the_worthiest() -> None:
    """What explains comes after the news: also where there is room, and its text tells it before."""
    first, background = (
        "A row of years ended in Leeds on Friday.",
        "Ann Weaver had run the old dye works in Ostermoor for twenty years.",
    )
    news = "Halden named Ann Weaver head of its Leeds mill after the council of weavers had voted for her."
    votes = "Halden lets the council of weavers vote on heads."
    sources = [
        SourceText("Weaver", f"{first} {background} {news}", publisher="Ash"),
        SourceText("Head of Leeds mill named", votes, publisher="Birch"),
    ]
    headline = "Council of weavers votes for Weaver as head of Leeds mill"
    assert [pick.text for pick in summarize(sources, headline=headline, max_sentences=4)] == [first, news]


def test_copied_phrases_are_told_once() -> None:
    """Sources copy whole phrases from each other; the second sentence with one is left out."""
    copied = "The new mill in Leeds, which has 60 robots and no lamps, opened its doors to guests on Thursday."
    other = "Guests saw 200 metres of red cloth when the new mill in Leeds, opened with a song of the town's choir."
    found = told(copied, other, MILL, max_sentences=6)
    assert not {copied, other} <= set(found)


def test_no_summary_is_a_wall_of_letters() -> None:
    """Words without end, or a language without spaces, are measured by their letters."""
    endless = "".join(f"The mill {'weaves' * 50} cloth number {n}. " for n in range(9))
    chinese = "".join(f"位于利兹的新工厂于周四开业并且每天生产布料{'好' * n}。" for n in range(90))
    assert sum(map(len, told(endless))) <= 12 * LONGEST
    assert sum(map(len, told(chinese, max_sentences=50))) <= 2 * 25 * 50 + 50


def test_a_page_without_news_gives_nothing() -> None:
    """What stands on every page is never shown, not even when there is nothing else."""
    page = ["Subscribe to our newsletter.", "All rights reserved."]
    assert summarize([SourceText("", " ".join(page), boilerplate=frozenset(map(sentence_key, page)))]) == []
    assert told("") == told() == []


def test_the_default_is_bounded() -> None:
    """Endless sentences do not make a wall of text."""
    text = " ".join(["The mill " + "and the loom " * 20 + f"cost ${n}." for n in range(5)])
    assert sum(len(sentence.split()) for sentence in told(text)) <= LONGEST


def test_other_alphabets_are_summarised() -> None:
    """Chinese sentences have no spaces and are told all the same."""
    text = "位于利兹的新工厂于周四开业。工厂每天生产四千米布料。股价上涨了百分之六。"
    assert told(text, max_sentences=2)[0] == "位于利兹的新工厂于周四开业。"


word_lists = st.lists(
    st.sampled_from([*MILL.split(), *MILL_TOO.split(), "He", "“It", "\n", "?", "By", "…"]), max_size=120
)


@given(st.lists(word_lists.map(" ".join), max_size=4), st.none() | st.integers(1, 5), st.none() | st.integers(1, 60))
def test_each_pick_is_a_whole_sentence_at_its_place(
    texts: list[str], max_sentences: int | None, max_words: int | None
) -> None:
    """Whatever the sources: verbatim, whole (but for a dateline), once each, in order within each source."""
    sources = [SourceText("", text) for text in texts]
    picks = summarize(sources, max_sentences=max_sentences, max_words=max_words)
    assert len(set(picks)) == len(picks)
    for pick in picks:
        assert texts[pick.source][pick.start : pick.end] == pick.text
        assert any(pick.end == span.end and pick.start >= span.start for span in sentences(texts[pick.source]))
    for number in range(len(texts)):
        own: list[Pick] = [pick for pick in picks if pick.source == number]
        assert own == sorted(own, key=lambda pick: pick.start)


def test_the_order_of_equal_runs_is_the_same() -> None:
    """The same sources give the same summary, run after run."""
    chosen = random.Random(1)
    texts = [" ".join(chosen.sample(MILL.split(". "), 5)) for _ in range(3)]
    assert all(told(*texts) == told(*texts) for _ in range(5))


def test_what_leaves_something_open_gives_way() -> None:
    """A surname that nobody has heard of, "the website": a sentence further down that leaves nothing open is told."""
    lead = "A Texas plumber has had hundreds of calls since his old truck was filmed in a war abroad."
    calls = "By Tuesday, Oberholtzer said the website had also made them angrier than that."
    clear = "The truck was sold at an auction in Houston in October, according to papers of the state of Texas."
    for text in (f"{lead} {clear}", f"{lead} Nobody would say more. {calls} {clear}"):
        picks = summarize([SourceText("Truck", text)], max_sentences=2, headline="Plumber's truck turns up in a war")
        assert [pick.text for pick in picks] == [lead, clear]
    (only,) = summarize([SourceText("Truck", calls)], max_sentences=2, headline="Plumber's truck turns up in a war")
    assert only.text == calls


def test_a_second_source_does_not_tell_the_same_again() -> None:
    """What it begins with is mostly the same fact in other words: what it adds is told instead."""
    first = "Governor Odo Brandt appointed Mira Holt to the Senate seat of Ruth Vandermoor on Wednesday."
    again = "Gov. Brandt named Mira Holt on Wednesday to fill the Senate seat that Vandermoor leaves."
    between = "Reporters met both outside the court."
    adds = "Holt will hold the seat until voters choose a successor on June 25."
    sources = [
        SourceText("Holt appointed", first, publisher="Ash"),
        SourceText("Holt named", f"{again} {between} {adds}", publisher="Birch"),
    ]
    picks = summarize(sources, headline="Brandt appoints Holt to Vandermoor's seat")
    assert [pick.text for pick in picks] == [first, adds]
    one, same, new = (frozenset(text.lower().split()) for text in (first, again, adds))
    assert retelling(same, [one], frozenset(), one) > retelling(new, [one], frozenset(), None)
    assert retelling(same, [], one, one) == 0.0


@pytest.mark.parametrize(
    ("sentence", "again"),
    [
        pytest.param("Four of every five looms of Vessby are idle since May.", True, id="so-many-of-so-many"),
        pytest.param("That means 81% of all looms.", True, id="in-percent"),
        pytest.param("The 81% are 240 looms.", False, id="with-another-figure"),
        pytest.param("Nine in ten looms of Vessby are idle since May.", False, id="another-share"),
        pytest.param("Ostermoor burns 81% less coal.", False, id="of-something-else"),
        pytest.param("The looms of Vessby are idle.", False, id="no-share"),
    ],
)
def test_a_share_is_told_once(sentence: str, again: bool) -> None:
    """Whoever tells it, in percent or as so many of so many; a figure beside it is news."""
    headline = "81% of the looms in Vessby are idle"
    assert states_again(sentence, stems(sentence), [(headline, stems(headline))]) is again


def stems(text: str) -> frozenset[str]:
    """What a sentence is compared by."""
    return frozenset(stems_of(tokens(text), "en"))


def test_an_answer_to_an_accusation_is_told() -> None:
    """Of two sentences that accuse one gives way to what the accused says; where nobody accuses, none is preferred."""
    sides = (
        "The weaver Ada Brandt has gone to court against Halden, the maker of a loom. "
        "Brandt accuses Halden of building its loom after 90 of her drawings without a license. "
        "The suit asks for $75 million in damages and for an order to take the loom from the shops. "
        "Halden answered that its drawings came from public sources. A first hearing is set for 12 June."
    )
    answer = "Halden answered that its drawings came from public sources."
    assert chosen("Ada Brandt sues Halden over 90 drawings", sides)[-1] == answer
    calm = sides.replace("to court against", "to work at").replace("accuses Halden", "speaks of Halden")
    assert answer not in chosen("Ada Brandt joins Halden with 90 drawings", calm.replace("The suit asks", "She asks"))


def chosen(title: str, text: str) -> list[str]:
    """The sentences of a text that are told below its title."""
    return [pick.text for pick in summarize([SourceText(title, text)], max_sentences=3, headline=title)]
