"""What becomes of the files of one merge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from partydesk.exchange.merge.conflicts import ConflictItem
from partydesk.records.findings import Finding, UserError


@dataclass(slots=True)
class FileOutcome:
    """What became of one file. `changes` maps a sheet to rows (added, changed, gone).

    `remarks` are sentences about what is odd in it, whether it was taken or waits for a word.
    Of one that `asks`, `question` says what, `candidates` the branches that it resembles (none
    where it resembles nobody). `registered`: it made its branch a new line of the register.
    `trust` says what one's trust in it rests on. `org_uid` and `sha256`, the digest of its bytes,
    are empty for what is no submission.
    """

    file: str
    organisation: str = ""
    name: str = ""
    period: str = ""
    revision: int = 0
    state: str = "rejected"
    message: str = ""
    edited_rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    details: list[dict[str, Any]] = field(default_factory=list)
    org_uid: str = ""
    sha256: str = ""
    question: str = ""
    candidates: list[dict[str, Any]] = field(default_factory=list)
    registered: bool = False
    trust: str = ""

    def say(self, state: str, message: str) -> None:
        """Note its state and, among what was found, why it is not taken."""
        self.state, self.message = state, message
        if state != "merged" and message:
            code = {"rejected": "refused"}.get(state, state)
            self.findings.insert(0, Finding(code, message, fatal=state == "rejected"))

    def refuse(self, error: UserError) -> FileOutcome:
        """It is refused, for what was found wrong with it; itself."""
        self.state, self.message = "rejected", error.message
        self.findings = [
            *(error.findings or [Finding(error.code, error.message)]),
            *(p for p in self.findings if p not in error.findings),
        ]
        return self

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of cli.md."""
        return {
            "file": self.file,
            "organisation": self.organisation,
            "name": self.name,
            "period": self.period,
            "revision": self.revision,
            "state": self.state,
            "message": self.message,
            "edited_rows": self.edited_rows,
            "problems": [finding.as_dict() for finding in self.findings],
            "remarks": self.remarks,
            "trust": self.trust,
            "question": self.question,
            "candidates": self.candidates,
            "counts": self.counts,
            "changes": self.changes,
        }


@dataclass(slots=True)
class MergeOutcome:
    """What became of all files, the conflicts that are open afterwards, and in a line what was
    not looked at."""

    files: list[FileOutcome]
    conflicts: list[ConflictItem]
    passed: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of cli.md."""
        return {
            "files": [taken.as_dict() for taken in self.files],
            "conflicts": [item.as_dict() for item in self.conflicts],
            "passed": self.passed,
        }
