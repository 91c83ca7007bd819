"""The descriptor of an exported folder: a Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from reporting.catalogue.shape import VERSION, Column, Table, Type

NAME: Final = "datapackage.json"
_PROFILE: Final = "https://datapackage.org/profiles/2.0/{}.json"
_TYPES: Final[dict[Type, str]] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "money": "number",
    "date": "date",
    "timestamp": "datetime",
    "boolean": "boolean",
}
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


class TableFile(NamedTuple):
    """A file of a table.

    Attributes:
        path: within the folder, with slashes.
        size: in bytes.
        sha256: its digest in hexadecimal.
    """

    path: str
    size: int
    sha256: str


def package(
    tables: Mapping[Table, Iterable[TableFile]], form: str, status: Mapping[str, object]
) -> dict[str, Any]:
    """The descriptor.

    Args:
        tables: those in the folder, as far as they were written, with their files.
        form: "csv" or "parquet".
        status: what the rows depend on.
    """
    names = {table.name for table in tables}
    return {
        "$schema": _PROFILE.format("datapackage"),
        "name": "goodwill",
        "title": "The tables of a Goodwill ledger",
        "version": f"{VERSION}.0.0",
        **status,
        "resources": [_resource(table, [*files], form, names) for table, files in tables.items()],
    }


def _resource(table: Table, files: list[TableFile], form: str, names: Collection[str]) -> dict[str, Any]:
    several = len(files) > 1
    found: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "path": [file.path for file in files] if several else files[0].path,
        "description": f"{table.about} A row for {table.grain}.",
        "format": form,
        "mediatype": _MEDIA[form],
    }
    if form == "csv":
        found["encoding"] = "utf-8"
    if not several:
        found |= {"bytes": files[0].size, "hash": f"sha256:{files[0].sha256}"}
    return {**found, "schema": _schema(table, names)}


def _schema(table: Table, names: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "$schema": _PROFILE.format("tableschema"),
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        filled = not any(table.column(name).null for name in table.key)
        found |= {"primaryKey": [*table.key]} if filled else {"uniqueKeys": [[*table.key]]}
    references = [*_references(table, names)]
    return {**found, "foreignKeys": references} if references else found


def _references(table: Table, names: Collection[str]) -> Iterator[dict[str, Any]]:
    """The references to tables that are in the folder too."""
    for one in table.references:
        if one.table in names:
            other = "" if one.table == table.name else one.table
            yield {"fields": [*one.columns], "reference": {"resource": other, "fields": [*one.of]}}


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.meaning}
    if column.unit:
        found["unit"] = column.unit
    if column.null:
        found["null"] = column.null
    else:
        found["constraints"] = {"required": True}
    return found
