"""Regular expressions of the mapping, each with a bound on its time."""

from __future__ import annotations

from typing import Any

from ledger.errors import Place
from ledger.importing.faults import MappingError
from ledger.importing.values import Cell

_SECONDS = 1.0
_LONGEST = 1_000  # characters


class Pattern:
    """A regular expression that gives up after a second on one cell.

    Args:
        text: the expression.
        place: its place in the mapping.

    Raises:
        MappingError: it is none, or too long; later, it takes too long.
    """

    def __init__(self, text: str, place: Place) -> None:
        import regex  # type: ignore[import-untyped] # noqa: PLC0415 - most mappings need none

        if len(text) > _LONGEST:
            raise MappingError(
                place, f"a regular expression may have at most {_LONGEST:,} characters; shorten it"
            )
        try:
            self._pattern: Any = regex.compile(text)
        except (regex.error, OverflowError, RecursionError) as wrong:
            raise MappingError(place, f"'{text}' is not a regular expression: {wrong}") from None
        self._text, self._place, self._error = text, place, regex.error

    def is_in(self, cell: Cell) -> bool:
        """Whether the pattern is found in a cell."""
        try:
            return self._pattern.search(cell, timeout=_SECONDS) is not None
        except TimeoutError:
            raise self._too_slow(cell) from None

    def replaced(self, by: str, cell: Cell) -> Cell:
        """The cell with other text wherever the pattern is found."""
        try:
            return str(self._pattern.sub(by, cell, timeout=_SECONDS)).strip()
        except TimeoutError:
            raise self._too_slow(cell) from None
        except (self._error, IndexError) as wrong:
            raise MappingError(self._place, f"'{by}' cannot replace '{self._text}': {wrong}") from None

    def _too_slow(self, cell: Cell) -> MappingError:
        return MappingError(
            self._place,
            f"'{self._text}' takes more than {_SECONDS:.0f} second on the cell '{cell[:40]}'; write it without "
            "a repetition inside a repetition",
        )
