"""What reports only repeat that a chat's own notes tell: it counts as told there, as with the seed corpus."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from bot.model import Entry, Note, Verdict
from bot.ports import Unit
from bot.stories.profile import profile
from bot.stories.story_index import StoryIndex
from bot.text.analysis.idf import news_at_large

_REMEMBERED = 10_000
"""Reports of which is remembered for one chat whether its notes tell them, for some 100 bytes each: three busy days."""
LONGEST_READ = 20_000
"""Characters of a report that are compared with notes: as many as a note has."""


async def repeating(unit: Unit, chat: int, stories: Collection[int]) -> frozenset[int]:
    """Those stories of which all reports only repeat the chat's notes; a chat without notes pays one look."""
    notes = await unit.notes.of_chat(chat) if stories else []
    if not notes:
        return frozenset()
    joined = await unit.rulings.joined(chat)
    whole = {piece: story for story in stories for piece in joined.get(story, (story,))}
    reports: dict[int, list[Entry]] = defaultdict(list)
    for entry in await unit.entries.reports(whole, chat, LONGEST_READ):
        reports[whole[entry.story or 0]].append(entry)
    return await asyncio.to_thread(repeated, notes, reports.items())


def repeated(notes: Sequence[Note], stories: Iterable[tuple[int, Sequence[Entry]]]) -> frozenset[int]:
    """The stories, each with its reports, that say nothing that is not in the notes. PURE."""
    found = _found(hash(tuple(notes)))
    reader: StoryIndex | None = None

    def repeats(entry: Entry) -> bool:
        nonlocal reader
        key = hash((entry.title, entry.text, entry.published, entry.read_in))
        if key not in found:
            # by how rare words are in news at large: what else was read must not change what is told
            reader = reader or StoryIndex.of([note.document for note in notes], news_at_large())
            read = profile(entry.title, entry.text, entry.published, entry.read_in)
            if len(found) >= _REMEMBERED:
                found.clear()
            found[key] = reader.decide(read, entry.text, ()).verdict is Verdict.KNOWN
        return found[key]

    return frozenset(story for story, reports in stories if all(map(repeats, reports)))


@lru_cache(maxsize=100)
def _found(_notes: int) -> dict[int, bool]:
    """What was found of reports, by their hashes, for a chat whose notes have that one: most are asked for again."""
    return {}
