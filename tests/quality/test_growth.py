"""
No text from outside costs more than its size: work is measured at doubling sizes for every public function that takes
such text, and grows (nearly) as the text does.

Functions are found by looking into the modules: a new one is measured as soon as it takes one text, and fails here
until it has a row otherwise.
"""

import asyncio
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest

from bot.digest.choose import Candidate as Choosable
from bot.digest.choose import choose
from bot.digest.compose import Occasion, Plan, compose, drafted
from bot.digest.rules import Report, Rulebook, Sifted
from bot.digest.stored import values_of
from bot.digest.tellings import Memory, News, telling_of
from bot.digest.trends import Trends, trends
from bot.errors import BotError
from bot.feeds.fingerprints import fingerprint, pack
from bot.feeds.identity import marked
from bot.feeds.item_scan import items_of
from bot.feeds.media import Found
from bot.feeds.opml import Line
from bot.feeds.subscribe import new_feed
from bot.feeds.titles import Heading
from bot.lookup.answer import answer
from bot.lookup.answer_kinds import Kind
from bot.lookup.format_answer import FactReply
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import Question, parse_question
from bot.lookup.ranked_sentence import Ranked
from bot.lookup.sentence_fit import features
from bot.lookup.stated import Change
from bot.lookup.weighed import Passage, Weighed, weigh, whole
from bot.lookup.word_fit import Matcher
from bot.model import (
    About,
    Chat,
    ChatKey,
    ChatKind,
    Condition,
    Decision,
    Digest,
    Document,
    Effect,
    Entry,
    Feed,
    KeptAway,
    KnownFigure,
    LeftOut,
    Note,
    ParsedEntry,
    Quote,
    Reading,
    Reply,
    Rule,
    Size,
    Source,
    Story,
    Verdict,
)
from bot.reasons import because
from bot.stories.candidate_index import Index
from bot.stories.chat_view import Told
from bot.stories.decide import Candidate, Seed
from bot.stories.held_stories import HeldStory
from bot.stories.match import Judged
from bot.stories.profile import Profile, profile
from bot.stories.rank import importance
from bot.stories.readable_view import Retold
from bot.stories.story_index import StoryIndex, speaker
from bot.text.analysis.figures import Told as Measured
from bot.text.analysis.figures import figures
from bot.text.analysis.idf import Idf
from bot.text.analysis.phrases import Phrases
from bot.text.analysis.phrases import row as in_a_row
from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.similarity import sketch
from bot.text.analysis.words import tokens
from bot.text.cleaning.boilerplate import Recurring
from bot.text.display.markup import escape
from bot.text.display.split_messages import Again
from bot.text.display.wording import ENGLISH
from bot.text.summary.hanging import Above, Earlier, looks_of
from bot.text.summary.introduced import Introduced, names_in
from bot.text.summary.summarize import SourceText
from tests.hostile import ALL, STEEPEST, hostile, modules, too_steep

PACKAGES = ("text", "feeds", "lookup", "stories", "digest")
SMALL = 1_000
"""Characters of the smaller text in the daily test; the larger has four times as many."""
FULL = 4_000
DAILY = ("points between", "new sums")
"""Of the hostile texts one that is hard for patterns and one that is hard for comparing."""
HEADLINE = 300
NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
SITE = "https://a.example/"
QUESTION = parse_question("how much did Otterworks pay for the mill in Halden in May 2024")

_OUTSIDE = re.compile(
    r"\b(?:str|bytes|Document|Entry|ParsedEntry|ParsedFeed|Profile|Quote|Passage|Question|Span|SourceText|Fingerprint|Ranked|"
    r"Wording|Figure|Name|Compared|Sketch|Story|Marked|Report|Line|Answer|AnswerQuote|Term|Candidate|Seed|Item|Arrival)\b"
)
"""Types of parameters that carry text from outside."""


class Sentence(NamedTuple):
    """A sentence as ``repeats`` compares it."""

    span: Span
    terms: frozenset[str]


class Function(NamedTuple):
    """A public function or method of a package, by the name of its module and its own."""

    name: str
    call: Callable[..., Any]


def _members(package: str) -> Iterator[Function]:
    for module in modules(package):
        for name, value in vars(module).items():
            function = inspect.unwrap(value) if callable(value) else value
            if name.startswith("_") or getattr(function, "__module__", "") != module.__name__:
                continue
            if inspect.isfunction(function):
                yield Function(f"{module.__name__}.{name}", value)
            elif inspect.isclass(function):
                yield from _methods(f"{module.__name__}.{name}", function)


