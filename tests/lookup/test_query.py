"""Questions as people type them, read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lookup.answer_kinds import Kind
from bot.lookup.query import ABOUT_WEIGHT, LONGEST, MOST_TERMS, initials, parse_question, unknown, with_forms


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("When was the probe launched?", Kind.DATE),
        ("What year did it start?", Kind.DATE),
        ("In which month did she join", Kind.DATE),
        ("launch date orbiter", Kind.DATE),
        ("Who leads the lab?", Kind.PERSON),
        ("which actor plays the king", Kind.PERSON),
        ("ceo northwind", Kind.PERSON),
        ("Where is the plant?", Kind.PLACE),
        ("What city hosts the fair?", Kind.PLACE),
        ("How much did they pay for the mill?", Kind.AMOUNT),
        ("what is the price of the tablet", Kind.AMOUNT),
        ("How many people work there?", Kind.COUNT),
        ("how did the us house vote on the bill", Kind.COUNT),
        ("how many billion did they receive", Kind.FIGURE),
        ("which former british prime minister resigned", Kind.PERSON),
        ("what european country voted first", Kind.PLACE),
        ("what is the federal minimum wage", Kind.AMOUNT),
        ("up to what income do couples get a check", Kind.AMOUNT),
        ("what is the population of ohio", Kind.COUNT),
        ("what happened after the veto", Kind.ANY),
        ("what proof is there that they paid", Kind.NAME),
        ("what was the vote on the report", Kind.COUNT),
        ("how did romney vote on the bill", Kind.MANNER),
        ("What percentage of the mill do they own?", Kind.PERCENT),
        ("stake mill percent", Kind.PERCENT),
        ("how many percent did the share lose", Kind.PERCENT),
        ("By how much did sales of the tablet fall", Kind.FIGURE),
        ("How large is the fine?", Kind.FIGURE),
        ("how fast was the probe", Kind.FIGURE),
        ("What depth did the diver reach", Kind.FIGURE),
        ("what is the weight of the rover", Kind.FIGURE),
        ("bridge length", Kind.FIGURE),
        ("which governor signed the law", Kind.PERSON),
        ("How long did the strike last?", Kind.DURATION),
        ("Why did the mill close?", Kind.REASON),
        ("Is the model open source?", Kind.YES_NO),
        ("did the price rise", Kind.YES_NO),
        ("What is a heat pump?", Kind.DEFINITION),
        ("Which model won the test?", Kind.NAME),
        ("How did the thieves get in?", Kind.MANNER),
        ("orbiter engine", Kind.ANY),
        ("What is kept in a closed system when forces act upon it?", Kind.ANY),
        ("what does the mess cost", Kind.AMOUNT),
        ("what is the mill worth", Kind.AMOUNT),
        ("how many years in prison did the miller get", Kind.DURATION),
        ("how many years ago did it close", Kind.COUNT),
        ("how much of the mill did they buy", Kind.FIGURE),
        ("what's the drug called", Kind.NAME),
        ("what's the envoy's name", Kind.NAME),
        ("what does the lab say", Kind.ANY),
        ("which area did they take", Kind.PLACE),
        ("how rich was the founder", Kind.FIGURE),
        ("how mcuh did they pay", Kind.AMOUNT),
        ("hey can you tell me when the probe launched pls", Kind.DATE),
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    """What sort of thing a question wants is told by its first asking words."""
    assert parse_question(text).kind is kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Who leads the lab?", ["leads", "lab"], id="plain"),
        pytest.param("hey bot, can you tell me who leads the lab please thanks lol", ["leads", "lab"], id="chatter"),
        pytest.param("does anyone know who leads the lab", ["leads", "lab"], id="anyone"),
        pytest.param("lab lab labs", ["lab"], id="once-each"),
        pytest.param("hello", [], id="only-a-greeting"),
        pytest.param("thanks", [], id="only-thanks"),
        pytest.param("who are they?", [], id="no-content"),
        pytest.param("?!…", [], id="no-word"),
        pytest.param("", [], id="empty"),
        pytest.param('lab AND "x" NEAR(y) * title:z', ["lab", "x", "near", "y", "title", "z"], id="query-syntax"),
        pytest.param("doesn't the lab", ["lab"], id="negation"),
    ],
)
def test_terms(text: str, words: list[str]) -> None:
    """Only words that carry meaning are searched for, each once; manners around the question are not."""
    assert [term.word for term in parse_question(text).terms] == words


def test_frame_words_weigh_less() -> None:
    """The word that names the kind is not what the answer is about."""
    weights = {term.word: term.weight for term in parse_question("In which year did the mill close?").terms}
    assert weights["year"] < weights["mill"] == weights["close"] == 1.0


def test_reply_brings_what_was_left_out() -> None:
    """In a reply the subject comes from the message replied to, and weighs less than what was typed."""
    question = parse_question("how much?", "Northwind buys the mill")
    assert [(term.word, term.weight) for term in question.terms] == [
        (word, ABOUT_WEIGHT) for word in ("northwind", "buys", "mill")
    ]
    assert parse_question("mill", "the mill").terms == parse_question("mill").terms


def test_misspellings() -> None:
    """Only words that nobody wrote are taken for misspelt, figures never; what they may stand for is kept."""
    question = parse_question("sprak engine 5.4")
    assert [term.word for term in unknown(question, {"engin": 3})] == ["sprak"]
    mended = with_forms(question, {"sprak": ["spark"]})
    assert [term.forms for term in mended.terms] == [("spark",), (), ()]


def test_words_in_use_are_spelt_as_meant() -> None:
    """A word that the news has is not taken for another that somebody wrote; one that it has not, or a name, may be."""
    question = parse_question("a bridge by volcanno and fernwistle")
    assert [term.word for term in unknown(question, {})] == ["volcanno", "fernwistle"]
    assert [term.word for term in unknown(parse_question("who runs Bridge"), {})] == ["bridge"]


def test_initials() -> None:
    """Neighbouring words may be written as an abbreviation."""
    assert list(initials(parse_question("artificial general intelligence"))) == ["agi"]


_WILD = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='"*()^:-+ANDORNOT NEAR\0{}[]<>&\u202e\u200fשלום😀#.?!\n', max_size=300),
    st.sampled_from(
        ["please " * 600, "tell me " * 500, "\0" * LONGEST, "x" * LONGEST, "how " * 1000 + "?", "?" * LONGEST]
    ),
)


@given(_WILD, _WILD)
def test_any_text_is_a_question(text: str, about: str) -> None:
    """Whatever is typed or replied to, the question can be read, and has no more terms than are searched for."""
    question = parse_question(text, about)
    assert len(question.terms) <= MOST_TERMS
    assert len({term.stem for term in question.terms}) == len(question.terms)
    assert all(0 < term.weight <= 1 and term.stem for term in question.terms)
    assert all(right < len(question.terms) for _, right in question.pairs)


def test_longest_is_cut() -> None:
    """Beyond the longest length nothing is read."""
    assert parse_question("mill " + "x" * LONGEST).text == "mill " + "x" * (LONGEST - 5)
    assert [term.word for term in parse_question("mill " + "? " * LONGEST + "zebra").terms] == ["mill"]
