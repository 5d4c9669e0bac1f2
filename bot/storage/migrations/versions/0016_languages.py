"""The language that a chat is spoken to in; reasons that the program looks for become codes, others stay readable."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_CODES = {
    "telegram.allow no longer covers this chat": "access.held",
    "replaced by the chat that moved here": "delivery.replaced",
}


def upgrade() -> None:
    """Add the column, and write the codes."""
    op.add_column("chats", sa.Column("language", sa.String(35), nullable=False, server_default=""))
    gone = sa.table("chats", sa.column("gone", sa.Text))
    for sentence, code in _CODES.items():
        op.execute(sa.update(gone).where(gone.c.gone == sentence).values(gone=code))
