"""The faults of an import for people: those of one kind in one line, with their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.text import counted

if TYPE_CHECKING:
    from ledger.importing import FileFault

_VARYING = re.compile(
    r"'[^']*'|\d[\d.,:/-]*"
)  # what differs between the rows of one kind: values and numbers
_LONGEST = 60  # characters of a list of rows


def told(faults: Iterable[FileFault]) -> Iterator[str]:
    """One line for each kind of fault in a file, in the order of the first of each.

    Fields of the same rows with the same problem are in one line: they are made of the same cells.
    """
    from ledger.importing.row_numbers import ranges

    kinds: dict[tuple[str, str, str], list[FileFault]] = {}
    for fault in faults:
        field, what = (_VARYING.sub("'", text) for text in (fault.field, fault.what))
        kinds.setdefault((fault.file, field, what), []).append(fault)
    lines: dict[tuple[str, str, tuple[int, ...]], list[list[FileFault]]] = {}
    for (file, _, what), same in kinds.items():
        rows = tuple(sorted({fault.row for fault in same}))
        lines.setdefault((file, what, rows), []).append(same)
    for (file, _, rows), parts in lines.items():
        of_one = _of(dict.fromkeys(part[0].field for part in parts), parts[0][0].what)
        several = len({fault.what for part in parts for fault in part}) > 1
        such = f"{counted(len(rows), 'row')}{', such as' * several}: " if len(rows) > 1 else ""
        yield f"{file}:{_cut(ranges(rows))}: {such}{of_one}"


def _of(names: Iterable[str], what: str) -> str:
    """A problem with its fields; ``once`` says no more than the field of the same cell."""
    from ledger.errors import sentence

    fields = [name for name in names if name]
    fields = [name for name in fields if name != "once"] or fields
    if len(fields) > 1 and what.startswith("it is "):
        return f"{' and '.join(fields)} are {what.removeprefix('it is ')}"
    return sentence(", ".join(fields), what)


def _cut(spans: str) -> str:
    return spans if len(spans) <= _LONGEST else f"{spans[:_LONGEST].rpartition(',')[0]},..."
