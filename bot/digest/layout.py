"""
A digest in words: blocks of markup (header, one per story, footer). Each platform makes its messages of them.

It reads well aloud too: no lines of signs, the numbers of stories and sources come first, and each link's text says
where it leads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.model import LONGEST_HEADLINE, Button, Chat, ChatKind, Digest, DigestItem, KeptAway, LeftOut, Size, Source
from bot.text.analysis.publishers import publisher_key
from bot.text.cleaning.urls import is_web, too_long
from bot.text.display.markup import escape, link, plain
from bot.text.display.shorten import shorten
from bot.text.display.split_messages import BETWEEN, ENDLESS, fit
from bot.text.display.wording import Markup, Wording
from bot.text.lexicon.first_person import speaks_of_us
from bot.wall_clock import zone_of

SHOWN_SOURCES = 3
"""Publishers named below a story; the others are counted."""
LONGEST_ADDRESS = 2000
"""Characters. Longer ones are broken, and platforms refuse them."""
FEWEST_BESIDE_TOP = 2
"""So many other stories make the first one, if several publishers tell it, the top story."""
_IN_HOURS = timedelta(hours=20)
"""Up to then an age is told in hours; from then on in days of the reader's calendar."""
_SECTIONS = {
    "followed": "follow.section",
    "top": "digest.section_top",
    "news": "digest.section_news",
    "topic": "digest.section_topic",
    "updates": "digest.section_updates",
    "also": "digest.section_also",
}


@dataclass(frozen=True, slots=True)
class StoryLines:
    """
    One story in words, each line markup.

    *section* is the heading of the stories that begin with this one, or empty; *remarks* stand before the sentences of
    a story and are the bot's words; *figures* are those that sources give differently; *told* names sources and age;
    *media* are links to what can be heard or watched.
    A story that is told in a line has a headline with its source in it, and nothing else.
    """

    section: Markup | str
    headline: Markup
    remarks: tuple[Markup, ...] = ()
    sentences: tuple[Markup, ...] = ()
    figures: Markup | str = ""
    told: Markup | str = ""
    media: Markup | str = ""

    @property
    def one_line(self) -> bool:
        """Whether the headline is all there is."""
        return not self.told

    @property
    def below(self) -> tuple[Markup | str, ...]:
        """All lines below the headline, in order; the last one is *told*."""
        lines = (*self.remarks, *self.sentences, self.figures, self.media, self.told)
        return tuple(line for line in lines if line)


def whole(digest: Digest, say: Wording) -> str:
    """A digest as one piece of markup, however long."""
    shown, tight = blocks(digest, say)
    (part,) = fit(shown, ENDLESS, tight=tight)
    return part.text


def blocks(digest: Digest, say: Wording) -> tuple[list[str], set[int]]:
    """
    A digest as blocks of markup, one a story, and the places of those that stand right below the one before.

    Header and footer go with the first and the last: nobody wants a message that holds nothing else.
    """
    stories = told(digest, say)
    shown = [_block(lines) for lines in stories]
    tight = {
        place
        for place, (before, lines) in enumerate(pairwise(stories), 1)
        if before.one_line and lines.one_line and not lines.section
    }
    head = f"<b>{title(digest, say)}</b>" if digest.alert else f"<b>{title(digest, say)}</b>\n{counts(digest, say)}"
    foot = "\n".join(footer_lines(digest, say))
    shown[:1] = [BETWEEN.join([head, *shown[:1]])]
    shown[-1:] = [BETWEEN.join(block for block in (shown[-1], foot) if block)]
    return shown, tight


def told(digest: Digest, say: Wording) -> list[StoryLines]:
    """All stories of a digest in words, numbered."""
    keys = _section_keys(digest)
    sections = _sections(digest, keys, say)
    now, zone = digest.made or digest.slot, zone_of(digest.zone)
    return [
        _story_lines(item, _numbered(item, place, key, say), section, digest.size, say, now, zone)
        for place, (item, section, key) in enumerate(zip(digest.items, sections, keys, strict=True), 1)
    ]


def _section_keys(digest: Digest) -> list[str]:
    """The section that each story stands in, empty where it needs none."""
    followed = sum(bool(item.rule) for item in digest.items)
    if digest.alert or digest.edited:
        return [""] * len(digest.items)
    above = ["followed"] * followed
    keys = [_section(item, first=place == 0) for place, item in enumerate(digest.items[followed:])]
    # one story is no section of its own among two, and a digest of updates alone says so in its second line
    if not followed and "topic" not in keys and (keys.count("news") < FEWEST_BESIDE_TOP or keys[0] != "top"):
        keys = ["" if key in {"top", "news"} else key for key in keys]
    if not followed and not any(key in {"", "top", "news"} for key in keys):
        keys = ["" if key == "updates" else key for key in keys]
    if digest.size is Size.HEADLINES:
        keys = ["news" if followed else ""] * len(keys)
    elif followed:
        keys = [key or "news" for key in keys]
    return [*above, *keys]


