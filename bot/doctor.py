"""``newsbot doctor``: one page on how the bot is doing and what to do, beside the running bot or without it."""

import asyncio
import json
import sys
from dataclasses import asdict, replace
from datetime import timedelta

from bot.digest.chart import can_draw
from bot.errors import NoDatabase, StorageError
from bot.model import WorkerRole
from bot.ops.findings import findings
from bot.ops.gather import gather, versions
from bot.ops.page import show
from bot.ops.pulse import signs_of
from bot.ops.report import Life, Report
from bot.platforms.table import PLATFORMS
from bot.ports import Clock
from bot.settings import Settings
from bot.storage.databases import address_of, database_of
from bot.storage.heartbeat import last_sign
from bot.storage.lock import is_held
from bot.storage.migrate import earlier
from bot.storage.unit_of_work import open_to_look


async def doctor(settings: Settings, clock: Clock, *, as_json: bool) -> bool:
    """Look, and print what was found. Returns: whether the bot can work."""
    report = await examine(settings, clock)
    found = findings(report)
    if as_json:
        values = {"findings": [asdict(one) for one in found], "report": asdict(report)}
        sys.stdout.write(f"{json.dumps(values, indent=2, default=_plain)}\n")
    else:
        show(found)
    return not any(one.fatal for one in found)


async def examine(settings: Settings, clock: Clock) -> Report:
    """Look at the bot of these settings; nothing is written."""
    report = await _examined(settings, clock)
    before = await asyncio.to_thread(earlier, settings.storage.url, settings.folder)
    return replace(report, earlier=before, feeds_of_new=len(settings.feeds.default), draws=can_draw())


async def _examined(settings: Settings, clock: Clock) -> Report:
    url, folder, now = settings.storage.url, settings.folder, clock.now()
    age, text = last_sign(url, folder)
    signs = signs_of(text)
    has_token = bool(settings.telegram.token.get_secret_value())
    parts = {role.value: last_sign(url, folder, role)[0] for role in WorkerRole if role is not WorkerRole.ALL}
    workers = {role: since for role, since in parts.items() if since is not None}
    held = await asyncio.to_thread(is_held, url, folder)
    life = Life(age, signs.later(age) if signs and age else signs, has_token, held, workers)
    try:
        storage = await open_to_look(url, folder, PLATFORMS)
    except StorageError as error:
        address = address_of(url, folder)
        database = database_of(address)
        none_yet = isinstance(error, NoDatabase)
        named, shown = versions(database.DRIVER), database.shown(address)
        return Report(now, named, shown, trouble=str(error), none_yet=none_yet, life=life)
    try:
        return await gather(storage, life, now, may_write=False)
    finally:
        await storage.close()


def _plain(value: object) -> object:
    """Lengths of time as seconds, moments as ISO 8601."""
    return value.total_seconds() if isinstance(value, timedelta) else str(value)
