"""How people work with it: the window. The only room that knows Qt.

PySide6 puts an import of its own in the place of Python's, for the sake of `from __feature__`,
which nobody here uses. It makes every import behind it a quarter slower, so Python's comes back.
"""

import builtins

_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401 # what puts it there

builtins.__import__ = _import
