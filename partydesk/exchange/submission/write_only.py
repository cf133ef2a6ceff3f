"""Workbooks as openpyxl writes them row by row, its temporary files put away whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from shutil import disk_usage
from tempfile import gettempdir

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from partydesk.records.findings import UserError

# Bytes: with less left on a disk, what could not be written there had no room.
_FULL_BELOW = 2**20


def save(workbook: Workbook, file: Path) -> None:
    """Write a workbook to a file; an OSError leaves no handle open on the failing disk."""
    packed = BytesIO()
    workbook.save(packed)
    file.write_bytes(packed.getbuffer())


@contextmanager
def whole(workbook: Workbook) -> Iterator[None]:
    """Fill and save a write-only workbook; what stops it takes its sheets off the disk.

    openpyxl keeps the sheets in temporary files, with names in clear, until the program ends.
    Raises UserError where the disk takes no more of these.
    """
    try:
        yield
    except BaseException as error:
        for sheet in workbook.worksheets:
            with contextlib.suppress(Exception):  # it has been told what went wrong
                if not sheet.closed:
                    sheet.close()
            with contextlib.suppress(Exception):
                sheet._writer.cleanup()
        if isinstance(error, SerialisationError):
            raise _no_room() from error
        raise


def _no_room() -> UserError:
    """The refusal when a sheet cannot be kept while it is made: lxml does not say why."""
    place = Path(gettempdir())
    full = not place.is_dir() or disk_usage(place).free < _FULL_BELOW
    code, why = ("disk-full", "的磁盘满了") if full else ("write-failed", "的盘读写出错")
    return UserError(
        code,
        f"放临时文件的“{place}”所在{why}，表格没有写成，原来的文件没有改动。请清出一些空间再试。",
    )


def new_sheet(workbook: Workbook, title: str) -> WriteOnlyWorksheet:
    """An empty sheet of a write-only workbook."""
    return workbook.create_sheet(title)