def _methods(name: str, owner: type) -> Iterator[Function]:
    for own, value in vars(owner).items():
        written = inspect.isfunction(value) and value.__module__ == owner.__module__ and not own.startswith("_")
        if written and not getattr(owner, "_is_protocol", False):
            yield Function(f"{name}.{own}", value)


def takes_text(function: Function) -> bool:
    """Whether text from outside may be among what a function is given."""
    parameters = inspect.signature(function.call).parameters
    return any(_OUTSIDE.search(str(one.annotation)) for one in parameters.values())


FUNCTIONS = {
    function.name.removeprefix("bot."): function.call
    for package in PACKAGES
    for function in _members(package)
    if takes_text(function)
}

# ---------------------------------------------------------------- what each function is given


def entry(text: str) -> Entry:
    """A stored entry that says *text* everywhere."""
    return Entry(1, 1, text[:HEADLINE], text[:HEADLINE], f"{SITE}{text}"[:HEADLINE], text[:HEADLINE], text,
                 text[:HEADLINE], "en", NOW, NOW)  # fmt: skip


def parsed(text: str) -> ParsedEntry:
    """An item that says *text* everywhere."""
    return ParsedEntry(text, f"{SITE}{text}", text, text, text, NOW)


def parsed_all(text: str) -> list[ParsedEntry]:
    """Many items that say pieces of *text*."""
    return [parsed(text[at : at + 30]) for at in range(0, len(text), 30)]


def document(text: str) -> Document:
    """A document that says *text* everywhere."""
    return Document("entry:1", text[:HEADLINE], text, text[:HEADLINE], f"{SITE}{text}"[:HEADLINE], NOW, "en")


def feed(text: str) -> Feed:
    """A feed whose texts are all *text*."""
    return replace(new_feed(f"{SITE}{text}"[:HEADLINE], NOW, NOW - NOW), title=text)


def quote(text: str) -> Quote:
    """All of *text* as a quote."""
    return Quote("entry:1", 0, len(text), text)


def told(text: str) -> Profile:
    """The profile of *text*."""
    return profile(text[:HEADLINE], text, NOW)


def pair(text: str) -> tuple[Profile, Profile]:
    """Two profiles that differ a little."""
    return told(text), told(f"Otter Works paid $77 million. {text[: -len(text) // 9]}")


def story_index(text: str) -> StoryIndex:
    """An index with one story that says *text*."""
    made = StoryIndex.of([document(text)])
    made.put(1, speaker(entry(text), told(text)))
    return made


def question(text: str) -> Question:
    """The question that *text* is read as."""
    return parse_question(text, text)


def weighed(text: str) -> Weighed:
    """The same, weighed."""
    return weigh(question(text), 1_000, {})


def passage(text: str) -> Passage:
    """A sentence of a document, with neighbours, all of which say *text*."""
    return Passage(quote(text), document(text), quote(text), quote(text), 1)


def passages(text: str) -> list[Passage]:
    """The sentences of a text as passages of it."""
    whole_ = document(text)
    return [Passage(Quote("entry:1", *span), whole_, place=n) for n, span in enumerate(sentences(text))]


WEIGHED = weigh(QUESTION, 1_000, {})


def matcher() -> Matcher:
    """A matcher that remembers nothing yet."""
    return Matcher(QUESTION)


def ranked(text: str) -> Ranked:
    """A ranked sentence."""
    one, new = passage(text), matcher()
    return Ranked(one, features(WEIGHED, new, one, new.match(whole(one.document))), 1.0)


def ranked_all(text: str) -> list[Ranked]:
    """As many ranked sentences as are ever weighed in full."""
    return [ranked(text)] * 28


def found(text: str) -> Any:
    """An answer that quotes *text*."""
    return answer(WEIGHED, matcher(), [passage(f"Otterworks paid $5 for the mill. {text}")])


def in_memory(text: str) -> MemoryPassages:
    """The sentences of *text*."""
    return MemoryPassages([document(text)])


def figure_known(text: str) -> KnownFigure:
    """A figure that *text* gave."""
    return KnownFigure("", "money", "USD", 2026, "", ((1.0, 1.0),), text, text[:HEADLINE], f"{SITE}{text}", NOW)


