"""Whether an item that failed was in the first document of its feed: then it is no news when it works at last."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column; of what failed before, nothing was written down."""
    op.add_column("failures", sa.Column("backlog", sa.Boolean(), nullable=False, server_default="0"))
