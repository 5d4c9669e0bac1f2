"""Trends as a picture, drawn with matplotlib (extra ``charts``); the only module that knows it."""

import io
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.digest.trends import Trends
from bot.errors import NoCharts
from bot.text.display.markup import plain
from bot.text.display.shorten import shorten
from bot.text.display.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT, DPI = 6.0, 7.2, 150
"""Inches and dots per inch: 900 by 1080 pixels, which fills a phone's width with letters that can be read."""
_PAPER, _INK, _SOFT, _NEW, _OLD = "#fdfdfb", "#1d1f21", "#5c6166", "#0b57a4", "#b9c4cf"
_LETTERS = 15
_TICKS = 5
_EDGE = 0.12
"""Inches."""
_LONGEST_NAME = 22
"""Characters; longer names would leave no room for their bars."""


def can_draw() -> bool:
    """Whether the library is there; it is not imported."""
    return find_spec("matplotlib") is not None


def draw(found: Trends, say: Wording) -> bytes:
    """
    A chart as PNG: stories of each day above, the names that rose below, the last week beside the one before.

    Raises: NoCharts without matplotlib.
    """
    try:
        # only here: it is an extra, and takes a second to import
        from matplotlib import rc_context
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError as error:
        raise NoCharts from error
    # a "$" in a name is no formula
    with (
        rc_context(
            {
                "font.size": _LETTERS,
                "text.color": _INK,
                "text.parse_math": False,
                "figure.constrained_layout.w_pad": _EDGE,
                "figure.constrained_layout.h_pad": _EDGE,
            }
        ),
        warnings.catch_warnings(),
    ):
        # a letter that the font lacks is drawn as a box, and the words below have it
        warnings.filterwarnings("ignore", "Glyph", UserWarning)
        figure = Figure((WIDTH, HEIGHT), DPI, facecolor=_PAPER, layout="constrained")
        above, *below = figure.subfigures(1 + bool(found.rising), 1, squeeze=False)[:, 0]
        axes = above.subplots()
        _days(axes, found, say)
        axes.yaxis.set_major_locator(MaxNLocator(_TICKS, integer=True))
        for part in below:
            axes = part.subplots()
            _names(axes, found, say)
            axes.xaxis.set_major_locator(MaxNLocator(_TICKS, integer=True))
            part.legend(loc="outside lower center", ncols=2, frameon=False, reverse=True)
        written = io.BytesIO()
        figure.savefig(written, format="png")
    return written.getvalue()


def _days(axes: "Axes", found: Trends, say: Wording) -> None:
    title = say("trends.chart_topic" if found.topic else "trends.chart_all", topic=found.topic)
    _plain(axes, plain(title))
    last, half = len(found.days) - 1, len(found.days) // 2
    places = range(len(found.days))
    axes.bar(places, [count for _, count in found.days], color=[_OLD] * half + [_NEW] * half)
    ticks = [0, half, last]
    axes.set_xticks(ticks, [say.short_day(found.days[place][0]) for place in ticks])


def _names(axes: "Axes", found: Trends, say: Wording) -> None:
    _plain(axes, plain(say("trends.chart_rising")))
    places = range(len(found.rising))
    weeks = (
        (0.2, _OLD, "trends.chart_before", [one.before for one in found.rising]),
        (-0.2, _NEW, "trends.chart_now", [one.now for one in found.rising]),
    )
    for aside, colour, key, counts in weeks:
        axes.barh([place + aside for place in places], counts, 0.4, color=colour, label=plain(say(key)))
    axes.set_yticks(places, [shorten(one.name, _LONGEST_NAME) for one in found.rising])
    axes.invert_yaxis()


def _plain(axes: "Axes", title: str) -> None:
    """The frame and the title of one part."""
    axes.set_facecolor(_PAPER)
    axes.set_title(title, loc="left", fontsize=_LETTERS + 1, fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_SOFT)
    axes.tick_params(color=_SOFT, labelcolor=_INK)
