"""The names of columns: as the file writes them, made unique."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from ledger.importing.faults import OutOfBounds

_MOST = 16_384  # the columns of a spreadsheet program


def check_columns(file: str, columns: int) -> None:
    """Check that a file has no more columns than a spreadsheet can have.

    Raises:
        OutOfBounds: it has.
    """
    if columns > _MOST:
        raise OutOfBounds(
            f"{file} has {columns:,} columns",
            f"Goodwill reads at most {_MOST:,}; remove those without a title",
        )


def unique_names(file: str, titles: Sequence[str]) -> list[str]:
    """A name for each column. Every title is the name of the first column that has it.

    The second column with the same title gets ``Title (2)``, one without a title ``column 3``; if another
    column has that title, the next number is taken.

    Raises:
        OutOfBounds: there are too many columns.
    """
    check_columns(file, len(titles))
    taken = set(titles)
    names: list[str] = []
    numbers: dict[str, Iterator[int]] = {}
    for at, title in enumerate(titles, start=1):
        name = title or f"column {at}"
        if title in numbers or (not title and name in taken):
            rising = numbers[title] if title else count(2)
            name = next(one for number in rising if (one := f"{name} ({number})") not in taken)
        elif title:
            numbers[title] = count(2)
        taken.add(name)
        names.append(name)
    return names
