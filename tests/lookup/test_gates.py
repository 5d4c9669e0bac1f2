"""What keeps a sentence from being an answer: another time, another stance, another subject; and small talk."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lookup.answer import PERHAPS, perhaps, shown, sure_of
from bot.lookup.answer_kinds import Kind, spans
from bot.lookup.confidence import Signs
from bot.lookup.find import find
from bot.lookup.format_answer import FactReply, present, together
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.lookup.sentence_fit import Features
from bot.lookup.small_talk import reply_to, without_small_talk
from bot.lookup.stance import NO, OPEN, YES, stance
from bot.lookup.two_questions import parts
from bot.lookup.weights import learned
from bot.lookup.word_fit import Matcher
from bot.model import Answer, Document, Reply
from bot.text.analysis.time_marks import contradicts, other_time
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Markup, Wording, languages

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def document(name: str, text: str, title: str = "") -> Document:
    """A document of a publisher of the same name."""
    return Document(name, title, text, name, f"https://{name}.example/1", NOW, "en")


async def ask(question: str, *documents: Document, about: str = "") -> Answer:
    """The answer from *documents*."""
    return await find(MemoryPassages(documents), parse_question(question, about))


def told(found: Answer) -> str:
    """The answer as people read it."""
    return plain(present(ENGLISH, found, NOW).reply.text)


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        pytest.param("Ada Byron, chief executive of Northwind, met Otterworks.", False, id="of"),
        pytest.param("Northwind's chief executive Ada Byron met Otterworks.", False, id="owned"),
        pytest.param(
            "Otterworks hired Ada Byron, once founder and chief executive of Northwind.", False, id="two roles"
        ),
        pytest.param("Ada Byron, chief executive of Otterworks, met Northwind.", True, id="asked"),
        pytest.param("Otterworks chief executive Ada Byron spoke.", True, id="before"),
    ],
)
async def test_another_firms_head(sentence: str, answers: bool) -> None:
    """Who heads something else is not who was asked for, though the sentence names both."""
    found = await ask("who is the chief executive of Otterworks", document("a", sentence))
    assert found.quotes[0].on_topic is answers


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("who is the ceo of Elmfund", False),
        ("who runs Elmfund", False),
        ("who is the ceo of Otterworks", True),
        ("how many mills does Elmfund have", False),
        ("how many mills does Otterworks have", True),
    ],
)
async def test_what_is_said_of_the_nearer_firm(question: str, answers: bool) -> None:
    """Where a sentence is about another firm, or that owns what is asked for, it tells nothing of the one before."""
    text = (
        "Elmfund put $9 million into Otterworks, whose paper comes from 60 mills. Otterworks wants to build more of"
        " them, chief executive Ada Byron said. Elmfund joins the board."
    )
    assert (await ask(question, document("a", text, "Elmfund pays for Otterworks"))).answered is answers


async def test_no_perhaps_about_somebody_else() -> None:
    """What stands behind a sentence about somebody else is shown as the nearest at most, not as what may answer."""
    text = "Elmfund put $9 million into Otterworks, whose paper comes from 60 mills. Elmfund joins the board."
    found = await ask("how many mills does Elmfund have", document("a", text, "Elmfund pays for Otterworks"))
    assert found.score >= PERHAPS
    assert not perhaps(found)


async def test_a_sibling_is_another_one() -> None:
    """Where texts write two words as one name, what begins alike is another: Falcon Air is no Falcon Design."""
    price = document("price", "Northwind says that the Falcon Air has a price of $9.")
    text = "People like Falcon Design mostly for its bright colours. Northwind sells the design tool in Leeds."
    design = document("design", text)
    found = await ask("price of falcon design", price, design)
    assert not any(quote.on_topic for quote in found.quotes if quote.quote.doc == "price")
    assert (await ask("price of falcon air", price, design)).answered


@pytest.mark.parametrize("question", ["is Halden up again?", "is Halden down", "is Halden still down?"])
async def test_a_state_is_told_by_the_newest_word(question: str) -> None:
    """Also where that says the reverse of what is asked, and so holds fewer of its words."""
    old = document("a", "Halden has been down since Thursday. Pages of Halden were slow.", "Halden outage")
    new = document("b", "The servers of Halden are up again. Halden sells maps.", "Halden recovers")
    found = await ask(question, replace(old, published=NOW - timedelta(days=1)), new)
    assert (found.answered, found.quotes[0].quote.text) == (True, "The servers of Halden are up again.")


def test_greetings_without_end() -> None:
    """A thousand greetings are one: each message is answered, however long."""
    assert reply_to("hi " * 2_000) == "hello"
    assert reply_to("hi " * 2_000 + "thanks") == "thanks"


async def test_two_questions_in_one() -> None:
    """Both are answered, each below its words; the second is about what the first names."""
    assert parts("how heavy is the Otter and when does it launch?") == [
        ("how heavy is the Otter", ""),
        ("when does it launch?", "how heavy is the Otter"),
    ]
    assert len(parts("What happened and why?")) == 1
    assert len(parts("what is the difference between A and what B does")) == 1


@pytest.mark.parametrize(
    ("question", "halves"),
    [
        ("how many boats and until when can i send mine", ["how many boats", "until when can i send mine"]),
        ("warum fiel Otter aus und wie viel kostet er?", ["warum fiel Otter aus", "wie viel kostet er?"]),
        ("¿quién compró Otter y cuándo sale?", ["¿quién compró Otter", "cuándo sale?"]),
        ("qui a acheté Otter et combien coûte Otter ?", ["qui a acheté Otter", "combien coûte Otter ?"]),
        ("quem comprou a Otter e quando sai?", ["quem comprou a Otter", "quando sai?"]),
        ("кто купил Otter и когда суд?", ["кто купил Otter", "когда суд?"]),
        ("хто купив Otter і коли суд?", ["хто купив Otter", "коли суд?"]),
        ("谁投资了Otter，投了多少钱？", ["谁投资了Otter", "投了多少钱？"]),
        ("Otter किसने खरीदा और कितना पैसा लगाया", ["Otter किसने खरीदा", "कितना पैसा लगाया"]),
        ("متى يصدر Otter وكم سعر Otter؟", ["متى يصدر Otter", "كم سعر Otter؟"]),
        *(
            (one, [one])
            for one in ("when did Simon and Garfunkel split", "wer kauft Otter und Falcon", "谁买了Otter，Falcon？")
        ),
    ],
)
def test_two_questions_in_any_language(question: str, halves: list[str]) -> None:
    """An "and" before words that ask parts two questions in each language, and none before a name."""
    assert [half for half, _ in parts(question)] == halves


def test_the_first_of_two_may_hang_on_the_second() -> None:
    """Each takes its subject from the other only where it has none."""
    assert parts("how many boats and until when can i send boats")[0][1] == "until when can i send boats"
    assert parts("who runs Otterworks and when does it close")[0][1] == ""


def test_replies_together() -> None:
    """Two replies are told one after the other; only when both know nothing is there nothing."""
    known, unknown = FactReply(Reply(Markup("12 kg"))), FactReply(Reply(Markup("nothing")), unanswered=True)
    both = together(["how heavy?", "when"], [known, unknown])
    assert plain(both.reply.text) == "how heavy?\n12 kg\n\nwhen?\nnothing"
    assert (both.unanswered, together(["a", "b"], [unknown, unknown]).unanswered) == (False, True)


NEWS = (
    replace(document("note", "Otterworks is a maker of maps. Otterworks belongs to Elmfund.", "Otterworks"), note=True),
    replace(document("old", "Otterworks was sued on Monday. It denies it."), published=NOW - timedelta(days=2)),
    replace(document("new", "Critics met. Otterworks opened a mill in Leeds. Otterworks paid for it."), published=NOW),
    replace(document("far", "Leeds has a mill of Elmfund. Elmfund likes it."), published=NOW),
)


@pytest.mark.parametrize(
    "question", ["whats new with otterworks", "latest on otterworks", "otterworks news", "Otterworks News",
                 "any update about otterworks?"]
)  # fmt: skip
async def test_news_are_what_feeds_tell_last(question: str) -> None:
    """Of the newest documents the first sentence on the matter leads; what background notes say of it is no news."""
    found = await ask(question, *NEWS)
    told = ["Otterworks opened a mill in Leeds.", "Otterworks was sued on Monday."]
    assert (found.answered, [quote.quote.text for quote in shown(found)]) == (True, told)
    assert present(ENGLISH, found, NOW).reply.text.startswith("What sources say:")


@pytest.mark.parametrize(
    "question",
    [
        "latest news", "which fund wrote the otterworks update", "what is new in otter 3.2", "Sky News", "BBC News?",
        "Windows Update", "fake news", "oldest and newest",
    ],
)  # fmt: skip
def test_what_asks_for_no_news(question: str) -> None:
    """News are asked of a matter, and by nothing else; what is new in a version is told once."""
    assert not parse_question(question).news


async def test_no_news_is_no_answer() -> None:
    """Where feeds tell nothing of it, notes answer as they would."""
    found = await ask("whats new with otterworks", NEWS[0])
    assert all(quote.document.note for quote in found.quotes)
    assert not (await ask("whats new with zorblax", *NEWS)).answered


async def test_newest_first_among_those_that_fit_as_well() -> None:
    """Asked how things stand, the newest of nearly equal sentences leads; one that fits worse does not."""
    old = replace(document("a", "The Otter costs $5."), published=NOW - timedelta(days=200))
    new = document("b", "The Otter costs $7.")
    news = document("c", "Otter fans met in Lund.")
    found = await ask("what does the Otter cost", old, new, news)
    assert [quote.quote.doc for quote in found.quotes][:2] == ["b", "a"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        pytest.param("Northwind capex 2025", "Northwind put its capex at $3 billion in 2026.", id="year"),
        pytest.param("q3 revenue of Northwind", "In the second quarter Northwind sold more.", id="quarter-word"),
        pytest.param("third-quarter revenue", "Revenue rose in Q1.", id="quarter-short"),
        pytest.param("price of otter 5", "The Otter 4 costs $3.", id="version"),
        pytest.param("price of otter-5.1", "Otter 5 costs $3.", id="point-release"),
        pytest.param("otter16 price", "The Otter 15 costs $3.", id="joined"),
        pytest.param("what did Otter raise in series a", "Otter raised $3 million in a Series B.", id="letter"),
        pytest.param("what did Otter raise in its first round", "The Series B brought in $3 million.", id="no-first-b"),
        pytest.param("otter seed round", "Otter raised $3 million in its B round.", id="seed"),
        pytest.param("when does phase three begin", "Phase II begins in May.", id="roman"),
        pytest.param("who won season 2", "Ada won the first season.", id="ordinal"),
        pytest.param("who led the first half of the match", "Ada led the second half.", id="half-of-no-other"),
        pytest.param("first half profit", "Second-half profit rose in the second half of 2025.", id="half-of-a-year"),
        pytest.param("what does Gen X buy", "The 10th generation buys phones.", id="no-roman-generation"),
    ],
)
def test_another_time_or_version_is_another_question(question: str, sentence: str) -> None:
    """Another year, quarter or version contradicts."""
    assert contradicts(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        pytest.param("Northwind capex 2025", "Northwind put its capex at $3 billion.", id="says-none"),
        pytest.param("Northwind capex 2025", "Capex was $2 billion in 2025 and $3 billion in 2026.", id="says-both"),
        pytest.param("who won on may 5", "On May 7 she won.", id="a-day-is-no-version"),
        pytest.param("price of otter 5", "Otter 5, unlike Otter 4, costs $3.", id="both-versions"),
        pytest.param("how many robots", "It sold 20 robots in 2024.", id="none-asked"),
        pytest.param("who won season 3", "Ada won the second and third seasons, and season 3.", id="both-ranks"),
        pytest.param("who won season 3", "Ada won the second and third season.", id="one-of-two"),
        pytest.param("what did Otter raise in its second round", "The Series B brought in $3 million.", id="second-b"),
        pytest.param("who won series 2", "Ada won season two.", id="series-of-a-show"),
        pytest.param("who led the second half of the match", "First-half profit rose at Otter.", id="half-of-another"),
        pytest.param("who is in part two of the show", "Part one of the deal was paid.", id="part-of-another"),
        pytest.param("is part a hard", "She left part of it, and I played a part I liked.", id="article"),
    ],
)
def test_what_may_be_meant_does_not_contradict(question: str, sentence: str) -> None:
    """Who names no time, or the one that is asked for too, may answer."""
    assert not contradicts(question, sentence)


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_contradicts_itself(a: str, b: str) -> None:
    """Whatever the texts are; and two texts are of another time both ways or not at all."""
    assert not contradicts(a, a)
    assert other_time(a, b) == other_time(b, a)


def test_a_rank_is_told_for_the_whole_document() -> None:
    """What names no round tells of the only one that its document names."""
    told, document = "Otter raised $3 million.", "Otter raised $3 million. Ada led the Series B."
    assert contradicts("what did Otter raise in series a", told, document)
    assert not contradicts("what did Otter raise in series b", told, document)
    assert not contradicts("what did Otter raise in series a", told, f"{document} The Series A was small.")


async def test_another_year_is_never_an_answer() -> None:
    """A figure of next year is not shown for this one, nor as the other side of it."""
    later = document("later", "Northwind put its capex at $9 billion for 2026.")
    assert not (await ask("northwind capex 2025", later)).answered
    right = document("right", "Northwind put its capex at $7 billion for 2025.")
    found = await ask("northwind capex 2025", later, right)
    assert "2025" in found.quotes[0].quote.text
    assert found.agreement != "differ"


def _stance(question: str, sentence: str, asked: str) -> str:
    places = [n for n, word in enumerate(sentence.split(" ")) if word.strip(".,").lower() in asked.split()]
    return stance(question, sentence, places)


@pytest.mark.parametrize(
    ("question", "sentence", "asked", "meant"),
    [
        ("does the stake have voting rights", "The stake carries no voting rights.", "voting rights", NO),
        ("did the mill open", "The mill opened on 5 May.", "opened", YES),
        ("did the mill open", "In May the mill opened.", "opened", YES),
        ("will the mill open", "The mill may open next year.", "open", OPEN),
        ("did northwind buy the mill", "The deal to buy the mill closed on Friday.", "buy", YES),
        ("did northwind buy it", "Northwind bought the private company.", "bought", YES),
        ("did northwind buy it", "Northwind bought it for a considerable sum.", "bought", YES),
        ("is northwind public", "Northwind is a private company.", "public", NO),
        ("is the mill open", "The mill is closed.", "open", NO),
        ("is it allowed", "The city banned it.", "allowed", NO),
        ("did the mill open", "The mill opened, though not without protest by those who live nearby.", "opened", ""),
        ("does it have wheels", "It has wheels and no. 5 on its back.", "wheels", YES),
    ],
)
def test_stance_on_what_is_asked(question: str, sentence: str, asked: str, meant: str) -> None:
    """A month is no "may"; a closed deal, a private firm, a considerable sum deny nothing; "no" does."""
    assert _stance(question, sentence, asked) == meant


async def test_no_yes_above_a_no() -> None:
    """A sentence that denies what is asked is never headed by "Says yes"."""
    no = document("a", "The stake of Northwind in Elmsford carries no voting rights.")
    other = document("b", "Whether the stake of Northwind in Elmsford carries voting rights is unclear.")
    lines = told(await ask("does northwind's stake in elmsford have voting rights", no, other)).split("\n")
    assert not [line for line in lines if line.startswith("Says yes")]


@pytest.mark.parametrize(
    ("sentence", "age"),
    [
        ("He will turn 90 in May.", "turn 90"),
        ("Ann Doe, 56, runs the mill.", "56"),
        ("Ann Doe (56) runs the mill.", "56"),
        ("The 45-year-old mill is up for sale.", "45-year-old"),
        ("She was born on 3 May 1958 in Leeds.", "born on 3 May 1958"),
        ("The mill was built in 1911.", "built in 1911"),
        ("It was back in 1958 that she sang.", ""),
        ("She spent 5 years in office.", ""),
    ],
)
def test_ages(sentence: str, age: str) -> None:
    """What tells an age: a birthday to come, a birth or founding year; not any year, nor any length of time."""
    assert [sentence[start:end] for start, end in spans(Kind.AGE, sentence)] == ([age] if age else [])


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("hello", "hello"), ("Hi there!", "hello"), ("thanks!", "thanks"), ("hi, thanks a lot!", "thanks"),
        ("wat", "puzzled"), ("huh??", "puzzled"), ("bye", "bye"), ("who are you?", "about"),
        ("lol ok", "fine"), ("yes", "fine"), ("tell me a joke", "about"), ("Erzähl mir einen Witz!", "about"),
        ("एक चुटकुला सुनाओ", "about"), ("讲个笑话", "about"), ("Danke schön!", "thanks"), ("hola, ¿qué tal?", "hello"),
        ("C'est pas grave.", "fine"), ("Quem é você?", "about"), ("до свидания", "bye"), ("не розумію", "puzzled"),
        ("谢谢你！", "thanks"), ("शुक्रिया।", "thanks"), ("شكرًا جزيلًا", "thanks"), ("ok lol", "fine"),
        ("круто", "fine"), ("Понятно.", "fine"), ("beleza!", "fine"), ("je vois", "fine"), ("verstanden", "fine"),
        ("cool", "fine"), ("很好", "fine"), ("बढ़िया", "fine"), ("ممتاز", "fine"), ("зрозуміло", "fine"),
        ("genial", "fine"),
        ("Bonne nuit", "bye"), ("спокойной ночи", "bye"), ("gute Nacht!", "bye"), ("晚安", "bye"),
        ("good night", "bye"),
        ("добраніч", "bye"), ("शुभ रात्रि", "bye"), ("تصبح على خير", "bye"),
    ],
)  # fmt: skip
async def test_small_talk_gets_a_human_line(text: str, sort: str) -> None:
    """What asks nothing is answered in kind, with no lesson on how to ask for those who only thank."""
    assert reply_to(text) == sort
    found = await ask(text, document("a", "Hello, Dolly was on. Thanks went to Northwind."))
    assert told(found) == ENGLISH(f"fact.{sort}")


@pytest.mark.parametrize(
    "text",
    [
        *("what happened yesterday", "What’s new today?", "what did i miss", "today's news", "any news"),
        *("was ist gestern passiert?", "¿qué pasó ayer?", "que s’est-il passé hier ?", "o que aconteceu ontem"),
        *("что случилось вчера", "що сталося вчора?", "昨天发生了什么？", "कल क्या हुआ?", "ماذا حدث أمس؟"),
    ],
)
async def test_all_that_is_new_is_told_by_a_digest(text: str) -> None:
    """Who asks for all news of a day is told the command for that, and no sentence that has "yesterday" in it."""
    found = await ask(text, document("a", "Northwind said yesterday that a mill happened to close today."))
    assert told(found) == ENGLISH("fact.all_news")


@pytest.mark.parametrize(
    "text", ["what happened to Northwind yesterday", "what is new at Northwind", "was ist los mit Meta"]
)
def test_what_happened_to_somebody_is_a_question(text: str) -> None:
    """Whoever is named is asked about."""
    assert reply_to(text) != "all"
    assert without_small_talk(text) == text


async def test_news_of_somebody_are_told_by_what_names_them() -> None:
    """Under a headline that names Quillon the first sentence on it is not one on its investor."""
    text = "Elm Fund is betting on parcels. The fund leads a Series B of $48 million in Quillon."
    report = Document("a", "Elm Fund leads round for Quillon", text, "Wire", published=NOW, language="en")
    found = await find(MemoryPassages([report]), parse_question("news about quillon?"))
    assert shown(found)[0].quote.text.startswith("The fund leads")


@pytest.mark.parametrize("opener", ["thoughts on", "any thoughts on", "what do you think about", "opinions on"])
def test_asking_for_an_opinion_asks_for_the_matter(opener: str) -> None:
    """We have none, but sources tell something."""
    assert without_small_talk(f"{opener} Northwind?").strip("?") == "Northwind"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hallo, weiß jemand, wann der Prozess beginnt? Danke!", "wann der Prozess beginnt"),
        ("s'il te plaît, qui est le maire ?", "qui est le maire ?"),
        ("hola, ¿alguien sabe quién ganó? gracias", "quién ganó"),
        ("你好，请问谁是总统？", "谁是总统？"),
        ("कृपया बताइए मेयर कौन है, शुक्रिया", "मेयर कौन है"),
        ("من فضلك، من هو الرئيس؟", "من هو الرئيس؟"),
        ("what is Vale", "what is Vale"),
    ],
)
def test_politeness_is_no_part_of_a_question(text: str, question: str) -> None:
    """In any language; signs of vowels that stand for themselves stay with their letter."""
    assert without_small_talk(text) == question


@pytest.mark.parametrize("language", languages())
def test_what_stands_before_a_question_in_each_language(language: str) -> None:
    """Each phrase of a catalogue is taken off, however it is written."""
    say = Wording(language)
    phrases = [*say("small_talk.before").split(", "), *say("small_talk.around").split(", ")]
    assert [one for one in phrases if without_small_talk(f"{plain(one)} Northwind?").strip("?") != "Northwind"] == []


async def test_no_nearest_about_somebody_else() -> None:
    """Where nothing answers, a sentence on another is not shown as the nearest."""
    found = await ask("Who is CEO of Quillon?", document("a", "Ada Byron is the CEO of Northwind."))
    assert not found.answered
    assert not shown(found)
    assert "Byron" not in told(found)


async def test_a_reply_keeps_its_subject() -> None:
    """Asked "who made it?", the bot tells of what the message is about."""
    library = [
        document("a", "The Otter robot was made by Ada Byron. It was shown in Leeds."),
        document("b", "The Falcon robot was made by Cho Lee. It was shown in Bonn."),
    ]
    for name, maker in (("Otter", "Ada Byron"), ("Falcon", "Cho Lee")):
        found = await ask("who made it?", *library, about=f"{name} robot is shown to the public")
        assert maker in found.quotes[0].quote.text


def test_what_speaks_against_never_speaks_for() -> None:
    """Another year, a missing figure or a question never raise a sentence, nor the belief that it answers."""
    against = {"against", "no_figure", "no_name", "no_hint", "nobody", "asks", "heading", "turned"}
    weights = learned()
    rank = dict(zip((one.name for one in fields(Features)), weights.rank, strict=True))
    answers = dict(zip(Signs._fields, weights.answers, strict=True))
    for table in (rank, answers):
        assert all((weight <= 0) == (name in against) or not weight for name, weight in table.items())
        assert any(table.values())


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("who runs Northwind", "Northwind's boss, Bo Ek, likes tea.", id="not-who-did-before"),
        pytest.param("how old is Bo Ek", "The 67-year-old leads Northwind.", id="the-figure-that-is-wanted"),
    ],
)
async def test_what_cannot_answer_hides_nothing(question: str, answer: str) -> None:
    """Who held a post before, or a sentence without the figure that is asked for, does not stand before the answer."""
    other = document("a", "Ada Byron, Northwind's former boss, is well. Bo Ek is not as old as one may think.")
    found = await ask(question, other, document("b", answer, "Bo Ek of Northwind"))
    assert found.quotes[0].quote.text == answer


@pytest.mark.parametrize(("full", "answered"), [("Joe Otter spoke in Lund.", True), ("The market spoke.", False)])
async def test_named_by_the_last_name(full: str, answered: bool) -> None:
    """A document that has somebody's full name may go on with the last one."""
    text = f"{full} It was late. The crowd was large. They sang. In the end Otter promised 40 new schools by 2030."
    found = await ask("how many schools did Joe Otter promise", document("a", text))
    assert found.answered is answered


