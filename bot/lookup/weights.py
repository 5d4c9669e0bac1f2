"""
What was learned about answers: how much each feature of a sentence tells, and each sign that the best one answers.

``weights.toml`` beside this module is made by ``tests/tools/fit_facts.py``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from bot.lookup.confidence import Signs
from bot.lookup.sentence_fit import Features


@dataclass(frozen=True, slots=True)
class Weights:
    """
    One weight for each of the features in their order, and for each of the signs.

    *base* is added to the weighted signs; the logistic function makes a probability of the sum.
    """

    rank: tuple[float, ...]
    answers: tuple[float, ...]
    base: float


@cache
def learned() -> Weights:
    """
    The weights beside this module.

    Raises: ValueError if they are not for the features and signs that there are.
    """
    values = tomllib.loads(files("bot.lookup").joinpath("weights.toml").read_text(encoding="utf-8"))
    answers = dict(values["answers"])
    base = answers.pop("base")
    return Weights(
        _row("rank", values["rank"], [one.name for one in fields(Features)]),
        _row("answers", answers, Signs._fields),
        base,
    )


def _row(table: str, values: Mapping[str, float], names: Iterable[str]) -> tuple[float, ...]:
    if off := values.keys() - set(names):
        raise ValueError(f"weights.toml, {table}: nothing has the name {', '.join(sorted(off))}")
    # what earned no weight is not in the file
    return tuple(values.get(name, 0.0) for name in names)
