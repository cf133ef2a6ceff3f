"""空白模板: the submission's sheets with no rows, for a branch that has no PartyDesk yet."""

from __future__ import annotations

from pathlib import Path

from partydesk import __version__
from partydesk.exchange.submission.columns import (
    FORMAT_VERSION,
    METADATA,
    TEMPLATE_FORMAT,
    Column,
    Role,
)
from partydesk.exchange.submission.layout import data_sheets
from partydesk.records.clock import today
from partydesk.records.fields import Field, Kind
from partydesk.records.findings import UserError
from partydesk.store.atomic import written

EXAMPLE = "示例（请删去这一行）"

_EXAMPLES: dict[Kind, object] = {
    Kind.LONG: "（文字）",
    Kind.TEXT: "（文字）",
    Kind.CODE: "（号码）",
    Kind.INTEGER: 1,
    Kind.NUMBER: 2,
    Kind.MONEY: 10,
    Kind.DATE: "2026-03-01",
    Kind.MOMENT: "2026-03-01 14:00",
    Kind.YESNO: "否",
    Kind.PERSON: "张示例",
    Kind.PEOPLE: "张示例、李示例",
}


def write_template(out: Path) -> Path:
    """Write the template to a file. Raises UserError when it cannot be written."""
    if out.suffix.lower() != ".xlsx":
        raise UserError("bad-name", f"模板要存成 .xlsx 文件，“{out.name}”不是")
    with written(out) as temporary:
        _write(temporary)
    return out


def _write(out: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    from partydesk.exchange.submission.cell_styles import Cells
    from partydesk.exchange.submission.cover import write_cover
    from partydesk.exchange.submission.data_sheets import CodeSheet, add_drop_downs, open_data_sheet
    from partydesk.exchange.submission.write_only import new_sheet, save, whole

    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells, codes = Cells(workbook), CodeSheet()
        write_cover(
            workbook,
            cells,
            "支部报送表（空白模板）",
            [("组织编码", ""), ("期间", str(today().year)), ("修订号", "1")],
            {},
            [],
            notes=[
                "先填上面三格：组织编码由上级党组织给；期间写 2026、2026H1、2026Q3 或 2026-09；"
                "改过再交，修订号加 1。",
                "各表从第 2 行填起，灰色示例行请删去；下拉列表里有的请从列表里选；编号留空。",
                "出勤表里的“活动”写成“日期 时间 类型”，与学习活动表里的一致。",
            ],
        )
        for layout in data_sheets():
            columns = [
                column
                for column in layout.columns
                if column.role in (Role.UID, Role.ORGANISATION, Role.FIELD, Role.TEXT)
            ]
            sheet = open_data_sheet(workbook, layout.sheet, columns, 1)
            add_drop_downs(sheet, columns, codes, 500)
            header = []
            for column in columns:
                cell = cells.styled(column.header, "header")
                note = _note(column)
                if note:
                    cell.comment = Comment(note, "支部工作台", height=90, width=260)
                header.append(cell)
            sheet.append(header)
            sheet.append([cells.styled(_example(column), "example") for column in columns])
        codes.write(workbook)
        sheet = new_sheet(workbook, METADATA)
        sheet.sheet_state = "hidden"
        sheet.append(["format", TEMPLATE_FORMAT])
        sheet.append(["version", str(FORMAT_VERSION)])
        sheet.append(["program", __version__])
        save(workbook, out)


def _note(column: Column) -> str:
    field = column.field
    if field is None or column.role is not Role.FIELD:
        return "留空" if column.role is Role.UID else ""
    parts = ["必填" if field.required else "", field.help, _form(field)]
    return "；".join(part for part in parts if part)


def _form(field: Field) -> str:
    if field.kind is Kind.DATE:
        return "日期，写成 2026-03-01"
    if field.kind is Kind.MOMENT:
        return "日期和时间，写成 2026-03-01 14:00"
    if field.kind is Kind.CHOICES and field.choices:
        return f"可填几项，用顿号隔开：{'、'.join(field.choices.labels)}"
    return ""


def _example(column: Column) -> object:
    if column.role is Role.UID:
        return EXAMPLE
    if column.role is Role.ORGANISATION:
        return "P0000"
    if column.role is Role.TEXT or column.field is None:
        return "2026-03-01 14:00 主题党日" if column.header == "活动" else "（同前表）"
    field = column.field
    if field.choices:
        return field.choices.labels[0]
    return _EXAMPLES[field.kind]
