"""``/why`` and "Why these stories?": why each story of a digest stands there, who told it, and why they are one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.formatting import ago, paragraphs, reply, short
from bot.chat.learned import wishes_in_words
from bot.chat.numbered import asked_of
from bot.chat.regroup import choices, headline_of, offered
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.digest.layout import tastes
from bot.digest.taste import learned
from bot.digest.wishes import sifted
from bot.model import Chat, ChatKind, Decision, Doubt, DoubtKind, Entry, Evidence, Story, Verdict
from bot.ports import Unit
from bot.stories.newsworthiness import heaviest
from bot.stories.rank import Reason, independent, reasons
from bot.text.analysis.words import stem, tokens
from bot.text.display.markup import escape
from bot.text.display.wording import Markup, Wording

SOURCES = 6
"""Publishers that are named; more are counted."""
JOINED = 3
"""Decisions that are told per story: the first ones made it what it is."""
HEAVY = 3
"""Words of a headline that are named as those of big news."""
SHARED = 4
"""Names, figures or words that are shown of each kind."""
LONGEST = 160
"""Characters of a new sentence that are shown."""
AT_ONCE = timedelta(minutes=1)
"""Two entries that came within it came at the same time."""

_TELLING = {
    (Verdict.SAME, False): "chat.why_same",
    (Verdict.SAME, True): "chat.why_copy",
    (Verdict.KNOWN, False): "chat.why_same",
    (Verdict.KNOWN, True): "chat.why_copy",
    (Verdict.UPDATE, False): "chat.why_update",
    (Verdict.UPDATE, True): "chat.why_update",
}
"""What is said of an entry by its verdict, and whether it is a copy. NEW opens a story and joins none."""
_DOUBTS = {
    DoubtKind.VERSION: "chat.doubt_version",
    DoubtKind.NO_VERSION: "chat.doubt_no_version",
    DoubtKind.FAMILY: "chat.doubt_family",
    DoubtKind.STEP: "chat.doubt_step",
    DoubtKind.SEVERAL: "chat.doubt_several",
    DoubtKind.FIGURE: "chat.doubt_titles",
    DoubtKind.MENTION: "chat.doubt_mention",
    DoubtKind.THIN: "chat.doubt_thin",
    DoubtKind.NAMES: "chat.doubt_names",
    DoubtKind.LATE: "chat.doubt_late",
    DoubtKind.OTHERWISE: "chat.doubt_figure",
}
"""The words for each kind of doubt."""


async def why(request: ChatRequest, wanted: str, services: Services) -> Response:
    """
    Tell what the decisions on stories rested on: of the digest replied to or below the button, else of the last one.

    *wanted* is the place of one story in it; empty: all that the message tells.
    """
    say = request.say
    now = services.clock.now()
    asked = await asked_of(request, services)
    if asked is None:
        return answer(reply(say("chat.why_unknown" if request.about else "chat.why_no_digest")))
    chat, told = asked.chat, asked.told
    async with services.storage.view() as unit:
        here = [place for place in told if wanted in ("", str(place))]
        if not here:
            return answer(reply(say("chat.why_no_place", place=short(wanted, 20))))
        # two places of one digest are one story once somebody has joined them
        stories = {
            one.id: (place, replace(one, headline=told[place].headline))
            for place in here
            for one in await unit.stories.seen_by(chat.id, [told[place].story])
        }
        topics = await unit.feeds.topics(chat.id)
        ruled = await sifted(unit, chat.id, stories, now)
        weights = learned(await unit.votes.of_chat(chat.id), now)
        blocks = []
        for place, one in stories.values():
            decided = await _decided(unit, chat, one.id)
            wished = wishes_in_words(say, one.id, decided, ruled, weights, topics)
            chosen = [*wished, *await choices(say, unit, chat, one.id)]
            blocks.append(explained(say, place, one, decided, now, topics, chosen))
    alone = request.kind is ChatKind.PRIVATE
    if asked.elsewhere:
        # what buttons do is done in the chat in which they are pressed
        return answer(paragraphs(*blocks))
    shown = paragraphs(*blocks, say("regroup.hint_private" if alone else "regroup.hint"))
    tasted = [tastes(say, one) for one in stories] if len(stories) == 1 else []
    return answer(replace(shown, buttons=(*tasted, *offered(say, list(stories.values())))))


async def _decided(unit: Unit, chat: Chat, story: int) -> list[tuple[Entry, Decision]]:
    """A story's entries with the decisions on them, and what they were compared with."""
    decided = await unit.stories.decisions(story, chat.id)
    return [(entry, replace(made, evidence=await _compared(unit, chat, made))) for entry, made in decided]


