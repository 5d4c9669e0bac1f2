"""Ids of chats, threads, people and messages are text; what a search for a lost message counts are positions."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_IDS = {
    "chats": ("chat", "thread", "admin", "subscribed_by"),
    "chat_feeds": ("added_by",),
    "outbox": ("sent_id", "reply_to"),
    "questions": ("user",),
    "rulings": ("user",),
}
_MAY_LACK = {"admin", "subscribed_by", "added_by", "sent_id", "reply_to"}
"""Columns that a new row has empty."""


def upgrade() -> None:
    """Make the columns text, empty where there was 0, nothing or no number; rename what is positions."""
    for table, columns in _IDS.items():
        _emptied(table, [column for column in columns if column != "chat"])
        options = {"sqlite_with_rowid": False} if table == "rulings" else {}
        with op.batch_alter_table(table, recreate="always", table_kwargs=options) as batch:
            for column in columns:
                empty = "" if column in _MAY_LACK else None
                kind = sa.BigInteger()
                batch.alter_column(column, type_=sa.Text(), existing_type=kind, nullable=False, server_default=empty)
            if table == "chats":
                batch.alter_column(
                    "last_seen_id",
                    new_column_name="last_position",
                    existing_type=sa.BigInteger(),
                    existing_nullable=False,
                    server_default="0",
                )
    op.rename_table("seen_ids", "taken_positions")
    op.execute("ALTER TABLE taken_positions RENAME COLUMN id TO position")
    _people()
    # what stands behind buttons is kept under the chat's key, which ends with nothing where there is no thread
    op.execute("UPDATE recent SET place = substr(place, 1, length(place) - 1) WHERE place LIKE '%\\:0'")


def _emptied(table: str, columns: Iterable[str]) -> None:
    for column in columns:
        its: sa.ColumnClause[object] = sa.column(column)
        here = sa.or_(sa.func.typeof(its) != "integer", its == 0)
        op.execute(sa.update(sa.table(table, its)).where(here).values({column: ""}))


def _people() -> None:
    """Of which platform they are, since another one may name somebody else by the same id: so far there was one."""
    op.create_table(
        "people_new",
        sa.Column("platform", sa.String(20), primary_key=True),
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO people_new SELECT 'telegram', CAST(person AS TEXT), seen FROM people WHERE person <> 0")
    op.drop_table("people")
    op.rename_table("people_new", "people")
