"""
Telegram's HTML: text and entities, or the complaint that the real server makes.

Byte offsets in complaints count UTF-8; offsets of entities count UTF-16 units. Follows what is publicly known of the
real parser; the wording of its errors is verbatim.
"""

import re
from dataclasses import dataclass, field
from typing import Any

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_REFERENCE = re.compile(r"&(?:#(\d{1,9})|#x([0-9a-fA-F]{1,8})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n"
_MOST_ENTITIES = 100
_LINK = re.compile(r"(?:https?://)?[^\s/]+\.[^\s/]+.*|tg://.*|ton://.*", re.IGNORECASE)

Entity = dict[str, Any]


class MarkupError(Exception):
    """The markup cannot be parsed; the text is the real server's, without what stands before it there."""


@dataclass(slots=True)
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parser:
    """One walk through the source. *position* counts code points; complaints are turned into bytes."""

    source: str
    position: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> None:
        while self.position < len(self.source):
            if self.source[self.position] == "<":
                self._tag()
            else:
                self._character()
        if self.stack:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def _offset(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _peek(self) -> str:
        return self.source[self.position] if self.position < len(self.source) else ""

    def _put(self, character: str) -> None:
        self.text.append(character)
        self.length += 2 if ord(character) > 0xFFFF else 1

    def _character(self) -> None:
        decoded, self.position = _decode(self.source, self.position)
        self._put(decoded)

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.position += 1

    def _until(self, stop: str) -> str:
        start = self.position
        while self._peek() and self._peek() not in stop:
            self.position += 1
        return self.source[start : self.position]

    def _tag(self) -> None:
        begin = self.position
        self.position += 1
        if self._peek() == "/":
            self.position += 1
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._until(_SPACE + ">").lower()
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {self._offset(begin)}")
        if tag not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self._offset(begin)}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._offset(begin)}')
        self.stack.append(_Open(tag, self.length, attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        self._skip_space()
        while self._peek() != ">":
            if not self._peek():
                raise MarkupError(f"Unclosed start tag at byte offset {self._offset(begin)}")
            start = self.position
            name = self._until(_SPACE + "=>").lower()
            if not name:
                raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {self._offset(start)}')
            self._skip_space()
            found[name] = self._value(begin) if self._peek() == "=" else ""
            self._skip_space()
        self.position += 1
        return found

    def _value(self, begin: int) -> str:
        self.position += 1
        self._skip_space()
        quote = self._peek()
        if quote in {"'", '"'}:
            return self._quoted(quote, begin)
        start = self.position
        while re.match(r"[A-Za-z0-9.-]", self._peek()):
            self.position += 1
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {self._offset(begin)}")
        if self._peek() not in _SPACE + ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._offset(start)}")
        return self.source[start : self.position].lower()

    def _quoted(self, quote: str, begin: int) -> str:
        self.position += 1
        pieces: list[str] = []
        while self._peek() != quote:
            if not self._peek():
                raise MarkupError(f"Unclosed start tag at byte offset {self._offset(begin)}")
            piece, self.position = _decode(self.source, self.position)
            pieces.append(piece)
        self.position += 1
        return "".join(pieces)

    def _end_tag(self, begin: int) -> None:
        if not self.stack:
            raise MarkupError(f"Unexpected end tag at byte offset {self._offset(begin)}")
        found = self._until(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._offset(begin)}")
        self.position += 1
        opened = self.stack.pop()
        if found and found != opened.tag:
            where = self._offset(begin)
            raise MarkupError(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{found}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        if self.length == opened.start:
            return
        content = "".join(self.text).encode("utf-16-le")[2 * opened.start :].decode("utf-16-le")
        entity = _entity(opened, content)
        if entity is not None:
            self.entities.append({**entity, "offset": opened.start, "length": self.length - opened.start})


def _decode(source: str, position: int) -> tuple[str, int]:
    """One character of the source, references resolved, and where the next one begins."""
    found = _REFERENCE.match(source, position)
    if found is None:
        return source[position], position + 1
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED[name], found.end()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code >= 0x110000 or 0xD800 <= code < 0xE000:
        return source[position], position + 1
    return chr(code), found.end()


def _entity(opened: _Open, content: str) -> Entity | None:
    kind = _KINDS[opened.tag]
    if kind == "text_link":
        # a link that leads nowhere is dropped without a word, its text stays
        address = opened.attributes.get("href") or content
        return {"type": kind, "url": address} if _LINK.fullmatch(address) else None
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        return {"type": "expandable_blockquote"}
    if opened.tag == "tg-emoji":
        return {"type": kind, "custom_emoji_id": opened.attributes.get("emoji-id", "")}
    return {"type": kind}


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """
    Text and entities of *source*, ends trimmed, in the order of their offsets, at most a hundred of them.

    Raises: MarkupError, with the real server's words.
    """
    parser = _Parser(source)
    parser.run()
    return _trimmed("".join(parser.text), parser.entities)


def trim(text: str) -> str:
    """*text* as the real server stores it: control characters are spaces, CR is gone, ends are trimmed."""
    return _cleaned(text).strip(" \n\t")


def _cleaned(text: str) -> str:
    return "".join(" " if ord(one) < 32 and one != "\n" else one for one in text.replace("\r", ""))


def utf16(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    # a CR within would shift what follows it; nobody writes one inside markup, so it is refused instead of moved
    if "\r" in text and entities:
        raise MarkupError("CR inside markup: the stand-in does not follow the original here")
    cleaned = _cleaned(text)
    result = cleaned.strip(" \n\t")
    shift = utf16(cleaned[: len(cleaned) - len(cleaned.lstrip(" \n\t"))])
    moved = [_clip(entity, shift, utf16(result)) for entity in entities]
    kept = sorted((one for one in moved if one["length"] > 0), key=lambda one: (one["offset"], -one["length"]))
    return result, kept[:_MOST_ENTITIES]


def _clip(entity: Entity, shift: int, most: int) -> Entity:
    start = max(entity["offset"] - shift, 0)
    end = min(entity["offset"] + entity["length"] - shift, most)
    return {**entity, "offset": start, "length": end - start}


_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w@/])")
_URL = re.compile(r"(?<!\S)(?:https?://|www\.)\S+")


def automatic(text: str) -> list[Entity]:
    """Entities that Telegram marks by itself in what people write: commands and addresses."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("url", match) for match in _URL.finditer(text)]
    return [
        {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match.group())}
        for kind, match in sorted(found, key=lambda item: item[1].start())
    ]
