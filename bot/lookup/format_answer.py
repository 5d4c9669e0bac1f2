"""An answer as people read it: the quotes word for word, where each is from, and how far to trust them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote as percent

from bot.lookup.answer import NEWS, NO_REASON, perhaps, shown, sure_of
from bot.lookup.small_talk import reply_to
from bot.lookup.stance import NO, OPEN, YES
from bot.model import NOTE, Answer, AnswerQuote, DocId, Document, Reach, Reply
from bot.text.cleaning.urls import untracked
from bot.text.display.markup import bold, escape, link
from bot.text.display.named import named
from bot.text.display.wording import Markup, Wording

OLD = timedelta(days=90)
"""From this age on a quote is marked as old: the world may have moved on."""

AT_ONCE = 2
"""Quotes that are shown at once of an answer whose sources agree: the others only confirm them."""

LONGEST_CHANGED = 600
"""Characters that are shown of what stands in the place of a quote now: longer ones are no sentences."""

FRAGMENT_WORDS = 5
"""Words that begin and end the link's text fragment: enough to be unique on a page, few enough to survive edits."""

_SMALL_TALK = {
    "hello": "fact.hello",
    "thanks": "fact.thanks",
    "bye": "fact.bye",
    "fine": "fact.fine",
    "puzzled": "fact.puzzled",
    "all": "fact.all_news",
    "about": "fact.about",
}
_STANCES = {YES: "fact.side_yes", NO: "fact.side_no", OPEN: "fact.side_open"}


@dataclass(frozen=True, slots=True)
class FactReply:
    """
    What `/fact` says to a question.

    *rest* holds further quotes for those who want more, or nothing; *quotes* are the same one by one, when
    they answer; *unanswered* says that the question may be kept
    until there is an answer. *docs* are the documents that all these quotes are from. *alone*: it was read without
    what had been asked before.
    """

    reply: Reply
    rest: str = ""
    unanswered: bool = False
    quotes: tuple[str, ...] = ()
    docs: frozenset[DocId] = frozenset()
    alone: bool = False


def present(say: Wording, answer: Answer, now: datetime) -> FactReply:
    """
    Put *answer* into words.

    Args:
        answer: As ``find`` gave it.
        now: For telling which quotes are old.
    """
    if not answer.quotes and answer.agreement == "no question":
        return FactReply(Reply(say(_SMALL_TALK.get(reply_to(answer.question), "fact.hint"))))
    differ = answer.answered and answer.agreement == "differ"
    labelled = differ and _two_sides(answer)
    quotes = [_quote(say, one, now, labelled) for one in shown(answer)]
    first = quotes[:AT_ONCE] if answer.answered and not differ else quotes
    newer = [_newer(say, answer.newer)] if answer.newer else []
    text = "\n\n".join([_heading(say, answer), *first, *newer])
    answering = tuple(quotes) if answer.answered else ()
    docs = frozenset(one.quote.doc for one in shown(answer))
    return FactReply(Reply(text), "\n\n".join(quotes[len(first) :]), not answer.answered, answering, docs)


def together(questions: Sequence[str], replies: Sequence[FactReply]) -> FactReply:
    """The replies to several questions as one, each below its question."""
    asked = (f"{bold(question.strip(' ?'))}?\n" for question in questions)
    return FactReply(
        Reply("\n\n".join(above + one.reply.text for above, one in zip(asked, replies, strict=True))),
        "\n\n".join(one.rest for one in replies if one.rest),
        all(one.unanswered for one in replies),
        tuple(quote for one in replies for quote in one.quotes),
        frozenset().union(*(one.docs for one in replies)),
    )


def _heading(say: Wording, answer: Answer) -> str:
    if perhaps(answer) and shown(answer):
        return say("fact.no_reason" if answer.agreement == NO_REASON else "fact.perhaps")
    if not answer.answered:
        lines = [_searched(say, answer)]
        if shown(answer):
            lines.append(say("fact.nearest"))
        return "\n".join(lines)
    if answer.agreement == "differ":
        notes = all(one.document.note for one in shown(answer))
        if not _two_sides(answer):
            return say("fact.notes_only" if notes else "fact.say")
        return say("fact.notes_differ" if notes else "fact.differ")
    if not sure_of(answer):
        return say("fact.may_answer")
    if answer.agreement == NEWS:
        return say("fact.say")
    if not answer.sources:
        return say("fact.notes_only")
    return say("fact.agree_with_notes" if answer.notes else "fact.agree", n=answer.sources)


