"""The tables. A change here goes with a new step in ``migrations/versions``; a test holds the two together."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A moment without a zone is an error of ours and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware to UTC without a zone, which is what SQLite can store and sort."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """What was stored, aware again."""
        return None if value is None else value.replace(tzinfo=UTC)


Number = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of eight bytes; SQLite has no others, and gives ids only to a column that it calls INTEGER."""

metadata = MetaData()

# Ids of platforms (chats, threads, people, messages) are text that nothing is read from; empty: there is none, or
# nobody is known. A position is the place of a message in the row that its chat counts (``Platform.position``).


def _id() -> Column[int]:
    return Column("id", Number, primary_key=True, autoincrement=True)


def _reference(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Number, ForeignKey(f"{target}.id", ondelete="CASCADE"), **options)


feeds = Table(
    "feeds",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("interval", Float, nullable=False),  # seconds
    Column("next_poll", Utc, nullable=False, index=True),
    Column("last_poll", Utc),
    Column("last_success", Utc),
    Column("failures", Number, nullable=False),
    Column("error", Text, nullable=False),
    Column("retired", Utc),
    Column("moved_to", Text, nullable=False),
    Column("moved_since", Utc),
    Column("told", Utc),
    Column("ttl", Float, nullable=False),  # seconds
    Column("quiet", Text, nullable=False),
    Column("pages", Boolean, nullable=False),
    Column("owner", Number, nullable=False),  # a chat; 0: everybody who knows the address; less: nobody any more
    Column("shared", Boolean),  # what the operator said; NULL: nothing, so the settings and packs tell
    Column("marks_of", Text, nullable=False),
    UniqueConstraint("url", "owner"),
)

# What the last document of a feed held, so that only what changed is read; beside the feeds, which are read often.
feed_memory = Table(
    "feed_memory",
    metadata,
    _reference("feed", "feeds", primary_key=True),
    Column("memory", LargeBinary, nullable=False),
)

