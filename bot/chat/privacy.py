"""``/privacy``: what is kept, for how long and why, in plain words."""

from dataclasses import replace

from bot.chat.formatting import paragraphs
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.for_admins import OPEN, PRIVACY, open_private
from bot.model import Button, ChatKind
from bot.text.display.markup import plain

COUNTED = 7
"""Days for which it is known who used the bot (``storage.people.WEEK``, which a test holds to it)."""


async def privacy(request: ChatRequest, _args: str, services: Services) -> Response:
    """Say it, with a button for a copy in a private chat."""
    say = request.say
    kept = [
        say("privacy.chat"),
        say("privacy.told"),
        say("privacy.told_texts", n=services.keep.days),
        say("privacy.who"),
        say("privacy.asked"),
        say("privacy.open"),
        say("privacy.used", n=COUNTED),
        say("privacy.position"),
        say("privacy.leaving"),
    ]
    alone = request.kind is ChatKind.PRIVATE
    # who runs a bot puts theirs into its settings
    number = f"\n{say('privacy.yours_number', id=request.user)}" if alone else ""
    yours = f"{say('privacy.yours')}{number}" if alone else say("privacy.yours_group")
    told = paragraphs(say("privacy.header"), "\n".join(kept), f"{say('privacy.others')}\n{yours}")
    if not alone:
        return answer(replace(told, buttons=open_private(say, PRIVACY, OPEN)))
    # the button that erases stands behind a question of its own
    button = Button(plain(say("privacy.export_button")), "export")
    return answer(replace(told, buttons=((button,),)))
