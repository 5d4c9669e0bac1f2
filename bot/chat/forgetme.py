"""``/forgetme``: erases what is kept about a person, after they were asked once."""

from datetime import UTC, datetime, timedelta

from bot.chat.formatting import number_in, reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.for_admins import FORGETME, OPEN, open_private
from bot.model import Button, ChatKind, Reply

ASKED_FOR = timedelta(minutes=15)
"""So long the button erases: one that is found by chance months later must not."""
_SECOND = 10
"""Digits of a second until the year 2286: the calendar ends before those of many more."""
_NO = "no"


async def forgetme(request: ChatRequest, _args: str, services: Services) -> Response:
    """Ask whether it shall be; in a group only say where to ask for it."""
    say = request.say
    if request.kind is not ChatKind.PRIVATE:
        return answer(Reply(say("privacy.in_private"), open_private(say, FORGETME, OPEN)))
    now = int(services.clock.now().timestamp())
    buttons = [Button(say("privacy.button"), f"forgetme {now}"), Button(say("follow.cancel"), f"forgetme {_NO}")]
    return answer(reply(say("privacy.ask"), say("privacy.ask_groups"), buttons=buttons))


async def forget(request: ChatRequest, asked: str, services: Services) -> Response:
    """The button that does it: whoever presses it is whom the private chat belongs to, so no id is taken from it."""
    say = request.say
    if asked == _NO:
        return Response((reply(say("follow.cancelled")),), spent=True)
    if request.kind is not ChatKind.PRIVATE or not is_fresh(asked, services.clock.now()):
        return Response(notice=say("chat.old_button"), spent=True)
    async with services.storage.unit() as unit:
        await unit.privacy.erase_person(request.key)
        await unit.commit()
    services.asking.forget(request.key.platform, request.user)
    return Response((reply(say("privacy.done")),), spent=True)


def is_fresh(asked: str, now: datetime) -> bool:
    """Whether a button was made a moment ago; *asked* is its second, as it came back. PURE."""
    pressed = number_in(asked, _SECOND)
    return timedelta() <= now - datetime.fromtimestamp(pressed, UTC) <= ASKED_FOR
