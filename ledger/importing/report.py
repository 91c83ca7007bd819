"""What an import did, or would do: every row that was read is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from ledger.importing.faults import Fault


class Progress(NamedTuple):
    """How far an import is.

    Attributes:
        doing: ``checking`` or ``recording``.
        file: the name of the file that is being read.
        rows: how many rows were read in this pass.
        done: bytes of the files read, over both passes.
        total: bytes there are to be read, over both passes.
    """

    doing: str
    file: str
    rows: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a file that were left out by a choice of the mapping: why, how many, which (``3-5,9``)."""

    file: str
    reason: str
    count: int
    rows: str


class Tally:
    """What one pass over the files counts. Rows are kept as ranges, so that leaving out a lot takes little memory."""

    def __init__(self) -> None:
        self.read = 0
        self.faults: list[Fault] = []
        self.faulted: dict[str, set[int]] = {}
        self.unregistered: set[str] = set()  # clients whom a fault kept out
        self.followed = 0
        self._left: dict[tuple[str, str], list[list[int]]] = {}

    def fault(self, file: str, numbers: Sequence[int], row: int, name: str, what: str) -> None:
        """Notes a fault, which spoils all rows of its document."""
        self.faults.append(Fault(file, row, name, what))
        self.faulted.setdefault(file, set()).update(numbers)

    def follow(self, file: str, numbers: Sequence[int], client: str) -> bool:
        """Notes rows that say something of a client whom a fault kept out, which says all; whether it is so."""
        if client not in self.unregistered:
            return False
        self.followed += 1
        self.faulted.setdefault(file, set()).update(numbers)
        return True

    def leave_out(self, file: str, row: int, reason: str) -> None:
        """Notes a row that is left out by choice."""
        spans = self._left.setdefault((file, reason), [])
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])

    def left_out(self) -> list[LeftOut]:
        """What was left out, for each file and reason."""
        return [
            LeftOut(file, reason, sum(last - first + 1 for first, last in spans), _said(spans))
            for (file, reason), spans in self._left.items()
        ]


@dataclass
class Report:
    """What an import did. ``read == recorded + rows left out + spoiled``, but where a fault stopped it.

    Attributes:
        dry_run: whether it only said what it would do.
        written: whether it wrote: not in a dry run, and not when a fault stopped it.
        read: rows of data read, without look-up files.
        recorded: rows whose events are in the ledger now; in a dry run, that would be; 0 where a fault stopped it.
        spoiled: rows that a fault kept out, with the other rows of their documents.
        appended: new entries by kind; in a dry run, what would be appended.
        repeated: events by kind that the ledger had already.
        over: orders that pass a credit limit and were admitted all the same; in a dry run, that would be.
        left_out: rows left out by choice.
        faults: all faults, in the order of the files.
        notes: how files were read where that was not certain.
    """

    dry_run: bool
    written: bool = False
    read: int = 0
    recorded: int = 0
    spoiled: int = 0
    appended: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    over: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "dry_run": self.dry_run,
            "written": self.written,
            "read": self.read,
            "recorded": self.recorded,
            "spoiled": self.spoiled,
            "appended": dict(self.appended),
            "over": self.over,
            "repeated": dict(self.repeated),
            "left_out": [asdict(one) for one in self.left_out],
            "faults": [one._asdict() for one in self.faults],
            "notes": self.notes,
        }


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in rising order as a person writes them: ``17-19,25``."""
    first, last = numbers[0], numbers[-1]
    if first == last:
        return str(first)
    if last - first + 1 == len(numbers):
        return f"{first}-{last}"
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return _said(spans)


def _said(spans: Iterable[Sequence[int]]) -> str:
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
