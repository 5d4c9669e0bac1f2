"""The table of all that can be typed or pressed: name, who may, what runs. The lists that people see come from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.addfeed import add_offered, addfeed, catch_up, leave_offered, pick_offered, skip
from bot.chat.admission.rights import Right
from bot.chat.digest import digest, preview
from bot.chat.fact import fact, more, tell
from bot.chat.feeds import feeds
from bot.chat.help import help_from
from bot.chat.hours import hours
from bot.chat.left_out import left_out
from bot.chat.missed import bring, missed
from bot.chat.movefeed import move_to, movefeed, new_address, retry
from bot.chat.opml import opml, whole
from bot.chat.packs import add_pack, packs, show_pack
from bot.chat.questions import end, questions
from bot.chat.regroup import change, join_two, near, part, undo_act
from bot.chat.removefeed import drop, removefeed
from bot.chat.request import ChatRequest, Response, Services
from bot.chat.search import search
from bot.chat.seen import seen
from bot.chat.size import size
from bot.chat.start import start
from bot.chat.status import status
from bot.chat.subscribe import subscribe, unsubscribe
from bot.chat.timezone import timezone
from bot.chat.trends import trends
from bot.chat.why import why
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

Run = Callable[[ChatRequest, str, Services], Awaitable[Response]]
"""Takes the request and what was written after the command's name."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be typed as ``/name``, or pressed with ``name`` at the start of a button's data."""

    name: str
    right: Right
    run: Run
    usage: str = ""
    """The key of how it is typed; buttons have none."""
    does: str = ""
    """The key of what it does, in plain text: Telegram shows it in its menu."""


def shown(*, admin: bool, operator: bool = False) -> list[Command]:
    """The commands for anyone, and for admins and operators if it says so."""
    hidden = {Right.ADMIN: not admin, Right.OPERATOR: not operator}
    return [command for command in COMMANDS if not hidden.get(command.right, False)]


def menu(say: Wording, *, admin: bool, operator: bool = False) -> list[tuple[str, str]]:
    """Names and descriptions, in plain text, of the same commands."""
    return [(command.name, plain(say(command.does))) for command in shown(admin=admin, operator=operator)]


COMMANDS = (
    Command("fact", Right.ANYONE, fact, "chat.usage_fact", "chat.does_fact"),
    Command("search", Right.ANYONE, search, "chat.usage_search", "chat.does_search"),
    Command("seen", Right.ANYONE, seen, "chat.usage_seen", "chat.does_seen"),
    Command("questions", Right.ANYONE, questions, "chat.usage_questions", "chat.does_questions"),
    Command("digest", Right.ANYONE, digest, "chat.usage_digest", "chat.does_digest"),
    Command("why", Right.ANYONE, why, "chat.usage_why", "chat.does_why"),
    Command("trends", Right.ANYONE, trends, "chat.usage_trends", "chat.does_trends"),
    Command("subscribe", Right.ADMIN, subscribe, "chat.usage_subscribe", "chat.does_subscribe"),
    Command("unsubscribe", Right.ADMIN, unsubscribe, "chat.usage_unsubscribe", "chat.does_unsubscribe"),
    Command("hours", Right.LOOK, hours, "chat.usage_hours", "chat.does_hours"),
    Command("timezone", Right.LOOK, timezone, "chat.usage_timezone", "chat.does_timezone"),
    Command("size", Right.LOOK, size, "chat.usage_size", "chat.does_size"),
    Command("feeds", Right.ANYONE, feeds, "chat.usage_feeds", "chat.does_feeds"),
    Command("addfeed", Right.ADMIN, addfeed, "chat.usage_addfeed", "chat.does_addfeed"),
    Command("removefeed", Right.ADMIN, removefeed, "chat.usage_removefeed", "chat.does_removefeed"),
    Command("movefeed", Right.ADMIN, movefeed, "chat.usage_movefeed", "chat.does_movefeed"),
    Command("packs", Right.ANYONE, packs, "chat.usage_packs", "chat.does_packs"),
    Command("missed", Right.ADMIN, missed, "chat.usage_missed", "chat.does_missed"),
    Command("opml", Right.ADMIN, opml, "chat.usage_opml", "chat.does_opml"),
    Command("help", Right.ANYONE, help_from(shown), "chat.usage_help", "chat.does_help"),
    Command("start", Right.ANYONE, start, "chat.usage_start", "chat.does_start"),
    Command("status", Right.OPERATOR, status, "chat.usage_status", "chat.does_status"),
)

BUTTONS = (
    Command("subscribe", Right.ADMIN, subscribe),
    # the digest is posted for the whole chat, and the offer stands below an admin's subscription
    Command("preview", Right.ADMIN, preview),
    Command("hours", Right.LOOK, hours),
    Command("timezone", Right.LOOK, timezone),
    Command("size", Right.LOOK, size),
    Command("why", Right.ANYONE, why),
    Command("leftout", Right.ANYONE, left_out),
    Command("change", Right.ADMIN, change),
    Command("part", Right.ADMIN, part),
    Command("near", Right.ADMIN, near),
    Command("join", Right.ADMIN, join_two),
    Command("undo", Right.ADMIN, undo_act),
    Command("more", Right.ANYONE, more),
    Command("tell", Right.ANYONE, tell),
    # the asker's, or an admin's: who that is, the command itself finds out
    Command("end", Right.ANYONE, end),
    Command("pack", Right.ANYONE, show_pack),
    Command("addpack", Right.ADMIN, add_pack),
    Command("opml", Right.ADMIN, whole),
    Command("retry", Right.ADMIN, retry),
    Command("address", Right.ADMIN, new_address),
    Command("moveto", Right.ADMIN, move_to),
    Command("drop", Right.ADMIN, drop),
    Command("pick", Right.ADMIN, pick_offered),
    Command("add", Right.ADMIN, add_offered),
    Command("leave", Right.ADMIN, leave_offered),
    Command("skip", Right.ADMIN, skip),
    Command("catchup", Right.ADMIN, catch_up),
    Command("bring", Right.ADMIN, bring),
)
