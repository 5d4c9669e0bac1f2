"""Many people at once, and people who write what no keyboard types: others are served, and nothing leaves its chat."""

import time
from datetime import timedelta
from itertools import cycle, islice

import pytest

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, SLOT, Stage

COMMANDS = (
    "/hours", "/feeds", "/fact who brambleworthed the vexmoor", "/search brambleworth", "/help", "/brambleworth",
    "/watch brambleworth figures", "/follow brambleworth", "/settings", "/digest", "/trends", "/why",
)  # fmt: skip
ODD = (
    "<b>&amp;</b>",
    "\u202egnilrettO",
    "Otter\u200b\u200dworks",
    "</a><a href='x'>",
    "عنوان: 5 (x)",
    "\u2066a\u2069",
    "%s{0}",
)
"""Names and words with markup, with signs that turn lines round, and with signs that nobody sees."""


@pytest.mark.parametrize(("people", "each"), [(20, 3), pytest.param(200, 20, marks=pytest.mark.long)])
async def test_a_flood_in_one_group(stage: Stage, people: int, each: int) -> None:
    """
    Many write in one group at once. Somebody in private gets every answer and their digest while that lasts, and no
    word of the group is said anywhere else.
    """
    api = stage.api
    ann, ben = api.person("Ann"), api.person("Ben")
    crowd = [api.person(f"{name} {n}") for n, name in enumerate(islice(cycle(ODD), people))]
    group = api.group(f"Club {ODD[0]} {ODD[1]}", admins=[ben], members=crowd)
    async with stage.playing():
        for chat, user in ((ann, ann), (group, ben)):
            api.says(chat, user, "/subscribe 8:00 UTC")
            await stage.sees(chat, "Subscribed")
        calm = [await _answered(stage, ann) for _ in range(2)]
        for n in range(each):
            for place, one in enumerate(crowd):
                api.says(group, one, COMMANDS[(n + place) % len(COMMANDS)])
        busy = [await _answered(stage, ann) for _ in range(2 * each)]
        # said for who reads along; what counts is that each answer came
        print(f"in private at most {max(calm):.2f} s in calm, {max(busy):.2f} s in a flood of {people * each}")
        await stage.news(SLOT + timedelta(seconds=5))
        await stage.sees(ann, NEWS[0].title)
        others = [text for one in (ann, ben, *crowd) for text in api.bot_texts(one) if "brambleworth" in text]
        assert others == []
        assert not any(api.bot_texts(one) for one in crowd)


async def _answered(stage: Stage, person: int) -> float:
    """How long an answer takes, in seconds."""
    before, begun = len(stage.texts(person)), time.monotonic()
    stage.api.says(person, person, "/hours")
    await eventually(lambda: len(stage.texts(person)) > before, 60, "an answer")
    return time.monotonic() - begun


async def test_odd_words(stage: Stage) -> None:
    """Rules, notes, feeds' folders and names of whatever signs are shown as they were written, in sound markup."""
    api = stage.api
    ben, eve = api.person(ODD[0]), api.person(ODD[1])
    group = api.group(ODD[3], admins=[ben, eve])
    async with stage.playing():
        api.says(group, ben, "/subscribe 8:00 UTC")
        await stage.sees(group, "Subscribed")
        for n, odd in enumerate(ODD):
            api.says(group, eve if n % 2 else ben, f"/follow {odd} otter{n}")
            await stage.sees(group, f"otter{n}")
        for command, part in (("/rules", "otter0"), ("/history", "otter6"), ("/remember " + " ".join(ODD), "remember")):
            api.says(group, ben, command)
            await stage.sees(group, part)
        api.says(group, ben, "/desk here")
        await stage.sees(group, "comes here")
        api.says(group, eve, "/notes")
        await stage.sees(group, "One note")
        shown = "\n".join(stage.texts(group))
        assert ODD[0] in shown
