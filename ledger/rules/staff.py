"""Our people in the house's stream: posts, covers, and who is above whom on a day.

Names of people are compared folded, so "Leyla" and "leyla" are one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from ledger.spellings import name_key


class Post(msgspec.Struct):
    """A post of a person from a day on; None as the role means that the person left."""

    since: date
    name: str
    role: str | None
    reports_to: str | None = None
    territory: str | None = None


class Cover(msgspec.Struct):
    """A deputy for a manager, or for the manager of a client, from one day to another."""

    deputy: str
    since: date
    until: date
    manager: str | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day <= self.until


class Staff(msgspec.Struct):
    """What a stream says about our people.

    Attributes:
        posts: each person's posts by the folded name, in order of their days.
        covers: those of managers in the house's stream, those of the client in a client's.
    """

    posts: dict[str, list[Post]] = msgspec.field(default_factory=dict)
    covers: list[Cover] = msgspec.field(default_factory=list)

    def post(self, name: str, day: date) -> Post | None:
        """A person's post on a day; None if they have none."""
        known = [post for post in self.posts.get(name_key(name), ()) if post.since <= day]
        return known[-1] if known and known[-1].role is not None else None

    def knows(self, name: str) -> bool:
        """Whether a person was ever appointed. A house that appointed nobody keeps no list, and knows all."""
        return not self.posts or name_key(name) in self.posts

    def names(self) -> list[str]:
        """The names of all who were ever appointed, as their newest post has them."""
        return [posts[-1].name for posts in self.posts.values()]

    def above(self, name: str, day: date) -> Iterator[str]:
        """The folded names of those above a person on a day, the nearest first."""
        seen = {name_key(name)}
        while (post := self.post(name, day)) is not None and post.reports_to is not None:
            name = post.reports_to
            if name_key(name) in seen:
                return
            seen.add(name_key(name))
            yield name_key(name)

    def deputies(self, day: date, manager: str | None = None) -> set[str]:
        """The folded names of the deputies of a day; with a manager, only those of that manager."""
        return {
            name_key(cover.deputy)
            for cover in self.covers
            if cover.holds(day) and (manager is None or name_key(cover.manager or "") == name_key(manager))
        }