async def test_praise_is_no_post() -> None:
    """Who leads is not told by "the leading models"."""
    found = await ask("who leads Northwind", document("a", "Otter Lake competes with the leading models of Northwind."))
    assert not found.answered


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who owns Northwind", "In a test of its own, Northwind counted 6.1 wrong words in a hundred."),
        ("who owns Northwind", "Northwind's own mill stands idle since Monday."),
        ("who founded Northwind", "Inspectors found that Northwind had mended the mill."),
        ("who were the founders of Northwind", "The police found Northwind shut, and discovered nothing."),
    ],
)
def test_words_that_are_spelt_alike_are_no_acts(question: str, told: str) -> None:
    """Nobody owns what is "its own", and who found something out founded nothing."""
    asked = parse_question(question)
    (place,) = [number for number, term in enumerate(asked.terms) if term.word != "northwind"]
    assert Matcher(asked).match(told).best[place] == 0.0


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what did Northwind find", "Northwind found a leak below the mill."),
        ("what has Northwind found", "Inspectors of Northwind find a leak nearly every week."),
        ("who own Northwind", "The brothers Hill own Northwind and its mill."),
    ],
)
def test_their_own_meaning_is_found(question: str, told: str) -> None:
    """As the past of "find", and as what people do."""
    assert min(Matcher(parse_question(question)).match(told).best) > 0.0


