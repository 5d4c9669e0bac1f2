"""The table of what days and months are called."""

import subprocess
import sys

from bot.chat.day_names import Name, names
from tests.tools.make_day_names import FILE


def test_the_table_is_what_babel_has() -> None:
    """``python -m tests.tools.make_day_names`` writes it anew for another version of Babel."""
    code = "import sys; from tests.tools.make_day_names import written; sys.stdout.buffer.write(written().encode())"
    now = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert FILE.read_bytes() == now


def test_another_language_is_asked_for() -> None:
    """The table has those that everybody may type; a chat may speak others."""
    assert names("nl", "days")["maandag"] == Name(0, "maandag")
    assert names("de-AT", "months")["janner"] == Name(1, "Jänner")
