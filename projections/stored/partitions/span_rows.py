"""The rows of stored tables, as files: what tasks make of partitions of entries for a database.

Each table has a file, by client, for each partition. Money is exact text and a day a number, as stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from ledger.store.partitions import ParquetFiles, parquet
from projections.framework.columns import Form
from projections.stored.making.client_rows import ClientRows
from projections.stored.partitions.job import TaskResult, checked
from projections.stored.tables.every import RELATIONS
from projections.stored.tables.layout import Cells, cell_of
from projections.stored.tables.relations import KNOWN

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 20_000  # of one table, in a row group
_TYPES: dict[Form, str] = {
    "text": "string",
    "whole": "int64",
    "number": "float64",
    "money": "string",
    "day": "int32",
}
_KNOWN: Final = "known"


def rows_of(folder: Path, partition: int, part: TaskResult) -> Iterator[tuple[str, list[Cells]]]:
    """The rows of a partition, some of one table at a time, each after its name.

    Raises:
        Unreadable: a file is not the one that was made.
    """
    for name in (_KNOWN, *RELATIONS):
        if (file_name := f"{name}.parquet") not in part.sha256:
            continue
        with parquet().ParquetFile(checked(folder, partition, part, file_name)) as file:
            for batch in file.iter_batches(_ROWS):
                yield name, [*zip(*(column.to_pylist() for column in batch.columns), strict=True)]


class SpanFiles:
    """Writes the files of a partition. Rows wait until a table has a row group."""

    def __init__(self, place: Path) -> None:
        self._files = ParquetFiles(place)
        self._rows: dict[str, list[Cells]] = {name: [] for name in (_KNOWN, *RELATIONS)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._files:
            for name in self._rows if error[0] is None else ():
                self._write(name)

    def add(self, client: ClientRows) -> None:
        """Add the rows of a client, in order, so that a part has the same bytes wherever it is made."""
        for name, rows in {_KNOWN: [(*map(cell_of, client[: len(KNOWN)]),)], **client.rows}.items():
            self._rows[name] += sorted(rows, key=itemgetter(*range(_keys(name))))
            if len(self._rows[name]) >= _ROWS:
                self._write(name)

    def _write(self, name: str) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        if not (rows := self._rows[name]):
            return
        schema = _schema(name)
        columns = [
            pa.array(values, one.type) for values, one in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        self._files.write(name, pa.table(columns, schema=schema))
        self._rows[name] = []


def _keys(name: str) -> int:
    """How many columns, the first ones, tell the rows of a stored table apart."""
    relation = RELATIONS.get(name)
    return len(relation.common) + relation.layout.keys if relation else 1


def _schema(name: str) -> pa.Schema:
    """The columns of a stored table."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    forms = KNOWN if name == _KNOWN else RELATIONS[name].forms
    return pa.schema([(one, pa.type_for_alias(_TYPES[form])) for one, form in forms.items()])
