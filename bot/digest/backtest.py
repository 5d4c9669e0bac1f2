"""
What other settings would have changed: the digests of past days, made again from what is stored. PURE.

Entries count from when they came; those that were in a feed before anybody followed it, from when they were published.
What a chat was really told plays no part: each run remembers only what it told itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.digest.compose import Occasion, Plan, compose
from bot.digest.slots import span
from bot.digest.taste import Importance
from bot.digest.tellings import Memory, News, told_at
from bot.model import Chat, Decided, Digest, DigestItem, DocId, Document, Quote
from bot.text.display.markup import plain
from bot.text.display.wording import Wording


@dataclass(frozen=True, slots=True)
class Change:
    """A story that one run tells in full in a slot and the other does not, and what becomes of it there."""

    headline: str
    fate: str
    """``line``: told in a line; ``other``: in full in another slot; ``none``: not at all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One slot under both settings: stories told in full, which would go and which would come."""

    slot: datetime
    before: int
    after: int
    goes: tuple[Change, ...]
    comes: tuple[Change, ...]


def replay(
    chat: Chat,
    news: Sequence[News],
    seeds: Mapping[DocId, Document],
    moments: Iterable[datetime],
    importance: Importance,
    plan: Plan,
) -> list[Digest]:
    """The digests that *chat* would have got at *moments*, oldest first, from what had come by then."""
    told: dict[int, datetime] = {}
    read: dict[int, list[Quote]] = {}
    made: list[Digest] = []
    for moment in moments:
        last = made[-1].slot if made else None
        stretched = plan.over(span(chat, moment))
        since = moment - stretched.look_back
        occasion = Occasion(chat, moment, moment, None, since)
        known = _known_by(news, moment, since)
        digest = compose(occasion, known, Memory(told, read, last), seeds, importance, stretched)
        for item in digest.items:
            told.update(dict.fromkeys((item.story, *item.told_with), moment))
            read.setdefault(item.story, []).extend(sourced.quote for sourced in item.quotes)
        made.append(digest)
    return made


def _known_by(news: Sequence[News], moment: datetime, since: datetime) -> list[News]:
    """The stories of the days from *since* to *moment*, as far as they were known then."""
    found: list[News] = []
    for story, all_decided in news:
        decided = [(entry, replace(decision, made=came)) for entry, decision, came in _arrivals(all_decided, moment)]
        last = max((decision.made for _, decision in decided if decision.made), default=None)
        if last and last > since:
            found.append((replace(story, last_seen=min(last, story.last_seen)), decided))
    return found


def _arrivals(decided: Sequence[Decided], until: datetime) -> list[tuple[*Decided, datetime]]:
    dated = [
        (entry, decision, told_at(entry) if entry.backlog else decision.made or entry.seen)
        for entry, decision in decided
    ]
    return sorted((one for one in dated if one[2] <= until), key=lambda one: one[2])


def compare(before: Sequence[Digest], after: Sequence[Digest]) -> list[Compared]:
    """Both runs slot by slot."""
    old, new = ({digest.slot: digest for digest in run} for run in (before, after))
    return [
        Compared(
            slot,
            len(_in_full(old.get(slot))),
            len(_in_full(new.get(slot))),
            _changes(old.get(slot), new.get(slot), after),
            _changes(new.get(slot), old.get(slot), before),
        )
        for slot in sorted({*old, *new})
    ]


def _in_full(digest: Digest | None) -> list[DigestItem]:
    return [item for item in digest.items if not item.also] if digest else []


def _changes(here: Digest | None, there: Digest | None, run: Sequence[Digest]) -> tuple[Change, ...]:
    """What is told in full in *here* and not in *there*, which belongs to *run*."""
    kept = {item.story for item in _in_full(there)}
    full = {item.story for digest in run for item in _in_full(digest)}
    lines = {item.story for digest in run for item in digest.items}
    return tuple(
        Change(item.headline, "other" if item.story in full else "line" if item.story in lines else "none")
        for item in _in_full(here)
        if item.story not in kept
    )


def in_words(compared: Sequence[Compared], zone: tzinfo, say: Wording) -> str:
    """The comparison as plain text: a paragraph for each slot that had anything to tell, and the sums."""
    told = [one for one in compared if one.before or one.after]
    paragraphs = [plain("\n".join(_slot_lines(one, zone, say))) for one in told]
    sums = {
        "n": len(compared),
        "before": sum(one.before for one in compared),
        "after": sum(one.after for one in compared),
        "goes": sum(len(one.goes) for one in compared),
        "comes": sum(len(one.comes) for one in compared),
    }
    return "\n\n".join([*paragraphs, plain(say("backtest.sums", **sums))]) + "\n"


_GOES = {"line": "backtest.goes_line", "other": "backtest.goes_other", "none": "backtest.goes_none"}
_COMES = {"line": "backtest.comes_line", "other": "backtest.comes_other", "none": "backtest.comes_none"}


def _slot_lines(one: Compared, zone: tzinfo, say: Wording) -> list[str]:
    when = say.day_and_time(one.slot.astimezone(zone))
    lines = [str(say("backtest.slot", when=when, before=one.before, after=one.after))]
    for key, fates, changes in (("backtest.goes", _GOES, one.goes), ("backtest.comes", _COMES, one.comes)):
        lines += [say(key, headline=change.headline, fate=say(fates[change.fate])) for change in changes]
    return lines
