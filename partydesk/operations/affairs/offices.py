"""Offices of the branch: 换书记, 换届 and 增补, with what is on record of them."""

from __future__ import annotations

from collections.abc import Iterator

from partydesk.operations.affairs.case import Case, Stored, told
from partydesk.operations.affairs.common import day, day_of_meeting, meeting, verdict_of
from partydesk.operations.affairs.declared import Affair, Ask, Question, Reminder, choice_of
from partydesk.records.election import ELECTION_KIND
from partydesk.records.fields import Field, Kind
from partydesk.records.findings import UserError
from partydesk.records.member import COMMITTEE_DUTIES, DUTY, SOLE_DUTIES
from partydesk.records.organisation import usual_term
from partydesk.records.periods import months_after
from partydesk.rules.norms.branch import COMMITTEE_SIZE, SECRETARY
from partydesk.rules.norms.branch import ELECTION as TERM

_DAY = ("day", "date")
_OFFICES = tuple(code for code in DUTY.by_code if code in COMMITTEE_DUTIES)


def _branch(case: Case) -> str:
    return "" if case.row is not None else "请指明是哪个党组织"


def _known(case: Case, written: str) -> Stored | None:
    """The member on the roll that a name or uid means; None for a name that is not on it.

    Raises UserError where several bear the name.
    """
    found = [each for each in case.members() if written in (each["uid"], each["name"])]
    if len(found) > 1:
        raise UserError("ambiguous", f"有 {len(found)} 名党员叫“{written}”，请改用编号指明是谁")
    return found[0] if found else None


def _appoint(case: Case, person: Stored, duty: str) -> None:
    case.writer.edit("member", str(person["uid"]), {"duty": duty})


def _leave_office(case: Case, person: Stored, coming: str) -> None:
    """Let somebody go from an office that one at most can hold before another takes it up."""
    if person["duty"] in SOLE_DUTIES and person["duty"] != coming:
        _appoint(case, person, "none")


def _new_secretary(case: Case) -> None:
    before = case.holder("secretary")
    after = _known(case, case["secretary"])
    if before and after and before["id"] == after["id"]:
        raise UserError("same-secretary", f"{after['name']}现在就是书记，不用换")
    if after:
        _leave_office(case, after, "secretary")
    if before:
        _appoint(case, before, case["old_duty"] or "none")
    if after:
        _appoint(case, after, "secretary")
    name = after["name"] if after else case["secretary"]
    case.edit(secretary=name)


def _secretary_hint(case: Case) -> str:
    if not case["secretary"]:
        return ""
    try:
        person = _known(case, case["secretary"])
    except UserError as error:
        return error.message
    if person is None:
        return "名册里没有这个人：按上级派来的书记记在党组织登记里"
    return "" if person["category"] == "full" else "书记应是正式党员"


def _named_secretary(case: Case) -> object:
    """Who is named already in the organisation's own entry, and not yet on its roll: taken over."""
    holder, named = case.holder("secretary"), case.of("secretary")
    return named if holder is not None and named and named != holder["name"] else None


def _has_secretary(case: Case) -> bool:
    return case.holder("secretary") is not None


NEW_SECRETARY = Affair(
    "new-secretary", "换书记", "换书记", "换书记",
    (
        Question("谁任书记？", (
            Ask("organisation.secretary", required=True, also=("who", "name", "member"),
                first=_named_secretary, hint=_secretary_hint),)),
        Question("原来的书记以后任什么？", (
            Ask("member.duty", label="原书记的职务", name="old_duty", when=_has_secretary,
                only=tuple(code for code in DUTY.by_code if code != "secretary"),
                first=lambda case: "none"),)),
        meeting("哪次会议选出的？", "general_meeting", "branch_committee"),
        Question("从哪天起？", (
            Ask(own=Field("任职日期", Kind.DATE, help="写进修改记录"), name="day", required=True,
                also=("date", "from_on"), first=day_of_meeting),)),
    ),
    _new_secretary, _branch,
    lambda case: f"{told(case['day'])}起由{case['secretary'] or '（还没填）'}任{case.name}书记",
    about="organisation",
    hands_over=True,
    after=lambda case: (
        Reminder(None, "报上级党委批准", f"书记的选举结果报批 · {SECRETARY.article}"),
        Reminder(None, "办交接", "接着就能把数据写成一个文件，交给新书记"),
    ),
)  # fmt: skip


def _named(case: Case) -> Iterator[tuple[str, Stored]]:
    """Each office with who was elected to it. Raises UserError for who is not on the roll."""
    for office in _OFFICES:
        for written in (case[office] or "").split("、") if case[office] else ():
            person = _known(case, written)
            if person is None:
                raise UserError("not-found", f"名册里没有叫“{written}”的党员，请核对姓名")
            yield office, person


def _holders(office: str) -> object:
    def first(case: Case) -> object:
        if elected := _elected(case):
            return "、".join(elected.get(office, ())) or None
        if case["kind"] == "added":
            return None
        return "、".join(each["name"] for each in case.members() if each["duty"] == office) or None

    return first


