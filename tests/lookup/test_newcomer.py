"""What made newcomers distrust `/fact`: each was answered with something beside the point."""

import pytest

from bot.lookup.answer import shown
from bot.lookup.answer_kinds import Kind
from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Answer, Document

NEWS = (
    Document(
        "a",
        "Northwind opens a mill",
        "Northwind opened a paper mill nine months ago. Ada Byron leads the company. The mill makes 40 tons a day. "
        "Critics study the plan. Northwind invested $5 million in Elmsford before the mill opened.",
        "Ledger",
        "https://ledger.example/1?utm_source=feed",
        language="en",
    ),
    Document(
        "b",
        "A fund for robots",
        "The fund leads a Series B of $48 million in Quillon, whose robots sort goods. The AI stack of Northwind was"
        " rebuilt. Elmsford did not sign the pact. Northwind and Quillon signed the pact in May.",
        "Wire",
        language="en",
    ),
)


async def ask(question: str) -> Answer:
    """The answer from the news."""
    return await find(MemoryPassages(NEWS), parse_question(question))


@pytest.mark.parametrize(
    "said",
    [
        *("hi", "Hello!", "thanks", "thank you!!", "good morning", "Good evening folks", "well done bot"),
        *("lol 😂", "thank you so much", "hello everyone", "good evening everybody", "okay haha thanks", "ok nice"),
        *("Are you a robot?", "hey bot, how are you?", "cool", "who are you"),
    ],
)
async def test_manners_are_no_question(said: str) -> None:
    """Greetings and thanks ask for nothing: they get a hint, not a quote."""
    found = await ask(said)
    assert (found.answered, found.agreement, found.quotes) == (False, "no question", ())


@pytest.mark.parametrize("question", ["ur a stupid bot", "ada age", "what is the stock of northwind"])
async def test_everyday_words_are_spelt_as_meant(question: str) -> None:
    """A short or everyday word that no text holds is not taken for one that is spelt nearly so: stupid, study."""
    assert not (await ask(question)).answered


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how old is ada byron", Kind.AGE),
        ("ada byron age", Kind.AGE),
        ("how much?", Kind.AMOUNT),
        ("how much do the publishers want", Kind.AMOUNT),
        ("how much does it weigh in total cost", Kind.AMOUNT),
        ("how much energy does it need", Kind.FIGURE),
        ("by how much did the price rise", Kind.AMOUNT),
        ("how much did sales grow", Kind.FIGURE),
    ],
)
def test_what_how_much_wants(question: str, kind: Kind) -> None:
    """How old wants years; how much, alone or with a verb, a sum, unless something grows or it names a stuff."""
    assert parse_question(question).kind is kind


async def test_nobody_is_called_series_b() -> None:
    """A round of funding leads no company."""
    found = await ask("who runs quillon")
    assert not found.answered or "Series B" not in found.quotes[0].quote.text


async def test_other_forms_of_a_verb() -> None:
    """What people ask in the present is told in the past: leads, led; signs, signed; opens."""
    assert "Ada Byron" in (await ask("who led northwind")).quotes[0].quote.text


async def test_who_did_not() -> None:
    """Who did is no answer to who did not."""
    found = await ask("which company did not sign the pact")
    assert found.quotes[0].quote.text == "Elmsford did not sign the pact."
    only = MemoryPassages([Document("c", "", NEWS[1].text.split("rebuilt. ")[1].split("pact. ")[1], language="en")])
    asked = "which companies {} sign the pact in May"
    yes = await find(only, parse_question(asked.format("did")))
    no = await find(only, parse_question(asked.format("did not")))
    assert no.score < yes.score


async def test_yes_is_said_only_above_what_was_asked() -> None:
    """To have invested is not to own: such a sentence may be quoted, but is not called a yes."""
    found = await ask("does northwind own elmsford")
    assert not any(one.side == "yes" and one.sure for one in shown(found))
    owner = Document("d", "", "Northwind owns all of Elmsford. Quillon does not.", language="en")
    both = await find(MemoryPassages([*NEWS, owner]), parse_question("does northwind own elmsford"))
    assert shown(both)[0].quote.text == "Northwind owns all of Elmsford."


async def test_three_letters_are_spelt_as_meant() -> None:
    """Age is not ago: of three letters any two words are nearly alike."""
    assert not (await ask("northwind age")).answered


async def test_a_name_is_no_letter_of_a_title() -> None:
    """The chief executive of Otterworks is not any CEO, though the initials are the same."""
    news = Document("c", "", "Cho Lee is a former CEO of Northwind. Otterworks opened a plant.", language="en")
    found = await find(MemoryPassages([*NEWS, news]), parse_question("who is the chief executive of otterworks"))
    assert not found.answered


@pytest.mark.parametrize("question", ["who sued otterworks", "who is suing otterworks", "who sues otterworks"])
async def test_to_sue_is_to_go_to_court(question: str) -> None:
    """Each form of the verb finds what news say instead: the stemmer leaves some of them apart."""
    told = "The union Tidewater Crew has gone to court against Otterworks, a ship yard. Otterworks builds ferries."
    news = Document("c", "Ferries late", told, "Wire", language="en")
    found = await find(MemoryPassages([*NEWS, news]), parse_question(question))
    assert found.answered
    assert "Tidewater Crew" in found.quotes[0].quote.text


OUTAGE = (
    Document("c", "Gate down", "The toll gate of Elmsford has been down since 7:40 on Monday.", "Wire", language="en"),
    Document("d", "Gate up", "The toll gate of Elmsford is up again.", "Courier", language="en"),
    Document("e", "Gate", "Elmsford has named the cause of the toll gate's outage: a mouse.", "Ledger", language="en"),
)


async def test_why_wants_a_reason() -> None:
    """Since when is no reason, and who gives none confirms none."""
    found = await find(MemoryPassages(OUTAGE), parse_question("why was the Elmsford toll gate down"))
    assert [quote.quote.doc for quote in shown(found)] == ["e"]
    assert found.sources == 1
