"""All that a digest says, so that it can be made again in any form; of older ones there are the messages' texts."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column."""
    op.add_column("digests", sa.Column("value", sa.JSON()))
