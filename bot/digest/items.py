"""
One story as a digest tells it: headline, sentences, figures, sources. PURE.

What there is to tell of it, ``tellings.py`` has found; all that is written here stands word for word in an entry.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.digest.figure_conflicts import Told, differing
from bot.digest.tellings import Memory, Telling, goes_on, headed, told_at, with_first, words_of
from bot.model import (
    LONGEST_HEADLINE,
    DigestItem,
    DocId,
    Document,
    Entry,
    LeftOut,
    Quote,
    Size,
    Source,
    SourcedQuote,
    Story,
)
from bot.text.analysis.publishers import publisher_key
from bot.text.analysis.sentences import sentences
from bot.text.cleaning.boilerplate import sentence_key
from bot.text.cleaning.headlines import headline, label, without_pictographs
from bot.text.cleaning.urls import untracked
from bot.text.summary.repeats import alike, brings_figure, rarest, retelling
from bot.text.summary.summarize import MAX_SENTENCES, Pick, SourceText, outdated, summarize

SENTENCES = {Size.HEADLINES: 0, Size.BRIEF: 3, Size.FULL: 6}
"""Sentences of a story, at most."""
MOST_RETOLD_LINE = 0.2
"""How likely the new sentence of an update may tell nothing new, at most, to be a line; what is not waits for room."""
LINE_WITHIN = 2
"""Sentences of a text among which such a line stands: of eight lines that were read three came from further down, and
all three explained."""
RARE = 0.65
"""
How rare a word must be that the headlines of an event and of an earlier one share: "Pensacola", "impeachment inquiry",
not "Supreme Court". Of 48 pairs that were read 17 were not of one matter; of the 30 that stay 3 are not.
"""
RARE_ALONE = 0.8
"""The same if it is nearly all that they share: "Benghazi", but not "Georgia"."""
LEAST_SHARED = 1.25
"""
How rare the words that they share are together, if none is that rare: "North Korea" alone is no matter. Of 14 lines
that both leave out, of 130 that were read, ten were of something else.
"""
LEAST_ALIKE = 0.06
"""What they must share of all that they say: one name of many is little."""
MOST_SAID = 0.6
"""
Share of a background sentence's words that the headline or a sentence of the story may have as well: "Meta has launched
Muse Spark" explains nothing above "two days after Meta released Muse Spark".
"""
LABELLED_TEXT = 2_000
"""Characters of a text in which the words of a label stand if it is about the story."""
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[(?:…|\.\.\.)\])$")


def in_full(telling: Telling, seeds: Mapping[DocId, Document], most: int, memory: Memory) -> DigestItem:
    """A story with what the chat had before: an update with the message that told it, news with an earlier event."""
    item = _with_media(telling, seeds, most, memory)
    if item.update:
        return replace(item, earlier=memory.earlier.get(item.story, ""))
    before = memory.before.get(goes_on(telling.story, telling.decided))
    if before is None or not _of_one_matter(before.headline, item.headline):
        return item
    return replace(item, before=replace(before, headline=without_pictographs(before.headline)))


def _of_one_matter(before: str, now: str) -> bool:
    """Whether two headlines share what few have: who reads one above the other sees at once why."""
    one, other = frozenset(words_of(before)), frozenset(words_of(now))
    rare, together = rarest(one & other), math.fsum(rarest((word,)) for word in one & other)
    return rare >= (RARE if together >= LEAST_SHARED else RARE_ALONE) and alike(one, other) >= LEAST_ALIKE


def in_a_line(telling: Telling, seeds: Mapping[DocId, Document], memory: Memory) -> DigestItem | None:
    """
    A story in one line: its headline, and of an update the sentence that is new, for a headline mostly tells once more.

    Returns: None for an update without a sentence that is short enough and clear by itself.
    """
    if not telling.update:
        return _with_media(telling, seeds, 0, memory, also=True)
    entries = [entry for entry, _ in telling.decided]
    new = next(iter(summarize(telling.sources, max_sentences=1, headline=telling.story.headline, alone=True)), None)
    if new is None or len(new.text) > LONGEST_HEADLINE or not _verbatim(entries[new.source], new):
        return None
    before = len(sentences(entries[new.source].text[: new.start], entries[new.source].read_in))
    if before >= LINE_WITHIN or _retold_line(new, entries[new.source], telling.story, memory) > MOST_RETOLD_LINE:
        return None
    told, quote = entries[new.source], _span(entries[new.source], new.start, new.end)
    line = _with_media(telling, seeds, 0, memory, also=True)
    sources = _publishers([told, *entries])
    return replace(line, headline=new.text, url=untracked(told.link), quotes=(quote,), sources=sources)


def left_out(telling: Telling) -> LeftOut:
    """A story that is not shown: enough to list it."""
    item = _item(telling, {}, 0)
    return LeftOut(item.headline, item.url, item.sources[0].publisher)


def _retold_line(new: Pick, entry: Entry, story: Story, memory: Memory) -> float:
    """How likely a line tells nothing new to a chat that had the story, perhaps no more than a headline of it."""
    told = [*(quote.text for quote in memory.read.get(story.id, ())), story.headline]
    # so early in its text it tells what the title tells
    title = frozenset(words_of(entry.title))
    return retelling(frozenset(words_of(new.text)), [frozenset(words_of(one)) for one in told], frozenset(), title)


def _with_media(
    telling: Telling, seeds: Mapping[DocId, Document], most: int, memory: Memory, *, also: bool = False
) -> DigestItem:
    """A story with what one of its entries lets people hear or watch; with a picture where nothing is said below it."""
    item = _item(telling, seeds, most, also=also)
    entries = [entry for entry, _ in headed(telling).decided]
    found = [memory.media[entry.id] for entry in entries if entry.id in memory.media]
    if not found:
        return item
    first = next((one for one in found if one.audio or one.video), found[0])
    is_bare = not any(entry.text for entry in entries)
    return replace(item, media=first if is_bare else replace(first, image=""))


def _item(telling: Telling, seeds: Mapping[DocId, Document], most: int, *, also: bool = False) -> DigestItem:
    """A story as it is told, with at most so many sentences."""
    telling = headed(telling)
    entries = [entry for entry, _ in telling.decided]
    # an entry without a title is headed by its best sentence
    picks = [] if entries[0].title and not most else _picks(telling, entries, max(most, 1))
    head = _better_head(entries, picks)
    if head:
        # what that headline says need not be said again below it
        below = with_first(telling, head)
        again = _picks(below, [entry for entry, _ in below.decided], most)
        if any(pick.source == 0 for pick in again):
            telling, entries, picks, head = below, [entry for entry, _ in below.decided], again, 0
    first = entries[head]
    quotes = tuple(_span(entries[pick.source], pick.start, pick.end) for pick in picks)
    note = seeds.get(telling.story.seed) if telling.update else None
    above = (
        _headline(first, telling.sources[head].boilerplate)
        or (quotes[0].quote.text if quotes else telling.story.headline)
        or first.publisher
    )
    return DigestItem(
        story=telling.story.id,
        headline=above,
        url=untracked(first.link),
        quotes=quotes if most else (),
        sources=_publishers([first, *(entries[pick.source] for pick in picks), *entries]),
        first_seen=min(told_at(entry) for entry in entries),
        update=telling.update,
        background=_background(note, [above, *(one.quote.text for one in quotes)]) if note else "",
        also=also,
        figures=_figures(telling, entries, picks) if most else (),
    )


def _better_head(entries: Sequence[Entry], picks: Sequence[Pick]) -> int:
    """
    The report whose headline fits what is quoted: the first one's, unless none of it is, or it is out of date by that.

    Returns: its place; 0 also where the fitting report has no title.
    """
    quoted = [pick.source for pick in picks]
    if not quoted:
        return 0
    newest = max(quoted, key=lambda place: told_at(entries[place]))
    first, later = entries[0], entries[newest]
    stale = outdated(first.title, first.read_in, told_at(first), told_at(later))
    head = quoted[0] if 0 not in quoted else newest if stale else 0
    return head if entries[head].title else 0


def _headline(entry: Entry, boilerplate: Collection[int]) -> str:
    """
    The title without what is its feed's own; empty for a bare label.

    One that was cut off in the text's first sentence is that whole sentence.
    """
    opening = next(iter(sentences(entry.text[: LONGEST_HEADLINE * 2], entry.read_in)), None)
    begun = opening.text if opening and len(opening.text) <= LONGEST_HEADLINE else ""
    if _CUT.search(entry.title) and begun.startswith(_CUT.sub("", entry.title)):
        return begun
    recurs = any(sentence_key(one) in boilerplate for one in (entry.title, label(entry.title)) if one)
    told = headline(entry.title, entry.text[:LABELLED_TEXT], entry.read_in, recurs=recurs)
    return told or (begun or entry.title if entry.title else "")


def _background(note: Document, shown: Sequence[str]) -> str:
    """What a note has to tell first that nothing shown says as well; empty where all of it does."""
    told = [frozenset(words_of(one)) for one in shown]
    return next((one for one in _explaining(note) if not _said(frozenset(words_of(one)), told)), "")


def _said(words: frozenset[str], told: Sequence[frozenset[str]]) -> bool:
    """Whether one text of these holds nearly all that a sentence says; a figure of its own is worth telling."""
    return any(len(words & one) >= MOST_SAID * len(words) and not brings_figure(words, [one]) for one in told)


@lru_cache(maxsize=64)  # the same few notes explain to all chats
def _explaining(note: Document) -> Sequence[str]:
    """The sentences of a background note that tell best what it is about, the best first; its title without any."""
    source = SourceText(note.title, note.text, note.read_in)
    found = [pick.text for most in (1, MAX_SENTENCES) for pick in summarize([source], max_sentences=most)]
    return list(dict.fromkeys(found)) or [note.title]


def _figures(telling: Telling, entries: Sequence[Entry], picks: Sequence[Pick]) -> tuple[SourcedQuote, ...]:
    """The figures that the sources give differently for something that *picks* tell."""
    told = tuple(
        Told(
            publisher_key(entry.publisher, entry.link), source.text, source.language,
            tuple((pick.start, pick.end) for pick in picks if pick.source == number),
        )
        for number, (entry, source) in enumerate(zip(entries, telling.sources, strict=True))
    )  # fmt: skip
    return tuple(_span(entries[place.source], place.start, place.end) for place in _differing(told))


_differing = lru_cache(maxsize=500)(differing)
"""Remembered like the summaries."""


def _picks(telling: Telling, entries: Sequence[Entry], most: int) -> list[Pick]:
    told = _summed_up(telling.sources, entries[0].title, most)
    if not told and len(entries) > 1:
        # what several tell is never a bare headline, even if all their sentences repeat it
        told = _summed_up(telling.sources, "", 1)
    return [pick for pick in told if _verbatim(entries[pick.source], pick)]


@lru_cache(maxsize=500)  # stories of a slot, some 10 kB each: chats that have the same reports of one share its summary
def _summed_up(sources: tuple[SourceText, ...], headline: str, most: int) -> tuple[Pick, ...]:
    return tuple(summarize(sources, headline=headline, max_sentences=most))


def _span(entry: Entry, start: int, end: int) -> SourcedQuote:
    return SourcedQuote(Quote(entry.doc, start, end, entry.text[start:end]), _who(entry))


def _who(entry: Entry) -> Source:
    return Source(entry.publisher, untracked(entry.link), told_at(entry), entry.has_hour)


def _verbatim(entry: Entry, pick: Pick) -> bool:
    """Whether a sentence stands word for word at its place; what does not is never shown."""
    return entry.text[pick.start : pick.end] == pick.text


def _publishers(entries: Sequence[Entry]) -> tuple[Source, ...]:
    """Who tells it: each publisher once, with its first entry."""
    found: dict[str, Source] = {}
    for entry in entries:
        found.setdefault(publisher_key(entry.publisher, entry.link), _who(entry))
    return tuple(found.values())
