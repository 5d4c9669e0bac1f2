"""Puts blocks of markup into as few messages as a platform's limits allow, never cutting a word or a tag."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.text.display.markup import plain

Measure = Callable[[str], int]
"""How long a plain text is for a platform."""
ENDLESS = 10**9
"""A limit that nothing reaches."""
BETWEEN = "\n\n"
"""Stands between two blocks of one message."""

# What must not be cut: a tag, an escaped character, a letter with its combining marks.
_ATOM = re.compile(r"<[^<>]*>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{2,8});|.[\u0300-\u036f\u200d\ufe0f]{0,8}", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
_OPENING = re.compile(r"<\w")
_SENTENCE_ENDS = re.compile(r"[.!?…。！？]+[)\]”’\"»]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One message's text, and the places (from 0) of the blocks that begin in it or go on in it."""

    text: str
    blocks: tuple[int, ...]


class Again(NamedTuple):
    """What stands above the rest of a block when its paragraph of that number (from 0) goes on in another message."""

    head: str
    """Sound markup."""
    paragraph: int


_NOTHING: Mapping[int, Again] = {}


def length(markup: str, measure: Measure = len) -> int:
    """How long *markup* is for a platform: without tags and addresses."""
    return measure(plain(markup, addresses=False))


def entities(markup: str) -> int:
    """How many formatted pieces *markup* holds."""
    return len(_OPENING.findall(markup))


def fit(
    blocks: Sequence[str],
    limit: int,
    most: int = ENDLESS,
    tight: Collection[int] = (),
    measure: Measure = len,
    again: Mapping[int, Again] = _NOTHING,
) -> list[Part]:
    """
    Put *blocks* into messages, in order, cutting between blocks.

    A block that is too long for a message by itself is cut after a line, a sentence or a word; only a word longer than
    a message is cut inside. Markup that is open at a cut is closed there and opened again after it.

    Args:
        blocks: Sound markup each; empty ones are left out.
        limit: Longest message, as *measure* counts it without markup; at least 16.
        most: Most formatted pieces in a message; at least 4.
        tight: Places of blocks that stand right below the one before, without an empty line between.
        again: By the places of blocks, what heads a message that begins within a paragraph of theirs. Left out where it
            would take more than a half of the message.
    Returns: messages within both limits; their plain texts together hold every word of *blocks*.
    Raises: ValueError for limits too small to work with.
    """
    if limit < 16 or most < 4:
        raise ValueError(f"limit must be at least 16 and most at least 4, got {limit} and {most}")
    parts: list[Part] = []
    room = formats = 0
    for place, block in enumerate(blocks):
        for piece in _cut(block.strip(), limit, most, measure, again.get(place)):
            between = "\n" if place in tight else BETWEEN
            needs, has = length(piece, measure), entities(piece)
            if parts and needs + len(between) <= room and has <= formats:
                parts[-1] = Part(parts[-1].text + between + piece, _with(parts[-1].blocks, place))
                room, formats = room - needs - len(between), formats - has
            else:
                parts.append(Part(piece, (place,)))
                room, formats = limit - needs, most - has
    return parts


def cut(markup: str, limit: int, most: int = ENDLESS, measure: Measure = len) -> list[str]:
    """One text in as few messages as these limits allow, cut between paragraphs where it can be; see ``fit``."""
    whole = fit((markup,), limit, most, measure=measure)
    return [part.text for part in (whole if len(whole) < 2 else fit(_paragraphs(markup), limit, most, measure=measure))]


def _paragraphs(markup: str) -> list[str]:
    """The paragraphs of a text, each sound: markup that goes over several holds them together."""
    found: list[str] = []
    for paragraph in markup.split(BETWEEN):
        if found and _open_tags(_ATOM.findall(found[-1])):
            found[-1] += BETWEEN + paragraph
        else:
            found.append(paragraph)
    return found


def _with(places: tuple[int, ...], place: int) -> tuple[int, ...]:
    return places if places[-1] == place else (*places, place)


