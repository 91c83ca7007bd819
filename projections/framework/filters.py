"""Which clients a view is about: by code, manager, team, territory or segment; groups of companies as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from ledger.spellings import Spellings
from ledger.text import trimmed
from ledger.unseen import meant
from projections.framework.choices import UnknownChoice, unknown_client
from projections.framework.clients import LOST, Client
from projections.framework.past_days import PastDay, nothing_before
from projections.framework.staffing import NOBODY, Key, Staffing


@dataclass(frozen=True, slots=True)
class Filter:
    """The clients wanted; an empty field excludes nobody.

    Attributes:
        clients: codes; they choose rows, and do not change with whom a client is compared.
        manager: who answers for the client on the day. Names are compared as ``Spellings`` compares them.
        territory: a place or a path of places; it includes the places within it.
        segment: that the client belongs to on the day.
        team: a person; clients of this person, and of all who report to them in any depth on the day.
        mine: a person; clients of this person, and of those for whom they stand in on the day.
        group: shows a company and all that it owns, directly or not, as one row under the top company's code.
        language: the house's, for names of clients whose own language is not known.
        staffing: our people on the day, for ``team`` and ``mine``.
    """

    clients: tuple[str, ...] = ()
    manager: str | None = None
    territory: str | None = None
    segment: str | None = None
    team: str | None = None
    mine: str | None = None
    group: bool = False
    language: str = field(default="", compare=False)
    staffing: Staffing = field(default=NOBODY, compare=False)

    def only_named(self) -> set[str]:
        """The codes wanted; empty if the filter asks for anything but codes."""
        return {*map(trimmed, self.clients)} if self == Filter(self.clients) else set()


ANY = Filter()
"""Every client, each by itself."""


State = TypeVar("State")
Basis = TypeVar("Basis")
T = TypeVar("T")


class Everyone(Generic[State]):
    """What a view has of all clients of the house; what is made of it, is made once.

    Args:
        states: gives the state of each client in the view, or what the view makes rows of, by code.
    """

    def __init__(self, states: Callable[[], Mapping[str, State | None]]) -> None:
        self._states = states
        self._made: dict[object, Any] = {}

    @property
    def asked(self) -> bool:
        """Whether a view made anything of them."""
        return bool(self._made)

    def made(self, key: object, make: Callable[[Mapping[str, State | None]], T]) -> T:
        """What a function makes of all clients.

        Args:
            key: what that depends on, beside the clients.
            make: the function.
        """
        if key not in self._made:
            self._made[key] = make(self._states())
        found: T = self._made[key]
        return found


@dataclass(slots=True)
class AccountHolder(Generic[State]):
    """The subject of a row: a client, or a group of companies.

    Attributes:
        members: each company with its state, None where no entry concerned it; or with what rows are made of.
        earlier: by number of days, what the view made of the members so many days before.
        past: gives the days before, the newest first, to a view whose figures depend on them.
        shown: whether it is in the answer; the others are only compared with.
        named: whether the filter names its code; then it has a row even if the row is empty.
        top: the code of the company at the top of its group; its own if it is that, or in no group.
        everyone: all clients, for figures that need others; None where no other client is known.
        kept: what a view keeps from one day to the next, where they are asked for in turn; None elsewhere.
        written: its rows as they are stored for the day, in place of states; None: they are worked out.
        currencies: those of what written rows are made of.
        made: what one of a view's tables worked out of it and another reads too, by what that depends on.
    """

    code: str
    name: str | None
    currency: str | None
    members: list[tuple[Client, State | None]] = field(default_factory=list)
    earlier: Mapping[int, Sequence[State]] = field(default_factory=dict)
    shown: bool = True
    named: bool = False
    top: str = ""
    past: Callable[[], Iterator[PastDay]] = field(default=nothing_before, repr=False, compare=False)
    everyone: Everyone[Any] | None = field(default=None, repr=False, compare=False)
    kept: dict[object, Any] | None = field(default=None, repr=False, compare=False)
    written: Sequence[Any] | None = field(default=None, repr=False, compare=False)
    currencies: Collection[str] = ()
    made: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Be the top of its own group unless another is named."""
        self.top = self.top or self.code

    def based_on(
        self, bases: Mapping[str, Basis], earlier: Mapping[int, Mapping[str, Basis]]
    ) -> AccountHolder[Basis]:
        """The same holder with what rows are made of in place of states, by client, and days before."""
        members = [(client, bases.get(client.code)) for client, _ in self.members]
        before = {
            days: [held[client.code] for client, _ in members if client.code in held]
            for days, held in earlier.items()
        }
        based = AccountHolder(
            self.code, self.name, self.currency, members, before, self.shown, self.named, self.top
        )
        based.everyone = self.everyone
        return based

    @property
    def is_resumed(self) -> bool:
        """Whether a later day goes on from what is worked out for this one, so that it must stay as it is."""
        return self.kept is not None

    @property
    def lost(self) -> bool:
        """Whether all its members have left."""
        return all(client.state == LOST for client, _ in self.members)

    @property
    def states(self) -> list[tuple[Client, State]]:
        """The members that have a state."""
        return [(client, state) for client, state in self.members if state is not None]


