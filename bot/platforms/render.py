"""PURE: a digest, or a reply, as messages of a platform that can do so much and no more."""

import html
from dataclasses import replace

from bot.digest import layout
from bot.model import Button, Capabilities, Digest, DigestItem, Reply
from bot.text.display.markup import escape, plain
from bot.text.display.split_messages import BETWEEN, ENDLESS, cut, fit
from bot.text.display.wording import Wording

_FOR_PART = 60
"""Room for the line that numbers a part."""
_WHY = "why"
_LEFT_OUT = "leftout"
_KEPT_AWAY = "muted"


def messages(digest: Digest, say: Wording, can: Capabilities) -> list[Reply]:
    """
    A digest as messages, in order.

    Only the first makes a sound. Each names the stories that it tells, and has the button that says why these.

    Args:
        digest: What to show.
        say: The words around the news, in the language of the chat.
        can: What the platform shows. Without markup, addresses stand in parentheses.
    """
    made = layout.blocks(digest, say)
    limit = ENDLESS if can.longest_message is None else can.longest_message - _FOR_PART
    most = ENDLESS if can.most_formats is None else can.most_formats - 1
    blocks = [_as_shown(block, can) for block in made.shown]
    again = {place: one._replace(head=_as_shown(one.head, can)) for place, one in made.again.items()}
    parts = fit(blocks, limit, most, made.tight, can.measure, again)
    shown: list[Reply] = []
    for number, part in enumerate(parts, 1):
        numbered = _as_shown(say("digest.part", part=number, parts=len(parts)), can) if len(parts) > 1 else ""
        text = _with_number(part.text, numbered, first=number == 1)
        items = [digest.items[at] for at in part.blocks if at < len(digest.items)]
        buttons = _buttons(digest, say, last=number == len(parts)) if items and can.buttons else ()
        stories = tuple(story for item in items for story in (item.story, *item.told_with))
        answers = _answers(items) if can.replies else ""
        preview = digest.preview if number == 1 and can.previews else ""
        shown.append(_sent(Reply(text, buttons, stories, silent=number > 1, reply_to=answers, preview=preview), can))
    return shown


def _with_number(text: str, numbered: str, *, first: bool) -> str:
    """A part with the line that numbers it at its top, in the first one below the header: notifications show that."""
    if not numbered or not first:
        return BETWEEN.join(filter(None, [numbered, text]))
    header, between, stories = text.partition(BETWEEN)
    return f"{header}\n{numbered}{between}{stories}"


def _buttons(digest: Digest, say: Wording, *, last: bool) -> tuple[tuple[Button, ...], ...]:
    """Why these stories; below the end of a digest also which ones it does not show."""
    buttons = [Button(plain(say("digest.why")), _WHY)]
    if last and digest.left_out:
        buttons.append(Button(plain(say("digest.show_left_out")), _LEFT_OUT))
    rows = [tuple(buttons)]
    if last and digest.kept_away:
        rows.append((Button(plain(say("follow.show_muted")), _KEPT_AWAY),))
    if len(digest.items) == 1:
        rows.append(layout.tastes(say, digest.items[0].story))
    return tuple(rows)


def _answers(items: list[DigestItem]) -> str:
    """The earlier message that a part answers, if any: of its first update, unless that can be linked."""
    first = next((item for item in items if item.earlier), None)
    return first.earlier if first and not first.earlier_url else ""


def pieces(reply: Reply, can: Capabilities) -> list[Reply]:
    """A reply as messages that the platform takes; its buttons stand below the last."""
    limit, most = can.longest_message or ENDLESS, can.most_formats or ENDLESS
    *first, last = cut(_as_shown(reply.text, can), limit, most, can.measure) or [""]
    bare = Reply("", plain=reply.plain)
    return [_sent(one, can) for one in (*(replace(bare, text=text) for text in first), replace(reply, text=last))]


def _as_shown(markup: str, can: Capabilities) -> str:
    """Markup as the platform shows it, still escaped, so that it can be cut like any markup."""
    return markup if can.markup else escape(plain(markup))


def _sent(reply: Reply, can: Capabilities) -> Reply:
    return reply if can.markup or reply.plain else replace(reply, text=html.unescape(reply.text), plain=True)
