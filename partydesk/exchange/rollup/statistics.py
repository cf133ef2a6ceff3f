"""党内统计 as a workbook: a sheet for each table, and the people whose dates don't agree."""

from __future__ import annotations

from pathlib import Path

from partydesk.exchange.submission.cell_styles import Cells
from partydesk.exchange.submission.data_sheets import print_wide, write_header
from partydesk.exchange.submission.write_only import new_sheet, save, whole
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.rules.statistics import statistics
from partydesk.rules.statistics_tables import tables
from partydesk.store.atomic import written
from partydesk.store.store import Store


def write_statistics(store: Store, period: Period, out: Path) -> Path:
    """Write the tables of a half-year or year. Raises UserError for another period, and when the
    file cannot be written."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    if out.suffix.lower() != ".xlsx":
        raise UserError("bad-name", f"统计表要存成 .xlsx 文件，“{out.name}”不是")
    with store.read() as connection:
        found = statistics(connection, period, today())
    names = {each.id: each.name for each in found.branches}
    with written(out) as temporary:
        workbook = Workbook(write_only=True)
        with whole(workbook):
            cells = Cells(workbook)
            for table in tables(found):
                sheet = new_sheet(workbook, table.title)
                sheet.column_dimensions["A"].width = 30
                for number in range(2, len(table.heads) + 1):
                    sheet.column_dimensions[get_column_letter(number)].width = 11
                sheet.freeze_panes = "B2"
                print_wide(sheet)
                write_header(sheet, cells, table.heads)
                for line in table.rows:
                    sheet.append([cells.text(v) if isinstance(v, str) else v for v in line])
                for words in (table.note, found.coverage, f"期间：{period.title}"):
                    if words:
                        sheet.append([cells.text(words)])
            sheet = new_sheet(workbook, "差数是谁")
            for letter, width in zip("ABC", (14, 30, 44), strict=True):
                sheet.column_dimensions[letter].width = width
            write_header(sheet, cells, ("姓名", "党组织", "哪里不对"))
            for each in found.odd:
                place = names.get(each.organisation, "")
                sheet.append([cells.text(each.name), cells.text(place), cells.text(each.why)])
            save(workbook, temporary)
    return out
