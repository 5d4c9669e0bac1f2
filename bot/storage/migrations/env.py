"""
Alembic's entry: runs the steps on the connection that ``bot.storage.migrate`` hands over.

Each step is one transaction, the row with its number included: what ends in the middle of it has never begun. SQLite
can do that; Alembic believes that it cannot, because the driver's own transactions leave the tables out.
"""

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
