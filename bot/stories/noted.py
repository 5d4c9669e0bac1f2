"""What reports only repeat that a chat's own notes tell: it counts as told there, as with the seed corpus."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from bot.model import Entry, Note, Verdict
from bot.ports import Unit
from bot.stories.profile import profile
from bot.stories.story_index import StoryIndex

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
    index = StoryIndex.of([note.document for note in notes])
    return frozenset(story for story, reports in stories if all(_repeats(index, one) for one in reports))


def _repeats(index: StoryIndex, entry: Entry) -> bool:
    read = profile(entry.title, entry.text, entry.published, entry.read_in)
    index.count(read)
    return index.decide(read, entry.text, ()).verdict is Verdict.KNOWN
