"""
A digest in words: blocks of markup (header, one per story, footer). Each platform makes its messages of them.

It reads well aloud too: no lines of signs, the numbers of stories and sources come first, and each link's text says
where it leads.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.model import LONGEST_HEADLINE, Button, Chat, ChatKind, Digest, DigestItem, KeptAway, LeftOut, Size, Source
from bot.text.analysis.publishers import publisher_key
from bot.text.cleaning.urls import is_web, too_long
from bot.text.display.markup import bold, escape, link, plain
from bot.text.display.named import named
from bot.text.display.shorten import shorten
from bot.text.display.split_messages import BETWEEN, ENDLESS, Again, fit
from bot.text.display.wording import Markup, Wording
from bot.text.lexicon.first_person import speaks_of_us
from bot.wall_clock import zone_of

SHOWN_SOURCES = 3
"""Publishers named below a story; the others are counted."""
LONGEST_ADDRESS = 2000
"""Characters. Longer ones are broken, and platforms refuse them."""
FEWEST_BESIDE_TOP = 2
"""So many other stories make the first one, if several publishers tell it, the top story."""
_REMARK = re.compile(r"\([^()]*\)|（[^（）]*）")
_NEAR = {0: "digest.today", 1: "digest.yesterday"}
_NEAR_DAY = {0: "digest.today_some_time", 1: "digest.yesterday_some_time"}
"""What days are called that lie so many before that of the digest."""
_AGAIN = 80
"""Characters of a headline above a story that goes on in the next message: a line or two of a phone."""
_NUMBERED = re.compile(r"\d+[.)]\s")
"""A title that begins with a number of its own, which must not read as one more of ours: "1. FC Halden"."""
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
    a story and are the bot's words; *figures* are those that sources give differently; *told* names sources and when;
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


class Blocks(NamedTuple):
    """
    A digest as blocks of markup, one a story.

    *tight* are the places of those that stand right below the one before; *again* is what heads a message in which a
    story goes on, by the place of its block.
    """

    shown: Sequence[str]
    tight: Collection[int]
    again: Mapping[int, Again]


def whole(digest: Digest, say: Wording) -> str:
    """A digest as one piece of markup, however long."""
    made = blocks(digest, say)
    (part,) = fit(made.shown, ENDLESS, tight=made.tight)
    return part.text


def blocks(digest: Digest, say: Wording) -> Blocks:
    """
    A digest as blocks of markup.

    Header and footer go with the first and the last: nobody wants a message that holds nothing else.
    """
    stories = told(digest, say)
    shown = [_block(lines) for lines in stories]
    tight = {
        place
        for place, (before, lines) in enumerate(pairwise(stories), 1)
        if before.one_line and lines.one_line and not lines.section
    }
    # the header is the first paragraph of the first block
    again = {
        place: Again(bold(plain(_goes_on(item, place, say))), 0 if place else 1)
        for place, (item, lines) in enumerate(zip(digest.items, stories, strict=True))
        if not lines.one_line
    }
    head = f"<b>{title(digest, say)}</b>" if digest.alert else f"<b>{title(digest, say)}</b>\n{counts(digest, say)}"
    foot = "\n".join(footer_lines(digest, say))
    shown[:1] = [BETWEEN.join([head, *shown[:1]])]
    shown[-1:] = [BETWEEN.join(block for block in (shown[-1], foot) if block)]
    return Blocks(shown, tight, again)


def _goes_on(item: DigestItem, place: int, say: Wording) -> Markup:
    """The headline of the story at *place* (from 0) above what did not fit into the message before."""
    headline = say("digest.continued", headline=_short(item, _AGAIN))
    return say("digest.numbered", place=place + 1, headline=headline)


def told(digest: Digest, say: Wording) -> list[StoryLines]:
    """All stories of a digest in words, numbered."""
    keys = _section_keys(digest)
    sections = _sections(digest, keys, say)
    zone = zone_of(digest.zone)
    # the text stays below its header, which names that day
    today = digest.slot.astimezone(zone).date()
    return [
        _story_lines(item, _numbered(item, place, key, say), section, digest.size, say, today, zone)
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
    # one that editors posted before its hour is of the moment at which it came
    moment = min(digest.slot, digest.made or digest.slot)
    when = say.long_day_and_time(moment.astimezone(zone_of(digest.zone)))
    if digest.alert:
        return say("follow.alert_header", date=when)
    return say("digest.header", name=say("digest.name"), date=when)


def counts(digest: Digest, say: Wording) -> Markup:
    """How many stories and updates a digest tells; on a quiet day that nothing is new."""
    if not digest.items:
        return say("digest.quiet")
    # where all are lines alike, none is told apart as one
    in_line = [item.also and digest.size is not Size.HEADLINES for item in digest.items]
    updates = sum(item.update and not line for item, line in zip(digest.items, in_line, strict=True))
    also = sum(in_line)
    stories = len(digest.items) - updates - also
    numbers = {"digest.stories": stories, "digest.updates": updates, "digest.also": also}
    line = say.row(say(key, n=n) for key, n in numbers.items() if n)
    return Markup(f"{line}\n{say('digest.quiet_day')}") if digest.quiet else line


def _numbered(item: DigestItem, place: int, section: str, say: Wording) -> Markup:
    """A headline with its number; under the heading of updates none has to say that it is one."""
    headline = _headline(item) if section == "updates" else headline_of(item, say)
    return say("digest.numbered", place=place, headline=headline)


def _story_lines(
    item: DigestItem, headline: Markup, section: Markup | str, size: Size, say: Wording, today: date, zone: ZoneInfo
) -> StoryLines:
    if item.also or size is Size.HEADLINES:
        names = [say.isolated(escape(teller(source, say))) for source in item.sources]
        line, links = say("digest.said", sentence=headline, source=_names(names, 1, say)), _media(item, say)
        return StoryLines(section, say("media.beside", line=line, links=links) if links else line)
    remarks = tuple(_remarks(item, say, zone))
    return StoryLines(
        section,
        headline,
        remarks,
        _said(item, say),
        _figures(item, say),
        _told(item, say, today, zone),
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
    return Markup(_linked(_short(item, LONGEST_HEADLINE), item.url))


def _short(item: DigestItem, most: int) -> str:
    """A story's headline as plain text, which may follow a number."""
    headline = shorten(item.headline, most)
    return f"“{headline}”" if _NUMBERED.match(headline) else headline