def lines(text: str) -> list[Line]:
    """A list of feeds whose names are pieces of *text*."""
    return [Line(f"{SITE}{at}", escape(text[at : at + 30])[:20], ("a",)) for at in range(0, len(text), 30)]


def news(text: str) -> list[News]:
    """Two stories, one told by two entries; all of them say *text*."""
    told_by = [(replace(entry(text), id=n, publisher=f"P{n}"), Decision(Verdict.NEW, 0.0)) for n in (1, 2, 3)]
    return [(Story(1, text[:HEADLINE], NOW, NOW), told_by[:2]), (Story(2, text[:HEADLINE], NOW, NOW), told_by[2:])]


CHAT = Chat(1, ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann", "UTC", (time(8),), subscribed=NOW - timedelta(days=1))
DIGESTING: dict[str, Any] = {
    "occasion": Occasion(CHAT, NOW, NOW, None, NOW - timedelta(days=1)),
    "memory": Memory(),
    "seeds": {},
    "importance": importance,
    "plan": Plan(10, Size.FULL),
}


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in DIGESTING.items() if key != name}


def digest(text: str) -> Digest:
    """The digest of such stories."""
    return compose(**DIGESTING, news=news(text))


def trends_of(text: str) -> Trends:
    """What is frequent in two entries, one of which says *text*."""
    return trends([entry(text), entry("Otterworks opens a plant in Halden.")], NOW, UTC)


def chosen(text: str) -> list[Choosable]:
    """Stories that could be told, on what *text* names."""
    words = tokens(text)
    return [Choosable(n, 1.0, frozenset(words[n : n + 5]), NOW, NOW) for n in range(0, len(words), 5)]


RARITY = Idf()
RSS = "<rss version='2.0'><channel><title>a</title>{}</channel></rss>"
ITEM = RSS.format("<item><title>{0}</title><link>{0}</link><guid>{0}</guid><pubDate>{0}</pubDate>"
                  "<author>{0}</author><description>{0}</description></item>")  # fmt: skip
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{0}'/><updated>{0}</updated><id>{0}</id></entry>"
    "</feed>"
)
DOCUMENTS = ("{}", RSS, ITEM, ATOM, "<rss version='2.0' {}><channel><item/></channel></rss>")


def bodies(template: str) -> Callable[[str], bytes]:
    """Documents of a kind."""
    return lambda text: template.replace("{0}", text).replace("{}", text).encode("utf-8", "replace")


