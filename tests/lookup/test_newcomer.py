"""What made newcomers distrust `/fact`: each was answered with something beside the point."""

import re
from datetime import UTC, datetime

import pytest

from bot.lookup.answer import shown
from bot.lookup.answer_kinds import Kind
from bot.lookup.find import find
from bot.lookup.format_answer import present
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Answer, Document
from bot.text.display.wording import ENGLISH

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
        ("by how much did the price rise", Kind.FIGURE),
        ("how much did the price of otter rise", Kind.FIGURE),
        ("how much did sales grow", Kind.FIGURE),
        ("how much does it need", Kind.FIGURE),
        ("how much of the funding is gone", Kind.FIGURE),
        ("how much new funding", Kind.AMOUNT),
        ("what are northwinds revenues", Kind.AMOUNT),
        ("value of the deal", Kind.AMOUNT),
        ("what are the odds of rain", Kind.FIGURE),
        ("whats the error rate of otter", Kind.FIGURE),
        ("how accurate is otter", Kind.FIGURE),
        ("otter downtime", Kind.DURATION),
        ("what is the duration of the trip", Kind.DURATION),
        ("what should otter owners do", Kind.ADVICE),
        ("what do owners have to do", Kind.ADVICE),
        ("what did northwind sue otter for", Kind.REASON),
        ("what is the mayor accused of", Kind.REASON),
        ("what did northwind pay for", Kind.AMOUNT),
    ],
)
def test_what_is_wanted(question: str, kind: Kind) -> None:
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


def article(name: str, text: str, title: str = "", language: str = "en") -> Document:
    """What a publisher of that name wrote."""
    return Document(name, title, text, name, language=language)


TROUBLE = (
    article(
        "shop",
        "The file store Cloudkeep went offline at 9:10 on Tuesday. Millions could not open their files. A fire in a"
        " cable shaft was to blame. Cloudkeep was back after three hours. Its shares fell 4%.",
        "Cloudkeep offline for three hours",
    ),
    article("short", "Cloudkeep was offline on Tuesday morning, its third outage this year. It has offices in Lyon."),
    article("app", "Apple removed the app Beamly from its store on Monday. Beamly had 2 million users."),
    article("ferry", "The ferry Marabel sank on Sunday. All were saved. Water came in, which caused the ship to tilt."),
    article("mill", "The Elm mill closed after talks about pay collapsed. It employs 40 people.", "Elm mill closes"),
    article("netz", "Das Netz von Rovigo wurde gebaut, weil das alte zu langsam war. Es kostet 3 Euro.", "", "de"),
)


async def first(question: str, *news: Document) -> tuple[str, bool]:
    """The sentence of the first quote with what answers, or its first, and whether it is said to answer."""
    found = await find(MemoryPassages(news), parse_question(question))
    if not found.quotes:
        return "", found.answered
    text, (place, _) = found.quotes[0].quote.text, found.quotes[0].focus or (0, 0)
    sentences = re.finditer(r"\S.*?[.?!](?= |$)|\S.*$", text)
    return next(one.group() for one in sentences if one.end() > place), found.answered


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        ("why was cloudkeep offline", "A fire in a cable shaft was to blame."),
        ("why did cloudkeep go down", "A fire in a cable shaft was to blame."),
        ("why did the marabel sink", "Water came in, which caused the ship to tilt."),
        ("why did the elm mill close", "The Elm mill closed after talks about pay collapsed."),
        ("warum wurde das netz von rovigo gebaut", "Das Netz von Rovigo wurde gebaut, weil das alte zu langsam war."),
    ],
)
async def test_a_cause_comes_first(question: str, cause: str) -> None:
    """Asked why, what tells the cause stands before what tells the event, also where it names nothing of it."""
    assert await first(question, *TROUBLE) == (cause, True)


async def test_no_cause_is_said_to_be_none() -> None:
    """Where nothing says why, the bot says so in so many words, and shows what there is."""
    found = await find(MemoryPassages(TROUBLE), parse_question("why did apple remove beamly"))
    assert not found.answered
    reply = present(ENGLISH, found, datetime(2026, 11, 20, tzinfo=UTC)).reply.text
    assert reply.startswith("I found nothing that says why. What there is on it:")
    assert "Apple removed the app Beamly" in reply


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how long was cloudkeep down", "Cloudkeep was back after three hours."),
        ("how long was the elm bridge closed", "The Elm bridge was closed from 9 to 11 on Monday."),
        ("how long will the ferry stop", "The ferry stops until Friday."),
        ("how long did the blackout last", "The blackout began at 9:10, hit two towns and ended at 11:40."),
        ("blackout duration", "The blackout began at 9:10, hit two towns and ended at 11:40."),
    ],
)
async def test_how_long(question: str, told: str) -> None:
    """From when to when, until when, and when it began and ended are lengths of time as well."""
    bridge = article("bridge", "The Elm bridge was closed from 9 to 11 on Monday. It is old. Ann Ek built the bridge.")
    ferry = article("boat", "The ferry stops until Friday. The ferry was built in Lund. The ferry stop has a roof.")
    power = article("power", "The blackout began at 9:10, hit two towns and ended at 11:40. It was the last of three.")
    assert await first(question, *TROUBLE[:2], bridge, ferry, power) == (told, True)


