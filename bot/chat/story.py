"""``/story 3``: the life of a story of the last digest: what came when and from whom, and which were copies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from bot.chat.formatting import paragraphs, reply, short
from bot.chat.numbered import asked_of
from bot.chat.regroup import headline_of
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.zones import shown_zone
from bot.digest.tellings import told_at
from bot.model import Decided, Decision, Entry, Story, Verdict
from bot.stories.rank import independent
from bot.text.analysis.publishers import publisher_key
from bot.text.cleaning.urls import untracked
from bot.text.display.markup import escape, link
from bot.text.display.wording import Markup, Wording
from bot.text.summary.summarize import SourceText, summarize
from bot.wall_clock import zone_of

STEPS = 10
"""Steps that are told: two screens. Of more, the first and the newest ones."""
NAMED = 12
"""Publishers of copies, or of the same news, that are named; more are counted."""
LONGEST = 400
"""Characters of a sentence that are shown: longer ones are no sentences."""


async def story(request: ChatRequest, wanted: str, services: Services) -> Response:
    """Tell how a story went on: of the digest replied to, else of the last one; *wanted* is its number there."""
    say = request.say
    asked = await asked_of(request, services)
    if asked is None:
        return answer(reply(say("chat.why_unknown" if request.about else "chat.why_no_digest")))
    chat, told = asked.chat, asked.told
    async with services.storage.view() as unit:
        place = next((one for one in told if wanted == str(one) or len(told) == 1), 0)
        if not place:
            return answer(reply(say("story.which" if not wanted else "story.no_place", place=short(wanted, 20))))
        found = await unit.stories.seen_by(chat.id, [told[place].story])
        decided = await unit.stories.decisions(found[0].id, chat.id) if found else []
    if not decided:
        return answer(reply(say("chat.why_unfollowed", place=place)))
    shown = replace(found[0], headline=told[place].headline)
    return answer(paragraphs(*life(say, shown, decided, zone_of(chat.zone))))


def life(say: Wording, story: Story, decided: Sequence[Decided], zone: tzinfo) -> list[str]:
    """
    A story's life, in blocks of markup. PURE.

    Args:
        story: Its headline as the digest had it; empty if that is not known.
        decided: What a chat's feeds have of it, at least one entry.
        zone: Whose clocks its moments are told by.
    """
    everybody = {publisher_key(entry.publisher, entry.link) for entry, _ in decided}
    header = say("story.header", headline=short(story.headline) if story.headline else headline_of(decided))
    outlets, origins = say("story.outlets", n=len(everybody)), say("story.origins", n=len(independent(decided)))
    in_order = sorted(decided, key=lambda one: told_at(one[0]))
    steps, same, copies = _sorted(in_order)
    shown = steps if len(steps) <= STEPS else [*steps[:1], *steps[1 - STEPS :]]
    lines = [_step(say, entry, made, zone) for entry, made in shown]
    if len(shown) < len(steps):
        lines.insert(1, say("story.between", n=len(steps) - len(shown)))
    first = say("story.first", publisher=in_order[0][0].publisher)
    rest = [
        *([say("story.same", names=_named(say, same))] if same else []),
        *([say("story.copies", names=_named(say, copies))] if copies else []),
    ]
    counted, clocks = (
        say("story.counted", outlets=outlets, origins=origins),
        say("story.zone", zone=shown_zone(str(zone))),
    )
    return [f"{header}\n{counted} {first} {clocks}", *lines, "\n".join(rest)]


def _sorted(in_order: Sequence[Decided]) -> tuple[list[Decided], list[str], list[str]]:
    """What is told in lines: the first entry and whatever brought something new; who told the same; who copied."""
    own = [one for one in in_order if not one[1].copy] or list(in_order[:1])
    steps = [one for one in own if one is own[0] or (one[1].verdict is Verdict.UPDATE and one[1].fresh)]
    said = {entry.publisher for entry, _ in steps}
    same = dict.fromkeys(entry.publisher for entry, _ in own if entry.publisher not in said)
    copied = dict.fromkeys(entry.publisher for entry, made in in_order if made.copy and entry.publisher not in said)
    return steps, list(same), [one for one in copied if one not in same]


def _step(say: Wording, entry: Entry, made: Decision, zone: tzinfo) -> Markup:
    when = say.day_and_time(told_at(entry).astimezone(zone))
    source = Markup(link(entry.publisher, untracked(entry.link)))
    sentence = _sentence(entry, made)
    if not sentence:
        return say("story.step_titled", when=when, source=source, title=short(entry.title))
    return say("story.step", when=when, source=source, sentence=sentence)


def _sentence(entry: Entry, made: Decision) -> str:
    """The sentence that tells best what an entry brought, word for word; empty if none can stand alone."""
    only = made.fresh if made.verdict is Verdict.UPDATE and made.fresh else None
    text = SourceText(entry.title, entry.text, entry.read_in, only, entry.publisher)
    picks = summarize([text], headline="" if only else entry.title, max_sentences=1)
    return picks[0].text if picks and len(picks[0].text) <= LONGEST else ""


def _named(say: Wording, publishers: Sequence[str]) -> Markup:
    more = [say("chat.why_more", n=len(publishers) - NAMED)] if len(publishers) > NAMED else []
    return say.listed([*map(escape, publishers[:NAMED]), *more])
