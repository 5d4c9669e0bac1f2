"""Groups of commands whose help names switches alone: the library adds what nobody types, ``<bool>``."""

from typing import Any

from typer.core import TyperGroup, TyperOption


class Group(TyperGroup):
    """A group of commands, for ``cls`` of ``typer.Typer``. The library keeps the types that it uses here to itself."""

    def get_params(self, ctx: Any) -> Any:
        """Its own options."""
        return _shown(super().get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command of it, with its options as they are shown."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            _shown(found.get_params(ctx))
        return found


def _shown(params: list[Any]) -> list[Any]:
    for one in params:
        if isinstance(one, TyperOption) and one.is_flag and one.metavar is None:
            one.metavar = ""
    return params
