"""A field costs one line and a migration, a choice one line, a session kind one line.

The lines are put into a copy of the program, and the copy is asked from the command line to the
roll-up, on a file of before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import partydesk
from partydesk.store import schema
from partydesk.store.home import Home
from partydesk.store.store import create

# In which file, before which line, which line.
LINES = (
    (
        "records/ticket.py",
        '    raised_by: Column[str | None] = field("反映人"',
        '    channel: Column[str | None] = field("反映渠道", listed=True, help="怎么知道的")\n',
    ),
    ("records/ticket.py", '    ("superior", "上级交办"),', '    ("hotline", "热线反映"),\n'),
    (
        "records/kinds.py",
        '    SessionKind("warning", ',
        '    SessionKind("reading", "读书会", STUDY, group_study=True),\n',
    ),
)
MIGRATION = f"""
import sqlalchemy as sa
from alembic import op

revision = "{schema.VERSION + 1}"
down_revision = "{schema.VERSION}"


def upgrade():
    with op.batch_alter_table("ticket", recreate="always") as batch:
        batch.add_column(sa.Column("channel", sa.String()), insert_after="source")
"""
ASKED = """
import contextlib, io, json, sys
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication

from partydesk.cli.run import run
from partydesk.desk.forms.form import open_form
from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.records.kinds import SESSION_KIND
from partydesk.rules.indicators import INDICATORS
from partydesk.store.home import Home
from partydesk.store.opening import open_store

folder = Path(sys.argv[1])
branch, committee = folder / "支部", folder / "党委"


def command(home, *arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = run(["--home", str(home), "--json", *map(str, arguments)])
    assert status == 0, out.getvalue()
    return json.loads(out.getvalue())


ticket = {"source": "热线反映", "channel": "园区热线", "description": "路灯不亮",
          "raised_on": "2026-03-02"}
command(branch, "add", "ticket", json.dumps(ticket))
session = {"kind": "读书会", "starts_at": "2026-03-03T09:00", "topic": "共读"}
command(branch, "add", "session", json.dumps(session))

application = QApplication([])
with open_store(Home(branch)) as store:
    context = AppContext(store)
    form = open_form(context, "ticket")
    assert "channel" in form.editors
    assert "热线反映" in form.fields["source"].choices.labels
    assert SESSION_KIND.codes["读书会"] == "reading"
    chips = {chip.label: chip.values for chip in view_of("session").all_chips()}
    assert "reading" in chips["学习教育"]
    context.close()

sent = command(branch, "export", "--period", "2026", "--out", folder)
command(committee, "init", "--as", "committee", "--code", "P0000", "--name", "党委")
command(committee, "merge", sent["file"], "--accept-unenrolled")
(row,) = command(committee, "list", "ticket")["rows"]
assert (row["channel"], row["source"]) == ("园区热线", "热线反映")
command(committee, "rollup", "--period", "2026", "--out", folder / "汇总.xlsx")
rolled = load_workbook(folder / "汇总.xlsx")
(header, row) = rolled["问题台账"].iter_rows(values_only=True)
assert row[header.index("反映渠道")] == "园区热线"
(header, row) = rolled["学习活动"].iter_rows(values_only=True)
assert row[header.index("类型")] == "读书会"
# What counts as collective study counts it too.
found = command(branch, "indicators", "--period", "2026")["indicators"]
assert next(each for each in found if each["id"] == "group_studies")["value"] == 1
"""


def test_a_field_a_choice_and_a_session_kind_are_one_line_each(tmp_path: Path) -> None:
    home = Home(tmp_path / "支部")
    create(home, "branch", {"code": "P0001", "name": "甲支部"}).close()
    source = Path(partydesk.__file__).parent
    program = tmp_path / "program"
    shutil.copytree(source, program / "partydesk", ignore=shutil.ignore_patterns("__pycache__"))
    (program / "resources").symlink_to(source.parent / "resources")
    for name, before, line in LINES:
        file = program / "partydesk" / name
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        file.write_text(text.replace(before, line + before), encoding="utf-8")
    file = program / "partydesk" / "store" / "schema.py"
    now, next_one = f"VERSION = {schema.VERSION}\n", f"VERSION = {schema.VERSION + 1}\n"
    file.write_text(file.read_text(encoding="utf-8").replace(now, next_one), encoding="utf-8")
    versions = program / "partydesk" / "store" / "migrations" / "versions"
    (versions / "v9999_channel.py").write_text(MIGRATION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(tmp_path)],
        cwd=program,
        env={**os.environ, "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
