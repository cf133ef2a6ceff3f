"""For the Windows Python under Wine 8: asking WMI there ends the interpreter, so it has none."""

import sys

sys.modules["_wmi"] = None
