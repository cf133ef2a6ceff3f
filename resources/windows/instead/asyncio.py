"""In the frozen program in the place of asyncio: what SQLAlchemy asks of it when it is imported.

Nothing in the program is asynchronous, and the whole of asyncio is a tenth of what a start imports.
"""

from inspect import iscoroutine  # noqa: F401

TimeoutError = TimeoutError  # noqa: A001


class CancelledError(BaseException):
    """Raised by nobody here."""
