"""Names of branches, firms and things as they are compared, however they were written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """A name without width, blanks and case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """A text without signs either: 甲科技（北京）有限公司 and 甲科技(北京)有限公司."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