def left_out_line(story: LeftOut, say: Wording) -> Markup:
    """A story that a digest does not show, in a line."""
    headline = Markup(_linked(shorten(story.headline, LONGEST_HEADLINE), story.url))
    return say("digest.said", sentence=headline, source=named(story.publisher, story.url, say))


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


def _said(item: DigestItem, say: Wording) -> tuple[Markup, ...]:
    """The sentences; those of an update say that they are new."""
    lines = _with_remarks(_sentences(item, say), [one.quote.text for one in item.quotes])
    if not (item.update and lines):
        return lines
    if item.earlier_url:
        earlier = Markup(link(plain(say("digest.our_message")), item.earlier_url))
        return (say("digest.is_new_since", earlier=earlier, sentence=lines[0]), *lines[1:])
    return (say("digest.is_new", sentence=lines[0]), *lines[1:])


def _sentences(item: DigestItem, say: Wording) -> tuple[Markup, ...]:
    """
    The sentences, where several sources are quoted each run of one with its source behind it: linked if not below.

    Behind the last of them, for a name in brackets closes what stands before it. Where one source is quoted, and says
    "we" anywhere, it is named before the first: further down it would look like another speaker.
    """
    shown, _ = _quoted_first(item)
    told = [one.quote.text for one in item.quotes]
    if told and len(shown) > 1:
        below = {teller(one, say) for one in shown[: _shown(len(shown), SHOWN_SOURCES)]}
        tellers = [(teller(one.source, say), one.source) for one in item.quotes]
        by = [escape(name) if name in below else _publisher(source, say) for name, source in tellers]
        goes_on = [*(one == after for (one, _), (after, _) in pairwise(tellers)), False]
        return tuple(
            Markup(escape(text)) if same else say("digest.said", sentence=text, source=Markup(name))
            for text, name, same in zip(told, by, goes_on, strict=True)
        )
    publisher = item.quotes[0].source.publisher if any(map(speaks_of_us, told)) else ""
    lines = [Markup(escape(text)) for text in told]
    return (say("digest.says", sentence=told[0], source=publisher), *lines[1:]) if publisher else tuple(lines)


