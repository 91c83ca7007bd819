"""The report of an import: what it did or would do. It accounts for every row that was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from ledger.entry import Draft
from ledger.errors import Refused, about
from ledger.importing.faults import Consequence, FileFault
from ledger.importing.row_numbers import extend, numbers_in, spelt
from ledger.importing.ties import Ties
from ledger.recording.unit_of_work import Outcome
from ledger.rules.billing import BilledAbove, BilledOtherwise, BilledTwice
from ledger.rules.credit import Advice, BadCheck, LateDebt, OverLimit
from ledger.rules.refusals import UnknownClient, UnknownNumber
from ledger.text import trimmed

_OPTION = re.compile(r"--([a-z][a-z-]*)")
_LIMITS = {OverLimit.code, LateDebt.code, BadCheck.code}
_BILLING = {BilledTwice.code, BilledOtherwise.code, BilledAbove.code}
_NAMED = 20  # warnings of a code whose rows and sentences are kept
_FOLLOWED = "{:,} more kept out, because what they name has a fault"


class Progress(NamedTuple):
    """The progress of an import.

    Attributes:
        doing: ``checking`` or ``recording``.
        file: the name of the current file.
        rows: the number of rows read.
        done: the bytes read.
        total: the bytes to read.
    """

    doing: str
    file: str
    rows: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a file that the mapping leaves out: the reason, how many, and which (``3-5,9``)."""

    file: str
    reason: str
    count: int
    rows: str


class Tally:
    """The counts of an import. It keeps rows left out as ranges, which take little memory.

    Args:
        files: the names of the files.
        hint: what a fault about an unknown client adds.

    Attributes:
        unregistered: the clients whose registration has a fault.
        once: the keys of the events that the mapping makes once for each of their values.
        faulted: the rows that faults keep out, by file.
    """

    def __init__(self, files: Sequence[str], hint: Callable[[str], str] = lambda _: "") -> None:
        self.read = 0
        self._hint = hint
        self.faulted: dict[str, set[int]] = {}
        self.unregistered: set[str] = set()
        self.once: set[str] = set()
        self._lacking: set[tuple[str, str]] = set()
        self._names = {trimmed(name): name for name in files}
        self._files = {name: at for at, name in enumerate(files)}
        self._faults: list[
            tuple[int, int, FileFault]
        ] = []  # after its file and the first row of its document
        self._followed = self._over = self._misbilled = 0
        self._warned = Counter[str]()
        self._warnings: dict[str, list[tuple[Draft, Advice]]] = {}
        self._appended, self._repeated, self._recorded = Counter[str](), Counter[str](), Counter[str]()
        self._made: dict[str, bytearray] = {}  # by file, 1 for each row of an admitted event of its own
        self._left: dict[tuple[str, str], list[list[int]]] = {}
        self._ties = Ties()

    def note(self, draft: Draft, outcome: Outcome | Refused) -> None:
        """Note the outcome of a draft. A refusal becomes a fault of the first row of its document."""
        kind = draft.event.kind
        if isinstance(outcome, Refused):
            self._refuse(draft, outcome)
            return
        if draft.key not in self.once:
            self._make(draft)
        if outcome.new:
            self._appended[kind] += 1
            codes = {one.about.code for one in outcome.advice}
            self._over += bool(codes & _LIMITS)
            self._misbilled += bool(codes & _BILLING)
            self._ties.note(draft)
            self._warn(draft, outcome.advice)
        elif outcome.final:
            self._recorded[kind] += 1
        else:
            self._repeated[kind] += 1

    def _make(self, draft: Draft) -> None:
        """Note the rows of an admitted draft: a fault may keep out another event of the same rows."""
        file, numbers = self._place(draft)
        made = self._made.setdefault(file, bytearray())
        made.extend(bytes(max(numbers[-1] + 1 - len(made), 0)))
        for number in numbers:
            made[number] = 1

    def _warn(self, draft: Draft, advice: Sequence[Advice]) -> None:
        """Count warnings, and keep the first of each code; limits and bills have counts of their own."""
        first = {one.about.code: one for one in advice if one.about.code not in _LIMITS | _BILLING}
        self._warned.update(first.keys())
        for code, one in first.items():
            if self._warned[code] <= _NAMED:
                self._warnings.setdefault(code, []).append((draft, one))

    def start_again(self) -> None:
        """Forget the drafts that the rules decide again."""
        self._made.clear()
        self._appended.clear()
        self._repeated.clear()
        self._over = self._misbilled = 0
        self._ties = Ties()
        self._warned.clear()
        self._warnings.clear()

    def _refuse(self, draft: Draft, no: Refused) -> None:
        """A draft that only lacks what a fault keeps out has no fault of its own."""
        file, numbers = self._place(draft)
        if draft.event.kind == "client.registered" and draft.client:
            self.unregistered.add(draft.client)
        elif self._follows(draft, no):
            self._follow(file, numbers)
            return
        self.lack((draft.client or "", str(getattr(draft.event, "number", ""))))
        hint = self._hint(no.client) if isinstance(no, UnknownClient) and no.client else ""
        what = "; ".join(filter(None, (_in_a_mapping(str(no)), hint)))
        self.fault(file, numbers, numbers[0], "", about(draft.event.kind, what))

    def _place(self, draft: Draft) -> tuple[str, list[int]]:
        """The file and the rows of a draft."""
        name, _, spans = str(draft.source).rpartition(":")
        return self._names[trimmed(name)], numbers_in(spans)

    def _named(self, draft: Draft, advice: Advice, *, dry_run: bool) -> FileFault:
        """A warning with the first row of its document, in the words in which ``record`` gives it."""
        file, numbers = self._place(draft)
        return FileFault(file, numbers[0], "", about(draft.event.kind, advice.told(dry_run=dry_run)))

    def _follows(self, draft: Draft, no: Refused) -> bool:
        if isinstance(no, UnknownClient):
            return no.client in self.unregistered
        return isinstance(no, UnknownNumber) and (draft.client, no.number) in self._lacking

    def _follow(self, file: str, numbers: Sequence[int]) -> None:
        self._followed += 1
        self.keep_out(file, numbers)

    def lack(self, about: tuple[str, str] | None) -> None:
        """Note the client and the number of what a fault keeps out; others may name it."""
        if about is not None:
            self._lacking.add(about)

    def keep_out(self, file: str, numbers: Sequence[int]) -> None:
        """Note that rows are kept out, because another row has a fault."""
        self.faulted.setdefault(file, set()).update(numbers)

    def problem(self, file: str, numbers: Sequence[int], row: int, name: str, what: str) -> None:
        """Note a problem with a row: a fault, or something that follows from the fault of another row."""
        if isinstance(what, Consequence):
            self._follow(file, numbers)
        else:
            self.fault(file, numbers, row, name, what)

    def fault(self, file: str, numbers: Sequence[int], row: int, name: str, what: str) -> None:
        """Note a fault, which keeps out all rows of its document (``numbers``)."""
        self._faults.append((self._files[file], numbers[0], FileFault(file, row, name, what)))
        self.keep_out(file, numbers)

    def fault_beside(self, file: str, row: int, what: str) -> None:
        """Note a fault in a file that is only looked up in, and whose rows are not counted."""
        self._faults.append((self._files[file], row, FileFault(file, row, "", what)))

    @property
    def has_faults(self) -> bool:
        """Whether there is a fault."""
        return bool(self._faults)

    def leave_out(self, file: str, row: int, reason: str) -> None:
        """Note a row that the mapping leaves out."""
        extend(self._left.setdefault((file, reason), []), row)

    def report(self, notes: Sequence[str], *, dry_run: bool, written: bool) -> Report:
        """The report, with further notes on how the files were read."""
        spoiled = sum(map(len, self.faulted.values()))
        left_out = [
            LeftOut(file, reason, sum(last - first + 1 for first, last in spans), spelt(spans))
            for (file, reason), spans in self._left.items()
        ]
        done = dry_run or written
        return Report(
            dry_run,
            written,
            read=self.read,
            recorded=self.read - spoiled - sum(one.count for one in left_out) if done else 0,
            spoiled=spoiled,
            partly=sum(
                number < len(made) and made[number]
                for file, made in self._made.items()
                for number in self.faulted.get(file, ())
            ),
            appended=self._appended if done else Counter(),
            over=self._over,
            misbilled=self._misbilled,
            untied=self._ties.untied(),
            warned=self._warned,
            warnings={
                code: [self._named(*one, dry_run=dry_run) for one in found]
                for code, found in sorted(self._warnings.items())
            },
            repeated=self._repeated + self._recorded,
            left_out=left_out,
            faults=[fault for *_, fault in sorted(self._faults, key=itemgetter(0, 1))],
            notes=[*notes, *([_FOLLOWED.format(self._followed)] if self._followed else [])],
        )


