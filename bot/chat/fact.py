"""``/fact <question>``: quoted sentences, or that there are none; and the buttons below."""

from contextlib import suppress
from dataclasses import replace

from bot.chat.admission.budget import Turn
from bot.chat.admission.question_limits import Asked
from bot.chat.choices import words_of
from bot.chat.follow_feeds import responsible
from bot.chat.formatting import reply, short
from bot.chat.kept_questions import keep_asked, kept_asked
from bot.chat.request import ANSWERED, UNANSWERED, ChatRequest, Response, Services, answer
from bot.errors import StorageError
from bot.lookup.ask import Before, ask
from bot.lookup.follow_up import Hangs, completed, hangs
from bot.lookup.query import says_something
from bot.model import Button, Chat, Lock, Reply
from bot.ports import Unit
from bot.text.analysis.nearest import as_compared
from bot.text.display.wording import Wording

_ENDS = " .,!¡…。！，،🙏👍🙂😊❤️"
"""What stands around a word of thanks."""


async def fact(request: ChatRequest, question: str, services: Services) -> Response:
    """Answer a question, or say what sources tell about the message that is replied to."""
    say = request.say
    about = request.about_text.strip()
    if not question and not about:
        return answer(reply(say("chat.fact_hint")))
    if not about and as_compared(question.strip(_ENDS)) in words_of("fact.words_thanks"):
        return answer(reply(say("fact.thanks")))
    turn = services.asking.turn(request.key, request.user, services.clock.now())
    if turn is not Turn.GO:
        return answer(reply(say("asking.wait"))) if turn is Turn.ASK_TO_WAIT else Response()
    now = services.clock.now()
    hanging = hangs(question)
    before, own = (None, True) if about or hanging is Hangs.NO else _asked_before(request, hanging, services)
    if not about and not before and hanging is Hangs.YES:
        return answer(reply(say("asking.no_subject")))
    goes_on = None
    if before:
        question, subject = completed(question, before.text)
        goes_on = Before(subject, before.quoted, loosely=hanging is Hangs.LOOSELY) if subject else None
    found = await ask(
        services.storage, say, request.key, question, about, now, public=services.public, notes=True, before=goes_on
    )
    if before and not found.alone:
        about = goes_on.text if goes_on else ""
        told = "asking.read_as" if not about else "asking.follow_up" if own else "asking.follow_up_here"
        above = say(told, question=short(about or question))
        found = replace(found, reply=replace(found.reply, text=f"{above}\n{found.reply.text}"))
    whole = hanging in (Hangs.NO, Hangs.LOOSELY) and not (before and about)
    first = question if question and whole else about or question
    if says_something(first) and not request.for_chat:
        quoted = found.docs or (before.quoted if before and about else ())
        services.asking.note(request.key, request.user, first, now, quoted)
    if found.unanswered and _is_bare_word(request):
        found = replace(found, reply=replace(found.reply, text=f"{found.reply.text}\n\n{say('asking.help')}"))
    tells = found.unanswered and bool(question) and not found.rest
    has_button = bool(found.rest) or tells
    name = await _noted(request, (question, about) if has_button else None, services, answered=not found.unanswered)
    if not name:
        return answer(found.reply)
    button = Button(say("asking.tell"), f"tell {name}") if tells else Button(say("asking.more"), f"more {name}")
    return answer(reply(found.reply.text, buttons=[button]))


def _asked_before(request: ChatRequest, hanging: Hangs, services: Services) -> tuple[Asked | None, bool]:
    """What was asked here just before, which a question that names nothing is about; whether the same person did."""
    # who speaks for a chat may be another one each time, and what somebody passes on was meant of something else
    if request.for_chat or request.forwarded:
        return None, True
    now = services.clock.now()
    own = services.asking.last(request.key, request.user, now)
    # "who resigned?" of somebody who has asked nothing may be meant of all news
    if own or hanging is not Hangs.YES:
        return own, True
    return services.asking.last_of_others(request.key, now), False


async def _noted(request: ChatRequest, asked: tuple[str, str] | None, services: Services, *, answered: bool) -> str:
    """
    One more for ``/stats``, for which nothing of what was asked is kept; *asked* is, for the button below the answer.

    Returns: what the button carries for it; empty if nothing was kept.
    """
    now, name = services.clock.now(), ""
    services.noted("answered" if answered else "unanswered")
    with suppress(StorageError):  # a full disk costs the count and the button, not the answer
        async with services.storage.unit() as unit:
            await unit.people.tally(ANSWERED if answered else UNANSWERED, now)
            if asked:
                name = await keep_asked(unit, request.key, *asked, request.actor, now)
            await unit.commit()
        return name
    return ""


async def more(request: ChatRequest, name: str, services: Services) -> Response:
    """The button "More": the quotes that the answer left out."""
    async with services.storage.view() as unit:
        asked = await kept_asked(unit, request.key, name)
    if asked is None:
        return _old(request.say)
    now = services.clock.now()
    found = await ask(services.storage, request.say, request.key, *asked, now, public=services.public, notes=True)
    return Response((Reply(found.rest),), spent=True) if found.rest else _old(request.say)


async def tell(request: ChatRequest, name: str, services: Services) -> Response:
    """The button "Tell me when you know": let the question stand."""
    say = request.say
    async with services.storage.unit() as unit:
        await unit.lock(Lock.ASKING)
        asked = await kept_asked(unit, request.key, name)
        if asked is None:
            return _old(say)
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        if full := await _full(unit, chat, request, services):
            return Response(notice=full)
        new = await unit.questions.ask(chat.id, request.actor, *asked, services.clock.now())
        await unit.commit()
    if not new:
        return Response(notice=say("asking.stands_already"))
    return Response((reply(say("asking.stands", question=short(asked[0]))),), spent=True)


async def _full(unit: Unit, chat: Chat, request: ChatRequest, services: Services) -> str:
    """Which limit of questions is reached, in words; empty while there is room. Each is tried on every new entry."""
    say = request.say
    limits, by = services.limits, responsible(request, services)
    if len(await unit.questions.of_chat(chat.id)) >= limits.questions_per_chat:
        return say("access.questions_of_chat", n=limits.questions_per_chat)
    if by and await unit.people.questions(request.key.platform, by) >= limits.questions_per_person:
        return say("access.questions_of_person", n=limits.questions_per_person)
    if await unit.questions.count() >= limits.questions:
        return say("access.questions_of_all")
    return ""


def _is_bare_word(request: ChatRequest) -> bool:
    """Whether somebody typed one word and no command, perhaps only to see what happens."""
    return not request.text.lstrip().startswith("/") and len(request.text.split()) == 1


def _old(say: Wording) -> Response:
    return Response(notice=say("chat.old_button"), spent=True)
