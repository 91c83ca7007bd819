"""The clients of the ledger that a file names, by code or by name: a draft registers none of them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ledger.finding import letters_of
from ledger.importing.drafted import brace, in_one_line, quoted
from ledger.importing.sampling import Column
from ledger.unseen import identifier_key

_SHOWN = 3  # clients in a question


class Met(NamedTuple):
    """What the cells of the column of the client are in the ledger.

    Attributes:
        codes: cells that are the code of a client.
        names: cells that are the name of one client, each with its code.
        doubtful: cells that are the name of several clients, each with their codes.
        new: cells that are none of these.
        documents: whether the rows are documents; a list of clients is compared with the ledger.
    """

    codes: list[str]
    names: dict[str, str]
    doubtful: dict[str, list[str]]
    new: list[str]
    documents: bool

    @property
    def all_known(self) -> bool:
        """Whether the ledger has all clients of documents, and the draft knows which they are."""
        return self.documents and bool(self.codes or self.names) and not self.new and not self.doubtful

    def test(self, column: Column) -> str | None:
        """The test that leaves the clients of the ledger out, and names of which it has several."""
        if not self.documents:
            return None
        known = dict.fromkeys([*self.codes, *self.names.values(), *self.doubtful])
        listed = ", ".join(map(quoted, known))
        return f"{{ not = {{ column = {quoted(column.title)}, in = [{listed}] }} }}" if known else None

    def computed(self, column: Column) -> Iterator[str]:
        """The column with the codes of clients in place of their names, as a line of ``set``."""
        if self.names:
            pairs = ", ".join(f"{quoted(cell)} = {quoted(code)}" for cell, code in self.names.items())
            yield f"{quoted(column.title)} = {{ from = {brace(column)}, map = {{ {pairs} }} }}"

    def questions(self, column: Column) -> Iterator[str]:
        """What a person should look at."""
        title = in_one_line(column.title)
        if self.names:
            pairs = [f"{in_one_line(cell)}: {code}" for cell, code in self.names.items()]
            yield (
                f"{title} has names of clients in the ledger, so `map` gives the code of each. "
                f"Are they the same? {_some(pairs, '; ')}."
            )
        for cell, codes in self.doubtful.items():
            yield (
                f"The ledger has several clients of the name {in_one_line(cell)}: {_some(codes)}. Which is it? "
                f"Write {quoted(cell)} = {quoted(codes[0])} into a `map` of {title}, for example."
            )
        if self.documents and (self.codes or self.names) and self.new:
            cells = [in_one_line(cell) for cell in self.new]
            yield f"The ledger does not have all clients; the draft registers the others, such as {_some(cells)}. Are they new?"
        if self.all_known:
            yield (
                "The ledger has all these clients, so the draft registers none. Will a file of this kind name new ones? "
                "Record them first, or add an [[event]] of client.registered for them."
            )


def met_in(
    column: Column, known: Iterable[tuple[str, str]], sums: Collection[str], *, documents: bool
) -> Met:
    """What the cells of a column are in the ledger.

    Args:
        column: the one that names the client.
        known: the codes and names of all clients in the ledger.
        sums: cells of rows that sum others up.
        documents: whether the rows are documents.
    """
    codes: set[str] = set()
    by_letters: dict[str, list[str]] = {}
    for code, name in known:
        codes.add(identifier_key(code))
        by_letters.setdefault(letters_of(name), []).append(code)
    met = Met([], {}, {}, [], documents)
    for cell in dict.fromkeys(cell for cell in column.cells if cell not in sums):
        letters = letters_of(cell)
        called = by_letters.get(letters, []) if letters else []
        if identifier_key(cell) in codes:
            met.codes.append(cell)
        elif len(called) == 1:
            met.names[cell] = called[0]
        elif called:
            met.doubtful[cell] = called
        else:
            met.new.append(cell)
    return met


def _some(texts: list[str], between: str = ", ") -> str:
    return between.join([*texts[:_SHOWN], *["..."] * (len(texts) > _SHOWN)])
