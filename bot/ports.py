"""All that the core needs from outside, as interfaces. Fakes and real parts pass the same contract tests."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from bot.model import (
    Assigned,
    Chat,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DocId,
    Document,
    Entry,
    Failed,
    Failure,
    Feed,
    FeedHealth,
    Fetched,
    Limits,
    Message,
    Missed,
    Part,
    Quote,
    Reach,
    Reply,
    Ruling,
    StandingQuestion,
    Story,
    Traces,
    Usage,
)


class Clock(Protocol):
    """Where the time comes from, so that tests can move it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Http(Protocol):
    """The one way to the network: guarded addresses, bounded sizes and times."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """
        Fetch *url*, following at most five redirects, each checked like the first.

        Returns: an answer with status 200 or 304.
        Raises: FeedRefused (address or size), FeedGone (410), FeedUnreachable (anything else).
        """
        ...


class Sender(Protocol):
    """Puts messages into chats."""

    def turn(self, key: ChatKey) -> AbstractAsyncContextManager[None]:
        """
        Wait until the platform's limits allow one more call to this chat, count that call, and keep ``find`` away from
        the chat while the block lasts: what is sent within it must be recorded within it.

        Raises: TryLater if that takes long.
        """
        ...

    async def send(self, message: Message) -> int:
        """
        Send one message and return the platform's id for it.

        Raises: ChatGone, ChatMoved, Refused, TryLater, Uncertain.
        """
        ...

    async def find(self, message: Message, places: Sequence[int]) -> int | None:
        """
        Look whether *message*, whose sending broke off, has arrived under one of the ids *places*.

        None of them may belong to another message of ours.

        Returns: its id, or None when it is not there.
        Raises: ChatGone, ChatMoved, TryLater, Uncertain.
        """
        ...


class Members(Protocol):
    """Who is in a chat, and who may change its settings; asked when the act happens."""

    async def is_member(self, place: int | str, user: int) -> bool:
        """
        Whether a person is in the chat with that id or @name now.

        Raises: BotError with what to do when the platform does not tell.
        """
        ...

    async def is_admin(self, key: ChatKey, user: int) -> bool:
        """Whether *user* is an administrator of that chat now. In a private chat its only person is one."""
        ...


class Feeds(Protocol):
    """Feeds, who follows them, and which keys of entries each has shown."""

    async def add(self, feed: Feed) -> Feed:
        """Store *feed* unless one with its address and owner is known; return the stored one."""
        ...

    async def get(self, feed: int) -> Feed | None:
        """One feed by id."""
        ...

    async def by_url(self, url: str, owner: int = 0) -> Feed | None:
        """One feed by its exact address; with *owner* only that chat's own feed there."""
        ...

    async def readable(self, chat: int, *, public: bool) -> frozenset[int]:
        """
        The feeds (ids) whose text a chat may be shown: those that it follows, and those that the operator shares.

        Args:
            chat: Row id; one that does not exist follows nothing.
            public: Whether feeds that others follow count, too, if neither address nor headers hold a secret.
        """
        ...

    async def shared(self) -> frozenset[int]:
        """
        The feeds (ids) that the operator shares with all chats: said so of each, or in the settings, or in a pack.

        A feed with a secret in its address, or that ever had headers, is never among them.
        """
        ...

    async def all(self) -> list[Feed]:
        """All feeds, by id."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Feed]:
        """Followed, unretired feeds whose next poll has come, most overdue first."""
        ...

    async def late(self, now: datetime, since: datetime) -> set[int]:
        """
        The chats for which something may come at once: they follow a feed that is due and was not polled after *since*,
        or one of whose entries are to be sorted.
        """
        ...

    async def get_all(self, feeds: Collection[int]) -> dict[int, Feed]:
        """Those of the feeds that exist, by id."""
        ...

    async def update(self, feed: Feed) -> None:
        """Write all fields of a feed that exists."""
        ...

    async def update_all(self, feeds: Sequence[Feed]) -> None:
        """The same for many feeds, in one go."""
        ...

    async def follow(self, chat: int, feed: int, now: datetime) -> bool:
        """Let a chat follow a feed. Returns: False if it did already."""
        ...

    async def unfollow(self, chat: int, feed: int) -> bool:
        """End that. Returns: False if the chat did not follow it."""
        ...

    async def hand_over(self, feed: int, heir: int, chats: Collection[int] | None = None) -> None:
        """Let all who follow *feed*, or only *chats*, follow *heir* instead: for as long, in the same folders."""
        ...

    async def split(self, feed: Feed, owner: int) -> Feed:
        """A new feed of *owner* at the address of *feed*, which has shown the same, so that nothing comes twice."""
        ...

    async def put_under(self, chat: int, topics: Mapping[int, Sequence[str]]) -> None:
        """Keep feeds that a chat follows in folders, named from the outermost on."""
        ...

    async def topics(self, chat: int) -> dict[int, tuple[str, ...]]:
        """The folders of those feeds of a chat that are in any."""
        ...

    async def of_chat(self, chat: int) -> list[Feed]:
        """The feeds of one chat in the order they were added."""
        ...

    async def untold(self) -> list[Feed]:
        """Feeds that fail or are retired, and of which the admins of their chats have not been told."""
        ...

    async def health(self, since: datetime, chat: int | None = None) -> dict[int, FeedHealth]:
        """
        What each feed of a chat has been worth since a moment; a feed that brought nothing is not in it.

        Args:
            chat: Whose feeds are compared with each other; None: all feeds there are.
        """
        ...

    async def chats_of(self, feed: int) -> list[Chat]:
        """The chats that follow a feed."""
        ...

    async def followers(self) -> dict[int, list[Chat]]:
        """The same for all feeds, in one go; a feed that nobody follows is missing."""
        ...

    async def seen(self, feed: int, keys: Collection[str]) -> set[str]:
        """Those of *keys* that the feed has shown before."""
        ...

    async def seen_all(self, keys: Mapping[int, Collection[str]]) -> dict[int, set[str]]:
        """The same for many feeds, in one go; a feed that has shown none of its keys is missing."""
        ...

    async def remember(self, feed: int, keys: Collection[str], now: datetime) -> None:
        """Keep *keys* as shown by the feed, for good."""
        ...

    async def remember_all(self, keys: Mapping[int, Collection[str]], now: datetime) -> None:
        """The same for many feeds, in one go."""
        ...

    async def memories(self, feeds: Collection[int]) -> dict[int, bytes]:
        """What was kept of the last documents of those feeds."""
        ...

    async def keep_memories(self, memories: Mapping[int, bytes]) -> None:
        """Keep that; what was kept before goes."""
        ...

    async def headers(self, feeds: Collection[int]) -> dict[int, dict[str, str]]:
        """What operators add to the requests for those feeds. Secret: for the request alone."""
        ...

    async def set_header(self, feed: int, name: str, value: str) -> None:
        """Add a header to the requests for a feed, or change it; an empty value takes it away."""
        ...


class Entries(Protocol):
    """Stored entries."""

    async def add(self, entry: Entry) -> Entry:
        """Store a new entry; return it with its id. Its sentences become searchable."""
        ...

    async def add_all(self, entries: Sequence[Entry]) -> list[Entry]:
        """The same for many entries, in one go; their ids rise in the order given."""
        ...

    async def get(self, entry: int) -> Entry | None:
        """One entry by id."""
        ...

    async def get_all(self, wanted: Collection[int]) -> dict[int, Entry]:
        """Those of the entries that exist, by id."""
        ...

    async def unsorted(self, now: datetime, until: int, limit: int) -> list[Entry]:
        """
        Entries up to the id *until* that belong to no story yet, but for those that failed and are tried again later;
        first published first (first seen, where a feed gives no date).
        """
        ...

    async def of_story(self, story: int, chat: int | None = None, feeds: Collection[int] | None = None) -> list[Entry]:
        """The entries of one story, oldest first; for a *chat* only those of feeds it follows, or else of *feeds*."""
        ...

    async def followed(self, chat: int, since: datetime) -> list[Entry]:
        """The entries of a chat's feeds that were published (or, if they do not say when, seen) after *since*."""
        ...

    async def newest(self, feed: int, limit: int) -> list[Entry]:
        """The entries of one feed that were published (or, if they do not say when, seen) last, newest first."""
        ...

    async def speakers(self, stories: Collection[int], half: int) -> dict[int, list[Entry]]:
        """For each story its *half* first and *half* last entries by publication, in that order; without repeats."""
        ...

    async def by_url(self, url: str) -> list[Entry]:
        """Entries with that canonical address, of any feed, oldest first."""
        ...

    async def titled(self, stems: Collection[str], feeds: Collection[int], limit: int) -> list[Entry]:
        """Entries of those feeds whose titles may hold all those stems, newest first; some hold them inside a word."""
        ...

    async def named(self, feed: int, urls: Collection[str], guids: Collection[str]) -> list[Entry]:
        """Entries of one feed with any of those canonical addresses or ids, by id."""
        ...

    async def reword(self, entry: Entry) -> bool:
        """
        Write title, text and page of a stored entry anew; its sentences become searchable instead of the old ones.

        What people have read stays: when a chat was told the entry's story, or the decision on the entry points to
        passages that the new text has not in their places, nothing is written. Returns: whether it was.
        """
        ...

    async def short(self, longest: int, limit: int) -> list[Entry]:
        """
        News without a story yet whose text has at most *longest* characters and whose page nobody asked for, oldest
        first; only of feeds whose pages are read.
        """
        ...

    async def mark_paged(self, entries: Collection[int], now: datetime) -> None:
        """Write down that the pages of those entries were asked for."""
        ...

    async def after(self, entry: int, limit: int) -> list[Entry]:
        """Entries with an id above *entry*, in order of id: to read all in pages."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """
        Empty the texts of entries published and seen before a moment, at most *limit*, and make them unfindable.

        What belongs to no story yet stays, and so does a text of which some chat read a sentence.

        Returns: how many were emptied.
        """
        ...

    async def keep_texts(self, docs: Collection[DocId]) -> None:
        """Never forget the texts of those documents that are entries: somebody was shown a sentence of them."""
        ...

    async def oldest_text(self) -> datetime | None:
        """When the oldest entry that still has its text was published (or, if it does not say, seen)."""
        ...

    async def last_id(self) -> int:
        """The highest id of all entries; 0 if there are none."""
        ...

    async def last_sentence(self) -> int:
        """The number of the sentence that was stored last, of anything that can be quoted; 0 if there is none."""
        ...

    async def told_after(self, sentence: int, feeds: Collection[int]) -> bool:
        """Whether any of those feeds has a sentence with a greater number."""
        ...

    async def count(self) -> int:
        """How many are stored."""
        ...


class Stories(Protocol):
    """
    Stories and the decisions that made them.

    Here and in the other repositories, what is asked for a *chat* is as that chat sees it: what it ruled to be one
    story comes as one, under the id of the oldest piece; and headline, names and moments are those that entries of its
    own feeds give (``stories/seen.py``), whatever other chats' feeds say of the same story.
    """

    async def open(self, story: Story) -> Story:
        """Store a new story; return it with its id."""
        ...

    async def get(self, story: int) -> Story | None:
        """One story by id."""
        ...

    async def update(self, story: Story) -> None:
        """Write all fields of a story that exists."""
        ...

    async def get_all(self, stories: Collection[int]) -> dict[int, Story]:
        """Those of the stories that exist, by id."""
        ...

    async def next_id(self) -> int:
        """The id that a new story may take in this transaction; the ones after it are free as well."""
        ...

    async def save(self, stories: Sequence[Story]) -> None:
        """Write all fields of stories that carry their ids, whether they exist or not."""
        ...

    async def seeded(self) -> dict[DocId, int]:
        """For each document of the seed corpus that some story has, the first such story."""
        ...

    async def assign_all(self, decided: Sequence[Assigned], now: datetime) -> None:
        """Put entries into stories, each with its decision and the keys by which it is found again."""
        ...

    async def keys(self, after: int, limit: int) -> list[tuple[int, int, tuple[int, ...]]]:
        """(entry, its story, its keys) for entries above *after*, in order of the entry's id: to read all in pages."""
        ...

    async def assign(self, entry: int, story: int, decision: Decision, now: datetime) -> None:
        """Put an entry into a story and keep the decision with its evidence."""
        ...

    async def decisions(self, story: int, chat: int | None = None) -> list[tuple[Entry, Decision]]:
        """
        The entries of a story with their decisions, in the order decided; with *chat* as in Entries.of_story.

        For a chat they rest on nothing but the seed corpus and the entries of its own feeds: what rested on others is
        decided anew (``stories/retold.py``). The evidence does not say what an entry was compared with:
        ``evidence.near`` leads there.
        """
        ...

    async def news(self, chat: int, seen: Sequence[Story]) -> list[tuple[Story, list[tuple[Entry, Decision]]]]:
        """
        Those stories, as ``seen_by`` gave them, each with what ``decisions`` gives.

        What only others' entries made one story comes as several, all with its id.
        """
        ...

    async def candidates(
        self, chat: int, since: datetime, *, backlog: bool = False, feed: int | None = None
    ) -> list[Story]:
        """
        Stories that are news for a chat: some entry that is no backlog, seen after *since*, after the chat subscribed
        and after it followed the feed that brought it; newest last.

        With *backlog* it is what a new reader may care for: whatever the chat's feeds hold that was published (or, if
        they do not say when, seen) after *since*. With *feed* only what this one of them tells.
        """
        ...

    async def count(self) -> int:
        """How many are stored."""
        ...

    async def seen_by(self, chat: int, wanted: Collection[int], feeds: Collection[int] | None = None) -> list[Story]:
        """
        Those stories as a chat sees them: several that it sees as one have the id of the oldest of them.

        The headline is empty when none of its feeds, or of *feeds* if they are given, tells the story.
        """
        ...

    async def part(self, moved: Collection[int], new: Story) -> Story:
        """
        Take entries of one story into a new one, which is stored; return it with its id.

        Who was quoted from them, or was told the story under the title of one of them, was told the new story.
        """
        ...