async def test_who_owns_and_who_founded_it() -> None:
    """Where it is told, it is an answer."""
    found = await ask("who owns Northwind", document("a", "The brothers Hill own Northwind and its mill."))
    assert found.answered
    found = await ask("who founded Northwind", document("a", "Ann Hill, the founder of Northwind, opened the mill."))
    assert found.answered


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("This year the fair is about wool.", True),
        ("Last year the fair was about salt.", False),
        ("The fair is about wool.", True),
        ("This year's fair follows that of 2025.", False),
    ],
)
def test_a_year_is_told_from_the_day_of_the_report(sentence: str, other: bool) -> None:
    """Of a report of 2026 "this year" is another one than 2025, and "last year" is not."""
    assert contradicts("what was the fair about in 2025", sentence, "", datetime(2026, 3, 1, tzinfo=UTC)) is other


def test_a_report_tells_of_its_own_year_or_of_one_that_it_names() -> None:
    """A report of 2026 is none on 2025 unless it names that year."""
    told, day = "The fair sold 400 tents.", datetime(2026, 3, 1, tzinfo=UTC)
    assert contradicts("how many tents did the fair sell in 2025", told, told, day)
    assert not contradicts("how many tents did the fair sell in 2026", told, told, day)
    assert contradicts("how many tents did the fair sell in 2025", told, f"{told} It began in 2020.", day)
    assert not contradicts("how many tents did the fair sell in 2025", told, f"The fair of 2025 is over. {told}", day)


