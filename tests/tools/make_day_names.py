"""
Writes ``bot/chat/day_names.tsv``: what days and months are called, as the installed Babel has it.

    python -m tests.tools.make_day_names
"""

from multiprocessing import get_context
from pathlib import Path

import bot.chat
from bot.chat.day_names import KINDS, LANGUAGES, REGIONAL, TABLE, names_in_babel

FILE = Path(bot.chat.__file__).with_name(TABLE)
HEAD = "# Unicode's names (CLDR). Do not edit: tests/tools/make_day_names.py writes it.\n"


def written() -> str:
    """
    The table; to be asked for in a process that has not used Babel.

    Each language is read in a process of its own: Babel gives Arabic the Chinese months as well once it has read both.
    """
    variants = [variant for language in LANGUAGES for variant in (language, *REGIONAL.get(language, ()))]
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        return HEAD + "".join(pool.map(_rows, variants, chunksize=1))


def _rows(language: str) -> str:
    return "".join(
        f"{language}\t{kind}\t{typed}\t{name.number}\t{name.shown}\n"
        for kind in KINDS
        for typed, name in names_in_babel(language, kind).items()
    )


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
