"""The tables as sources of dbt: descriptions, tests of keys and references, and how fresh they are.

https://docs.getdbt.com/reference/source-properties
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ledger.store.placing import appearing, new_file
from reporting.catalogue import house
from reporting.catalogue.shape import Column, Reference, Table
from reporting.feed.folder import Exported

SOURCE: Final = "goodwill"
_PLACE: Final = "{{ var('goodwill_tables', 'tables') }}"
_SCHEMA: Final = "{{ var('goodwill_schema', target.schema) }}"
_FRESH: Final = {"warn_after": {"count": 7, "period": "day"}}
_TOGETHER: Final = "goodwill_unique_together"
_PROJECT: Final[dict[str, Any]] = {
    "name": SOURCE,
    "version": "1.0.0",
    "profile": SOURCE,
    "model-paths": ["models"],
    "macro-paths": ["macros"],
    "flags": {
        "require_generic_test_arguments_property": True
    },  # dbt 1.10 asks for it, later ones do so anyway
}
_MACRO: Final = """\
{# Fails where several rows have the same values in the columns of a key. #}
{% test goodwill_unique_together(model, columns) %}
select {{ columns | join(', ') }} from {{ model }}
group by {{ columns | join(', ') }} having count(*) > 1
{% endtest %}
"""


def write_dbt(folder: Path, tables: Collection[Table]) -> Exported:
    """Write a dbt project that declares tables as sources, to a new folder.

    Args:
        folder: where it is to be.
        tables: those that are declared.

    Raises:
        PlaceTaken: there is something already.
        OSError: it cannot be written.
    """
    files = {
        "dbt_project.yml": "".join(f"{line}\n" for line in yaml_lines(_PROJECT)),
        f"macros/{_TOGETHER}.sql": _MACRO,
        f"models/{SOURCE}.yml": "".join(f"{line}\n" for line in yaml_lines(sources(tables))),
    }
    with appearing(folder) as beside:
        for path, text in files.items():
            (beside / path).parent.mkdir(parents=True, exist_ok=True)
            with new_file(beside / path) as file:
                file.write(text.encode())
    return Exported(dict.fromkeys((table.name for table in tables), 0))


def sources(tables: Collection[Table]) -> dict[str, Any]:
    """The declaration of tables as one source."""
    names = {table.name for table in tables}
    source = {
        "name": SOURCE,
        "description": "The tables of a Goodwill ledger, as `goodwill export tables` writes them.",
        "schema": _SCHEMA,
        "config": {"meta": {"external_location": f"{_PLACE}/{{name}}.parquet"}},
        "tables": [_table(table, names) for table in tables],
    }
    return {"version": 2, "sources": [source]}


def _table(table: Table, names: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": table.name, "description": f"{table.about} A row for {table.grain}."}
    config: dict[str, Any] = {}
    if table.name == house.ENTRIES.name:
        partitions = f"read_parquet('{_PLACE}/{table.name}/*/*.parquet', hive_partitioning = true)"
        config["meta"] = {"external_location": partitions}
    if "recorded_at" in table.names:
        config |= {"loaded_at_field": "recorded_at", "freshness": _FRESH}
    if config:
        found["config"] = config
    if len(table.key) > 1:
        found["data_tests"] = [{_TOGETHER: {"arguments": {"columns": [*table.key]}}}]
    references = {one.columns[0]: one for one in table.references if one.table in names}
    sole = table.key[0] if len(table.key) == 1 else None
    found["columns"] = [
        _column(one, references.get(one.name), unique=one.name == sole) for one in table.columns
    ]
    return found


def _column(column: Column, reference: Reference | None, *, unique: bool) -> dict[str, Any]:
    more = [f"Unit: {column.unit}." if column.unit else "", f"Null: {column.null}." if column.null else ""]
    found: dict[str, Any] = {
        "name": column.name,
        "description": " ".join([column.meaning, *filter(None, more)]),
    }
    tests: list[Any] = [*(["unique"] if unique else []), *([] if column.null else ["not_null"])]
    if reference is not None:
        to = f"source('{SOURCE}', '{reference.table}')"
        tests.append({"relationships": {"arguments": {"to": to, "field": reference.of[0]}}})
    if tests:
        found["data_tests"] = tests
    return found


def yaml_lines(value: Mapping[str, Any] | list[Any], indent: str = "") -> Iterator[str]:
    """Values as YAML, an entry a line; every text is quoted, as in JSON, which YAML contains."""
    entries = value.items() if isinstance(value, Mapping) else (("-", one) for one in value)
    for name, one in entries:
        lead = f"{indent}-" if name == "-" else f"{indent}{name}:"
        if not isinstance(one, Mapping | list):
            yield f"{lead} {json.dumps(one, ensure_ascii=False)}"
        elif name == "-" and isinstance(one, Mapping):
            first, *rest = yaml_lines(one, f"{indent}  ")
            yield from (f"{indent}- {first.lstrip()}", *rest)
        else:
            yield lead
            yield from yaml_lines(one, f"{indent}  ")
