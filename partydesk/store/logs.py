"""The log file: what went wrong inside the program, never anything about a person.

A log gets sent to whoever helps. So an exception is written by its type and the lines of code it
passed, not by its message (a database error quotes the row), and long digits are masked.
"""

from __future__ import annotations

import logging
import re
import traceback
from copy import copy
from logging.handlers import RotatingFileHandler
from types import TracebackType

from partydesk.store.home import Home

NAME = "partydesk"
_LIMIT = 512 * 1024  # bytes; three old files are kept
_DIGITS = re.compile(r"\d{11,18}[0-9Xx]?|\d{3,4}[- ]\d{7,8}")

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def mask(text: str) -> str:
    """The text with identity numbers and telephone numbers made unreadable."""
    return _DIGITS.sub(lambda found: f"{found[0][:2]}***", text)


def code_path(error: BaseException) -> str:
    """Type and code lines of an exception and of what caused it, without their messages."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        steps = " > ".join(
            f"{frame.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
            for frame in frames
        )
        parts.append(f"{type(seen).__name__} [{steps}]")
        seen = seen.__cause__ or seen.__context__
    return " <- ".join(parts)


class _Discreet(logging.Formatter):
    def formatException(  # noqa: N802 # logging's own name
        self, ei: _Raised | tuple[None, None, None]
    ) -> str:
        return code_path(ei[1]) if ei[1] is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have told the exception already, and left its words in the record.
        record = copy(record)
        record.exc_text = None
        return mask(super().format(record))


def start(home: Home) -> None:
    """Write the program's log into the data folder; a folder that takes none is left alone."""
    stop()
    try:
        handler = RotatingFileHandler(
            home.folder / "partydesk.log",
            maxBytes=_LIMIT,
            backupCount=3,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger(NAME)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    # Handlers above us would print exceptions with their messages.
    logger.propagate = False


def stop() -> None:
    """Close the log file, so that the folder can be moved."""
    logger = logging.getLogger(NAME)
    for handler in list(logger.handlers):
        if isinstance(handler, RotatingFileHandler):
            logger.removeHandler(handler)
            handler.close()
