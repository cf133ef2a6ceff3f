"""What is loaded ahead is really there to be loaded."""

from __future__ import annotations

import subprocess
import sys


def test_everything_named_can_be_loaded() -> None:
    script = (
        "import sys\n"
        "from PySide6.QtCore import QCoreApplication, QTimer\n"
        "from partydesk.desk.shell import preload\n"
        "application = QCoreApplication([])\n"
        "preload.AFTER = 0\n"
        "made = preload.Preload(application)\n"
        "made._timer.setInterval(0)\n"
        "QTimer.singleShot(30_000, lambda: application.exit(3))\n"
        "made.ended.connect(application.quit)\n"
        "status = application.exec()\n"
        "assert 'partydesk.desk.forms.session_form' in sys.modules\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