async def _compared(unit: Unit, chat: Chat, made: Decision) -> Evidence:
    """What a decision rests on, with the headline that this chat knows of what the entry was compared with."""
    seed = made.seed or (made.evidence.near if not made.evidence.near_story else "")
    if seed:
        documents = await unit.passages(()).documents([seed])
        return replace(made.evidence, other=documents[seed].title if seed in documents else "")
    near = await unit.stories.seen_by(chat.id, [made.evidence.near_story])
    return replace(made.evidence, other=near[0].headline if near else "")


def explained(
    say: Wording,
    place: int,
    story: Story,
    decided: Sequence[tuple[Entry, Decision]],
    now: datetime,
    topics: Mapping[int, Sequence[str]],
    chosen: Sequence[Markup] = (),
) -> Markup:
    """
    One story in a few lines: its sources, what it is about, what joined each of the first further ones to it.

    Args:
        story: Its headline as the digest had it; empty if that is not known.
        place: Its number in the digest.
        topics: Under what the chat keeps each feed, from the outermost folder on.
        chosen: What people chose about it.
    """
    if not decided:
        return say("chat.why_unfollowed", place=place)
    headline = short(story.headline) if story.headline else headline_of(decided)
    lines = [say("chat.why_headline", place=place, headline=headline), _sources(say, story, decided, now)]
    lines.append(_placed(say, story, decided))
    lines.append(_about(say, story, [entry for entry, _ in decided], topics))
    lines.append(_opening(say, *decided[0]))
    # one line for each further source: what it told again rests on the same, but what is new is worth telling
    joined: dict[str, tuple[Entry, Decision]] = {}
    for entry, made in sorted(decided[1:], key=lambda one: one[1].verdict is not Verdict.UPDATE):
        if made.verdict is not Verdict.NEW:
            joined.setdefault(entry.publisher, (entry, made))
    shown = list(joined.values())[:JOINED]
    lines += [_joined(say, *one) for one in decided if one in shown]
    lines += chosen
    return Markup("\n".join(line for line in lines if line))


def _sources(say: Wording, story: Story, decided: Sequence[tuple[Entry, Decision]], now: datetime) -> str:
    # a copy of another source's text is no second witness
    told = list(dict.fromkeys(entry.publisher for entry, made in decided if not made.copy))
    if not told:
        return ""
    named = [escape(publisher) for publisher in told[:SOURCES]]
    more = [say("chat.why_more", n=len(told) - SOURCES)] if len(told) > SOURCES else []
    return say("chat.why_sources", n=len(told), names=say.listed([*named, *more]), seen=ago(say, story.first_seen, now))


def _placed(say: Wording, story: Story, decided: Sequence[tuple[Entry, Decision]]) -> Markup:
    """Why a story stands as high or low as it does."""
    heavy = heaviest(decided[0][0].title, HEAVY) if decided[0][0].read_in.startswith("en") else []
    words = say("chat.why_big_words", words=say.listed(map(escape, heavy))) if heavy else say("chat.why_big")
    told_so = {
        Reason.SOURCES: say("chat.why_independent", n=len(independent(decided))),
        Reason.WORDS: words,
        Reason.LIGHT: say("chat.why_light"),
        Reason.GROWS: say("chat.why_grows"),
        Reason.RARE: say("chat.why_rare"),
    }
    found = [told_so[reason] for reason in reasons(story, decided)] or [say("chat.why_usual")]
    return say("chat.why_placed", reasons=say.apart(found))


def _about(say: Wording, story: Story, entries: Sequence[Entry], topics: Mapping[int, Sequence[str]]) -> str:
    """Names and topics; of the names only those that sources of this chat have."""
    text = "\n".join(f"{entry.title}\n{entry.text}" for entry in entries)
    names = _whole([as_written(name, text) for name in story.names if name in text.lower()])
    kept = dict.fromkeys(" / ".join(topics[entry.feed]) for entry in entries if topics.get(entry.feed))
    about = say("chat.why_about", names=say.listed(map(escape, names))) if names else ""
    under = say("chat.why_topics", topics=say.listed(map(escape, kept))) if kept else ""
    return " ".join(line for line in (about, under) if line)


