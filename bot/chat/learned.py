"""More and less like a story, what came of that, and how to forget it."""

from collections.abc import Mapping, Sequence

from bot.chat.formatting import number_in, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.digest.rules import Sifted, quotable
from bot.digest.taste import MOST_VOTES, NAME, SOURCE, TOPIC, Topics, about, learned
from bot.model import Button, Decision, Effect, Entry, Vote
from bot.text.display.wording import Markup, Wording

SHOWN = 15
"""Things of each sort that are listed, the strongest first: a screen."""
NAMED = 4
"""Things that one press or one story is said to be about."""
_KINDS = {NAME: "follow.learned_name", SOURCE: "follow.learned_source", TOPIC: "follow.learned_topic"}


async def like(request: ChatRequest, story: str, services: Services) -> Response:
    """The button for more like one story."""
    return await _vote(request, story, services, more=True)


async def dislike(request: ChatRequest, story: str, services: Services) -> Response:
    """The button for less like one story."""
    return await _vote(request, story, services, more=False)


async def _vote(request: ChatRequest, story: str, services: Services, *, more: bool) -> Response:
    say, now = request.say, services.clock.now()
    number = number_in(story)
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        # what no feed of this chat tells is none of its stories, whatever the button says
        decided = await unit.stories.decisions(number, chat.id) if chat else []
        if chat is None or not decided:
            return Response(notice=say("chat.old_button"))
        keys = about(decided, await unit.feeds.topics(chat.id))
        await unit.votes.cast(chat.id, Vote(number, more, keys, now), MOST_VOTES)
        await unit.commit()
    named = _named(say, keys[:NAMED])
    return Response(notice=short(str(say("follow.voted_more" if more else "follow.voted_less", about=named)), 190))


async def show_learned(request: ChatRequest, _args: str, services: Services) -> Response:
    """List what votes came to, with a button that forgets it."""
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        weights = learned(await unit.votes.of_chat(chat.id), services.clock.now()) if chat else {}
    if not weights:
        return answer(reply(say("follow.learned_nothing")))
    more = [key for key, weight in weights.items() if weight > 0][:SHOWN]
    less = [key for key, weight in weights.items() if weight < 0][:SHOWN]
    lines = [say("follow.learned_more", about=_named(say, more))] if more else []
    lines += [say("follow.learned_less", about=_named(say, less))] if less else []
    return answer(reply(*lines, say("follow.learned_how"), buttons=[Button(say("follow.forget"), "forgetlearned")]))


async def forget_learned(request: ChatRequest, _args: str, services: Services) -> Response:
    """The button that forgets all votes of the chat."""
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        gone = await unit.votes.clear(chat.id) if chat else 0
        await unit.commit()
    said = request.say("follow.forgotten" if gone else "follow.learned_nothing")
    return Response((reply(said),), spent=True)


def _named(say: Wording, keys: Sequence[str]) -> Markup:
    """What keys stand for."""
    return say.listed([_label(say, key) for key in keys] or [say("follow.learned_kind")])


def _label(say: Wording, key: str) -> Markup:
    kind, _, value = key.partition(":")
    return say(_KINDS[f"{kind}:"], value=short(value, 40))


def wishes_in_words(
    say: Wording,
    story: int,
    decided: Sequence[tuple[Entry, Decision]],
    ruled: Sifted,
    weights: Mapping[str, float],
    topics: Topics,
) -> list[Markup]:
    """What the chat's rules and votes did to one story, for ``/why``."""
    lines = []
    if rule := ruled.rule_of(story):
        lines.append(say(_DID[rule.effect], rule=short(quotable(rule.conditions, say))))
    known = [key for key in about(decided, topics) if key in weights] if weights else []
    for key, keys in (
        ("follow.why_more", [key for key in known if weights[key] > 0]),
        ("follow.why_less", [key for key in known if weights[key] < 0]),
    ):
        lines += [say(key, about=_named(say, keys[:NAMED]))] if keys else []
    return lines


_DID = {
    Effect.ALERT: "follow.why_alert",
    Effect.FIRST: "follow.why_first",
    Effect.LINE: "follow.why_line",
    Effect.NEVER: "follow.why_never",
}