# What an operator adds to the requests for a feed. These are secrets, so no Feed carries them.
feed_headers = Table(
    "feed_headers",
    metadata,
    _reference("feed", "feeds", primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# What a feed has shown, for good: entries that left the feed and come back are still known.
feed_keys = Table(
    "feed_keys",
    metadata,
    _reference("feed", "feeds", primary_key=True),
    Column("key", Text, primary_key=True),
    Column("seen", Utc, nullable=False),
    sqlite_with_rowid=False,
)

entries = Table(
    "entries",
    metadata,
    _id(),
    _reference("feed", "feeds", nullable=False),
    Column("guid", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("published", Utc),
    Column("seen", Utc, nullable=False, index=True),
    Column("backlog", Boolean, nullable=False),
    _reference("story", "stories"),
    Column("page", Utc),
    # all that tells how feeds do, so that nobody reads 200,000 texts for it
    Index("entries_by_feed", "feed", "seen", "published", "story", "backlog"),
    Index("entries_by_story", "story", "feed", "seen", "backlog"),
    # PostgreSQL is told how by its own first_tables.sql: to name it here loads its dialect, three MB, for nothing
    Index("ix_entries_url", "url"),
)
Index("entries_unsorted", entries.c.id, sqlite_where=entries.c.story.is_(None))

# Pictures and sound, of those entries that have some.
entry_media = Table(
    "entry_media",
    metadata,
    _reference("entry", "entries", primary_key=True),
    Column("image", Text, nullable=False),
    Column("audio", Text, nullable=False),
    Column("video", Text, nullable=False),
    Column("seconds", Number, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    _id(),
    Column("headline", Text, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False, index=True),
    Column("seed", Text, nullable=False),
    Column("names", JSON, nullable=False, server_default="[]"),
    Column("rarity", Float, nullable=False, server_default="0.5"),
)

# Why an entry is in its story; evidence is what ``/why`` shows.
decisions = Table(
    "decisions",
    metadata,
    _reference("entry", "entries", primary_key=True),
    _reference("story", "stories", nullable=False, index=True),
    Column("verdict", String(10), nullable=False),
    Column("score", Float, nullable=False),
    Column("seed", Text, nullable=False),
    Column("copy", Boolean, nullable=False),
    Column("fresh", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("made", Utc, nullable=False),
    Column("weight", Float, nullable=False, server_default="0"),
)

# The hashed terms by which a story is found through an entry, four bytes each: with them a start reads no texts.
traces = Table(
    "traces",
    metadata,
    _reference("entry", "entries", primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
)

# The order in which entries were put into stories, of those whose keys are not all in ``places`` yet.
turns = Table(
    "turns",
    metadata,
    _reference("entry", "entries", primary_key=True),
    Column("turn", Number, nullable=False, index=True),
)

# The stories that are found by each hashed term through entries before those, newest first, four bytes each.
places = Table(
    "places",
    metadata,
    Column("key", Number, primary_key=True, autoincrement=False),
    Column("stories", LargeBinary, nullable=False),
)

# What people ruled about two stories. chat 0: it holds in every chat that has no row of its own for them.
rulings = Table(
    "rulings",
    metadata,
    Column("chat", Number, primary_key=True, autoincrement=False),
    _reference("one", "stories", primary_key=True),
    _reference("other", "stories", primary_key=True),
    Column("together", Boolean, nullable=False),
    Column("act", Number, nullable=False),
    Column("user", Text, nullable=False),
    Column("made", Utc, nullable=False),
    sqlite_with_rowid=False,
)

chats = Table(
    "chats",
    metadata,
    _id(),
    Column("platform", String(20), nullable=False),
    Column("chat", Text, nullable=False),
    Column("thread", Text, nullable=False),  # empty: no topic, so that the key below is unique where NULLs differ
    Column("kind", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("times", JSON, nullable=False),  # "08:00", or with the days of the week on which it holds: "08:00 0,4"
    Column("subscribed", Utc),
    Column("gone", Text, nullable=False),
    Column("last_position", BigInteger, nullable=False, server_default="0"),
    Column("unknown_up_to", BigInteger, nullable=False, server_default="0"),
    Column("hours_since", Utc),
    Column("size", String(10)),  # NULL: as the operator set it for all
    Column("gone_since", Utc),
    Column("admin", Text, nullable=False, server_default=""),
    Column("subscribed_by", Text, nullable=False, server_default=""),
    Column("language", String(35), nullable=False, server_default=""),  # BCP 47; empty: nobody told
    Column("idle_until", Utc, index=True),  # no digest is due before; NULL: nobody has looked since it was changed
    UniqueConstraint("platform", "chat", "thread"),
)

# When a chat is not to be disturbed, by its own clocks ("22:00").
quiet_hours = Table(
    "quiet_hours",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("begins", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    Column("silent", Boolean, nullable=False),
)

# Chats that want no digests for a while; *until* NULL: until somebody says so.
pauses = Table(
    "pauses",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("since", Utc, nullable=False),
    Column("until", Utc),
)

# Whose digests editors see before their hour: in which chat, and how many minutes before.
desks = Table(
    "desks",
    metadata,
    _reference("chat", "chats", primary_key=True),
    _reference("place", "chats", nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
)

# The digest that editors saw last. *value* NULL: it was posted or skipped, or there was nothing to see.
proofs = Table(
    "proofs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _reference("chat", "chats", nullable=False, unique=True),
    Column("slot", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("value", JSON(none_as_null=True)),
)

# Stories that editors of a chat do not want told there.
struck_stories = Table(
    "struck_stories",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("story", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    sqlite_with_rowid=False,
)

chat_feeds = Table(
    "chat_feeds",
    metadata,
    _reference("chat", "chats", primary_key=True),
    _reference("feed", "feeds", primary_key=True, index=True),
    Column("added", Utc, nullable=False),
    Column("topics", JSON, nullable=False, server_default="[]"),  # folders, from the outermost on
    Column("added_by", Text, nullable=False, server_default=""),  # a person's id, or a chat's
    Index("chat_feeds_added_by", "added_by"),
)

digests = Table(
    "digests",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    Column("slot", Utc, nullable=False),
    Column("created", Utc, nullable=False),
    Column("known", Number, nullable=False),
    Column("more", Number, nullable=False),
    Column("value", JSON(none_as_null=True)),  # all that it says (digest/stored.py); NULL: made before that was kept
    Column("alert", Boolean, nullable=False, server_default="0"),  # of one story at once: no slot has had its digest
    UniqueConstraint("chat", "slot"),
)

# What a digest is to tell a chat while its messages are open. When they were sent, the row goes to "told"; when they
# were not, *lost* says so, and the story is news again.
planned = Table(
    "planned",
    metadata,
    _reference("digest", "digests", primary_key=True),
    _reference("story", "stories", primary_key=True),
    _reference("chat", "chats", nullable=False),
    Column("carried", Number, nullable=False),  # the story in the messages' lists: an older one if people split it
    Column("headline", Text, nullable=False),
    Column("quotes", JSON, nullable=False),
    Column("at", Utc, nullable=False),
    Column("lost", Boolean, nullable=False),
    Index("planned_chat_story", "chat", "story"),
    Index("planned_story", "story"),
)

# What a chat was told: one row a story and digest, with the quotes it read. *at* is when the digest was made: what came
# later was not in it.
told = Table(
    "told",
    metadata,
    _reference("digest", "digests", primary_key=True),
    _reference("story", "stories", primary_key=True),
    _reference("chat", "chats", nullable=False),
    Column("quotes", JSON, nullable=False),
    Column("at", Utc, nullable=False),
    Index("told_chat_story", "chat", "story"),
    Index("told_story", "story"),
)

# Entries of which some chat read a sentence: their texts stay, so that what was shown can be looked up.
quoted = Table("quoted", metadata, Column("entry", Number, primary_key=True, autoincrement=False))

# What feeds say now of entries whose text stays as people were told it, where that is something else.
rewritten = Table(
    "rewritten",
    metadata,
    _reference("entry", "entries", primary_key=True),
    Column("text", Text, nullable=False),
    Column("made", Utc, nullable=False),
)

# Sentences that chats read and that were changed since; a row goes when nobody is to be told of it any more.
correction_notices = Table(
    "correction_notices",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    _reference("digest", "digests", nullable=False),
    _reference("story", "stories", nullable=False),
    _reference("entry", "entries", nullable=False, index=True),
    Column("start", Number, nullable=False),
    Column("end", Number, nullable=False),
    Column("text", Text, nullable=False),
    Column("now", Text, nullable=False),
    Column("now_start", Number, nullable=False),
    Column("made", Utc, nullable=False),
    Column("told", Utc, index=True),  # NULL: not yet
)

# Sentences of digests that name a day to come; they count when the digest arrived. A row goes when its day has come.
promises = Table(
    "promises",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    _reference("digest", "digests", nullable=False),
    _reference("story", "stories", nullable=False),
    _reference("entry", "entries", nullable=False),
    Column("start", Number, nullable=False),
    Column("end", Number, nullable=False),
    Column("day", Date, nullable=False),  # by the chat's calendar
    Column("due", Utc, nullable=False, index=True),
    UniqueConstraint("chat", "entry", "start"),
)

# Whether a chat wants to be reminded of them, of those that said so.
chat_promises = Table(
    "chat_promises",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("wanted", Boolean, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    _reference("digest", "digests", index=True),
    Column("text", Text, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("stories", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Number, nullable=False),
    Column("created", Utc, nullable=False),
    Column("not_before", Utc, nullable=False),
    Column("expires", Utc, nullable=False),
    Column("sent_id", Text, nullable=False, server_default=""),
    Column("after", BigInteger, nullable=False),  # a position
    Column("reply_to", Text, nullable=False, server_default=""),
    Column("preview", Text, nullable=False, server_default=""),
    Column("place", Number),  # of the message that it is a part of, in whose turn it goes; NULL: its own id
    Column("mended", JSON, nullable=False, server_default="[]"),
    Column("owner", Text, nullable=False, server_default=""),  # who is sending it, until *not_before*
    Column("asked", Boolean, nullable=False, server_default="0"),
    Index("outbox_open", "state", "chat", "id"),
    Index("outbox_sent", "chat", "sent_id"),
)

# Positions of messages in our chats, ours and people's: the search for one whose sending broke off leaves them alone.
# A row goes when no such search can come to it any more.
taken_positions = Table(
    "taken_positions",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("position", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

# Seed documents live in their files; the row only says which version of a file is in the index.
seed_documents = Table(
    "seed_documents",
    metadata,
    Column("doc", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published", Utc),
    Column("language", String(35), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("note", Boolean, nullable=False),
)

# The sentences of all documents; the row id is that of the full-text index, which only SQLite has and the migrations
# make. That index holds stems made by bot/text/analysis/words.py, so it only splits at blanks; "_" stands for whatever
# else a stem may hold. It stores no text (content=''): the text is in its document. It keeps no places of words either,
# since nothing is searched by them.
passages = Table(
    "passages",
    metadata,
    _id(),
    Column("doc", Text, nullable=False),
    Column("place", Number, nullable=False),
    Column("start", Number, nullable=False),
    Column("end", Number, nullable=False),
    Column("feed", Number, nullable=False, server_default="0"),  # 0: the seed corpus
    UniqueConstraint("doc", "place"),
)

# How many sentences hold each stem: the index could tell only by reading a stem's whole list. *letter* is the first one
# without accents, for finding what a misspelt word means. *feeds* lists those that hold it, or so many that it does not
# matter: " 3 17 ".
passage_words = Table(
    "passage_words",
    metadata,
    Column("stem", Text, primary_key=True),
    Column("letter", String(1), nullable=False),
    Column("count", Number, nullable=False),
    Column("feeds", Text, nullable=False, server_default=""),
    Index("passage_words_likely", "letter", "count"),
    sqlite_with_rowid=False,
)

# What can be quoted of each feed, and from when to when it was seen; 0: the seed corpus.
feed_texts = Table(
    "feed_texts",
    metadata,
    Column("feed", Number, primary_key=True, autoincrement=False),
    Column("documents", Number, nullable=False),
    Column("sentences", Number, nullable=False),
    Column("oldest", Utc),
    Column("newest", Utc),
)

# Questions that people want answered once it is known; a row goes when its question is answered or ended.
questions = Table(
    "questions",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False, index=True),
    Column("user", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("asked", Utc, nullable=False),
    Column("key", String(64), nullable=False, server_default=""),  # of text and about, which no index need hold
    Index("questions_once", "chat", "key", unique=True),
)

# What a chat, or with *person* one of the people in it, wants told first, in a line or not at all.
rules = Table(
    "rules",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    Column("person", Text, nullable=False),  # empty: it is the chat's
    Column("key", String(64), nullable=False),  # of what the conditions say, however they are written
    Column("effect", String(10), nullable=False),
    Column("conditions", JSON, nullable=False),
    Column("made", Utc, nullable=False),
    Column("until", Utc),
    UniqueConstraint("chat", "person", "key"),
    Index("rules_of_person", "person"),
    Index("rules_with_effect", "effect", "chat"),
)

# When a chat is told of stories at once; a chat without a row has what is usual.
alerts = Table(
    "alerts",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("followed", Boolean, nullable=False),
    Column("sources", Number, nullable=False),
    Column("most", Number, nullable=False),
)

# What was told at once, to a chat or to one of the people in it.
alerted = Table(
    "alerted",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("person", Text, primary_key=True),
    _reference("story", "stories", primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# Of which stories a chat wants more or less; *about* are their names, topics and sources.
votes = Table(
    "votes",
    metadata,
    _reference("chat", "chats", primary_key=True),
    _reference("story", "stories", primary_key=True),
    Column("more", Boolean, nullable=False),
    Column("about", JSON, nullable=False),
    Column("made", Utc, nullable=False),
    sqlite_with_rowid=False,
)

# Figures of which a chat wants to hear when a source gives another one, with those known; *after*: the sentence that
# was the last one then.
watches = Table(
    "watches",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    Column("user", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("key", String(64), nullable=False),
    Column("since", Utc, nullable=False),
    Column("after", Number, nullable=False),
    Column("known", JSON, nullable=False),
    Index("watches_once", "chat", "key", unique=True),
)

# What admins told a chat to know: it counts as told there, and is quoted there and nowhere else.
notes = Table(
    "notes",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    Column("user", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("added", Utc, nullable=False),
    Column("key", String(64), nullable=False),
    Index("notes_once", "chat", "key", unique=True),
)

# What failed by itself while all others went on: of which kind, its name among these, and when it is tried again.
failures = Table(
    "failures",
    metadata,
    Column("part", String(10), primary_key=True),
    Column("item", Text, primary_key=True),
    _reference("feed", "feeds", index=True),
    Column("reason", Text, nullable=False),
    Column("count", Number, nullable=False),
    Column("first", Utc, nullable=False),
    Column("last", Utc, nullable=False),
    Column("next_try", Utc, nullable=False),
    Column("backlog", Boolean, nullable=False, server_default="0"),
)

# Who acted on which day last, to count them: a row goes when its day is a week ago.
people = Table(
    "people",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("seen", Utc, nullable=False),
    sqlite_with_rowid=False,
)

# Who works on what, and until when; *turn* changes with the owner. Owner "": nobody gets it before then.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Utc, nullable=False),
    Column("turn", BigInteger, nullable=False),
)

# How many strangers were turned away on which day; who they were is not written down.
strangers = Table(
    "strangers",
    metadata,
    Column("day", Date, primary_key=True),
    Column("number", Number, nullable=False),
)

# Chats that nobody can write to any more and that are soon to be erased, and since when that is known.
absences = Table(
    "absences",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("noted", Utc, nullable=False),
)

# Whether the preview of the top story stands above a chat's digests, of those that chose.
chat_previews = Table(
    "chat_previews",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("shown", Boolean, nullable=False),
)

# The digest that a chat waits for, and since when that is known: its feeds are polled first, for so long and no longer.
due_digests = Table(
    "due_digests",
    metadata,
    _reference("chat", "chats", primary_key=True),
    Column("slot", Utc, nullable=False),
    Column("since", Utc, nullable=False),
)

# Numbers that only grow, whoever counts: statistics, and the last id that was given where we give ids ourselves.
counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("number", BigInteger, nullable=False),
)

# Of each place the newest few of something, such as what stands behind the buttons of a chat; *turn* is their order.
recent = Table(
    "recent",
    metadata,
    Column("place", Text, primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("kept", Utc),  # NULL: it goes by number alone
    Column("person", Text, nullable=False, server_default=""),  # whose it is
    sqlite_with_rowid=False,
)

# Small things that must survive a restart, each written by one who need not know what stood there before.
keepsakes = Table(
    "keepsakes",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", JSON, nullable=False),
)

# Which chat a person sets up from their private one.
connections = Table(
    "connections",
    metadata,
    _reference("chat", "chats", primary_key=True),
    _reference("other", "chats", nullable=False),
    Column("since", Utc, nullable=False),
)

# What people changed in chats; a row goes after some months, and when a chat has very many. *before* and *after* are as
# ``model.Deed`` says.
acts = Table(
    "acts",
    metadata,
    _id(),
    _reference("chat", "chats", nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Column("person", Text, nullable=False, index=True),  # empty: erased
    Column("name", Text, nullable=False),
    Column("what", String(20), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index("acts_of_chat", "chat", "id"),
)

# People and chats that operators keep out.
blocks = Table(
    "blocks",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Utc, nullable=False),
    sqlite_with_rowid=False,
)

# How often something happened on which day; a row goes after a week.
tallies = Table(
    "tallies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("number", Number, nullable=False),
    sqlite_with_rowid=False,
)
