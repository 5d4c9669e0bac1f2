"""
All that the core needs from outside, as interfaces. Each has one contract suite, run on the real thing.

One file per family; import them from here.
"""

from bot.ports.acts import Acts, Connections
from bot.ports.chats import Chats, People
from bot.ports.environment import Clock, Http
from bot.ports.feeds import Entries, Feeds
from bot.ports.later import Corrections, Promises
from bot.ports.leases import LEASE, Leases
from bot.ports.notes import Notes
from bot.ports.outbox import Outbox
from bot.ports.platform import Members, Platform, Platforms, Sender
from bot.ports.positions import Positions
from bot.ports.privacy import ERASED, LOGGED, REWRITABLE, Privacy
from bot.ports.proofs import Proofs
from bot.ports.questions import Passages, Questions
from bot.ports.rules import Rules, Votes
from bot.ports.storage import Failures, Storage, Unit
from bot.ports.stories import Rulings, Stories
from bot.ports.watches import Watches

__all__ = [
    "ERASED",
    "LEASE",
    "LOGGED",
    "REWRITABLE",
    "Acts",
    "Chats",
    "Clock",
    "Connections",
    "Corrections",
    "Entries",
    "Failures",
    "Feeds",
    "Http",
    "Leases",
    "Members",
    "Notes",
    "Outbox",
    "Passages",
    "People",
    "Platform",
    "Platforms",
    "Positions",
    "Privacy",
    "Promises",
    "Proofs",
    "Questions",
    "Rules",
    "Rulings",
    "Sender",
    "Storage",
    "Stories",
    "Unit",
    "Votes",
    "Watches",
]