# What a parameter is given, by its type as written; some by their name.
MAKERS: dict[str, Callable[[str], Any]] = {
    "Iterable[tuple[str, frozenset[str]]]": lambda text: [(text, frozenset(tokens(text)))],
    "Telling": lambda text: telling_of(*news(text)[0], Memory()),
    "Memory": lambda _: Memory(),
    "seeds": lambda _: {},
    "Report": lambda text: report(text),
    "language": lambda _: "en",
    "Wording": lambda _: ENGLISH,
    "Iterable[Condition]": lambda text: [Condition(About.WORDS, text)],
    "Collection[Condition]": lambda text: [Condition(About.WORDS, text)],
    "effect": lambda _: Effect.LINE,
    "str | Reason": lambda text: str(because("delivery.late_for", why=text)),
    "said": lambda _: "de",
    "url": lambda text: f"{SITE}{text}"[:HEADLINE],
    "content_type": lambda text: text[:HEADLINE],
    "str": str,
    "bytes": lambda text: text.encode("utf-8", "replace"),
    "Sequence[str]": tokens,
    "Iterable[str]": tokens,
    "Collection[str]": tokens,
    "frozenset[str]": lambda text: frozenset(tokens(text)),
    "frozenset[str] | Mapping[str, float]": lambda text: frozenset(tokens(text)),
    "frozenset[str] | tuple[str, ...]": lambda text: tuple(tokens(text)),
    "Mapping[str, float]": lambda text: dict.fromkeys(tokens(text), 1.0),
    "Mapping[int, int]": lambda _: {1: 1},
    "Mapping[str, int]": lambda text: dict.fromkeys(tokens(text), 1),
    "Mapping[str, Sequence[str]]": lambda text: {word: [word] for word in tokens(text)},
    "Callable[[str], float]": lambda _: RARITY.weight,
    "Idf": lambda _: RARITY,
    "Weights": lambda _: RARITY,
    "datetime": lambda _: NOW,
    "date": lambda _: NOW.date(),
    "timedelta": lambda _: NOW - NOW,
    "int": lambda _: 1,
    "float": lambda _: 0.5,
    "bool": lambda _: True,
    "Collection[int]": lambda _: range(40),
    "Entry": entry,
    "Mapping[int, Entry]": lambda text: {1: entry(text)},
    "Sequence[Entry]": lambda text: [entry(text)],
    "ParsedEntry": parsed,
    "Sequence[ParsedEntry]": parsed_all,
    "Marked": lambda text: marked([parsed(text)])[0],
    "Sequence[Marked]": lambda text: marked(parsed_all(text)),
    "Iterable[Marked]": lambda text: marked(parsed_all(text)),
    "Sequence[Fingerprint]": lambda text: [fingerprint(each) for each in parsed_all(text)],
    "list[Fingerprint]": lambda text: [fingerprint(each) for each in parsed_all(text)],
    "Feed": feed,
    "Iterable[Line]": lines,
    "Iterable[Found]": lambda text: [Found(f"{SITE}{text}", text, text)] * 9,
    "Document": document,
    "Collection[Document]": lambda text: [document(text)],
    "Iterable[Document]": lambda text: [document(text)],
    "Sequence[Document]": lambda text: [document(text)],
    "Quote": quote,
    "Span": lambda text: Span(0, len(text), text),
    "Sequence[Span]": sentences,
    "Sequence[SourceText]": lambda text: [SourceText(text[:HEADLINE], text), SourceText("b", text)],
    "Sketch": lambda text: sketch(tokens(text)),
    "Figure": lambda text: figures(f"It costs $5 in all. {text[:HEADLINE]}")[0],
    "Iterable[Figure]": lambda text: told(text).told,
    "tuple[Figure, ...]": lambda text: pair(text)[1].told,
    "Figure | frozenset[str] | None": lambda text: frozenset(tokens(text)),
    "Profile": told,
    **dict.fromkeys(("Sequence[Profile]", "Collection[Profile]"), lambda text: [told(text[at:]) for at in range(12)]),
    "Story": lambda text: Story(1, text[:HEADLINE], NOW, NOW),
    "Sequence[Candidate]": lambda text: [Candidate(1, pair(text)[1], [pair(text)[1]])],
    "Iterable[Seed]": lambda text: [Seed("seed:a", pair(text)[1])],
    "Judged": lambda _: Judged(0.5, {}),
    "KnownFigure": figure_known,
    "Sequence[Note]": lambda text: [Note(1, 1, "5", text[:HEADLINE], text, "en", NOW)],
    "Iterable[tuple[int, Sequence[Entry]]]": lambda text: [(1, [entry(text)])],
    "Change": lambda text: Change(figure_known(text), figure_known(text)),
    "Question": question,
    "Weighed": lambda _: WEIGHED,
    "Matcher": lambda _: matcher(),
    "Sequence[Told]": lambda text: [Told(text[:HEADLINE], text, NOW)],
    "Kind": lambda _: Kind.NAME,
    "<enum 'Kind'>": lambda _: Kind.DATE,
    "Compared": lambda text: Sentence(Span(0, len(text), text), frozenset(tokens(text))),
    "tuple[tuple[float, int], Profile]": lambda text: speaker(entry(text), told(text)),
    "Sequence[tuple[tuple[float, int], Profile]]": lambda text: [speaker(entry(text), told(text))],
    "Sequence[tuple[Entry, Decision]]": lambda text: [(entry(text), Decision(Verdict.NEW, 0.0))],
    "Passage": passage,
    "Iterable[Passage]": passages,
    "Collection[Passage]": passages,
    "Sequence[Ranked]": ranked_all,
    "list[Ranked]": ranked_all,
    "Ranked": ranked,
    "Match": lambda text: matcher().match(text),
    "Answer": found,
    "Sequence[AnswerQuote]": lambda text: found(text).quotes,
    "Sequence[FactReply]": lambda text: [FactReply(Reply("12 kg"))] * len(tokens(text)),
    "Passages": in_memory,
    "Sequence[Sequence[str]]": lambda text: [[word] for word in tokens(text)],
    "Sequence[int]": lambda _: [1],
    "tzinfo": lambda _: UTC,
    "Digest": digest,
    "DigestItem": lambda text: digest(text).items[0],
    "LeftOut": lambda text: LeftOut(text, SITE + text, text),
    "Source": lambda text: Source("", SITE + text, NOW),
    "Trends": trends_of,
}


