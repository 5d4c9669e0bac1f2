"""Counts, offers, questions behind buttons and due digests get a row each: two who write overwrite nothing."""

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_COUNTERS = ("messages sent again unclear", "updates passed over", "emptied since compacting")
_LISTS = ("offers:", "asked:")


def upgrade() -> None:
    """Make the tables, move what was kept, and let one question stand once in a chat."""
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
    )
    recent = op.create_table(
        "recent",
        sa.Column("place", sa.Text(), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    strangers = op.create_table(
        "strangers",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_table(
        "due_digests",
        sa.Column("chat", sa.Integer(), sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
    )
    for name, value in _kept():
        if name in _COUNTERS:
            op.bulk_insert(counters, [{"name": name, "number": int(value or 0)}])
        elif name.startswith(_LISTS):
            rows = [(one, row) for one, row in value.items() if len(one) <= 40]
            op.bulk_insert(
                recent,
                [{"place": name, "name": one, "value": row, "turn": turn} for turn, (one, row) in enumerate(rows, 1)],
            )
        else:
            days = [{"day": datetime.fromisoformat(day).date(), "number": n} for day, n in value.items()]
            op.bulk_insert(strangers, days)
    _one_of_each_question()


def _kept() -> list[tuple[str, Any]]:
    """What stood in the table for small things, and stands there no more; what makes no sense is left out."""
    keepsakes = sa.table("keepsakes", sa.column("name", sa.Text), sa.column("value", sa.Text))
    ours = keepsakes.c.name.in_((*_COUNTERS, "strangers turned away", "digests due")) | sa.or_(
        *(keepsakes.c.name.startswith(name) for name in _LISTS)
    )
    found = []
    for name, value in op.get_bind().execute(sa.select(keepsakes).where(ours)).all():
        # since when a digest is due is counted anew: it may wait two minutes more
        if name != "digests due":
            found.append((name, json.loads(str(value))))
    op.execute(sa.delete(keepsakes).where(ours))
    return found


def _one_of_each_question() -> None:
    op.add_column("questions", sa.Column("key", sa.String(64), nullable=False, server_default=""))
    questions = sa.table("questions", *map(sa.column, ("id", "chat", "text", "about", "key")))
    known: set[tuple[int, str]] = set()
    for row in op.get_bind().execute(sa.select(questions).order_by(questions.c.id)).all():
        key = hashlib.sha256(f"{row.text}\0{row.about}".encode("utf-8", "replace")).hexdigest()
        here = questions.c.id == row.id
        twice = (row.chat, key) in known
        op.execute(sa.delete(questions).where(here) if twice else sa.update(questions).where(here).values(key=key))
        known.add((row.chat, key))
    op.create_index("questions_once", "questions", ["chat", "key"], unique=True)
