"""The button "Why these?" below a digest: which sources told each story, and why they were taken for one event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.phrases import ago, listed, pages, reply, short, span
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Decision, Entry, Evidence, Story, Verdict
from bot.text.markup import escape
from bot.text.wording import Markup, say
from bot.text.words import stem, tokens

SOURCES = 6
"""Publishers that are named; more are counted."""
JOINED = 3
"""Decisions that are told per story: the first ones made it what it is."""
SHARED = 4
"""Names, figures or words that are shown of each kind."""

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
    "version": "chat.doubt_version",
    "no version": "chat.doubt_no_version",
    "family": "chat.doubt_family",
    "step": "chat.doubt_step",
    "several": "chat.doubt_several",
    "figure": "chat.doubt_titles",
    "mention": "chat.doubt_mention",
    "thin": "chat.doubt_thin",
}
"""The kinds of doubt that ``stories`` names."""


async def why(request: ChatRequest, _args: str, services: Services) -> Response:
    """Tell for each story of the digest below which the button stands what its decisions rested on."""
    now = services.clock.now()
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        told = await unit.outbox.story_of(chat.id, request.about) if chat else []
        stories = [story for number in told if (story := await unit.stories.get(number))]
        decided = [await unit.stories.decisions(story.id, chat.id if chat else None) for story in stories]
    blocks = [explained(story, entries, now) for story, entries in zip(stories, decided, strict=True)]
    return answer(*pages(*blocks)) if blocks else answer(reply(say("chat.why_unknown")))


def explained(story: Story, decided: Sequence[tuple[Entry, Decision]], now: datetime) -> Markup:
    """One story in a few lines: its sources, then what joined each of the first further ones to it."""
    lines = [say("chat.why_headline", headline=short(story.headline)), _sources(story, decided, now)]
    if decided:
        lines.append(_opening(decided[0][1].evidence))
    # one line for each further source: what it told again later rests on the same
    joined: dict[str, str] = {}
    for entry, made in decided[1:]:
        if made.verdict is not Verdict.NEW:
            joined.setdefault(entry.publisher, _joined(entry, made))
    lines += list(joined.values())[:JOINED]
    return Markup("\n".join(line for line in lines if line))


def _sources(story: Story, decided: Sequence[tuple[Entry, Decision]], now: datetime) -> str:
    # a copy of another source's text is no second witness
    told = list(dict.fromkeys(entry.publisher for entry, made in decided if not made.copy))
    if not told:
        return ""
    named = [escape(publisher) for publisher in told[:SOURCES]]
    more = [say("chat.why_more", n=len(told) - SOURCES)] if len(told) > SOURCES else []
    return say("chat.why_sources", n=len(told), names=Markup(listed([*named, *more])), seen=ago(story.first_seen, now))


def _opening(evidence: Evidence) -> str:
    """Why the first entry was news."""
    near = evidence.names or evidence.figures or any(_kind(reason) in _DOUBTS for reason in evidence.against)
    if not (evidence.other and near):
        return say("chat.why_new")
    other = short(evidence.other)
    if not evidence.against:
        return say("chat.why_new_nearest", other=other)
    reasons = Markup("; ".join(_doubt(reason) for reason in evidence.against[:SHARED]))
    return say("chat.why_new_against", other=other, reasons=reasons)


def _doubt(reason: str) -> Markup:
    """What spoke against one event; what is no kind of doubt is a figure that the two tell differently."""
    kind = _kind(reason)
    return say(_DOUBTS[kind]) if kind in _DOUBTS else say("chat.doubt_figure", figure=reason)


def _kind(reason: str) -> str:
    """The kind of a doubt; after a colon stands what raised it."""
    return reason.partition(":")[0]


def _joined(entry: Entry, made: Decision) -> str:
    return say(_TELLING[made.verdict, made.copy], publisher=entry.publisher, shared=_shared(made.evidence, entry))


def _shared(evidence: Evidence, entry: Entry) -> Markup:
    """What two texts have in common, as *entry* writes it; words only when no name or figure tells more."""
    text = f"{entry.title}\n{entry.text}"
    names = [as_written(name, text) for name in evidence.names]
    whole = [name for name in names if not any(name != other and name.lower() in other.lower() for other in names)]
    strong = [("names", whole), ("figures", [figure.rstrip(".,;") for figure in evidence.figures])]
    kinds = strong if names or evidence.figures else [("words", as_spelt(evidence.words, text, entry.language))]
    found = [say(f"chat.why_{kind}", shared=", ".join(values[:SHARED])) for kind, values in kinds if values]
    if evidence.hours is not None:
        found.append(say("chat.why_apart", time=span(timedelta(hours=evidence.hours))))
    return Markup("; ".join(found)) if found else say("chat.why_alike")


def as_written(name: str, text: str) -> str:
    """A name, which is compared in lower case, as *text* writes it."""
    at = text.lower().find(name.lower())
    # lower() keeps the length of nearly all texts; where it does not, the places do not match
    same_places = at >= 0 and len(text.lower()) == len(text)
    return " ".join(text[at : at + len(name)].split()) if same_places else name


def as_spelt(stems: Sequence[str], text: str, language: str) -> list[str]:
    """Stems as the words of *text* that they were made from."""
    words = {stem(word, language or "en"): word for word in reversed(tokens(text))}
    return [words.get(one, one) for one in stems]
