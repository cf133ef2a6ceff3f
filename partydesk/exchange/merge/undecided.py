"""What was read and is not decided: it waits, here and after a restart, until it is taken, returned
or put away, whether or not its stick is still in; and so does what could be taken at once.

Only submissions wait, and what by its name was meant to be one; a copy is kept only of what says
in itself whose submission it is.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from partydesk.exchange.merge import operator, trace
from partydesk.exchange.merge.outcome import FileOutcome
from partydesk.exchange.reading.archives import on_disk
from partydesk.records.clock import now_stamp
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import parse_period
from partydesk.store import waiting
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

WAITS = ("edited", "unenrolled", "asks", "rejected")
"""The states of a file that somebody has to decide about."""

READY = "merged"
"""What a look says of a file that could be taken as it is."""

MOST = 2_000
"""Findings and rows that are remembered of a file."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A file that waits: what merging said of it, when it was read (UTC stamp), and, once a return
    slip was written, when, with what was in it: (sheet, row, column, message)."""

    file: FileOutcome
    read_at: str
    kept: bool
    returned_at: str = ""
    slip: tuple[tuple[str, int, str, str], ...] = ()

    @property
    def there(self) -> bool:
        """Whether it still lies where it was read."""
        return at_its_place(self.file.file)


def at_its_place(path: str) -> bool:
    """Whether a file, in a zip or not, can be read where it was."""
    try:
        with on_disk(Path(path)) as file:
            return file.is_file()
    except (OSError, UserError):
        return False


def keep(store: Store, files: Sequence[FileOutcome], *, looked: bool = False) -> None:
    """Remember those of these that wait, forget those that do no longer.

    Of files that were only `looked` at also those wait that can be taken as they are. Where there
    is no room to remember them they are read again another time: what was read and taken is told
    all the same.
    """
    if store.writable and store.role == "committee":
        with contextlib.suppress(UserError):
            _keep(store, files, (*WAITS, READY) if looked else WAITS)


def _keep(store: Store, files: Sequence[FileOutcome], waits: Sequence[str]) -> None:
    found = [(each, _digest(each, waits), _named(each)) for each in files]
    with store.read() as connection:
        before = {row.sha256: row for row in waiting.all_rows(connection)}
    # Copied first: nobody waits for the database meanwhile.
    copied = {
        digest
        for each, digest, whose in found
        if each.state in waits and whose and each.sha256
        and not (digest in before and before[digest].kept)
        and _copied(store, each.file, digest)
    }  # fmt: skip
    with store.transaction() as connection:
        before = {row.sha256: row for row in waiting.all_rows(connection)}
        for each, digest, whose in found:
            if each.state not in waits or not (digest and whose):
                if digest in before:
                    waiting.drop(connection, digest)
                continue
            known = before.get(digest)
            code, period, revision = whose
            kept = digest in copied or bool(known and known.kept)
            row = waiting.Row(
                digest, each.file, each.org_uid, code, period, revision, each.state,
                _told(each), int(kept), now_stamp(),
                known.returned_at if known else None, known.slip if known else None,
            )  # fmt: skip
            waiting.put(connection, row)
        # What could have been taken and was written over by what was read in its place now.
        read = {each.file: digest for each, digest, _ in found}
        for row in before.values():
            if row.state == READY and read.get(row.path, row.sha256) != row.sha256:
                waiting.drop(connection, row.sha256)
        waiting.sweep(store.home, connection)


def undecided(store: Store, organisation: str = "") -> list[Undecided]:
    """What waits, of all branches or of the one with this code, the one read first in front."""
    with store.read() as connection:
        return [
            _read(row)
            for row in waiting.all_rows(connection)
            if row.path and organisation in ("", row.org_code)
        ]


def dismiss(store: Store, digest: str, reason: str = "", who: str = "") -> None:
    """Put a file away that nobody is going to take; that it was stays in 留痕.

    Raises UserError when it is there no longer.
    """
    with store.transaction() as connection:
        row = waiting.find(connection, digest)
        if row is None:
            raise UserError("not-found", "这份表已经不在待定的里面了，可能刚刚收下或退回过")
        waiting.drop(connection, digest)
        trace.note(connection, operator.acting(store, connection, who), trace.DISMISSED,
                   row.org_code, row.period, row.revision, reason)  # fmt: skip
        waiting.sweep(store.home, connection)
    store.tell(OperationChanges("不收", (("organisation", store.own.uid),)))


@contextmanager
def at_hand(store: Store, paths: Iterable[str]) -> Iterator[dict[Path, str]]:
    """Where these files can be read now → the path each was read under: its place, or a copy that
    is there only meanwhile. One of which there is neither is not among them."""
    with store.read() as connection:
        kept = {row.path: row.sha256 for row in waiting.all_rows(connection) if row.kept}
    with TemporaryDirectory(prefix="partydesk-") as folder:
        found: dict[Path, str] = {}
        for number, path in enumerate(paths):
            if at_its_place(path):
                found[Path(path)] = path
            elif (content := waiting.kept_bytes(store.home, kept.get(path, ""))) is not None:
                copy = Path(folder) / str(number) / Path(path).name
                copy.parent.mkdir()
                copy.write_bytes(content)
                found[copy] = path
        yield found


def _digest(file: FileOutcome, waits: Sequence[str]) -> str:
    """The digest of a file's bytes; "" where it cannot be had."""
    if file.sha256 or file.state not in waits or not _named(file):
        return file.sha256
    try:
        with on_disk(Path(file.file)) as found:
            return sha256(found.read_bytes()).hexdigest()
    except (OSError, UserError):
        return ""


def _named(file: FileOutcome) -> tuple[str, str, int] | None:
    """Code, period and revision of a submission, as it says or as its name does; None for what is
    none."""
    if file.organisation and file.period:
        return file.organisation, file.period, file.revision
    parts = Path(file.file).stem.split("_")
    if len(parts) != 4 or parts[3][:1] != "v" or not parts[3][1:].isascii():
        return None
    try:
        period = parse_period(parts[2]).text
        return parts[0][:40], period, int(parts[3][1:])
    except (UserError, ValueError):
        return None


def _copied(store: Store, path: str, digest: str) -> bool:
    try:
        with on_disk(Path(path)) as file:
            content = file.read_bytes()
    except (OSError, UserError):
        return False
    return sha256(content).hexdigest() == digest and waiting.copy(store.home, content, digest)


def _told(file: FileOutcome) -> str:
    told = asdict(file)
    del told["details"]
    told["findings"] = told["findings"][:MOST]
    told["edited_rows"] = told["edited_rows"][:MOST]
    return json.dumps(told, ensure_ascii=False)


def _read(row: waiting.Row) -> Undecided:
    told = json.loads(row.outcome)  # nothing of a file that was answered without having been read
    known = FileOutcome.__dataclass_fields__
    told = {name: value for name, value in told.items() if name in known} | {"file": row.path}
    told["findings"] = [Finding(**each) for each in told.get("findings", ())]
    told["changes"] = {sheet: tuple(each) for sheet, each in told.get("changes", {}).items()}
    told |= {"organisation": row.org_code, "period": row.period, "revision": row.revision,
             "sha256": row.sha256}  # fmt: skip
    slip = tuple((str(a), int(b), str(c), str(d)) for a, b, c, d in json.loads(row.slip or "[]"))
    return Undecided(FileOutcome(**told), row.read_at, bool(row.kept), row.returned_at or "", slip)