def rulebook(text: str) -> Rulebook:
    """A hundred rules on pieces of *text*, and one that looks everywhere."""
    pieces = [text[at : at + 50] for at in range(0, min(len(text), 5_000), 50)]
    made = [Rule(n, 1, "", (Condition(About.WORDS, piece),), Effect.LINE, NOW) for n, piece in enumerate(pieces)]
    return Rulebook([*made, Rule(0, 1, "", (Condition(About.NAME, "otter"),), Effect.NEVER, NOW)], NOW)


def report(text: str) -> Report:
    """A report that says *text* everywhere."""
    return Report(1, 1, text[:HEADLINE], text, text[:HEADLINE], text[:HEADLINE], "en")


PHRASES = ("otter", "open weights", "人工智能", "a", "e a", "1", "1.5")
SELVES: dict[str, Callable[[str], Any]] = {
    "Introduced": lambda text: Introduced([span.text for span in sentences(text)]),
    "Rulebook": rulebook,
    "Phrases": lambda _: Phrases(PHRASES, "en"),
    "Idf": lambda _: Idf(),
    "Wording": lambda _: ENGLISH,
    "Matcher": lambda _: matcher(),
    "MemoryPassages": in_memory,
    "StoryIndex": story_index,
    "Index": lambda _: Index(),
    "Retold": lambda _: Retold(),
    "Told": lambda text: Measured(figures(text)),
    "Recurring": lambda _: Recurring(),
    "HeldStory": lambda text: HeldStory([speaker(entry(text), told(text))]),
}

Given = Callable[[str], dict[str, Any]]
Rows = dict[str, list[Given]]


def behind(parameter: str, *beginnings: str) -> list[Given]:
    """The text behind each of some beginnings."""

    def row(beginning: str) -> Given:
        return lambda text: {parameter: beginning + text}

    return [row(beginning) for beginning in beginnings]


def each(parameter: str, values: Iterable[object]) -> list[Given]:
    """A row for each value of a parameter."""

    def row(value: object) -> Given:
        return lambda _: {parameter: value}

    return [row(value) for value in values]


def written(template: str, name: str = "body") -> Given:
    """A document that has the text where *template* has braces."""
    return lambda text: {name: template.replace("{}", text).encode("utf-8", "replace")}


