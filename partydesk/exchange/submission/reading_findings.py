"""What is found while a submission is judged: what keeps it out, and what is only told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from partydesk.records.findings import Finding, UserError

MOST_FAULTS = 200


@dataclass(slots=True)
class Findings:
    """`fatal` keeps the file out, `told` does not. At most MOST_FAULTS of the former are kept."""

    fatal: list[Finding] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)

    def fail(
        self, code: str, message: str, sheet: str = "", row: int = 0, column: str = "",
        value: object = "",
    ) -> None:  # fmt: skip
        """Note what keeps the file out; `row` is 1-based as the sheet shows it."""
        if len(self.fatal) < MOST_FAULTS:
            self.fatal.append(Finding(code, message, sheet, row, column, str(value)[:100]))

    def tell(self, code: str, message: str, sheet: str, row: int = 0, column: str = "") -> None:
        """Note what people should know and what keeps nothing out."""
        self.told.append(Finding(code, message, sheet, row, column, fatal=False))

    def tell_all(self, findings: Iterable[Finding]) -> None:
        """Note what others found."""
        self.told += findings

    def raise_if_fatal(self) -> None:
        """Raise UserError with all that was found, if anything keeps the file out."""
        if self.fatal:
            more = f"（共 {len(self.fatal)} 处）" if len(self.fatal) > 1 else ""
            message = f"{self.fatal[0]}{more}"
            raise UserError("invalid-submission", message, [*self.fatal, *self.told])
