"""The list is kept through the command line, day by day; then every sum, due day, vote and table
is laid beside what was worked out apart from the program."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from partydesk.cli.run import run
from tests.outside import events as e
from tests.outside import expected

Keep = Callable[..., Any]
OnDay = Callable[[date], None]


class Home:
    """A branch that is worked on by commands alone."""

    def __init__(self, folder: Path, on_day: OnDay) -> None:
        self.folder, self.on_day, self.uids = folder, on_day, dict[str, str]()

    def __call__(self, day: date, *arguments: str, status: tuple[int, ...] = (0,)) -> Any:
        self.on_day(day)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--home", str(self.folder / "支部"), "--json", *arguments])
        assert code in status, (day, arguments, out.getvalue(), err.getvalue())
        return json.loads(out.getvalue())

    def take(self, day: date, what: str, heads: list[str], rows: list[list[Any]]) -> None:
        """Take a sheet in."""
        book = Workbook()
        book.active.append(heads)
        for row in rows:
            book.active.append(row)
        file = self.folder / f"{what}-{day}.xlsx"
        book.save(file)
        told = self(day, "import", what, str(file), "--same", "update")
        assert not told.get("undecided"), told

    def add(self, day: date, of: str, /, **values: Any) -> str:
        """Add a record."""
        given = json.dumps({name: str(each) for name, each in values.items()}, ensure_ascii=False)
        return str(self(day, "add", of, given)["uid"])

    def edit(self, day: date, of: str, uid: str, /, **values: Any) -> None:
        """Change a record."""
        given = json.dumps({name: str(each) for name, each in values.items()}, ensure_ascii=False)
        self(day, "edit", of, uid, given)

    def affair(self, day: date, what: str, who: str, /, **answers: Any) -> None:
        """Carry out what happens to somebody."""
        given = {key: str(each) for key, each in answers.items()}
        about = [self.uid(day, who)] if who else []
        self(day, "affair", what, *about, json.dumps(given, ensure_ascii=False))

    def uid(self, day: date, name: str) -> str:
        """Somebody's uid."""
        if name not in self.uids:
            found = self(day, "list", "member")
            self.uids = {row["name"]: row["uid"] for row in found["rows"]}
        return self.uids[name]


def _keep(home: Home) -> None:
    """What happened, in its order."""
    start = date(e.YEAR, 1, 5)
    home(start, "init", "--as", "branch", "--code", "P0901", "--name", "外算支部",
         "--used-from", f"{e.YEAR}-01-01")  # fmt: skip
    heads = ["姓名", "人员类别", "申请入党日期", "派人谈话日期", "确定积极分子日期",
             "加入党组织日期", "转为正式党员日期", "党内职务"]  # fmt: skip
    rows = [[name, "正式党员", "", "", "", e.JOINED_OLD, e.CONFIRMED_OLD,
             "书记" if name == e.SECRETARY else ""] for name in e.OLD]  # fmt: skip
    rows += [[name, "预备党员", "", "", "", joined, "", ""] for name, joined in e.PROBATION.items()]
    name, applied, made = e.ACTIVIST
    rows.append([name, "积极分子", applied, applied, made, "", "", ""])
    home.take(start, "members", heads, rows)
    bases = [[name, "2026-01", kind, base, None, "正常", None]
             for name, (kind, base) in e.BASE.items()
             if name not in e.FIXED and name not in (e.EXEMPT, e.LESS[0])]  # fmt: skip
    bases += [[name, "2026-01", "学生、下岗失业等", None, each, "正常", None]
              for name, each in e.FIXED.items()]  # fmt: skip
    for name, reduced, each in ((e.EXEMPT, "免交", None), (*[e.LESS[0]], "少交", e.LESS[1])):
        bases.append([name, "2026-01", "在职", e.BASE[name][1], each, reduced, start])
    home.take(start, "dues-bases",
              ["姓名", "从哪个月起", "交纳类别", "计费基数（元）", "月应交（元）", "减免",
               "批准日期"], bases)  # fmt: skip
    _people(home)
    home.take(e.AS_OF, "dues-bases", ["姓名", "从哪个月起", "交纳类别", "计费基数（元）"],
              [[name, *told] for name, told in e.CHANGED.items()])  # fmt: skip
    payments = []
    for month in expected.MONTHS:
        for name in expected.people():
            gave = expected.paid(name, month)
            if gave is not None:
                payments.append([name, month, gave, f"{month}-10"])
    home.take(e.AS_OF, "dues", ["姓名", "哪个月的", "交纳金额（元）", "交纳日期"], payments)


