"""Cells that hold several values, each on a line of its own or with spaces between."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from projections.framework.columns import Form

_EACH: Final[dict[Form, Callable[[str], object]]] = {"whole": int, "number": float, "money": Decimal}
_MOST: Final = 50_000


class _Same(dict[str, object]):
    """Values by their texts: rows share those that are equal. It begins anew when it has too many."""

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> object:
        if len(self) >= _MOST:
            self.clear()
        found = self[text] = self._read(text)
        return found


def reader_of(form: Form) -> Callable[[Any], tuple[object, ...]]:
    """Makes values of a kind from a cell that holds several; texts stand on lines."""
    if form == "text":
        return lambda stored: (*stored.split("\n"),)
    each = _Same(_EACH[form]).__getitem__
    return lambda stored: (*map(each, stored.split()),)
