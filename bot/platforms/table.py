"""All platforms that the bot can write to, by name: a new one is a line here."""

from bot.platforms.telegram.platform import Telegram
from bot.platforms.terminal.platform import Terminal
from bot.ports import Platform, Platforms

_ALL: tuple[Platform, ...] = (Telegram(), Terminal())

PLATFORMS: Platforms = {platform.name: platform for platform in _ALL}