@dataclass
class Report:
    """The result of an import. ``read == recorded + rows left out + spoiled``, unless a fault stopped it.

    Attributes:
        dry_run: whether it recorded nothing on request.
        written: whether it recorded; not in a dry run, and not if a fault stopped it.
        read: the number of data rows read, without look-up files.
        recorded: the number of rows whose events are (in a dry run: would be) in the ledger; 0 if a fault
            stopped it.
        spoiled: the number of rows that faults kept out, with the other rows of their documents.
        partly: the number of these of which another event is recorded.
        appended: the number of new entries by kind; in a dry run, those that would be appended.
        over: the number of admitted orders that exceed a client's credit; in a dry run, those that would.
        misbilled: the number of invoices that bill an order twice, or in another currency.
        untied: the number of clients whose new invoices name none of their new orders.
        warned: the number of events by the code of each other warning, such as ``no-due-date``.
        warnings: the first 20 warnings of each of these codes, with the rows of their documents.
        repeated: the number of events by kind that the ledger had already.
        left_out: the rows that the mapping leaves out.
        faults: all faults, in the order of the files and their documents.
        notes: how files were read, if that was uncertain.
    """

    dry_run: bool
    written: bool = False
    read: int = 0
    recorded: int = 0
    spoiled: int = 0
    partly: int = 0
    appended: Counter[str] = field(default_factory=Counter)
    over: int = 0
    misbilled: int = 0
    untied: int = 0
    warned: Counter[str] = field(default_factory=Counter)
    warnings: dict[str, list[FileFault]] = field(default_factory=dict)
    repeated: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def fault_count(self) -> int:
        """How many problems the faults are; fields that are made of one cell share its problem."""
        return len({(fault.file, fault.row, fault.what) for fault in self.faults})

    def as_json(self) -> dict[str, Any]:
        """The report as values that JSON can hold."""
        return {
            **vars(self),
            "left_out": [asdict(one) for one in self.left_out],
            "faults": [one._asdict() for one in self.faults],
            "warnings": {code: [one._asdict() for one in found] for code, found in self.warnings.items()},
        }


def _in_a_mapping(sentence: str) -> str:
    """A refusal with the fields of a mapping in place of the options of ``record``, but not in commands."""
    texts = sentence.split("`")  # a command stands between every second pair
    texts[::2] = [_OPTION.sub(lambda one: f"fields.{one[1].replace('-', '_')}", text) for text in texts[::2]]
    found = "`".join(texts)
    return found.replace("fields.", "the mapping's fields.", 1) if found != sentence else sentence
