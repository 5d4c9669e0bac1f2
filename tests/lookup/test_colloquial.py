"""Questions in words of chats, read in words of news."""

import pytest

from bot.lookup import colloquial
from bot.lookup.colloquial import in_news_words
from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import asking_words_mended, parse_question
from bot.model import Document


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("how many people is the mill letting go", "how many people is the mill dismiss", id="form"),
        pytest.param("who kicked him out", "who dismiss", id="pronoun-between"),
        pytest.param("how much did it go up", "how much did it rise", id="particle"),
        pytest.param("who put up the money for it", "who invest for it", id="long"),
        pytest.param("When Did The Otter Come Out?", "When Did The Otter release?", id="capitals"),
        pytest.param("Who directed Get Out?", "Who directed Get Out?", id="title"),
        pytest.param("Get Out: when did it come out", "Get Out: when did it release", id="title-at-the-start"),
        pytest.param("Go on sale when?", "release when?", id="first-word"),
        pytest.param("who came to the outing", "who came to the outing", id="part-of-a-word"),
        pytest.param("how many yrs do ppl wait", "how many years do people wait", id="short"),
        pytest.param(
            "did the gov. talk w/ them b4 may", "did the governor talk with them before may", id="short-signs"
        ),
        pytest.param("who runs PPL and gov.example", "who runs PPL and gov.example", id="short-names"),
        pytest.param("what goes on", "what goes on", id="another-phrase"),
    ],
)
def test_phrases(typed: str, read: str) -> None:
    """A phrase of chats is read as the word that news have for it; all else stays."""
    assert in_news_words(typed)[0] == read


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("when did it go live", ("live",)),
        ("when did it come out", ()),
        ("did it go live or come out", ("live",)),
    ],
)
def test_what_was_typed_counts_too(typed: str, sought: tuple[str, ...]) -> None:
    """The words of a phrase are still looked for, in case a text says it so; those that any text holds are not."""
    assert in_news_words(typed)[1] == {"release": sought}


def test_what_is_typed_short_counts_too() -> None:
    """A text may say "gov" as well."""
    assert in_news_words("who is the gov")[1] == {"governor": ("gov",)}


def test_a_phrase_may_mean_two_things() -> None:
    """Prices go down, and so do servers: the second is looked for beside the first."""
    text, typed = in_news_words("when did it go down")
    assert text == "when did it fall"
    assert {"offlin", "down", "back"} <= set(typed["fall"])


def test_each_phrase_is_found() -> None:
    """None is hidden by a shorter one above it."""
    rows = [line.split(": ") for line in colloquial._PHRASES.strip().splitlines()]
    wrong = [
        phrase for asked, word in rows for phrase in asked.split(", ") if in_news_words(phrase)[0] != word.split()[0]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many folks did the mill kick out", "The mill dismissed 40 workers in Lund."),
        ("when does the Otter come out", "The Otter will be released on 5 May 2027."),
        ("when did the Otter go live", "The Otter went live on 6 May 2027."),
        ("who nabbed the thief in Lund", "Detective Ada Byron arrested the robber in Lund."),
    ],
)
async def test_answers_in_words_of_news(question: str, answer: str) -> None:
    """What people ask in their words is found in those of the news."""
    others = ["The mill in Lund was built in 1950.", "The Otter is a quick boat.", "A thief is a nuisance, said Bo Ek."]
    documents = [Document(str(n), "", text) for n, text in enumerate([*others, answer])]
    found = await find(MemoryPassages(documents), parse_question(question))
    assert (found.answered, found.quotes[0].quote.text) == (True, answer)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("waht is it", "what is it"),
        ("how mcuh", "how much"),
        ("thaw the law", "thaw the law"),
        ("wtha", "wtha"),
        ("hwo leads it", "who leads it"),
        ("hwo many left", "how many left"),
        ("trans fats", "trans fats"),
        ("why'd they sue", "why did they sue"),
        ("whatd it cost", "what did it cost"),
        ("whens the trial", "when is the trial"),
        ("why’s it down", "why is it down"),
        ("who're they", "who are they"),
        ("howre sales", "how are sales"),
        ("when'll it open", "when will it open"),
        ("who've they hired", "who have they hired"),
        ("the whys and the hows", "the whys and the hows"),
        ("were they where it is", "were they where it is"),
    ],
)
def test_asking_words(typed: str, read: str) -> None:
    """Two letters that changed places are put right in words that ask; what is typed short is read in full."""
    assert asking_words_mended(typed) == read