def _sections(digest: Digest, keys: Sequence[str], say: Wording) -> list[Markup | str]:
    """The heading above each story, empty where the section goes on or needs none."""
    sections = [(key, item.topic if key == "topic" else "") for key, item in zip(keys, digest.items, strict=True)]
    begins = [place == 0 or sections[place - 1] != section for place, section in enumerate(sections)]
    return [
        say(_SECTIONS[key], topic=topic) if key and new else ""
        for (key, topic), new in zip(sections, begins, strict=True)
    ]


def _section(item: DigestItem, *, first: bool) -> str:
    if item.also or item.update:
        return "also" if item.also else "updates"
    if first:
        return "top" if len(item.sources) > 1 else ""
    return "topic" if item.topic else "news"


def kept_away_line(one: KeptAway, say: Wording) -> Markup:
    """A story that a rule keeps away, in a line: what it is, and which rule."""
    return say("follow.muted_line", headline=shorten(one.headline, LONGEST_HEADLINE), rule=one.rule)


def title(digest: Digest, say: Wording) -> Markup:
    """Name, day and hour of a digest."""
    when = say.long_day_and_time(digest.slot.astimezone(zone_of(digest.zone)))
    if digest.alert:
        return say("follow.alert_header", date=when)
    return say("digest.header", name=say("digest.name"), date=when)


def counts(digest: Digest, say: Wording) -> Markup:
    """How many stories and updates a digest tells; on a quiet day that nothing is new."""
    if not digest.items:
        return say("digest.quiet")
    updates = sum(item.update and not item.also for item in digest.items)
    also = sum(item.also for item in digest.items)
    stories = len(digest.items) - updates - also
    numbers = {"digest.stories": stories, "digest.updates": updates, "digest.also": also}
    line = say.row(say(key, n=n) for key, n in numbers.items() if n)
    return Markup(f"{line}\n{say('digest.quiet_day')}") if digest.quiet else line


def _numbered(item: DigestItem, place: int, section: str, say: Wording) -> Markup:
    """A headline with its number; under the heading of updates none has to say that it is one."""
    headline = _headline(item) if section == "updates" else headline_of(item, say)
    return say("digest.numbered", place=place, headline=headline)


def _story_lines(
    item: DigestItem, headline: Markup, section: Markup | str, size: Size, say: Wording, now: datetime, zone: ZoneInfo
) -> StoryLines:
    if item.also or size is Size.HEADLINES:
        by = [source.publisher or say("digest.nobody") for source in item.sources[:1]]
        names = say("digest.more_sources", sources=by[0], n=len(item.sources) - 1)
        source = names if len(item.sources) > 1 else by[0]
        line, links = say("digest.said", sentence=headline, source=source), _media(item, say)
        return StoryLines(section, say("media.beside", line=line, links=links) if links else line)
    remarks = tuple(_remarks(item, say, zone))
    return StoryLines(
        section,
        headline,
        remarks,
        _said(item, say),
        _figures(item, say),
        _told(item, say, now, zone),
        _media(item, say),
    )


def _media(item: DigestItem, say: Wording) -> Markup | str:
    """Links to sound, film and, where it is all there is, a picture: each says what it is, and how long."""
    media, time = item.media, say.duration(item.media.seconds)
    # the length is that of the sound, where an item has both
    heard = say("media.audio_of", time=time) if time else say("media.audio")
    watched = say("media.video_of", time=time) if time and not media.audio else say("media.video")
    named = ((media.audio, heard), (media.video, watched), (media.image, say("media.picture")))
    return say.row(link(plain(label), url) for url, label in named if url and len(url) <= LONGEST_ADDRESS)


def headline_of(item: DigestItem, say: Wording) -> Markup:
    """A story's headline, linked; that of an update says so."""
    return say("digest.update", headline=_headline(item)) if item.update else _headline(item)


def _headline(item: DigestItem) -> Markup:
    return Markup(_linked(shorten(item.headline, LONGEST_HEADLINE), item.url))


def left_out_line(story: LeftOut, say: Wording) -> Markup:
    """A story that a digest does not show, in a line."""
    headline = Markup(_linked(shorten(story.headline, LONGEST_HEADLINE), story.url))
    return say("digest.said", sentence=headline, source=story.publisher or say("digest.nobody"))


def _block(lines: StoryLines) -> str:
    heading = [f"<i>{lines.section}</i>"] if lines.section else []
    if lines.one_line:
        return "\n".join([*heading, lines.headline])
    *below, told = lines.below
    return "\n".join([*heading, f"<b>{lines.headline}</b>", *below, f"<i>{told}</i>"])


def _remarks(item: DigestItem, say: Wording, zone: ZoneInfo) -> Iterable[Markup]:
    if item.before:
        day = say.day(item.before.last_seen.astimezone(zone))
        yield say("digest.before", title=shorten(item.before.headline, LONGEST_HEADLINE), day=day)
    if item.update and item.background:
        yield say("digest.begins", title=item.background)
    if item.update and item.earlier_url:
        earlier = Markup(link(plain(say("digest.our_message")), item.earlier_url))
        yield say("digest.is_new_since", earlier=earlier)
    elif item.update and item.quotes:
        yield say("digest.is_new")


