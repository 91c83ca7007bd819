"""The errors of a ledger, as a tree. They take facts, and say what to do next.

LedgerError
├── Refused                a rule refused it; nothing was recorded
│   ├── Malformed          the event does not have the shape of its kind
│   ├── UnknownKind        no kind of event has that name
│   └── ...                one class per rule, beside the rule that raises it (``ledger.rules``)
├── Conflict               another writer recorded first; try again
├── Unreadable             a stored row, file or database is not what was written
└── NoLedger / LedgerExists    there is no ledger at that place, or there is one already

Every error has a stable ``code`` for programs and one sentence with a next step for people. Faults found in
data (an import file, a ledger check) are values in a list (``Fault``), not exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import ClassVar, Final, NamedTuple, TypeAlias

from ledger.text import bare, place

_LISTED = 5  # names


def sentence_of(*clauses: str) -> str:
    """A sentence of clauses; those that are empty are left out."""
    return "; ".join(filter(None, clauses))


class Told(Exception):
    """An error that says what is wrong, and what to do about it.

    Attributes:
        what: what is wrong: its sentence without the advice.
        advice: what to do about it; empty if it is not stated apart.
    """

    what: str
    advice: str

    def __init__(self, what: object = "", advice: str = "") -> None:
        super().__init__(what, advice)
        self.what, self.advice = str(what), advice

    def __str__(self) -> str:
        return sentence_of(self.what, self.advice)


class LedgerError(Told):
    """The root of every error that Goodwill raises on purpose."""

    code: ClassVar[str] = "ledger-error"

    def __reduce__(self) -> tuple[Callable[..., LedgerError], tuple[object, ...]]:
        """Copy the message between processes as it is: most errors make theirs of other arguments."""
        return _copied, (type(self), self.args, vars(self))


def _copied(kind: type[LedgerError], args: tuple[object, ...], attributes: dict[str, object]) -> LedgerError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


def installs(extra: str) -> str:
    """The command that installs an extra of Goodwill, which no index of packages has: from a clone."""
    return f"`pip install '.[{extra}]'` in the folder of Goodwill's source"


class Refused(LedgerError):
    """A rule refused it, and nothing was recorded.

    Attributes:
        index: the index of the refused draft among several, counted from 0; None if there was one draft.
    """

    code = "refused"
    index: int | None = None


class Conflict(LedgerError):
    """Other writers recorded first, several times in a row."""

    code = "conflict"

    def __init__(self, tries: int) -> None:
        super().__init__(
            f"another writer recorded first, {tries} times in a row", "nothing was recorded, try again"
        )


class Unreadable(LedgerError):
    """A stored row, file or database is not what was written."""

    code = "unreadable"


class NoLedger(LedgerError):
    """There is no ledger at that place."""

    code = "no-ledger"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"no ledger at {place}", "make one with `goodwill init`, or name another with --ledger"
        )


class LedgerExists(LedgerError):
    """There is something at that place already, so no ledger is made there."""

    code = "ledger-exists"

    def __init__(self, place: str) -> None:
        super().__init__(f"there is something at {place} already", "name another place with --ledger")


class Misuse(ValueError):
    """A function of Goodwill cannot use the arguments of a call; the sentence says what to give instead."""


def known_names(name: str, known: Iterable[str]) -> str:
    """What an error about an unknown name adds: the name that was meant, or some that there are."""
    names = sorted(known, key=place)
    alike = {bare(one): one for one in reversed(names)}
    if near := get_close_matches(bare(name), alike, n=1):
        return f"did you mean '{alike[near[0]]}'?"
    return f"known: {', '.join([*names[:_LISTED], *['...'] * (len(names) > _LISTED)]) or 'none yet'}"


def near_or_all(name: str, known: Sequence[str]) -> str:
    """What an error adds about an unknown name of a few: the one that was meant, or all that there are."""
    return meant_of(name, known) or f"known: {', '.join(known)}"


def meant_of(word: str, known: Sequence[str]) -> str | None:
    """What an error adds about a word that is none of a few: the one that was meant; None if none is near."""
    near = get_close_matches(word, known, n=1)
    return f"did you mean '{near[0]}'?" if near else None


class Malformed(Refused):
    """The event does not have the shape of its kind; ``problems`` are (field, problem) pairs."""

    code = "malformed"

    def __init__(self, kind: str, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        sentences = "; ".join(sentence(field, problem) for field, problem in problems)
        super().__init__(f"{kind}: {sentences}", f"see `goodwill kinds {kind}`")


def about(kind: str, what: str) -> str:
    """A sentence about an event with its kind before it, unless it begins with that."""
    return what if what.startswith((f"{kind} ", f"{kind}:")) else f"{kind}: {what}"


def sentence(field: str, problem: str) -> str:
    """A field and its problem in one sentence: ``currency is missing``, ``amount: write 12.50``."""
    if problem.startswith("it is "):
        return f"{field} {problem.removeprefix('it ')}" if field else problem
    return f"{field}: {problem}" if field else problem


Place: TypeAlias = Sequence[str | int]
"""A place in a document: its keys and, counted from 0, its items of lists."""


def key_path(place: Place) -> str:
    """A place as people write it: ``event 2, fields.amount``."""
    parts: list[str] = []
    for part in place:
        if isinstance(part, int):
            parts[-1:] = [f"{parts[-1]} {part + 1}," if parts else str(part + 1)]
        elif parts and not parts[-1].endswith(","):
            parts[-1] = f"{parts[-1]}.{part}"
        else:
            parts.append(part)
    return " ".join(parts).rstrip(",")


class UnknownKind(Refused):
    """No kind of event has that name."""

    code = "unknown-kind"

    def __init__(self, kind: str, kinds: Sequence[str]) -> None:
        meant = _kinds_meant(kind, kinds)
        hint = f"did you mean {any_of(meant)}?" if meant else "`goodwill kinds` lists them"
        super().__init__(f"no kind of event is called '{kind}'", hint)


_OTHER_WORDS: Final = {
    "client.added": "client.registered",
    "client.created": "client.registered",
    "invoice.created": "invoice.issued",
    "invoice.paid": "payment.received",
    "invoice.sent": "invoice.issued",
    "order.created": "order.placed",
    "order.shipped": "order.delivered",
    "payment.bounced": "payment.reversed",
    "payment.failed": "payment.reversed",
    "payment.made": "payment.received",
    "payment.returned": "payment.reversed",
    "visit.done": "visit.held",
    "visit.made": "visit.held",
}
"""What people call a kind whose own name is spelt otherwise."""


def _kinds_meant(kind: str, kinds: Sequence[str]) -> list[str]:
    """The kinds that a name may mean: one of other words, those it begins, or the nearest of its family."""
    if (other := _OTHER_WORDS.get(kind, "")) in kinds:
        return [other]
    family, dot, name = kind.partition(".")
    own = {one.partition(".")[2]: one for one in kinds if dot and one.startswith(f"{family}.")}
    if own:
        return [own[near] for near in get_close_matches(name, own, n=1)] or [*own.values()]
    return _begun(kind, kinds) or get_close_matches(kind, kinds, n=1)


def _begun(word: str, kinds: Sequence[str]) -> list[str]:
    """The kinds that begin with a word, such as ``payment``; a plural has its singular too."""
    starts = {f"{word}.", f"{word.removesuffix('s')}."}
    return [kind for kind in kinds if kind.startswith(tuple(starts))] if "." not in word else []


def any_of(names: Sequence[str]) -> str:
    """Names, of which one is meant: ``'a', 'b' or 'c'``."""
    *first, last = (f"'{name}'" for name in names)
    return f"{', '.join(first)} or {last}" if first else last


class Fault(NamedTuple):
    """A fault in an entry, or in several of one sort. It is a value, so that one check reports all faults.

    Attributes:
        position: the position of the entry, or the one where an entry is missing; of several, the first.
        client: the client's code; None for the streams of the house and of managers, or if it is not known.
        code: a stable name for programs.
        what: what is wrong, as a sentence without its full stop.
        advice: what to do next.
        last: of several, the last position; None of one.
        times: how many there are from the first position to the last.
    """

    position: int
    client: str | None
    code: str
    what: str
    advice: str
    last: int | None = None
    times: int = 1
