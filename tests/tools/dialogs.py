"""
Pictures for ``docs/screens``: how people talk to the bot in Telegram, as its server saw it.

    python -m tests.tools.dialogs PROGRAM [LANGUAGE ...]     (chromium or chrome; languages: en de ar)

The whole program talks to the strict Bot API server of the tests; what stands in each chat then is drawn as messages
with their buttons, 390 pixels wide, light and dark.
"""

import asyncio
import html
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, SLOT, START, Stage, staged
from tests.feedserver import Item
from tests.tools.screens import FOLDER, shoot

LANGUAGES = ("en", "de", "ar")
LATER = (
    Item("Otterworks hires 40 engineers in Leeds", "https://x.example/4", "The plant begins work in May.", "4"),
    Item("Tern 2 reaches its orbit", "https://x.example/5", "The satellite circles the earth in 95 minutes.", "5"),
    Item("Museum of salt opens in Wick", "https://x.example/6", "It shows 300 kinds of salt.", "6"),
)
TAGS = {"bold": "b", "italic": "i", "underline": "u"}
MOST_BYTES = 150_000
PAGE = """<!doctype html><meta charset="utf-8"><style>
:root {{ color-scheme: light dark; --wall: light-dark(#d5e3d0, #101a24); --mine: light-dark(#e6fdd0, #2b5278);
  --theirs: light-dark(#fff, #182533); --ink: light-dark(#111, #eee); --key: light-dark(#7a9a72cc, #24374b);
  --link: light-dark(#1d6fb8, #6ab3f3); }}
body {{ margin: 0; padding: 10px 8px; background: var(--wall); color: var(--ink); width: 374px;
  font: 14px/1.38 "DejaVu Sans", "Noto Sans Arabic", sans-serif; }}
.said {{ margin: 0 0 8px; max-width: 322px; padding: 7px 11px; border-radius: 12px; background: var(--theirs);
  white-space: pre-wrap; overflow-wrap: anywhere; width: fit-content; unicode-bidi: plaintext; text-align: start; }}
.mine {{ margin-left: auto; background: var(--mine); }}
.row {{ display: flex; gap: 4px; margin: -4px 0 8px; max-width: 344px; }}
.row + .row {{ margin-top: -4px; }}
.key {{ flex: 1; padding: 6px 3px; border-radius: 8px; background: var(--key); color: #fff; font-size: 12.5px;
  text-align: center; unicode-bidi: plaintext; }}
a {{ color: var(--link); text-decoration: none; }}
</style>{body}"""


async def dialogs(stage: Stage, language: str) -> dict[str, list[dict[str, Any]]]:
    """What is said in one person's chat, by the name of the picture."""
    api, found = stage.api, dict[str, list[dict[str, Any]]]()
    ann = api.person("Ann", language=language)
    begun = 0

    async def answered(text: str, after: Callable[[], object] | None = None) -> None:
        before = len(api.bot_messages(ann))
        api.says(ann, ann, text)
        await eventually(after or (lambda: len(api.bot_messages(ann)) > before), 60, text)
        await asyncio.sleep(1.5)

    async def tapped(at: int, row: int = 0, place: int = 0) -> None:
        message = api.bot_messages(ann)[at]
        before = len(api.called("sendMessage")) + len(api.called("editMessageText"))
        data = message["reply_markup"]["inline_keyboard"][row][place]["callback_data"]
        api.press_data(ann, ann, message["message_id"], data)
        done = ("sendMessage", "editMessageText")
        await eventually(lambda: sum(len(api.called(one)) for one in done) > before, 60, f"an answer to {data}")
        await asyncio.sleep(1.5)

    def cut(name: str) -> None:
        nonlocal begun
        found[name] = [dict(one) for one in api.messages(ann)[begun:]]
        begun = len(api.messages(ann))

    stage.at(START)
    await answered("/start")
    keys = [dict(one) for one in api.messages(ann)]
    await tapped(-1)
    hour = [dict(one) for one in api.messages(ann)[len(keys) :]]
    await tapped(-1)
    cut("start")
    # the buttons of the two taps go when they were pressed; the picture shows them
    found["start"] = [*keys, *hour, *found["start"][len(keys) + len(hour) :]]
    await answered("/hours 8:00 UTC")
    begun = len(api.messages(ann))
    await stage.news(SLOT + timedelta(seconds=5))
    await eventually(lambda: stage.wrote(ann, NEWS[0].title), 90, "the digest")
    await asyncio.sleep(1.5)
    cut("digest")
    await answered("/fact how many people will the plant in Leeds employ")
    cut("fact")
    await answered("/settings")
    cut("settings")
    await answered("/follow Otterworks")
    await answered("/rule title:storm -> never")
    cut("rules")
    await answered("/desk 20")
    await stage.news(SLOT + timedelta(days=1, seconds=5) - timedelta(minutes=20), *LATER, *NEWS)
    drafts = [number for number, one in enumerate(api.bot_messages(ann)) if one is not None]
    await eventually(lambda: len(api.bot_messages(ann)) > len(drafts), 90, "the draft")
    await asyncio.sleep(1.5)
    cut("desk")
    await tapped(-1, 0, 1)
    found["desk"] = [*found["desk"], dict(api.bot_messages(ann)[-1])]
    stage.at(SLOT + timedelta(days=1, hours=2))
    return found