def _with_remarks(lines: Sequence[Markup], told: Sequence[str]) -> tuple[Markup, ...]:
    """The lines of these sentences; one that is all in brackets is a remark, and goes on with the one before."""
    found: list[Markup] = []
    for line, sentence in zip(lines, told, strict=True):
        remark = found and _REMARK.fullmatch(sentence)
        found[-1:] = [Markup(f"{found[-1]} {line}")] if remark else [*found[-1:], line]
    return tuple(found)


def _figures(item: DigestItem, say: Wording) -> Markup | str:
    """The figures that differ, side by side, each with its source: what they are of a sentence above has told."""
    told = [(one.quote.text, teller(one.source, say)) for one in item.figures]
    given = [say("digest.said", sentence=text, source=name) for text, name in told]
    return say("digest.differ", figures=say.apart(given)) if given else ""


def _told(item: DigestItem, say: Wording, today: date, zone: ZoneInfo) -> Markup:
    """When, and sources: those that are quoted, then those that tell the story too."""
    shown, others = _quoted_first(item)
    names = _names([_publisher(source, say) for source in shown], SHOWN_SOURCES, say)
    told = _when(item, today, say, zone)
    key = "digest.told" if len(shown) == 1 else "digest.told_by"
    # not capitalize(): in German the next word is a noun
    line = say(key, n=len(shown), sources=names, when=told[:1].upper() + told[1:])
    if not others:
        return line
    too = _names([_publisher(source, say) for source in others], max(1, SHOWN_SOURCES - len(shown)), say)
    return say("digest.told_also", told=line, sources=too)


def _names(names: Sequence[str], most: int, say: Wording) -> Markup:
    """Names of publishers, markup each; those above *most* are counted."""
    shown = _shown(len(names), most)
    row = say.row(names[:shown])
    return say("digest.more_sources", sources=row, n=len(names) - shown) if shown < len(names) else row


def _shown(count: int, most: int) -> int:
    """How many of so many publishers are named: to count a single one that is left would be no shorter."""
    return count if count <= most + 1 else most


def _quoted_first(item: DigestItem) -> tuple[Sequence[Source], Sequence[Source]]:
    """
    The sources of an item that are quoted, and the others; where nothing is quoted, all and none.

    Who is quoted first stands first: the moment beside is that of its report.
    """
    quoted = [publisher_key(one.source.publisher, one.source.url) for one in (*item.quotes, *item.figures)]
    known = {publisher_key(one.publisher, one.url): one for one in item.sources}
    shown = [known[key] for key in dict.fromkeys(quoted) if key in known]
    others = [one for one in item.sources if one not in shown]
    return (shown, others) if shown else (item.sources, ())


def _when(item: DigestItem, today: date, say: Wording, zone: ZoneInfo) -> str:
    """
    When the report told it whose sentence stands first, or else that of the headline, by the reader's calendar.

    A clock and days: how many hours ago it was is false when the digest is read at noon.
    """
    first = next((one.source for one in item.quotes), None) or next(iter(item.sources), None)
    told = (first.published if first else item.first_seen).astimezone(zone)
    if first and not first.has_hour:
        return _on_day(first.published, today, say, zone)
    key = _NEAR.get((today - told.date()).days)
    if key:
        return say(key, time=say.clock(told.timetz()))
    return say.weekday(told) if told.year == today.year else say.day(told)


def _on_day(told: datetime, today: date, say: Wording, zone: ZoneInfo) -> str:
    """A day of which nobody knows the hour: as it was written, or by the reader's calendar when it was found."""
    is_written = told.time() == time()
    day = told.date() if is_written else told.astimezone(zone).date()
    # where the reader's day has not begun yet, it is none to come
    key = _NEAR_DAY.get(max(0, (today - day).days))
    return say(key) if key else say.weekday(day) if day.year == today.year else say.day(day)


def teller(source: Source, say: Wording) -> str:
    """Who told a story, as plain text."""
    return named(source.publisher, source.url, say)


def _publisher(source: Source, say: Wording) -> str:
    return _linked(teller(source, say), source.url)


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
    if digest.overtaken:
        lines.append(say("digest.overtaken", n=digest.overtaken))
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
