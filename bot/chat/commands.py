"""The table of all that can be typed or pressed: name, who may, what runs. The lists that people see come from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.chat.addfeed import add_offered, addfeed, catch_up, leave_offered, pick_offered, skip
from bot.chat.admission.rights import Right
from bot.chat.alerts import alerts
from bot.chat.connect import connect, forwarded
from bot.chat.desk import desk, proof
from bot.chat.digest import digest, preview
from bot.chat.export import export
from bot.chat.fact import fact, more, tell
from bot.chat.feeds import feeds
from bot.chat.forgetme import forget, forgetme
from bot.chat.help import help_from, hint_from
from bot.chat.here import here
from bot.chat.history import history, take_back
from bot.chat.hours import hours
from bot.chat.language import language
from bot.chat.learned import dislike, forget_learned, like, show_learned
from bot.chat.left_out import left_out, muted
from bot.chat.missed import bring, missed
from bot.chat.movefeed import move_to, movefeed, new_address, retry
from bot.chat.notes import forget_note, notes, remember
from bot.chat.operators import block, broadcast, maintenance, send_broadcast, stats, unblock
from bot.chat.opml import opml, whole
from bot.chat.packs import add_pack, packs, show_pack
from bot.chat.pictures import pictures
from bot.chat.privacy import privacy
from bot.chat.promises import promises, unpromise
from bot.chat.questions import end, questions
from bot.chat.regroup import change, join_two, near, part, undo_act
from bot.chat.removefeed import drop, removefeed
from bot.chat.request import ChatRequest, Response, Services
from bot.chat.rest import pause, quiet, resume, snooze
from bot.chat.rules import (
    drop_rules,
    follow,
    more_rules,
    mute,
    rule,
    rules,
    save_rules,
    unfollow,
    unmute,
    unrule,
)
from bot.chat.search import search
from bot.chat.seen import seen
from bot.chat.settings import settings
from bot.chat.size import size
from bot.chat.start import start, start_hour, start_topic
from bot.chat.status import status
from bot.chat.story import story
from bot.chat.subscribe import subscribe, unsubscribe
from bot.chat.timezone import start_zone, timezone
from bot.chat.trends import trends
from bot.chat.watch import unwatch, watch
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
    quiet: bool = False
    """Whether menus leave it out: it is typed by those who know it, and reached by buttons."""
    elsewhere: bool = False
    """Whether it is about the channel that a private chat is connected to, while it is to one."""


def shown(*, admin: bool, operator: bool = False) -> list[Command]:
    """The commands for anyone, and for admins and operators if it says so; those of the menus first."""
    hidden = {Right.ADMIN: not admin, Right.OPERATOR: not operator}
    return sorted(
        (command for command in COMMANDS if not hidden.get(command.right, False)), key=lambda command: command.quiet
    )


def menu(say: Wording, *, admin: bool) -> list[tuple[str, str]]:
    """Names and descriptions, in plain text, of the few commands that people see when they type a slash."""
    return [(one.name, plain(say(one.does))) for one in shown(admin=admin) if not one.quiet]


COMMANDS = (
    Command("start", Right.ANYONE, start, "chat.usage_start", "chat.does_start"),
    Command("digest", Right.ANYONE, digest, "chat.usage_digest", "chat.does_digest"),
    Command("fact", Right.ANYONE, fact, "chat.usage_fact", "chat.does_fact"),
    Command("search", Right.ANYONE, search, "chat.usage_search", "chat.does_search"),
    # for the whole chat if an admin writes it, else for the person alone: the command itself finds out
    Command("follow", Right.ANYONE, follow, "follow.usage_follow", "follow.does_follow", elsewhere=True),
    Command("mute", Right.LOOK, mute, "follow.usage_mute", "follow.does_mute", elsewhere=True),
    Command("feeds", Right.ANYONE, feeds, "chat.usage_feeds", "chat.does_feeds", elsewhere=True),
    Command("settings", Right.ANYONE, settings, "settings.usage_settings", "settings.does_settings", elsewhere=True),
    Command("missed", Right.ADMIN, missed, "chat.usage_missed", "chat.does_missed", elsewhere=True),
    Command("trends", Right.ANYONE, trends, "chat.usage_trends", "chat.does_trends"),
    Command("help", Right.ANYONE, help_from(shown), "chat.usage_help", "chat.does_help"),
    *(
        replace(command, quiet=True)
        for command in (
            Command("seen", Right.ANYONE, seen, "chat.usage_seen", "chat.does_seen"),
            Command("questions", Right.ANYONE, questions, "chat.usage_questions", "chat.does_questions"),
            Command("why", Right.ANYONE, why, "chat.usage_why", "chat.does_why"),
            Command("story", Right.ANYONE, story, "story.usage_story", "story.does_story"),
            Command(
                "unfollow", Right.ANYONE, unfollow, "follow.usage_unfollow", "follow.does_unfollow", elsewhere=True
            ),
            Command("unmute", Right.LOOK, unmute, "follow.usage_unmute", "follow.does_unmute", elsewhere=True),
            Command("rule", Right.LOOK, rule, "follow.usage_rule", "follow.does_rule", elsewhere=True),
            Command("rules", Right.ANYONE, rules, "follow.usage_rules", "follow.does_rules", elsewhere=True),
            Command("alerts", Right.LOOK, alerts, "follow.usage_alerts", "follow.does_alerts", elsewhere=True),
            Command(
                "learned", Right.ANYONE, show_learned, "follow.usage_learned", "follow.does_learned", elsewhere=True
            ),
            Command("subscribe", Right.ADMIN, subscribe, "chat.usage_subscribe", "chat.does_subscribe", elsewhere=True),
            Command(
                "unsubscribe",
                Right.ADMIN,
                unsubscribe,
                "chat.usage_unsubscribe",
                "chat.does_unsubscribe",
                elsewhere=True,
            ),
            Command("hours", Right.LOOK, hours, "chat.usage_hours", "chat.does_hours", elsewhere=True),
            Command("timezone", Right.LOOK, timezone, "chat.usage_timezone", "chat.does_timezone", elsewhere=True),
            Command("quiet", Right.LOOK, quiet, "when.usage_quiet", "when.does_quiet", elsewhere=True),
            Command("desk", Right.LOOK, desk, "desk.usage_desk", "desk.does_desk", elsewhere=True),
            Command("pause", Right.ADMIN, pause, "when.usage_pause", "when.does_pause", elsewhere=True),
            Command("snooze", Right.ADMIN, snooze, "when.usage_snooze", "when.does_snooze", elsewhere=True),
            Command("resume", Right.ADMIN, resume, "when.usage_resume", "when.does_resume", elsewhere=True),
            Command("size", Right.LOOK, size, "chat.usage_size", "chat.does_size", elsewhere=True),
            Command("pictures", Right.LOOK, pictures, "media.usage_pictures", "media.does_pictures", elsewhere=True),
            Command("promises", Right.LOOK, promises, "later.usage_promises", "later.does_promises", elsewhere=True),
            Command(
                "language", Right.LOOK, language, "settings.usage_language", "settings.does_language", elsewhere=True
            ),
            Command("addfeed", Right.ADMIN, addfeed, "chat.usage_addfeed", "chat.does_addfeed", elsewhere=True),
            Command(
                "removefeed", Right.ADMIN, removefeed, "chat.usage_removefeed", "chat.does_removefeed", elsewhere=True
            ),
            Command("movefeed", Right.ADMIN, movefeed, "chat.usage_movefeed", "chat.does_movefeed", elsewhere=True),
            Command("packs", Right.ANYONE, packs, "chat.usage_packs", "chat.does_packs", elsewhere=True),
            Command("opml", Right.ADMIN, opml, "chat.usage_opml", "chat.does_opml", elsewhere=True),
            Command("history", Right.ADMIN, history, "history.usage_history", "history.does_history", elsewhere=True),
            Command("remember", Right.ADMIN, remember, "remember.usage_remember", "remember.does_remember"),
            Command("notes", Right.ANYONE, notes, "remember.usage_notes", "remember.does_notes"),
            Command("watch", Right.ANYONE, watch, "watch.usage_watch", "watch.does_watch"),
            Command("connect", Right.ANYONE, connect, "places.usage_connect", "places.does_connect"),
            Command("here", Right.ADMIN, here, "places.usage_here", "places.does_here"),
            Command("privacy", Right.ANYONE, privacy, "privacy.usage_privacy", "privacy.does_privacy"),
            Command("export", Right.ADMIN, export, "privacy.usage_export", "privacy.does_export"),
            Command("forgetme", Right.ANYONE, forgetme, "privacy.usage_forgetme", "privacy.does_forgetme"),
            Command("status", Right.OPERATOR, status, "chat.usage_status", "chat.does_status"),
            Command("stats", Right.OPERATOR, stats, "operators.usage_stats", "operators.does_stats"),
            Command("broadcast", Right.OPERATOR, broadcast, "operators.usage_broadcast", "operators.does_broadcast"),
            Command("block", Right.OPERATOR, block, "operators.usage_block", "operators.does_block"),
            Command("unblock", Right.OPERATOR, unblock, "operators.usage_unblock", "operators.does_unblock"),
            Command(
                "maintenance", Right.OPERATOR, maintenance, "operators.usage_maintenance", "operators.does_maintenance"
            ),
        )
    ),
)

NAMES = frozenset(one.name for one in shown(admin=True))
"""What anybody may type who is an admin, without the slash."""

BUTTONS = (
    Command("starttopic", Right.ADMIN, start_topic),
    Command("starthour", Right.ADMIN, start_hour),
    Command("startzone", Right.ADMIN, start_zone),
    Command("subscribe", Right.ADMIN, subscribe, elsewhere=True),
    Command("unsubscribe", Right.ADMIN, unsubscribe, elsewhere=True),
    Command("settings", Right.ANYONE, settings, elsewhere=True),
    Command("language", Right.LOOK, language, elsewhere=True),
    Command("feeds", Right.ANYONE, feeds, elsewhere=True),
    Command("packs", Right.ANYONE, packs, elsewhere=True),
    Command("help", Right.ANYONE, help_from(shown)),
    # the digest is posted for the whole chat, and the offer stands below an admin's subscription
    Command("preview", Right.ADMIN, preview, elsewhere=True),
    Command("hours", Right.LOOK, hours, elsewhere=True),
    Command("quiet", Right.LOOK, quiet, elsewhere=True),
    Command("desk", Right.LOOK, desk, elsewhere=True),
    # for who may change the chat whose digest it is, which is not the one it stands in: the command itself finds out
    Command("proof", Right.ANYONE, proof),
    Command("pause", Right.ADMIN, pause, elsewhere=True),
    Command("snooze", Right.ADMIN, snooze, elsewhere=True),
    Command("resume", Right.ADMIN, resume, elsewhere=True),
    Command("timezone", Right.LOOK, timezone, elsewhere=True),
    Command("size", Right.LOOK, size, elsewhere=True),
    Command("pictures", Right.LOOK, pictures, elsewhere=True),
    Command("promises", Right.LOOK, promises, elsewhere=True),
    Command("unpromise", Right.ADMIN, unpromise, elsewhere=True),
    Command("why", Right.ANYONE, why),
    Command("leftout", Right.ANYONE, left_out),
    Command("muted", Right.ANYONE, muted, elsewhere=True),
    Command("follow", Right.ANYONE, follow, elsewhere=True),
    Command("mute", Right.LOOK, mute, elsewhere=True),
    Command("rules", Right.ANYONE, rules, elsewhere=True),
    # one's own, or for admins the chat's
    Command("unrule", Right.ANYONE, unrule, elsewhere=True),
    Command("morerules", Right.ANYONE, more_rules, elsewhere=True),
    Command("alerts", Right.LOOK, alerts, elsewhere=True),
    Command("like", Right.ADMIN, like, elsewhere=True),
    Command("dislike", Right.ADMIN, dislike, elsewhere=True),
    Command("learned", Right.ANYONE, show_learned, elsewhere=True),
    Command("forgetlearned", Right.ADMIN, forget_learned, elsewhere=True),
    Command("saverules", Right.ADMIN, save_rules, elsewhere=True),
    Command("droprules", Right.ADMIN, drop_rules, elsewhere=True),
    Command("change", Right.ADMIN, change),
    Command("part", Right.ADMIN, part),
    Command("near", Right.ADMIN, near),
    Command("join", Right.ADMIN, join_two),
    Command("undo", Right.ADMIN, undo_act),
    Command("more", Right.ANYONE, more),
    Command("tell", Right.ANYONE, tell),
    # the asker's, or an admin's: who that is, the command itself finds out
    Command("end", Right.ANYONE, end),
    Command("unwatch", Right.ANYONE, unwatch),
    Command("notes", Right.ANYONE, notes),
    Command("forgetnote", Right.ADMIN, forget_note),
    Command("pack", Right.ANYONE, show_pack, elsewhere=True),
    Command("addpack", Right.ADMIN, add_pack, elsewhere=True),
    Command("opml", Right.ADMIN, whole, elsewhere=True),
    Command("retry", Right.ADMIN, retry, elsewhere=True),
    Command("address", Right.ADMIN, new_address, elsewhere=True),
    Command("moveto", Right.ADMIN, move_to, elsewhere=True),
    Command("drop", Right.ADMIN, drop, elsewhere=True),
    Command("pick", Right.ADMIN, pick_offered, elsewhere=True),
    Command("add", Right.ADMIN, add_offered, elsewhere=True),
    Command("leave", Right.ADMIN, leave_offered, elsewhere=True),
    Command("skip", Right.ADMIN, skip, elsewhere=True),
    Command("catchup", Right.ADMIN, catch_up, elsewhere=True),
    Command("bring", Right.ADMIN, bring, elsewhere=True),
    Command("privacy", Right.ANYONE, privacy),
    Command("export", Right.ADMIN, export),
    Command("forgetme", Right.ANYONE, forget),
    Command("here", Right.ADMIN, here),
    Command("broadcast", Right.OPERATOR, send_broadcast),
    Command("history", Right.ADMIN, history, elsewhere=True),
    Command("takeback", Right.ADMIN, take_back, elsewhere=True),
    Command("connect", Right.ANYONE, connect),
)

PLAIN = Command("plain", Right.ANYONE, hint_from(shown))
"""What a command without its slash means: how it is typed."""
FORWARDED = Command("forwarded", Right.ANYONE, forwarded)
"""What a post of a channel means that somebody forwards to the bot in private."""
