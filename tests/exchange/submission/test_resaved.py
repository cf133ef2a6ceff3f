"""A submission that LibreOffice opened and saved is still the same submission."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from partydesk.records.base import kinds
from tests.exchange import making
from tests.exchange.submission.test_submission import AWKWARD

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def resaved(file: Path, folder: Path, kind: str = "xlsx") -> Path:
    """The file as LibreOffice saves it; skips where there is none, fails where there must be."""
    if SOFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice must be installed where CI runs")
        pytest.skip("LibreOffice is not installed")
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind,
         "--outdir", folder, file],
        check=True, capture_output=True, timeout=170,
    )  # fmt: skip
    return folder / f"{file.stem}.{kind.split(':')[0]}"


def test_resaved_is_the_same_submission(tmp_path: Path) -> None:
    with making.branch(tmp_path) as store:
        for text in AWKWARD:
            making.write_session(store, text + "。", datetime(2026, 3, 1, 14), place=text,
                                 summary=text, hours=1.5)  # fmt: skip
        file = making.sent(store, tmp_path / "出").file
    again = resaved(file, tmp_path / "另存")
    assert again.read_bytes() != file.read_bytes()
    with making.committee(tmp_path) as first, making.committee(tmp_path / "二") as second:
        taken = making.taken(first, again)
        assert taken.edited_rows == [] and taken.state == "merged"
        assert not taken.findings
        assert making.taken(first, file).state == "unchanged"
        making.taken(second, file)
        for kind in kinds():
            assert making.values(first, kind) == making.values(second, kind)


def test_one_cell_changed_in_the_resaved_file_is_one_row(tmp_path: Path) -> None:
    with making.branch(tmp_path) as store:
        file = making.sent(store, tmp_path / "出").file
    changed = making.changed(
        resaved(file, tmp_path / "另存"),
        tmp_path / "又改.xlsx",
        lambda book: setattr(making.at(book["党员"], 4, "党小组"), "value", "第八党小组"),
    )
    with making.committee(tmp_path) as committee:
        making.taken(committee, file)
        edited = making.taken(committee, changed)
        assert edited.state == "edited"
        (row,) = edited.edited_rows
        assert (row["sheet"], row["row"], row["change"]) == ("党员", 4, "改动")
        assert [cell["after"] for cell in row["cells"]] == ["第八党小组"]
        assert making.taken(committee, changed, accept_edited=True).state == "merged"