def asked(text: str) -> Given:
    """One question, and half of the text as what may be wanted."""
    return lambda other: {"weighed": weigh(parse_question(text), 1_000, {}), "span": (0, len(other) // 2)}


ROWS: Rows = {
    # where the text stands bears on the way that is taken
    "text.display.split_messages.fit": [
        lambda text: {"blocks": [escape(text)], "limit": 200},
        lambda text: {"blocks": escape(text).split(" "), "limit": 200},
        lambda text: {"blocks": [f"<b>{escape(text)}</b>"], "limit": 4096},
        lambda text: {"blocks": [escape(text)], "limit": 200, "again": {0: Again("<b>1. A mill</b>", 0)}},
    ],
    **{
        f"text.summary.hanging.{name}": [
            lambda text: {
                "looks": looks_of(text),
                "above": Above(names_in(text), frozenset(tokens(text))),
                "earlier": Earlier(bool, bool, 3),
            }
        ]
        for name in ("hanging", "signs")
    },
    "text.summary.hanging.hanging_at_least": [
        lambda text: {"looks": looks_of(text), "above": Above(names_in(text), frozenset(tokens(text))), "sentences": 3}
    ],
    **{
        f"text.summary.introduced.Introduced.{name}": [lambda text: {"at": len(sentences(text)) - 1}]
        for name in ("told", "in_full")
    },
    **{
        f"text.summary.repeats.{name}": [
            lambda text: {"above": [frozenset(tokens(text)), frozenset(tokens(text[::-1]))], "title": frozenset()},
        ]
        for name in ("retelling", "shares")
    },
    **{
        f"text.summary.repeats.{name}": [
            lambda text: {"above": [frozenset(tokens(text)), frozenset(tokens(text[::-1]))]},
        ]
        for name in ("brings_figure", "brings_sum", "sum_is_news", "tells_again")
    },
    "text.display.named.named": [lambda text: {"name": "", "url": f"https://{text}"}, lambda _: {"name": "Loom"}],
    "text.summary.summarize.outdated": [lambda _: {"told": NOW - timedelta(days=1), "newest": NOW}],
    "text.summary.summarize.summarize": [lambda text: {"headline": text[:HEADLINE]}, lambda _: {"max_words": 400}],
    "text.analysis.sentences.sentences": each("language", ("en", "de", "zh")),
    "text.analysis.names.names": [lambda _: {}, lambda _: {"language": "de"}],
    **{
        name: behind("text", "", SITE, f"{SITE}?", f"{SITE}#", "http://")
        for name in (
            "text.cleaning.urls.canonical",
            "text.cleaning.urls.untracked",
            "text.cleaning.urls.publisher",
            "text.cleaning.urls.is_web",
            "text.cleaning.mask_secrets.without_secrets",
            "text.cleaning.mask_secrets.holds_secret",
        )
    },
    "text.analysis.rewording.reworded": [
        lambda text: {"before": text, "after": text[::-1], "quoted": [span[:2] for span in sentences(text)]}
    ],
    "feeds.changes.changes": [lambda text: {"readings": [Reading(1, 1, 1, quote(text))], "text": f"It has {text}"}],
    "lookup.changed.with_changes": [lambda text: {"rewritten": {"entry:1": f"It has {text}"}}],
    "text.analysis.nearest.nearest": [lambda _: {"known": ["wednesday", "weekdays"]}],
    "text.analysis.words.token_at": [lambda text: {"found": re.compile(r"\w*").match(text)}],
    "feeds.discover.guess": behind("address", "", "feed:", "github.com/", "http://www.youtube.com/watch?", "http://"),
    "feeds.jsonfeed.read": [
        written("{}"),
        written('{"version": "jsonfeed", "items": [{}{}]}'),
        written('{"version": "jsonfeed", "items": [{"title": "{}"}]}'),
    ],
    "feeds.jsonfeed.item": [
        lambda text: {"raw": dict.fromkeys(("id", "url", "title", "content_html", "author"), text)}
    ],
    "feeds.titles.title_of": [
        lambda text: {"above": Heading(text)},
        lambda text: {"above": Heading(f"v2 {text}", False)},
    ],
    "feeds.parse.parse": [written(template) for template in DOCUMENTS],
    "feeds.item_scan.items_of": [written(template) for template in DOCUMENTS],
    "feeds.item_scan.without": [lambda text: {"items": items_of(RSS.replace("{}", text).encode(), SITE)}],
    "feeds.opml.read_opml": [
        written(template) for template in ("{}", "<opml><body>{}</body></opml>", "<opml {}><body/></opml>")
    ],
    "feeds.repair.in_utf8": [lambda _: {}, lambda text: {"body": text.encode("latin-1", "replace") + b"\xff"}],
    "feeds.repair.defused": [lambda _: {}, written("<!ENTITY {}>")],
    "feeds.repair.check_depth": [lambda _: {}, written("<a>" * 6_000 + "{}")],
    "feeds.fingerprints.digest": [lambda text: {"parts": text}],
    "feeds.fingerprints.unpack": [lambda text: {"memory": pack([fingerprint(each) for each in parsed_all(text)])}],
    "lookup.replied_to.subject": [lambda _: {}, lambda text: {"message": f"1. a\n{text}"}],
    "lookup.answer_kinds.spans": each("kind", Kind),
    "lookup.answer_kinds.in_other_unit": [lambda text: {"kind": Kind.COUNT, "units": ("W",), "span": (0, len(text))}],
    "lookup.answer_kinds.is_tally": [lambda text: {"words": ["vote"], "span": (0, len(text))}],
    "lookup.answer_kinds.in_unit": [lambda text: {"words": ["deep"], "span": (0, len(text))}],
    "lookup.stance.values": each("kind", (Kind.AMOUNT, Kind.DATE)),
    "lookup.answer_kinds.is_price": [lambda text: {"words": ["price"], "span": (0, len(text) // 2)}],
    "lookup.focus.aptness": [
        asked("how deep is the mill"),
        asked("how much was paid for the mill"),
        asked("how many votes were for the mill"),
        asked("who is the head of Otterworks"),
    ],
    "lookup.subject.speaks_of": [lambda _: {"named": {0, 1}}],
    "lookup.word_fit.Matcher.match": [lambda _: {}, lambda text: {"self": Matcher(question(text))}],
    "lookup.find.gather": [lambda text: {"passages": in_memory(text), "question": QUESTION}, lambda _: {}],
    "stories.profile.profile": [lambda text: {"title": text[:HEADLINE]}],
    "stories.readable_view.Retold.retold": [
        lambda text: {
            "story": news(text)[0][0],
            "decided": [(replace(one, story=1), made) for one, made in news(text)[0][1]],
            "kept": 0,
            "pieces": [1],
            "boilerplate": {1: frozenset({1})},
        }
    ],
    "digest.tellings.without": [lambda text: {"news": news(text), "ruled": Sifted(hidden=frozenset({1}))}],
    "digest.followed.choose_by_rules": [
        lambda text: {"candidates": chosen(text)[:50], "sifted": Sifted(), "usual": partial(choose, now=NOW)}
    ],
    "digest.layout.kept_away_line": [lambda text: {"one": KeptAway(text, text[:HEADLINE])}],
    "digest.rules.sift": [lambda text: {"book": rulebook(text), "stories": {1: [report(text)]}}],
    "digest.taste.about": [lambda text: {"decided": news(text)[0][1], "topics": {1: (text[:HEADLINE],)}}],
    "text.analysis.phrases.Phrases.found": [lambda text: {"in_row": in_a_row(text, "en")}],
    "text.analysis.phrases.phrases_in": [lambda text: {"phrases": (text,)}],
    "digest.stored.digest_of": [lambda text: {"values": values_of(digest(text))}],
    "digest.compose.compose": [lambda text: {**DIGESTING, "news": news(text)}],
    "digest.compose.drafted": [lambda text: {**_without("seeds"), "news": news(text)}],
    "digest.compose.written": [
        lambda text: {
            **_without("importance"),
            "chosen": drafted(**_without("seeds"), news=news(text)),
            "news": news(text),
        }
    ],
    "digest.tellings.nothing_new": [lambda text: {"decided": news(text)[0][1][0]}],
    "digest.tellings.arrived": [lambda text: {"decided": news(text)[0][1][0]}],
    "digest.tellings.only_known": [lambda text: {"news": news(text)[0], "memory": Memory(), "since": NOW}],
    "digest.tellings.goes_on": [lambda text: {"story": news(text)[0][0], "decided": news(text)[0][1]}],
    "digest.tellings.telling_of": [
        lambda text: {"story": news(text)[0][0], "decided": news(text)[0][1], "memory": Memory()}
    ],
    "digest.tellings.parts": [lambda text: {"news": news(text)}],
    "digest.items.in_full": [lambda _: {"most": 6}],
    "digest.choose.choose": [lambda text: {"candidates": chosen(text)[:50]}],
    "digest.topics.by_topic": [lambda text: {"chosen": chosen(text)[:50]}],
    "digest.trends.trends": [lambda text: {"entries": [entry(text)], "zone": UTC}],
}

EXEMPT = {
    "digest.proof.settle": "compares the stories of two digests, each bounded, and slices of texts",
    "digest.taste.to_taste": "makes two functions; what they call is measured by itself",
    "digest.wishes.weighed": "reads, and hands them on",
    "digest.backtest.replay": "composes digest after digest, for the operator",
    "digest.backtest.in_words": "says what came of that",
    "digest.chart.draw": "runs in a thread; what it draws are a few names and numbers",
    "feeds.due.after_success": "headers of a few kB, and dates",
    "feeds.dates.Dates.moment": "of more than 60 characters nothing is read",
    "feeds.article.article": "runs only in the bounded process",
    "feeds.discover.discover": "fetches; what it reads with has rows of its own",
    "feeds.packs.pack_named": "the packs are ours",
    "feeds.packs.Pack.wanted": "the same",
    "feeds.packs.PackFeed.title": "the same",
    "feeds.store.keep_all": "a shell around the database; what it decides with is measured by itself",
    "feeds.store.keep": "the same",
    "feeds.store.keep_singly": "the same",
    "feeds.subscribe.add_feed": "the same",
    "feeds.pages.read_pages": "the same, around the network",
    "lookup.watching.known_now": "reads and stores; what it calls is measured by itself",
    "lookup.ask.ask": "reads and stores; what it calls is measured by itself",
    "stories.batch.Batch.sort": "the same",
    "stories.batch.decided": "the same",
    "stories.batch.Batch.fetch_filed": "it only asks for what is filed",
    "text.lexicon.words_of": "takes the name of a table of ours",
    "lookup.by_itself.by_itself": "takes no text",
    "stories.cached_index.CachedIndex.learn_pages": "reads and stores; what it calls is measured by itself",
    "stories.cached_index.CachedIndex.boilerplate": "the same, reads by feed",
    "stories.apply_ruling.take_out": "the same",
    "feeds.politeness.Politeness.leave_alone": "keeps a moment for a host; host_of is measured by itself",
    "feeds.politeness.Politeness.turn": "the same",
    "feeds.politeness.Politeness.waits": "the same",
    "feeds.reader_process.BoundedReader.article": "runs in the bounded process",
    "feeds.reader_process.BoundedReader.list_of": "the same",
    "feeds.reader_process.BoundedReader.allows": "the same",
    "feeds.robots.allowed": "the same",
    "feeds.robots.Robots.allow": "the same",
}


def _kept(annotation: str) -> str:
    """A type as MAKERS names it."""
    plain = re.sub(r"\b(?:\w+\.)+(?=\w)", "", annotation)
    return re.sub(r"<class '(\w+)'>", r"\1", plain).strip("'")


def given(name: str, row: Given, text: str) -> dict[str, Any]:
    """
    What a function is called with.

    Raises: KeyError for a parameter that neither a row nor its type gives.
    """
    own = row(text)
    for parameter in inspect.signature(FUNCTIONS[name]).parameters.values():
        if parameter.name == "self":
            own.setdefault("self", SELVES[name.split(".")[-2]](text))
        elif parameter.name not in own:
            kind = _kept(str(parameter.annotation))
            optional = parameter.default is not parameter.empty
            if not optional or kind in ("str", "bytes"):
                own[parameter.name] = MAKERS[parameter.name if parameter.name in MAKERS else kind](text)
    return own


def worker(name: str, row: Given) -> Callable[[str], Callable[[], object]]:
    """Makes the work of calling a function for a text; expected refusals are results."""

    def prepare(text: str) -> Callable[[], object]:
        call, arguments = FUNCTIONS[name], given(name, row, text)
        rest = arguments.pop("parts", ())

        def work() -> object:
            try:
                result = call(*(arguments[n] for n in list(arguments) if n == "self"), *([rest] if rest else []),
                              **{n: v for n, v in arguments.items() if n != "self"})  # fmt: skip
                return asyncio.run(result) if inspect.iscoroutine(result) else result
            except (BotError, ValueError) as refused:
                return refused

        return work

    return prepare


MEASURED = sorted(FUNCTIONS.keys() - EXEMPT.keys())


def rows_of(name: str) -> list[Given]:
    """How a function is called; by the types of its parameters where no row says otherwise."""
    return ROWS.get(name, [lambda _: {}])


def test_all_functions_can_be_called() -> None:
    """Each public function that takes text from outside is measured: it has a row, or parameters that we know."""
    assert len(MEASURED) > 100
    assert not ROWS.keys() - FUNCTIONS.keys(), "rows of functions that are gone"
    assert not EXEMPT.keys() - FUNCTIONS.keys(), "exemptions of functions that are gone"
    without = {}
    for name in MEASURED:
        for row in rows_of(name):
            try:
                worker(name, row)("Otter paid $5 for 1.5 million words. ")()
            except (KeyError, TypeError, IndexError, AttributeError) as error:
                without[name] = repr(error)
    assert not without, "these need a row in ROWS, or a reasoned exemption"


def _hostile_work(prepare: Callable[[str], Callable[[], object]], family: str, size: int) -> Callable[[], object]:
    return prepare(hostile(family, size))


def steep(name: str, families: tuple[str, ...], size: int) -> dict[str, float]:
    """The families for which work grows too fast, each with the power of the size."""
    found = {}
    for number, row in enumerate(rows_of(name)):
        prepare = worker(name, row)
        for family in families:
            power = too_steep(partial(_hostile_work, prepare, family), size)
            if power:
                found[f"{family} (row {number})"] = round(power, 2)
    return found


@pytest.mark.parametrize("name", MEASURED)
def test_work_grows_as_the_text_does(name: str) -> None:
    """Four times the text is not much more than four times the work."""
    assert not steep(name, DAILY, SMALL), f"grows faster than size ** {STEEPEST}"


def test_looking_for_places_grows_as_a_text_of_names_does() -> None:
    """Each name may be the first of those before "-based"."""
    assert not steep("lookup.answer_kinds.spans", ("names",), SMALL)


@pytest.mark.long
@pytest.mark.parametrize("name", MEASURED)
def test_work_grows_as_any_hostile_text_does(name: str) -> None:
    """The same for all families of hostile texts, at sizes at which squares show."""
    assert not steep(name, ALL, FULL), f"grows faster than size ** {STEEPEST}"
