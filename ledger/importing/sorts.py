"""The sorts of document that a column names: which rows are of one, and of which no event is drafted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.importing.drafted import in_one_line, quoted
from ledger.importing.roles import SORTS, documents_in
from ledger.importing.sampling import Column

_DRAFTED: Final = ("invoice", "payment", "credit")


class Sorts:
    """The words of the column that says what each row is, by the sorts of document that they name.

    Args:
        column: the column; None if no column says it.
    """

    def __init__(self, column: Column | None) -> None:
        self._column = column
        self._words = documents_in(column) if column else {}

    @property
    def not_only_invoices(self) -> bool:
        """Whether there are others than invoices."""
        return bool(self._words.keys() - {"invoice"})

    def __contains__(self, sort: str) -> bool:
        return sort in self._words

    def called(self, sort: str) -> str:
        """The words that name a sort, one after the other."""
        return ", ".join(self._words.get(sort, ()))

    def rows_of(self, sort: str) -> set[int]:
        """The rows of a sort."""
        words = self._words.get(sort, ())
        if self._column is None:
            return set()
        return {
            row for row, word in zip(self._column.numbers, self._column.cells, strict=True) if word in words
        }

    def cells_of(self, sort: str, column: Column) -> set[str]:
        """The cells of another column in the rows of a sort."""
        rows = self.rows_of(sort)
        return {cell for row, cell in zip(column.numbers, column.cells, strict=True) if row in rows}

    def test(self, *sorts: str) -> str:
        """The test whether a row is of one of these sorts; without any, of one that has an event."""
        return self._test([word for sort in sorts or _DRAFTED for word in self._words.get(sort, ())])

    def _test(self, words: list[str]) -> str:
        title = self._column.title if self._column else ""
        return f"{{ column = {quoted(title)}, in = [{', '.join(map(quoted, words))}] }}"

    def question(self) -> str:
        """The question whether the words mean what they are taken for."""
        title = in_one_line(self._column.title) if self._column else ""
        taken = [f"{in_one_line(self.called(sort))}: {SORTS[sort]}" for sort in self._words]
        return f"{title} says what each row is. Is it so? {'; '.join(taken)}."

    def left_out(self) -> Iterator[str]:
        """The rule that leaves out rows of which no event is drafted, so that the report counts them."""
        words = [word for sort, words in self._words.items() if sort not in _DRAFTED for word in words]
        if words:
            yield ""
            yield "[[leave_out]]"
            yield 'reason = "no event is drafted of these sorts of document"'
            yield f"if = {self._test(words)}"
