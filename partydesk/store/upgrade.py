"""Upgrading a file of an older version, by Alembic, after putting a copy by.

Imported only when a file is old: Alembic's import alone costs more than opening a window.
"""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from partydesk.records.findings import UserError
from partydesk.store import backup, schema, sqlitefile
from partydesk.store.home import Home


def upgrade(
    home: Home, version: int, *, scripts: Path | None = None, to: int | None = None
) -> None:
    """Bring the file from `version` to `to` (this program's), step by step in one transaction.

    A backup named `upgrade` is made first. Raises UserError and leaves the file as it was when a
    step fails. `scripts` is the folder of the migrations.
    """
    target = schema.VERSION if to is None else to
    if version < 1:
        raise UserError("not-ours", f"“{home.database}”不是支部工作台的数据文件，没有动它")
    backup.backup(home.database, home.backups, "upgrade")
    directory = ScriptDirectory(str(scripts or Path(__file__).parent / "migrations"))
    steps = sorted(
        (int(script.revision), script)
        for script in directory.walk_revisions()
        if version < int(script.revision) <= target
    )
    engine = sqlitefile.open_engine(home.database, write=True)
    try:
        with engine.connect() as plain:
            # Batch mode drops and rebuilds tables: their rows must not cascade meanwhile.
            plain.exec_driver_sql("PRAGMA foreign_keys = OFF")
            plain.rollback()
            plain.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            connection = plain.execution_options(immediate=True)
            with connection.begin():
                context = MigrationContext.configure(connection)
                with Operations.context(context):
                    for number, script in steps:
                        script.module.upgrade()
                        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise UserError(
                        "upgrade-failed", f"升级后有 {len(broken)} 处关联对不上，已全部退回原样"
                    )
    except UserError:
        raise
    except Exception as error:
        raise UserError(
            "upgrade-failed",
            f"数据升级没有成功（{type(error).__name__}），已全部退回原样，备份也已留好。"
            "请把这条消息告诉维护人员",
        ) from error
    finally:
        engine.dispose()
