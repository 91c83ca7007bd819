"""Our people on a day: who reports to whom, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias, TypeVar

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import ClientCovered, Event, ManagerAppointed, ManagerCovered, ManagerLeft
from ledger.times import shifted
from projections.framework.periods import Period
from projections.history import Horizon

E = TypeVar("E", bound=Event)
C = TypeVar("C", ManagerCovered, ClientCovered)

Key: TypeAlias = Callable[[str | None], str]
"""What is equal for two spellings of one name."""

_ANY_DAY: Final = Period(date.min, date.max)


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the ledger says about our people for a day.

    Attributes:
        posts: the posts that began by the day, and the ends of posts, in order of their days.
        covers: the covers of managers that were decided by the day.
        of_clients: by client, such covers of that client alone.
        days: those on which a cover has to hold: the day, or some days from it on.
    """

    posts: Sequence[ManagerAppointed | ManagerLeft] = ()
    covers: Sequence[ManagerCovered] = ()
    of_clients: Mapping[str, Sequence[ClientCovered]] = field(default_factory=dict)
    days: Period = _ANY_DAY

    @property
    def names(self) -> Iterator[str]:
        """All names in it."""
        for post in self.posts:
            yield post.name
            if isinstance(post, ManagerAppointed) and post.reports_to is not None:
                yield post.reports_to
        for cover in self._holding(self.covers):
            yield from (cover.manager, cover.deputy)
        for covers in self.of_clients.values():
            yield from (cover.deputy for cover in self._holding(covers))

    def team(self, name: str, key: Key) -> set[str]:
        """The keys of a person and of all who report to that person, directly or through others."""
        above = {
            key(post.name): key(post.reports_to) if isinstance(post, ManagerAppointed) else ""
            for post in self.posts
        }
        team, new = set[str](), {key(name)}
        while new:
            team |= new
            new = {one for one, head in above.items() if head in team} - team
        return team

    def head_of(self, name: str | None, key: Key) -> str | None:
        """The person to whom a person reports; one who reports to nobody is their own head."""
        posts = [post for post in self.posts if key(post.name) == key(name)]
        last = posts[-1] if posts else None
        return (isinstance(last, ManagerAppointed) and last.reports_to) or name

    def employed(self, name: str, period: Period, key: Key) -> Period | None:
        """The days of a period on which a person has a post, from the first post to the end of the last.

        All of its days if the ledger says nothing about the person; None if none is.
        """
        start, end = period
        posts = [post for post in self.posts if key(post.name) == key(name)]
        if posts:
            start = max(start, posts[0].from_)
            if isinstance(posts[-1], ManagerLeft):
                if posts[-1].from_ <= start:
                    return None
                end = min(end, shifted(posts[-1].from_, -1))
        return Period(start, end) if start <= end else None

    def stands_in(self, name: str, client: str, manager: str | None, key: Key) -> bool:
        """Whether a person stands in for the manager of a client on any of the days."""
        return key(name) in (key(cover.deputy) for cover in self.covers_of(client, manager, key))

    def covers_of(self, client: str, manager: str | None, key: Key) -> list[ManagerCovered | ClientCovered]:
        """The covers under which a client is on any of the days; those of its manager supersede its own."""
        of_manager = [cover for cover in self._holding(self.covers) if key(cover.manager) == key(manager)]
        own = self._holding(self.of_clients.get(client, ()))
        return [*of_manager, *(cover for cover in own if not self._is_superseded(cover, of_manager))]

    def _is_superseded(self, cover: ClientCovered, of_manager: Sequence[ManagerCovered]) -> bool:
        """Whether a cover of the manager holds on each of the days on which a cover of a client does."""
        day, last = max(cover.from_, self.days.start), min(cover.until, self.days.end)
        for one in sorted(of_manager, key=lambda one: one.from_):
            if one.from_ > day:
                return False
            if one.until >= last:
                return True
            day = max(day, shifted(one.until, 1))
        return False

    def _holding(self, covers: Iterable[C]) -> Iterator[C]:
        return (one for one in covers if one.from_ <= self.days.end and self.days.start <= one.until)


NOBODY = Staffing()
"""A house that says nothing about its people."""


def staffing_of(house: Iterable[Entry], clients: Iterable[Entry], horizon: Horizon) -> Staffing:
    """Our people on the day of a horizon, as far as it knows them.

    A post holds from the day that it states, whenever it was decided; a cover is known from the day of its
    decision on.

    Args:
        house: the entries of the house, in order of position.
        clients: the covers of clients, and all corrections, in order of position; others are ignored.
        horizon: how far to look.
    """
    told, day = in_force(filter(horizon.knows, house)), horizon.as_of
    # Of one day, the post that was recorded last counts: people leave one post for the next on one day.
    posts = [entry.event for entry in told if isinstance(entry.event, (ManagerAppointed, ManagerLeft))]
    streams: dict[str, list[Entry]] = {}
    for entry in filter(horizon.knows, clients):
        if entry.client is not None:
            streams.setdefault(entry.client, []).append(entry)
    return Staffing(
        sorted((post for post in posts if post.from_ <= day), key=lambda post: post.from_),
        [*_events(filter(horizon.sees, told), ManagerCovered)],
        {
            code: [*_events(filter(horizon.sees, in_force(own)), ClientCovered)]
            for code, own in streams.items()
        },
        Period(day, day),
    )


def _events(entries: Iterable[Entry], kind: type[E]) -> Iterator[E]:
    return (entry.event for entry in entries if isinstance(entry.event, kind))