class Rulings(Protocol):
    """What people ruled about stories; the last ruling on two stories in one chat counts."""

    async def rule(
        self, chats: Iterable[int], pairs: Iterable[tuple[int, int]], user: int, now: datetime, *, together: bool
    ) -> int:
        """
        Keep that the stories of each pair tell one event, or that they do not.

        Args:
            chats: Where it holds; 0: in every chat that has no ruling of its own on them.
            user: Who ruled; 0: nobody, it only keeps others' view as it was.
        Returns: the number of this act.
        """
        ...

    async def of_chat(self, chat: int) -> list[Ruling]:
        """The rulings of a chat and of everybody, in the order in which they were made."""
        ...

    async def since(self, act: int) -> list[Ruling]:
        """The rulings for everybody that were made after an act."""
        ...

    async def wholes(self, chat: int) -> Mapping[int, tuple[int, ...]]:
        """Story -> all pieces of what a chat sees as one with it, oldest first; those that stand alone are missing."""
        ...


class Chats(Protocol):
    """Chats, their settings, and what each was told."""

    async def ensure(self, key: ChatKey, kind: ChatKind, title: str) -> Chat:
        """The chat with that key, made with default settings when it is new; kind and title are kept current."""
        ...

    async def by_key_or_new(self, key: ChatKey, kind: ChatKind, title: str) -> Chat:
        """The chat with that key, or one with default settings and the id 0, which is stored nowhere."""
        ...

    async def get(self, chat: int) -> Chat | None:
        """One chat by row id."""
        ...

    async def by_key(self, key: ChatKey) -> Chat | None:
        """One chat by its key."""
        ...

    async def all(self) -> list[Chat]:
        """All chats that ever wrote to the bot, by id."""
        ...

    async def subscribed(self) -> list[Chat]:
        """All chats that want digests, whether they can be reached now or not."""
        ...

    async def update(self, chat: Chat) -> None:
        """Write all fields of a chat that exists."""
        ...

    async def moved(self, chat: int, new_chat: int) -> None:
        """Let a chat, all its threads and its waiting messages live on under the platform's new id."""
        ...

    async def stirred(self, key: ChatKey, since: datetime) -> None:
        """Let a chat and its topics, where they take nothing, count as closed since then at the earliest."""
        ...

    async def told(self, chat: int) -> set[int]:
        """Stories that this chat was told: their messages were sent."""
        ...

    async def told_at(self, chat: int) -> dict[int, datetime]:
        """
        Stories that this chat was told, each with the moment when its last digest was made: what came later was not
        in it, whenever it was sent.
        """
        ...

    async def pending(self, chat: int) -> set[int]:
        """Stories that are on their way to this chat: messages that tell them are neither sent nor given up."""
        ...

    async def unsent(self, chat: int, since: datetime) -> set[int]:
        """Stories of digests made after *since* that did not come, and that no later digest has taken up."""
        ...

    async def told_quotes(self, chat: int, story: int) -> list[Quote]:
        """What of a story this chat has read."""
        ...


