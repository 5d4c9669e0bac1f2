"""
Feed packs: curated lists of feeds that come with the program, one file each in ``seeds/packs``.

What each is called stands in the catalogues.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from bot.corpus import bundled
from bot.errors import BotError
from bot.feeds.opml import Line
from bot.reasons import because
from bot.text.display.markup import plain
from bot.text.display.wording import Wording


@dataclass(frozen=True, slots=True)
class PackFeed:
    """One feed of a pack. *found* says where its address was found; *third_party*: others make it than publish it."""

    name: str
    url: str
    language: str
    found: str
    third_party: bool = False

    def title(self, say: Wording) -> str:
        """Its name as people read it."""
        return plain(say("packs.third_party", name=self.name)) if self.third_party else self.name


@dataclass(frozen=True, slots=True)
class Pack:
    """
    A list of feeds on one field.

    *name* is that of its file, for commands and buttons; *title* and *description* are keys of sentences.
    """

    name: str
    title: str
    description: str
    feeds: tuple[PackFeed, ...]

    def wanted(self, say: Wording) -> tuple[Line, ...]:
        """Its feeds as a list to be followed; the pack is their folder."""
        return tuple(Line(feed.url, feed.title(say), (plain(say(self.title)),)) for feed in self.feeds)


@cache
def packs() -> tuple[Pack, ...]:
    """All packs, by name."""
    return tuple(
        _pack(path.stem, path.read_text(encoding="utf-8")) for path in sorted(bundled("seeds/packs").glob("*.toml"))
    )


def pack_named(name: str) -> Pack:
    """One pack. Raises: BotError that names all there are."""
    found = next((pack for pack in packs() if pack.name == name.strip().lower()), None)
    if found is None:
        names = ", ".join(pack.name for pack in packs())
        raise BotError(str(because("packs.no_such", name=name, names=names)))
    return found


def _pack(name: str, text: str) -> Pack:
    content = tomllib.loads(text)
    about = content["pack"]
    return Pack(name, about["title"], about["description"], tuple(PackFeed(**feed) for feed in content["feed"]))
