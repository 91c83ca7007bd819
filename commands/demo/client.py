"""One client of a portfolio: its state at a moment, and the stories that are going on.

A story is a generator. It yields an event that happens now, or a number of days to wait until it goes on. The
client's clock counts minutes from midnight of the first day in its time zone, and only moves forward.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import Any, NamedTuple, TypeAlias

from commands.demo.countries import Country
from commands.demo.dice import Dice
from commands.demo.goods import price_list
from commands.demo.habits import Habit
from commands.demo.staff import DESKS, deputy_of
from commands.demo.tables import PHRASES
from ledger.entry import Draft, client_stream, entry_id
from ledger.events import AnyEvent, ClientRegistered, ClientTermsAgreed, Line
from ledger.money import rounded

DAY = 24 * 60
"""Minutes."""
YEAR = 365
"""Days."""
_OPENS, _OPEN_FOR = 9 * 60, 510
_SATURDAY = 5


class Late(NamedTuple):
    """An event that a person writes down days after it happened."""

    days: int
    event: AnyEvent


Step: TypeAlias = AnyEvent | Late | int
Story: TypeAlias = Iterator[Step]
TimedDraft: TypeAlias = tuple[int, int, Draft]
"""A draft after the minute, in UTC, at which a person writes it down, and the index of the client."""


@dataclass(slots=True)
class Client:
    """A client at the clock's moment.

    Attributes:
        index: counts the clients of the portfolio from 0.
        midnight, days: when the first day of the portfolio begins there, and how many days the portfolio has.
        size: how much the client orders compared with a small one.
        signs: whether the client signs reconciliation acts; then nobody records its money late.
        products: places in the price list of what the client orders.
        covered_until: the last day on which the manager's deputy acts, at times some days after the cover.
        earned, redeemed: by day, what the client paid of orders that it kept, and the points that it spent.
        owed: the client's balance, for the reconciliation acts.
        agreed: whether the terms are agreed; until then the client is a prospect.
        checked: whether credit control looks into the client each year.
        people: how many stages of acquaintance each person at the client has reached.
        now, today: the clock's minute, and its day.
        recorded: how many entries the client's stream has.
        agenda: stories that go on later: the minute, the number of the story, and the story.
    """

    index: int
    card: ClientRegistered
    terms: ClientTermsAgreed
    country: Country
    habit: Habit
    dice: Dice
    midnight: datetime
    days: int
    manager: str
    size: int
    signs: bool
    products: list[int]
    currency: str
    covered_until: int = -1
    owed: Decimal = Decimal(0)
    earned: list[tuple[int, Decimal]] = field(default_factory=list)
    redeemed: list[tuple[int, Decimal]] = field(default_factory=list)
    discount: Decimal | None = None
    contract: str = ""
    agreed: bool = False
    checked: bool = False
    lost: bool = False
    people: dict[str, int] = field(default_factory=dict)
    now: int = 0
    today: int = 0
    recorded: int = 0
    begun: int = 0
    numbers: Counter[str] = field(default_factory=Counter)
    agenda: list[tuple[int, int, Story]] = field(default_factory=list)

    def date(self, day: int) -> date:
        """The calendar date of a day."""
        return (self.midnight + timedelta(days=day)).date()

    def moment(self, minute: int) -> datetime:
        """A minute of the clock as a date and time with the client's offset."""
        return self.midnight + timedelta(minutes=minute)

    def later(self) -> int:
        """How many days somebody takes to do what was left undone; on the last day some of it still is."""
        return self.dice.between(30, 100)

    def until(self, day: int) -> int:
        """How many days to wait until a day; at least one."""
        return max(1, day - self.today)

    def working_minute(self, day: int) -> int:
        """A minute to come of a day, or of the Monday after it if it is in a weekend."""
        weekday = (self.midnight.weekday() + day) % 7
        if weekday >= _SATURDAY:
            day += 7 - weekday
        minute = day * DAY + _OPENS + self.dice.below(_OPEN_FOR)
        return minute if minute > self.now else self.now + 7

    def begin(self, story: Story, day: int) -> int:
        """Let a story begin, or go on, on a working day; return the minute."""
        return self.begin_at(story, self.working_minute(day))

    def begin_at(self, story: Story, minute: int) -> int:
        """Let a story begin at a minute; what lies beyond the last day is left out."""
        if minute < self.days * DAY:
            self.begun += 1
            heappush(self.agenda, (minute, self.begun, story))
        return minute

    def run(self, minute: int) -> Iterator[TimedDraft]:
        """Run all stories up to a minute of the clock, in order."""
        ahead = self.country.zone * 60
        while self.agenda and self.agenda[0][0] <= minute:
            self.now, _, story = heappop(self.agenda)
            self.today = self.now // DAY
            for step in story:
                if isinstance(step, int):
                    self.begin(story, self.today + step)
                    break
                yield self.now - ahead, self.index, self._draft(step)

    def _draft(self, step: AnyEvent | Late) -> Draft:
        days, event = step if isinstance(step, Late) else (0, step)
        moment = self.midnight + timedelta(minutes=self.now - days * DAY)
        self.recorded += 1
        desk = DESKS.get(event.kind)
        if desk is None and self.today <= self.covered_until:
            return Draft(event, moment, deputy_of(self.manager), self.card.code, self.manager)
        return Draft(event, moment, desk or self.manager, self.card.code)

    def last_entry(self) -> str:
        """The id of the client's last entry, in a ledger that was empty before."""
        return str(entry_id(client_stream(self.card.code), self.recorded))

    def number(self, prefix: str) -> str:
        """The next number of a sort of document: SO-17-3 is the third order of client 17."""
        self.numbers[prefix] += 1
        return f"{prefix}-{self.index + 1}-{self.numbers[prefix]}"

    def prices(self) -> tuple[Line, ...]:
        """The client's price list of today: a line for one box of each product."""
        return price_list(self.country, self.terms.price_column or "", self.today // 365)

    def rounded(self, amount: Decimal) -> Decimal:
        """An amount at the smallest unit of the client's currency."""
        return rounded(amount, self.currency)

    def pick(self, phrases: str) -> Any:
        """One phrase of a table of phrases."""
        return self.dice.pick(PHRASES[phrases])

    @property
    def city(self) -> str:
        """Where the client is."""
        return (self.card.territory or "").rpartition("/")[2]

    def somebody(self) -> str:
        """One of the people at the client; the first ones are met most."""
        people = list(self.people)
        return people[min(self.dice.below(len(people)), self.dice.below(len(people)))]
