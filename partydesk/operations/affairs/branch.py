"""What happens to a branch: 成立、更名、撤销、划转, with its history of codes and names."""

from __future__ import annotations

from datetime import date

from partydesk.operations.affairs.case import Case, told
from partydesk.operations.affairs.common import day, kept, reason, today
from partydesk.operations.affairs.declared import Affair, Ask, Question, Reminder
from partydesk.records.fields import Field, Kind
from partydesk.records.findings import UserError
from partydesk.records.organisation import ENDED, history_line
from partydesk.rules.norms.branch import BRANCH_SIZE

_DAY = ("day", "date")


def _on(hint: str = "") -> Question:
    return Question("从哪天起？", (
        Ask(own=Field("日期", Kind.DATE), name="day", required=True, also=("date",), first=today,
            hint=lambda case: hint),))  # fmt: skip


def _there(case: Case) -> str:
    return "" if case.row is not None else "请指明是哪个党组织"


def _open(case: Case) -> str:
    if case.row is not None and (
        case.of("ended_on") or ENDED in str(case.of("codes_before") or "")
    ):
        return f"{case.name}已经撤销"
    return _there(case)


def _history(case: Case, on: date | None, what: str = "") -> str:
    """The history with one line more: from this day on it is no longer called so."""
    line = history_line(on or case.today, str(case.of("code")), str(case.of("name")), what)
    return "\n".join(part for part in (case.of("codes_before"), line) if part)


def _rename(case: Case) -> None:
    asked = ("name", "code", "short_name")
    values = {name: case[name] for name in asked if case[name] is not None}
    if all(case.of(name) == value for name, value in values.items()):
        raise UserError("same-name", "新的名称和编码同原来的一样，没有要改的")
    case.edit(**values, codes_before=_history(case, case["day"], case["reason"] or ""))


RENAME = Affair(
    "rename", "更名、换编码", "更名或换编码", "办理更名",
    (
        Question("新的名称和编码是什么？", (
            Ask("organisation.name", required=True, bare=False, first=kept("name")),
            Ask("organisation.short_name", first=kept("short_name")),
            Ask("organisation.code", required=True, first=kept("code")),
        )),
        _on("以前的名称和编码留在曾用编码和名称里，换了编码也还是同一个支部"),
        Question("依据是什么？", (reason(),)),
    ),
    _rename, _open,
    lambda case: f"{told(case['day'])}起叫{case['name']}（{case['code']}）",
    about="organisation",
    after=lambda case: (Reminder(None, "换印章、告诉党委", "报送表从此用新的名称和编码"),),
)  # fmt: skip


def _dissolve(case: Case) -> None:
    if case.row is not None and case.row["submission"] is not None:
        # The committee's own knowledge of a branch whose rows stay as it reported them.
        case.edit(ended_on=case["day"])
        return
    if left := len(case.members()):
        raise UserError(
            "members-left",
            f"{case.name}名册里还有 {left} 名党员，请先办他们的转出，再撤销",
        )
    case.edit(
        ended_on=case["day"],
        codes_before=_history(case, case["day"], f"{ENDED}　{case['reason'] or ''}".strip()),
    )


DISSOLVE = Affair(
    "dissolve", "撤销支部", "撤销", "办理撤销",
    (_on("以前的记录照旧，从那天起不再要求什么"), Question("谁决定的，依据是什么？", (reason(),))),
    _dissolve, _open,
    lambda case: f"{case.name} {told(case['day'])}起撤销", about="organisation",
)  # fmt: skip
FOUNDED = Affair(
    "founded", "成立支部", "成立", "记为成立",
    (
        Question("叫什么，编码是多少？", (
            Ask("organisation.name", required=True, bare=False, first=kept("name"),
                when=lambda case: case.row is None),
            Ask("organisation.code", required=True, first=kept("code"),
                when=lambda case: case.row is None),
            Ask("organisation.short_name", when=lambda case: case.row is None),
            Ask("organisation.kind", first=lambda case: (case.row or {}).get("kind") or "branch"),
        )),
        Question("哪天成立？", (day("organisation.founded_on", label="成立日期", also=_DAY),)),
    ),
    lambda case: case.keep(founded_on=case["founded_on"], **{
        name: case[name] for name in ("name", "code", "short_name", "kind")
        if case[name] is not None
    }),
    lambda case: f"{case.name}已登记成立日期 {case.of('founded_on')}"
    if case.row is not None and case.of("founded_on") else "",
    lambda case: f"{case.name or case['name'] or '（还没填名称）'} {told(case['founded_on'])}成立",
    about="organisation", new=True,
    after=lambda case: (
        Reminder(None, "选书记和委员", f"{BRANCH_SIZE.says} · {BRANCH_SIZE.article}", "election"),),
)  # fmt: skip


def _reassign(case: Case) -> None:
    code = case["code"] if case["code"] is not None else case.of("code")
    before = f"原上级 {case.of('parent')}" if case.of("parent") else "划转"
    case.edit(parent=case["parent"], code=code, codes_before=_history(case, case["day"], before))


REASSIGNED = Affair(
    "reassigned", "划转", "划转到另一个上级", "办理划转",
    (
        Question("划到哪个上级，编码变不变？", (
            Ask("organisation.parent", required=True, also=("to",), bare=False),
            Ask("organisation.code", first=kept("code")),
        )),
        _on("编码变了也还是同一个支部，以前的记录照旧"),
        Question("依据是什么？", (reason(),)),
    ),
    _reassign, _open,
    lambda case: f"{case.name} {told(case['day'])}起归{case['parent'] or '（还没填）'}",
    about="organisation",
)  # fmt: skip

AFFAIRS = (FOUNDED, RENAME, REASSIGNED, DISSOLVE)
