"""Libraries without what they bring along wherever it is installed, and what is of no use here."""

import sys
from importlib import import_module
from types import ModuleType


class _Unused(ModuleType):
    """Stands for a module while another one takes names from it."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return object


def import_without(library: str, *extras: str) -> None:
    """Import *library* as if none of *extras*, which it asks for and does not need, were installed."""
    _import(library, dict.fromkeys(extras))


def import_with_stubs(library: str, *parts: str) -> None:
    """Import *library* with names that mean nothing in place of those of its *parts*, which it does not ask for."""
    _import(library, {part: _Unused(part) for part in parts})


def _import(library: str, others: dict[str, ModuleType | None]) -> None:
    if library in sys.modules:
        return
    hidden = {name: other for name, other in others.items() if name not in sys.modules}
    # None is how Python is told that there is no such module
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        import_module(library)
    finally:
        for name in hidden:
            del sys.modules[name]