class Outbox(Protocol):
    """Digests and the messages that carry them."""

    async def post(self, digest: Digest, messages: Sequence[Reply], now: datetime, expires: datetime) -> int | None:
        """
        Store a digest, what it is to tell, and its messages, all or nothing.

        Its stories are pending until all messages that carry one (``Reply.stories``) were sent, and then told; when one
        of these is not sent, the story is news again.

        Returns: the digest's id, or None if this chat had a digest for the slot already: then nothing is stored.
        """
        ...

    async def notify(self, chat: int, reply: Reply, now: datetime, expires: datetime) -> None:
        """Put a notice that belongs to no digest into a chat's outbox."""
        ...

    async def last_slot(self, chat: int, now: datetime) -> datetime | None:
        """
        The latest slot up to *now* for which a chat had a digest.

        One that is still to come was served by a clock that was ahead, and must not hold up all slots before it.
        """
        ...

    async def last_slots(self, now: datetime) -> dict[int, datetime]:
        """``last_slot`` of all chats that had a digest."""
        ...

    async def waiting(self, now: datetime, limit: int) -> list[Message]:
        """
        Messages to send now: first of each chat only, in order.

        Left out is what goes to the same chat, or another topic of it, as a message that is being sent or was cut off
        while it was: if both broke off, nobody could tell one from the other.
        """
        ...

    async def doubtful(self, now: datetime, limit: int) -> list[Message]:
        """Messages that were cut off while sending and could be searched now: one of each chat, topics included."""
        ...

    async def begin(self, chat: int, reply: Reply, now: datetime, expires: datetime, settles: datetime) -> Message:
        """
        Put an answer into the outbox whose call is about to be made beside ``deliver``.

        It is SENDING; ``deliver`` takes it over if it is still there at *settles*.
        """
        ...

    async def release(self, key: ChatKey, now: datetime) -> int:
        """
        Let all messages to a chat and its topics wait again that were cut off while sending and can be searched *now*.

        Returns: how many they are.
        """
        ...

    async def lost_sight(self, key: ChatKey, up_to: int) -> None:
        """Note that a message of ours may stand in this chat under an id up to that, and nobody will know which."""
        ...

    async def ended(self, message: int) -> None:
        """Take out what ``begin`` put in: the call has ended, well or not."""
        ...

    async def mark(self, message: Message, parts: Sequence[Reply] = ()) -> bool:
        """
        Write what became of an open message, and with it of the stories that it tells.

        Args:
            parts: Further messages that it was split into, to go right behind it and to share its state.
        Returns: False if the message had ended already; then nothing is written.
        """
        ...

    async def withdraw(self, chat: int) -> int:
        """Drop the digests' messages of a chat that are not being sent: their stories are news. Returns: how many."""
        ...

    async def nudge(self, key: ChatKey, settled: datetime) -> bool:
        """
        Let what is held for a chat and its topics be tried at once, and what is in doubt be searched from *settled* on.

        Returns: whether anything was held, or was to be searched later.
        """
        ...

    async def missed(self, chat: int, since: datetime) -> list[Missed]:
        """
        Messages made after *since* that did not come or are held, oldest first.

        Of digests only those with stories that the chat still has not got; the headlines are of these.
        """
        ...

    async def again(self, chat: int, since: datetime, now: datetime, expires: datetime) -> int:
        """Let notices that did not come, made after *since*, wait once more. Returns: how many."""
        ...

    async def last_sent(self, chat: int) -> int:
        """The highest platform id we know of in a chat; 0 if none."""
        ...

    async def search_from(self, chat: int) -> int:
        """
        Above which platform id a message is searched that is sent now: above ``last_sent``, and above all ids that may
        belong to messages of ours which nobody could find.
        """
        ...

    async def traces(self, message: Message) -> Traces:
        """What is known of the ids among which a message is to be searched whose sending broke off."""
        ...

    async def saw(self, chat: int, sent_id: int) -> None:
        """Note a platform id that was seen in a chat: of a reply that we sent, or of a person's message."""
        ...

    async def forget_ids(self) -> None:
        """Forget the ids seen to which no search can come any more: those at or below where each would begin."""
        ...

    async def places(self, chat: int, sent_id: int = 0) -> dict[int, int]:
        """
        The stories that a sent message told, by their places in its digest, which are counted from 1.

        Args:
            sent_id: The platform's id of the message; 0: all messages of the chat's last digest that told a story.
        """
        ...

    async def open(self) -> tuple[int, datetime | None]:
        """How many messages are neither sent nor given up, and when the oldest of them was made."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """
        Empty the texts of messages made before a moment that are sent or given up, at most *limit*; the rest stays.

        Returns: how many were emptied.
        """
        ...

    async def told_in(self, chat: int, stories: Collection[int]) -> dict[int, int]:
        """Those of *stories* that a sent message told this chat, each with the platform's id of the last such one."""
        ...


