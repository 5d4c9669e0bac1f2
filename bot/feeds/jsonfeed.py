"""JSON Feed 1.0 and 1.1 (jsonfeed.org) as the values that feedparser gives for XML. PURE."""

import html
import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from bot.errors import NotAFeed
from bot.reasons import because
from bot.text.cleaning.clean import storable


def _text(value: Any) -> str:
    """Numbers, which are read as texts, are common as ids, and null as a title; what else is no text is left out."""
    return storable(value) if isinstance(value, str) else ""


def _objects(value: Any) -> list[Any]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


_Text = Annotated[str, BeforeValidator(_text)]


class Author(BaseModel):
    """Who wrote an item."""

    name: _Text = ""


class Attachment(BaseModel):
    """Something to hear or to see that comes with an item."""

    url: _Text = ""
    mime_type: _Text = ""
    duration_in_seconds: _Text = ""


class Item(BaseModel):
    """One item. Any of it may be missing."""

    id: _Text = ""
    url: _Text = ""
    external_url: _Text = ""
    title: _Text = ""
    content_html: _Text = ""
    content_text: _Text = ""
    summary: _Text = ""
    date_published: _Text = ""
    date_modified: _Text = ""
    authors: Annotated[list[Author], BeforeValidator(_objects)] = Field(default_factory=list)
    image: _Text = ""
    banner_image: _Text = ""
    attachments: Annotated[list[Attachment], BeforeValidator(_objects)] = Field(default_factory=list)
    author: Annotated[Author, BeforeValidator(lambda value: value if isinstance(value, dict) else {})] = Author()

    @property
    def markup(self) -> str:
        """What it says, as HTML."""
        return self.content_html or html.escape(self.content_text or self.summary, quote=False)

    @property
    def names(self) -> str:
        """Its authors (version 1.1), or its author (1.0)."""
        return ", ".join(one.name for one in self.authors or [self.author] if one.name)


class JsonFeed(BaseModel):
    """A whole feed."""

    version: _Text = ""
    title: _Text = ""
    home_page_url: _Text = ""
    language: _Text = ""
    items: Annotated[list[dict[str, Any]], BeforeValidator(_objects)]
    """As they stand there, for ``item``: one that cannot be read does not cost the others."""


def read(url: str, body: bytes) -> JsonFeed:
    """
    A JSON Feed document.

    Raises: NotAFeed when it is no JSON, or JSON of another kind.
    """
    try:
        # numbers stay texts: nobody calculates with them, and some are longer than any number
        found = json.loads(body, parse_int=str, parse_float=str, parse_constant=str, strict=False)
        feed = JsonFeed.model_validate(found)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(url, because("feed.no_json_feed")) from error
    if not isinstance(found.get("items"), list) or ("jsonfeed" not in feed.version and not feed.title):
        raise NotAFeed(url, because("feed.no_json_feed"))
    return feed


def item(raw: Mapping[str, Any]) -> Item:
    """One of ``items``."""
    return Item.model_validate(raw)
