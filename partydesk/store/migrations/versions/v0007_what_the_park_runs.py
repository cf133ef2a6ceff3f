"""Version 7: 党费公示 and 上缴; 考察写实 and 思想汇报 as logs; 换届选举 with candidates;
专项行动 with their steps; 责任清单, 阵地 and what was found there; 党建品牌, 三支队伍."""

import uuid

import sqlalchemy as sa
from alembic import op

from partydesk.store.migrations.tables import create_kind

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Create the tables."""
    _ledgers()
    _campaigns()
    _cultivation()
    _duties()
    _brands()
    _elections()
    _care()


def _ledgers() -> None:
    """Those of a branch. Amounts are whole cents."""
    create_kind(
        "dues_notice",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("way", sa.String()),
        sa.Column("note", sa.Text()),
    )
    create_kind(
        "dues_handed",
        sa.Column("until_month", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("to", sa.String()),
        sa.Column("receipt_no", sa.String()),
    )


def _campaigns() -> None:
    """What a park runs, and a branch's copies of it."""
    create_kind(
        "campaign",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("over", sa.String(), nullable=False),
        sa.Column("goal", sa.Integer()),
        sa.Column("subjects", sa.Text()),
        sa.Column("about", sa.Text()),
        sa.Column("of_park", sa.String()),
    )
    create_kind(
        "campaign_step",
        sa.Column("campaign", sa.Integer()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group", sa.String()),
        sa.Column("due_on", sa.Date()),
        sa.Column("about", sa.Text()),
        refers={"campaign": "campaign"},
        campaign=["campaign"],
    )
    create_kind(
        "campaign_done",
        sa.Column("step", sa.Integer()),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text()),
        refers={"step": "campaign_step"},
        step=["step"],
        on=["on"],
    )


def _care() -> None:
    """What was given to somebody, and what was taken. Amounts are whole cents."""
    create_kind(
        "award",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("honour", sa.String(), nullable=False),
        sa.Column("level", sa.String()),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text()),
    )
    create_kind(
        "care",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer()),
        sa.Column("by", sa.String()),
    )
    create_kind(
        "sanction",
        sa.Column("member", sa.Integer()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("reason", sa.Text()),
        sa.Column("decided_by", sa.String()),
        refers={"member": "member"},
        member=["member"],
    )


def _elections() -> None:
    """An election with its counts, and who stood in it."""
    counts = ("seats", "entitled", "present", "issued", "returned", "valid")
    create_kind(
        "election",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date()),
        sa.Column("agreed_on", sa.Date()),
        sa.Column("held_on", sa.Date()),
        sa.Column("session", sa.Integer()),
        *(sa.Column(name, sa.Integer()) for name in counts),
        sa.Column("reported_on", sa.Date()),
        sa.Column("approved_on", sa.Date()),
        sa.Column("note", sa.Text()),
        refers={"session": "session"},
    )
    create_kind(
        "candidate",
        sa.Column("election", sa.Integer()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String()),
        sa.Column("written_in", sa.Integer()),
        *(sa.Column(name, sa.Integer()) for name in ("votes", "against", "abstained", "elected")),
        refers={"election": "election"},
        election=["election"],
    )


def _cultivation() -> None:
    """The one day that a member had becomes the first of his log; a reported one comes as it is."""
    of_member = {"member": "member"}
    create_kind(
        "inspection",
        sa.Column("member", sa.Integer()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        refers=of_member,
        member=["member"],
    )
    create_kind(
        "thought_report",
        sa.Column("member", sa.Integer()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("theme", sa.String()),
        sa.Column("received_by", sa.String()),
        sa.Column("way", sa.String()),
        refers=of_member,
        member=["member"],
    )
    connection = op.get_bind()
    known = connection.exec_driver_sql(
        "SELECT id, organisation, inspected_on, coalesce(mentors, '（没有记）'), created_at, "
        "updated_at, uid FROM member WHERE inspected_on IS NOT NULL "
        "AND submission IS NULL AND deleted_at IS NULL"
    ).fetchall()
    for member, organisation, on, by, created, updated, uid in known:
        made = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{uid} inspection {on}"))
        words = "（以前只记了考察日期，意见见纸质考察表）"
        connection.exec_driver_sql(
            'INSERT INTO inspection (member, "on", opinion, "by", uid, created_at, '
            "updated_at, search, organisation) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)",
            (member, on, words, by, made, created, updated, organisation),
        )


def _duties() -> None:
    """Who is to do what how often; where opinion is formed."""
    create_kind(
        "duty_area",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("scope", sa.Text()),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
    )
    create_kind(
        "duty",
        sa.Column("duty_area", sa.Integer()),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("source", sa.String()),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        refers={"duty_area": "duty_area"},
        duty_area=["duty_area"],
    )
    create_kind(
        "duty_done",
        sa.Column("duty", sa.Integer()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text()),
        refers={"duty": "duty"},
        duty=["duty"],
        on=["on"],
    )
    create_kind(
        "venue",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String()),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("audience", sa.Integer()),
        sa.Column("checked_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("note", sa.Text()),
    )
    create_kind(
        "risk_check",
        sa.Column("venue", sa.Integer()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text()),
        sa.Column("due_on", sa.Date()),
        sa.Column("by", sa.String()),
        sa.Column("ticket", sa.String()),
        refers={"venue": "venue"},
        venue=["venue"],
        on=["on"],
    )


def _brands() -> None:
    """What a branch is known for, and who does Party work."""
    create_kind(
        "brand",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("lead", sa.String()),
        sa.Column("since", sa.Date()),
        sa.Column("measures", sa.Text()),
        sa.Column("results", sa.Text()),
        sa.Column("until", sa.Date()),
    )
    create_kind(
        "worker",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("firms", sa.Text()),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("note", sa.Text()),
    )
