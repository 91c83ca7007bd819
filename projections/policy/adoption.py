"""Which policy is in force on a day: the last that the house adopted, as known at a moment.

LedgerError
├── UnreadablePolicy       this program cannot use a policy in the ledger
└── Refused
    └── VersionAdopted     another policy has that version
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from ledger.assortment import ANYTHING
from ledger.entry import Entry
from ledger.errors import LedgerError, Refused
from ledger.events import PolicyAdopted, ProductDescribed
from ledger.spellings import name_key
from projections.history import Horizon, house_facts
from projections.policy.document import DEFAULT, Policy
from projections.policy.reading import PolicyFault, Reading, read
from projections.remarks import Remark

_SHIPPED = ("default-1", DEFAULT.version)
"""The versions that Goodwill has shipped."""


class UnreadablePolicy(LedgerError):
    """This program cannot use a policy that was adopted."""

    code = "unreadable-policy"

    def __init__(self, version: str, position: int, faults: Sequence[PolicyFault]) -> None:
        self.faults = tuple(faults)
        problems = "; ".join(map(str, faults))
        super().__init__(
            f"policy '{version}', adopted at position {position}, cannot be used: {problems.rstrip('.')}",
            "adopt one that can with `goodwill policy adopt`, or void that entry with entry.voided",
        )


class VersionAdopted(Refused):
    """Another policy has that version."""

    code = "version-adopted"

    def __init__(self, version: str, position: int | None) -> None:
        where = f"adopted at position {position}" if position else "shipped with Goodwill"
        super().__init__(
            f"policy version '{version}' is {where}, with other content", "give this one another version"
        )


class Adopted(NamedTuple):
    """A policy, and the entry that adopted it."""

    policy: Policy
    entry: Entry


def adopted(entries: Iterable[Entry], horizon: Horizon) -> Adopted | None:
    """The policy that the house adopted last; None if it adopted none.

    Raises:
        UnreadablePolicy: this program cannot use that policy.
    """
    entries = [*entries]
    found = house_facts(entries, PolicyAdopted, horizon)
    if not found:
        return None
    policy = _policy_of(*found[-1])
    if isinstance(policy, UnreadablePolicy):
        raise policy
    return Adopted(among_products(policy, entries, horizon), found[-1][0])


def following(entries: Iterable[Entry], horizon: Horizon) -> tuple[str, date] | None:
    """The version of the next policy after the horizon's day, as far as it is known, and its first day."""
    known = house_facts(entries, PolicyAdopted, horizon._replace(as_of=date.max))
    return next(((event.version, entry.on) for entry, event in known if not horizon.sees(entry)), None)


def _policy_of(entry: Entry, event: PolicyAdopted) -> Policy | UnreadablePolicy:
    """The policy that an entry adopted, or why this program cannot use it."""
    policy, faults = _read_adopted(event.document)
    if policy.version != event.version and not faults:
        other = f"the document's version is '{policy.version}'"
        faults = [PolicyFault(None, "version", f"{other}, and it was adopted as '{event.version}'")]
    return UnreadablePolicy(event.version, entry.position, faults) if faults else policy


@lru_cache(maxsize=64)
def _read_adopted(document: str) -> Reading:
    """A document that a house adopted, read once: each question to a view asks for all of them."""
    return read(document, adopted=True)


def among_products(policy: Policy, entries: Iterable[Entry], horizon: Horizon | None = None) -> Policy:
    """A policy with the products that are in the groups which its programme names.

    For every day all descriptions count that are known: each holds from its own day on.

    Args:
        policy: the policy.
        entries: in order of position; entries of other streams are ignored.
        horizon: as known when; None: everything.
    """
    if all(rule.group == ANYTHING for rule in policy.programme.earn.orders):
        return policy
    known = None if horizon is None else horizon._replace(as_of=date.max)
    described = [
        (name_key(event.product), entry.occurred_at, event.group)
        for entry, event in house_facts(entries, ProductDescribed, known)
    ]
    return replace(policy, programme=policy.programme.among(described))


def in_force(entries: Iterable[Entry], horizon: Horizon) -> Policy:
    """The policy for a day as known at a moment: the last that was adopted, or else the default.

    Raises:
        UnreadablePolicy: as for ``adopted``.
    """
    found = adopted(entries, horizon)
    return found.policy if found else DEFAULT


def ignored_keys(policy: Policy) -> Remark | None:
    """What to know about the keys that a policy states though they count no more; None if there are none."""
    if not policy.ignored:
        return None
    return Remark(
        f"policy '{policy.version}' states {', '.join(policy.ignored)}, which count no more for any day",
        "adopt one without them",
    )


class Timetable(NamedTuple):
    """Which policy is in force from which day on, as known now.

    Attributes:
        steps: in order of their days; where this program cannot use a policy, the error that says why.
    """

    steps: tuple[tuple[date, Policy | UnreadablePolicy], ...] = ()

    def on(self, day: date) -> Policy | UnreadablePolicy:
        """The policy in force on a day."""
        for start, policy in reversed(self.steps):
            if start <= day:
                return policy
        return DEFAULT

    def usable_on(self, day: date) -> Policy:
        """The policy in force on a day, or the default where this program cannot use that one."""
        policy = self.on(day)
        return DEFAULT if isinstance(policy, UnreadablePolicy) else policy

    @classmethod
    def always(cls, policy: Policy) -> Timetable:
        """One policy for all days."""
        return cls(((date.min, policy),))

    @property
    def changes(self) -> list[tuple[date, Policy | UnreadablePolicy]]:
        """The steps from the first day there is, the default first, without those that change nothing."""
        steps = [(date.min, DEFAULT), *self.steps]
        return [next(same) for _, same in groupby(steps, lambda step: _comparable(step[1]))]

    def parts_from(self, other: Timetable) -> date | None:
        """The first day on which another timetable has another policy; None if they are the same."""
        days = sorted({start for start, _ in (*self.steps, *other.steps)})
        return next((day for day in days if _comparable(self.on(day)) != _comparable(other.on(day))), None)


def _comparable(policy: Policy | UnreadablePolicy) -> object:
    return str(policy) if isinstance(policy, UnreadablePolicy) else policy


def timetable(entries: Iterable[Entry]) -> Timetable:
    """The policies that the house adopted, one after the other.

    Args:
        entries: in order of position; entries of other streams are ignored.
    """
    entries = [*entries]
    found = house_facts(entries, PolicyAdopted)
    days = sorted({entry.on for entry, _ in found})
    last = ([one for one in found if one[0].on <= day][-1] for day in days)
    policies = (_policy_of(*one) for one in last)
    usable = (one if isinstance(one, UnreadablePolicy) else among_products(one, entries) for one in policies)
    return Timetable(tuple(zip(days, usable, strict=True)))


def check_version(policy: Policy, entries: Iterable[Entry]) -> Entry | None:
    """The entry that adopted this same policy before; None if its version is new.

    Raises:
        VersionAdopted: another policy has that version.
    """
    for entry, event in house_facts(entries, PolicyAdopted):
        if event.version == policy.version:
            if _read_adopted(event.document) != (policy, []):
                raise VersionAdopted(policy.version, entry.position)
            return entry
    if policy.version in _SHIPPED and policy != DEFAULT:
        raise VersionAdopted(policy.version, None)
    return None
