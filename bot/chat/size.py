"""``/size``: how much a digest says of each story."""

from dataclasses import replace

from bot.chat.choices import chosen, words_of
from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button, Size
from bot.text.analysis.nearest import as_compared
from bot.text.display.wording import Markup, Wording

LONGEST = 60
"""Characters of what was typed that are looked at: no label is longer."""


async def size(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the size of this chat's digests, with a button for each of the others; or set the one that was named."""
    say = request.say
    named_so = next((one for one in Size if one.value == args.lower()), None)
    wanted = named_so or read_size(args[:LONGEST])
    if args and wanted is None:
        return answer(reply(say("size.unknown", text=args[:40]), buttons=_buttons(say, None)))
    if wanted:
        async with services.storage.unit() as unit:
            chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
            await unit.chats.update(chat, replace(chat, size=wanted))
            await unit.commit()
        return Response((reply(say("size.set", size=named(say, wanted))),), spent=True)
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
    now = chat.size or services.size
    return answer(
        reply(
            say("size.shown", size=named(say, now)),
            say("size.how"),
            buttons=_buttons(say, now),
        )
    )


def read_size(text: str) -> Size | None:
    """The size that somebody means, by its label or another word for it in any language; None for anything else."""
    typed = as_compared(text.strip(" .!"))
    said = next((one for one in Size if typed in words_of(_WORDS[one])), None)
    return said or chosen(text, {one: (_LABELS[one], _NAMES[one]) for one in Size})


def named(say: Wording, chosen: Size) -> Markup:
    """What a size means for a reader."""
    return say(_NAMES[chosen])


def _buttons(say: Wording, now: Size | None) -> list[Button]:
    return [Button(say(_LABELS[one]), f"size {one.value}") for one in Size if one is not now]


_NAMES = {
    Size.HEADLINES: "size.headlines",
    Size.BRIEF: "size.brief",
    Size.FULL: "size.full",
}
_LABELS = {
    Size.HEADLINES: "size.headlines_button",
    Size.BRIEF: "size.brief_button",
    Size.FULL: "size.full_button",
}
_WORDS = {
    Size.HEADLINES: "size.words_headlines",
    Size.BRIEF: "size.words_brief",
    Size.FULL: "size.words_full",
}
