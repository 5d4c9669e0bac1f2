"""The command line: parses, calls, prints. What it calls is what the scheduler and the chats call."""

import errno
import io
import logging
import os
import stat
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer
from typer.exceptions import TyperException

from bot import __version__, cli_feeds
from bot.cli_choices import Form
from bot.cli_group import Group
from bot.cli_running import clock, run_to_end, settings_of, with_bot
from bot.command_hints import command, program
from bot.errors import BotError, SettingsError, Unwritten
from bot.garbage import look_rarely
from bot.lab import commands as lab
from bot.logs import log_to_stderr
from bot.model import WorkerRole
from bot.settings import DEFAULT_FILE, Settings, configured, load

if TYPE_CHECKING:
    from bot.newsbot import Newsbot

_log = structlog.get_logger()

# The program itself is imported by the commands that run it: with its libraries that takes a second, which nobody who
# only asks for help should wait.

app = typer.Typer(
    cls=Group,
    help="A chat bot that tells each news story once, in the words of its sources.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(cli_feeds.app, name="feeds")
db_app = typer.Typer(
    cls=Group, help="Copy the database to another one, bring it up to date, or see its size.", no_args_is_help=True
)
app.add_typer(db_app, name="db")
app.add_typer(lab.app, name="lab")

MISTYPED = 2
"""Exit status when a command, an option or a value is not known: nothing was done."""
BAD_SETTINGS = 2
"""Exit status when a setting is wrong: nothing was started."""
# a bot that SIGTERM ends has done what it was told: 0, as for a service that a supervisor stops


@dataclass(frozen=True, slots=True)
class _Options:
    """What stands before the command."""

    config: Path | None

    @property
    def file(self) -> Path | None:
        """The settings file; None where there is none."""
        here = Path(DEFAULT_FILE)
        return self.config or (here if here.exists() else None)

    def settings(self) -> Settings | None:
        """The settings; None when there is no config at all, neither file nor variable."""
        return load(self.file) if self.file or configured(os.environ) else None


def main() -> None:
    """Run the command; whatever we raise on purpose is one line and a status."""
    look_rarely()
    log_to_stderr(words=_in_words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows few letters shows the others as "?"
    try:
        sys.exit(_printing(lambda: app(prog_name=program(), standalone_mode=False)))
    except TyperException as error:
        _end_mistyped(error)
    except typer.Abort:
        _end(BotError("nothing was typed, so nothing was done: run the command again"), 1)
    except SettingsError as error:
        _end(error, BAD_SETTINGS)
    except BotError as error:
        _end(error, 1)


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help=f"The settings file; default: ./{DEFAULT_FILE}.")] = None,
) -> None:
    """A chat bot that tells each news story once, in the words of its sources."""
    context.obj = _Options(config)


_AsRole = Annotated[WorkerRole, typer.Option(help="One part of the work of many processes on PostgreSQL.")]


@app.command()
def run(context: typer.Context, role: _AsRole = WorkerRole.ALL) -> None:
    """Run the bot: in Telegram with a token, else in this terminal; without a config as a demo."""
    from bot.storage.lock import one_of_many, only_one
    from bot.storage.waiting import LONGEST, wait_until_there

    settings = context.obj.settings()
    if role is not WorkerRole.ALL:
        settings = settings or Settings()
    elif not (settings and settings.telegram.token.get_secret_value()) and _nobody_types():
        # a supervisor takes status 0 for work that is done
        raise BotError(_nothing_to_run(settings, context.obj.file))
    if settings is not None:
        # one of many is started by a supervisor, which only would start it again
        longest = LONGEST if role is WorkerRole.ALL else None
        run_to_end(wait_until_there(settings.storage.url, settings.folder, longest), terminated=0)
    if settings is None:
        run_to_end(_serve_demo(), terminated=0)
    elif role is not WorkerRole.ALL:
        with one_of_many(settings.storage.url, settings.folder):
            run_to_end(_serve_role(settings, role, context.obj.file), terminated=0)
    else:
        with only_one(settings.storage.url, settings.folder):
            run_to_end(_serve(settings, context.obj.file), terminated=0)


def _nobody_types() -> bool:
    """Whether nobody can type here, nor has: stdin is closed or /dev/null. A file and a pipe hold what was typed."""
    try:
        return sys.stdin is None or (not sys.stdin.isatty() and stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode))
    except (OSError, ValueError):
        return True


