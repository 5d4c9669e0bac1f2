"""``/missed``: what did not come to a chat, or waits because it cannot; and the button that brings it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.formatting import ago, paragraphs, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button, Message, MessageState, Missed, Reply
from bot.reasons import Reason, reason_of
from bot.text.display.markup import plain
from bot.text.display.wording import Markup, Wording

WINDOW = timedelta(days=7)
"""What did not come for longer is listed no more: as far back as a new feed is caught up with."""
MOST = 20
"""Messages that are listed; the others are counted."""
HEADLINES = 10
"""Of one message."""
_LATE = "not delivered in time: "
"""How a reason began that was stored as a sentence, by older versions."""
_STATES = {
    MessageState.EXPIRED: "delivery.state_expired",
    MessageState.REFUSED: "delivery.state_refused",
    MessageState.DROPPED: "delivery.state_dropped",
}
_FIRST_LINE = 120
"""Characters of a notice that are shown."""


async def missed(request: ChatRequest, _args: str, services: Services) -> Response:
    """List what did not come here, why, and offer to bring it."""
    now = services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        found = await unit.outbox.missed(chat.id, now - WINDOW) if chat else []
    shown = listed(request.say, found, now)
    if chat and chat.subscribed and chat.subscribed > now - WINDOW:
        # what was told before is nowhere in the list, and whoever has just come looks for it there
        began = request.say("delivery.before_the_first", when=ago(request.say, chat.subscribed, now))
        shown = [*shown[:-1], replace(shown[-1], text=f"{shown[-1].text}\n\n{began}")]
    return answer(*shown)


def listed(say: Wording, found: Sequence[Missed], now: datetime) -> list[Reply]:
    """What did not come, as people read it; with the button, if there is anything."""
    if not found:
        return [Reply(say("delivery.nothing_missed"))]
    more = [say("delivery.missed_more", n=len(found) - MOST)] if len(found) > MOST else []
    shown = [lines(say, one, now) for one in found[-MOST:]]
    all_of_it = paragraphs(say("delivery.missed_header"), *shown, *more, say("delivery.bring_hint"))
    button = Button(plain(say("delivery.bring_button")), "bring")
    return [replace(all_of_it, buttons=((button,),))]


def lines(say: Wording, one: Missed, now: datetime) -> Markup:
    """One message: when, what became of it, why, and what it was to tell."""
    message = one.message
    line = say("delivery.missed_line", when=ago(say, message.created, now), state=_state(say, message))
    shown = [say("delivery.missed_headline", headline=short(text)) for text in one.headlines[:HEADLINES]]
    if len(one.headlines) > HEADLINES:
        shown.append(say("delivery.missed_stories_more", n=len(one.headlines) - HEADLINES))
    if message.digest is None:
        shown = [say("delivery.missed_headline", headline=short(_first_line(message), _FIRST_LINE))]
    return Markup("\n".join([line, *shown]))


def _first_line(message: Message) -> str:
    return plain(message.text, addresses=False).strip().partition("\n")[0] or "…"


def _state(say: Wording, message: Message) -> Markup:
    return say(_STATES.get(message.state, "delivery.state_held"), why=_why(say, message) or say("delivery.no_reason"))


def _why(say: Wording, message: Message) -> str:
    """Why it did not come; that it was late is said already."""
    found = reason_of(message.reason)
    late = found.values.get("why", "") if found and found.code == "delivery.late_for" else message.reason
    return say.reason(late if isinstance(late, Reason) else str(late)).removeprefix(_LATE)


async def bring(request: ChatRequest, _args: str, services: Services) -> Response:
    """Post what did not come and is still missing, now."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
    brought = await services.bring(chat) if chat else None
    if brought is None or not brought.anything:
        return Response(notice=plain(request.say("delivery.brought_nothing")), spent=True)
    return Response(notice=plain(" ".join(said(request.say, brought.stories, brought.notices))), spent=True)


def said(say: Wording, stories: int, notices: int) -> list[str]:
    """What is on its way."""
    lines = [say("delivery.brought", n=stories)] if stories else []
    lines += [say("delivery.brought_notices", n=notices)] if notices else []
    return [*lines] or [say("delivery.only_waiting")]