PLANS = (
    Document(
        "plans",
        "Otterworks grows",
        "Otterworks has shown Otter 5. The version before it, Otter 4, was among the rivals of this week's comparison."
        " Otterworks plans a second hall and wants to equip 200 shops by the end of next year.",
        language="en",
    ),
    Document(
        "plant",
        "",
        "The plant in Lund opened in May 2020, took in 40 workers, and will be enlarged in 2027.",
        language="en",
    ),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("when was Otter 4 released", ""),
        ("when will Otterworks open the second hall", ""),
        ("when does Otterworks want to equip 200 shops", "by the end of next year"),
        ("when was the comparison of Otter 4 with rivals", "this week"),
        ("when did the plant in Lund open", "May 2020"),
        ("when will the plant in Lund be enlarged", "2027"),
    ],
)
async def test_the_day_of_another_act_does_not_answer(question: str, told: str) -> None:
    """A day that belongs to what stands behind it, or to what another clause tells, is not the one asked for."""
    found = await find(MemoryPassages(PLANS), parse_question(question))
    assert (sure_of(found) if found.answered else False) is bool(told)
    assert told in found.quotes[0].quote.text


@pytest.mark.parametrize(
    ("question", "sure"),
    [("when was Ada Otter born", True), ("when did Ada Otter sell Elmsford", False)],
)
async def test_a_year_without_the_act_is_not_sure(question: str, sure: bool) -> None:
    """A year is told with a caveat where nothing says what happened then; years in brackets are those of a life."""
    told = Document("a", "", "The miller Ada Otter (1849–1914) is known for the bridge in Elmsford.", language="en")
    found = await find(MemoryPassages([told]), parse_question(question))
    assert found.doubted is not sure


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("when was gpt4 released", "The GPT-4 model was released on 3 May."),
        ("when was gpt 4 released", "The GPT4 model was released on 3 May."),
        ("what was the vote on hr1", "Lawmakers passed H.R. 1 in a vote of 234 to 193."),
        ("how much is the iphone16", "The iPhone 16 costs $799."),
    ],
)
async def test_codes_are_found_however_they_are_written(typed: str, text: str) -> None:
    """In one word, in two, or with a hyphen; one with another number is none of them."""
    other = document("other", "Elsewhere a mill burned. Nobody was hurt.")
    found = await ask(typed, document("a", text), other)
    assert found.answered
    assert shown(found)[0].quote.text == text
    another = await ask(re.sub(r"\d+", "7", typed), document("a", text), other)
    assert not another.answered


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("where did the f16 crash", "An F-16 crashed in Halden."),
        ("where did the a380 land", "The A-380 of Loom Air landed in Oslo."),
        ("where is f1 racing", "Formula 1 is racing in Madrid."),
    ],
)
async def test_a_letter_and_a_number(typed: str, text: str) -> None:
    """A letter is a word of its own elsewhere, and a hyphen stands between or none."""
    found = await ask(typed, document("a", text), document("other", "Elsewhere 16 mills burned on 1 May."))
    assert found.answered
    assert shown(found)[0].quote.text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how old is elise roth", "The builder Frank Dunmore, 58, and the engineer Elise Roth deny it."),
        ("how old is frank dunmore", "“He warned Frank Dunmore,” said Peter Lang, 44."),
        ("how old is she", "She is the first woman to manage the club, founded in 1887."),
    ],
)
async def test_the_age_of_somebody_else_answers_nothing(question: str, text: str) -> None:
    """An age stands behind its name; nobody was founded."""
    found = await ask(question, document("a", text))
    assert not found.answered


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many yrs old is frank dunmore", "The builder Frank Dunmore, 58, denies it."),
        ("how old is peter lang", "“He knew,” said Peter Lang, 44."),
        ("how old is the club", "The club was founded in 1887."),
        ("who is the headteacher of garside", "Head teacher Miriam Falk of Garside wrote to parents."),
        ("where is the new car park", "The new carpark is in Quay Street."),
    ],
)
async def test_ages_and_words_in_two(question: str, text: str) -> None:
    """However the age is asked for, and whether a word is written in one or in two."""
    found = await ask(question, document("a", text), document("other", "Elsewhere a mill burned."))
    assert found.answered
    assert shown(found)[0].quote.text == text


