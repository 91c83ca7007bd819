"""The people at a client: who is there, who decides, and who trusts us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from ledger.entry import Fact, unreplaced
from ledger.events import ContactAdded, ContactChanged, ContactLeft, ContactStageReached
from ledger.times import has_hour

_DECIDING: Final = range(4, 6)
"""The influence of people who decide, unless an entry says otherwise."""
TRUSTING: Final = frozenset({"trusted", "loyal", "friend"})
"""The stages of people who trust us."""

ContactFact: TypeAlias = ContactAdded | ContactChanged | ContactLeft | ContactStageReached
"""The kinds that say how a person stands."""


@dataclass(slots=True)
class ContactStatus:
    """How a person stands at a client, and with us.

    Attributes:
        added: when we got to know the person, or when the person came back; None: no entry adds them.
        returned: whether no entry so far says that the person had left before that moment.
        position: of the entry that added the person.
        named: of the entry that, as it was recorded, says the name; 0: it is not known which does.
        since: the day since which the person is at the stage, or without any since which we know them.
        left: the day on which the person left; None: they are there.
        successor: the id of the person who followed.
    """

    added: datetime | None = None
    returned: bool = False
    position: int = 0
    named: int = 0
    name: str = ""
    role: str = ""
    influence: int | None = None
    stance: str | None = None
    decides: bool | None = None
    vip: bool | None = None
    stage: str | None = None
    since: date = date.min
    left: date | None = None
    successor: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether the person is at the client."""
        return self.added is not None and self.left is None

    @property
    def is_decider(self) -> bool:
        """Whether the person decides: as an entry says, or else by the influence."""
        return self.influence in _DECIDING if self.decides is None else self.decides

    @property
    def is_trusting(self) -> bool:
        """Whether the person trusts us."""
        return self.stage in TRUSTING

    def change(self, entry: Fact, event: ContactFact) -> None:
        """Note what an entry says of the person."""
        match event:
            case ContactStageReached():
                self.stage, self.since = event.stage, entry.on
            case ContactAdded():
                self._add(entry, event)
            case ContactChanged() if not self._is_before_added(entry, without_hours=False):
                for name in ("name", "role", "influence", "stance", "decides", "vip"):
                    if (value := getattr(event, name)) is not None:
                        setattr(self, name, value)
                self.named = self.named if event.name is None else unreplaced(entry)
            case ContactLeft() if self._is_before_added(entry, without_hours=self.returned):
                self.returned = False
            case ContactLeft():
                self.left, self.successor = entry.on, event.successor
            case _:
                pass

    def _add(self, entry: Fact, event: ContactAdded) -> None:
        self.returned = self.is_there
        self.added, self.position = entry.occurred_at, entry.position
        self.left = self.successor = None
        self.since = entry.on if self.stage is None else self.since
        self.influence, self.stance = event.influence, event.stance
        self.decides, self.vip = event.decides, event.vip
        self.name, self.role, self.named = event.name, event.role, unreplaced(entry)

    def _is_before_added(self, entry: Fact, *, without_hours: bool) -> bool:
        """Whether an entry tells of what was before the person was added on the same day.

        An entry that adds a person is folded first of its day, so what precedes it comes after. The hours
        tell which it is. If one of the two has none, ``without_hours`` does: nobody is added who is there, so
        such a person had left before.
        """
        if self.added is None or self.added.date() != entry.on:
            return False
        if has_hour(self.added) and has_hour(entry.occurred_at):
            return entry.occurred_at < self.added
        return without_hours
