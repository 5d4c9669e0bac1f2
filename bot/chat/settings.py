"""``/settings``: all that can be set for a chat, each a tap away."""

from dataclasses import dataclass

from bot.chat.admission.rights import may_change
from bot.chat.desk import in_words
from bot.chat.follow_feeds import no_feeds
from bot.chat.formatting import in_rows
from bot.chat.hours import schedule
from bot.chat.language import called
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.rest import pause_line, quiet_line
from bot.chat.size import named
from bot.model import Button, Chat, Reply


@dataclass(frozen=True, slots=True)
class Setting:
    """A button of the hub: the key of its label, and the ``Button.data`` of what it leads to."""

    label: str
    leads_to: str


_PAUSE = Setting("settings.pause_button", "snooze")
_RESUME = Setting("settings.resume_button", "resume")
SETTINGS = (
    Setting("settings.hours_button", "hours"),
    Setting("settings.zone_button", "timezone"),
    Setting("settings.size_button", "size"),
    Setting("settings.language_button", "language"),
    Setting("settings.feeds_button", "feeds"),
    Setting("settings.packs_button", "packs"),
    Setting("settings.follow_button", "follow"),
    Setting("settings.mute_button", "mute"),
    Setting("settings.rules_button", "rules"),
    Setting("settings.alerts_button", "alerts"),
    Setting("settings.learned_button", "learned"),
    Setting("settings.quiet_button", "quiet"),
    _PAUSE,
    Setting("settings.desk_button", "desk"),
    Setting("settings.pictures_button", "pictures"),
    Setting("settings.history_button", "history"),
    Setting("settings.privacy_button", "privacy"),
    Setting("settings.connect_button", "connect"),
)


async def settings(request: ChatRequest, _args: str, services: Services) -> Response:
    """What is set, in a few lines; for who may change it, a button for each part."""
    say = request.say
    now = services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        followed = len(await unit.feeds.of_chat(chat.id)) if chat.id else 0
        ruled = await unit.rules.count(chat.id) if chat.id else 0
        drafts = await unit.chats.get(chat.desk.place) if chat.desk else None
    when = schedule(say, chat, now) if chat.subscribed else [say("settings.no_digests")]
    paused = pause_line(say, chat, now)
    lines = [
        say("settings.header"),
        *when,
        "" if chat.subscribed else paused,
        quiet_line(say, chat),
        say("chat.following", n=followed) if followed else no_feeds(say, services),
        say("settings.size", size=named(say, chat.size or services.size)),
        say("settings.language", language=called(request.say.language)),
        say("settings.rules", n=ruled) if ruled else "",
        in_words(say, chat.desk, drafts, request.actor) if chat.desk and drafts else "",
    ]
    text = "\n".join(line for line in lines if line)
    if not await may_change(request, services.members):
        return answer(Reply(text))
    shown = [_RESUME if paused and one is _PAUSE else one for one in SETTINGS]
    buttons = [Button(say(one.label), one.leads_to) for one in shown]
    return answer(Reply(text, in_rows([*buttons, _digests(request, chat)])))


def _digests(request: ChatRequest, chat: Chat) -> Button:
    say = request.say
    if chat.subscribed:
        return Button(say("settings.stop_button"), "unsubscribe")
    return Button(say("chat.subscribe_button"), "subscribe")
