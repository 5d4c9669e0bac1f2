"""
The values that all parts share: frozen, compared by content, without behaviour that needs the outside.

All moments are aware and in UTC; a time zone exists only in a chat's settings. A row's id is 0 before the database gave
one. Ids of platforms (of chats, threads, people, messages) are text that means nothing here: it is kept, compared, and
given back; empty where there is none.
One file per family; import them from here.
"""

from bot.model.acts import Act, Actor, Deed
from bot.model.answers import (
    NOTE,
    Answer,
    AnswerQuote,
    KnownFigure,
    Note,
    Reach,
    Sighting,
    StandingQuestion,
    Watch,
    notes_of,
)
from bot.model.chats import (
    AT_MACHINE,
    BLOCKED,
    EVERY_DAY,
    LONGEST_PAUSE,
    NOT_ALLOWED,
    REPLACED,
    Chat,
    ChatKey,
    ChatKind,
    Desk,
    Limits,
    OnDays,
    Pause,
    Quiet,
    Size,
    Usage,
)
from bot.model.digests import LONGEST_HEADLINE, Digest, DigestItem, KeptAway, LeftOut, Proof, Source, SourcedQuote
from bot.model.failures import Failed, Failure, Part
from bot.model.feeds import UNSAID, DocId, Document, Entry, Feed, FeedHealth, Fetched, ParsedEntry, ParsedFeed, Quote
from bot.model.json_values import Values
from bot.model.later import FARTHEST_PROMISE, Correction, Promise, Reading
from bot.model.leases import Leased, piece
from bot.model.locks import Lock
from bot.model.media import NO_MEDIA, Media
from bot.model.messages import Brought, Button, KnownPositions, Message, MessageState, Missed, Reply
from bot.model.platforms import Capabilities, Lookup, Posting
from bot.model.privacy import Mention, Role
from bot.model.rules import About, Alerts, Condition, Effect, Rule, Vote, Where
from bot.model.stories import (
    Assigned,
    Decision,
    Doubt,
    DoubtKind,
    Evidence,
    Prospect,
    Ruling,
    Story,
    Verdict,
    story_name,
)
from bot.model.vitals import Holding, Room, Vitals, Waiting
from bot.model.workers import WorkerRole

__all__ = [
    "AT_MACHINE",
    "BLOCKED",
    "EVERY_DAY",
    "FARTHEST_PROMISE",
    "LONGEST_HEADLINE",
    "LONGEST_PAUSE",
    "NOTE",
    "NOT_ALLOWED",
    "NO_MEDIA",
    "REPLACED",
    "UNSAID",
    "About",
    "Act",
    "Actor",
    "Alerts",
    "Answer",
    "AnswerQuote",
    "Assigned",
    "Brought",
    "Button",
    "Capabilities",
    "Chat",
    "ChatKey",
    "ChatKind",
    "Condition",
    "Correction",
    "Decision",
    "Deed",
    "Desk",
    "Digest",
    "DigestItem",
    "DocId",
    "Document",
    "Doubt",
    "DoubtKind",
    "Effect",
    "Entry",
    "Evidence",
    "Failed",
    "Failure",
    "Feed",
    "FeedHealth",
    "Fetched",
    "Holding",
    "KeptAway",
    "KnownFigure",
    "KnownPositions",
    "Leased",
    "LeftOut",
    "Limits",
    "Lock",
    "Lookup",
    "Media",
    "Mention",
    "Message",
    "MessageState",
    "Missed",
    "Note",
    "OnDays",
    "ParsedEntry",
    "ParsedFeed",
    "Part",
    "Pause",
    "Posting",
    "Promise",
    "Proof",
    "Prospect",
    "Quiet",
    "Quote",
    "Reach",
    "Reading",
    "Reply",
    "Role",
    "Room",
    "Rule",
    "Ruling",
    "Sighting",
    "Size",
    "Source",
    "SourcedQuote",
    "StandingQuestion",
    "Story",
    "Usage",
    "Values",
    "Verdict",
    "Vitals",
    "Vote",
    "Waiting",
    "Watch",
    "Where",
    "WorkerRole",
    "notes_of",
    "piece",
    "story_name",
]
