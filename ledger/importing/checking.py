"""Checks a mapping without data: compiles its events, conditions and look-ups for unknown columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ledger.errors import Place, known_names
from ledger.importing.drafting import Drafter
from ledger.importing.expressions import Scope
from ledger.importing.faults import MappingError
from ledger.importing.mapping import LookUp, Mapping, of_section, read_mapping
from ledger.importing.report import Tally
from ledger.importing.templates import column_name
from ledger.importing.values import Cell


def load_mapping(path: Path) -> Mapping:
    """Read a mapping and check all that can be checked without data.

    Raises:
        MappingError: it cannot be read or makes no sense; the message names the line or the key.
    """
    mapping = read_mapping(path)
    wanted_columns(mapping)
    return mapping


def wanted_columns(mapping: Mapping) -> dict[str, list[str]]:
    """The columns that a mapping reads, for each kind of file.

    Raises:
        MappingError: a part of it makes no sense; the message names the key.
    """
    _check_files(mapping)
    scopes: dict[str, Scope] = {}
    looked_up: set[str] = set()

    def find(look_up: LookUp, place: Place) -> Callable[[Cell], Cell]:
        if look_up.file not in scopes:
            raise MappingError([*place, "in"], _no_file(look_up.file, mapping))
        looked_up.add(look_up.file)
        for template in (look_up.by, look_up.take):
            scopes[look_up.file].template(template, place)
        return lambda cell: cell

    for name, files in mapping.files.items():
        scopes[name] = Scope(name, files, None, find, typed=False)
    for name, scope in scopes.items():
        scope.notation(None, ("file", name))
        for column in mapping.files[name].set:
            scope.cell(column_name(column), ("file", name, "set", column))
        Drafter(mapping, scope, name, Tally(()), {})
    for name in mapping.files:
        if name not in looked_up and not of_section(mapping.event, name):
            raise MappingError(
                ("file", name),
                "no event is made of its rows, and no look-up reads it; add an event, or remove it",
            )
    return {name: scope.names for name, scope in scopes.items()}


def _check_files(mapping: Mapping) -> None:
    several = len(mapping.files) > 1
    for part in ("event", "leave_out"):
        for at, one in enumerate(getattr(mapping, part)):
            if one.file is None and several and part == "event":
                raise MappingError(
                    (part, at, "file"), f"name the file of which it is made: {', '.join(mapping.files)}"
                )
            if one.file is not None and one.file not in mapping.files:
                raise MappingError((part, at, "file"), _no_file(one.file, mapping))
    for name, files in mapping.files.items():
        if {files.delimiter, files.quote} & set("\r\n\0") or files.delimiter == files.quote:
            raise MappingError(
                ("file", name),
                "delimiter and quote must be two different signs, and no line break; change one",
            )
        if several and not files.match and not all(one.sheet for one in mapping.files.values()):
            raise MappingError(
                ("file", name, "match"),
                "name the files of this kind, because there are several kinds, such as "
                f'match = "{name}*.csv"; kinds that are sheets of one workbook need only a sheet each',
            )


def _no_file(name: str, mapping: Mapping) -> str:
    return f"there is no file.{name}; {known_names(name, mapping.files)}"