class Passages(Protocol):
    """
    Sentences found by their words: of the seed corpus, and of the entries that somebody may read.

    What others' entries hold is not there: it is not found, not counted, and no word is known because of them.
    """

    async def find(self, groups: Sequence[Sequence[str]], limit: int) -> list[Quote]:
        """
        Sentences that hold some of the asked words, those with most and rarest first.

        Each group holds the stem of one asked word, then others that may stand for it. Terms that are in more than 5%
        of all sentences only order what the others find; when all are, only sentences with several of them are found.
        """
        ...

    async def spans(self, docs: Collection[DocId]) -> dict[DocId, list[tuple[int, int]]]:
        """Where the sentences of those documents begin and end, in reading order."""
        ...

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """Those documents."""
        ...

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """How many sentences there are, and how many hold each term: frequent ones roughly, and 0 if none does."""
        ...

    async def near(self, term: str, limit: int) -> list[str]:
        """
        Stored terms that *term* may be a misspelling or another form of, likeliest first; never *term* itself.

        They begin with the same letter and are at most two edits away (one for terms of up to seven letters; two
        exchanged neighbours are one edit), or one begins with the other and both have at least five letters.
        """
        ...

    async def reach(self) -> Reach:
        """How many documents can be quoted, and, notes left out, whose they are and of which days."""
        ...