def _nothing_to_run(settings: Settings | None, file: Path | None) -> str:
    """What is missing for a bot that runs by itself."""
    if settings is None:
        todo = (
            f"start it in the folder of that file, or name it with --config; in a terminal {command('run')} is a demo"
        )
        return f"there is no {DEFAULT_FILE} in {Path.cwd()}, and no terminal to talk in: {todo}"
    where = f"put it into {file}, or set" if file else "set"
    return f"telegram.token is not set, and there is no terminal to talk in: {where} NEWSBOT_TELEGRAM__TOKEN"


@app.command()
def init() -> None:
    """Write a commented config.toml into this folder."""
    from bot.corpus import bundled

    path = Path(DEFAULT_FILE)
    try:
        with path.open("xb") as new:
            path.chmod(0o600)  # it will hold the token
            new.write(bundled("config.example.toml").read_bytes())
    except FileExistsError as error:
        raise BotError(f"{path} already exists: change it, or move it away first") from error
    except OSError as error:
        raise Unwritten(path, error) from error
    typer.echo(f"{path} is written. Put your bot's token into it, then: {command('check')}")


@app.command(name="check")
def check_command(context: typer.Context) -> None:
    """Try everything the bot needs; status 1 if something keeps it from working."""
    settings = settings_of(context)
    from bot import check
    from bot.ops.page import show

    found = run_to_end(check.findings(settings))
    show(found)
    raise typer.Exit(1 if any(finding.fatal for finding in found) else 0)


@app.command(name="doctor")
def doctor_command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Tell how the bot is doing and what to do, whether it runs or not; status 1 if it cannot work like this."""
    from bot.doctor import doctor

    if not run_to_end(doctor(settings_of(context), clock(), as_json=as_json)):
        raise typer.Exit(1)


@app.command()
def health(context: typer.Context, role: _AsRole = WorkerRole.ALL) -> None:
    """Tell whether the bot is running and alive; status 1 if not. For supervisors and containers."""
    from bot.storage.heartbeat import seconds_since_beat
    from bot.storage.lock import is_held

    settings = context.obj.settings() or Settings()
    # first, since only this tells whether there is one at all
    age = seconds_since_beat(settings.storage.url, settings.folder, role)
    if is_held(settings.storage.url, settings.folder) is False:
        raise BotError(f"the bot was killed; its last sign of life is {age:.0f} seconds old: start it again")
    # of several processes on one machine each shows itself on another port, of which the settings know one at most
    if settings.web.place and role is WorkerRole.ALL:
        from bot.ops.ask import asked_alive

        asked_alive(settings.web.place)
    typer.echo(f"alive: last sign {age:.0f} seconds ago")


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a copy of the database, also while the bot runs; it is looked at before it gets its name."""
    from bot import backup as copies

    copies.back_up(settings_of(context), file, force=force)


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
) -> None:
    """Put a backup in the place of the database, which is kept beside it; the bot must not run meanwhile."""
    from bot import backup as copies

    copies.put_back(settings_of(context), file, clock().now())


@app.command()
def preview(
    context: typer.Context,
    chat: Annotated[str | None, typer.Option(help="A chat, by its id; default: this terminal.")] = None,
    form: Annotated[Form, typer.Option("--as", help="The format to print it in.")] = Form.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --as json.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write it to this file, as a web page.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=90, help="Try --set on this many past days instead.")] = None,
    posted: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Print a digest that was posted instead: 1 is the last one.")
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A setting to try, such as digest.max_stories=5."),
    ] = None,
) -> None:
    """Read the feeds and print the digest that would be posted; nothing is marked as sent."""
    if as_json:
        form = Form.JSON
    if html and form is not Form.TEXT:
        raise SettingsError(f"--html writes a file and --as {form.value} prints: choose one of them")
    if posted and (days or changes):
        raise SettingsError("--posted prints a digest as it was: leave out --days and --set, or leave out --posted")
    if days and not changes:
        raise SettingsError("--days tries other settings: say which, for example --set digest.max_stories=5")
    settings = context.obj.settings()
    from bot import preview as looking

    wanted = looking.Wanted(chat, changes or ())
    if posted:
        run_to_end(looking.posted(settings, clock(), chat, posted, form, html))
    elif days:
        run_to_end(looking.backtest(settings, clock(), wanted, days))
    else:
        run_to_end(looking.preview(settings, clock(), wanted, form, html))


@app.command()
def trends(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="Only stories that have all these words.")] = "",
    chat: Annotated[str | None, typer.Option(help="A chat, by its id; default: this terminal.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Write the chart to this file, as PNG.")] = None,
) -> None:
    """Show how many stories each day had, and which names are on the rise."""
    from bot import preview as looking

    run_to_end(looking.trends(context.obj.settings(), clock(), chat, topic, picture))


