"""
Writes ``bot/text/lexicon/cldr.toml``: names of months, scales and units in the languages that the bot reads.

    python -m tests.tools.make_lexicon

They are taken from CLDR by Babel. A word that means two things means what it does in the language that stands first,
and one that is an everyday English word means nothing here. Of other languages than English there are whole words only:
the short ones are too many things ("gen" is January, "mag" May), and so are single signs.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from babel import Locale
from babel.units import format_unit

from bot.text.lexicon import CLDR
from bot.text.lexicon.common_words import common
from bot.text.lexicon.quantities import UNIT_NAMES

LANGUAGES = "en de fr es ru it nl pt zh ja".split()
"""English first, as most texts are."""
PLURALS = (1, 2, 5)
"""Numbers that between them need every plural form of these languages."""
_SHORT = 3
"""Letters of a word that may be too many things."""
HEAD = f"""# Names of months, scales and units, lower-cased, by their meaning. Do not edit:
# python -m tests.tools.make_lexicon takes them from CLDR for {", ".join(LANGUAGES)}.
"""


def found() -> dict[str, dict[str, list[str]]]:
    """All words by kind and meaning."""
    tables: dict[str, dict[str, list[str]]] = {}
    for kind, take in {"months": _months, "scales": _scales, "units": _units}.items():
        taken: set[str] = set()
        table = tables.setdefault(kind, {})
        for language in LANGUAGES:
            new: dict[str, str] = {}
            for meaning, name in take(Locale.parse(language)):
                word = name.lower().rstrip(".")
                if word.isalpha() and word not in taken and (language == "en" or _clear(word)):
                    new.setdefault(word, meaning)
            for word, meaning in new.items():
                table.setdefault(meaning, []).append(word)
            taken |= new.keys()
    return tables


def written() -> str:
    """The file."""
    lines = [HEAD]
    for kind, table in found().items():
        lines += [f"[{kind}]", *(f'"{meaning}" = "{" ".join(sorted(words))}"' for meaning, words in table.items()), ""]
    return "\n".join(lines).rstrip() + "\n"


def _months(locale: Locale) -> Iterator[tuple[str, str]]:
    for form, width in product(("format", "stand-alone"), _widths(locale, "wide", "abbreviated")):
        yield from ((str(number), name) for number, name in locale.months[form][width].items())


def _scales(locale: Locale) -> Iterator[tuple[str, str]]:
    # Chinese and Japanese have no long forms
    for patterns in (locale.compact_decimal_formats.get("long") or locale.compact_decimal_formats["short"]).values():
        for size, pattern in patterns.items():
            # "00 million" stands for tens of millions
            zeros = pattern.pattern.count("0")
            if zeros:
                yield str(int(size) // 10 ** (zeros - 1)), pattern.pattern.strip("0'\u00a0. ")


def _units(locale: Locale) -> Iterator[tuple[str, str]]:
    for name, number in product(UNIT_NAMES, PLURALS):
        # where CLDR has one form for both, Babel has it as the short one, and gives the name of the unit instead
        forms = [format_unit(number, name, width, locale=locale) for width in ("long", "short")]
        form = next((form for form in forms if name not in form), "")
        yield name, form.replace(str(number), "").strip("\u00a0 ")


def _widths(locale: Locale, *widths: str) -> Sequence[str]:
    return widths if locale.language == "en" else widths[:1]


def _clear(word: str) -> bool:
    return not common(word) and len(word) > (_SHORT if word.isascii() else 1)


if __name__ == "__main__":
    CLDR.write_text(written(), encoding="utf-8")  # type: ignore[attr-defined]
