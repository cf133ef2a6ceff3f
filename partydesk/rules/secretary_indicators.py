"""What an organisation's own secretary did: the numbers of 书记述职, for one organisation each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from partydesk.records.indicator import Indicator, chosen, within
from partydesk.records.integrity import COUNTED_TALKS, IntegrityTalk
from partydesk.records.member import Member
from partydesk.records.organisation import Organisation
from partydesk.records.report_indicators import PEOPLE_TALKED_TO, SHOWN, held
from partydesk.records.study import StudySession
from partydesk.records.ticket import Ticket
from partydesk.records.worker import Worker


def _is_secretary(name: Any, organisation: Any) -> ColumnElement[bool]:
    """The name is that of the organisation's secretary: as kept of it, else by the office."""
    by_office = (
        select(func.min(Member.name))
        .where(
            Member.organisation == organisation, Member.duty == "secretary",
            Member.deleted_at.is_(None),
        )
        .scalar_subquery()
    )  # fmt: skip
    kept = (
        select(func.nullif(func.trim(Organisation.secretary), ""))
        .where(Organisation.id == organisation)
        .scalar_subquery()
    )
    return and_(name.is_not(None), name == func.coalesce(kept, by_office))


CHANGED = Indicator(
    "secretaries_changed", "离任的党组织书记", "人", "CB", "期间内离任的党组织书记", Worker,
    lambda period: and_(Worker.role == "secretary", within(Worker.until, period)),
    date=Worker.until.expression, text=Worker.name.expression,
)  # fmt: skip

OWN_WORK: tuple[Indicator, ...] = (
    Indicator("secretary_hosted", "书记主持的会议和活动", "次", "CB",
              "期间内主持人是本组织现任书记的学习活动", StudySession,
              lambda period: and_(
                  _is_secretary(StudySession.host, StudySession.organisation),
                  within(StudySession.starts_at, period)), **SHOWN),
    Indicator("secretary_lectures", "书记本人讲授党课", "次", "CB",
              "期间内主讲人是本组织现任书记的党课，含其他活动中的党课环节", StudySession,
              lambda period: and_(
                  held("lecture", elements=("lecture",))(period),
                  _is_secretary(StudySession.lecturer, StudySession.organisation)),
              opens={"kind": "lecture"}, **SHOWN),
    Indicator("secretary_talks", "书记本人谈心谈话", "人次", "CB",
              "期间内谈话人是本组织现任书记的廉政谈心谈话的对象人数之和", IntegrityTalk,
              lambda period: and_(
                  IntegrityTalk.kind.in_(chosen("talk_kinds", COUNTED_TALKS)),
                  _is_secretary(IntegrityTalk.talker, IntegrityTalk.organisation),
                  within(IntegrityTalk.held_on, period)),
              amount=PEOPLE_TALKED_TO, date=IntegrityTalk.held_on.expression,
              text=IntegrityTalk.topic.expression, opens={}),
    Indicator("secretary_tickets", "书记本人负责解决的问题", "个", "CB",
              "解决日期在期间内、责任人或责任领导是本组织现任书记的问题", Ticket,
              lambda period: and_(
                  or_(_is_secretary(Ticket.owner, Ticket.organisation),
                      _is_secretary(Ticket.lead, Ticket.organisation)),
                  within(Ticket.resolved_on, period)),
              date=Ticket.resolved_on.expression, text=Ticket.description.expression),
)  # fmt: skip