def _people(home: Home) -> None:
    for name, (applied, talked) in e.APPLIED.items():
        home.affair(applied, "applicant", "", name=name, applied_on=applied)
        home.uids = {}
        home.edit(talked, "member", home.uid(talked, name), talked_on=talked)
    for name, (start, back) in e.SUSPENDED.items():
        home.affair(start, "suspend", name, membership_on=start)
        home.affair(back, "restore", name, membership_on=back)
    for name, on in e.CONFIRM_VOTED.items():
        home.affair(on, "confirm", name, confirm_voted_on=on)
        approved = e.CONFIRM_APPROVED[name]
        home.edit(approved, "member", home.uid(approved, name), confirm_approved_on=approved)
    out, issued, days, receipt = e.LETTER
    for name, on in e.LEFT.items():
        letter = {"letter_no": f"转{on:%m%d}", "issued_on": on, "valid_days": days}
        home.affair(on, "transfer-out", name, where="outside", left_to="某市某公司党支部",
                    left_on=on, dues_paid_to=f"{on:%Y-%m}", **letter)  # fmt: skip
    assert e.LEFT[out] == issued
    home.affair(receipt, "receipt", out, receipt_on=receipt)
    for name, (on, month) in e.CAME.items():
        home.affair(on, "transfer-in", "", name=name, category="正式党员", joined_on=e.JOINED_OLD,
                    confirmed_on=e.CONFIRMED_OLD, arrived_from="外地某支部", arrived_on=on,
                    dues_paid_to=month)  # fmt: skip
    for name, on in e.DIED.items():
        home.affair(on, "died", name, membership_on=on)
    name, lost = e.LOST
    home.affair(lost, "lost", name, lost_on=lost)
    name, reached = e.FLOATING
    home.edit(reached[0], "member", home.uid(reached[0], name), floating="是")
    for on in reached:
        home.add(on, "contact", member=home.uid(on, name), on=on, how="电话", result="在外务工")
    for what, (raised, limit, solved) in e.TICKETS.items():
        uid = home.add(raised, "ticket", source="自查", description=what, raised_on=raised,
                       due_on=limit)  # fmt: skip
        for state in ("办理中", "已解决") if solved is not None else ():
            home.add(solved or raised, "ticket-step", ticket=uid, at=solved, note="办", state=state)
    for on, (kind, entitled, present, by_letter, favour) in e.VOTES.items():
        label = {"decision": "一般决议", "admission": "接收或转正"}[kind]
        written = on + timedelta(1)  # whatever the hour, it has been held
        home.add(written, "session", kind="党员大会", starts_at=f"{on} 14:00", topic=f"{on}表决",
                 ballot_kind=label, entitled=entitled, voters_present=present,
                 written_votes=by_letter, in_favour=favour)  # fmt: skip
    for name, (agreed, first, last, made, seen) in e.CANDIDATE.items():
        home.affair(made, "candidate", name, agreed_on=agreed, publicised_from=first,
                    publicised_to=last, candidate_on=made)  # fmt: skip
        home.edit(seen, "member", home.uid(seen, name), prescreened_on=seen)
    name = next(iter(e.ADMITTED))
    on = e.ADMITTED[name]
    home.affair(on, "admit", name, joined_on=on, sponsors=f"{e.OLD[12]}、{e.OLD[13]}")
    for on, (seats, entitled, present, issued_, back_, valid, votes) in e.ELECTIONS.items():
        uid = home.add(on, "election", kind="换届", held_on=on, seats=seats, entitled=entitled,
                       present=present, issued=issued_, returned=back_, valid=valid)  # fmt: skip
        chosen = expected.elected(present, votes, seats)
        for number, each in enumerate(votes):
            home.add(on, "candidate", election=uid, name=e.OLD[13 + number], votes=each,
                     elected="是" if number < chosen else "否")  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, on_day: OnDay) -> Iterator[Home]:
    made = Home(tmp_path, on_day)
    _keep(made)
    yield made


