"""What is SQLite's own, in one room: all else in ``storage`` is SQLAlchemy's and fits any database."""

from sqlalchemy.dialects.sqlite import insert as upsert

__all__ = ["upsert"]
