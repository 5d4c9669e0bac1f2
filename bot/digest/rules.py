"""
Which rule of a chat decides about a report, and what becomes of a story by its reports. PURE.

A rule fits a report when all its conditions hold. Of several that fit, an exception (``digest``) comes before
``never``, that before ``line``, then ``alert`` and ``first``; of two that do the same the older one. What is kept away
is kept away report by report: a story that other sources tell without it is told by these.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from bot.model import About, Condition, Effect, Rule, Where
from bot.text.analysis.nearest import as_compared
from bot.text.analysis.phrases import Phrases, phrases_in, row, row_of_names, same_phrase
from bot.text.analysis.words import primary_subtag
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, languages

ORDER = (Effect.DIGEST, Effect.NEVER, Effect.LINE, Effect.ALERT, Effect.FIRST)
"""Which effect counts where rules disagree."""
LEAD = 250
"""Characters at the beginning of a report: its first sentence or two, which say what it is about."""
_ARROW = " → "
"""Between conditions and what a rule does, as it is typed."""
FIELDS: Mapping[str, tuple[About, Where]] = {
    "follow.words_field_title": (About.WORDS, Where.TITLE),
    "follow.words_field_text": (About.WORDS, Where.TEXT),
    "follow.words_field_name": (About.NAME, Where.BOTH),
    "follow.words_field_source": (About.SOURCE, Where.BOTH),
    "follow.words_field_topic": (About.TOPIC, Where.BOTH),
    "follow.words_field_language": (About.LANGUAGE, Where.BOTH),
}
"""What stands before a colon, by the key of the words for it; the first of them is how it is said back."""
EFFECTS: Mapping[str, Effect] = {
    "follow.words_effect_alert": Effect.ALERT,
    "follow.words_effect_first": Effect.FIRST,
    "follow.words_effect_digest": Effect.DIGEST,
    "follow.words_effect_line": Effect.LINE,
    "follow.words_effect_never": Effect.NEVER,
}
"""What stands behind the arrow, likewise."""
NOT = "follow.words_not"
"""The key of what turns a condition round."""
_TURN = {effect: turn for turn, effect in enumerate(ORDER)}
_FOLLOWING = frozenset({Effect.ALERT, Effect.FIRST})


class Report(NamedTuple):
    """What rules look at of one entry. *source* holds all names of who published it, *topic* those of its folders."""

    entry: int
    story: int
    title: str
    text: str
    source: str
    topic: str
    language: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """
    What the rules of a chat make of stories, each with the rule that does it.

    *hidden* are reports that are not told; *muted* the stories that have no other; *first* those that are followed;
    *lines* those of which only the headline is told.
    """

    hidden: frozenset[int] = frozenset()
    muted: Mapping[int, Rule] = field(default_factory=dict)
    first: Mapping[int, Rule] = field(default_factory=dict)
    lines: Mapping[int, Rule] = field(default_factory=dict)

    def rule_of(self, story: int) -> Rule | None:
        """The rule that decides about a story, if one does."""
        return self.muted.get(story) or self.first.get(story) or self.lines.get(story)


class Rulebook:
    """Rules that hold at a moment, made ready to be tried on many reports."""

    def __init__(self, rules: Iterable[Rule], now: datetime) -> None:
        self._rules = sorted(
            (rule for rule in rules if holds(rule, now)), key=lambda rule: (_TURN[rule.effect], rule.id)
        )
        conditions = [one for rule in self._rules for one in rule.conditions]
        self._phrases = tuple(dict.fromkeys(one.value for one in conditions))
        self._number = {phrase: number for number, phrase in enumerate(self._phrases)}
        self._looks = frozenset(_look(rule, one) for rule in self._rules for one in rule.conditions)
        self._with: dict[int, list[int]] = defaultdict(list)
        self._always: list[int] = []
        self._in: dict[str, Phrases] = {}
        for place, rule in enumerate(self._rules):
            wanted = next((one for one in rule.conditions if not one.negated and one.about is not About.LANGUAGE), None)
            # a rule is tried only on what has one of its phrases, so that a thousand cost what fits
            (self._always if wanted is None else self._with[self._number[wanted.value]]).append(place)

    def __bool__(self) -> bool:
        return bool(self._rules)

    @property
    def reads_texts(self) -> bool:
        """Whether any rule looks at more than titles and sources."""
        return any(one.about in (About.WORDS, About.NAME) and one.where is not Where.TITLE for one in self._looks)

    def rule_for(self, report: Report) -> Rule | None:
        """The rule that decides about a report; None: it is told as usual, as no rule fits."""
        seen = self._seen(report)
        found = frozenset().union(*seen.values())
        fits = [place for number in found for place in self._with.get(number, ())]
        places = sorted({*fits, *self._always})
        return next((self._rules[at] for at in places if self._holds(self._rules[at], report, seen)), None)

    def _seen(self, report: Report) -> dict["_Look", frozenset[int]]:
        """The numbers of the phrases that stand in each part of a report that any rule looks at."""
        language = primary_subtag(report.language)
        phrases = self._in.get(language) or self._in.setdefault(language, phrases_in(self._phrases, language))
        return {look: _found(phrases, report, look) for look in self._looks}

    def _holds(self, rule: Rule, report: Report, seen: Mapping["_Look", Collection[int]]) -> bool:
        return all(self._is_so(rule, one, report, seen) is not one.negated for one in rule.conditions)

    def _is_so(self, rule: Rule, condition: Condition, report: Report, seen: Mapping["_Look", Collection[int]]) -> bool:
        if condition.about is About.LANGUAGE:
            return primary_subtag(report.language) == condition.value.lower()
        return self._number[condition.value] in seen[_look(rule, condition)]


class _Look(NamedTuple):
    """
    What of a report is looked at, and where.

    *central*: words count where the report is about them: in its title, at the beginning of its text, or twice.
    """

    about: About
    where: Where
    central: bool = False


def _look(rule: Rule, condition: Condition) -> _Look:
    """A story is followed for what it is about; one passing mention far down in it is enough for all else."""
    named = condition.about in (About.WORDS, About.NAME) and condition.where is Where.BOTH and not condition.negated
    return _Look(condition.about, condition.where, named and rule.effect in _FOLLOWING)


def _found(phrases: Phrases, report: Report, look: _Look) -> frozenset[int]:
    about, where, central = look
    language = primary_subtag(report.language)
    if about is About.LANGUAGE:
        return frozenset()
    if about in (About.SOURCE, About.TOPIC):
        return phrases.found(row(report.source if about is About.SOURCE else report.topic, language))
    made = row if about is About.WORDS else row_of_names
    if central:
        beginning = [phrases.found(made(part, language)) for part in (report.title, report.text[:LEAD]) if part]
        return phrases.repeated(made(report.text, language)).union(*beginning)
    parts = {Where.TITLE: [report.title], Where.TEXT: [report.text], Where.BOTH: [report.title, report.text]}
    return frozenset().union(*(phrases.found(made(part, language)) for part in parts[where] if part))


def holds(rule: Rule, now: datetime) -> bool:
    """Whether a rule has not ended."""
    return rule.until is None or rule.until > now


def sift(book: Rulebook, stories: Mapping[int, Sequence[Report]]) -> Sifted:
    """What rules make of stories, each with its reports."""
    hidden: set[int] = set()
    muted: dict[int, Rule] = {}
    first: dict[int, Rule] = {}
    lines: dict[int, Rule] = {}
    for story, reports in stories.items():
        ruled = [(report.entry, book.rule_for(report)) for report in reports]
        kept = [rule for _, rule in ruled if rule is None or rule.effect is not Effect.NEVER]
        hidden |= {entry for entry, rule in ruled if rule and rule.effect is Effect.NEVER}
        followed = next((rule for rule in kept if rule and rule.effect in _FOLLOWING), None)
        shortest = kept[0] if kept else None
        if ruled and not kept and (rule := ruled[0][1]):
            muted[story] = rule
        elif followed:
            # what is to be told at once by any report is told at once
            first[story] = next((rule for rule in kept if rule and rule.effect is Effect.ALERT), followed)
        elif shortest and all(rule and rule.effect is Effect.LINE for rule in kept):
            lines[story] = shortest
    return Sifted(frozenset(hidden), muted, first, lines)


def key_of(conditions: Iterable[Condition]) -> str:
    """What two rules have in common that fit the same reports, however they are written and ordered."""
    parts = sorted(
        f"{one.about}:{one.where}:{one.negated}:{same_phrase(one.value) or one.value.lower()}" for one in conditions
    )
    return "\n".join(parts)


def written(conditions: Iterable[Condition], say: Wording = ENGLISH) -> str:
    """Conditions as a person would type them again, in the words of a language."""
    return " ".join(_written(one, say) for one in conditions)


def quotable(conditions: Collection[Condition], say: Wording = ENGLISH) -> str:
    """Conditions as they stand between quotation marks: a phrase that is all of them without its own."""
    text = written(conditions, say)
    return text[1:-1] if text.startswith('"') and text.endswith('"') and text.count('"') == 2 else text


def typed(rule: Rule) -> str:
    """A rule as a person would type it again, in English, as it is stored; till when it holds is not said."""
    return worded(rule.conditions, rule.effect, ENGLISH)


def worded(conditions: Iterable[Condition], effect: Effect, say: Wording) -> str:
    """The same in the words of a language."""
    return f"{written(conditions, say)}{_ARROW}{called(effect, say)}"


def called(effect: Effect, say: Wording) -> str:
    """What stands behind the arrow."""
    return _word(next(key for key, meant in EFFECTS.items() if meant is effect), say)


@cache
def turning() -> frozenset[str]:
    """What turns a condition round in any language, as ``as_compared`` has it."""
    return frozenset(as_compared(one) for tag in languages() for one in plain(Wording(tag)(NOT)).split())


def _word(key: str, say: Wording) -> str:
    return plain(say(key)).split()[0].replace("_", " ")


def _written(one: Condition, say: Wording) -> str:
    bare = one.about is About.WORDS and one.where is Where.BOTH
    turned = f"{_word(NOT, say)} " if one.negated else ""
    # but for English they turn round only what is quoted, and would turn round what stands behind them
    quoted = bare and (as_compared(one.value) in turning() or (one.negated and say.language != ENGLISH.language))
    quoted |= len(one.value.split()) > 1
    value = f'"{one.value}"' if quoted else one.value
    if bare:
        return f"{turned}{value}"
    field = next(key for key, meant in FIELDS.items() if meant == (one.about, one.where))
    return f"{turned}{_word(field, say)}:{value}"
