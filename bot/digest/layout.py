"""
How a digest looks in a chat: blocks of markup (header, one per story, footer), fitted into messages.

It reads well aloud too: no lines of signs, the numbers of stories and sources come first, and each link's text says
where it leads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from babel.dates import format_datetime, format_timedelta

from bot.model import Button, Digest, DigestItem, Reply, Source, SourcedQuote
from bot.text.fit import BETWEEN, TELEGRAM_ENTITIES, TELEGRAM_LENGTH, fit
from bot.text.markup import escape, link, plain
from bot.text.wording import Markup, say

SHOWN_SOURCES = 3
"""Publishers named below a story; the others are counted."""
LONGEST_HEADLINE = 200
"""Characters. A feed may send a whole text as a title."""
LONGEST_ADDRESS = 2000
"""Characters. Longer ones are broken, and platforms refuse them."""
_FOR_PART = 60
"""Room for the line that numbers a part."""
_WHY = "why"


@dataclass(frozen=True, slots=True)
class StoryLines:
    """
    One story in words, each line markup.

    *remarks* stand before the sentences of an update and are the bot's words; *told* names sources and age.
    """

    headline: Markup
    remarks: tuple[Markup, ...]
    sentences: tuple[Markup, ...]
    told: Markup


def messages(
    digest: Digest, zone: tzinfo, *, language: str = "en", now: datetime | None = None, limit: int = TELEGRAM_LENGTH
) -> list[Reply]:
    """
    A digest as messages, in order.

    Only the first makes a sound. Each names the stories that it tells, and has the button that says why these.

    Args:
        digest: What to show.
        zone: The time zone in which days and hours are given.
        language: Of the words around the news.
        now: The moment from which ages count; the slot when it is None.
        limit: Longest message, in UTF-16 code units without markup.
    """
    parts = fit(_joined(blocks(digest, zone, language=language, now=now)), limit - _FOR_PART, TELEGRAM_ENTITIES - 1)
    shown: list[Reply] = []
    for number, part in enumerate(parts, 1):
        numbered = say("digest.part", language, part=number, parts=len(parts)) + "\n\n" if len(parts) > 1 else ""
        stories = tuple(digest.items[at].story for at in part.blocks if at < len(digest.items))
        buttons = ((Button(plain(say("digest.why", language)), _WHY),),) if stories else ()
        shown.append(Reply(numbered + part.text, buttons, stories, silent=number > 1))
    return shown


def _joined(whole: Sequence[str]) -> list[str]:
    """One block for each story: nobody wants a message that holds a header or a footer and nothing else."""
    head, *told, foot = whole
    told[:1] = [BETWEEN.join([head, *told[:1]])]
    told[-1:] = [BETWEEN.join(block for block in (told[-1], foot) if block)]
    return told


def blocks(digest: Digest, zone: tzinfo, *, language: str = "en", now: datetime | None = None) -> list[str]:
    """A digest in blocks of markup: the header, one for each story, and the footer, which may be empty."""
    told = [
        _block(story_lines(item, place, language, now=now or digest.slot)) for place, item in enumerate(digest.items, 1)
    ]
    head = f"<b>{title(digest, zone, language)}</b>\n{counts(digest, language)}"
    return [head, *told, "\n".join(footer_lines(digest, zone, language))]


def title(digest: Digest, zone: tzinfo, language: str = "en") -> Markup:
    """Name, day and hour of a digest."""
    when = format_datetime(digest.slot.astimezone(zone), "EEEE d MMMM y, HH:mm", locale=language)
    return say("digest.header", language, name=say("digest.name", language), date=when)


def counts(digest: Digest, language: str = "en") -> Markup:
    """How many stories and updates a digest tells; on a quiet day that nothing is new."""
    if not digest.items:
        return say("digest.quiet", language)
    updates = sum(item.update for item in digest.items)
    news = len(digest.items) - updates
    parts = [say("digest.stories", language, n=news)] if news else []
    parts += [say("digest.updates", language, n=updates)] if updates else []
    return parts[0] if len(parts) == 1 else say("digest.counts", language, stories=parts[0], updates=parts[1])


def story_lines(item: DigestItem, place: int, language: str = "en", *, now: datetime) -> StoryLines:
    """One story in words; *place* counts from 1, ages count from *now*."""
    key = "digest.update" if item.update else "digest.headline"
    headline = say(key, language, place=place, headline=Markup(_linked(_short(item.headline), item.url)))
    sentences = tuple(_said(quote, item, language) for quote in item.quotes)
    return StoryLines(headline, tuple(_remarks(item, language)), sentences, _told(item, language, now))


def _block(lines: StoryLines) -> str:
    return "\n".join([f"<b>{lines.headline}</b>", *lines.remarks, *lines.sentences, f"<i>{lines.told}</i>"])


def _remarks(item: DigestItem, language: str) -> Iterable[Markup]:
    if item.update and item.background:
        yield say("digest.begins", language, title=item.background)
    if item.update and item.quotes:
        yield say("digest.is_new", language)


def _said(quote: SourcedQuote, item: DigestItem, language: str) -> Markup:
    """A sentence; with its source when the story has several, linked unless the link stands below."""
    if len(item.sources) == 1:
        return Markup(escape(quote.quote.text))
    below = quote.source.publisher in {source.publisher for source in item.sources[:SHOWN_SOURCES]}
    source = Markup(escape(quote.source.publisher) if below else _publisher(quote.source, language))
    return say("digest.said", language, sentence=quote.quote.text, source=source)


def _told(item: DigestItem, language: str, now: datetime) -> Markup:
    names = Markup(", ".join(_publisher(source, language) for source in item.sources[:SHOWN_SOURCES]))
    rest = len(item.sources) - SHOWN_SOURCES
    if rest > 0:
        names = say("digest.more_sources", language, sources=names, n=rest)
    key = "digest.told" if len(item.sources) == 1 else "digest.told_by"
    return say(key, language, n=len(item.sources), sources=names, age=age(item, now, language).capitalize())


def age(item: DigestItem, now: datetime, language: str = "en") -> str:
    """How long ago a story was first told: ``3 hours ago``."""
    passed = max(now - item.first_seen, timedelta(minutes=1))
    return str(format_timedelta(-passed, add_direction=True, locale=language))


def _publisher(source: Source, language: str) -> str:
    return _linked(source.publisher or plain(say("digest.nobody", language)), source.url)


def _linked(text: str, url: str) -> str:
    return link(text, url) if len(url) <= LONGEST_ADDRESS else escape(text)


def _short(headline: str) -> str:
    """A headline in one line; a very long one ends at a word."""
    line = " ".join(headline[: 10 * LONGEST_HEADLINE].split())
    if len(line) <= LONGEST_HEADLINE:
        return line
    return line[:LONGEST_HEADLINE].rpartition(" ")[0].rstrip(" ,;:-–—") + "…"


def footer_lines(digest: Digest, zone: tzinfo, language: str = "en") -> Sequence[Markup]:
    """The footer's sentences."""
    lines: list[Markup] = []
    if digest.known:
        lines.append(say("digest.known", language, n=digest.known))
    if digest.more:
        lines.append(say("digest.held", language, n=digest.more))
    if digest.next_slot:
        when = format_datetime(digest.next_slot.astimezone(zone), "EEEE d MMMM, HH:mm", locale=language)
        lines.append(say("digest.next", language, date=when))
    return lines