def _late(text: str) -> int:
    found = re.search(r"(?:晚了?|迟) ?(\d+) 天|(?:个月|年|零) (\d+) 天", text)
    return int(next(part for part in found.groups() if part)) if found else 0


def test_a_year_comes_out_as_it_was_worked_out_apart(home: Home) -> None:
    sums = home(e.AS_OF, "dues", "--period", str(e.YEAR))["organisations"][0]["months"]
    assert [each["month"] for each in sums] == expected.MONTHS
    for each in sums:
        wanted = expected.dues_of(each["month"])
        assert {name: each[name] for name in wanted} == wanted, each["month"]
    for period, first, last in (
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31)),
    ):
        table = home(e.AS_OF, "statistics", "--period", period)["tables"][0]
        before, gained, lost, actual = expected.change(first, last)
        should_be = before + sum(gained) - sum(lost)
        assert table["rows"][-1][1:] == [before, *gained, *lost, should_be, actual, 0], period
    items = home(e.AS_OF, "norms", "--period", str(e.YEAR))["items"]
    told = {}
    for item in items:
        told.setdefault((item["rule"], item["about"]), []).append(item)
    odd = []
    for (rule, who), (due, state, late) in expected.obligations().items():
        found = [i for (r, about), listed in told.items() if r == rule and who in about
                 for i in listed if (i["due"] or "") == due]  # fmt: skip
        assert found, (rule, who, due, [i for (r, _), each in told.items() if r == rule
                                        for i in each])  # fmt: skip
        wanted = (state, "missed") if late else (state,)  # what came late is told with the days
        days = _late(found[0]["text"]) if state == "done" else 0
        if found[0]["state"] not in wanted or days != late:
            odd.append((rule, who, late, found[0]))
    assert not odd, [(o[0], o[3]["state"], o[3]["due"], o[3]["text"]) for o in odd]
    # Nobody is asked for more than that.
    asked = {key: told for key, told in expected.obligations().items() if told[1] != "done"}
    rules = {rule for rule, _ in expected.obligations()}
    open_ = [(i["rule"], i["about"]) for i in items
             if i["rule"] in rules and i["state"] in ("due", "overdue", "lacking")]  # fmt: skip
    more = [each for each in open_
            if not any(rule == each[0] and who in each[1] for rule, who in asked)]  # fmt: skip
    assert not more and len(open_) == len(asked)
    ballots = {i["due"]: i for i in items if i["rule"] == "ballot"}
    for on, vote in e.VOTES.items():
        enough, passed = expected.vote(*vote)
        found = ballots[on.isoformat()]
        assert (found["state"] == "done") == enough, (on, vote, found)
        if enough:
            assert ("没有通过" not in found["text"]) == passed, (on, vote, found["text"])
    chosen = {i["due"]: i for i in items if i["rule"] == "election_result"}
    for on, (_seats, entitled, present, issued, back, _valid, _votes) in e.ELECTIONS.items():
        good = expected.election_holds(entitled, present, issued, back)
        assert (chosen[on.isoformat()]["state"] == "done") == good, (on, chosen[on.isoformat()])
