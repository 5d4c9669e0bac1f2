"""When `/fact` may be believed: it speaks of what was asked, counts who said it, and labels only what it is sure of."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.lookup.answer import shown
from bot.lookup.claim import own_claim
from bot.lookup.find import find, gather
from bot.lookup.format_answer import present
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_claim, parse_question
from bot.model import Answer, Document
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def document(name: str, text: str, publisher: str = "", day: int = 1, *, note: bool = False) -> Document:
    """A document of November 2026, of a publisher of its own unless one is named."""
    published = datetime(2026, 11, day, tzinfo=UTC)
    return Document(name, "", text, publisher or name, f"https://{name}.example/1", published, "en", (), note)


async def ask(question: str, *documents: Document) -> Answer:
    """The answer from *documents*."""
    return await find(MemoryPassages(documents), parse_question(question))


def told(found: Answer) -> str:
    """The answer as people read it."""
    return plain(present(ENGLISH, found, NOW).reply.text)


ROBOTS = document(
    "robots", "Ada Byron is the CEO of Northwind. Northwind competes with Elmsford and Quillon in small robots."
)
HIRING = document("hiring", "Cho Lee was hired by Quillon. Northwind buys Elmsford for $5 million, Quillon says.")


@pytest.mark.parametrize("question", ["who is the ceo of elmsford", "Who is Elmsford's CEO?", "quillon ceo"])
async def test_no_answer_about_another(question: str) -> None:
    """Whoever asks about one company does not hear of another's chief, though both stand in one document."""
    assert not (await ask(question, ROBOTS, HIRING)).answered


async def test_an_answer_about_the_named() -> None:
    """The same question about the right company is answered."""
    found = await ask("who is the ceo of northwind", ROBOTS, HIRING)
    assert found.answered
    assert "Ada Byron" in found.quotes[0].quote.text


async def test_the_lead_names_what_a_pronoun_means() -> None:
    """A sentence that goes on with "it" is about what the beginning of its document names."""
    text = "Northwind opened a mill. The mill has 40 looms. It was founded by Cho Lee. It closes at six."
    assert (await ask("who founded northwind", document("mill", text))).answered


async def test_names_are_told_by_how_texts_write_them() -> None:
    """People type no capitals; what texts write with a capital inside sentences is a name, a general word is none."""
    passages = MemoryPassages((ROBOTS, HIRING))
    gathered = await gather(passages, parse_question("which robots does quillon sell and who is the ceo"))
    named = {gathered.weighed.question.terms[n].word for n in gathered.weighed.named}
    assert named == {"quillon"}


SAME = (
    document("a", "Pebble raised $48 million for its robots.", "Lantern Wire"),
    document("b", "Investors put $48 million into Pebble, which raised money for the first time.", "Ledger"),
)


async def test_same_value_of_two_publishers_agrees() -> None:
    """Two publishers that give one sum in other words are two sources, and both are shown."""
    found = await ask("how much did pebble raise", *SAME)
    assert (found.agreement, found.sources) == ("agree", 2)
    assert told(found).startswith("2 independent sources:")
    assert {one.document.publisher for one in shown(found)} == {"Lantern Wire", "Ledger"}


async def test_one_publisher_twice_is_one_source() -> None:
    """What a publisher tells again is no second source."""
    first, second = SAME
    found = await ask("how much did pebble raise", first, replace(second, publisher="lantern wire "))
    assert (found.agreement, found.sources) == ("one source", 1)
    assert told(found).startswith("One source only:")


async def test_background_notes_are_no_sources() -> None:
    """Our own notes never count as independent: alone they are no publisher, beside one they are named as notes."""
    first, second = SAME
    notes = [replace(one, note=True) for one in SAME]
    assert told(await ask("how much did pebble raise", *notes)).startswith("From the background notes:")
    beside = await ask("how much did pebble raise", first, replace(second, note=True))
    assert told(beside).startswith("One source, and the background notes:")


async def test_each_source_is_heard_before_one_speaks_twice() -> None:
    """Beside two notes that fit best, the one publisher is shown at once, and the second note waits."""
    notes = [replace(SAME[0], id=name, text=f"Pebble raised $48 million {when}.", note=True) for name, when in
             (("n1", "for robots on Monday"), ("n2", "in its first round"))]  # fmt: skip
    paper = document("c", "The robots of Pebble brought in money: investors raised it by $48 million.", "Ledger")
    found = await ask("how much did pebble raise", *notes, paper)
    assert found.notes
    assert [one.document.note for one in shown(found)] == [True, False, True]