def _cut(block: str, limit: int, most: int, measure: Measure, again: Again | None = None) -> Iterator[str]:
    """Pieces of one block, each within the limits and with balanced markup."""
    if length(block, measure) <= limit and entities(block) <= most:
        if plain(block).strip():
            yield block
        return
    atoms = [match.group() for match in _ATOM.finditer(block)]
    begin = paragraph = 0
    tags: list[tuple[str, str]] = []
    within = False
    head = _head(again, limit, most, measure)
    while begin < len(atoms):
        above = head if again and within and paragraph == again.paragraph else ""
        # what is open goes on; more than these atoms no message holds
        some = [*(tag for _, tag in tags), *atoms[begin : begin + limit + 2 * most]]
        reach = _reach(some, limit - length(above, measure), most - entities(above), measure)
        at = _good_end(some, reach) if reach < len(some) else len(some)
        open_ = _open_tags(some[:at])
        piece = "".join(some[:at])
        if begin + at - len(tags) < len(atoms):
            piece = piece.rstrip() + "".join(f"</{name}>" for name, _ in reversed(open_))
        if plain(piece).strip():
            yield above + piece
        start, begin = begin, begin + at - len(tags)
        tags = open_
        while begin < len(atoms) and atoms[begin].isspace():
            begin += 1
        gone = "".join(atoms[start:begin])
        paragraph, within = paragraph + gone.count(BETWEEN), not gone.endswith(BETWEEN)


def _head(again: Again | None, limit: int, most: int, measure: Measure) -> str:
    """The line above what goes on, with its end; empty where it would leave less than half of a message."""
    head = f"{again.head}\n" if again else ""
    return head if length(head, measure) <= limit // 2 and entities(head) <= most // 2 else ""


def _reach(atoms: Sequence[str], limit: int, most: int, measure: Measure) -> int:
    """How many atoms a message can hold."""
    used = opened = 0
    for at, atom in enumerate(atoms):
        if _TAG.fullmatch(atom):
            opened += atom[1] != "/"
        else:
            used += length(atom, measure)
        if used > limit or opened > most:
            return at
    return len(atoms)


def _good_end(atoms: Sequence[str], reach: int) -> int:
    """
    Where to cut at or before *reach*: after a line, else a sentence, else a word, else anywhere.

    The last line of a paragraph stays with the one before, as a story's sources with what they tell.
    A line or sentence end counts only in the second half: a message that is nearly empty is worse than a cut sentence.
    """
    spaces = [at for at in range(reach, 0, -1) if atoms[at : at + 1] and atoms[at].isspace()]
    late = [at for at in spaces if at > reach // 2]
    lines = [at for at in late if atoms[at] == "\n"]
    ends = [at for at in late if _SENTENCE_ENDS.search("".join(a for a in atoms[max(0, at - 12) : at] if a[0] != "<"))]
    kept = next((at for at in lines if not _is_last(atoms, at)), 0)
    outside = [at for at in spaces if any(not _TAG.fullmatch(a) and not a.isspace() for a in atoms[:at])]
    return kept or next(iter([*lines, *ends, *outside]), 0) or _inside(atoms, reach)


def _is_last(atoms: Sequence[str], line_end: int) -> bool:
    """Whether the last line of a paragraph of several begins there: who tells it and when, that is, of a story."""
    if "\n" in (atoms[line_end - 1], *atoms[line_end + 1 : line_end + 2]):
        return False
    end = next((at for at in range(line_end + 1, len(atoms)) if atoms[at] == "\n"), len(atoms))
    return atoms[end + 1 : end + 2] in ([], ["\n"])


def _inside(atoms: Sequence[str], reach: int) -> int:
    """Where to cut a word that is longer than a message: at *reach*, but never before the first shown character."""
    shown = next((at + 1 for at, atom in enumerate(atoms) if not _TAG.fullmatch(atom) and not atom.isspace()), 1)
    return max(reach, shown)


def _open_tags(atoms: Sequence[str]) -> list[tuple[str, str]]:
    """Name and text of the tags that are open after *atoms*, outermost first."""
    tags: list[tuple[str, str]] = []
    for atom in atoms:
        match = _TAG.fullmatch(atom)
        if match and match[1]:
            tags.pop()
        elif match:
            tags.append((match[2], atom))
    return tags
