"""Where things live: the data folder and what lies in it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

# A copy of the program with this file beside it carries its records with it, on a stick say.
PORTABLE_MARK = "portable.txt"
PORTABLE_FOLDER = "数据"


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder of one branch or committee and the paths inside it."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file with all records."""
        return self.folder / "partydesk.db"

    @property
    def key(self) -> Path:
        """The data key under its password; there only where there is one."""
        return self.folder / "partydesk.key"

    @property
    def lock(self) -> Path:
        """The file whose lock says who is writing."""
        return self.folder / "partydesk.lock"

    @property
    def appearance(self) -> Path:
        """How the program looks on this computer."""
        return self.folder / "appearance.json"

    @property
    def second_start(self) -> Path:
        """What a second start leaves for the window that is open on this folder."""
        return self.folder / "partydesk.start"

    @property
    def backups(self) -> Path:
        """Backups made without being asked."""
        return self.folder / "backups"

    @property
    def received(self) -> Path:
        """The files of taken-in submissions, under their SHA-256."""
        return self.folder / "received"

    @property
    def waiting(self) -> Path:
        """Copies of submissions that were read and not decided about, under their SHA-256."""
        return self.folder / "waiting"

    @property
    def revisions(self) -> Path:
        """Which revisions were handed in, kept where restoring a backup leaves them."""
        return self.folder / "revisions.json"

    @property
    def written(self) -> Path:
        """What commands wrote elsewhere, as digests (store/written_before.py)."""
        return self.folder / "partydesk.written"

    @property
    def attachments(self) -> Path:
        """The files attached to records, under their SHA-256."""
        return self.folder / "attachments"

    @property
    def drafts(self) -> Path:
        """What was typed and not saved yet, a file for each form."""
        return self.folder / "drafts"

    @property
    def opened(self) -> Path:
        """Copies of attachments that are being looked at, under the names people know."""
        return self.folder / "opened"

    @property
    def scratch(self) -> Path:
        """Temporary files of running programs, each in a folder of its own."""
        return self.folder / "scratch"

    @property
    def coming(self) -> Path:
        """What is taken over from somebody, until it is in its place."""
        return self.folder / "coming"

    @property
    def room(self) -> Path:
        """What is being put out of the way, while it is (store/out_of_the_way.py)."""
        return self.folder / "partydesk.room"

    @property
    def set_aside(self) -> Path:
        """Database files put out of the way: damaged ones, ones replaced by a restore."""
        return self.folder / "set-aside"


def default_home() -> Home:
    """`PARTYDESK_HOME`, else the folder a portable copy carries, else the user's data folder."""
    chosen = os.environ.get("PARTYDESK_HOME")
    if chosen:
        return Home(Path(chosen))
    carried = _carried()
    if carried is not None:
        return Home(carried)
    from platformdirs import user_data_dir

    return Home(Path(user_data_dir("PartyDesk", appauthor=False, roaming=False)))


def _carried() -> Path | None:
    """The data folder beside a frozen program that is marked as portable."""
    if not getattr(sys, "frozen", False):
        return None
    beside = Path(sys.executable).parent
    return beside / PORTABLE_FOLDER if (beside / PORTABLE_MARK).is_file() else None


def chosen_home(folder: str | None) -> Home:
    """The folder somebody named, else the default."""
    return Home(Path(folder).expanduser().absolute()) if folder else default_home()
