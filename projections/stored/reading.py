"""What is known of clients: from the stored spans, or from the facts where more was recorded since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, TypeAlias

from ledger.times import month_end_before, shifted
from projections.framework.answering import HeldStates
from projections.framework.clients import Client
from projections.framework.filters import ANY, AccountHolder, Everyone, Filter, account_holders
from projections.framework.needed import Needed
from projections.framework.past_days import PastDay, Timeline, past_days
from projections.framework.registry import AnyView
from projections.framework.spans import Spans
from projections.framework.tables import Table
from projections.policy import Timetable
from projections.stored.changed import Changed
from projections.stored.generation import Views
from projections.stored.listed import Listed, listed
from projections.stored.making.stored_spans import Past, pasts_of, stored_timeline
from projections.stored.span_reading import SpanRow, Wanted, held_on, rows_between, rows_on
from projections.stored.tables.layout import DayNumber
from projections.stored.tables.relations import FOREVER, relation_of
from projections.stored.written import currencies_of, value_on, written_rows

_Read: TypeAlias = dict[str, Mapping[str, Sequence[SpanRow]]]
"""The span rows of some days by table and client."""

_MANY = 2  # of one client in so many or more, all are read at once


class Known:
    """What is known of clients: from spans, or from the facts for those of whom more was recorded since.

    Attributes:
        directory, clients: those that were looked up last, as they were on the day; those with an entry.
        listed: all clients of the generation, as they were on the day at least, if they were read.
        cautioning: whether holders are told what only cautions look at.
    """

    def __init__(
        self,
        views: Views,
        view: AnyView,
        asked: tuple[date, Timetable],
        past: Changed,
        *,
        as_adopted: bool = False,
    ) -> None:
        self._views = views
        self._view = view
        self._as_of, self._policies = asked
        self._since = shifted(self._as_of, -max(view.lookback.days, default=0))
        self._past, self._as_adopted = past, as_adopted
        self._needed = view.needed(self._as_of, self._policies.usable_on(self._as_of))
        self._shown: Mapping[str, DayNumber] = {}
        self._folded: dict[str, HeldStates] = {}
        self._only_named = False
        self._between: _Read = {}
        self._same_since: Mapping[str, DayNumber] = {}
        self.directory, self.clients = dict[str, Client](), dict[str, Client]()
        self.listed: Listed | None = None
        self.cautioning = True

    def holders(self, where: Filter) -> list[AccountHolder[Any]]:
        """The account holders in view, without states; only named clients are read, if that is enough."""
        compares = self._view.compares and not self._view.comparing.beside
        named = set() if compares else where.only_named()
        self._read(named or None)
        if not named <= self.directory.keys():
            named = set()
            self._read(None)
        self._only_named = bool(named)
        return account_holders(self.directory, ((code, None) for code in self.clients), where)

    def bases(self, codes: set[str] | None) -> dict[str, Any]:
        """What rows of some clients are made of on the day, or of all, without their account holders."""
        self._read(codes)
        read = self._looked_up([*self.clients]) if codes is None else [*self.clients]
        found = self._spans({0: self._as_of}, read, read, others=False)[0]
        policy = self._policies.usable_on(self._as_of)
        for code, one in self._folded.items():
            found[code] = self._view.basis(one.client, one.states[0], self._as_of, policy)
        return {code: basis for code, basis in found.items() if code in self.clients}

    def _read(self, named: set[str] | None) -> None:
        """Look up clients, and those that had begun by the day; None reads all of them."""
        day = self._as_of.toordinal()
        found = listed(self._views, named, day) if named or not self.listed else self.listed
        self.listed = self.listed if named else found
        self._shown, entries = found.shown, found.directory(day)
        if self._view.lookback.steps:
            self._same_since = {one.code: start for start, end, one in found.spans if start <= day < end}
        changed = self._past.codes
        directory = {code: entries.get(code) or Client(code) for code in found.begun if code not in changed}
        begun = {code for code, first in found.begun.items() if first and first <= day and code in directory}
        if named is not None and not self._view.compares:
            changed = changed & named
        self._folded = self._past.held(self._view, changed, self._policies)
        directory |= {code: one.client for code, one in self._folded.items()}
        begun |= {code for code, one in self._folded.items() if one.since <= self._as_of}
        self.directory, self.clients = directory, {code: directory[code] for code in sorted(begun)}

    def give_bases(self, holders: Iterable[AccountHolder[Any]]) -> list[Any]:
        """Give holders what their rows are made of, on the day and so many days before.

        Returns:
            What the rows of the others are made of, if the view compares with them and they were not read.
        """
        view, wanted = self._view, [holder for holder in holders if holder.shown or self._view.compares]
        everyone = Everyone(self._everyone)
        self._give_written(wanted)
        self._give_items(wanted)
        wanted = [holder for holder in wanted if holder.written is None]
        codes = [client.code for holder in wanted for client, _ in holder.members]
        items = view.items.table.name if view.items else ""
        rest = [client.code for holder in wanted if items not in holder.made for client, _ in holder.members]
        days = {back: shifted(self._as_of, -back) for back in (0, *view.lookback.days)}
        others = self._only_named and self._view.compares
        few = self._looked_up(codes)
        found = self._spans(days, few, rest if len(rest) < len(codes) else few, others=others)
        for code in self._folded.keys() & codes:
            one = self._folded[code]
            now = view.basis(one.client, one.states[0], self._as_of, self._policies.usable_on(self._as_of))
            for back, bases in found.items():
                bases[code] = one.earlier[0, back][0] if back else now
        alone = self._alone(wanted) if view.lookback.steps and self._as_adopted else {}
        now = found.pop(0)
        for holder in wanted:
            members = holder.members = [(client, now.get(client.code)) for client, _ in holder.members]
            if found:
                holder.earlier = {
                    back: [bases[client.code] for client, _ in members if client.code in bases]
                    for back, bases in found.items()
                }
            holder.everyone = everyone
            if view.lookback.steps:
                own = [client for client, _ in members]
                holder.past = partial(self._before, own, self._between, alone=holder.code in alone)
        known = self._past.codes.union(codes)
        return [basis for code, basis in now.items() if code not in known] if others else []

    def _looked_up(self, codes: Sequence[str]) -> Sequence[str] | None:
        """Of which clients rows are read, if not of all; those summed together are just those asked for."""
        if any(one.sums and one.sums.apart is not None for one in self._needed.values()):
            every = not self._only_named and not self._past.codes and len(codes) == len(self.clients)
            return None if every else [code for code in codes if code not in self._past.codes]
        return codes if self._are_few(len(codes)) else None

    def _are_few(self, clients: int) -> bool:
        """Whether so many clients are better looked up than all read at once."""
        return self._only_named or clients * _MANY < len(self.directory)

    def _give_written(self, holders: Iterable[AccountHolder[Any]]) -> None:
        """Give holders of one client their rows of the day, where such rows are written and current."""
        view, day = self._view, self._as_of
        if view.storing.restored is None or view.compares or not self._as_adopted:
            return
        alone = self._alone(holders)
        few = self._are_few(len(alone))
        found = self._written(alone, (view.table, view.storing.restored)) or {}
        told = self.cautioning and found
        used = currencies_of(self._views, view, day, found, look_up=few) if told else set[str]()
        for code, rows in found.items():
            alone[code].written, alone[code].currencies = rows, used

    def _give_items(self, holders: Iterable[AccountHolder[Any]]) -> None:
        """Give holders of one client their items of the day likewise, where a client needs no other."""
        items, policy = self._view.items, self._policies.usable_on(self._as_of)
        pooled = self._view.comparing.pooled(policy)
        if items is None or items.restored is None or pooled or not self._as_adopted:
            return
        alone = self._alone(holders)
        found = self._written(alone, (items.table, items.restored))
        if found is not None:
            for code, holder in alone.items():
                holder.made[items.table.name] = found.get(code, [])

    def _alone(self, holders: Iterable[AccountHolder[Any]]) -> dict[str, AccountHolder[Any]]:
        """The holders of one client whose written rows are those of the day, by code.

        They are made under the policies that the house adopted, and each client by itself.
        """
        return {
            holder.code: holder
            for holder in holders
            if len(holder.members) == 1
            and holder.members[0][0].code == holder.code
            and holder.code not in self._past.codes
            and self._shown.get(holder.code, 0) >= self._as_of.toordinal()
        }

    def _written(
        self, alone: Mapping[str, AccountHolder[Any]], written: tuple[Table[Any], Callable[..., Any]]
    ) -> dict[str, list[Any]] | None:
        clients = {code: holder.members[0][0] for code, holder in alone.items()}
        return written_rows(self._views, written, self._as_of, clients, look_up=self._are_few(len(alone)))

    def _everyone(self) -> dict[str, Any]:
        """What the rows of all clients are made of."""
        everyone = self.holders(ANY)
        self.give_bases(everyone)
        return {client.code: basis for holder in everyone for client, basis in holder.members}

    def _before(self, members: Sequence[Client], read: _Read, *, alone: bool) -> Iterator[PastDay]:
        """The days before that asked, of clients that count as one.

        Args:
            members: the clients.
            read: their latest rows.
            alone: whether written rows tell of just these.
        """

        def timelines(since: date) -> list[Timeline]:
            return [self._timeline(client, since, read) for client in members]

        written = month_end_before(self._as_of)
        for one in past_days(timelines, self._as_of, self._policies):
            known = one.day == written and alone
            yield one._replace(stepped=self._stepped(members[0].code, written)) if known else one

    def _stepped(self, code: str, day: date) -> Any:  # noqa: ANN401 - of any column
        """What the days up to a month-end come to, of a client that is the same since; None if unknown."""
        if self._same_since.get(code, FOREVER) > day.toordinal():
            return None
        return value_on(self._views, (self._view.table, self._view.lookback.steps), day, code)

    def _timeline(self, client: Client, since: date, read: _Read) -> Timeline:
        """What the rows of a client were made of, from a day on."""
        if client.code in self._folded:
            return self._past.timeline(self._view, client, self._policies, since)
        if since >= self._since:
            pasts = {name: Past(rows.get(client.code, ())) for name, rows in read.items()}
        else:
            relations = map(relation_of, self._view.spans)
            pasts = pasts_of(self._views, client.code, relations, since, self._as_of)
        return stored_timeline(self._view, client, pasts, since)

    def _spans(
        self,
        days: Mapping[int, date],
        codes: Sequence[str] | None,
        rest: Sequence[str] | None,
        *,
        others: bool,
    ) -> dict[int, dict[str, Any]]:
        """What rows of some clients are made of on each of some days; or of all, to compare with the others.

        None reads all. More clients than those asked for may be among them. ``rest`` are those without items.
        """
        wanted = self._view.comparing.beside_spans or [spans.name for spans in self._view.spans]
        of_items = self._view.items.spans if self._view.items else ()

        def of(name: str) -> Sequence[str] | None:
            if others and name in wanted:
                return None
            return rest if name in of_items else codes

        self._between = {}
        parts = list[Mapping[int, Mapping[str, list[Any]]]]()
        for spans in self._view.spans:
            parts.append(self._rows(spans, days, self._needing(spans.name, of(spans.name), parts)))
        return {
            back: {
                code: self._view.basis_of([part[back].get(code, []) for part in parts])
                for code in dict.fromkeys(chain.from_iterable(part[back] for part in parts))
            }
            for back in days
        }

    def _needing(
        self, name: str, codes: Sequence[str] | None, before: Sequence[Mapping[int, Mapping[str, list[Any]]]]
    ) -> Sequence[str] | None:
        """Of which clients span rows of a kind are read, after those of the kinds before; None: of all."""
        needs = self._needed.get(name, Needed()).only_if
        if needs is None:
            return codes
        found = {
            code
            for days in zip(*(part.values() for part in before), strict=True)
            for code in dict.fromkeys(chain.from_iterable(days))
            if needs([part.get(code, []) for part in days])
        }
        return [*found] if self._are_few(len(found)) else codes

    def _rows(
        self, spans: Spans[Any, Any], days: Mapping[int, date], codes: Sequence[str] | None
    ) -> Mapping[int, Mapping[str, list[Any]]]:
        """The span rows of a kind that held on each of some days."""
        needed = self._needed.get(spans.name, Needed())
        known = self.clients if needed.names and not self._past.codes else None
        of = Wanted(spans, needed, self._view.lookback.eve, known)
        if len(days) == 1:
            return {0: rows_on(self._views, of, self._as_of, codes)}
        read = self._between[spans.name] = rows_between(self._views, of, (self._as_of, self._since), codes)
        return dict(zip(days, held_on(read, days.values()), strict=True))
