"""The database, behind the ports."""

from bot.left_out import import_with_stubs

# Its sessions bring the ORM, a third of SQLAlchemy; we have connections alone.
import_with_stubs("sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.scoping", "sqlalchemy.ext.asyncio.session")
