"""Our people on a day: who reports to whom, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import ClientCovered, Event, ManagerAppointed, ManagerCovered, ManagerLeft
from ledger.times import shifted
from projections.framework.periods import Period
from projections.history import Horizon

E = TypeVar("E", bound=Event)

Key: TypeAlias = Callable[[str | None], str]
"""What is equal for two spellings of one name."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the ledger says about our people for a day.

    Attributes:
        posts: the posts that began by the day, and the ends of posts, in order of their days.
        covers: the covers of managers that hold on the day.
        deputies: by client, those of the covers of that client which hold on the day.
    """

    posts: Sequence[ManagerAppointed | ManagerLeft] = ()
    covers: Sequence[ManagerCovered] = ()
    deputies: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def names(self) -> Iterator[str]:
        """All names in it."""
        for post in self.posts:
            yield post.name
            if isinstance(post, ManagerAppointed) and post.reports_to is not None:
                yield post.reports_to
        for cover in self.covers:
            yield from (cover.manager, cover.deputy)
        for deputies in self.deputies.values():
            yield from deputies

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
        """Whether a person stands in for the manager of a client; covers of the manager come first."""
        covers = [cover.deputy for cover in self.covers if key(cover.manager) == key(manager)]
        return key(name) in map(key, covers or self.deputies.get(client, ()))


NOBODY = Staffing()
"""A house that says nothing about its people."""


def staffing_of(house: Iterable[Entry], clients: Iterable[Entry], horizon: Horizon) -> Staffing:
    """Our people on the day of a horizon, as far as it knows them.

    A post and a cover hold from the day that they state, whenever they were decided.

    Args:
        house: the entries of the house, in order of position.
        clients: the covers of clients, and all corrections, in order of position; others are ignored.
        horizon: how far to look.
    """
    told, day = in_force(filter(horizon.knows, house)), horizon.as_of
    posts: list[ManagerAppointed | ManagerLeft] = [
        *_events(told, ManagerAppointed),
        *_events(told, ManagerLeft),
    ]
    streams: dict[str, list[Entry]] = {}
    for entry in filter(horizon.knows, clients):
        if entry.client is not None:
            streams.setdefault(entry.client, []).append(entry)
    deputies = {
        code: [cover.deputy for cover in _events(in_force(own), ClientCovered) if _holds(cover, horizon)]
        for code, own in streams.items()
    }
    return Staffing(
        sorted((post for post in posts if post.from_ <= day), key=lambda post: post.from_),
        [cover for cover in _events(told, ManagerCovered) if _holds(cover, horizon)],
        deputies,
    )


def _events(entries: Iterable[Entry], kind: type[E]) -> Iterator[E]:
    return (entry.event for entry in entries if isinstance(entry.event, kind))


def _holds(cover: ClientCovered | ManagerCovered, horizon: Horizon) -> bool:
    return cover.from_ <= horizon.as_of <= cover.until
