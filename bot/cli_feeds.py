"""The ``feeds`` commands of the command line."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli_choices import Sort
from bot.cli_group import Group
from bot.cli_running import run_to_end, with_bot
from bot.settings import Settings

app = typer.Typer(cls=Group, help="List, add and remove feeds, and see who follows them.", no_args_is_help=True)

_AFeed = Annotated[str, typer.Argument(help="The feed, by its number or address in the list.")]


@app.command(name="list")
def feeds_list(
    context: typer.Context,
    chat: Annotated[str | None, typer.Option(help="Only what this chat follows; default: all feeds.")] = None,
    sort: Annotated[Sort, typer.Option(help="What to sort by.")] = Sort.NUMBER,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List all feeds: who follows them, when they were read, how they did in four weeks, what is wrong."""
    from bot import manage

    run_to_end(with_bot(context, lambda newsbot: manage.list_feeds(newsbot, chat, as_json=as_json, sort=sort)))


@app.command(name="add")
def feeds_add(
    context: typer.Context,
    address: str,
    chat: Annotated[str | None, typer.Option(help="The chat that follows it; default: this terminal.")] = None,
    pick: Annotated[
        int | None, typer.Option(help="Which one to take if there are several: its number in the list.")
    ] = None,
) -> None:
    """Find the feed at an address and follow it."""
    from bot import manage

    run_to_end(with_bot(context, lambda newsbot: manage.add_feed(newsbot, address, chat, pick), begins=True))


@app.command(name="remove")
def feeds_remove(
    context: typer.Context,
    feed: _AFeed,
    chat: Annotated[
        str | None, typer.Option(help="The chat that no longer follows it; default: this terminal.")
    ] = None,
) -> None:
    """Stop following a feed."""
    from bot import manage

    run_to_end(with_bot(context, lambda newsbot: manage.remove_feed(newsbot, feed, chat)))


@app.command(name="header")
def feeds_header(
    context: typer.Context,
    feed: _AFeed,
    name: Annotated[
        str, typer.Argument(help="The name of the header; leave it out to list the headers that are sent.")
    ] = "",
    chat: Annotated[str | None, typer.Option(help="The chat it is for, if several follow the feed.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Stop sending it.")] = False,
) -> None:
    """Send a header with each request for a feed, for one chat; you are asked for its value, or can pipe it in."""
    from bot import manage_feed

    run_to_end(with_bot(context, lambda newsbot: manage_feed.set_header(newsbot, feed, name, chat, remove=remove)))


@app.command(name="share")
def feeds_share(
    context: typer.Context,
    feed: _AFeed,
) -> None:
    """Let all chats see what a feed says; refused if its address or headers hold a secret."""
    from bot import manage_feed

    run_to_end(with_bot(context, lambda newsbot: manage_feed.share(newsbot, feed, shared=True)))


@app.command(name="unshare")
def feeds_unshare(
    context: typer.Context,
    feed: _AFeed,
) -> None:
    """Let only the chats that follow a feed see what it says."""
    from bot import manage_feed

    run_to_end(with_bot(context, lambda newsbot: manage_feed.share(newsbot, feed, shared=False)))


@app.command(name="pages")
def feeds_pages(
    context: typer.Context,
    feed: _AFeed,
    read: Annotated[
        bool | None, typer.Option("--read/--leave", help="Read the web pages of its entries, or leave them.")
    ] = None,
) -> None:
    """Show or set whether the web page of an entry is read when the feed gives only a few words of it."""
    from bot import manage_feed

    run_to_end(with_bot(context, lambda newsbot: manage_feed.set_pages(newsbot, feed, read=read)))


@app.command(name="packs")
def feeds_packs() -> None:
    """List the packs: lists of good feeds that come with the program."""
    from bot import manage

    manage.list_packs()


@app.command(name="check")
def feeds_check(context: typer.Context, pack: str) -> None:
    """Try each address of a pack; status 1 if one cannot be read."""
    if not run_to_end(_check_pack(context.obj.settings() or Settings(), pack)):
        raise typer.Exit(1)


@app.command(name="add-pack")
def feeds_add_pack(
    context: typer.Context,
    pack: str,
    chat: Annotated[str | None, typer.Option(help="The chat that follows them; default: this terminal.")] = None,
) -> None:
    """Follow all feeds of a pack."""
    from bot import manage

    run_to_end(with_bot(context, lambda newsbot: manage.add_pack(newsbot, pack, chat), begins=True))


@app.command(name="import")
def feeds_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An OPML file, as other feed readers export it.")],
    chat: Annotated[str | None, typer.Option(help="The chat that follows them; default: this terminal.")] = None,
) -> None:
    """Follow the feeds in a list from another reader."""
    from bot import manage

    run_to_end(with_bot(context, lambda newsbot: manage.import_feeds(newsbot, file, chat), begins=True))


@app.command(name="export")
def feeds_export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The OPML file to write; it must not exist yet.")],
    chat: Annotated[str | None, typer.Option(help="The chat whose feeds to write; default: this terminal.")] = None,
    secrets: Annotated[
        bool, typer.Option("--secrets", help="Include addresses that hold passwords or tokens.")
    ] = False,
) -> None:
    """Write the feeds of a chat to a list for other readers."""
    from bot import manage

    run_to_end(with_bot(context, lambda newsbot: manage.export_feeds(newsbot, file, chat, secrets=secrets)))


async def _check_pack(settings: Settings, pack: str) -> bool:
    from bot import manage
    from bot.wiring import client_of

    async with client_of(settings) as http:
        return await manage.check_pack(http, pack)
