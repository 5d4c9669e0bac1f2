"""
A digest made in spite of stories that cannot be told, with the messages that its platform makes of it. Writes nothing.

One story of a thousand may hold what nobody thought of: then the digest is made without it, and the story is named.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from bot.digest.build import Ranking, build
from bot.errors import StorageError
from bot.model import Chat, Digest, Failed, Part, Promise, Reply
from bot.ports import Platform, Unit
from bot.retrying import failed
from bot.stories.noted import repeating
from bot.stories.rank import at_most, importance

_MOST_TRIALS = 64
"""Digests that are tried in search of a story that cannot be told: enough for five of a thousand."""
RANKING = Ranking(importance, at_most)
"""How stories are weighed."""
build_told = partial(build, repeating=repeating)
"""How digests are built: what only repeats a chat's own notes is left out."""


class Shown(NamedTuple):
    """A digest, and the messages that its platform makes of it."""

    digest: Digest
    messages: Sequence[Reply]
    failed: Sequence[Failed] = ()
    """Stories that cannot be told."""
    mended: Sequence[str] = ()
    """Stories that could not, and can be now."""
    coming: Sequence[Promise] | None = None
    """The days to come that its news names, without digest and moment as yet; None: not looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A digest that is to be made: *made* is ``build`` for the occasion, but for the unit and *among*."""

    chat: Chat
    platform: Platform
    now: datetime
    made: Callable[..., Awaitable[Digest]]


async def sound(unit: Unit, wanted: Wanted) -> Shown:
    """A digest without the stories that cannot be told. Writes nothing: who posts it marks them."""
    platform = wanted.platform

    async def made_and_laid_out(among: Callable[[int], bool]) -> Shown:
        async with unit.savepoint():
            digest = _with_addresses(await wanted.made(unit, among=among), wanted.chat, platform)
            return Shown(digest, platform.render(digest, digest.language))

    known = await unit.failures.known(Part.STORY)
    resting = {int(name) for name, one in known.items() if one.next_try > wanted.now}
    bad: dict[int, Failed] = {}
    try:
        shown = await made_and_laid_out(lambda story: story not in resting)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - some story is at fault: below, each shows for itself
        bad = await _bad_stories(made_and_laid_out, resting)
        without = resting | bad.keys()
        shown = await made_and_laid_out(lambda story: story not in without)
    mended = [str(item.story) for item in shown.digest.items if str(item.story) in known]
    return shown._replace(failed=list(bad.values()), mended=mended)


def _with_addresses(digest: Digest, chat: Chat, platform: Platform) -> Digest:
    """A digest whose updates lead to what the chat read before, where its platform has addresses. PURE."""
    items = [
        replace(item, earlier_url=platform.address(chat, item.earlier)) if item.earlier else item
        for item in digest.items
    ]
    return replace(digest, items=tuple(items))


async def _bad_stories(
    made: Callable[[Callable[[int], bool]], Awaitable[Shown]], resting: Collection[int]
) -> dict[int, Failed]:
    """The stories that let a digest fail: all are halved, so and so often, until the bad ones stand alone."""
    seen: set[int] = set()

    def none(story: int) -> bool:
        seen.add(story)
        return False

    await made(none)
    parts, bad = [sorted(seen.difference(resting))], {}
    for _ in range(_MOST_TRIALS):
        some = parts.pop() if parts else []
        if not some:
            break
        try:
            await made(frozenset(some).__contains__)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the one at fault is marked
            middle = len(some) // 2
            if middle:
                parts += [some[middle:], some[:middle]]
            else:
                bad[some[0]] = failed(some[0], error)
    return bad