def _said(item: DigestItem, say: Wording) -> tuple[Markup, ...]:
    """
    The sentences, each with its source where several are quoted, linked unless the link stands below.

    Where one is, the first that says "we" names who speaks.
    """
    shown, _ = _quoted_first(item)
    if len(shown) > 1:
        below = {source.publisher for source in shown[:SHOWN_SOURCES]}
        tellers = [one.source for one in item.quotes]
        by = [escape(one.publisher) if one.publisher in below else _publisher(one, say) for one in tellers]
        told = zip(item.quotes, by, strict=True)
        return tuple(say("digest.said", sentence=one.quote.text, source=Markup(name)) for one, name in told)
    us = next((one for one in item.quotes if one.source.publisher and speaks_of_us(one.quote.text)), None)
    return tuple(
        say("digest.says", sentence=one.quote.text, source=one.source.publisher)
        if one is us
        else Markup(escape(one.quote.text))
        for one in item.quotes
    )


def _figures(item: DigestItem, say: Wording) -> Markup | str:
    """The figures that differ, side by side, each with its source."""
    # pieces of sentences are marked as such, or they read like a sentence that broke off
    given = [say("digest.said", sentence=f"“{one.quote.text}”", source=one.source.publisher) for one in item.figures]
    return say("digest.differ", figures=say.row(given)) if given else ""


def _told(item: DigestItem, say: Wording, now: datetime, zone: ZoneInfo) -> Markup:
    """Age and sources: those that are quoted, then those that tell the story too."""
    shown, others = _quoted_first(item)
    names = _names(shown, SHOWN_SOURCES, say)
    told = _age(item, now, say, zone)
    key = "digest.told" if len(shown) == 1 else "digest.told_by"
    # not capitalize(): in German the next word is a noun
    line = say(key, n=len(shown), sources=names, age=told[:1].upper() + told[1:])
    room = max(1, SHOWN_SOURCES - len(shown))
    return say("digest.told_also", told=line, sources=_names(others, room, say)) if others else line


def _names(sources: Sequence[Source], most: int, say: Wording) -> Markup:
    """Publishers, linked; those above *most* are counted."""
    names, rest = say.row(_publisher(source, say) for source in sources[:most]), len(sources) - most
    return say("digest.more_sources", sources=names, n=rest) if rest > 0 else names


def _quoted_first(item: DigestItem) -> tuple[Sequence[Source], Sequence[Source]]:
    """The sources of an item that are quoted, and the others; where nothing is quoted, all and none."""
    quoted = {publisher_key(one.source.publisher, one.source.url) for one in item.quotes}
    shown = [one for one in item.sources if publisher_key(one.publisher, one.url) in quoted]
    others = [one for one in item.sources if one not in shown]
    return (shown, others) if shown else (item.sources, ())


def _age(item: DigestItem, now: datetime, say: Wording, zone: ZoneInfo) -> str:
    """How long ago the newest was told of what is quoted, or else the headline: ``3 hours ago``, ``yesterday``."""
    told_by = [one.source for one in item.quotes] or item.sources[:1]
    told = max((one.published for one in told_by), default=item.first_seen)
    passed = max(now - told, timedelta(minutes=1))
    days = (now.astimezone(zone).date() - told.astimezone(zone).date()).days
    if passed < _IN_HOURS or not days:
        return say.from_now(-passed)
    return say("digest.yesterday") if days == 1 else say.from_now(timedelta(days=-days))


def _publisher(source: Source, say: Wording) -> str:
    return _linked(source.publisher or plain(say("digest.nobody")), source.url)


def _linked(text: str, url: str) -> str:
    return link(text, url) if len(url) <= LONGEST_ADDRESS else escape(text)


def footer_lines(digest: Digest, say: Wording) -> Sequence[Markup]:
    """The footer's sentences."""
    lines: list[Markup] = []
    if digest.alert:
        return lines
    if digest.muted:
        lines.append(say("follow.muted", n=digest.muted))
    if digest.known:
        lines.append(say("digest.known", n=digest.known))
    if digest.more:
        lines.append(say("digest.left_out", n=digest.more))
    if digest.next_slot:
        when = say.day_and_time(digest.next_slot.astimezone(zone_of(digest.zone)))
        lines.append(say("digest.next", date=when))
    return lines


def tastes(say: Wording, story: int) -> tuple[Button, ...]:
    """More or less like one story."""
    more, less = plain(say("follow.more_button")), plain(say("follow.less_button"))
    return Button(more, f"like {story}"), Button(less, f"dislike {story}")


def shows_preview(chat: Chat, chosen: bool | None) -> bool:
    """Whether a chat's digests begin with a picture: as it chose, else in channels, which people look at."""
    return chat.kind is ChatKind.CHANNEL if chosen is None else chosen


def top(digest: Digest) -> str:
    """The address of the first story, if it is one that platforms look at."""
    url = digest.items[0].url if digest.items else ""
    return url if is_web(url) and not too_long(url) else ""
