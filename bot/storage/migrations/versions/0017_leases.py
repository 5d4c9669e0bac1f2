"""Who works on what, so that several processes can work on one database; a message that is being sent has an owner."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table and add the column: what was being sent before belongs to nobody that is still there."""
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
    )
    op.add_column("outbox", sa.Column("owner", sa.Text(), nullable=False, server_default=""))
