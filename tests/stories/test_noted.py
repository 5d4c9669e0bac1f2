"""What only repeats a chat's own notes counts as told."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model import Entry, Note
from bot.stories import noted
from bot.stories.noted import repeated
from bot.stories.profile import Profile, profile

NOW = datetime(2026, 5, 3, 8, tzinfo=UTC)
TEXT = "Otterworks opened a kiln in Halden on Tuesday. The kiln of Otterworks holds 230 pots and cost $5 million."
NOTE = Note(1, 1, "5", "Otterworks opens a kiln in Halden", TEXT, "en", NOW)
SAME = Entry(1, 1, "g", "", "", "Otterworks opens kiln in Halden", TEXT, "Ledger", "en", NOW, NOW)
FIRE = f"Two workers died in a fire at the kiln of Otterworks on Friday, the police of Halden said. {TEXT}"
MORE = replace(SAME, title="Fire kills two workers at the Otterworks kiln in Halden", text=FIRE)
OTHER = replace(SAME, title="Storm Hilda closes the port of Esbjerg", text="Ferries stay in port until Friday.")


def test_only_what_repeats() -> None:
    """A story with anything new, or on another matter, is news; one report with news makes its story news."""
    stories = [(1, [SAME]), (2, [MORE]), (3, [OTHER]), (4, [SAME, MORE])]
    assert repeated([NOTE], stories) == {1}
    assert repeated([], stories) == frozenset()


def test_a_report_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every digest until the notes change, or the report does."""
    read: list[str] = []

    def counted(title: str, *rest: Any) -> Profile:
        read.append(title)
        return profile(title, *rest)

    monkeypatch.setattr(noted, "profile", counted)
    note = replace(NOTE, id=7)
    for _ in range(3):
        assert repeated([note], [(1, [SAME]), (2, [OTHER])]) == {1}
    assert read == [SAME.title, OTHER.title]
    assert repeated([note, replace(NOTE, id=8)], [(1, [SAME])]) == {1}
    assert repeated([note], [(1, [replace(MORE, id=SAME.id)])]) == frozenset()
    assert read[2:] == [SAME.title, MORE.title]
