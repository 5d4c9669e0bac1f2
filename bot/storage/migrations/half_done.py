"""
For steps 0002 to 0006: earlier programs ran them without a transaction, so half of a step may be there already.

Later steps need none of this.
"""

import sqlalchemy as sa
from alembic import op


def add_column(table: str, column: sa.Column[object]) -> None:
    """Add a column unless it is there."""
    if column.name not in {known["name"] for known in sa.inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)
