"""催交名单: who has not handed in for a period, until when it was due, by how many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from partydesk.records.clock import local_day
from partydesk.records.findings import UserError
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules.coverage import Coverage, coverage
from partydesk.rules.deadlines import due_on
from partydesk.rules.handed_in import HandedIn, Told
from partydesk.store.atomic import written
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Absent:
    """An organisation that has not handed in. `days` late, negative while there is time."""

    code: str
    name: str
    days: int

    @property
    def text(self) -> str:
        """已过 5 天, 今天到期 or 还有 3 天."""
        return days_told(self.days)


@dataclass(frozen=True, slots=True)
class OverdueList:
    """Those missing for a period, the day it is due, and in how many days each came too late.

    Missing is whom rules.coverage calls so: not who was sent back, waits for a decision, or need
    not hand in. `late` maps the code of an organisation that did hand in to days after the due day;
    `standing` is how every branch stands, `covered` who is in a sum over the period.
    """

    period: Period
    due: date
    absent: tuple[Absent, ...]
    late: dict[str, int]
    standing: tuple[HandedIn, ...]
    covered: Coverage

    def message_to(self, absent: Absent) -> str:
        """What one sends to a single branch."""
        day = f"{self.due.year} 年 {self.due.month} 月 {self.due.day} 日"
        return (
            f"{absent.name}（{absent.code}）：{self.period.title}报送表，{day}前交，{absent.text}，"
            "请尽快交来。"
        )

    @property
    def message(self) -> str:
        """The list as one pastes it into a group's chat."""
        day = f"{self.due.year} 年 {self.due.month} 月 {self.due.day} 日"
        head = f"{self.period.title}报送表，{day}前交。还有 {len(self.absent)} 个支部没有交："
        lines = [
            f"{number}. {each.name}（{each.code}），{each.text}"
            for number, each in enumerate(self.absent, 1)
        ]
        return "\n".join([head, *lines])


def days_told(days: int) -> str:
    """Days after (or, negative, before) a due day, in words."""
    if days > 0:
        return f"已过 {days} 天"
    return f"还有 {-days} 天" if days else "今天到期"


def overdue_list(store: Store, period: Period, today: date) -> OverdueList:
    """Who is missing for the period on a day, and who handed in too late.

    What counts is the day on which the first sheet for the period was taken in, not that of
    a later revision.
    """
    with store.read() as connection:
        due = due_on(connection, period)
        first = connection.exec_driver_sql(
            "SELECT org_code, min(taken_at) FROM submission "
            "WHERE direction = 'in' AND period = ? GROUP BY org_code",
            (period.text,),
        ).fetchall()
        told = Told(connection)
    late = {code: (local_day(stamp) - due).days for code, stamp in first}
    standing = tuple(told.handed_in(branch, period, today) for branch in told.branches)
    absent = [each.branch for each in standing if told.to_be_asked(each)]
    return OverdueList(
        period,
        due,
        tuple(Absent(each.code, each.name, (today - due).days) for each in absent),
        {code: days for code, days in late.items() if days > 0},
        standing,
        coverage(told, period, today),
    )


def write_overdue_list(listed: OverdueList, out: Path) -> Path:
    """Write the list as a sheet. Raises UserError when it cannot be written."""
    from openpyxl import Workbook

    from partydesk.exchange.submission.cell_styles import Cells
    from partydesk.exchange.submission.data_sheets import print_wide, write_header
    from partydesk.exchange.submission.write_only import new_sheet, save, whole

    if out.suffix.lower() != ".xlsx":
        raise UserError("bad-name", f"催交名单要存成 .xlsx 文件，“{out.name}”不是")
    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells = Cells(workbook)
        sheet = new_sheet(workbook, "催交名单")
        for letter, width in zip("ABCDEF", (12, 36, 20, 14, 10, 14), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
        print_wide(sheet)
        write_header(sheet, cells, HEADERS)
        for each in listed.absent:
            sheet.append(
                [
                    cells.styled(each.code, "text"),
                    cells.text(each.name),
                    listed.period.title,
                    cells.styled(listed.due, "date"),
                    max(0, each.days),
                    each.text,
                ]
            )
        with written(out) as temporary:
            save(workbook, temporary)
    return out


HEADERS: Sequence[str] = ("组织编码", Organisation.title, "期间", "应交日期", "超过天数", "情况")