class Questions(Protocol):
    """Questions that nobody could answer yet."""

    async def ask(self, chat: int, user: int, text: str, about: str, now: datetime, limit: int) -> bool:
        """Keep a question of a chat. Returns: False if it is kept already, or the chat has *limit* of them."""
        ...

    async def of_chat(self, chat: int) -> list[StandingQuestion]:
        """The questions of one chat, oldest first."""
        ...

    async def all(self) -> list[StandingQuestion]:
        """The questions of all chats, oldest first."""
        ...

    async def count(self) -> int:
        """How many wait, of all chats."""
        ...

    async def end(self, chat: int, question: int) -> bool:
        """Forget a question of that chat. Returns: False if there is none."""
        ...


class Failures(Protocol):
    """What failed by itself, and when each is tried again; see ``bot/contain.py``."""

    async def mark(self, part: Part, failed: Sequence[Failed], now: datetime) -> None:
        """Write down what failed; of the items of one feed no more than a bounded number is kept."""
        ...

    async def known(self, part: Part, feeds: Collection[int] | None = None) -> dict[str, Failure]:
        """What has failed and has not worked since, by its name; with *feeds* only what these brought."""
        ...

    async def clear(self, part: Part, items: Collection[str]) -> None:
        """Forget that those failed: they worked."""
        ...

    async def counts(self) -> dict[tuple[Part, str], int]:
        """How many there are of each kind and reason."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget what was tried last before a moment: it is not there any more, or is news no longer."""
        ...