@pytest.mark.parametrize(
    ("title", "newer"),
    [
        ("Lantern Festival moves to Castle Park", True),
        ("Castle Park has new lanterns", False),
        ("Festival of Halden opens", False),
    ],
)
async def test_a_newer_report_on_the_same_matter_is_named(title: str, newer: bool) -> None:
    """What was said may have been overtaken, though the new report says it in other words."""
    told_first = replace(
        document("a", "The Lantern Festival is on 5 December. Tickets cost £8.", "Lantern Festival to have 60 boats"),
        published=NOW - timedelta(days=8),
    )
    later = replace(document("b", "The festival leaves the river. It moves to 12 December.", title), published=NOW)
    found = await ask("when is the lantern festival", told_first, later)
    assert shown(found)[0].quote.text == "The Lantern Festival is on 5 December."
    assert (title in told(found).split("5 December")[1]) == newer
    before = replace(later, published=NOW - timedelta(days=9))
    assert (await ask("when is the lantern festival", told_first, before)).newer is None


async def test_the_same_of_another_is_no_newer_report() -> None:
    """The quarter of another company shares most of the words."""
    asked = replace(
        document(
            "a", "Lumora made a profit of 84 million in the third quarter.", "Lumora profit falls in third quarter"
        ),
        published=NOW - timedelta(days=1),
    )
    other = replace(
        document("b", "Hexa made a profit of 602 million in the third quarter.", "Hexa profit rises in third quarter"),
        published=NOW,
    )
    found = await ask("how much profit did Lumora make in the third quarter", asked, other)
    assert shown(found)[0].quote.text == asked.text
    assert found.newer is None