def _two_sides(answer: Answer) -> bool:
    """Whether two sides are sure: to say that sources differ, or that one says yes, is a judgement."""
    return len({one.side for one in shown(answer) if one.sure}) > 1


def _searched(say: Wording, answer: Answer) -> str:
    """That nothing was found, and in what."""
    reach = answer.reach or Reach(0, 0)
    if reach.oldest is None or reach.newest is None:
        return say("fact.nothing", n=reach.documents)
    first, last = _day(say, reach.oldest), _day(say, reach.newest)
    days = say("fact.days", first=first, last=last) if first != last else say("fact.day", day=last)
    return say("fact.nothing_in", n=reach.documents, sources=say("fact.sources", n=reach.sources), days=days)


def _day(say: Wording, moment: datetime) -> str:
    return say.day(moment)


def _quote(say: Wording, one: AnswerQuote, now: datetime, differ: bool) -> str:
    lines = [_side(say, one.side)] if differ and one.side and one.sure else []
    if one.claim:
        lines.append(say("fact.claim", who=one.claim))
    if one.context:
        lines.append(f"<i>{say('fact.context', text=one.context.text)}</i>")
    lines.append(f"<blockquote>{say('fact.quote', text=_words(say, one))}</blockquote>")
    if one.changed:
        lines.append(say("later.changed_since", now=one.changed[:LONGEST_CHANGED]))
    lines.append(source(say, one.document, one.quote.text, now))
    return "\n".join(lines)


def _side(say: Wording, side: str) -> str:
    return say(_STANCES[side]) if side in _STANCES else say("fact.side_value", value=side)


def _words(say: Wording, one: AnswerQuote) -> Markup:
    """The quote's words with the answering span in bold, and marks where the sentence was cut."""
    text = one.quote.text
    start, end = one.focus or (0, 0)
    words = escape(text[:start]) + (bold(text[start:end]) if end else "") + escape(text[end:])
    inside = one.document.text
    if inside[: one.quote.start].endswith(" ") and not _ends(inside[: one.quote.start]):
        words = say("fact.cut_before", text=Markup(words))
    if inside[one.quote.end :].startswith(" ") and not _ends(text):
        words = say("fact.cut_after", text=Markup(words))
    return Markup(words)


def _ends(text: str) -> bool:
    return text.rstrip(" \"'”’)]").endswith((".", "!", "?", "…", ":", ";"))


def source(say: Wording, document: Document, text: str, now: datetime) -> str:
    """Where a quote is from: publisher, or the background note, with the day and the link."""
    told = _origin(say, document)
    old = document.published is not None and now - document.published > OLD
    words = say("fact.old", source=Markup(told)) if old else told
    return "— " + (link_to(words, fragment(untracked(document.url), text)) if document.url else words)


def _newer(say: Wording, document: Document) -> str:
    """The title of a report that came later than what is quoted, with its source."""
    title = link(document.title, untracked(document.url)) if document.url else escape(document.title)
    return say("fact.newer", title=Markup(title), source=_origin(say, document))


def link_to(markup: str, url: str) -> str:
    """*markup* leading to *url*, if that is an address of the web."""
    linked = link("\0", url)
    return linked.replace("\0", markup)


def _origin(say: Wording, document: Document) -> Markup:
    day = _day(say, document.published) if document.published else ""
    if document.id.startswith(NOTE):
        return say("remember.source", day=day)
    if document.note:
        key = "fact.note_dated" if day else "fact.note"
        return say(key, title=document.title, day=day)
    publisher = named(document.publisher, document.url, say)
    return say("fact.source" if day else "fact.source_undated", publisher=publisher, day=day)


def fragment(url: str, text: str) -> str:
    """*url* so that a browser scrolls to *text*; unchanged when it has a fragment of its own."""
    if "#" in url:
        return url
    return f"{url}#:~:text={','.join(_ends_of(text))}"


def _ends_of(text: str) -> Iterator[str]:
    words = text.split()
    pieces = [words] if len(words) <= 2 * FRAGMENT_WORDS else [words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:]]
    for piece in pieces:
        yield percent(" ".join(piece), safe="").replace("-", "%2D")
