"""
The stories that are held in memory, those used last: the newest as they are compared, those before them packed.

To unpack one takes a tenth of the time that reading its texts again takes, and packed it is a seventh as large. PURE.
"""

import pickle
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

from bot.model import DocId
from bot.stories.centroid import centroid, speakers
from bot.stories.profile import Profile

_row = attrgetter(*(field.name for field in fields(Profile)))
"""What a text was read as, in a plain row: it is packed and unpacked in four fifths of the time."""

Place = tuple[float, int]
"""Where an entry stands among those of its story: a moment in seconds (or any rising number), then its id."""
Speaker = tuple[Place, Profile]

MOST_UNPACKED = 1_000
"""Stories that are held as they are compared: half a day's, 30 kB each."""
MOST_BYTES = 24_000_000
"""Bytes that packed ones take together: some five thousand stories of one report; long ones push out more."""


@dataclass(slots=True)
class HeldStory:
    """One story; its centroid is made when it is asked for."""

    members: Sequence[Speaker]
    seed: DocId = ""
    packed: bytes = b""
    """It as it was packed; empty for one that has not been, or was changed since."""
    _told: Profile | None = None

    def centroid(self) -> Profile:
        """What it is as a whole."""
        if self._told is None:
            self._told = centroid(self.profiles())
        return self._told

    def profiles(self) -> list[Profile]:
        """What its members say, in order."""
        return [read for _, read in self.members]

    def add(self, new: Speaker) -> None:
        """Let one more entry speak for it."""
        # in order of time, not of arrival: so the centroid is the same when it is read from storage again
        self.members = speakers(sorted([*self.members, new], key=lambda member: member[0]))
        self._told, self.packed = None, b""


class HeldStories:
    """Id -> story; mutable, owned by one task. Asking for a story makes it the one used last."""

    __slots__ = ("_bytes", "_most", "_most_bytes", "_packed", "_unpacked")

    def __init__(self, most: int = MOST_UNPACKED, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0
        self._unpacked: OrderedDict[int, HeldStory] = OrderedDict()
        self._packed: OrderedDict[int, bytes] = OrderedDict()

    def __contains__(self, story: int) -> bool:
        return story in self._unpacked or story in self._packed

    def __getitem__(self, story: int) -> HeldStory:
        self[story] = held = self._read(story)
        return held

    def many(self, stories: Iterable[int]) -> dict[int, HeldStory]:
        """Those of *stories* that are held: all of them, also where they are more than stay so."""
        # to hold one may push out another: all are read before any is made the one used last
        found = {story: self._read(story) for story in stories if story in self}
        for story, held in found.items():
            self[story] = held
        return found

    def missing(self, stories: Iterable[int]) -> list[int]:
        """Those of *stories* that are not held; the others, which are wanted as well, are the last to be let go."""
        missing = []
        for story in dict.fromkeys(stories):
            if story in self._unpacked:
                self._unpacked.move_to_end(story)
            elif story in self._packed:
                self._packed.move_to_end(story)
            else:
                missing.append(story)
        return missing

    def _read(self, story: int) -> HeldStory:
        if story in self._unpacked:
            return self._unpacked[story]
        packed = self._packed[story]
        rows, seed = pickle.loads(packed)  # noqa: S301 - packed below, and never out of our hands
        return HeldStory([(place, Profile(*row)) for place, row in rows], seed, packed)

    def __setitem__(self, story: int, held: HeldStory) -> None:
        """Hold a story; those used before may be packed, or let go."""
        self.forget(story)
        self._unpacked[story] = held
        while len(self._unpacked) > self._most:
            self._pack(*self._unpacked.popitem(last=False))

    def _pack(self, story: int, held: HeldStory) -> None:
        # most that are compared once more are not changed by it; to pack one takes twice as long as to unpack it
        packed = held.packed or _packed(held)
        self._packed[story] = packed
        self._bytes += len(packed)
        while self._bytes > self._most_bytes:
            self._bytes -= len(self._packed.popitem(last=False)[1])

    def forget(self, story: int) -> None:
        """Let one go, if it is held."""
        self._unpacked.pop(story, None)
        self._bytes -= len(self._packed.pop(story, b""))


def _packed(held: HeldStory) -> bytes:
    rows = [(place, _row(read)) for place, read in held.members]
    return pickle.dumps((rows, held.seed), pickle.HIGHEST_PROTOCOL)
