"""What can be wrong, in words: a Finding about a value, a UserError for what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

# A sentence of ours is shorter; what makes it longer is a stranger's text that it quotes.
_LONG = 300
_QUOTED = re.compile("“([^“”]{80})[^“”]{40,}([^“”]{20})”")


def readable(message: str) -> str:
    """The message with what it quotes shortened, where somebody's text would drown the sentence."""
    return _QUOTED.sub(r"“\1…\2”", message) if len(message) > _LONG else message


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about one value: what is wrong and where.

    `code` is stable (for tests and scripts), `message` is the Chinese sentence a person reads:
    what happened and what to do. `row` is 1-based as the spreadsheet shows it; `column` is the
    header or field label. `fatal` findings keep their row (or file) out; others only tell.
    """

    code: str
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    fatal: bool = True

    def __post_init__(self) -> None:
        if len(self.message) > _LONG:
            object.__setattr__(self, "message", readable(self.message))

    def as_dict(self) -> dict[str, object]:
        """The JSON form of cli.md: sheet, row, column, value, code, message (and fatal)."""
        return asdict(self)

    def __str__(self) -> str:
        column = self.column if len(self.column) < 80 else f"{self.column[:60]}…"
        where = "，".join(
            part
            for part in (
                f"工作表“{self.sheet}”" if self.sheet else "",
                f"第 {self.row} 行" if self.row else "",
                f"“{column}”列" if column and (self.sheet or self.row) else column,
            )
            if part
        )
        return f"{where}：{self.message}" if where else self.message


class UserError(Exception):
    """Something is refused, with the reason; nothing has been changed.

    `code` is stable; `message` is the Chinese sentence for the user; `findings` lists the
    single ones where there are several.
    """

    def __init__(self, code: str, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = readable(message)
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[object, ...]:
        # Refusals cross from worker processes; Exception's own pickling would drop fields.
        return (UserError, (self.code, self.message, self.findings))


_SINGLY = 4
"""So many rows are told one by one; more of one cause are told once."""


def once_for_one_cause(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, by row, those that say the same of many rows as one that names the rows."""
    same: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        key = (each.code, each.sheet, each.column, each.value, each.message, each.fatal)
        same.setdefault(key, []).append(each)
    told = []
    for alike in same.values():
        if len(alike) <= _SINGLY or not alike[0].row:
            told += alike
            continue
        some = "、".join(str(each.row) for each in alike[:3])
        rows = f"第 {some} … {alike[-1].row} 行，共 {len(alike):,} 行"
        told.append(replace(alike[0], message=f"{rows}：{alike[0].message}"))
    return sorted(told, key=lambda each: each.row)