def members_shown(
    holders: Iterable[AccountHolder[State]],
) -> Iterator[tuple[AccountHolder[State], Client, State]]:
    """Each member of the holders shown that has a state, with its holder."""
    for holder in holders:
        if holder.shown:
            for client, state in holder.states:
                yield holder, client, state


def account_holders(
    directory: Mapping[str, Client], states: Iterable[tuple[str, State | None]], where: Filter = ANY
) -> list[AccountHolder[State]]:
    """The account holders in view, in order of their codes.

    Args:
        directory: every client that the ledger knows, by code.
        states: the code and state of each client that had an entry by the day.
        where: which of them are wanted.

    Raises:
        UnknownChoice: no client of the directory matches the filter.
    """
    if where == ANY:
        ones = sorted(states, key=itemgetter(0))
        return [_alone(directory[code], state, _top(directory, code)) for code, state in ones]
    where = replace(where, clients=tuple(meant(trimmed(code), directory) for code in where.clients))
    chosen = tests_of(directory, where)
    wanted = {_top(directory, code) if where.group else code for code in where.clients}
    found: dict[str, AccountHolder[State]] = {}
    for code, state in sorted(states, key=itemgetter(0)):  # so a group's companies always come in one order
        client = directory[code]
        if chosen and not all(test(client) for test in chosen):
            continue
        top = _top(directory, code)
        head = directory[top] if where.group else client
        holder = found.get(head.code)
        if holder is None:
            named = head.code in wanted
            members: list[tuple[Client, State | None]] = [(client, state)]
            found[head.code] = AccountHolder(
                head.code, head.name, head.currency, members, shown=named or not wanted, named=named, top=top
            )
        else:
            holder.members.append((client, state))
    return [found[code] for code in sorted(found)]


def _alone(client: Client, state: State | None, top: str) -> AccountHolder[State]:
    """A client that counts by itself."""
    return AccountHolder(client.code, client.name, client.currency, [(client, state)], top=top)


def _top(directory: Mapping[str, Client], code: str) -> str:
    """The code of the company at the top of a client's group."""
    if directory[code].parent is None:
        return code
    passed = {code}
    while (parent := directory[code].parent) is not None and parent in directory and parent not in passed:
        passed.add(parent)
        code = parent
    return code


def places(territory: str | None) -> Iterator[str]:
    """A territory and those around it: Asia/Thailand lies in Asia."""
    if territory is not None:
        path = territory.split("/")
        yield from ("/".join(path[:length]) for length in range(1, len(path) + 1))


_MEANT: dict[str, Callable[[str | None], Iterable[str | None]]] = {
    "manager": lambda name: (name,),
    "territory": places,
    "segment": lambda name: (name,),
}
"""By field of a client, each value that a wanted one may be where a client has some value in the field."""


def tests_of(directory: Mapping[str, Client], where: Filter) -> list[Callable[[Client], bool]]:
    """The tests that a client in view passes; codes are no test.

    Raises:
        UnknownChoice: no client of the directory has a code, manager, territory or segment that is wanted.
    """
    for code in where.clients:
        if code not in directory:
            raise unknown_client(code, ((known, one.name) for known, one in directory.items()))
    tests = [
        _has(directory.values(), what, wanted, where.language)
        for what in _MEANT
        if (wanted := getattr(where, what)) is not None
    ]
    if where.team is not None:
        key = _staff_key(directory, where, where.team)
        team = where.staffing.team(where.team, key)
        tests.append(lambda client: key(client.manager) in team)
    if (person := where.mine) is not None:
        own = _staff_key(directory, where, person)
        covers = where.staffing
        tests.append(
            lambda client: (
                own(client.manager) == own(person)
                or covers.stands_in(person, client.code, client.manager, own)
            )
        )
    return tests


def _staff_key(directory: Mapping[str, Client], where: Filter, wanted: str) -> Key:
    """Compares names of our people.

    Raises:
        UnknownChoice: the ledger knows nobody of the name that is wanted.
    """
    borne = [(client.manager, client.language or where.language) for client in directory.values()]
    borne += [(name, where.language) for name in where.staffing.names]
    key = cache(Spellings(borne).key)
    known: dict[str, str] = {}
    for name, _ in borne:
        if name:
            known.setdefault(key(name), name)
    if key(wanted) not in known:
        raise UnknownChoice("manager", wanted, known.values())
    return key


def _has(clients: Iterable[Client], what: str, wanted: str, language: str) -> Callable[[Client], bool]:
    """A test whether a client has a value in a field, in any spelling.

    Many clients have the same value, so each is compared once.
    """
    own, meant_by = attrgetter(what), _MEANT[what]
    borne = {(own(client), client.language or language) for client in clients}
    key = Spellings((one, tongue) for value, tongue in borne for one in meant_by(value)).key
    known = {one for value, _ in borne for one in meant_by(value) if one is not None}
    spelt = {one for one in known if key(one) == key(wanted)}
    if not spelt:
        raise UnknownChoice(what, wanted, known)
    fitting = {value for value, _ in borne if not spelt.isdisjoint(meant_by(value))}
    return lambda client: own(client) in fitting