class People(Protocol):
    """Who uses the bot: ids and counts only. A person is the platform's id of one, or a chat that acts in its name."""

    async def saw(self, person: int, now: datetime) -> None:
        """Note that they acted; who did not for a week is forgotten."""
        ...

    async def added(self, chat: int, feed: int, person: int) -> None:
        """Note who let a chat (row id) follow a feed (row id)."""
        ...

    async def feeds(self, person: int) -> int:
        """How many feeds they have added, in all chats."""
        ...

    async def chats(self, person: int) -> int:
        """How many chats they have subscribed that can be reached."""
        ...

    async def questions(self, person: int) -> int:
        """How many of their questions wait for an answer."""
        ...

    async def followed(self) -> int:
        """How many feeds somebody follows."""
        ...

    async def is_followed(self, url: str) -> bool:
        """Whether somebody follows a feed at that address."""
        ...

    async def usage(self, now: datetime, limits: Limits) -> Usage:
        """How much the bot is used, and how many have reached their limits."""
        ...


class Unit(Protocol):
    """One transaction. Left without ``commit``, nothing of it is kept."""

    feeds: Feeds
    entries: Entries
    stories: Stories
    rulings: Rulings
    chats: Chats
    outbox: Outbox
    questions: Questions
    failures: Failures
    people: People

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """
        Work that is undone by itself when it raises, while the transaction goes on.

        Raises: StorageError if the database is the trouble; what the work raises, if its values are.
        """
        ...

    def passages(self, feeds: Collection[int], *, after: int = 0, since: datetime | None = None) -> Passages:
        """
        What may be quoted to somebody who may read those feeds, as ``Feeds.readable`` gives them.

        Args:
            after: Find only sentences with a greater number, as ``Entries.last_sentence`` gave it.
            since: Find only sentences of entries seen from then on; with it none of the seed corpus.
        """
        ...

    async def keep(self, name: str, value: Any) -> None:
        """Keep a small JSON-ready value under a name, for after a restart."""
        ...

    async def kept(self, name: str) -> Any:
        """What was kept under a name; None if nothing."""
        ...

    async def commit(self) -> None:
        """Keep all that was written."""
        ...


class Storage(Protocol):
    """The database."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """Begin a transaction that may write; one at a time has its turn."""
        ...

    def view(self) -> AbstractAsyncContextManager[Unit]:
        """
        Begin a transaction that only reads: what was committed before, beside whoever writes, without waiting for them.

        Writing in it raises StorageError.
        """
        ...

    async def size(self) -> int:
        """How much room the database takes, in bytes."""
        ...

    async def compact(self) -> None:
        """Give the room of what went back to the disk: about a second for 100 MB, in which everybody waits."""
        ...