MONEY = (
    article("fund", "Funds put $2.3 billion into battery makers. Battery makers took 81% of all venture capital."),
    article(
        "editor",
        "Quarry, a photo editor, costs $9 a month. Its maker spent $30 million on Quarry. It needs 2 GB of memory. It"
        " knows 14 languages.",
    ),
    article("new", "Elmtop 5 came out, and costs what its predecessor cost. Owners of Elmtop should charge it first."),
    article(
        "maker", "Elmtop, a Leeds-based maker, was founded in 2020. Elmtop hires in spring, and is known for maps."
    ),
    article("lake", "The depth of the Elm lake is 30 metres. The Elm lake has 14 islands. The Elm lake froze in 2010."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how much vc money went to battery makers", "Funds put $2.3 billion into battery makers."),
        ("how much venture capital did battery makers get", "Funds put $2.3 billion into battery makers."),
        ("what does quarry cost", "Quarry, a photo editor, costs $9 a month."),
        ("price of quarry", "Quarry, a photo editor, costs $9 a month."),
        ("was kostet quarry", "Quarry, a photo editor, costs $9 a month."),
        ("how much does quarry need", "It needs 2 GB of memory."),
        ("how many languages does quarry know", "It knows 14 languages."),
        ("how deep is the elm lake", "The depth of the Elm lake is 30 metres."),
        ("where is elmtop based", "Elmtop, a Leeds-based maker, was founded in 2020."),
        ("what does elmtop 5 cost", "Elmtop 5 came out, and costs what its predecessor cost."),
        ("what should owners of elmtop do", "Owners of Elmtop should charge it first."),
    ],
)
async def test_sums_shares_and_sizes(question: str, told: str) -> None:
    """A sum before a share, the price of one before what all cost, and memory where no money is asked for."""
    assert (await first(question, *MONEY))[0] == told


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        *(("wie viele Sprachen kann Otter?", Kind.COUNT), ("wieviele nutzer hat otter", Kind.COUNT)),
        *(("¿cuántos idiomas habla Otter?", Kind.COUNT), ("combien coûte Otter ?", Kind.AMOUNT)),
        *(("quando foi lançado o Otter", Kind.DATE), ("сколько стоит Otter", Kind.AMOUNT)),
        *(("скільки мов знає Otter", Kind.COUNT), ("Otter什么时候发布", Kind.DATE)),
        *(("Otter 是谁做的", Kind.PERSON), ("Otter多少钱", Kind.AMOUNT), ("où est Otter", Kind.PLACE)),
        *(("Otter को किसने बनाया", Kind.PERSON), ("لماذا توقف Otter", Kind.REASON)),
        *(("quand est née Ada", Kind.DATE), ("wer leitet Otter", Kind.PERSON)),
        *(("wie lange war Otter weg", Kind.DURATION), ("warum ist Otter weg", Kind.REASON)),
        *(("who is Wer", Kind.PERSON), ("when was Quand founded", Kind.DATE), ("is Combien open", Kind.YES_NO)),
    ],
)
def test_asked_in_another_language(question: str, kind: Kind) -> None:
    """Words that ask are known in all languages of the bot; in an English question they are names."""
    read = parse_question(question)
    assert read.kind is kind
    assert not {"wie", "viele", "foi", "сколько", "est", "का"} & {term.word for term in read.terms}


SUED = (
    article(
        "suit", "The press Elmbook has gone to court against Quarry, a photo editor. Quarry likes the colour green."
    ),
    article("down", "A broken cable was to blame for the outage of Skyfold. Skyfold is a cloud. Skyfold likes Leeds."),
    article("money", "Skyfold has raised $12 million for servers. Skyfold hired 30 people in 2020. Skyfold moved."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        *((question, "gone to court") for question in ("wer verklagt quarry", "Wer hat Quarry verklagt?")),
        *((question, "gone to court") for question in ("quién demandó a quarry", "quien demando a quarry")),
        *((question, "gone to court") for question in ("кто подал иск на quarry", "хто подав позов на quarry")),
        *((question, "gone to court") for question in ("谁起诉了Quarry", "Quarry पर किसने मुकदमा किया")),
        *((question, "broken cable") for question in ("warum ist skyfold ausgefallen", "почему упал skyfold")),
        *((question, "broken cable") for question in ("skyfold为什么宕机", "pourquoi skyfold est tombé")),
        *((question, "$12 million") for question in ("wie viel hat skyfold eingesammelt", "combien skyfold a levé")),
        *((question, "$12 million") for question in ("quanto a skyfold arrecadou", "كم جمعت Skyfold")),
    ],
)
async def test_everyday_words_of_other_languages_find_english_texts(question: str, told: str) -> None:
    """Where no text has such a word, what English news say for it counts."""
    text, answered = await first(question, *SUED)
    assert (told in text, answered) == (True, True)


