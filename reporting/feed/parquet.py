"""Tables as Parquet: exact decimals, dates as dates, moments in UTC, compressed with Zstandard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final

import pyarrow as pa
from pyarrow import parquet

from ledger.money import to_places
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import Table, Type

PLACES: Final = 8
"""Decimals of an exact number, as many as one may be recorded with; what is worked out is rounded to them."""
_EXACT: Final = pa.decimal128(38, PLACES)
_TYPES: Final[dict[Type, Any]] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "money": _EXACT,
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "boolean": pa.bool_(),
}
_BATCH: Final = 1_024  # rows that are turned into columns at once
_FEW: Final = 16  # columns that wait for more rows
_GROUP: Final = 32_768  # rows of a group


def schema_of(table: Table) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The schema of a table; the meanings of columns and of the table stand in it as ``description``."""
    fields = [
        pa.field(
            one.name,
            _EXACT if one.decimal else _TYPES[one.type],
            nullable=bool(one.null),
            metadata={"description": one.meaning, **({"unit": one.unit} if one.unit else {})},
        )
        for one in table.columns
    ]
    return pa.schema(fields, metadata={"description": table.about})


def packer(table: Table) -> Callable[[Sequence[Row]], bytes]:
    """Makes columns of Arrow of rows of a table, for a ``ParquetTable`` in another process."""
    schema = schema_of(table)
    return lambda rows: _columns(schema, rows).serialize().to_pybytes()


class ParquetTable:
    """Writes the rows of a table to a file, a group of rows at a time.

    Args:
        table: its columns are those of the rows.
        file: is written to, and stays open.
    """

    def __init__(self, table: Table, file: BinaryIO) -> None:
        self._schema = schema_of(table)
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._loose: list[Any] = []  # columns of fewer than _BATCH rows together
        self._made: list[Any] = []

    def write(self, rows: Sequence[Row]) -> None:
        """Take some rows."""
        self._rows += rows
        if whole := len(self._rows) // _BATCH * _BATCH:
            self._take(_columns(self._schema, self._rows[:whole]))
            del self._rows[:whole]

    def append(self, packed: bytes) -> None:
        """Take some packed rows. They come before those that ``write`` takes."""
        self._take(pa.ipc.read_record_batch(pa.py_buffer(packed), self._schema))

    def close(self) -> None:
        """Write the rest, and the end of the file."""
        if self._rows:
            self._take(_columns(self._schema, self._rows))
        self._made += self._loose
        self._write()
        self._writer.close()

    def abandon(self) -> None:
        """Let the file go, whatever is in it; nothing happens after ``close``."""
        self._writer.close()

    def _take(self, columns: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        """Cut columns into batches, since the bytes of a file depend on where batches end."""
        self._loose.append(columns)
        number = sum(batch.num_rows for batch in self._loose)
        whole = number // _BATCH * _BATCH
        if whole or len(self._loose) == _FEW:  # a few rows take as much memory as many
            found = pa.Table.from_batches(self._loose).combine_chunks()
            self._made += found.slice(0, whole).to_batches(max_chunksize=_BATCH)
            self._loose = found.slice(whole).to_batches()
        if sum(batch.num_rows for batch in self._made) >= _GROUP:
            self._write()

    def _write(self) -> None:
        if self._made:
            self._writer.write_table(pa.Table.from_batches(self._made), row_group_size=_GROUP)
            self._made = []


def _columns(schema: Any, rows: Sequence[Row]) -> Any:  # noqa: ANN401 - as above
    arrays = [
        _array(values, one.type, exact=one.type == _EXACT)
        for values, one in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: Any, *, exact: bool) -> Any:  # noqa: ANN401 - as above
    try:
        return pa.array(values, kind)
    except pa.ArrowInvalid:
        if not exact:
            raise
        return pa.array([one if one is None else to_places(one, PLACES) for one in values], kind)
