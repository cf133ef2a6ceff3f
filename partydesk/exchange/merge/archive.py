"""The received folder: the bytes of every taken-in submission, under their SHA-256.

Files there never change. They let a withdrawal bring back what was there before, and show what
a branch really sent.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store.atomic import written
from partydesk.store.home import Home
from partydesk.store.store import make_folder


def keep(home: Home, file: Path, sha256: str) -> None:
    """Copy a file into the folder unless it is there. Raises UserError when it cannot be."""
    target = home.received / f"{sha256}.xlsx"
    if target.exists():
        return
    make_folder(home.received)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(
            "unreadable", f"读不到“{file.name}”：{error.strerror or error}。请看 U 盘是否插好，再试"
        ) from None
    # Withdrawing reads this copy: it must be what was judged, not what lies there by now.
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError("changed-meanwhile", f"“{file.name}”在收表时被改动了，没有收。请再收一次")
    with written(target) as temporary:
        temporary.write_bytes(content)


def kept(home: Home, sha256: str) -> Path:
    """Where a kept file lies. Raises UserError when somebody has taken it away."""
    path = home.received / f"{sha256}.xlsx"
    if not path.exists():
        raise UserError(
            "archive-missing",
            f"先前收下的报送表原件不在了（{path.name}）。请从备份恢复“received”文件夹，"
            "或请支部重新报送",
        )
    return path
