"""The refusals a look can end in that more than one look needs."""

from __future__ import annotations

from partydesk.records.findings import UserError

MIB = 1 << 20
MAX_FILE = 64 * MIB

AGAIN = "请让对方重新导出、重新拷贝后再交来"
SAVE_AS_XLSX = "请用 WPS 或 Excel 打开它，另存为 .xlsx 后再交来"


def too_big_file() -> UserError:
    """The refusal of a file over MAX_FILE."""
    return UserError(
        "too-big",
        f"文件超过 {MAX_FILE // MIB} MB，不像一份报表，没有读取。"
        "请删去里面的图片和多余的工作表，或拆成几份后再交来。",
    )


def other_document() -> UserError:
    """The refusal of a text or a presentation."""
    return UserError("not-spreadsheet", "这是 Word 或演示文档，不是电子表格。请交电子表格。")


def damaged(detail: str) -> UserError:
    """The refusal of a file that is cut off or broken; `detail` is a short Chinese clause."""
    return UserError("damaged", f"文件不完整或已损坏（{detail}）。{AGAIN}；U 盘请先“弹出”再拔下。")


def not_understood(detail: str) -> UserError:
    """The refusal of what was read whole and says nothing here; another program may open it."""
    return UserError(
        "not-understood",
        f"这份文件这里读不懂（{detail}）。"
        f"WPS 或 Excel 能打开的话，{SAVE_AS_XLSX}；打不开就是文件已损坏，{AGAIN}。",
    )


def macro() -> UserError:
    """The refusal of a file that carries program code."""
    return UserError(
        "macro",
        "文件里带有宏（程序代码），为安全起见没有读取。"
        "请用 WPS 或 Excel 打开它（不启用宏），另存为“.xlsx 工作簿”后再交来。",
    )


def password_needed() -> UserError:
    """The refusal of a file that opens only with a password nobody gave."""
    return UserError(
        "password",
        "文件设了打开密码，读不了。"
        "是支部加封的报送表，就在发登记卡的那份党委数据里收，密码不要取消；别的表，"
        "请用 WPS 或 Excel 打开它，取消密码（文件—文档加密）后保存，再交来。",
    )