async def test_a_word_that_texts_have_is_not_read_in_english() -> None:
    """In a German text "Klage" is what it is."""
    german = article("klage", "Die Klage gegen Quarry wurde am Montag eingereicht.", language="de")
    assert (await first("wann kam die klage gegen quarry", *SUED, german))[0].startswith("Die Klage")


@pytest.mark.parametrize(
    ("question", "answers"), [("who was hurt in the Brand", False), ("wer wurde beim Brand verletzt", True)]
)
async def test_an_english_word_is_read_in_english_only_in_questions_of_others(question: str, answers: bool) -> None:
    """A brand is a fire in German; who asks for one in English gets no fire."""
    fire = article("fire", "A man was hurt in the fire on Monday.")
    assert (await first(question, fire))[1] is answers


async def test_what_somebody_wants() -> None:
    """What they demand, propose or call for is what they want."""
    news = article("strike", "Mayor Carl Venn said the strike hurt everybody. Carl Venn proposed a bonus of 200 euros.")
    found = await find(MemoryPassages([news]), parse_question("what does carl venn want"))
    assert found.quotes[0].quote.text.endswith("Carl Venn proposed a bonus of 200 euros.")


@pytest.mark.parametrize("question", ["capital of france", "price of gold", "what is the capital of france"])
async def test_no_nearest_on_a_thing_that_nothing_holds(question: str) -> None:
    """Venture capital is none of France's: what shares a word in another sense is not shown at all."""
    assert shown(await find(MemoryPassages(MONEY), parse_question(question))) == ()


@pytest.mark.parametrize(
    ("question", "answers"), [("how long has Otter been down", True), ("how long was Otter down", False)]
)
async def test_since_when_is_no_length_of_what_is_over(question: str, answers: bool) -> None:
    """What is "down since 12:40" tells how long it has been so, and not how long it was."""
    told = Document("a", "", "Otter has been down since 12:40 UTC on Thursday. Shops that sell robots wait.")
    assert (await find(MemoryPassages([told]), parse_question(question))).answered is answers


DOWN = [
    Document("down", "", "Otter has been down since 12:40.", language="en"),
    Document("up", "", "The outage of Otter lasted two hours.", language="en"),
]


@pytest.mark.parametrize(
    "question",
    [
        *("how long was the outage of Otter", "wie lange war Otter ausgefallen", "cuánto duró la caída de Otter"),
        *("combien de temps Otter est resté en panne", "quanto tempo durou a queda do Otter"),
        *("как долго длился сбой Otter", "скільки часу тривав збій Otter", "Otter 宕机了多久"),
        *("Otter कितनी देर ठप था", "كم استمر انقطاع Otter", "wie viele Stunden war Otter ausgefallen"),
    ],
)
async def test_how_long_wants_a_length_in_any_language(question: str) -> None:
    """How long an outage was is told by its hours, not by when it began."""
    found = await find(MemoryPassages(DOWN), parse_question(question))
    assert "two hours" in found.quotes[0].quote.text
    begun = await find(MemoryPassages(DOWN[:1]), parse_question(question))
    assert not begun.answered


async def test_what_goes_on_is_told_by_when_it_began() -> None:
    """In another language too, "how long already" wants the hour at which it began."""
    found = await find(MemoryPassages(DOWN[:1]), parse_question("wie lange ist Otter schon ausgefallen"))
    assert found.answered


async def test_whose_fault_it_was_asks_for_the_cause() -> None:
    """A cause, or a culprit, tells whose fault it was; who looks into it does not."""
    told = "The outage of Otter was caused by a wrong route, says Bo Ek."
    documents = [Document("a", "", f"Ada Byron looks into the outage of Otter. {told}", language="en")]
    for question in ("whose fault was the outage of otter", "who is to blame for the otter outage"):
        found = await find(MemoryPassages(documents), parse_question(question))
        assert (found.answered, found.quotes[0].quote.text) == (True, told)


def held(name: str, text: str, day: int) -> Document:
    """A report of a day in May."""
    return Document(name, "", text, name, published=datetime(2026, 5, day, tzinfo=UTC), language="en")


NAMES_THE_POST = held("is", "Ada Byron is the co-founder of Otterworks and its chief executive.", 3)
TELLS_THE_END = "Ada Byron is a former chief executive of Otterworks."


@pytest.mark.parametrize(
    "question",
    [
        *("is ada byron still chief executive of otterworks", "is ada byron the chief executive of otterworks now"),
        *(
            "ist Ada Byron immer noch chief executive von Otterworks",
            "Ada Byron ainda é chief executive da Otterworks?",
        ),
    ],
)
@pytest.mark.parametrize(("day", "over"), [(3, True), (9, True), (1, False)])
async def test_who_asks_still_is_told_the_end_first(question: str, day: int, over: bool) -> None:
    """What tells that a post is no longer held comes before what only names it, unless that is newer."""
    found = await find(MemoryPassages([NAMES_THE_POST, held("was", TELLS_THE_END, day)]), parse_question(question))
    assert (found.quotes[0].quote.doc == "was") is over
