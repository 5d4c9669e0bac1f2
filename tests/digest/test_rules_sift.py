"""What rules make of reports and stories."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.choose import Candidate, choose
from bot.digest.followed import MOST_LINES, choose_by_rules
from bot.digest.rules import Report, Rulebook, Sifted, key_of, sift, written
from bot.model import About, Condition, Effect, Rule, Where

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
REPORT = Report(
    1, 1, "OpenAI cuts price", "The models got cheaper, said Sam.", "Reuters\nreuters.com", "AI\nModels", "en"
)


def words(value: str, where: Where = Where.BOTH, *, negated: bool = False) -> Condition:
    """That words stand somewhere."""
    return Condition(About.WORDS, value, where, negated)


def rule(effect: Effect, *conditions: Condition, number: int = 1, until: datetime | None = None) -> Rule:
    """A rule of chat 1."""
    return Rule(number, 1, "", conditions, effect, NOW, until)


def effect(*rules: Rule, report: Report = REPORT) -> Effect | None:
    """What rules make of a report."""
    found = Rulebook(rules, NOW).rule_for(report)
    return found.effect if found else None


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        (words("openai"), True),
        (words("openai", Where.TITLE), True),
        (words("openai", Where.TEXT), False),
        (words("cheaper"), True),
        (words("cheaper", Where.TITLE), False),
        (words("cheaper", negated=True), False),
        (Condition(About.NAME, "sam"), True),
        (Condition(About.NAME, "price"), False),
        (Condition(About.SOURCE, "reuters"), True),
        (Condition(About.SOURCE, "reuters.com"), True),
        (Condition(About.SOURCE, "bbc"), False),
        (Condition(About.SOURCE, "openai"), False),
        (Condition(About.TOPIC, "models"), True),
        (Condition(About.TOPIC, "sport"), False),
        (Condition(About.LANGUAGE, "en"), True),
        (Condition(About.LANGUAGE, "de"), False),
        (Condition(About.LANGUAGE, "de", negated=True), True),
    ],
)
def test_each_condition_looks_where_it_says(condition: Condition, fits: bool) -> None:
    """And each may be turned round."""
    assert (effect(rule(Effect.NEVER, condition)) is Effect.NEVER) is fits


@pytest.mark.parametrize(("said", "wanted"), [("fil", "fil"), ("yue", "yue"), ("en-GB", "en")])
def test_a_language_is_all_of_its_code(said: str, wanted: str) -> None:
    """Filipino begins like Finnish and is not muted with it."""
    report = REPORT._replace(language=said)
    assert effect(rule(Effect.NEVER, Condition(About.LANGUAGE, wanted)), report=report) is Effect.NEVER
    if len(wanted) > 2:
        assert effect(rule(Effect.NEVER, Condition(About.LANGUAGE, wanted[:2])), report=report) is None


FAR_DOWN = "The models got cheaper. " * 20


@pytest.mark.parametrize(
    ("title", "text", "followed"),
    [
        ("Meta cuts prices", "", True),
        ("Prices fall", "The models of Meta got cheaper.", True),
        ("Prices fall", f"{FAR_DOWN} Its rivals are Anthropic and Meta.", False),
        ("Prices fall", f"{FAR_DOWN} Meta waits. Nobody knows what Meta will do.", True),
        # a stem is no second mention
        ("Prices fall", f"{FAR_DOWN} Metas rivals wait.", False),
    ],
)
def test_what_is_followed_is_what_a_report_is_about(title: str, text: str, followed: bool) -> None:
    """In its title, at its beginning or twice; who looks in the text alone, or mutes, means any mention."""
    report = REPORT._replace(title=title, text=text)
    for name in (words("meta"), Condition(About.NAME, "meta")):
        assert (effect(rule(Effect.FIRST, name), report=report) is Effect.FIRST) is followed
        assert (effect(rule(Effect.ALERT, name), report=report) is Effect.ALERT) is followed
    if "Meta " in text or "Meta." in text:
        assert effect(rule(Effect.FIRST, words("meta", Where.TEXT)), report=report) is Effect.FIRST
        assert effect(rule(Effect.NEVER, words("meta")), report=report) is Effect.NEVER


def test_all_conditions_have_to_hold() -> None:
    """One that does not hold ends it."""
    cut = words("cuts price", Where.TITLE)
    assert effect(rule(Effect.LINE, cut, Condition(About.SOURCE, "afp", negated=True))) is Effect.LINE
    assert effect(rule(Effect.LINE, cut, Condition(About.SOURCE, "reuters", negated=True))) is None


def test_the_stricter_rule_counts_and_an_exception_before_all() -> None:
    """However they are ordered."""
    first, never = rule(Effect.FIRST, words("openai")), rule(Effect.NEVER, words("price"), number=2)
    usual, line = rule(Effect.DIGEST, words("sam"), number=3), rule(Effect.LINE, words("models"), number=4)
    assert effect(first, line) is Effect.LINE
    assert effect(first, line, never) is Effect.NEVER
    assert effect(never, first, usual) is Effect.DIGEST
    assert effect(rule(Effect.FIRST, words("openai")), rule(Effect.ALERT, words("openai"), number=9)) is Effect.ALERT


def test_a_rule_ends() -> None:
    """From its moment on it is not there."""
    assert effect(rule(Effect.NEVER, words("openai"), until=NOW + timedelta(minutes=1))) is Effect.NEVER
    assert effect(rule(Effect.NEVER, words("openai"), until=NOW)) is None


def test_reports_are_kept_away_one_by_one() -> None:
    """A story of which nothing is left is muted; one that others tell goes on; a line needs all to be so."""
    other = REPORT._replace(entry=2, source="BBC")
    reports = {1: [REPORT, other], 2: [REPORT._replace(entry=3, story=2)]}
    mute = rule(Effect.NEVER, Condition(About.SOURCE, "reuters"))
    found = sift(Rulebook([mute], NOW), reports)
    assert found.hidden == {1, 3}
    assert found.muted == {2: mute}
    line = rule(Effect.LINE, Condition(About.SOURCE, "reuters"))
    assert set(sift(Rulebook([line], NOW), reports).lines) == {2}
    follow = rule(Effect.FIRST, Condition(About.SOURCE, "bbc"), number=2)
    assert dict(sift(Rulebook([mute, follow], NOW), reports).first) == {1: follow}


def test_no_rules_change_nothing() -> None:
    """Nothing is sifted by none."""
    assert not Rulebook([], NOW)
    assert sift(Rulebook([], NOW), {1: [REPORT]}) == Sifted()


def test_a_rule_is_written_as_it_is_typed() -> None:
    """And two that say the same have one key."""
    conditions = (words("price cut", Where.TITLE), Condition(About.SOURCE, "Reuters", negated=True), words("AI"))
    assert written(conditions) == 'title:"price cut" not source:Reuters AI'
    again = (words("ai"), words("Price  Cut", Where.TITLE), Condition(About.SOURCE, "reuters", negated=True))
    assert key_of(conditions) == key_of(again) != key_of(conditions[:2])


def candidate(story: int, importance: float) -> Candidate:
    """A story of an hour ago."""
    return Candidate(story, importance, frozenset({str(story)}), NOW - timedelta(hours=1), NOW - timedelta(hours=1))


def test_followed_stories_come_first_however_small() -> None:
    """Below the bar and beyond the cap; what is too much for full texts is told in lines, and takes no room."""
    follow, line = rule(Effect.FIRST, words("a")), rule(Effect.LINE, words("b"))
    small = dict.fromkeys(range(100, 100 + 2 + MOST_LINES + 1), follow)
    candidates = [candidate(number, 3.0) for number in range(5)] + [candidate(number, 0.01) for number in small]
    sifted = Sifted(first=small, lines={1: line})
    choice = choose_by_rules(candidates, sifted, NOW, 2, lambda some: choose(some, NOW, 2))
    assert len(choice.followed) == 2
    assert len(choice.followed_also) == MOST_LINES
    assert {one.story for one in choice.held} & small.keys() == {100 + 2 + MOST_LINES}
    assert [one.story for one in choice.chosen] == [0]
    assert choice.also[0].story == 1


@pytest.mark.parametrize(("half_life", "first"), [(timedelta(days=1), 2), (timedelta(days=7), 1)])
def test_what_is_followed_fades_as_fast_as_all_else(half_life: timedelta, first: int) -> None:
    """In a letter of a week the big story of Monday stands above the trifle of Friday."""
    monday, friday = NOW - timedelta(days=4), NOW
    candidates = [Candidate(1, 3.0, frozenset(), monday, monday), Candidate(2, 0.5, frozenset(), friday, friday)]
    sifted = Sifted(first=dict.fromkeys((1, 2), rule(Effect.FIRST, words("a"))))
    choice = choose_by_rules(candidates, sifted, NOW, 2, lambda some: choose(some, NOW, 2), half_life)
    assert choice.followed[0].story == first