@app.command()
def missed(
    context: typer.Context,
    chat: Annotated[str | None, typer.Option(help="Only this chat; default: all chats.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it too; the bot does so as soon as it runs.")] = False,
) -> None:
    """List what did not reach its chats in the last seven days, and why."""
    from bot import manage_feed

    run_to_end(with_bot(context, lambda newsbot: manage_feed.list_missed(newsbot, chat, send=send)))


@db_app.command(name="copy")
def db_copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Its address, as in storage.url.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The address of an empty one, or of an unfinished copy.")],
) -> None:
    """Copy a database to another one, also of another kind, and compare both; broken off, it goes on when run again."""
    from bot import manage_db

    run_to_end(manage_db.copy_database(source, target, Path()))


@db_app.command(name="size")
def db_size(context: typer.Context) -> None:
    """Show how large the database is, and how many rows its tables have."""
    from bot import manage_db

    run_to_end(manage_db.tell_size(settings_of(context)))


@db_app.command(name="migrate")
def db_migrate(context: typer.Context) -> None:
    """Bring the database to the newest step, as a start of the bot does."""
    from bot import manage_db

    run_to_end(manage_db.bring_up_to_date(settings_of(context)))


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


async def _serve(settings: Settings, file: Path | None) -> None:
    from bot.storage.migrate import earlier
    from bot.wiring import assemble

    in_telegram = bool(settings.telegram.token.get_secret_value())
    serve = _in_telegram() if in_telegram else _in_terminal()
    # before the database is opened, which throws the traces of another one away
    before = earlier(settings.storage.url, settings.folder)
    async with assemble(settings, clock()) as newsbot:
        # we hold the lock: whoever had leases is gone, and what they were at goes on at once
        await newsbot.storage.end_leases(everybody=True)
        if in_telegram:
            _log_start(newsbot.storage.shown, file)
        if before and not await newsbot.has_chats():
            _log.warning(f"{newsbot.storage.shown} holds no chats, although {before.sign}: {before.todo}")
        await serve(newsbot)
    if in_telegram:
        _log.info(_STOPPED)


# each imports libraries that the other does without, and whoever serves stays for weeks


def _in_telegram() -> "Callable[[Newsbot], Awaitable[None]]":
    from bot.serve import serve_telegram

    return serve_telegram


def _in_terminal() -> "Callable[[Newsbot], Awaitable[None]]":
    from bot.serve_terminal import serve_terminal

    return serve_terminal


_STOPPED = "Newsbot has stopped"


def _log_start(database: str, file: Path | None, **values: str) -> None:
    """Log from now on what happens, first what it is that begins: *database* and settings *file* by name."""
    log_to_stderr(logging.INFO, _in_words)
    config = str(file.absolute()) if file else "environment"
    _log.info("Newsbot starts", version=__version__, config=config, database=database, **values)


async def _serve_role(settings: Settings, role: WorkerRole, file: Path | None) -> None:
    if not settings.telegram.token.get_secret_value():
        raise SettingsError(f"telegram.token is not set, and run --role {role.value} works for a bot in Telegram")
    from bot import serve
    from bot.wiring import assemble

    async with assemble(settings, clock()) as newsbot:
        _log_start(newsbot.storage.shown, file, role=role.value)
        await serve.serve_role(newsbot, role)
    _log.info(_STOPPED)


async def _serve_demo() -> None:
    from bot import demo
    from bot.serve_terminal import serve_terminal

    moved = demo.clock()
    async with demo.assemble_demo(moved) as newsbot:
        await serve_terminal(newsbot, moved)


def _printing(command: Callable[[], int | None]) -> int | None:
    """
    Run a command and see that all it printed has arrived.

    Returns: its exit status.
    Raises: BotError if the disk that it prints to is full.
    """
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        # what could not be written would be tried again, and fail again, when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise BotError("the disk this is written to is full: free some space, or write elsewhere") from error


def _end_mistyped(error: TyperException) -> None:
    from bot.mistyped import in_words

    if type(error).__name__ != "NoArgsIsHelpError":  # of that all is printed already
        _end(BotError(in_words(error)), MISTYPED)
    sys.exit(MISTYPED)


def _in_words(line: str) -> str:
    """A reason in words; whatever else there is to say as it stands."""
    # only here: most commands end without a reason, and need none of what words need
    from bot.text.display.wording import ENGLISH

    return ENGLISH.reason(line)


def _end(error: BotError, status: int) -> None:
    from bot.platforms.terminal.screen import visible

    lines = str(error).split("\n") if isinstance(error, SettingsError) else [_in_words(str(error))]
    # an error may repeat what a feed, a server or a file said
    sys.stderr.write("".join(f"newsbot: {visible(line)}\n" for line in lines))
    sys.exit(status)
