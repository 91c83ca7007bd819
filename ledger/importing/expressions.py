"""Expressions of the mapping, compiled once into functions of a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, Protocol, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.errors import Place
from ledger.importing.arithmetic import Arithmetic, Reader
from ledger.importing.faults import Follows, MappingError, Wrong, missing_columns
from ledger.importing.mapping import Constant, Files, LookUp, Value
from ledger.importing.patterns import Pattern
from ledger.importing.templates import column_name, parse
from ledger.importing.values import Cell, Iso, Notation, Plain, Unusable, date_reader, number_reader
from ledger.text import fold, lower, upper, visible

Cells: TypeAlias = Sequence[Cell] | Mapping[int, Cell]
"""The cells of a row by the index of their column."""

Find: TypeAlias = Callable[[LookUp, Place], Callable[[Cell], Cell]]
"""Compiles a look-up into a function from the cell to look up to the cell found."""

_T = TypeVar("_T")
_REMEMBERED = 32_768


class Source(NamedTuple):
    """The source of a value: a function of a row, and the columns that it reads."""

    read: Callable[[Cells], Cell]
    uses: frozenset[int]


class _Uses(Protocol):
    @property
    def uses(self) -> frozenset[int]: ...


def all_uses(parts: Iterable[_Uses]) -> frozenset[int]:
    """The columns that several sources or fields read together."""
    return frozenset[int]().union(*(part.uses for part in parts))


def as_cell(constant: Constant) -> Cell:
    """A constant of the mapping as a cell."""
    if isinstance(constant, bool):
        return "true" if constant else "false"
    if isinstance(constant, date | datetime):
        return Iso(constant.isoformat())
    return Plain(constant) if isinstance(constant, int | Decimal) else str(constant)


_CALCULATED = {"decimal", "thousands", "dates", "zone", "era"}
_TYPED = {*_CALCULATED, "negate", "absolute", "total", "split"}


def only_steps(given: Value, allowed: Collection[str], place: Place) -> None:
    """Check that a value has none but the allowed ones of the steps that suit some fields only.

    Raises:
        MappingError: it has another.
    """
    notation = _CALCULATED if given.calculate is not None else set[str]()
    for name in sorted(given.model_fields_set & _TYPED - notation - set(allowed)):
        raise MappingError([*place, name], "this step does not apply to this field; remove it")


class Scope:
    """The columns of one kind of file by name: those of its header and those that the mapping computes.

    Without a header, a scope accepts every name. So a mapping can be checked without a file, and ``names``
    then holds the columns that it reads.
    """

    def __init__(
        self, section: str, files: Files, header: Sequence[str] | None, find: Find, *, typed: bool
    ) -> None:
        self.files = files
        self.names: list[str] = list(header or ())
        self.section = section
        self._open = header is None
        self._find = find
        self._typed = typed
        self._set = {column_name(name): spec for name, spec in files.set.items()}
        self._computed: dict[str, Source] = {}
        self._computing: set[str] = set()
        self._missing: dict[str, Place] = {}

    def remembered(self, read: Callable[[Cells], _T], uses: frozenset[int]) -> Callable[[Cells], _T]:
        """The same function with a cache for the cells of its columns."""
        if not uses:
            return read
        columns = sorted(uses)
        cached = lru_cache(
            _REMEMBERED, typed=self._typed
        )  # 1 and "1" differ where cells have types; it is slower
        if len(columns) == 1:
            column = columns[0]
            of_cell = cached(lambda cell: read({column: cell}))
            return lambda row: of_cell(row[column])
        pick = itemgetter(*columns)
        of_cells = cached(lambda *cells: read(dict(zip(columns, cells, strict=True))))
        return lambda row: of_cells(*pick(row))

    def cell(self, name: str, place: Place) -> Source:
        """A column. A computed column may read the file's column of the same name, which it replaces.

        A column that the file lacks is noted, and ``check_columns`` names all of them.
        """
        if name in self._set and name not in self._computing:
            return self._compute(name)
        if name not in self.names:
            if not self._open:
                self._missing.setdefault(name, place)
                return self._raw(0)
            self.names.append(name)
        return self._raw(self.names.index(name))

    def check_columns(self) -> None:
        """Check that the file has every column asked for; raises ``MappingError`` with those it lacks."""
        if self._missing:
            raise missing_columns(self._missing, self.names)

    def _raw(self, index: int) -> Source:
        uses, empty = frozenset((index,)), frozenset(self.files.empty)
        if self._typed:
            return Source(lambda row: "" if (cell := _usable(row[index])) in empty else cell, uses)
        if not empty:
            return Source(
                lambda row: cell.strip() if (cell := row[index]).isascii() else visible(cell).strip(), uses
            )
        return Source(lambda row: "" if (cell := visible(row[index]).strip()) in empty else cell, uses)

    def _compute(self, name: str) -> Source:
        if name not in self._computed:
            self._computing.add(name)
            given, place = self._set[name], ("file", self.section, "set", name)
            if isinstance(given, Value):
                only_steps(given, (), place)  # a computed column is text; the field that reads it converts it
            read, uses = self.source(given, place)
            self._computing.remove(name)
            self._computed[name] = Source(self.remembered(read, uses), uses)
        return self._computed[name]

    def template(self, text: str, place: Place) -> Source:
        """A template: a cell as it is, or text made of cells; empty if all of its cells are."""
        try:
            pieces = parse(text)
        except ValueError as wrong:
            raise MappingError(place, str(wrong)) from None
        parts = [(self.cell(text, place) if is_column else None, text) for text, is_column in pieces]
        columns = [column for column, _ in parts if column is not None]
        if len(parts) == len(columns) == 1:
            return columns[0]
        if not columns:
            constant = "".join(text for _, text in parts)
            return Source(lambda _row: constant, frozenset())
        readers = [(None if column is None else column.read, text) for column, text in parts]

        def read(row: Cells) -> Cell:
            cells = [reader(row) if reader else None for reader, _ in readers]
            if not any(cells):
                return ""
            return "".join(
                text if cell is None else cell for cell, (_, text) in zip(cells, readers, strict=True)
            )

        return Source(read, all_uses(columns))

    def source(self, given: Constant | Value, place: Place) -> Source:
        """A constant, a template or a table of steps."""
        if isinstance(given, str):
            return self.template(given, place)
        if not isinstance(given, Value):
            cell = as_cell(given)
            return Source(lambda _row: cell, frozenset())
        return self._steps(given, place)

    def _steps(self, given: Value, place: Place) -> Source:
        start = self._start(given, place)
        steps = list(self._changes(given, place))
        default = None if given.default is None else as_cell(given.default)

        def read(row: Cells) -> Cell:
            cell = start.read(row)
            for step in steps:
                if cell:
                    cell = step(cell)
            return default if default is not None and not cell else cell

        return Source(read, start.uses)

    def _start(self, given: Value, place: Place) -> Source:
        if (given.from_ is not None) + bool(given.first) + (given.calculate is not None) != 1:
            raise MappingError(place, "give the source of the value: one of from, first and calculate")
        if given.calculate is not None:
            return self._calculated(given, given.calculate, (*place, "calculate"))
        if given.from_ is not None:
            return self.template(given.from_, (*place, "from"))
        sources = [self.template(text, (*place, "first", at)) for at, text in enumerate(given.first)]
        return Source(
            lambda row: next((cell for source in sources if (cell := source.read(row))), ""),
            all_uses(sources),
        )

    def _calculated(self, given: Value, text: str, place: Place) -> Source:
        """The result of arithmetic; empty if one of its columns is."""
        try:
            sum_ = Arithmetic(text, given.round, given.rounding)
        except ValueError as wrong:
            raise MappingError(place, str(wrong)) from None
        notation = self.notation(given, place)
        readers: dict[bool, Reader] = {False: number_reader(notation), True: date_reader(notation)}
        columns = [self.cell(name, place) for name in sum_.columns]
        parts = [(column.read, readers[dated]) for column, dated in zip(columns, sum_.dated, strict=True)]

        def read(row: Cells) -> Cell:
            cells = [cell for find, _ in parts if (cell := find(row))]
            if len(cells) < len(parts):
                return ""
            return sum_.cell([convert(cell) for cell, (_, convert) in zip(cells, parts, strict=True)])

        return Source(read, all_uses(columns))

    def _changes(self, given: Value, place: Place) -> list[Callable[[Cell], Cell]]:
        steps: list[Callable[[Cell], Cell]] = [
            _replacing(text, by, (*place, "replace", at)) for at, (text, by) in enumerate(given.replace)
        ]
        if given.case is not None:
            change, language = upper if given.case == "upper" else lower, self.files.language
            steps.append(lambda cell: change(cell, language))
        if given.map or given.otherwise is not None:
            steps.append(_mapped(given, self.folded))
        if given.look_up is not None:
            steps.append(_looked_up(self._find(given.look_up, (*place, "look_up")), given))
        return steps

    def folded(self, text: str) -> str:
        """The text as it is compared: by the rules of the file's language; exactly if it states none."""
        return fold(text, self.files.language) if self.files.language else text

    def notation(self, given: Value | None, place: Place) -> Notation:
        """The notation of numbers and dates: the value's own, or else that of the file."""
        own = given or Value()
        zone = own.zone or self.files.zone
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise MappingError(
                place, f"no time zone is called '{zone}'; write one such as Asia/Baku"
            ) from None
        decimal = own.decimal or self.files.decimal
        thousands = self.files.thousands if own.thousands is None else own.thousands
        if decimal in thousands:
            raise MappingError(
                place, f"'{decimal}' cannot both begin the decimals and group thousands; change one"
            )
        return Notation(decimal, thousands, own.dates or self.files.dates, zone, own.era or self.files.era)


def _usable(cell: Cell) -> Cell:
    """The cell, if the file does not hold it damaged; the reader of typed files has trimmed it."""
    if type(cell) is Unusable:
        raise Wrong(cell.why)
    return cell


def _replacing(text: str, by: str, place: Place) -> Callable[[Cell], Cell]:
    found = Pattern(text, place)
    return lambda cell: found.replaced(by, cell)


def _mapped(given: Value, folded: Callable[[str], str]) -> Callable[[Cell], Cell]:
    words = {folded(word.strip()): as_cell(constant) for word, constant in given.map.items()}
    if given.otherwise is None:
        return lambda cell: words.get(folded(cell), cell)
    otherwise = as_cell(given.otherwise)
    return lambda cell: words.get(folded(cell), otherwise)


def _looked_up(find: Callable[[Cell], Cell], given: Value) -> Callable[[Cell], Cell]:
    def look(cell: Cell) -> Cell:
        try:
            return find(cell)
        except Follows:
            raise
        except Wrong:
            if given.default is None:
                raise
            return ""

    return look