async def test_differing_notes_are_no_sources() -> None:
    """Where only our own notes differ, no source is said to."""
    yes = document("y", "The Otter model is open source.", note=True)
    no = document("n", "The Otter model is not open source.", note=True)
    assert told(await ask("is the otter model open source", yes, no)).startswith("The background notes differ:")
    assert told(await ask("is the otter model open source", yes, replace(no, note=False))).startswith("The sources")


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        pytest.param("The Otter model is open source.", "Says yes", id="plain-yes"),
        pytest.param("The Otter model is not open source.", "Says no", id="plain-no"),
        pytest.param("Whether the Otter model will be open source is unknown.", "Leaves it open", id="open"),
        pytest.param("With the Otter model, Northwind leaves the open source path.", "", id="turns-away"),
        pytest.param("The Otter model competes with open source rivals.", "", id="speaks-of-others"),
        pytest.param(
            "The Otter model does not use much power, and open source rivals do.", "", id="not-something-else"
        ),
    ],
)
async def test_sides_are_labelled_when_sure(sentence: str, label: str) -> None:
    """Yes and no are judgements of ours: they stand only above sentences that say so right where it is asked."""
    other = "Is it? The Otter model may become open source, nobody has confirmed it."
    no = "The Otter model is closed and not open source, Ann Doe wrote."
    found = await ask(
        "is the otter model open source", document("x", sentence), document("y", other), document("z", no, day=2)
    )
    lines = told(found).split("\n")
    above = [lines[n - 1] for n, line in enumerate(lines) if sentence in line]
    assert all(line == (f"{label}:" if label else "") for line in above)
    assert above or not label


@pytest.mark.parametrize("word", ["launched", "released", "unveiled", "debuted"])
async def test_one_act_in_other_words(word: str) -> None:
    """A day beside another word for the act answers better than the asked word without a day."""
    plain_word = document("x", "Northwind launch: the Otter model was the launch of Northwind that all waited for.")
    with_day = document("y", f"Northwind {word} the Otter model on Wednesday.")
    found = await ask("when did northwind launch the otter model", plain_word, with_day)
    assert "on Wednesday" in found.quotes[0].quote.text


@pytest.mark.parametrize(
    ("sentence", "question", "who"),
    [
        ("Northwind says that it will open its model.", "", "Northwind"),
        ("According to Northwind, its model is the best.", "", "Northwind"),
        ("The model is the best, according to Northwind.", "how good is northwind", "Northwind"),
        ("Quillon said that Northwind is late.", "is northwind late", ""),
        ("The company says that it is late.", "", ""),
        ("It said so on Monday.", "", ""),
        ("Otter, code name Lake, is quick, and Northwind says it needs no chip.", "otter code name", ""),
        (
            "Otter, code name Lake, is quick, and Northwind says it needs no chip.",
            "does otter need a chip",
            "Northwind",
        ),
        ("Northwind is late.", "", ""),
    ],
)
def test_own_claims(sentence: str, question: str, who: str) -> None:
    """What somebody says of themselves is marked as their claim; what they say of others is not."""
    assert own_claim(sentence, question) == who


async def test_the_newest_word_on_a_state() -> None:
    """Asked how things stand, the newest of the quotes comes first; asked what happened, the best."""
    old = document("old", "The Otter model costs $10 a month.", day=2)
    new = document("new", "From now on the Otter model of Northwind costs $15 a month, up from less.", day=9)
    found = await ask("how much does the otter model cost", old, new)
    assert [one.document.id for one in shown(found)] == ["new", "old"]


LAB = document("lab", "The Otter model is not open source, its maker said on Monday.")


async def test_a_claim_is_held_against_the_sources() -> None:
    """A message instead of a question: what sources say for and against it."""
    other = document("post", "The Otter model is open source.")
    found = await find(MemoryPassages((LAB, other)), parse_claim("hey guys, The Otter model is open source!"))
    assert told(found).startswith("The sources differ:")
    assert "Says yes:" in told(found)
    assert "Says no:" in told(found)


async def test_a_pronoun_stands_for_what_was_named_before() -> None:
    """A claim about a plant is held against the sentence that goes on with "it", not against any other on the plant."""
    text = "Otterworks opened a plant in Leeds. The plant of Otterworks cost $5 million. It is not open to visitors."
    found = await find(
        MemoryPassages([document("x", text)]), parse_claim("The plant of Otterworks is open to visitors!")
    )
    assert shown(found)[0].quote.text == "The plant of Otterworks cost $5 million. It is not open to visitors."


async def test_differ_is_said_when_two_sides_are_sure() -> None:
    """A "without" on something else makes no disagreement: then only the quotes stand there."""
    owner = document("a", "Northwind owns 49% of Elmsford, without a vote.")
    payer = document("b", "Northwind owns Elmsford: 49% of Elmsford belongs to it.")
    found = await find(MemoryPassages((owner, payer)), parse_claim("Northwind owns 49% of Elmsford"))
    assert not told(found).startswith("The sources differ")


async def test_nothing_found_tells_what_was_searched() -> None:
    """How many documents, from how many sources, of which days; the nearest sentence only as that."""
    words = told(await ask("when does the zoo of Springfield open", ROBOTS, HIRING, replace(LAB, note=True)))
    assert words.startswith(
        "I found nothing that answers this in the 3 documents that I can quote (from 2 sources, collected on 1 November"
    )
