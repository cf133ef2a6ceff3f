"""Version 8: 述职评议 and 民主评议 of organisations; duties that the park gives to its branches;
what each branch is to do of a campaign; 组织生活会 of a year and its issues; 培训计划,
学时登记, and which course a session is for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from partydesk.store.migrations.tables import add_columns, create_kind

revision = "8"
down_revision = "7"

_COLUMNS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "duty_area": (
        ("to_branches", sa.Integer(), "until"),
        ("of_park", sa.String(), "to_branches"),
    ),
    "duty": (("of_park", sa.String(), "until_on"),),
    "member": (("suspended_on", sa.Date(), "membership_on"),),
    "campaign": (("branch_goals", sa.Text(), "goal"),),
}


def upgrade() -> None:
    """Add the columns in their places, and the tables."""
    add_columns(_COLUMNS)
    _life_work()
    _suspended()
    _training()
    create_kind(
        "appraisal",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rated", sa.String(), nullable=False),
        sa.Column("secretary", sa.String()),
        sa.Column("grade", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("good", "fair", "plain", "poor")),
        sa.Column("on", sa.Date()),
        sa.Column("remarks", sa.Text()),
        sa.Column("todo", sa.Text()),
    )


def _life_work() -> None:
    """A year's 组织生活会 and its issues."""
    create_kind(
        "life_work",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String()),
        sa.Column("studied_on", sa.Date()),
        sa.Column("talked_on", sa.Date()),
        sa.Column("asked_on", sa.Date()),
        sa.Column("ask_ways", sa.String()),
        sa.Column("opinions", sa.Integer()),
        sa.Column("checked_on", sa.Date()),
        sa.Column("criticisms", sa.Integer()),
        sa.Column("about", sa.Text()),
        sa.Column("listed_on", sa.Date()),
        sa.Column("reported_on", sa.Date()),
    )
    create_kind(
        "life_issue",
        sa.Column("life_work", sa.Integer()),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("member", sa.Integer()),
        sa.Column("found_by", sa.String()),
        sa.Column("issue", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text()),
        sa.Column("owner", sa.String()),
        sa.Column("due_on", sa.Date()),
        sa.Column("ticket", sa.String()),
        refers={"life_work": "life_work", "member": "member"},
        life_work=["life_work"],
    )


def _suspended() -> None:
    """Of those who are suspended the day is known; a reported one comes as it is."""
    op.get_bind().exec_driver_sql(
        "UPDATE member SET suspended_on = membership_on "
        "WHERE membership = 'suspended' AND submission IS NULL"
    )


def _training() -> None:
    """The tables, then the column that refers to one of them."""
    create_kind(
        "course",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("quarter", sa.String()),
        sa.Column("by", sa.String()),
        sa.Column("about", sa.Text()),
    )
    create_kind(
        "study_credit",
        sa.Column("member", sa.Integer()),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("by", sa.String()),
        sa.Column("course", sa.Integer()),
        sa.Column("of_session", sa.String()),
        sa.Column("told_at", sa.String()),
        refers={"member": "member", "course": "course"},
        member=["member"],
        course=["course"],
    )
    with op.batch_alter_table("session", recreate="always") as batch:
        batch.add_column(sa.Column("course", sa.Integer()), insert_after="reason_not_held")
        batch.create_foreign_key("fk_session_course", "course", ["course"], ["id"])
    op.create_index("ix_session_course", "session", ["course"])
