"""How newsworthy an entry's words make it stands with the decision on it; what was decided before is average."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column."""
    op.add_column("decisions", sa.Column("weight", sa.Float(), nullable=False, server_default="0"))
