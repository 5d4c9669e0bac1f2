"""Data as JSON has it."""

from typing import Any

Values = dict[str, Any]
"""Plain JSON-ready data."""
