"""English verbs as somebody else does it now: "wants", "says"."""

from functools import cache
from importlib.resources import files

TABLE = "present.txt"
"""Made by ``tests/tools/make_verbs.py``."""


@cache
def present_verbs() -> frozenset[str]:
    """Words in small letters that end in "s" and are mostly verbs; what is as often a noun ("plans") is not there."""
    lines = files(__package__).joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("# ") for word in line.split())
