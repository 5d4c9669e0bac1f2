"""``/language``: the language that the bot speaks in a chat."""

from dataclasses import replace

from babel import Locale

from bot.chat.choices import tongue_called
from bot.chat.formatting import in_rows, reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button, Reply
from bot.text.analysis.nearest import as_compared
from bot.text.display.markup import plain
from bot.text.display.wording import Markup, Wording, languages, wording

LONGEST = 40
"""Letters of what was written that are looked at and shown again: no language has a longer name."""


async def language(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the language of this chat, with a button for each of the others; or set the one that was named."""
    say = request.say
    if not args:
        shown = say("settings.language_shown", language=say("settings.spoken"))
        return answer(Reply(shown, in_rows(_buttons(say))))
    wanted = _named(args[:LONGEST], say)
    if not wanted:
        return answer(Reply(say("settings.language_unknown", text=args[:LONGEST]), in_rows(_buttons(None))))
    async with services.storage.unit() as unit:
        # without one, so that the first choice is a change that can be seen and undone
        chat = await unit.chats.ensure(request.key, request.kind, request.title)
        await unit.chats.update(chat, replace(chat, language=wanted))
        await unit.commit()
    return Response((reply(_begun(wording(wanted))),), spent=True)


def _begun(say: Wording) -> Markup:
    return say("settings.language_set", language=say("settings.spoken"))


def called(tag: str) -> str:
    """A language by the name that it gives itself: ``Deutsch``."""
    own = Locale.parse(tag.replace("-", "_"))
    return str(own.get_display_name(own) or tag)


def _buttons(now: Wording | None) -> list[Button]:
    return [Button(called(tag), f"language {tag}") for tag in languages() if now is None or tag != now.language]


def _named(text: str, say: Wording) -> str:
    """The tag of the language that somebody means: by what any of them or *say* calls it, "на русском"; "" if none."""
    wanted = as_compared(text)
    for tag in languages():
        own = Locale.parse(tag.replace("-", "_"))
        names = {str(own.get_display_name(one.locale)) for one in (say, *map(wording, languages()))}
        if wanted in map(as_compared, (tag, *names, *plain(wording(tag)("settings.also_called")).split())):
            return tag
    return tongue_called(text)
