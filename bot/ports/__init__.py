"""
All that the core needs from outside, as interfaces. Each has one contract suite, run on the real thing.

One file per family; import them from here.
"""

from bot.ports.chats import Chats, People
from bot.ports.environment import Clock, Http
from bot.ports.feeds import Entries, Feeds
from bot.ports.leases import LEASE, Leases
from bot.ports.outbox import Outbox
from bot.ports.platform import Members, Platform, Platforms, Sender
from bot.ports.positions import Positions
from bot.ports.questions import Passages, Questions
from bot.ports.storage import Failures, Storage, Unit
from bot.ports.stories import Rulings, Stories

__all__ = [
    "LEASE",
    "Chats",
    "Clock",
    "Entries",
    "Failures",
    "Feeds",
    "Http",
    "Leases",
    "Members",
    "Outbox",
    "Passages",
    "People",
    "Platform",
    "Platforms",
    "Positions",
    "Questions",
    "Rulings",
    "Sender",
    "Storage",
    "Stories",
    "Unit",
]