def drawn(messages: Sequence[dict[str, Any]], person: str) -> str:
    """Messages as a page."""
    parts = []
    for one in messages:
        mine = " mine" if one.get("from", {}).get("first_name") == person else ""
        parts.append(f'<div class="said{mine}">{marked(one.get("text", ""), one.get("entities", ()))}</div>')
        for row in one.get("reply_markup", {}).get("inline_keyboard", []):
            keys = "".join(f'<span class="key">{html.escape(key["text"])}</span>' for key in row)
            parts.append(f'<div class="row">{keys}</div>')
    return PAGE.format(body="".join(parts))


def marked(text: str, entities: Sequence[dict[str, Any]]) -> str:
    """A message's text as HTML: places of its entities are counted in UTF-16."""
    units = text.encode("utf-16-le")
    marks: list[tuple[int, int, str]] = []
    for number, one in enumerate(entities):
        begin, end = one["offset"] * 2, (one["offset"] + one["length"]) * 2
        tag = "a" if one["type"] in ("text_link", "url", "bot_command") else TAGS.get(one["type"], "span")
        marks += [(begin, number, f"<{tag}>"), (end, -number, f"</{tag}>")]
    pieces, at = [], 0
    for place, _, tag in sorted(marks):
        pieces += [html.escape(units[at:place].decode("utf-16-le")), tag]
        at = place
    return "".join([*pieces, html.escape(units[at:].decode("utf-16-le"))])


def photograph(program: str, page: str, picture: Path, flags: list[str]) -> None:
    """A page as a picture that ends where it does."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(page, encoding="utf-8")
        shoot(program, file, picture, flags)
    with Image.open(picture) as found:
        shown = found.convert("RGB")
    wall = Image.new("RGB", shown.size, shown.getpixel((1, shown.height - 2)))
    box = ImageChops.difference(shown, wall).getbbox() or (0, 0, 1, 1)
    shown.crop((0, 0, shown.width, min(shown.height, box[3] + 10))).quantize(32).save(picture, optimize=True)
    assert picture.stat().st_size < MOST_BYTES, picture


async def main(program: str, languages: Sequence[str]) -> None:
    """Write the pictures."""
    for language in languages:
        with tempfile.TemporaryDirectory() as folder:
            async with staged(Path(folder)) as stage, stage.playing():
                found = await dialogs(stage, language)
        for name, messages in found.items():
            page = drawn(messages, "Ann")
            for theme, flags in (("light", []), ("dark", ["--blink-settings=preferredColorScheme=0"])):
                await asyncio.to_thread(
                    photograph, program, page, FOLDER / f"{name}-{language}-{theme}.png", list[str](flags)
                )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:] or LANGUAGES))
