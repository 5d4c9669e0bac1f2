"""What only repeats a chat's own notes counts as told."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.model import Entry, Note
from bot.stories.noted import repeated

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
