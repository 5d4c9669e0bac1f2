"""
Every sentence that people read, taken from the catalogues in ``bot/locales``.

A key is ``part.name``: ``digest.quiet`` stands in ``bot/locales/en/digest.toml``. Values are escaped on the way in, so
a sentence is sound markup whatever a feed or a person wrote; what is markup already comes in as ``Markup``.
"""

import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale

from bot.text.markup import escape

Catalogue = dict[str, str | dict[str, str]]


class Markup(str):
    """Text that is markup already, made by ``bot.text.markup`` or by ``say``."""

    __slots__ = ()


@cache
def _catalogue(language: str, part: str) -> Catalogue:
    text = files("bot.locales").joinpath(language, f"{part}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, language: str = "en", **values: object) -> Markup:
    """
    One sentence, filled in.

    Args:
        key: ``part.name``.
        language: Which catalogue.
        values: For the sentence's ``{names}``; ``n`` also chooses the plural form.
    Returns: markup.
    Raises: KeyError if the catalogue has no such sentence or the sentence needs a value that is missing.
    """
    part, _, name = key.partition(".")
    sentence = _catalogue(language, part)[name]
    if isinstance(sentence, dict):
        sentence = sentence[Locale.parse(language).plural_form(int(str(values["n"])))]
    ready = {name: value if isinstance(value, Markup) else escape(str(value)) for name, value in values.items()}
    return Markup(sentence.format(**ready))
