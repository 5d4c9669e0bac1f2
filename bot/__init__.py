"""Newsbot: feeds become entries, entries stories, stories a digest, a digest messages; a question becomes quotes."""

from bot.left_out import import_without

__version__ = "0.1.0"

# Of each process the first: it would bring rich, and pygments with it, for tracebacks that our log does not show.
import_without("structlog", "rich")