def _whole(names: Sequence[str]) -> list[str]:
    """Without names that are only a part of another one: "Doe" beside "Ann Doe"."""
    return [name for name in names if not any(name != other and name.lower() in other.lower() for other in names)]


def _opening(say: Wording, entry: Entry, made: Decision) -> str:
    """Why the first entry was news; nothing if it joined what only sources of other chats, or other stories, tell."""
    if made.seed:
        key = "chat.why_adds" if made.verdict is Verdict.UPDATE else "chat.why_known"
        return _with_news(
            say, say(key, other=short(made.evidence.other), shared=_shared(say, made.evidence, entry)), entry, made
        )
    return _unlike(say, entry, made.evidence) if made.verdict is Verdict.NEW else ""


def _unlike(say: Wording, entry: Entry, evidence: Evidence) -> str:
    """What came nearest, and why it was not the same."""
    # that each has names of its own is no sign that the two are near
    kinds = {doubt.kind for doubt in evidence.against}
    near = evidence.names or evidence.figures or kinds - {DoubtKind.NAMES, DoubtKind.OTHERWISE}
    if not (evidence.other and near):
        return say("chat.why_new")
    other = short(evidence.other)
    if not evidence.against:
        return say("chat.why_new_nearest", other=other, shared=say.apart(_in_common(say, evidence, entry)))
    # it goes without saying that versions of one name are of one family, and that figures differ where they are shown
    said = {DoubtKind.VERSION: DoubtKind.FAMILY, DoubtKind.OTHERWISE: DoubtKind.FIGURE}
    unsaid = next((goes for kind, goes in said.items() if kind in kinds), None)
    told = [doubt for doubt in evidence.against if doubt.kind is not unsaid]
    reasons = say.apart(_doubt(say, one) for one in told[:SHARED])
    return say("chat.why_new_against", other=other, reasons=reasons)


def _doubt(say: Wording, doubt: Doubt) -> Markup:
    return say(_DOUBTS[doubt.kind], figure=doubt.about)


def _joined(say: Wording, entry: Entry, made: Decision) -> str:
    told = say(_TELLING[made.verdict, made.copy], publisher=entry.publisher, shared=_shared(say, made.evidence, entry))
    return _with_news(say, told, entry, made)


def _with_news(say: Wording, told: Markup, entry: Entry, made: Decision) -> str:
    """What was said of an entry, with the first sentence that is new in it."""
    sentence = next((entry.text[start:end] for start, end in made.fresh), "")
    return say("chat.why_brings", told=told, sentence=short(sentence, LONGEST)) if sentence else told


def _shared(say: Wording, evidence: Evidence, entry: Entry) -> Markup:
    """What two texts have in common, and how far apart they came."""
    found = _in_common(say, evidence, entry)
    if evidence.hours is not None:
        apart = timedelta(hours=evidence.hours)
        found.append(say("chat.why_apart", time=say.span(apart)) if apart >= AT_ONCE else say("chat.why_at_once"))
    return say.apart(found) if found else say("chat.why_alike")


def _in_common(say: Wording, evidence: Evidence, entry: Entry) -> list[Markup]:
    """Names and figures of two texts as *entry* writes them; words only when no name or figure tells more."""
    text = f"{entry.title}\n{entry.text}"
    names = [as_written(name, text) for name in evidence.names]
    figures = [figure.rstrip(".,;") for figure in evidence.figures]
    strong = [("chat.why_names", _whole(names)), ("chat.why_figures", figures)]
    kinds = strong if names or figures else [("chat.why_words", as_spelt(evidence.words, text, entry.read_in))]
    return [say(key, shared=say.listed(map(escape, values[:SHARED]))) for key, values in kinds if values]


def as_written(name: str, text: str) -> str:
    """A name, which is compared in lower case, as *text* writes it."""
    at = text.lower().find(name.lower())
    # lower() keeps the length of nearly all texts; where it does not, the places do not match
    same_places = at >= 0 and len(text.lower()) == len(text)
    return " ".join(text[at : at + len(name)].split()) if same_places else name


def as_spelt(stems: Sequence[str], text: str, language: str) -> list[str]:
    """Stems as the words of *text* that they were made from."""
    words = {stem(word, language): word for word in reversed(tokens(text))}
    return [words.get(one, one) for one in stems]
