"""
Pictures for ``docs/screens``: the HTML page of a digest, narrow, light and dark, and a chart of trends.

    python -m tests.tools.screens PROGRAM     (chromium or chrome; without it only the chart is drawn)
"""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from bot.digest.chart import draw
from bot.digest.formats import as_html
from bot.digest.trends import trends
from bot.model import Entry
from bot.text.display.wording import ENGLISH
from tests.tools.golden import golden

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screens"
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
# invented names: (name, stories in the week before, stories in the last one)
NAMES = (
    ("Halden Robotics", 3, 11),
    ("Tern 2", 0, 6),
    ("Vessby", 4, 9),
    ("Quill", 7, 8),
    ("Crane & Co.", 9, 4),
    ("Murk", 5, 6),
)
SIZE = "390,1720"
COLOURS = 64


def entries() -> list[Entry]:
    """Two invented weeks: each story stands on a day that its number chooses."""
    made: list[Entry] = []
    for name, before, now in NAMES:
        for number in range(before + now):
            week = 7 if number < before else 0
            when = NOW - timedelta(days=week + (number * 5 + len(name)) % 7, hours=number % 9)
            key = str(len(made) + 1)
            title = f"What {name} did on day {number} was news"
            made.append(Entry(int(key), 1, key, key, key, title, "", "Loom", "en", when, when, story=int(key)))
    return made


def main(program: str = "") -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "trends.png").write_bytes(draw(trends(entries(), NOW, UTC), ENGLISH))
    if not program:
        return
    made = golden("screens")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "digest.html")
        page.write_text(as_html(made.digest, ENGLISH), encoding="utf-8")
        for name, flags in (("light", []), ("dark", ["--blink-settings=preferredColorScheme=0"])):
            shoot(program, page, FOLDER / f"digest-{name}.png", flags)


def shoot(program: str, page: Path, picture: Path, flags: list[str]) -> None:
    """Photograph *page* at the width of a phone."""
    quiet = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    quiet += " --disable-component-update --disable-sync --hide-scrollbars"
    with tempfile.TemporaryDirectory() as profile:
        command = [program, *quiet.split(), f"--user-data-dir={profile}", f"--window-size={SIZE}", *flags]
        subprocess.run([*command, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True)
    # text needs few colours, and the picture is kept in the repository
    Image.open(picture).convert("RGB").quantize(COLOURS).save(picture, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
