"""What a command may be given, as the bot's own buttons say it, in any of its languages. PURE."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from bot.chat.day_words import read_switch, tongues
from bot.text.analysis.nearest import as_compared
from bot.text.display.markup import plain
from bot.text.display.wording import Wording, languages

_Choice = TypeVar("_Choice")
_STEM = 4
"""Letters from which on a label may have another ending."""
_ENDING = 2
"""Letters by which one may be longer or shorter: "ausführliche" for "Ausführlich", "completo" for "Completos"."""
_EDGES = " .,;:!?"
_TONGUE = 5
"""Letters of a language's name behind which its ending may be another: "по-русски", "на русском"."""
_IN_A_TONGUE = 2
"""Words of a language's name with what stands before it: "на русском"."""


def chosen(text: str, labels: Mapping[_Choice, Sequence[str]]) -> _Choice | None:
    """
    Which of several choices somebody typed.

    Args:
        labels: The keys of what is said of each choice; of a description what stands before its bracket or colon.
    Returns: None for what is none of them, or might be two.
    """
    typed = as_compared(text.strip(_EDGES))
    found = {
        choice: {as_compared(_head(plain(say(key)))) for say in tongues() for key in keys}
        for choice, keys in labels.items()
    }
    exact = [choice for choice, said in found.items() if typed in said]
    near = [choice for choice, said in found.items() if any(_near(typed, one) for one in said)]
    return next((some[0] for some in (exact, near) if len(some) == 1), None)


def switched(text: str, say: Wording, off: str, on: str = "") -> bool | None:
    """Whether somebody typed "on" (True) or "off" (False), or what the buttons of these keys say; None for all else."""
    wanted = read_switch(text, say)
    labels = {False: [off], True: [on] if on else []}
    return chosen(text, labels) if wanted is None and text else wanted


def tongue_called(text: str) -> str:
    """The tag of the language of ours that somebody names, "по-русски", in whatever language; empty if it is none."""
    words = re.split(r"[\s-]+", as_compared(text.strip(_EDGES)))
    return _tongues().get(words[-1][:_TONGUE], "") if len(words) <= _IN_A_TONGUE else ""


@cache
def _tongues() -> dict[str, str]:
    """How the names of the bot's languages begin, in all of them, each with its tag."""
    called = defaultdict(set)
    for tag in languages():
        for say in tongues():
            if name := as_compared(str(say.locale.languages.get(tag.partition("-")[0], ""))):
                called[name[:_TONGUE]].add(tag)
    return {begins: tags.pop() for begins, tags in called.items() if len(tags) == 1}


@cache
def words_of(key: str) -> frozenset[str]:
    """The words of a list of the catalogue, blanks between them, in all languages, as ``as_compared`` has them."""
    return frozenset(as_compared(one) for say in tongues() for one in plain(say(key)).split())


def _head(label: str) -> str:
    return label.partition("(")[0].partition(":")[0].partition("：")[0].strip()


def _near(typed: str, label: str) -> bool:
    shorter, longer = sorted((typed, label), key=len)
    return len(shorter) >= _STEM and longer.startswith(shorter) and len(longer) - len(shorter) <= _ENDING
