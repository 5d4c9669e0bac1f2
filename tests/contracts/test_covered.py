"""Each method of each port is called by the contract suite that is named after the port, and by the program."""

import ast
import inspect
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from bot import ports

ROOT = Path(__file__).parents[2]
PORTS = {
    name: port
    for name, port in vars(ports).items()
    if inspect.isclass(port) and getattr(port, "_is_protocol", False) and name in ports.__all__
}
RECEIVERS = {
    "Unit": {"unit", "view"},
    "Storage": {"storage", "_storage", "opened", "ann", "ben"},
    "Passages": {"passages", "mine", "theirs"},
    "Sender": {"sender", "_sender"},
    "Platform": {"platform"},
    "Http": {"http"},
    "Clock": {"clock", "_clock"},
    "Members": {"members", "_members"},
}
"""What something of a port is called where its methods are; a repository is called as in ``Unit``."""


def members(port: type) -> dict[str, bool]:
    """What can be asked of a port; true for what is called, false for properties."""
    return {
        name: not isinstance(member, property)
        for name, member in vars(port).items()
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
    }


def asked_in(source: str) -> set[tuple[str, str, bool]]:
    """What is asked of which names in a module, and whether it is called."""
    tree = ast.parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {(_receiver(node.value), node.attr, id(node) in called) for node in nodes}


def _receiver(node: ast.expr) -> str:
    """The last name before the dot: of ``view.passages(feeds).find``, passages."""
    if isinstance(node, ast.Call | ast.Await | ast.Subscript):
        return _receiver(node.func if isinstance(node, ast.Call) else node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def _asked(path: Path) -> set[tuple[str, str, bool]]:
    return asked_in(path.read_text(encoding="utf-8"))


def missing(port: str, paths: Iterable[Path]) -> set[str]:
    """The members of a port that are asked for in none of those modules."""
    names = RECEIVERS.get(port, {port.lower()})
    asked = {(attr, call) for path in paths for of, attr, call in _asked(path) if of in names}
    return {name for name, is_method in members(PORTS[port]).items() if not asked & {(name, True), (name, is_method)}}


@pytest.mark.parametrize("port", PORTS)
def test_each_method_has_a_contract(port: str) -> None:
    """A method without one fails here."""
    suites = sorted(Path(__file__).parent.glob(f"test_{port.lower()}*.py"))
    # what is sent is sent to a platform
    suites = suites or [Path(__file__).parent / "test_platform.py"]
    assert missing(port, suites) == set()


@pytest.mark.parametrize("port", PORTS)
def test_each_method_is_used(port: str) -> None:
    """What only tests call is nobody's need."""
    # what storage calls of its own ports shows no need for them; that it asks a platform does
    own = {"ports"} if port == "Platform" else {"ports", "storage"}
    program = [path for path in (ROOT / "bot").rglob("*.py") if not own & set(path.parts)]
    assert len(program) > 100
    assert missing(port, program) == set()


def test_what_is_asked_is_found() -> None:
    """By the last name before the dot."""
    source = """
async def f(unit, storage):
    await unit.feeds.get(1)
    await view.passages({1}).find([], 5)
    x = sender.platform
    storage.unit
"""
    assert asked_in(source) == {
        ("feeds", "get", True),
        ("unit", "feeds", False),
        ("passages", "find", True),
        ("view", "passages", True),
        ("sender", "platform", False),
        ("storage", "unit", False),
    }
