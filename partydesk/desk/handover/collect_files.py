"""The files that 收表汇总 has before it: read, taken, on which sticks, and what to answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from partydesk.desk.handover.removable_drives import RemovableDrive

if TYPE_CHECKING:
    from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
    from partydesk.exchange.merge.undecided import Undecided
    from partydesk.exchange.replies.answering import Answered


class CollectFiles:
    """`read` is what was read and not yet taken, `waits` what is remembered of files that somebody
    has to decide about, by path, `taken` what was taken and still lies where it did.

    `passed` says in a line what was not looked at when something was read last.
    """

    def __init__(self) -> None:
        self.read: list[FileOutcome] = []
        self.waits: dict[str, Undecided] = {}
        self.taken: list[Path] = []
        self.passed = ""
        self.removable_drives: dict[Path, RemovableDrive] = {}

    @property
    def files(self) -> list[FileOutcome]:
        """Every file before the page, those just read in front."""
        known = {each.sha256 for each in self.read} - {""}
        paths = {each.file for each in self.read}
        return self.read + [
            each.file
            for path, each in self.waits.items()
            if path not in paths and each.file.sha256 not in known
        ]

    def remember(self, waiting: Sequence[Undecided]) -> None:
        """This is what waits now. What was decided elsewhere meanwhile waits here no longer."""
        had, self.waits = self.waits, {each.file.file: each for each in waiting}
        gone = had.keys() - self.waits.keys()
        self.read = [each for each in self.read if each.file not in gone]

    def see(self, found: Sequence[RemovableDrive]) -> tuple[list[Path], bool]:
        """These sticks are in now: the new ones, and whether files went away with others."""
        now = {stick.path: stick for stick in found}
        new = [path for path in now if path not in self.removable_drives]
        gone = [path for path in self.removable_drives if path not in now]
        self.removable_drives = now
        left = [each for each in self.read if not _within(Path(each.file), gone)]
        taken = [path for path in self.taken if not _within(path, gone)]
        self.read, self.taken = left, taken
        return new, bool(gone)

    def add(self, paths: Sequence[Path], merged: MergeOutcome) -> None:
        """These paths were read; what was read before and is not decided stays."""
        kept = [each for each in self.read if not _within(Path(each.file), paths)]
        self.read = [*kept, *merged.files]
        self.passed = merged.passed

    def take(self, merged: MergeOutcome) -> int:
        """Some were taken: they no longer wait, the others say why. Returns how many were."""
        done = {each.file: each for each in merged.files}
        self.read = [
            done.get(each.file, each)
            for each in self.read
            if each.file not in done or done[each.file].state != "merged"
        ]
        good = [Path(each.file) for each in merged.files if each.state == "merged"]
        self.taken += good
        return len(good)

    @property
    def to_acknowledge(self) -> list[Path]:
        """Files that get a receipt: just taken, or read again and found to be in."""
        again = [Path(each.file) for each in self.read if each.state == "unchanged"]
        return [*self.taken, *again]

    @property
    def to_return(self) -> list[Path]:
        """Files a branch can mend that have not gone back: edited ones, and those with faults in
        their sheets, as far as they lie where they were read."""
        return [
            Path(each.file)
            for each in self.files
            if (
                each.state in ("edited", "unenrolled")
                or (each.state == "rejected" and any(finding.sheet for finding in each.findings))
            )
            and not self._settled(each)
        ]

    def _settled(self, file: FileOutcome) -> bool:
        """Whether a file went back already, or lies elsewhere."""
        known = self.waits.get(file.file)
        return known is not None and bool(known.returned_at or not known.there)

    def answered(self, answered: Answered) -> None:
        """Receipts were written: those wait for none any more."""
        from partydesk.exchange.replies.slip import slip_beside

        done = {each.file for each in answered.slips}
        self.taken = [path for path in self.taken if slip_beside(path, True) not in done]


def _within(file: Path, folders: Sequence[Path]) -> bool:
    """Whether a file is one of these, or lies in one."""
    return any(file.is_relative_to(folder) for folder in folders)