def _election(case: Case) -> None:
    told_of = verdict_of(case, "election")
    if told_of is not None and not told_of.quorate:
        raise UserError("not-carried", f"选举无效：{told_of.text}")
    case.keep_ballot("election")
    chosen = list(_named(case))
    if not chosen:
        raise UserError("nobody", "请写明选出了谁")
    names = [person["uid"] for _, person in chosen]
    if twice := {person["name"] for _, person in chosen if names.count(person["uid"]) > 1}:
        raise UserError("office-twice", f"{'、'.join(sorted(twice))}写在两个职务里，请只写一个")
    secretaries = [person for office, person in chosen if office == "secretary"]
    if len(secretaries) > 1:
        raise UserError("secretary-twice", "书记只能有一名，请核对")
    for person in case.committee():
        replaced = case["kind"] == "term" or (secretaries and person["duty"] == "secretary")
        if replaced and person["uid"] not in names:
            _appoint(case, person, "none")
    for office, person in chosen:
        _leave_office(case, person, office)
    for office, person in sorted(chosen, key=lambda each: each[0] == "secretary"):
        _appoint(case, person, office)
    values: dict[str, object] = {}
    if case["kind"] == "term":
        values["elected_on"] = case["elected_on"]
    if secretaries:
        values["secretary"] = secretaries[0]["name"]
    if values:
        case.edit(**values)
    _keep_election(case, chosen)


def _keep_election(case: Case, chosen: list[tuple[str, Stored]]) -> None:
    """The election goes on record with who was elected: into the one that was prepared for it,
    or as a new one."""
    if case.organisation["id"] != case.writer.own:
        return
    counted = {"entitled": case["entitled"], "present": case["voters_present"]}
    values = {"held_on": case["elected_on"], "session": case["meeting"], **counted}
    values = {name: value for name, value in values.items() if value is not None}
    found = case.writer.connection.exec_driver_sql(
        "SELECT id, uid FROM election WHERE deleted_at IS NULL AND submission IS NULL "
        "AND kind = ? AND (held_on IS NULL OR held_on = ?) ORDER BY held_on IS NULL, id DESC",
        (case["kind"], str(case["elected_on"] or "")),
    ).fetchone()
    if found is None:
        uid = case.writer.add("election", {"kind": case["kind"], "seats": len(chosen), **values})
        number = case.writer.reference("election", uid)
    else:
        number, uid = found
        case.writer.edit("election", uid, values)
    case.made["election"] = uid
    known = case.writer.connection.exec_driver_sql(
        "SELECT name, uid FROM candidate WHERE election = ? AND deleted_at IS NULL", (number,)
    )
    stood = {str(each[0]): str(each[1]) for each in known}
    for office, person in chosen:
        told = {"post": office, "elected": True}
        if person["name"] in stood:
            case.writer.edit("candidate", stood[person["name"]], told)
        else:
            case.writer.add("candidate", {"election": number, "name": person["name"], **told})


def _elected(case: Case) -> dict[str, list[str]]:
    """By office who was elected in an election on record whose results are not carried out yet."""
    rows = case.writer.connection.exec_driver_sql(
        "SELECT c.post, c.name FROM candidate c JOIN election e ON e.id = c.election "
        "WHERE c.deleted_at IS NULL AND e.deleted_at IS NULL AND e.submission IS NULL "
        "AND c.elected = 1 AND e.kind = ? AND e.held_on > ? ORDER BY e.held_on, c.id",
        (case["kind"] or "term", str(case.of("elected_on") or "")),
    )
    found: dict[str, list[str]] = {}
    for post, name in rows:
        found.setdefault(post or "committee", []).append(name)
    return found


def _election_after(case: Case) -> Iterator[Reminder]:
    yield Reminder(None, "报上级党委", "书记报批，委员备案 · 支部工作条例第二十一条")
    if case["kind"] == "term" and case["elected_on"]:
        years = case.of("term_years") or usual_term(case.of("kind"))
        yield Reminder(months_after(case["elected_on"], 12 * years), "任期届满，换届", TERM.article)


def _election_says(case: Case) -> str:
    what = ELECTION_KIND.label(case["kind"])
    many = sum(len(case[office].split("、")) for office in _OFFICES if case[office])
    return f"{told(case['elected_on'])}{what}，{many} 人任支委会职务"


ELECTION = Affair(
    "election", "换届、增补", "换届或增补", "办理",
    (
        Question("换届还是增补？", (
            Ask(own=choice_of("换届或增补", ELECTION_KIND), name="kind", required=True,
                first=lambda case: "term",
                hint=lambda case: "换届：没有写到的原委员不再任职" if case["kind"] == "term"
                else "增补：只加写到的人，原来的不动"),)),
        meeting("哪次党员大会选举，怎么投票的？", "general_meeting", vote="election"),
        Question("选出了谁？", tuple(
            Ask(own=Field(DUTY.label(office), Kind.PEOPLE if office in ("committee", "deputy")
                          else Kind.PERSON, width=16),
                name=office, first=_holders(office), bare=False)  # type: ignore[arg-type] # made for the office
            for office in _OFFICES
        ), lambda case: COMMITTEE_SIZE.says),
        Question("哪天当选？", (
            day("organisation.elected_on", label="当选日期", first=day_of_meeting, also=_DAY),)),
    ),
    _election, _branch, _election_says, about="organisation",
    after=lambda case: tuple(_election_after(case)),
)  # fmt: skip

AFFAIRS = (NEW_SECRETARY, ELECTION)
