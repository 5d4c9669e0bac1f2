"""Which figure a sentence gives of what is watched, of which time, and when another one is news."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.lookup.stated import changed, stated, watched
from bot.lookup.weighed import Passage
from bot.lookup.word_fit import Matcher
from bot.model import Document, KnownFigure, Quote

DAY = datetime(2026, 5, 3, tzinfo=UTC)
META = "capex Meta"


def told(
    text: str, what: str = META, title: str = "", before: str = "", language: str = "en", day: datetime = DAY
) -> list[KnownFigure]:
    """What a sentence states."""
    document = Document("entry:1", title, text, "Ledger", "https://a.example/", day, language)
    sentence = Quote("entry:1", 0, len(text), text)
    question = watched(what)
    earlier = Quote("entry:1", 0, 1, before) if before else None
    return stated(question, Matcher(question), Passage(sentence, document, earlier), day)


def values(text: str, what: str = META, title: str = "", before: str = "", language: str = "en") -> list[object]:
    """The same: whose, time, unit and billions."""
    found = told(text, what, title, before, language)
    return [(one.of, one.year, one.part, one.unit, *(value / 1e9 for value, _ in one.values)) for one in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Meta's capex will be $65 billion this year.", [("", 2026, "", "USD", 65)]),
        ("Meta's capital expenditures were $39 billion last year.", [("", 2025, "", "USD", 39)]),
        ("Meta now expects capex of $60-65 billion in 2025.", [("", 2025, "", "USD", 60, 65)]),
        ("Meta sees capex between $60 billion and $65 billion.", [("", 2026, "", "USD", 60, 65)]),
        ("Meta chief Mark Zuckerberg raised capex to $72 billion from $65 billion.", [("", 2026, "", "USD", 72)]),
        ("Meta's capex rose 12% to $65 billion.", [("", 2026, "", "USD", 65)]),
        ("Meta will spend $65 billion on capex, $5 billion more than planned.", [("", 2026, "", "USD", 65)]),
        ("Meta's capex, Susan Li said, will be more than $65 billion.", [("", 2026, "", "USD", 65)]),
        ("Google's capex was $75 billion, Meta's $65 billion in Q1.", [("", 2026, "q1", "USD", 65)]),
        ("Meta's capex was €17 billion in the fourth quarter of 2025.", [("", 2025, "q4", "EUR", 17)]),
        (
            "In 2025 Meta's capex was $65 billion, and in 2026 it will be $72 billion.",
            [("", 2025, "", "USD", 65), ("", 2026, "", "USD", 72)],
        ),
        ("Meta's capex rose by $5 billion.", []),
        ("Meta raised capital of $5 billion.", []),
        ("Meta hired 400 people for its capex plan.", []),
        ("Meta said nothing of capex.", []),
        ("Meta opened an office in Leeds for $2 billion.", []),
        ("\u202eMeta\u202c's capex \u200bwill be $65 billion.", [("", 2026, "", "USD", 65)]),
    ],
)
def test_stated(text: str, wanted: list[object]) -> None:
    """Levels of the watched thing, each with its own time; changes, others' figures and other things are left out."""
    assert values(text) == wanted


def test_what_the_title_names() -> None:
    """A sentence need not repeat the name; who speaks of another name speaks of another thing."""
    assert values("It now expects capex of $70 billion.", title="Meta lifts outlook for 2027") == [
        ("", 2027, "", "USD", 70)
    ]
    assert values("Google now expects capex of $70 billion.", title="Meta and rivals") == []
    assert values("Capex was $70 billion.", title="Meta reports", before="The third quarter of 2025 was good.") == [
        ("", 2025, "q3", "USD", 70)
    ]


def test_other_languages() -> None:
    """Words of any language that we have a stemmer for, and of those without blanks."""
    german = values("Siemens erhöht seine Investition 2026 auf 65 Mrd. Euro.", "Investitionen Siemens", language="de")
    assert german == [("", 2026, "", "EUR", 65)]
    assert values("华为2025年营收为8800亿元。", "营收 华为", language="zh") == [("", 2025, "", "CNY", 880)]


def test_whose_where_nobody_is_named() -> None:
    """What is watched without a name is told apart by the names that sentences give."""
    found = told(
        "Germany's unemployment rate rose to 6.4 percent in April, France's to 7 percent.", "unemployment rate"
    )
    assert [(one.of, one.part, one.values[0][0]) for one in found] == [("germany", "m04", 6.4), ("france", "m04", 7)]


def test_what_is_too_long() -> None:
    """A table is no statement, and a sentence gives so many."""
    assert told("Meta capex " + "$1 billion, " * 1_000) == []
    many = told("Meta capex: " + ", ".join(f"${n} billion in {2000 + n}" for n in range(1, 30)))
    assert len(many) == 6


def first(text: str, day: datetime = DAY) -> KnownFigure:
    """The only figure of a sentence."""
    (found,) = told(text, day=day)
    return found


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ("Meta's capex is $65 billion.", "Meta's capex is $72 billion.", True),
        ("Meta's capex is $65 billion.", "Meta's capex is $65.3 billion.", False),
        ("Meta's capex is $65 billion.", "Meta's capex is 65bn dollars.", False),
        ("Meta's capex is $60-65 billion.", "Meta's capex is $64-72 billion.", True),
        ("Meta's capex is $60-65 billion.", "Meta's capex is $62 billion.", False),
        ("Meta's capex is $65 billion.", "Meta's capex was $39 billion in 2025.", False),
        ("Meta's capex is $65 billion.", "Meta's capex is $17 billion in the first quarter.", False),
        ("Meta's capex is $65 billion.", "Meta's capex is €60 billion.", False),
    ],
)
def test_news(before: str, after: str, news: bool) -> None:
    """Another figure of the same thing is news; the same, a rounded one, another time or unit is not."""
    old, new = first(before), first(after, DAY + timedelta(days=1))
    known, told_ = changed([old], [new])
    assert [(one.now, one.before) for one in told_] == ([(new, old)] if news else [])
    assert changed(known, [new]) == (known, [])


def test_older_reports_change_nothing() -> None:
    """What was told before is no news; and what goes back within one round was none."""
    old, new = first("Meta's capex is $65 billion."), first("Meta's capex is $72 billion.", DAY + timedelta(days=1))
    assert changed([new], [old]) == ((new,), [])
    back = first("Meta's capex is $65 billion.", DAY + timedelta(days=2))
    assert changed([old], [new, back])[1] == []


def test_the_first_figure() -> None:
    """Where nothing was known, the first one is news, once."""
    new = first("Meta's capex is $72 billion.")
    ((now, before),) = changed((), [new])[1]
    assert (now, before) == (new, None)
    assert changed((), []) == ((), [])
