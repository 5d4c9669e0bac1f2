"""
The values that all parts share: frozen, compared by content, without behaviour that needs the outside.

All moments are aware and in UTC; a time zone exists only in a chat's settings. A row's id is 0 before the database gave
one. Ids of platforms (of chats, threads, people, messages) are text that means nothing here: it is kept, compared, and
given back; empty where there is none.
One file per family; import them from here.
"""

from bot.model.answers import Answer, AnswerQuote, Reach, StandingQuestion
from bot.model.chats import AT_MACHINE, NOT_ALLOWED, REPLACED, Chat, ChatKey, ChatKind, Limits, Size, Usage
from bot.model.digests import LONGEST_HEADLINE, Digest, DigestItem, LeftOut, Source, SourcedQuote
from bot.model.failures import Failed, Failure, Part
from bot.model.feeds import UNSAID, DocId, Document, Entry, Feed, FeedHealth, Fetched, ParsedEntry, ParsedFeed, Quote
from bot.model.json_values import Values
from bot.model.leases import Leased, piece
from bot.model.locks import Lock
from bot.model.messages import Brought, Button, KnownPositions, Message, MessageState, Missed, Reply
from bot.model.platforms import Capabilities, Lookup
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

__all__ = [
    "AT_MACHINE",
    "LONGEST_HEADLINE",
    "NOT_ALLOWED",
    "REPLACED",
    "UNSAID",
    "Answer",
    "AnswerQuote",
    "Assigned",
    "Brought",
    "Button",
    "Capabilities",
    "Chat",
    "ChatKey",
    "ChatKind",
    "Decision",
    "Digest",
    "DigestItem",
    "DocId",
    "Document",
    "Doubt",
    "DoubtKind",
    "Entry",
    "Evidence",
    "Failed",
    "Failure",
    "Feed",
    "FeedHealth",
    "Fetched",
    "KnownPositions",
    "Leased",
    "LeftOut",
    "Limits",
    "Lock",
    "Lookup",
    "Message",
    "MessageState",
    "Missed",
    "ParsedEntry",
    "ParsedFeed",
    "Part",
    "Prospect",
    "Quote",
    "Reach",
    "Reply",
    "Ruling",
    "Size",
    "Source",
    "SourcedQuote",
    "StandingQuestion",
    "Story",
    "Usage",
    "Values",
    "Verdict",
    "piece",
    "story_name",
]
